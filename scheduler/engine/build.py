"""The build of a roster from start to end: a bound beside the search for the roster, then the certificate."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.result import Certificate, Clash, Evaluation, Phase, Result, Status
from models.roster import Assignment, Roster
from scheduler.engine.account import Account
from scheduler.engine.anneal import Annealer, warm_up
from scheduler.engine.arrays import State
from scheduler.engine.bounding import Bounding
from scheduler.engine.clash import find_clash
from scheduler.engine.limits import Clock, Stop
from scheduler.engine.months import NoMonthError, first_months
from scheduler.engine.part import Plan, Problem
from scheduler.engine.polish import Polisher
from scheduler.engine.rows import collect_rows
from scheduler.engine.whole import EXACT_ON_TRIAL, annealed_share, is_near, solve_whole, tried_share, whole_share
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import agent_rules, input_rules, load_rules, staff_rules
from scheduler.rules.base import Rule
from scheduler.view import OFF, View


@dataclass(frozen=True)
class BuildOptions:
    """`time_limit` in seconds (deterministic ones with one worker); `gap` at which to stop, as a share of the bound."""

    time_limit: float = 60.0
    seed: int = 0
    workers: int = 2
    gap: float = 0.0


@dataclass(frozen=True)
class Progress:
    """How far a build is: its phase, the best cost and the proven bound so far (points), wall seconds."""

    phase: str
    cost: int | None
    bound: int
    seconds: float


class Build:
    """One build. `progress` is called from the building thread whenever something is new."""

    def __init__(
        self,
        instance: Instance,
        options: BuildOptions,
        stop: Stop | None = None,
        progress: Callable[[Progress], None] = lambda _: None,
        explain: bool = True,
    ) -> None:
        """`explain` says whether to look for the clash when there is no roster."""
        self.instance = instance
        self.options = options
        self.clock = Clock(options.time_limit, options.workers == 1, stop or Stop())
        self.rules = load_rules(instance.policy)
        self.progress = progress
        self.explain = explain
        self.phases: list[Phase] = []
        self.bound = 0
        self.given = _given_points(instance, self.rules)

    def run(self, input_hash: str = "") -> Result:
        """Build the roster; see `Result` for what comes back when there is none."""
        instance, options = self.instance, self.options
        self._tell("prepare", None)
        warm_up()
        self.clock.begin()
        rows = collect_rows(instance, agent_rules(self.rules))
        problem = Problem.of(instance, staff_rules(self.rules), rows)
        account = Account(problem)
        try:
            start = account.floor.begin(first_months(problem, account.floor, self.clock, options.seed))
        except NoMonthError as error:
            return self._impossible(error.a)
        bounding = Bounding(problem, self.rules, rows, self.clock, self._bounded)
        annealer = Annealer(account, start, self.clock, seed=options.seed, workers=options.workers)
        with bounding:
            annealer.fill(self._free_workers(bounding))
            self._phase("assign", self._shown(account, annealer.state))
            plan, cost = self._tried(annealer, bounding) or self._searched(annealer, bounding)
        if bounding.infeasible:
            return self._impossible(None)
        self._phase("improve", self._shown(account, account.floor.state(plan)))
        return self._certified(problem, plan, cost, input_hash)

    def _tried(self, annealer: Annealer, bounding: Bounding) -> tuple[Plan, float] | None:
        """Exact search after a short annealing, as long as it brings the cost near the bound; None where it does not."""
        account = annealer.account
        share = tried_share(account.problem, self.options.workers)
        if share == 0:
            return None
        self._anneal_for(share, annealer, bounding)
        self._phase("anneal", self._shown(account, annealer.best))
        if not is_near(annealer.cost, self.bound):
            return None
        halfway, until = (annealer.cost + self.bound) / 2, self.clock.left - self.clock.share(EXACT_ON_TRIAL)
        plan, cost = self._polish(
            account,
            account.floor.plan(annealer.best),
            bounding,
            lambda cost: cost > halfway and self.clock.left < until,
        )
        if cost <= halfway or self._reached(cost, bounding):
            return plan, cost
        annealer.take(account.floor.state(plan))
        self._phase("improve", self._shown(account, annealer.best))
        return None

    def _searched(self, annealer: Annealer, bounding: Bounding) -> tuple[Plan, float]:
        """Annealing, then exact search."""
        account = annealer.account
        self._anneal(annealer, bounding)
        plan, cost = account.floor.plan(annealer.best), annealer.cost
        self._phase("anneal", self._shown(account, annealer.best))
        if self._reached(cost, bounding):
            return plan, cost
        return self._polish(account, plan, bounding)

    def _anneal(self, annealer: Annealer, bounding: Bounding) -> None:
        """Anneal once, and again from hot while the roster still breaks a hard rule."""
        account = annealer.account
        for share in (annealed_share(account.problem, self.options.workers), 0.3, 0.3, 0.3, 0.3):
            self._anneal_for(share, annealer, bounding)
            if account.keeps_rules(annealer.best):
                return

    def _anneal_for(self, share: float, annealer: Annealer, bounding: Bounding) -> None:
        """Anneal for a share of the time left."""
        annealer.run(
            share,
            lambda: self._free_workers(bounding),
            lambda cost: self._reached(cost, bounding),
            lambda state, cost: self._tell("anneal", self._shown(annealer.account, state)),
        )

    def _polish(
        self, account: Account, plan: Plan, bounding: Bounding, vain: Callable[[float], bool] = lambda _: False
    ) -> tuple[Plan, float]:
        """Exact search: of all at once in a small problem, and of parts, until it is in `vain` to go on from a cost."""
        problem, seed, workers = account.problem, self.options.seed, self.options.workers
        polisher = Polisher(account, plan, self.clock, seed=seed, threads=lambda: self._free_workers(bounding))
        if whole_share(problem, workers) > 0:
            # By all workers, even if one is busy with the bound: one alone finds too little here.
            whole = solve_whole(problem, plan, self.clock, seed=seed, workers=workers, mixing=bounding.hand_over())
            self.bound = max(self.bound, whole.bound)
            polisher.take(whole.plan)
            self._phase("whole", self._shown(account, account.floor.state(polisher.plan)))
        polisher.run(
            lambda cost: self._reached(cost, bounding) or vain(cost),
            lambda better, _: self._tell("improve", self._shown(account, account.floor.state(better))),
        )
        return polisher.plan, polisher.cost

    def _free_workers(self, bounding: Bounding) -> int:
        return max(1, self.options.workers - bounding.running)

    def _reached(self, cost: float, bounding: Bounding) -> bool:
        """Whether there is nothing left to search for."""
        return bounding.infeasible or cost <= self.bound * (1 + self.options.gap)

    def _bounded(self, bound: int) -> None:
        """A bound has been proven, perhaps beside the search."""
        first = self.bound == 0
        self.bound = max(self.bound, bound)
        if first:
            self._phase("counts", None)
        else:
            self._tell("counts", None)

    def _shown(self, account: Account, state: State) -> int | None:
        """The cost of a state, unless it carries fines."""
        return round(account.state_cost(state)) if account.keeps_rules(state) else None

    def _tell(self, phase: str, cost: int | None) -> None:
        shown = None if cost is None else cost + self.given
        self.progress(Progress(phase, shown, self.bound + self.given, self.clock.seconds))

    def _phase(self, name: str, cost: int | None) -> None:
        shown = None if cost is None else cost + self.given
        seconds = round(self.clock.seconds, 2)
        self.phases.append(Phase(name=name, seconds=seconds, cost=shown, bound=self.bound + self.given))
        self._tell(name, cost)

    def _impossible(self, a: int | None) -> Result:
        """Proved impossible (for agent `a` alone, or for all together), with the clash."""
        if not self.explain:
            return Result(status=Status.INFEASIBLE, requirement=self.instance.requirement)
        self._tell("clash", None)
        clash = find_clash(self.instance, self.rules, a, self.clock, self._without_clash)
        return Result(status=Status.INFEASIBLE, requirement=self.instance.requirement, clash=clash)

    def _without_clash(self, softer: Instance) -> Evaluation | None:
        options = replace(self.options, time_limit=max(5.0, self.options.time_limit / 2))
        return Build(softer, options, self.clock.stop, explain=False).run().evaluation

    def _certified(self, problem: Problem, plan: Plan, cost: float, input_hash: str) -> Result:
        """The roster, if it passes its own verifier.

        Raises:
            RuntimeError: when the recomputed cost differs from the engine's account, which is a bug.
        """
        instance = self.instance
        roster = make_roster(problem, plan)
        evaluation = evaluate(instance, roster, self.rules)
        if evaluation.hard_violations:
            # Never returned: but what is broken tells the planner where it pinches.
            broken = evaluation.hard_violations
            clash = Clash(rules=tuple(sorted({v.rule for v in broken})), confirmed=False, give_up=broken)
            return Result(status=Status.UNKNOWN, requirement=instance.requirement, clash=clash)
        if evaluation.cost != cost + self.given:
            raise RuntimeError(f"the engine counts {cost + self.given} points, the rules' checkers {evaluation.cost}")
        if cost <= self.bound:
            status = Status.OPTIMAL
        else:
            status = Status.INTERRUPTED if self.clock.stop.requested else Status.FEASIBLE
        bound = min(evaluation.cost, self.bound + self.given)
        certificate = Certificate(
            status=status,
            cost=evaluation.cost,
            bound=bound,
            gap=round((evaluation.cost - bound) / evaluation.cost, 6) if evaluation.cost else 0.0,
            cost_by_rule=evaluation.cost_by_rule,
            rules=evaluation.rules,
            phases=tuple(self.phases),
            seconds=round(self.clock.seconds, 2),
            seed=self.options.seed,
            workers=self.options.workers,
            time_limit=self.options.time_limit,
            versions=versions(),
            input_hash=input_hash,
        )
        return Result(
            status=status,
            requirement=instance.requirement,
            roster=roster,
            evaluation=evaluation,
            certificate=certificate,
        )


def _given_points(instance: Instance, rules: tuple[Rule, ...]) -> int:
    """What rules about the input cost, whatever the roster."""
    nothing = Roster(centre=instance.centre.profile.name, period=instance.period, assignments=())
    view = View(instance, nothing)
    return sum(violation.points for rule in input_rules(rules) for violation in rule.judge(view))


def make_roster(problem: Problem, plan: Plan) -> Roster:
    """The plan with meal slots dealt out: agents of a kind on the same shift take turns, day by day."""
    instance = problem.instance
    assignments = []
    waiting = {cell: _offsets(instance, cell, slots) for cell, slots in plan.slots.items()}
    for d in range(instance.day_count):
        for a in np.roll(np.arange(len(instance.agents)), -d):
            t = int(plan.grid[a, d])
            if t == OFF:
                continue
            kind = problem.demands.kind_of[instance.class_of[a]]
            offset = waiting[kind, d, t].pop(0) if kind >= 0 else _middle(instance, t)
            assignments.append(
                Assignment(
                    agent_id=instance.agents[a].id,
                    day=instance.days[d],
                    shift=instance.shifts[t].code,
                    meal_offset=offset,
                )
            )
    assignments.sort(key=lambda assignment: (instance.agent_index[assignment.agent_id], assignment.day))
    return Roster(centre=instance.centre.profile.name, period=instance.period, assignments=tuple(assignments))


def _middle(instance: Instance, t: int) -> int | None:
    offsets = instance.meal_offsets(t)
    return offsets[len(offsets) // 2]


def _offsets(instance: Instance, cell: tuple[int, int, int], slots: list[int]) -> list[int | None]:
    """The meal offsets of a cell, one for each head."""
    return [offset for offset, count in zip(instance.meal_offsets(cell[2]), slots, strict=True) for _ in range(count)]


def versions() -> dict[str, str]:
    """What a result was made with."""
    names = ("paiban", "ortools", "highspy", "numba", "numpy", "scipy")
    found = {name: _version(name) for name in names}
    return found | {"python": platform.python_version()}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
