"""Shifts that may not follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.base import text
from models.result import Strength, Violation
from models.shifts import ShiftCode
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.successions import Bad, bad_successions, forbid_successions
from scheduler.view import View

_NOT_AFTER = {"not_after": {"L": ("E", "X"), "D": ("N",)}}


class ForbiddenSuccessions(AgentRule):
    """On the day after a shift none of those that `not_after` names for it. Without the setting nothing is forbidden."""

    name = "forbidden_successions"
    title = text("Shifts that may not follow", "禁止的班次衔接")
    source = "ours"
    unit = text("successions", "次衔接")
    breach = text(
        "{agent} has shift {shift} on {day}, the day after {before}",
        "{agent} 前一天上 {before}，{day} 又排 {shift}，不得衔接",
    )
    default_strength = Strength.HARD
    default_weight = 3000
    settings = ("roster.not_after",)
    examples = (
        Case("nothing is forbidden by default", {"A": "LELXDN"}, 0),
        Case("a shift that may not follow", {"A": "LE"}, 1, policy={"roster": _NOT_AFTER}),
        Case("another that may", {"A": "LDL"}, 0, policy={"roster": _NOT_AFTER}),
        Case("each shift has its own", {"A": "DN.LXLE"}, 3, policy={"roster": _NOT_AFTER}),
        Case("only on the day after", {"A": "L.E"}, 0, policy={"roster": _NOT_AFTER}),
        Case("the day before the period counts", {"A": "E"}, 1, past={"A": "L"}, policy={"roster": _NOT_AFTER}),
        Case("and no day before it", {"A": "E"}, 0, past={"A": "L."}, policy={"roster": _NOT_AFTER}),
        Case("the period's last day counts", {"A": "..LX"}, 1, policy={"roster": _NOT_AFTER}),
        Case(
            "another contract, other successions",
            {"A": "LE", "B": "LE"},
            1,
            agents={"B": {"contract": "free"}},
            policy={"roster": _NOT_AFTER, "contracts": {"free": {"not_after": {}}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            bad = _bad(instance, _entries(instance.terms(a).not_after))
            for d, soon, late in bad_successions(view, a, bad):
                yield self.violation(view, 1, a, d, shift=instance.shifts[soon].code, before=instance.shifts[late].code)

    def constrain(self, door: AgentDoor) -> None:
        entries = _entries(door.instance.terms(door.a).not_after)
        if entries:
            forbid_successions(self, door, _bad(door.instance, entries))


_Entries = tuple[tuple[ShiftCode, tuple[ShiftCode, ...]], ...]


def _entries(not_after: Mapping[ShiftCode, tuple[ShiftCode, ...]]) -> _Entries:
    return tuple(sorted(not_after.items()))


@kept
def _bad(instance: Instance, not_after: _Entries) -> Bad:
    bad: list[tuple[int, ...]] = [()] * instance.shift_count
    for code, others in not_after:
        bad[instance.shift_index[code]] = tuple(sorted({instance.shift_index[other] for other in others}))
    return tuple(bad)
