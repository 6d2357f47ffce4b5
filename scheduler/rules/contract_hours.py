"""Hours of the contract."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import PAST_DAYS, Instance
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.hours import whole_minutes
from scheduler.view import View


class ContractHours(AgentRule):
    """Everybody is rostered for the hours of their contract (BANK-7a), up to `contract_tolerance_hours` below.

    Leave of every type, paid or not, counts as its contract hours: who is away is not short of work. Hours above the
    contract are the matter of the average. Days before the hire date are owed no hours.
    """

    name = "contract_hours"
    title = text("Contract hours", "合同工时")
    source = "BANK-7a"
    unit = text("minutes", "分钟")
    breach = text(
        "{agent} is {hours} h short of the contract's hours, {tolerance} h already let pass",
        "{agent} 比合同工时少 {hours} 小时（已扣除容许的 {tolerance} 小时）",
    )
    default_strength = Strength.SOFT
    default_weight = 5
    settings = ("roster.contract_tolerance_hours",)
    examples = (
        Case("the contract's forty hours", {"A": "DDDDD.."}, 0),
        # 40 − 8 hours of tolerance = 32.
        Case("eight hours less are let pass", {"A": "DDDD..."}, 0),
        Case("four hours less are not", {"A": "DDDS..."}, 240),
        Case("no shift at all", {"A": "......."}, 32 * 60),
        Case("more is not this rule's matter", {"A": "DDDDDD."}, 0),
        Case("half a contract", {"A": "DS....."}, 0, agents={"A": {"contract_hours": 20}}),
        Case("no tolerance", {"A": "DDDD..."}, 480, policy={"roster": {"contract_tolerance_hours": 0}}),
        Case(
            "another contract, another tolerance",
            {"A": "DDDD...", "B": "DDDD..."},
            480,
            agents={"B": {"contract": "strict"}},
            policy={"contracts": {"strict": {"contract_tolerance_hours": 0}}},
        ),
        Case("leave counts", {"A": "..DD..."}, 0, leave={"A": "AA....."}),
        Case("unpaid leave too", {"A": "..DD..."}, 0, leave={"A": "PP....."}),
        # 40 × 60 × 10 / 7 = 3428.6 minutes for ten days, whole ones: 3428 − 480 − 5 × 480.
        Case("ten days", {"A": "DDDDD....."}, 548),
        Case("hours before the period do not count", {"A": "......."}, 32 * 60, past={"A": "DDDDD.."}),
        Case("a tolerance larger than the contract", {"A": "."}, 0),
        # The second of two weeks: 40 − 8 hours of tolerance = 32.
        Case("hired in the second week", {"A": ".......DDDD..."}, 0, hired={"A": 7}),
        Case("four hours less are too few", {"A": ".......DDDS..."}, 240, hired={"A": 7}),
        # 40 × 60 × 6 / 7 = 2057.1 minutes for six days, whole ones: 2057 − 480 − 3 × 480.
        Case("hired a day later", {"A": "........DDD..."}, 137, hired={"A": 8}),
        Case("hired after the period", {"A": "......."}, 0, hired={"A": 7}),
        Case(
            "leave before the hire date does not count", {"A": ".......DDDS..."}, 240, hired={"A": 7}, leave={"A": "AA"}
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        paid = view.paid_with_past[:, PAST_DAYS:].sum(axis=1)
        for a in view.agents:
            minutes = int(paid[a])
            missing = _least(view.instance, a) - minutes
            if missing > 0:
                tolerance = view.instance.terms(a).contract_tolerance_hours
                yield self.violation(view, missing, a, hours=f"{missing / 60:.4g}", tolerance=f"{tolerance:g}")

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        door.at_least(self, "period", instance.all_cells, _least(instance, door.a), instance.paid_by_cell)


def _least(instance: Instance, a: int) -> int:
    """Minutes that agent `a` is to be rostered for."""
    days = instance.employed_days[a]
    contract = whole_minutes(instance.agents[a].contract_hours, len(days))
    credit = instance.leave_credit_minutes(a, days, paid_only=False)
    return max(0, contract - credit - round(instance.terms(a).contract_tolerance_hours * 60))
