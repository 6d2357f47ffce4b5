"""Who stands by in which group: an integer programme of its own, solved by CP-SAT to the proven best or with a bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from models.standby import StandbyDay, StandbyGroup, StandbyMember, StandbyPlan
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.program import Program
from scheduler.engine.solvers import solve_cp_sat
from scheduler.standby.check import plan_cost
from scheduler.standby.duties import Duties
from scheduler.standby.layout import Layout, Slot
from scheduler.standby.needs import may_lead

Columns = dict[tuple[int, str], int]
"""For (slot number, agent) the column that is 1 when the agent is in the group."""


def plan_standby(
    duties: Duties,
    days: Sequence[StandbyDay],
    past: Mapping[str, int],
    calls: Mapping[str, int],
    *,
    seconds: float = 30.0,
    seed: int = 0,
    workers: int = 1,
    stop: Stop | None = None,
) -> StandbyPlan:
    """Groups for these days. `past` are turns of the last twelve months, `calls` how often each came in on call in them.

    There always is a plan: what the people there do not allow (a skill that nobody off duty has) is priced, and
    `findings` tells it.

    Raises:
        TimeoutError: when not even a first plan was found within the limit.
    """
    layout = Layout(duties, tuple(sorted(days, key=lambda day: day.day)), past)
    program, columns = build_program(layout)
    stop = stop or Stop()
    wall, work = Clock(seconds, workers == 1, stop).solve_limits(seconds)
    answer = solve_cp_sat(program, seconds=wall, work=work, seed=seed, workers=workers, stop=stop)
    if answer.values is None:
        raise TimeoutError("no standby plan within the limit")
    chosen: dict[int, list[str]] = {number: [] for number in range(len(layout.slots))}
    for (number, agent_id), column in columns.items():
        if answer.values[column]:
            chosen[number].append(agent_id)
    groups = tuple(_group(layout, slot, chosen[number], calls) for number, slot in enumerate(layout.slots))
    plan = StandbyPlan(centre=duties.centre.profile.name, days=layout.days, groups=groups, cost=0, bound=0)
    cost = plan_cost(layout, plan)
    return plan.model_copy(update={"cost": cost, "bound": min(cost, answer.bound or 0)})


def build_program(layout: Layout) -> tuple[Program, Columns]:
    """The programme: everybody in one group, groups of one size with all they need, rest kept, turns shared."""
    policy = layout.duties.centre.policy.standby
    program = Program()
    columns: Columns = {
        (number, agent.id): program.column(0, 1, policy.rest_weight * slot.lost_hours(agent.id))
        for number, slot in enumerate(layout.slots)
        for agent in layout.pools[slot.day.day]
    }
    by_day: dict[date, list[int]] = {day.day: [] for day in layout.days}
    for number, slot in enumerate(layout.slots):
        by_day[slot.day.day].append(number)
    for day in layout.days:
        _everybody_once(program, columns, layout, day, by_day[day.day])
    for number, slot in enumerate(layout.slots):
        _right_size(program, columns, layout, number, slot)
        _all_needs(program, columns, number, slot, policy.missing_weight)
    _share_turns(program, columns, layout, policy.turn_weight)
    return program, columns


def _everybody_once(program: Program, columns: Columns, layout: Layout, day: StandbyDay, numbers: list[int]) -> None:
    """On a holiday everybody who is off is in exactly one group; for a surge as many people as asked for, in one each."""
    for agent in layout.pools[day.day]:
        own = [columns[number, agent.id] for number in numbers]
        program.row(own, [1] * len(own), 0 if day.is_surge else 1, 1)
    if day.is_surge:
        every = [columns[number, agent.id] for number in numbers for agent in layout.pools[day.day]]
        program.equal(every, [1] * len(every), layout.people(day))


def _right_size(program: Program, columns: Columns, layout: Layout, number: int, slot: Slot) -> None:
    least, most = layout.sizes(slot.day)
    weight = layout.duties.centre.policy.standby.size_weight
    own = [columns[number, agent.id] for agent in layout.pools[slot.day.day]]
    program.relieved(own, [1] * len(own), most, program.column(0, len(own), weight))
    program.relieved(own, [-1] * len(own), -least, program.column(0, max(least, 0), weight))


def _all_needs(program: Program, columns: Columns, number: int, slot: Slot, weight: int) -> None:
    for need in slot.needs:
        own = [columns[number, agent_id] for agent_id in sorted(need.agents)]
        program.relieved(own, [-1] * len(own), -need.least, program.column(0, need.least, weight))


def _share_turns(program: Program, columns: Columns, layout: Layout, weight: int) -> None:
    """The k-th turn beyond whoever had the fewest costs k: turns go where there were fewest."""
    heaviest: dict[date, int] = {}
    own: dict[str, list[tuple[int, int]]] = {}
    days: dict[str, set[date]] = {}
    for (number, agent_id), column in columns.items():
        slot = layout.slots[number]
        heaviest[slot.day.day] = max(slot.load, heaviest.get(slot.day.day, 0))
        own.setdefault(agent_id, []).append((column, slot.load))
        days.setdefault(agent_id, set()).add(slot.day.day)
    for agent_id, parts in own.items():
        most = sum(heaviest[day] for day in days[agent_id])
        steps = [program.column(0, 1, weight * (layout.leads[agent_id] + k)) for k in range(1, most + 1)]
        taken = [(column, load) for column, load in parts if load]
        program.equal(
            [*(column for column, _ in taken), *steps], [*(load for _, load in taken), *([-1] * len(steps))], 0
        )


def _group(layout: Layout, slot: Slot, members: list[str], calls: Mapping[str, int]) -> StandbyGroup:
    """The group with its leader and call order: first who can be called in most of its hours, then who came in least often."""
    by_id, policy = layout.duties.centre.agents_by_id, layout.duties.centre.policy.standby
    order = sorted(members, key=lambda a: (slot.lost_hours(a), calls.get(a, 0), layout.leads[a], a))
    able = [a for a in order if may_lead(by_id[a], policy) and not slot.lost_hours(a)]
    leader = min(able, key=lambda a: (-by_id[a].level, a), default=None)
    return StandbyGroup(
        day=slot.day.day,
        name=slot.name,
        layer=slot.layer,
        starts=slot.hours[0],
        ends=slot.hours[1],
        leader=leader,
        members=tuple(
            StandbyMember(agent_id=a, call_order=place, callable_from=slot.free[a][0], callable_until=slot.free[a][1])
            for place, a in enumerate(order, 1)
        ),
    )
