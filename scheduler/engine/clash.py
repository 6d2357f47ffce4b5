"""Why there is no roster: a smallest set of hard rules that cannot hold together, for whom and when, and what to give up.

A clash is found by leaving out: pieces of rules (`pieces.py`) without which there still is no roster are not part of it.
First it is sought on single days, where most clashes lie; else the linear relaxation of the head-counts says on which.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain

from models.centre import Centre
from models.policy import RuleSetting
from models.result import Clash, Concession, Evaluation, Strength
from scheduler.engine.clash_words import concession, members
from scheduler.engine.counts import CountsModel
from scheduler.engine.limits import Clock
from scheduler.engine.pieces import Piece, Pieces
from scheduler.engine.program import Program
from scheduler.engine.rows import collect_rows
from scheduler.engine.solvers import Answer, Outcome, solve_cp_sat, solve_highs, solve_lp
from scheduler.instance import Instance
from scheduler.rules import agent_rules
from scheduler.rules.base import Rule, StaffRule

_SECONDS = 5.0
"""Longest time for one question to CP-SAT."""

_RELAXED_SECONDS = 60.0
"""Longest time for one linear relaxation."""

_IN_ALL = 120.0
"""Wall seconds after which nothing more is left out: the clash is then true, but perhaps not the smallest."""

Rebuild = Callable[[Instance], Evaluation | None]
"""Builds a roster for an instance and returns its evaluation."""


def find_clash(instance: Instance, rules: tuple[Rule, ...], a: int | None, clock: Clock, rebuild: Rebuild) -> Clash:
    """The clash (of agent `a` alone where given or found), what each concession would cost, and the breaches of the
    cheapest roster that gives up the clashing rules about staff (or the agent's cheapest rule)."""
    hard = tuple(rule for rule in rules if rule.strength is Strength.HARD)
    search = Search(instance, hard, clock)
    core = search.core(a)
    options = search.options(core)
    clashing = list(dict.fromkeys(piece.rule for piece in core)) or list(hard)
    given_up = [rule for rule in clashing if isinstance(rule, StaffRule)] or clashing[-1:]
    evaluation = rebuild(softer_instance(instance, given_up))
    names = {rule.name for rule in given_up}
    broken = () if evaluation is None else tuple(v for v in evaluation.violations if v.rule in names)
    return Clash(
        rules=tuple(rule.name for rule in clashing),
        confirmed=search.is_confirmed(core),
        smallest=bool(core) and search.complete,
        members=members(search.pieces, search.widened(core)),
        options=options,
        give_up=broken,
    )


class Search:
    """Looks for pieces that cannot hold together. `complete` tells whether every question was answered in time."""

    def __init__(self, instance: Instance, hard: tuple[Rule, ...], clock: Clock) -> None:
        self.instance = instance
        self.hard = hard
        self.clock = clock
        self.pieces = Pieces(instance, hard)
        self.complete = True
        self._end = time.monotonic() + _IN_ALL

    def core(self, a: int | None) -> list[Piece]:
        """Pieces that cannot hold together and of which none can be left out; none where no such set was shown."""
        alone = self._alone() if a is None else a
        if alone is not None:
            return self._smallest(self.pieces.about_agents[alone])
        found = self._clash_of_a_day() or self._clash_of_days()
        return self._smallest(found) if found else []

    def is_confirmed(self, core: Sequence[Piece]) -> bool:
        """Whether a second solver (HiGHS) finds the core impossible too."""
        if not core:
            return False
        program, _ = self.pieces.programme(core)
        bare = zip(program.row_columns, program.row_lower, program.row_upper, strict=True)
        if any(not columns and not low <= 0 <= high for columns, low, high in bare):
            return True  # Somebody is asked for where nobody at all can be: plain to see.
        return solve_highs(program, seconds=_RELAXED_SECONDS, stop=self.clock.stop).outcome is Outcome.INFEASIBLE

    def options(self, core: Sequence[Piece]) -> tuple[Concession, ...]:
        """For each rule of the core the least by which it would have to be broken on these days, the cheapest first.

        All other rules about these people hold, not those of the core alone.
        """
        about = {(piece.rule, piece.days) for piece in core if piece.place >= 0}
        staff = [piece for piece in self.pieces.about_staff if (piece.rule, piece.days) in about]
        alone = sorted({piece.a for piece in core if piece.a is not None})
        people = self.pieces.around(staff) if staff else [p for a in alone for p in self.pieces.about_agents[a]]
        found = []
        for rule in dict.fromkeys(piece.rule for piece in core):
            soft = frozenset(piece for piece in (*staff, *people) if piece.rule is rule)
            program, columns = self.pieces.programme([*staff, *people], soft)
            answer = self._solve(program)
            if answer.values is not None and answer.cost is not None:
                found.append(concession(self.instance, rule, soft, answer.cost, columns.read(answer.values)))
        return tuple(sorted(found, key=lambda option: (option.points, option.rule)))

    def widened(self, core: Sequence[Piece]) -> list[Piece]:
        """The core, with the places before and after its only place at which the same agents' pieces clash as well."""
        staff = [piece for piece in core if piece.place >= 0]
        if len(staff) != 1:
            return list(core)
        rest = [piece for piece in core if piece.place < 0]
        same = {p.place: p for p in self.pieces.about_staff if (p.demand, p.days) == (staff[0].demand, staff[0].days)}
        found = list(staff)
        for step in (-1, 1):
            place = staff[0].place + step
            while place in same and self._impossible([same[place], *rest]):
                found.append(same[place])
                place += step
        return [*sorted(found, key=lambda piece: piece.place), *rest]

    def _alone(self) -> int | None:
        """An agent whose own rules clash. Only one who must work something can be."""
        for a, own in enumerate(self.pieces.about_agents):
            if any(piece.row is not None and (piece.row.limit < 0) for piece in own) and self._impossible(own):
                return a
        return None

    def _clash_of_a_day(self) -> list[Piece] | None:
        for staff in _grouped(self.pieces.about_staff, lambda piece: piece.days):
            found = [*staff, *self.pieces.around(staff)]
            if self._impossible(found):
                return found
        return None

    def _clash_of_days(self) -> list[Piece] | None:
        """Days that the relaxation finds impossible together, if so they are for people too."""
        rows = collect_rows(self.instance, agent_rules(self.hard))

        def impossible(staff: Sequence[Piece]) -> bool:
            model = CountsModel(self.instance, self.pieces.demands_of(staff), rows)
            model.program.cost = [0] * model.program.column_count
            relaxed = solve_lp(model.program, seconds=_RELAXED_SECONDS, stop=self.clock.stop)
            return relaxed.outcome is Outcome.INFEASIBLE

        all_days = _grouped(self.pieces.about_staff, lambda piece: piece.days)
        days = self._shrunk(all_days, impossible, len(all_days) // 2)
        staff = list(chain.from_iterable(days))
        found = [*staff, *self.pieces.around(staff)]
        return found if self._impossible(found) else None

    def _smallest(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Leave out what can be: rules, places, days, classes of agents, agents, their rules, at last single pieces."""
        keys: tuple[Callable[[Piece], Hashable], ...] = (
            lambda piece: piece.rule.name,
            lambda piece: (piece.place, piece.demand),
            lambda piece: piece.days,
            lambda piece: None if piece.a is None else self.instance.class_of[piece.a],
            lambda piece: piece.a,
            lambda piece: (piece.rule.name, piece.a),
            lambda piece: id(piece),
        )
        # Tried in this order, rules one by one, so that those that weigh most are kept where there is a choice.
        core = sorted(pieces, key=lambda piece: (piece.place >= 0, piece.rule.weight))
        tried: set[frozenset[int]] = set()
        for level, key in enumerate(keys):
            groups = _grouped(core, key)
            # What was needed before is needed still.
            if not tried.issuperset(frozenset(map(id, group)) for group in groups):
                groups = self._shrunk(groups, self._impossible, 1 if level == 0 else len(groups) // 2)
                core = list(chain.from_iterable(groups))
                tried = {frozenset(map(id, group)) for group in groups}
        return core[::-1]

    def _shrunk(
        self, groups: list[list[Piece]], impossible: Callable[[Sequence[Piece]], bool], size: int
    ) -> list[list[Piece]]:
        """Groups of which none can be left out: so many at a time are tried first, then ever fewer."""
        while len(groups) > 1 and size:
            first = 0
            while first < len(groups):
                fewer = [*groups[:first], *groups[first + size :]]
                if fewer and self._in_time() and impossible(list(chain.from_iterable(fewer))):
                    groups = fewer
                else:
                    first += size
            size //= 2
        return groups

    def _in_time(self) -> bool:
        if time.monotonic() > self._end or self.clock.stop.requested:
            self.complete = False
        return self.complete

    def _impossible(self, pieces: Sequence[Piece]) -> bool:
        """Whether these cannot hold together: proved by CP-SAT."""
        if not any(piece.place >= 0 or (piece.row is not None and piece.row.limit < 0) for piece in pieces):
            return False  # Nobody has to work anything.
        answer = self._solve(self.pieces.programme(pieces)[0])
        self.complete &= answer.outcome is not Outcome.UNKNOWN
        return answer.outcome is Outcome.INFEASIBLE

    def _solve(self, program: Program) -> Answer:
        wall, work = self.clock.solve_limits(_SECONDS)
        return solve_cp_sat(program, seconds=wall, work=work, seed=0, workers=1, stop=self.clock.stop)


def _grouped(pieces: Iterable[Piece], key: Callable[[Piece], Hashable]) -> list[list[Piece]]:
    groups: dict[Hashable, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(key(piece), []).append(piece)
    return list(groups.values())


def softer_instance(instance: Instance, rules: Sequence[Rule]) -> Instance:
    """The instance with these rules priced instead of hard."""
    policy = instance.policy
    settings = {
        rule.name: RuleSetting(strength=Strength.SOFT, weight=max(rule.weight, 1), teams=rule.teams, roles=rule.roles)
        for rule in rules
    }
    softer = policy.model_copy(update={"rules": {**policy.rules, **settings}})
    fields = {name: getattr(instance.centre, name) for name in Centre.model_fields}
    return Instance(Centre(**{**fields, "policy": softer}), instance.requirement)
