"""A total is what its ledger adds up to, whatever the facts; corrections, histories and what-ifs."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from models.facts import Fact, FactKind, Origin, Rater
from models.people import Role
from models.policy import HoursPolicy
from models.scheme import Cycle, EachItem, RatedItem, Scheme, Subject
from models.score import FactSet, PayBasis, Result
from scoring.book import FactBook
from scoring.compare import compare, with_facts
from scoring.items import counts, each_points
from scoring.pay import payslips, totals
from scoring.score import score_run
from store.scheme_files import scheme_names
from tests.scoring.case import (
    ALL,
    LIBRARY,
    MONTH,
    earned,
    fact,
    figures,
    person,
    ratings,
    scored,
    shipped,
    times,
)

MONTHLY = [
    name for name in scheme_names() if shipped(name).cycle is Cycle.MONTH and shipped(name).subject is Subject.AGENT
]
TEAM = [person("A"), person("B"), person("S", Role.SUPERVISOR)]

amounts = st.decimals(0, 100, places=2, allow_nan=False)
people = st.sampled_from([who.id for who in TEAM])


@st.composite
def some_facts(draw: st.DrawFn) -> list[Fact]:
    """Facts of any kind about any of three people, with figures and ratings."""
    found: list[Fact] = []
    for number in range(draw(st.integers(0, 12))):
        kind = draw(
            st.sampled_from([k for k in FactKind if k not in (FactKind.FIGURE, FactKind.RATING, FactKind.OTHER)])
        )
        points = draw(st.none() | st.decimals(-5, 5, places=1))
        found.append(fact(kind.value, draw(amounts), draw(people), number=number, points=points))
    for figure in draw(st.lists(st.sampled_from([f.code for f in LIBRARY.figures]), unique=True)):
        found += figures(draw(people), **{figure: draw(amounts)})
    for name in MONTHLY:
        for item in shipped(name).items:
            if isinstance(item, RatedItem) and draw(st.booleans()):
                given_points = draw(st.decimals(item.low, item.high, places=3))
                found += ratings(draw(people), draw(st.sampled_from(list(Rater))), **{item.code: given_points})
    return list({f.id: f for f in found}.values())


@settings(max_examples=60, deadline=None)
@given(some_facts(), st.sets(st.sampled_from(list(Origin))))
def test_the_total_is_replayed_from_the_ledger_alone(facts: list[Fact], imported: set[Origin]) -> None:
    for name in MONTHLY:
        scheme = shipped(name)
        for result in scored(scheme, facts, TEAM, imported=frozenset(imported)).values():
            assert result.replayed == result.total
            assert result.total == result.total.quantize(Decimal(1).scaleb(-scheme.decimals))
            assert scheme.high is None or result.total <= scheme.high
            assert scheme.low is None or result.total >= scheme.low
            assert Result.model_validate_json(result.model_dump_json()) == result
            _each_line_again(scheme, result, facts)


def _each_line_again(scheme: Scheme, result: Result, facts: list[Fact]) -> None:
    """Every fact that an item counts has its line with its points; every line about a fact cites one that exists."""
    known = {f.id: f for f in facts}
    items = {item.code: item for item in scheme.items}
    weights = {part.code: part.weight for part in scheme.parts}
    for line in result.lines:
        item = items.get(line.item)
        if isinstance(item, EachItem):
            (one,) = line.facts
            assert abs(line.points - each_points(item, known[one]) * weights.get(item.part, Decimal(1))) <= Decimal(
                "0.0001"
            )
        assert set(line.facts) <= set(known)
        assert line.clause
        assert line.entered_by
    who = next(person for person in TEAM if person.id == result.agent_id)
    for item in scheme.items if result.appraised else ():
        if isinstance(item, EachItem):
            wanted = [f.id for f in facts if f.agent_id == who.id and f.kind in item.facts and counts(item, f, who)]
            assert sorted(wanted) == sorted(line.facts[0] for line in result.lines if line.item == item.code)


@settings(max_examples=30, deadline=None)
@given(some_facts(), st.randoms())
def test_the_order_of_facts_does_not_matter(facts: list[Fact], random: object) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scored("cs-monthly", facts, TEAM) == scored("cs-monthly", shuffled, TEAM)


def test_a_corrected_fact_is_counted_as_corrected() -> None:
    """Late by 40 minutes costs 5, by 4 minutes 2; the correction's reason is in the ledger."""
    wrong = fact("late", 40, id="L1")
    right = fact("late", 4, id="K1", corrects="L1", evidence="clock was fast", entered_by="S")
    result = scored("cs-monthly", [wrong, right])["A"]
    assert earned(result)["late_or_early"] == -2
    (line,) = [line for line in result.lines if line.item == "late_or_early"]
    assert (line.entered_by, line.evidence, line.facts) == ("S", "clock was fast", ("K1",))


def test_a_supposed_fact_changes_one_month_and_keeps_the_rest() -> None:
    """A's late arrival supposed away: +3 points, +30 yuan; B stays as it is."""
    group = [person("A"), person("B")]
    known = FactSet(facts=(fact("late", 12, id="L1"), fact("messy_desk", who="B")), imported=ALL)
    before = scored("cs-monthly", known.facts, group)
    after = scored("cs-monthly", with_facts(known, [], ["L1"]).facts, group)
    a, b = compare(list(before.values()), list(after.values()))
    assert (a.points, a.pay, a.changed) == (3, 30, True)
    assert (b.points, b.pay, b.changed) == (0, 0, False)


def test_two_schemes_over_the_same_facts() -> None:
    facts = [fact("absent_without_leave", 1), *figures(target=100, achieved=90)]
    changes = compare(list(scored("cs-monthly", facts).values()), list(scored("star-rating", facts).values()))
    (change,) = changes
    assert change.before is not None
    assert change.after is not None
    # 80 + 5 - 20 = 65 by the one, 90 % of the target by the other.
    assert (change.before.total, change.after.total, change.points) == (65, 90, 25)


def test_history_begins_with_the_first_fact_and_closed_months_stand() -> None:
    group = [person("A"), person("B")]
    known = FactSet(facts=tuple(fact("outsiders", month=m) for m in ("2026-09", "2026-10")), imported=ALL)
    months = score_run(shipped("cs-monthly"), LIBRARY, group, known, MONTH)
    assert list(months) == ["2026-09", "2026-10"]
    kept = [r.model_copy(update={"met": frozenset()}) for r in months["2026-09"]]
    again = score_run(shipped("cs-monthly"), LIBRARY, group, known, MONTH, closed={"2026-09": kept})
    assert again["2026-09"] == tuple(kept)
    assert not again[MONTH][0].flags


def test_a_flag_for_times_in_all_looks_back_to_the_first_fact() -> None:
    """Late in January and in October: the second time in all, raised again in November only if late again."""
    item = {
        "how": "each",
        "code": "late",
        "en": "late",
        "zh": "迟到",
        "clause": "ours",
        "facts": ["late"],
        "points": -1,
    }
    flag = {"code": "twice", "en": "twice", "zh": "两次", "clause": "ours", "when": "total < 0", "times": 2}
    scheme = Scheme.model_validate(
        {"name": "mine", "en": "mine", "zh": "自定", "source": "ours", "item": [item], "flag": [flag]}
    )
    known = FactSet(facts=(fact("late", 1, month="2026-01"), fact("late", 1)), imported=ALL)
    found = {m: score_run(scheme, LIBRARY, [person()], known, m)[m][0].flags for m in ("2026-01", MONTH, "2026-11")}
    assert [raised.code for raised in found[MONTH]] == ["twice"]
    assert not found["2026-01"]
    assert not found["2026-11"]


def test_a_fact_book_leaves_out_what_is_corrected() -> None:
    book = FactBook(FactSet(facts=(fact("late", 1, id="a"), fact("late", 2, id="b", corrects="a"))))
    assert [f.id for f in book.of(("A",), (FactKind.LATE,), (MONTH,))] == ["b"]


# pay

BASIS = {
    who: PayBasis(agent_id=who, month=MONTH, hourly_pay=Decimal("25.55"), performance_pay=Decimal("1000.01"))
    for who in "AB"
}


def test_holiday_and_overtime_pay_from_hours() -> None:
    """95 minutes at 25.55 an hour: × 1.5 = 60.68125 → 60.68; 480 × 2 = 408.80; 480 × 3 = 613.20."""
    facts = [
        fact("overtime_workday", 50),
        fact("overtime_workday", 45, number=1),
        fact("overtime_rest_day", 480),
        fact("overtime_holiday", 480),
    ]
    results = list(scored("bank-quality", facts, pay=BASIS).values())
    (slip,) = payslips(results, FactSet(facts=tuple(facts)), MONTH, BASIS, HoursPolicy())
    lines = {line.code: line.amount for line in slip.lines}
    assert lines == {
        "performance": Decimal("1000.01"),
        "overtime_workday": Decimal("60.68"),
        "overtime_rest_day": Decimal("408.80"),
        "overtime_holiday": Decimal("613.20"),
    }
    assert slip.total == Decimal("2082.69")
    assert all(line.clause for line in slip.lines)


def test_multipliers_are_settings() -> None:
    facts = [fact("overtime_holiday", 60)]
    policy = HoursPolicy(holiday_multiplier=4)
    (slip,) = payslips(list(scored("cs-monthly", facts).values()), FactSet(facts=tuple(facts)), MONTH, BASIS, policy)
    assert {line.code: line.amount for line in slip.lines}["overtime_holiday"] == Decimal("102.20")


def test_overtime_without_hourly_pay_is_left_open() -> None:
    facts = [fact("overtime_holiday", 60)]
    (slip,) = payslips(
        list(scored("cs-monthly", facts).values()), FactSet(facts=tuple(facts)), MONTH, {}, HoursPolicy()
    )
    assert "overtime_holiday" not in {line.code for line in slip.lines}
    assert "hourly pay" in slip.open[0].en


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 6000)), max_size=8))
def test_totals_reconcile(hours: list[tuple[str, int]]) -> None:
    facts = [fact("overtime_rest_day", minutes, who, number=n) for n, (who, minutes) in enumerate(hours)]
    group = [person("A"), person("B")]
    results = list(scored("bank-quality", facts, group, pay=BASIS).values())
    slips = payslips(results, FactSet(facts=tuple(facts)), MONTH, BASIS, HoursPolicy())
    assert sum(totals(slips).values()) == sum(slip.total for slip in slips)
    assert all(line.amount == line.amount.quantize(Decimal("0.01")) for slip in slips for line in slip.lines)


def test_repeated_facts_are_lines_of_their_own() -> None:
    result = scored("cs-monthly", times(3, "messy_desk"))["A"]
    assert len([line for line in result.lines if line.item == "messy_desk"]) == 3
