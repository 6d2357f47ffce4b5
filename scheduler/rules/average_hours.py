"""Average weekly hours over the period."""

from __future__ import annotations

from collections.abc import Iterator

from models.base import text
from models.result import Strength, Violation
from scheduler.instance import PAST_DAYS
from scheduler.rules.base import AgentDoor, AgentRule
from scheduler.rules.cases import Case
from scheduler.rules.hours import average_minutes, reachable
from scheduler.view import View


class AverageHours(AgentRule):
    """Working time averages at most `average_weekly_hours` over the period (BANK-7a).

    The setting is for a contract of 40 hours; other contracts have their part of it. What a kind of contract sets of its
    own stands as it is. Paid leave counts as its contract
    hours. A shift's paid minutes count on the day it begins. Who is hired within the period has the average from the
    hire date on. Made soft, it is the price of overtime.
    """

    name = "average_hours"
    title = text("Average weekly hours", "平均每周工时")
    source = "BANK-7a"
    unit = text("minutes", "分钟")
    breach = text(
        "{agent} has {hours} h in the period; the average allows {limit} h (after {credit} h of paid leave)",
        "{agent} 周期内排班 {hours} 小时；按平均工时最多 {limit} 小时（已扣除带薪休假 {credit} 小时）",
    )
    default_strength = Strength.HARD
    default_weight = 3
    settings = ("roster.average_weekly_hours", "leave.types")
    examples = (
        Case("forty hours in a week are the limit", {"A": "DDDDD.."}, 0),
        Case("forty-four are four too many", {"A": "DDDDDS."}, 240),
        Case("what counts is the average", {"A": "DDDDDD.DDDD..."}, 0),
        # 40 h × 60 / 7 = 342.9 minutes for one day, counted in whole minutes: 480 − 342.
        Case("a period of one day", {"A": "D"}, 138),
        Case("half a contract, half the hours", {"A": "DDS...."}, 0, agents={"A": {"contract_hours": 20}}),
        Case("and no more", {"A": "DDD...."}, 240, agents={"A": {"contract_hours": 20}}),
        # Two days of leave count 16 hours.
        Case("paid leave counts", {"A": "..DDD.."}, 0, leave={"A": "AA....."}),
        Case("so that less may be worked", {"A": "..DDDD."}, 480, leave={"A": "AA....."}),
        Case("unpaid leave does not count", {"A": "..DDDDD"}, 0, leave={"A": "PP....."}),
        # Four days of leave count 32 hours, more than the 28.6 that five days allow: nothing may be worked.
        Case("leave alone is no breach", {"A": "....."}, 0, leave={"A": "AAAA."}),
        Case("but every hour beside it is", {"A": "....D"}, 480, leave={"A": "AAAA."}),
        Case("hours before the period are another period's", {"A": "DDDDD.."}, 0, past={"A": "XXXXXX."}),
        Case("hired in the second week", {"A": ".......DDDDD.."}, 0, hired={"A": 7}),
        Case("four hours more are too many", {"A": ".......DDDDDS."}, 240, hired={"A": 7}),
        Case(
            "leave before the hire date does not count", {"A": ".......DDDDD.."}, 0, hired={"A": 7}, leave={"A": "AA"}
        ),
        Case("hired after the period", {"A": "D"}, 480, hired={"A": 1}),
        Case("hired before the period", {"A": "DDDDD.."}, 0, hired={"A": -1}),
        Case("another limit", {"A": "DDDDD.."}, 120, policy={"roster": {"average_weekly_hours": 38}}),
        Case(
            "what a kind of contract sets stands as it is",
            {"A": "DDD....", "B": "DDDS..."},
            240,
            agents={name: {"contract": "student", "contract_hours": 20} for name in "AB"},
            policy={"contracts": {"student": {"average_weekly_hours": 24}}},
        ),
        Case(
            "and what it leaves out is the centre's",
            {"A": "DDS...."},
            0,
            agents={"A": {"contract": "student", "contract_hours": 20}},
            policy={"contracts": {"student": {"max_weekly_hours": 24}}},
        ),
    )

    def check(self, view: View) -> Iterator[Violation]:
        paid = view.paid_with_past[:, PAST_DAYS:].sum(axis=1)
        for a in view.agents:
            minutes = int(paid[a])
            limit, credit = average_minutes(view.instance, a, view.instance.employed_days[a])
            if minutes > limit:
                facts = {"hours": minutes / 60, "limit": limit / 60, "credit": credit / 60}
                yield self.violation(view, minutes - limit, a, **{name: f"{h:.4g}" for name, h in facts.items()})  # type: ignore[arg-type]

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        limit, _ = average_minutes(instance, door.a, instance.employed_days[door.a])
        coefs = instance.paid_by_cell
        door.at_most(self, "period", instance.all_cells, limit, coefs, tight=reachable(instance, limit))
