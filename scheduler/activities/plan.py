"""Where the activities of a roster lie: sessions and who attends them as an integer programme, solved with its bound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.activities import ActivityPlan, Session, Unplaced
from models.roster import Roster
from scheduler.activities.check import cost_of
from scheduler.activities.rounds import Duty, Round, rounds_of
from scheduler.activities.search import best_places
from scheduler.activities.staffing import Staffing
from scheduler.activities.why import Standing, why_not
from scheduler.engine.limits import Effort
from scheduler.engine.program import Ints, Program
from scheduler.engine.solvers import Outcome
from scheduler.instance import Instance

_EFFORT = Effort()


@dataclass
class _Columns:
    """The programme's columns by what they stand for; rounds, agents and intervals by number."""

    held: dict[tuple[int, int], int] = field(default_factory=dict)
    """A session of a round that begins with an interval."""
    attends: dict[tuple[int, int, int], int] = field(default_factory=dict)
    """An agent's part in it: (round, agent, interval)."""
    unplaced: dict[tuple[int, int], int] = field(default_factory=dict)
    """A round that an agent is left without."""


def plan_activities(instance: Instance, roster: Roster, effort: Effort = _EFFORT) -> ActivityPlan:
    """The best places for all activities of a roster that can be found and proven in the time.

    Raises:
        RuntimeError: when the solver finds nothing in the time, which takes next to nothing: placing nobody is a plan.
    """
    duty, rounds = Duty(instance, roster), rounds_of(instance)
    program, columns = Program(), _Columns()
    staffing = Staffing(duty.view)
    starts = {(r, a): list(duty.starts(a, round_)) for r, round_ in enumerate(rounds) for a in round_.people}
    for r, round_ in enumerate(rounds):
        _sessions(program, columns, instance, r, round_, starts)
    _nobody_twice(program, columns, duty, rounds)
    _rooms(program, columns, duty, rounds)
    _service(program, columns, duty, rounds, staffing)
    if not program.column_count:
        return ActivityPlan(sessions=(), unplaced=(), cost=0, bound=0, optimal=True)
    places = [[columns.attends[r, a, k] for k in own] for (r, a), own in starts.items()]
    answer = best_places(program, places, _nobody_placed(program, columns), effort)
    if answer.values is None or answer.bound is None:
        raise RuntimeError("no plan was found in the time given")
    sessions = tuple(_found(instance, rounds, columns, answer.values))
    standing = Standing(duty, staffing, rounds, sessions)
    unplaced = tuple(
        Unplaced(
            activity=rounds[r].activity.name,
            round=rounds[r].number,
            agent_id=instance.agents[a].id,
            reason=why_not(standing, rounds[r], a, starts[r, a]),
        )
        for (r, a), column in columns.unplaced.items()
        if answer.values[column]
    )
    plan = ActivityPlan(
        sessions=sessions,
        unplaced=unplaced,
        cost=answer.cost or 0,
        bound=answer.bound,
        optimal=answer.outcome is Outcome.OPTIMAL,
    )
    # What is published is what the rules' own checkers make of it.
    cost = cost_of(instance, roster, plan)
    return plan.model_copy(update={"cost": cost, "bound": cost if plan.optimal else min(cost, answer.bound)})


def _sessions(
    program: Program,
    columns: _Columns,
    instance: Instance,
    r: int,
    round_: Round,
    starts: Mapping[tuple[int, int], list[int]],
) -> None:
    """Everybody of the round attends one session or is left without; sessions have seats and are not empty."""
    rules, seats = instance.policy.activities, round_.activity.seats
    at: dict[int, list[int]] = defaultdict(list)
    for a in round_.people:
        own = []
        for k in starts[r, a]:
            column = columns.attends[r, a, k] = program.column(0, 1)
            own.append(column)
            at[k].append(column)
        columns.unplaced[r, a] = program.column(0, 1, rules.unplaced_points)
        program.equal([*own, columns.unplaced[r, a]], [1] * (len(own) + 1), 1)
    for k, own in sorted(at.items()):
        held = columns.held[r, k] = program.column(0, 1, rules.session_points)
        most = min(len(own), seats or len(own))
        program.at_most([*own, held], [1] * len(own) + [-most], 0)
        program.at_most([held, *own], [1] + [-1] * len(own), 0)
        if most < len(own):
            for column in own:
                program.at_most([column, held], [1, -1], 0)
    sessions = [columns.held[r, k] for k in sorted(at)]
    if seats is None:
        program.at_most(sessions, [1] * len(sessions), 1)
    elif sessions:
        # Implied, but as a whole number it lifts the bound: so many sessions for so many people.
        without = [columns.unplaced[r, a] for a in round_.people]
        count = program.define(sessions, [1] * len(sessions), len(sessions))
        program.row([count, *without], [seats] + [1] * len(without), len(without), (seats + 1) * len(at) * len(without))


def _nobody_twice(program: Program, columns: _Columns, duty: Duty, rounds: tuple[Round, ...]) -> None:
    """Nobody attends or holds two sessions at a time."""
    busy: dict[tuple[int, int], list[int]] = defaultdict(list)
    several: dict[int, set[int]] = defaultdict(set)
    for (r, a, k), column in columns.attends.items():
        several[a].add(r)
        for j in duty.touched(k, rounds[r].activity.minutes):
            busy[a, j].append(column)
    for (r, k), column in columns.held.items():
        trainer = rounds[r].activity.trainer
        if trainer:
            a = duty.instance.agent_index[trainer]
            several[a] |= {r, -1}  # one round alone may still overlap itself
            for j in duty.touched(k, rounds[r].activity.minutes):
                busy[a, j].append(column)
    rows = {tuple(own) for (a, _), own in busy.items() if len(several[a]) > 1 and len(own) > 1}
    for row in sorted(rows):
        program.at_most(row, [1] * len(row), 1)


def _rooms(program: Program, columns: _Columns, duty: Duty, rounds: tuple[Round, ...]) -> None:
    """A room holds one session at a time."""
    taken: dict[tuple[str, int], list[int]] = defaultdict(list)
    for (r, k), column in columns.held.items():
        if rounds[r].activity.room:
            for j in duty.touched(k, rounds[r].activity.minutes):
                taken[rounds[r].activity.room, j].append(column)
    for row in sorted({tuple(own) for own in taken.values() if len(own) > 1}):
        program.at_most(row, [1] * len(row), 1)


def _service(program: Program, columns: _Columns, duty: Duty, rounds: tuple[Round, ...], staffing: Staffing) -> None:
    """Who is away is missed: hard rules about intervals are kept, the others are priced."""
    away = _away_columns(program, columns, duty, rounds)
    by_interval: dict[int, dict[int, int]] = defaultdict(dict)
    for (c, k), column in away.items():
        by_interval[k][c] = column
    for k, classes in sorted(by_interval.items()):
        for crew in staffing.crews:
            own = [column for c, column in classes.items() if c in crew]
            heads = sum(program.upper[column] for column in own)
            if not heads:
                continue
            most = heads
            if crew in staffing.most:
                most = min(heads, int(staffing.most[crew][k]))
                if most < heads:
                    program.at_most(own, [1] * len(own), most)
            prices = staffing.prices(crew, k, heads)
            if any(prices):
                steps = _steps(prices)
                slacks = [program.column(0, count, price) for count, price in steps]
                program.equal([*own, *slacks], [1] * len(own) + [-1] * len(slacks), 0)


def _steps(prices: list[int]) -> list[tuple[int, int]]:
    """Runs of the same price as (count, price)."""
    steps: list[tuple[int, int]] = []
    for price in prices:
        if steps and steps[-1][1] == price:
            steps[-1] = steps[-1][0] + 1, price
        else:
            steps.append((1, price))
    return steps


def _away_columns(
    program: Program, columns: _Columns, duty: Duty, rounds: tuple[Round, ...]
) -> dict[tuple[int, int], int]:
    """How many of each staff class are away in each interval: {(class, interval): column}."""
    parts: dict[tuple[int, int], list[int]] = defaultdict(list)
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    instance = duty.instance

    def add(a: int, k: int, r: int, column: int) -> None:
        for j in duty.away(a, duty.touched(k, rounds[r].activity.minutes)):
            parts[instance.class_of[a], j].append(column)
            people[instance.class_of[a], j].add(a)

    for (r, a, k), column in columns.attends.items():
        add(a, k, r, column)
    for (r, k), column in columns.held.items():
        if rounds[r].activity.trainer:
            add(instance.agent_index[rounds[r].activity.trainer], k, r, column)
    return {key: program.define(own, [1] * len(own), len(people[key])) for key, own in sorted(parts.items())}


def _nobody_placed(program: Program, columns: _Columns) -> Ints:
    """The plan that places nobody: what a search may begin with."""
    import numpy as np

    values = np.zeros(program.column_count, dtype=np.int64)
    values[list(columns.unplaced.values())] = 1
    return values


def _found(instance: Instance, rounds: tuple[Round, ...], columns: _Columns, values: Ints) -> list[Session]:
    """The sessions of a solution, in the order of time."""
    people: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (r, a, k), column in columns.attends.items():
        if values[column]:
            people[r, k].append(instance.agents[a].id)
    timeline = instance.timeline
    return [
        Session(
            activity=rounds[r].activity.name,
            round=rounds[r].number,
            start=timeline.interval_start(k),
            end=timeline.moment(k * timeline.interval_minutes + rounds[r].activity.minutes),
            agents=tuple(agents),
        )
        for (r, k), agents in sorted(people.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
