"""`centre.toml`: what is read from it, and that what is written explains every setting."""

from __future__ import annotations

import tomllib
from datetime import time

import pytest

from models.centre import Centre
from models.people import LeaveType
from models.policy import LeavePolicy
from store.settings import SettingsReader, all_settings
from store.toml_file import read_toml, toml_text


def _read(words: str) -> tuple[Centre | None, SettingsReader]:
    reader = SettingsReader("centre.toml")
    profile, policy = reader.read(read_toml(('[centre]\nname = "x"\n' + words).encode()))
    assert profile is not None
    return Centre(profile=profile, policy=policy, skills=(), agents=(), shifts=()), reader


def test_a_leave_type_is_changed_on_top_of_its_default() -> None:
    centre, reader = _read("[policy.leave.types.marriage]\npaid = false\n")
    assert centre is not None
    assert reader.problems == []
    marriage = centre.policy.leave.types[LeaveType.MARRIAGE]
    assert (marriage.notice_months, marriage.certificate, marriage.paid) == (1, True, False)
    assert centre.policy.leave.types[LeaveType.SICK] == LeavePolicy().types[LeaveType.SICK]


@pytest.mark.parametrize("written", ["09:30:00", '"9:30"', '"０９：３０"'])
def test_times_may_be_plain_or_quoted(written: str) -> None:
    centre, _ = _read(f"[policy.roster]\nsupervisor_from = {written}\n")
    assert centre is not None
    assert centre.policy.roster.supervisor_from == time(9, 30)


@pytest.mark.parametrize(
    ("words", "line", "name", "remedy"),
    [
        ("[policy.roster]\nmax_consecutive_days = true", 4, "policy.roster.max_consecutive_days", "a whole number"),
        ("[policy.roster]\nmax_consecutive_days = 6.5", 4, "policy.roster.max_consecutive_days", "a whole number"),
        ("[policy.roster]\nmeal_break_counts = 1", 4, "policy.roster.meal_break_counts", "yes or no"),
        ("[policy.staffing]\nmodel = 'erlang_b'", 4, "policy.staffing.model", "erlang_c, erlang_a"),
        ("[policy.staffing]\nservice_level = 1", 4, "policy.staffing.service_level", "less than 1"),
        ("[policy.rules.rest]\nweigth = 5", 4, "policy.rules.rest.weigth", "did you mean policy.rules.rest.weight?"),
        ("[policy.rules.rest]\nstrength = 'firm'", 4, "policy.rules.rest.strength", "hard, soft, off"),
        (
            "[policy.leaves]\nleave_notice_day = 5",
            4,
            "policy.leaves.leave_notice_day",
            "policy.leave.leave_notice_days",
        ),
        ("[policy.leave.types.sik]\npaid = true", 4, "policy.leave.types.sik.paid", "policy.leave.types.sick.paid"),
        ("[policy.rooster]", 3, "policy.rooster", "did you mean policy.roster?"),
        ("policy.roster.min_rest_hours = 99", 3, "centre.policy.roster.min_rest_hours", "policy.roster.min_rest_hours"),
    ],
)
def test_a_fault_is_named_with_its_line_and_a_remedy(words: str, line: int, name: str, remedy: str) -> None:
    (problem,) = _read(words)[1].problems
    assert (problem.row, problem.column) == (line, name)
    assert remedy in problem.remedy.en
    assert problem.remedy.zh


def test_every_setting_is_written_with_meaning_and_clause(centre: Centre) -> None:
    words = toml_text(centre)
    tomllib.loads(words)
    lines = words.splitlines()
    for setting in all_settings(centre.policy):
        clause, meaning = setting.about
        comment = f"# {meaning.en} {meaning.zh}" + (f" ({clause})" if clause else "")
        assert comment in lines, setting.name
        assert meaning.en, setting.name
        assert meaning.zh, setting.name
