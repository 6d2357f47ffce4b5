"""Names and ids replaced by keyed hashes."""

from __future__ import annotations

from datetime import date

from small import centre_of

from models.pseudonyms import Pseudonyms
from models.roster import Assignment, LockedCell, Roster
from models.time import Period

KEY = b"a key that nobody guesses"
ROSTER = Roster(
    centre="small",
    period=Period.parse("2026-10"),
    assignments=(Assignment(agent_id="A1", day=date(2026, 10, 3), shift="D1"),),
    locked=(LockedCell(agent_id="A2", day=date(2026, 10, 3)),),
)


def test_nobody_is_named_any_more() -> None:
    names = Pseudonyms(KEY)
    out = names.centre(centre_of()).model_dump_json() + names.roster(ROSTER).model_dump_json()
    for word in ("Ann", "Bob", "Tom", "Sue", '"A1"', '"A2"', '"T1"', '"S1"', "zhang", "both", "therapy"):
        assert word not in out


def test_everything_else_stays_and_fits_together() -> None:
    names = Pseudonyms(KEY)
    before, after = centre_of(), names.centre(centre_of())
    assert len(after.agents_by_id) == len(before.agents)
    assert {leave.agent_id for leave in after.leave} <= after.agents_by_id.keys()
    assert after.shifts == before.shifts
    assert {a.agent_id for a in names.roster(ROSTER).assignments} == {names.of("A1")}
    assert names.roster(ROSTER).cells.keys() == {
        (names.of("A1"), date(2026, 10, 3)),
        (names.of("A2"), date(2026, 10, 3)),
    }


def test_the_same_key_gives_the_same_pseudonym_and_another_key_another() -> None:
    assert Pseudonyms(KEY).of("A1") == Pseudonyms(KEY).of("A1")
    assert len({Pseudonyms(key).of(agent) for key in (KEY, b"other") for agent in ("A1", "A2")}) == 4
