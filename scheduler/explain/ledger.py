"""What changes of a roster cost: exactly what judging the whole roster anew would say, in a fraction of the time.

The rules' checkers judge the roster before and after, asked only about what the change can touch (`View.changed`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from models.explanation import Effect
from models.result import Strength, Violation
from models.roster import Roster
from scheduler.instance import Instance
from scheduler.rules import agent_rules, load_rules, staff_rules
from scheduler.rules.base import IntervalRule, Rule
from scheduler.view import Shifts, View

Breaches = tuple[Violation, ...]


class Ledger:
    """Effects of changes on one roster. What was judged once is kept: many changes touch the intervals alike."""

    def __init__(self, instance: Instance, roster: Roster, rules: tuple[Rule, ...] | None = None) -> None:
        loaded = load_rules(instance.policy) if rules is None else rules
        self.instance = instance
        self.view = View(instance, roster)
        self._agent_rules: tuple[Rule, ...] = agent_rules(loaded)
        self._interval_rules = tuple(rule for rule in staff_rules(loaded) if isinstance(rule, IntervalRule))
        self._staff_rules = tuple(rule for rule in staff_rules(loaded) if not isinstance(rule, IntervalRule))
        self._hard = tuple(rule for rule in self._agent_rules if rule.strength is Strength.HARD)
        self._known: dict[object, Breaches] = {}

    def effect(self, shifts: Shifts) -> Effect:
        """What these shifts instead of the present ones do."""
        after = self.view.changed(shifts)
        before = self.view.narrowed(after.agents, after.days)
        return compared(
            (*self._about_agents(before), *self._about_staff(before), *self._about_intervals(before)),
            (*_breaches((*self._agent_rules, *self._staff_rules), after), *self._about_intervals(after)),
            frozenset(self.instance.agents[a].id for a in after.agents),
        )

    def is_barred(self, shifts: Shifts) -> bool:
        """Whether these shifts break a hard rule about agents: less than `effect` says, but quickly."""
        after = self.view.changed(shifts)
        before = self.view.narrowed(after.agents, after.days)
        known = self._once(("hard", *after.agents), lambda: _breaches(self._hard, before))
        return bool(_new(known, _breaches(self._hard, after)))

    def breaches_of(self, a: int) -> Breaches:
        """What the rules about agents find of agent `a` in the roster as it is."""
        agent_id = self.instance.agents[a].id
        found = self._about_agents(self.view.narrowed([a], range(0)))
        return tuple(violation for violation in found if violation.agent_id == agent_id)

    def best_meal(self, view: View, c: int, d: int, t: int, offsets: Sequence[int | None]) -> int | None:
        """Of these places for the meal break, where one agent more of the class on the shift serves the intervals best."""
        if len(offsets) == 1:
            return offsets[0]
        return min(offsets, key=lambda offset: self.worth(view, c, d, t, offset))

    def worth(self, view: View, c: int, d: int, t: int, offset: int | None) -> tuple[int, int]:
        """What one agent more of the class on the shift changes in the intervals: hard breaches by amount, points."""
        after = view.joined(c, d, t, offset)
        before = view.narrowed((), after.days)
        worth = Counter({Strength.HARD: 0, Strength.SOFT: 0})
        for sign, found in ((-1, self._about_intervals(before)), (1, self._about_intervals(after))):
            for violation in found:
                hard = violation.strength is Strength.HARD
                worth[violation.strength] += sign * (violation.amount if hard else violation.points)
        return worth[Strength.HARD], worth[Strength.SOFT]

    def _about_agents(self, view: View) -> Breaches:
        return self._once(("agents", *view.agents), lambda: _breaches(self._agent_rules, view))

    def _about_staff(self, view: View) -> Breaches:
        return self._once(("staff", view.days), lambda: _breaches(self._staff_rules, view))

    def _about_intervals(self, view: View) -> Breaches:
        # Rules about intervals know a roster by who is present: the same staff, the same breaches.
        key = ("intervals", view.days, view.staff_by_class[:, view.intervals].tobytes())
        return self._once(key, lambda: _breaches(self._interval_rules, view))

    def _once(self, key: object, judge: Callable[[], Breaches]) -> Breaches:
        if key not in self._known:
            self._known[key] = judge()
        return self._known[key]


def rank(effect: Effect) -> tuple[int, int, int]:
    """The order of effects: fewest hard breaches first, by amount (those mended taken off), then the cheapest."""
    amount = sum(v.amount for v in effect.breaks) - sum(v.amount for v in effect.mends)
    return len(effect.breaks), amount, effect.cost


def _breaches(rules: Iterable[Rule], view: View) -> Breaches:
    return tuple(violation for rule in rules for violation in rule.judge(view))


def compared(before: Breaches, after: Breaches, asked: frozenset[str]) -> Effect:
    """What lies between two judgements: points and breaches that come or go, those of agents only for the ones asked about."""
    points: Counter[str] = Counter()
    for violation in after:
        points[violation.rule] += violation.points
    for violation in before:
        points[violation.rule] -= violation.points
    told_before, told = (
        tuple(v for v in found if v.agent_id is None or v.agent_id in asked) for found in (before, after)
    )
    come, gone = _new(told_before, told), _new(told, told_before)
    return Effect(
        cost=points.total(),
        by_rule={rule: more for rule, more in sorted(points.items(), key=lambda entry: -abs(entry[1])) if more},
        breaks=tuple(v for v in come if v.strength is Strength.HARD),
        mends=tuple(v for v in gone if v.strength is Strength.HARD),
        worsens=tuple(v for v in come if v.strength is Strength.SOFT and v.agent_id is not None),
    )


def _new(before: Breaches, after: Breaches) -> list[Violation]:
    """The breaches of `after` that are new or greater, as far as each rule, agent and day goes.

    One that only became smaller, or begins later, is neither.
    """
    more: Counter[object] = Counter()
    largest: dict[object, int] = {}
    for violation in after:
        more[_place(violation)] += violation.amount
    for violation in before:
        place = _place(violation)
        more[place] -= violation.amount
        largest[place] = max(largest.get(place, 0), violation.amount)
    known = {_identity(violation) for violation in before}
    return [
        violation
        for violation in after
        if _identity(violation) not in known
        and (more[_place(violation)] > 0 or violation.amount > largest.get(_place(violation), 0))
    ]


def _identity(violation: Violation) -> object:
    # In intervals one rule looks at several crews: only the sentence tells which of them is meant.
    sentence = None if violation.interval is None else violation.text
    return _place(violation), violation.interval, violation.amount, sentence


def _place(violation: Violation) -> object:
    return violation.rule, violation.agent_id, violation.day
