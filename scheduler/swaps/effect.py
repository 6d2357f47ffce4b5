"""What a swap does to a roster: coverage, and the hours and overtime of both."""

from __future__ import annotations

from models.explanation import HoursChange, SwapEffect
from models.roster import Roster
from models.swap import SwapRequest
from scheduler.explain.ledger import Ledger
from scheduler.explain.service import day_services, touched_days
from scheduler.instance import PAST_DAYS, Instance
from scheduler.rules.hours import average_minutes
from scheduler.swaps.cells import exchanged, swapped
from scheduler.view import View


def swap_effect(instance: Instance, roster: Roster, request: SwapRequest) -> SwapEffect:
    """What the swap does.

    Raises:
        StaleSwapError: when the roster is not as the request says.
    """
    changes = exchanged(instance, roster, request)
    ledger, after = Ledger(instance, roster), View(instance, swapped(roster, request))
    before = ledger.view
    days = sorted({*touched_days(before, changes), *touched_days(after, changes)})
    both = (request.initiator, request.partner)
    return SwapEffect(
        effect=ledger.effect(changes),
        days=day_services(before, after, days),
        people=tuple(_hours(before, after, instance.agent_index[who]) for who in both),
    )


def _hours(before: View, after: View, a: int) -> HoursChange:
    instance = before.instance
    allowed, _ = average_minutes(instance, a, instance.employed_days[a])
    paid = [int(view.paid_with_past[a, PAST_DAYS:].sum()) for view in (before, after)]
    return HoursChange(
        agent_id=instance.agents[a].id,
        name=instance.agents[a].name,
        hours_before=paid[0] / 60,
        hours_after=paid[1] / 60,
        overtime_before=max(0, paid[0] - allowed) / 60,
        overtime_after=max(0, paid[1] - allowed) / 60,
    )
