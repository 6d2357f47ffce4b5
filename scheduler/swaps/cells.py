"""The cells of a roster that a swap is about, before and after it."""

from __future__ import annotations

from datetime import date

from models.base import Text, text
from models.roster import Assignment, Roster
from models.swap import SwapRequest
from scheduler.instance import Instance
from scheduler.view import OFF

Key = tuple[str, date]


class StaleSwapError(ValueError):
    """The roster has not got the shifts that a swap is about any more; `problems` say which."""

    def __init__(self, problems: list[Text]) -> None:
        super().__init__("; ".join(problem.en for problem in problems))
        self.problems = problems


def stale_cells(roster: Roster, request: SwapRequest) -> list[Text]:
    """Where the roster is not as the request says: a shift that is not there, or a taker who works that day."""
    problems = []
    given = {(handover.giver, handover.day) for handover in request.handovers}
    for handover in request.handovers:
        if handover.day not in roster.period:
            problems.append(
                text(f"{handover.day} is not in {roster.period}", f"{handover.day} 不在 {roster.period} 内")
            )
            continue
        there = roster.by_agent.get(handover.giver, {}).get(handover.day)
        if there is None or there.shift != handover.shift:
            has = text("nothing", "无班次") if there is None else text(there.shift, there.shift)
            problems.append(
                text("{who} has {has} on {day}, not {shift}", "{who} 在 {day} 为 {has}，而非 {shift}").format(
                    who=handover.giver, has=has, day=handover.day, shift=handover.shift
                )
            )
        taken = roster.by_agent.get(handover.taker, {}).get(handover.day)
        if taken is not None and (handover.taker, handover.day) not in given:
            problems.append(
                text("{who} works {has} on {day} already", "{who} 在 {day} 已有 {has}").format(
                    who=handover.taker, has=taken.shift, day=handover.day
                )
            )
    return problems


def after_swap(roster: Roster, request: SwapRequest) -> dict[Key, Assignment | None]:
    """What stands in each cell that changes; a shift takes its meal break along.

    Raises:
        StaleSwapError: when the roster is not as the request says.
    """
    problems = stale_cells(roster, request)
    if problems:
        raise StaleSwapError(problems)
    cells: dict[Key, Assignment | None] = {(h.giver, h.day): None for h in request.handovers}
    for handover in request.handovers:
        there = roster.by_agent[handover.giver][handover.day]
        cells[handover.taker, handover.day] = there.model_copy(update={"agent_id": handover.taker})
    return cells


def swapped(roster: Roster, request: SwapRequest) -> Roster:
    """The roster after the swap.

    Raises:
        StaleSwapError: when the roster is not as the request says.
    """
    cells = after_swap(roster, request)
    kept = [a for a in roster.assignments if (a.agent_id, a.day) not in cells]
    taken = [assignment for assignment in cells.values() if assignment is not None]
    ordered = sorted([*kept, *taken], key=lambda assignment: (assignment.agent_id, assignment.day))
    return roster.model_copy(update={"assignments": tuple(ordered)})


def exchanged(
    instance: Instance, roster: Roster, request: SwapRequest
) -> dict[tuple[int, int], tuple[int, int | None]]:
    """The swap as the effects of changes are asked for: for (agent, day) the shift, or `OFF`, and its meal break.

    Raises:
        StaleSwapError: when the roster is not as the request says.
    """
    return {
        (instance.agent_index[agent_id], instance.day_number(day)): (OFF, None)
        if assignment is None
        else (instance.shift_index[assignment.shift], assignment.meal_offset)
        for (agent_id, day), assignment in after_swap(roster, request).items()
    }
