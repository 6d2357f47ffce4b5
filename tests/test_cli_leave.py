"""`paiban leave` from end to end: filed, weighed, decided, covered, cancelled; who may; what is shown to whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.centre import Centre
from store.db import Act, Database, open_database
from store.db.audit import rows, verify
from store.db.centres import save_centre
from store.db.requests import private_note
from store.db.rosters import load_roster, save_draft, versions
from tests.desk_case import FILED, PLANNER, SUPERVISOR, make_desk, make_roster, phone_agents
from tests.program import Run

Ask = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "centre"


@pytest.fixture
def centre(folder: Path) -> Centre:
    return make_desk(folder)


@pytest.fixture
def ask(run: Run, folder: Path, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command of `leave` as somebody at a moment; with --json its answer."""

    def call(person: str, when: str, command: str, *args: object, text: bool = False) -> tuple[int, Any, str]:
        monkeypatch.setenv("PAIBAN_NOW", when)
        more = [] if text else ["--json"]
        code, out, err = run("leave", command, *args, "--centre", folder, "--as", person, *more)
        return code, out if text or not out else json.loads(out), err

    return call


@pytest.fixture
def agents(centre: Centre) -> list[str]:
    return phone_agents(centre)


def store(folder: Path) -> Database:
    return open_database(str(folder / "paiban.db"))


def test_annual_leave_is_filed_shown_approved_and_opens_its_shifts(ask: Ask, agents: list[str], folder: Path) -> None:
    who = agents[0]
    code, filed, _ = ask(
        who, "2026-08-30 09:00", "request", "--type", "annual", "--from", "2026-10-05", "--to", "2026-10-06"
    )
    assert (code, filed["done"], filed["request"]["status"]) == (0, True, "requested")
    number = filed["request"]["id"]

    code, seen, _ = ask(SUPERVISOR, "2026-08-31 09:00", "approve", number)
    assert (code, seen["done"]) == (0, False)
    (effect,) = seen["effects"]
    assert [hole["day"] for hole in effect["open_shifts"]] == ["2026-10-05"]
    assert effect["open_shifts"][0]["options"] or effect["open_shifts"][0]["refused"]
    (fifth,) = effect["days"]
    assert fifth["service_after"]["service_level"] <= fifth["service_before"]["service_level"]
    assert fifth["fewest_after"] <= fifth["fewest_before"]

    code, done, _ = ask(SUPERVISOR, "2026-08-31 09:00", "approve", number, "--yes", "--why", "quiet days")
    assert (code, done["request"]["status"]) == (0, "approved")
    assert [(s["day"], s["shift"], s["covered_by"]) for s in done["request"]["opened"]] == [("2026-10-05", "D09", "")]
    database = store(folder)
    with database.read() as connection:
        (version,) = versions(connection)
        own = load_roster(connection, version.id).by_agent[who]
        trail = rows(connection)
        assert verify(connection) == []
    database.close()
    assert "2026-10-05" not in {str(day) for day in own}
    assert [row.action for row in trail][-2:] == ["leave.request", "leave.approve"]
    assert (trail[-1].who, trail[-1].why) == (SUPERVISOR, "quiet days")
    assert "PAIBAN_NOW" in trail[-1].detail


def test_a_request_that_breaks_clauses_is_not_taken(ask: Ask, agents: list[str], folder: Path) -> None:
    code, found, _ = ask(agents[0], "2026-09-20 09:00", "request", "--type", "annual", "--from", "2026-10-05")
    assert (code, found["done"]) == (1, False)
    broken = [f["clause"] for f in found["verdict"]["findings"] if f["outcome"] == "broken"]
    assert broken == ["BANK-15"]
    assert found["verdict"]["nearest"][0] == ["2026-10-20", "2026-10-20"]
    code, out, err = ask(agents[0], "2026-09-20 09:00", "request", "--type", "年假", "--from", "2026-10-05", text=True)
    assert code == 1
    assert "nearest dates that would work: 2026-10-20" in out
    assert "nothing was written" in err
    database = store(folder)
    with database.read() as connection:
        assert [row.action for row in rows(connection)] == ["roster.draft", "roster.publish"]
    database.close()


def test_the_second_on_the_same_days_waits_until_a_place_is_free(ask: Ask, agents: list[str]) -> None:
    wanted = ("request", "--type", "annual", "--from", "2026-10-05")
    _, first, _ = ask(agents[0], "2026-08-30 09:00", *wanted)
    code, second, _ = ask(agents[1], "2026-08-30 10:00", *wanted)
    assert code == 0
    number, waiting = first["request"]["id"], second["request"]["id"]
    assert ask(SUPERVISOR, "2026-08-31 09:00", "approve", number, "--yes")[0] == 0
    code, refused, _ = ask(SUPERVISOR, "2026-08-31 09:00", "approve", waiting, "--yes")
    assert code == 1
    assert [f["clause"] for f in refused["verdict"]["findings"] if f["outcome"] == "broken"] == ["BANK-16"]
    assert ask(agents[2], "2026-08-31 11:00", *wanted)[0] == 1
    code, third, _ = ask(agents[2], "2026-08-31 11:00", *wanted, "--waitlist")
    assert (code, third["request"]["status"]) == (0, "waitlisted")
    code, found, _ = ask(agents[0], "2026-09-01 09:00", "cancel", number)
    assert code == 0
    assert [r["id"] for r in found["next_in_line"]] == [third["request"]["id"]]
    assert ask(SUPERVISOR, "2026-09-02 09:00", "approve", third["request"]["id"], "--yes")[0] == 0


def test_cancelled_leave_gives_its_open_shifts_back(ask: Ask, agents: list[str], folder: Path) -> None:
    _, filed, _ = ask(
        agents[0], "2026-08-30 09:00", "request", "--type", "annual", "--from", "2026-10-05", "--to", "2026-10-07"
    )
    number = filed["request"]["id"]
    ask(SUPERVISOR, "2026-08-31 09:00", "approve", number, "--yes")
    code, done, _ = ask(SUPERVISOR, "2026-09-01 09:00", "cover", number, "--day", "2026-10-05", "--agent", agents[1])
    assert (code, [s["covered_by"] for s in done["request"]["opened"]]) == (0, [agents[1], ""])
    assert ask(agents[0], "2026-09-02 09:00", "cancel", number)[0] == 0
    database = store(folder)
    with database.read() as connection:
        roster = load_roster(connection, versions(connection)[0].id)
    database.close()
    days = {who: {str(day) for day in roster.by_agent[who]} for who in agents[:2]}
    assert {"2026-10-05", "2026-10-07"} & days[agents[0]] == {"2026-10-07"}
    assert "2026-10-05" in days[agents[1]]


def test_a_shift_is_not_given_to_who_works_it_already(ask: Ask, agents: list[str]) -> None:
    _, filed, _ = ask(agents[0], "2026-08-30 09:00", "request", "--type", "annual", "--from", "2026-10-05")
    number = filed["request"]["id"]
    ask(SUPERVISOR, "2026-08-31 09:00", "approve", number, "--yes")
    code, _, err = ask(SUPERVISOR, "2026-09-01 09:00", "cover", number, "--day", "2026-10-05", "--agent", agents[2])
    assert code == 2
    assert "works D09 on 2026-10-05 already" in err
    code, _, err = ask(SUPERVISOR, "2026-09-01 09:00", "cover", number, "--day", "2026-10-06", "--agent", agents[1])
    assert code == 2
    assert "has left no shift open" in err


def test_sudden_illness_is_told_filed_afterwards_and_certified(ask: Ask, agents: list[str], folder: Path) -> None:
    # D09 begins at 9:00; the manager was told at 9:40.
    wanted = ("request", "--type", "sick", "--from", "2026-10-05", "--told", "2026-10-05 09:40", "--reason", "fever")
    code, filed, _ = ask(agents[0], "2026-10-06 10:00", *wanted)
    assert code == 0
    number = filed["request"]["id"]
    code, seen, _ = ask(SUPERVISOR, "2026-10-06 11:00", "approve", number, "--yes")
    assert code == 1
    assert [f["clause"] for f in seen["verdict"]["findings"] if f["outcome"] == "broken"] == ["BANK-14b"]
    code, done, _ = ask(SUPERVISOR, "2026-10-06 11:00", "approve", number, "--yes", "--certificate")
    assert (code, done["request"]["certificate"]) == (0, True)
    assert "fever" not in json.dumps(done)
    database = store(folder)
    with database.read() as connection:
        assert private_note(connection, int(number)) == "fever"
        assert not any("fever" in row.detail + row.why for row in rows(connection))
    database.close()
    late = (*wanted[:-4], "--told", "2026-10-05 10:01")
    code, found, _ = ask(agents[2], "2026-10-06 10:00", *late)
    assert (code, [f["clause"] for f in found["verdict"]["findings"] if f["outcome"] == "broken"]) == (1, ["CS-2.8"])


def test_who_may_do_what(ask: Ask, agents: list[str]) -> None:
    wanted = ("request", "--type", "personal", "--from", "2026-10-20")
    code, _, err = ask(agents[0], "2026-10-01 09:00", *wanted, "--agent", agents[1])
    assert code == 2
    assert "may not file requests for others" in err
    code, _, err = ask(agents[0], "2026-10-01 09:00", *wanted, "--certificate")
    assert (code, "may not say that a certificate was seen" in err) == (2, True)
    code, filed, _ = ask(PLANNER, "2026-10-01 09:00", *wanted, "--agent", agents[1])
    assert (code, filed["request"]["filed_by"]) == (0, PLANNER)
    number = filed["request"]["id"]
    for person in (agents[0], PLANNER):
        code, _, err = ask(person, "2026-10-01 10:00", "approve", number, "--yes")
        assert code == 2
        assert "may not decide about leave" in err
    assert ask(agents[0], "2026-10-01 10:00", "cancel", number)[0] == 2
    assert ask(agents[0], "2026-10-01 10:00", "balance", "--agent", agents[1])[0] == 2
    assert ask(agents[1], "2026-10-01 10:00", "balance", "--agent", agents[1])[0] == 0


def test_a_supervisor_does_not_decide_about_their_own_leave(ask: Ask, centre: Centre) -> None:
    boss = next(agent.id for agent in centre.agents if agent.role.value == "supervisor")
    _, filed, _ = ask(boss, "2026-10-01 09:00", "request", "--type", "personal", "--from", "2026-10-20")
    code, _, err = ask(boss, "2026-10-01 10:00", "approve", filed["request"]["id"], "--yes")
    assert code == 2
    assert "a request of their own" in err
    assert ask(SUPERVISOR, "2026-10-01 10:00", "approve", filed["request"]["id"], "--yes")[0] == 0


def test_what_was_decided_meanwhile_is_a_conflict(ask: Ask, agents: list[str]) -> None:
    _, filed, _ = ask(agents[0], "2026-10-01 09:00", "request", "--type", "personal", "--from", "2026-10-20")
    number = filed["request"]["id"]
    assert ask("S2", "2026-10-02 09:00", "refuse", number, "--why", "too few")[0] == 0
    code, _, err = ask(SUPERVISOR, "2026-10-02 09:01", "approve", number, "--yes", "--revision", "1")
    assert code == 6
    assert "refused now, changed by S2" in err
    assert ask(agents[0], "2026-10-02 09:02", "cancel", number)[0] == 6


def test_a_refusal_needs_a_clause_or_a_reason(ask: Ask, agents: list[str]) -> None:
    _, filed, _ = ask(agents[0], "2026-10-01 09:00", "request", "--type", "personal", "--from", "2026-10-20")
    code, _, err = ask(SUPERVISOR, "2026-10-02 09:00", "refuse", filed["request"]["id"])
    assert code == 2
    assert "needs a reason" in err
    code, done, _ = ask(SUPERVISOR, "2026-10-02 09:00", "refuse", filed["request"]["id"], "--clause", "BANK-6a")
    assert (code, done["request"]["decision"]["clause"]) == (0, "BANK-6a")


def test_leave_that_has_begun_is_not_cancelled(ask: Ask, agents: list[str]) -> None:
    _, filed, _ = ask(agents[0], "2026-10-01 09:00", "request", "--type", "personal", "--from", "2026-10-20")
    number = filed["request"]["id"]
    ask(SUPERVISOR, "2026-10-02 09:00", "approve", number, "--yes")
    assert ask(agents[0], "2026-10-20 00:00", "cancel", number)[0] == 2
    assert ask(agents[0], "2026-10-19 23:59", "cancel", number)[0] == 0


def test_the_calendar_shows_others_only_to_who_may_see_them(ask: Ask, agents: list[str]) -> None:
    _, filed, _ = ask(agents[0], "2026-08-30 09:00", "request", "--type", "annual", "--from", "2026-10-05")
    ask(SUPERVISOR, "2026-08-31 09:00", "approve", filed["request"]["id"], "--yes")
    for person, seen in ((SUPERVISOR, 1), (agents[0], 1), (agents[1], 0)):
        code, days, _ = ask(person, "2026-09-01 09:00", "calendar", "--period", "2026-10")
        fifth = next(day for day in days if day["day"] == "2026-10-05")
        assert (code, len(fifth["absences"]), fifth["on_annual_leave"], len(fifth["open_shifts"])) == (0, seen, 1, seen)
    code, out, _ = ask(SUPERVISOR, "2026-09-01 09:00", "calendar", "--period", "2026-10", text=True)
    assert code == 0
    assert "annual leave" in out
    assert "D09" in out


def test_balances_are_shown(ask: Ask, agents: list[str]) -> None:
    _, filed, _ = ask(
        agents[0], "2026-08-30 09:00", "request", "--type", "annual", "--from", "2026-10-12", "--half", "first"
    )
    ask(SUPERVISOR, "2026-08-31 09:00", "approve", filed["request"]["id"], "--yes")
    code, found, _ = ask(agents[0], "2026-09-01 09:00", "balance")
    annual = next(one for one in found if one["type"] == "annual")
    assert (code, annual["taken"], annual["left"]) == (0, 0.5, annual["due"] - 0.5)
    code, out, _ = ask(agents[0], "2026-09-01 09:00", "balance", text=True)
    assert code == 0
    assert "comp time" in out


def test_a_draft_that_rosters_approved_leave_is_not_published(
    ask: Ask, run: Run, agents: list[str], folder: Path, centre: Centre
) -> None:
    database = store(folder)
    with database.transaction(Act(PLANNER, ("planner",), FILED)) as tx:
        draft = save_draft(tx, make_roster(centre), save_centre(tx, centre))
    database.close()

    def broken() -> set[str]:
        code, out, _ = run("roster", "publish", draft.id, "--centre", folder, "--as", PLANNER, "--json")
        assert code == 1
        return {violation["rule"] for violation in json.loads(out)["hard_violations"]}

    assert "leave" not in broken()
    _, filed, _ = ask(agents[0], "2026-10-01 09:00", "request", "--type", "personal", "--from", "2026-10-21")
    assert ask(SUPERVISOR, "2026-10-02 09:00", "approve", filed["request"]["id"], "--yes")[0] == 0
    assert "leave" in broken()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--type", "anual", "--from", "2026-10-20"), "annual"),
        (("--type", "annual", "--from", "2026-10-20", "--to", "2026-10-19"), "in their order"),
        (("--type", "annual", "--from", "2026-10-20", "--to", "2026-10-21", "--half", "first"), "half"),
        (("--type", "annual", "--from", "2026-10-20", "--agent", "nobody"), "there is no such agent"),
        (("--type", "annual", "--from", "2026-10-20"), "give --agent"),
    ],
)
def test_what_cannot_be_meant_is_bad_input(ask: Ask, args: tuple[str, ...], told: str) -> None:
    code, out, err = ask(PLANNER, "2026-08-30 09:00", "request", *args)
    assert (code, out) == (2, "")
    assert told in err


def test_a_clock_that_is_none_is_bad_input(ask: Ask, agents: list[str]) -> None:
    code, _, err = ask(agents[0], "noon", "balance")
    assert code == 2
    assert "PAIBAN_NOW" in err


def test_both_languages_and_a_question_before_approval(
    ask: Ask, agents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import click

    _, filed, _ = ask(agents[0], "2026-08-30 09:00", "request", "--type", "annual", "--from", "2026-10-05")
    asked: list[str] = []

    def answer(question: str, **_: Any) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(click, "confirm", answer)
    number = filed["request"]["id"]
    code, out, _ = ask(SUPERVISOR, "2026-08-31 09:00", "approve", number, "--lang", "zh", text=True)
    assert (code, asked) == (0, ["批准吗？"])
    assert "同时休年假人数未超" in out
    assert "可顶班人员" in out
    code, out, _ = ask(SUPERVISOR, "2026-08-31 09:00", "approve", number, text=True)
    assert code == 0
    assert "2026-10-05 D09: open" in out
