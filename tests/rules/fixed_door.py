"""The doors of a roster that is fixed: they add up the slack that the engine would have to be charged for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from scheduler.instance import Instance
from scheduler.rules.base import AgentRule, CellRule, IntervalRule, Rule
from scheduler.view import View


@dataclass
class Charge:
    """`amount` of slack in the rule's unit, and whether the rows hold without slack, the tight limits too."""

    amount: int
    holds: bool


@dataclass
class FixedAgentDoor:
    """Rows of all agents for one roster. Slack is counted when all are in, for totals need everybody."""

    instance: Instance
    worked: np.ndarray  # of bool, shape (A, D·T)
    a: int = 0
    rows: list[dict] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    keys: dict = field(default_factory=dict)
    flag_numbers: dict = field(default_factory=dict)
    flag_groups: dict = field(default_factory=dict)

    def forbid(self, rule, cells):
        for cell in cells:
            self.at_most(rule, ("forbid", int(cell)), np.array([cell]), 0)

    def at_most(
        self, rule, key, cells, limit, coefs=None, each=1, slack=None, total=None, scale=1, tight=None, grows=False
    ):
        coefs = np.ones(len(cells), dtype=np.int64) if coefs is None else coefs
        assert len(coefs) == len(cells)
        assert len(set(cells.tolist())) == len(cells), "a cell stands twice in a row"
        assert all(0 <= cell < self.instance.cell_count or int(cell) in self.flag_groups for cell in cells)
        assert total is None or all(cell < self.instance.cell_count for cell in cells)
        assert type(limit) is int
        assert tight is None or tight <= limit
        same = (rule.name, self.instance.class_of[self.a], key)
        meaning = (cells.tolist(), coefs.tolist(), scale)
        assert self.keys.setdefault(same, meaning) == meaning, f"rows {same} mean different things"
        assert (*same, self.a) not in self.keys, f"two rows {same} of one agent"
        self.keys[*same, self.a] = True
        done = sum(int(coef) * self._does(int(cell)) for coef, cell in zip(coefs, cells, strict=True))
        group = (rule.name, self.a, ("slack", slack) if slack is not None else ("row", len(self.rows)))
        self.rows.append(
            {
                "done": done,
                "limit": limit,
                "each": each,
                "group": group,
                "total": total,
                "scale": scale,
                "tight": tight,
                "grows": grows,
            }
        )

    def _does(self, cell: int) -> bool:
        return bool(self.worked[self.a, self.flag_groups.get(cell, [cell])].any())

    def flags(self, name, groups):
        numbers = []
        for i, group in enumerate(groups):
            assert all(0 <= cell < self.instance.cell_count for cell in group)
            known = self.flag_numbers.setdefault((name, i, group.tobytes()), len(self.flag_numbers))
            numbers.append(self.instance.cell_count + known)
            self.flag_groups[numbers[-1]] = group
        return np.array(numbers, dtype=np.int64)

    def at_least(self, rule, key, cells, limit, coefs=None, each=1):
        coefs = np.ones(len(cells), dtype=np.int64) if coefs is None else coefs
        self.at_most(rule, ("least", key), cells, -limit, -coefs, each)

    def total_cells(self, name, cells):
        self.totals[name] += int(self.worked[self.a, cells].sum())

    def charge(self) -> Charge:
        needed: dict[object, int] = defaultdict(int)
        holds = True
        for row in self.rows:
            name, coef = row["total"] or ("", 0)
            over = row["done"] + coef * (self.totals[name] if name else 0) - row["limit"]
            units = max(0, -(-over // row["scale"]))
            counted = units * (units + 1) // 2 if row["grows"] else units
            needed[row["group"]] = max(needed[row["group"]], counted * row["each"])
            holds &= over <= 0
            if row["tight"] is not None:
                holds &= row["done"] <= row["tight"]
        return Charge(sum(needed.values()), holds)


@dataclass
class FixedIntervalDoor:
    instance: Instance
    view: View
    amount: int = 0

    def at_least(self, rule, crew, limits, sign=1):
        assert limits.shape == (self.instance.timeline.interval_count,)
        missing = sign * (limits - self.view.staff(crew))[self.instance.coverable]
        self.amount += int(np.maximum(missing, 0).sum()) * self.instance.timeline.interval_minutes

    def at_most(self, rule, crew, limits):
        self.at_least(rule, crew, limits, sign=-1)

    def priced(self, rule, crew, curves):
        for k in np.flatnonzero(self.instance.coverable):
            if curves[k]:
                agents, late = zip(*curves[k], strict=True)
                self.amount += round(float(np.interp(self.view.staff(crew)[k], agents, late)))


@dataclass
class FixedCellDoor:
    instance: Instance
    view: View
    amount: int = 0

    def heads(self, rule, crew, required, under, over):
        assert required.shape == under.shape == over.shape == (self.instance.cell_count,)
        members = [a for a, c in enumerate(self.instance.class_of) if c in crew]
        for cell in range(self.instance.cell_count):
            d, t = divmod(cell, self.instance.shift_count)
            more = sum(self.view.shift(a, d) == t for a in members) - int(required[cell])
            self.amount += more * int(over[cell]) if more > 0 else -more * int(under[cell])


def charge(rule: Rule, view: View) -> Charge:
    """What the engine would be charged for the roster of `view`."""
    instance = view.instance
    if isinstance(rule, IntervalRule | CellRule):
        door = FixedIntervalDoor(instance, view) if isinstance(rule, IntervalRule) else FixedCellDoor(instance, view)
        rule.constrain(door)
        return Charge(door.amount, door.amount == 0)
    assert isinstance(rule, AgentRule)
    worked = np.zeros((len(instance.agents), instance.cell_count), dtype=bool)
    for a in range(len(instance.agents)):
        for d, t in view.shifts(a, first=0):
            worked[a, d * instance.shift_count + t] = True
    for double in view.doubles:
        d, t = instance.day_number(double.day), instance.shift_index[double.shift]
        worked[instance.agent_index[double.agent_id], d * instance.shift_count + t] = True
    agent_door = FixedAgentDoor(instance, worked)
    for a in range(len(instance.agents)):
        agent_door.a = a
        if rule.covers(instance.agents[a]):
            rule.constrain(agent_door)
    return agent_door.charge()
