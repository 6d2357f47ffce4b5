"""What agents would like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from models.base import Text, text
from models.fairness import FairKind
from models.people import Wish, WishKind
from models.result import Strength, Violation
from models.shifts import ShiftClass
from scheduler.fairness.carry import carried
from scheduler.instance import Instance
from scheduler.kept import kept
from scheduler.rules.base import AgentDoor, AgentRule, Rule
from scheduler.rules.cases import Case
from scheduler.view import View


class Wishes(AgentRule):
    """Wishes for a day off, for a shift or a class of shifts and against one are kept; a broken wish counts its weight.

    A wish on a day of leave or before the hire date is moot. Where wishes of an agent were refused more often in earlier
    months than is the team's mean, each of theirs weighs one more for each such wish, at most twice its weight.
    """

    name = "wishes"
    title = text("Wishes", "意愿")
    source = "ours"
    unit = text("wish weight", "意愿权重")
    breach = text(
        "{agent} on {day}: the wish ({wish}, weight {weight}) is not kept",
        "{agent} {day} 的意愿（{wish}，权重 {weight}）未满足",
    )
    default_strength = Strength.SOFT
    default_weight = 60
    settings = ("fairness.months", "fairness.most_carried", "fairness.new_start_days")
    carries = FairKind.REFUSED_WISHES
    examples = (
        Case("a day off kept", {"A": ".D"}, 0, wishes=[("A", 0, WishKind.DAY_OFF, None, 3)]),
        Case("a day off broken counts its weight", {"A": "DD"}, 3, wishes=[("A", 0, WishKind.DAY_OFF, None, 3)]),
        Case("a wanted class kept", {"A": "E"}, 0, wishes=[("A", 0, WishKind.WANT, ShiftClass.DAY, 2)]),
        Case("another class breaks it", {"A": "L"}, 2, wishes=[("A", 0, WishKind.WANT, ShiftClass.DAY, 2)]),
        Case("a day off breaks it too", {"A": "."}, 2, wishes=[("A", 0, WishKind.WANT, ShiftClass.DAY, 2)]),
        Case("an unwanted class avoided", {"A": "E"}, 0, wishes=[("A", 0, WishKind.AVOID, ShiftClass.NIGHT, 5)]),
        Case("an unwanted class worked", {"A": "N"}, 5, wishes=[("A", 0, WishKind.AVOID, ShiftClass.NIGHT, 5)]),
        Case("a wanted shift kept", {"A": "D"}, 0, wishes=[("A", 0, WishKind.WANT, "D", 2)]),
        Case("another shift of its class breaks it", {"A": "E"}, 2, wishes=[("A", 0, WishKind.WANT, "D", 2)]),
        Case("an unwanted shift avoided by one of its class", {"A": "E"}, 0, wishes=[("A", 0, WishKind.AVOID, "D", 5)]),
        Case("an unwanted shift worked", {"A": "D"}, 5, wishes=[("A", 0, WishKind.AVOID, "D", 5)]),
        Case("moot on leave", {"A": "."}, 0, leave={"A": "A"}, wishes=[("A", 0, WishKind.WANT, ShiftClass.DAY, 2)]),
        Case(
            "moot before the hire date",
            {"A": ".E"},
            0,
            hired={"A": 1},
            wishes=[("A", 0, WishKind.WANT, ShiftClass.DAY, 2), ("A", 1, WishKind.WANT, ShiftClass.DAY, 2)],
        ),
        Case("the last day counts", {"A": "..D"}, 1, wishes=[("A", 2, WishKind.DAY_OFF, None, 1)]),
        Case("a wish written twice counts twice", {"A": "D"}, 4, wishes=[("A", 0, WishKind.DAY_OFF, None, 2)] * 2),
        Case(
            "the same wish of two, each by its weight",
            {"A": "D", "B": "D"},
            3,
            wishes=[("A", 0, WishKind.DAY_OFF, None, 1), ("B", 0, WishKind.DAY_OFF, None, 2)],
        ),
        # 3 refused where a fair share was 1, 0 where it was 2: balances of 2 and −2, the mean is 0.
        Case(
            "who was refused more than others is heard more",
            {"A": "D", "B": "D"},
            5 + 3,
            wishes=[("A", 0, WishKind.DAY_OFF, None, 3), ("B", 0, WishKind.DAY_OFF, None, 3)],
            ledger=[("A", -1, FairKind.REFUSED_WISHES, 3, 1), ("B", -1, FairKind.REFUSED_WISHES, 0, 2)],
        ),
        Case(
            "at most twice",
            {"A": "D", "B": "."},
            2,
            wishes=[("A", 0, WishKind.DAY_OFF, None, 1)],
            ledger=[("A", -1, FairKind.REFUSED_WISHES, 3, 1), ("B", -1, FairKind.REFUSED_WISHES, 0, 2)],
        ),
        Case(
            "what everybody was refused changes nothing",
            {"A": "D", "B": "."},
            3,
            wishes=[("A", 0, WishKind.DAY_OFF, None, 3)],
            ledger=[("A", -1, FairKind.REFUSED_WISHES, 4, 1), ("B", -1, FairKind.REFUSED_WISHES, 4, 1)],
        ),
        Case("a wish outside the period is not looked at", {"A": "D"}, 0, wishes=[("A", 5, WishKind.DAY_OFF, None, 1)]),
    )

    def check(self, view: View) -> Iterator[Violation]:
        instance = view.instance
        for a in view.agents:
            for d, wish in instance.wishes[a]:
                works_it = view.shift(a, d) in instance.wished_shifts(wish)
                if works_it is not (wish.kind is WishKind.WANT):
                    weight = _weight(self, instance, a, wish)
                    yield self.violation(view, weight, a, d, wish=wish_words(wish), weight=weight)

    def constrain(self, door: AgentDoor) -> None:
        instance = door.instance
        twins: Counter[object] = Counter()
        for d, wish in instance.wishes[door.a]:
            cells = instance.cells([d], instance.wished_shifts(wish))
            same = (d, wish.kind, wish.shift_class, wish.shift)
            # A wish that is written twice counts twice, so each has its own row.
            key = (*same, twins[same])
            twins[same] += 1
            weight = _weight(self, instance, door.a, wish)
            if wish.kind is WishKind.WANT:
                door.at_least(self, key, cells, 1, each=weight)
            else:
                door.at_most(self, key, cells, 0, each=weight)


def _weight(rule: Rule, instance: Instance, a: int, wish: Wish) -> int:
    """What the wish counts, with what its agent was refused before."""
    return wish.weight + min(wish.weight, _refused_before(instance, rule).get(instance.agents[a].id, 0))


@kept
def _refused_before(instance: Instance, rule: Rule) -> dict[str, int]:
    """By how many refused wishes agents are above the mean of those whom the rule holds for, in whole wishes."""
    agents = [agent.id for agent in instance.agents if rule.covers(agent)]
    most = instance.policy.fairness.most_carried
    before = carried(instance.balances[FairKind.REFUSED_WISHES], agents, most)
    return {agent: int(more) for agent, more in before.items() if more >= 1}


def wish_words(wish: Wish) -> Text:
    """What the agent would like."""
    kind = wish.kind.label
    if wish.shift_class is not None:
        return text(f"{kind.en} {wish.shift_class.label.en}", f"{kind.zh}{wish.shift_class.label.zh}")
    return kind if wish.shift is None else text(f"{kind.en} {wish.shift}", f"{kind.zh} {wish.shift}")
