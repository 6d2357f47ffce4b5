"""The benchmark's problem as a centre: its rules say of any roster what the benchmark's own definition says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.curtois.centre import as_roster, instance_of, roster_of
from benchmarks.curtois.judge import objective, violations
from benchmarks.curtois.problem import parse_problem
from scheduler.evaluate import evaluate
from tests.benchmarks.test_curtois_format import HARD, ROSTERS
from tests.benchmarks.tiny_instance import TINY
from tests.benchmarks.tiny_instance import roster_of as spelled

# Three weeks: weekends, and runs that lie wholly inside.
PROBLEM = parse_problem(TINY.replace("7\n\n", "21\n\n", 1))
INSTANCE = instance_of(PROBLEM)
WEEK = instance_of(parse_problem(TINY))

_WORDS = st.one_of(
    st.text(alphabet=".En", min_size=21, max_size=21),
    # What mostly keeps the rules about runs, and breaks one here and there.
    st.lists(st.sampled_from(["..", "...", "EE", "EEE", "nn", "E", ".", "EEEE"]), min_size=12).map("".join),
).map(lambda word: word[:21])


@settings(max_examples=300, deadline=None)
@given(a=_WORDS, b=_WORDS)
def test_cost_and_hard_rules_are_the_benchmarks(a: str, b: str) -> None:
    roster = spelled(A=a, B=b)
    judged = evaluate(INSTANCE, as_roster(INSTANCE, roster))
    assert judged.cost == objective(PROBLEM, roster)
    assert bool(judged.hard_violations) == bool(violations(PROBLEM, roster))


@pytest.mark.parametrize(("roster", "cost"), ROSTERS)
def test_a_roster_costs_what_the_judge_says(roster: dict[tuple[str, int], str], cost: int) -> None:
    assert evaluate(WEEK, as_roster(WEEK, roster)).cost == cost


@pytest.mark.parametrize(
    ("roster", "broken"), [case for case in HARD if {name for name, _ in case[0]} <= {"A", "B"}][:11]
)
def test_each_hard_rule_is_broken_where_the_judge_says(roster: dict[tuple[str, int], str], broken: list[str]) -> None:
    assert bool(evaluate(WEEK, as_roster(WEEK, roster)).hard_violations) == bool(broken)


def test_a_roster_comes_back_from_the_centre() -> None:
    roster = spelled(A=".EE....", B="nn.....")
    assert roster_of(as_roster(WEEK, roster)) == roster


def test_a_figure_beyond_what_a_centre_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="less than or equal to 10"):
        instance_of(parse_problem(TINY.replace("A,1,E,2", "A,1,E,11")))
