"""What overtime is paid: exact up to one rounding, half a fen up, for each kind."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from models.hours import Minutes, OvertimeKind
from models.people import Agent
from models.policy import HoursPolicy

FEN = Decimal("0.01")
WORKING_DAYS_A_WEEK = 5


def overtime_pay(policy: HoursPolicy, agent: Agent, wage: Decimal, minutes: Minutes) -> dict[OvertimeKind, Decimal]:
    """Yuan by kind for an agent with this monthly wage.

    The hourly wage is the monthly one by `monthly_pay_days` and by the hours of a contract day (a fifth of the week). It
    is not rounded by itself: one division, then the amount of each kind is rounded to the fen, half a fen up (away from 0).
    """
    hours_a_day = Decimal(str(agent.contract_hours)) / WORKING_DAYS_A_WEEK
    month = Decimal(str(policy.monthly_pay_days)) * hours_a_day * 60
    return {
        kind: (wage * policy.multiplier(kind) * count / month).quantize(FEN, ROUND_HALF_UP)
        for kind, count in minutes.items()
        if count
    }
