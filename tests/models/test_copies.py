"""A copy with other values knows nothing of the old ones."""

from __future__ import annotations

from datetime import date

from models.roster import Assignment, Roster
from models.time import Period


def test_what_was_worked_out_from_old_values_is_worked_out_anew() -> None:
    day = date(2026, 10, 1)
    one, other = (Assignment(agent_id=name, day=day, shift="D") for name in "AB")
    roster = Roster(centre="c", period=Period.parse("2026-10"), assignments=(one,))
    assert list(roster.by_agent) == ["A"]
    copied = roster.model_copy(update={"assignments": (other,)})
    assert list(copied.by_agent) == ["B"]
    assert list(roster.by_agent) == ["A"]
    assert roster.model_copy() == roster
