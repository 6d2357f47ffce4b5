"""`paiban swap` from end to end: checked, filed, agreed to, approved into the published roster, refused, printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.centre import Centre
from models.roster import Roster
from store.db import open_database
from store.db.audit import AuditRow, rows, verify
from store.db.rosters import load_roster, versions
from tests.desk_case import PLANNER, SUPERVISOR, make_desk, make_roster, phone_agents
from tests.program import Run

Ask = Callable[..., tuple[int, Any, str]]

NOON = "2026-10-09 12:00"
"""A Friday; Saturday 10 October is a make-up working day."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "centre"


@pytest.fixture
def centre(folder: Path) -> Centre:
    return make_desk(folder)


@pytest.fixture
def ask(run: Run, folder: Path, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Ask:
    def call(person: str, when: str, command: str, *args: object, text: bool = False) -> tuple[int, Any, str]:
        monkeypatch.setenv("PAIBAN_NOW", when)
        more = [] if text else ["--json"]
        code, out, err = run("swap", command, *args, "--centre", folder, "--as", person, *more)
        return code, out if text or not out else json.loads(out), err

    return call


@pytest.fixture
def pair(centre: Centre) -> tuple[str, str]:
    """Two agents: the first works on odd days of October, the second on even ones."""
    one, other, *_ = phone_agents(centre)
    return one, other


def kept(folder: Path) -> tuple[Roster, tuple[AuditRow, ...]]:
    database = open_database(str(folder / "paiban.db"))
    with database.read() as connection:
        assert verify(connection) == []
        found = load_roster(connection, versions(connection)[0].id), rows(connection)
    database.close()
    return found


def give_and_take(partner: str) -> tuple[str, ...]:
    return ("--with", partner, "--give", "2026-10-13", "--take", "2026-10-14")


def broken(found: dict[str, Any]) -> list[str]:
    return [f["clause"] for f in found["verdict"]["findings"] if f["outcome"] == "broken"]


def test_a_swap_is_checked_filed_agreed_to_and_changes_the_roster(
    ask: Ask, pair: tuple[str, str], folder: Path, centre: Centre
) -> None:
    one, other = pair
    code, found, _ = ask(one, NOON, "check", *give_and_take(other))
    assert (code, broken(found), "effect" in found) == (0, [], False)
    code, filed, _ = ask(one, NOON, "request", *give_and_take(other), "--reason", "a wedding")
    assert (code, filed["done"], filed["request"]["gives"]) == (0, True, [{"day": "2026-10-13", "shift": "D09"}])
    number = filed["request"]["id"]
    code, found, _ = ask(SUPERVISOR, NOON, "approve", number, "--yes")
    assert (code, broken(found)) == (1, ["BANK-10"])  # the partner has not agreed
    assert ask(other, NOON, "agree", number)[0] == 0
    code, done, _ = ask(SUPERVISOR, NOON, "approve", number, "--yes", "--why", "both keep their hours")
    assert (code, done["request"]["status"]) == (0, "approved")
    assert [p["hours_before"] - p["hours_after"] for p in done["effect"]["people"]] == [0, 0]
    roster, trail = kept(folder)
    # A shift on two days each: the meal break goes along.
    changed = set(roster.assignments) ^ set(make_roster(centre).assignments)
    assert {(a.agent_id, a.day, a.meal_offset) for a in changed} == {
        (who, day, 180) for who in pair for day in (date(2026, 10, 13), date(2026, 10, 14))
    }
    assert [row.action for row in trail[-3:]] == ["swap.request", "swap.agree", "swap.approve"]
    assert trail[-1].who == SUPERVISOR


def test_a_one_way_give_of_several_days(ask: Ask, pair: tuple[str, str], folder: Path) -> None:
    one, other = pair
    days = ("--with", other, "--give", "2026-10-13", "--give", "2026-10-17")
    _, filed, _ = ask(PLANNER, NOON, "request", "--agent", one, *days, "--agreed")
    code, done, _ = ask(SUPERVISOR, NOON, "approve", filed["request"]["id"], "--yes")
    assert code == 0
    change = [(p["hours_after"] - p["hours_before"]) for p in done["effect"]["people"]]
    assert change == [-16, 16]
    roster, _ = kept(folder)
    assert date(2026, 10, 13) in roster.by_agent[other]
    assert date(2026, 10, 13) not in roster.by_agent[one]


def test_all_that_speaks_against_a_swap_is_said_at_once(ask: Ask, pair: tuple[str, str], folder: Path) -> None:
    one, other = pair
    # Filed on the day itself, after D09 has begun; the partner would work eight days in a row.
    days = ("--with", other, *(part for day in range(9, 17, 2) for part in ("--give", f"2026-10-{day:02d}")))
    code, found, _ = ask(one, NOON, "request", *days)
    assert code == 1
    assert {"BANK-10", "Labour Law art. 38"} <= set(broken(found))
    assert {f["check"] for f in found["verdict"]["findings"] if f["outcome"] == "broken"} >= {"notice", "begun"}
    code, out, err = ask(one, NOON, "request", *days, text=True)
    assert code == 1
    assert "BANK-10" in out
    assert "nothing was written" in err
    assert [row.action for row in kept(folder)[1]] == ["roster.draft", "roster.publish"]


def test_the_third_swap_of_a_month_is_refused(ask: Ask, pair: tuple[str, str]) -> None:
    one, other = pair
    for day in (13, 17):
        days = ("--with", other, "--give", f"2026-10-{day}", "--take", f"2026-10-{day + 1}")
        _, filed, _ = ask(PLANNER, NOON, "request", "--agent", one, *days, "--agreed")
        assert ask(SUPERVISOR, NOON, "approve", filed["request"]["id"], "--yes")[0] == 0
    third = ("--with", other, "--give", "2026-10-21", "--take", "2026-10-22")
    code, found, _ = ask(one, NOON, "request", *third)
    assert (code, broken(found)) == (1, ["BANK-11a"])
    code, _, err = ask(one, NOON, "request", *third, "--ordered")
    assert (code, "may not say that the centre asks" in err) == (2, True)
    assert ask(PLANNER, NOON, "request", "--agent", one, *third, "--ordered", "--agreed")[0] == 0


def test_who_may_do_what(ask: Ask, pair: tuple[str, str], centre: Centre) -> None:
    one, other = pair
    stranger = phone_agents(centre)[3]
    _, filed, _ = ask(one, NOON, "request", *give_and_take(other))
    number = filed["request"]["id"]
    assert ask(stranger, NOON, "agree", number)[0] == 2
    code, _, err = ask(one, NOON, "request", *give_and_take(stranger), "--agreed")
    assert (code, "may not say that the partner has signed" in err) == (2, True)
    assert ask(stranger, NOON, "check", number)[0] == 2
    assert ask(stranger, NOON, "withdraw", number)[0] == 2
    assert ask(PLANNER, NOON, "approve", number, "--yes")[0] == 2
    assert ask(stranger, NOON, "list")[1] == []
    assert [s["id"] for s in ask(other, NOON, "list")[1]] == [number]
    assert [s["id"] for s in ask(PLANNER, NOON, "list", "--state", "requested", "--agent", one)[1]] == [number]
    assert ask(PLANNER, NOON, "list", "--period", "2026-11")[1] == []


def test_what_is_decided_is_not_decided_again(ask: Ask, pair: tuple[str, str]) -> None:
    one, other = pair
    _, filed, _ = ask(PLANNER, NOON, "request", "--agent", one, *give_and_take(other), "--agreed")
    number = filed["request"]["id"]
    code, _, err = ask(SUPERVISOR, NOON, "refuse", number)
    assert (code, "needs a reason" in err) == (2, True)
    assert ask(one, NOON, "withdraw", number)[0] == 0
    for command in ("agree", "withdraw"):
        assert ask(other if command == "agree" else one, NOON, command, number)[0] == 6
    assert ask(SUPERVISOR, NOON, "approve", number, "--yes")[0] == 6
    assert ask(SUPERVISOR, NOON, "refuse", number, "--why", "late")[0] == 6


def test_two_swaps_of_one_shift_only_the_first_is_approved(ask: Ask, pair: tuple[str, str], centre: Centre) -> None:
    one, other = pair
    third = phone_agents(centre)[3]
    _, first, _ = ask(PLANNER, NOON, "request", "--agent", one, *give_and_take(other), "--agreed")
    code, second, _ = ask(PLANNER, NOON, "request", "--agent", one, *give_and_take(third), "--agreed")
    assert code == 0
    assert "pending" in {f["check"] for f in second["verdict"]["findings"] if f["outcome"] == "weigh"}
    assert ask(SUPERVISOR, NOON, "approve", first["request"]["id"], "--yes")[0] == 0
    code, found, _ = ask(SUPERVISOR, NOON, "approve", second["request"]["id"], "--yes")
    assert (code, broken(found), found["effect"]) == (1, ["BANK-6c"], None)


def test_the_form_can_be_printed_in_both_languages(ask: Ask, pair: tuple[str, str], tmp_path: Path) -> None:
    one, other = pair
    _, filed, _ = ask(one, NOON, "request", *give_and_take(other), "--reason", "<b>visit</b> & 探亲")
    code, out, _ = ask(one, NOON, "form", filed["request"]["id"], "--out", tmp_path / "form.html")
    assert (code, out) == (0, {"file": str(tmp_path / "form.html")})
    page = (tmp_path / "form.html").read_text(encoding="utf-8")
    for words in ("调班申请表", "Swap request", "BANK-10", "BANK-11a", one, other, "D09 09:00–18:00", "approver, date"):
        assert words in page
    assert "&lt;b&gt;visit&lt;/b&gt; &amp; 探亲" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("request", "--with", "nobody", "--give", "2026-10-13"), "there is no such agent"),
        (("request", "--with", "SELF", "--give", "2026-10-13"), "between two people"),
        (("request", "--with", "OTHER", "--give", "2026-10-14"), "works nothing on 2026-10-14"),
        (("request", "--with", "OTHER", "--give", "2026-11-13"), "no published roster holds"),
        (("request", "--with", "OTHER", "--give", "2026-10-13", "--give", "2026-10-13"), "named twice"),
        (("check",), "give NUMBER"),
        (("check", "99"), "no request 99"),
        (("list", "--state", "aproved"), "did you mean approved"),
    ],
)
def test_what_cannot_be_meant_is_bad_input(ask: Ask, pair: tuple[str, str], args: tuple[str, ...], told: str) -> None:
    people = {"SELF": pair[0], "OTHER": pair[1]}
    code, out, err = ask(pair[0], NOON, *(people.get(arg, arg) for arg in args))
    assert (code, out) == (2, "")
    assert told in err


def test_a_swap_is_shown_in_both_languages(ask: Ask, pair: tuple[str, str]) -> None:
    one, other = pair
    _, filed, _ = ask(PLANNER, NOON, "request", "--agent", one, *give_and_take(other), "--agreed")
    number = filed["request"]["id"]
    for lang, words in (
        ("en", ("overtime after", "no day for a night", "service level", "fewest on the phones")),
        ("zh", ("调后加班", "没有白班换夜班", "服务水平", "最少在岗")),
    ):
        code, out, _ = ask(SUPERVISOR, NOON, "check", number, "--lang", lang, text=True)
        assert code == 0
        assert all(word in out for word in words)
    code, out, _ = ask(SUPERVISOR, NOON, "list", text=True)
    assert code == 0
    assert "2026-10-13 D09" in out
    code, out, _ = ask(other, NOON, "agree", number, text=True)
    assert code == 0
