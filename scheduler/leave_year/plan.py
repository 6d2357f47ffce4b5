"""Who gets which block of annual leave in a year: the wishes as an integer programme, solved with its proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from models.base import Text, text
from models.calendar import DayKind
from models.centre import Centre
from models.leave import DayHalf
from models.leave_year import (
    BlockGrant,
    JudgedWish,
    LeaveWish,
    LeaveYearPlan,
    Proof,
    WishOutcome,
    YearSummary,
)
from models.people import LeaveStatus, LeaveType
from models.time import week_of
from scheduler.engine.limits import Effort, Stop
from scheduler.engine.program import Program
from scheduler.engine.solvers import Outcome, solve_cp_sat
from scheduler.leave.balance import entitlement
from scheduler.leave.book import LeaveBook
from scheduler.leave.cap import scopes
from scheduler.leave_year.claims import (
    Block,
    Busyness,
    Claim,
    as_request,
    broken,
    busyness,
    claims_of,
    weighed,
    weight_percent,
)

_EFFORT = Effort()
_FULL_WEEK = 10
"""Half days that a calendar week of leave counts at most (BANK-7a)."""


@dataclass(frozen=True)
class Choice:
    """What the solver chose: the claims kept, points lost, the proven bound."""

    claims: tuple[Claim, ...]
    kept: frozenset[int]
    cost: int
    bound: int
    proof: Proof


def plan_year(book: LeaveBook, year: int, moment: datetime, effort: Effort = _EFFORT) -> LeaveYearPlan:
    """The best plan for the wishes that begin in a year, asked for at `moment`.

    Raises:
        RuntimeError: when the solver finds no plan in the time, which takes next to nothing: giving nobody anything is one.
    """
    wishes = [wish for wish in book.centre.leave_wishes if wish.start.year == year]
    busy, note = busyness(book.centre, year)
    notes = [note] if note is not None else []
    if aside := len(book.centre.leave_wishes) - len(wishes):
        notes.append(text(f"{aside} wish(es) of other years are left aside", f"其他年份的 {aside} 条志愿未计入"))
    chosen = _choose(book, wishes, year, moment, busy, effort)
    roomier = with_at_once(book, book.policy.annual_leave_at_once + 1)
    return LeaveYearPlan(
        year=year,
        scope=book.policy.annual_leave_scope,
        summary=_summary(book, chosen),
        one_more=_summary(roomier, _choose(roomier, wishes, year, moment, busy, effort)),
        grants=tuple(_grants(book.centre, chosen, year)),
        wishes=tuple(_judged(book, chosen, moment)),
        notes=tuple(notes),
    )


def with_at_once(book: LeaveBook, limit: int) -> LeaveBook:
    """The book with another limit on annual leave at the same time."""
    policy = book.centre.policy
    leave = policy.leave.model_copy(update={"annual_leave_at_once": limit})
    centre = book.centre.model_copy(update={"policy": policy.model_copy(update={"leave": leave})})
    return LeaveBook(centre, book.requests)


def _choose(
    book: LeaveBook, wishes: Sequence[LeaveWish], year: int, moment: datetime, busy: Busyness, effort: Effort
) -> Choice:
    claims = claims_of(book, wishes, moment, busy)
    program = Program()
    columns = {i: program.column(0, 1, claim.points) for i, claim in enumerate(claims) if claim.obstacle is None}
    _one_a_block(program, book.centre, claims, columns, year)
    _nobody_twice(program, claims, columns)
    _within_due(program, book, claims, columns)
    _at_once(program, book, claims, columns)
    if not claims:
        return Choice((), frozenset(), 0, 0, Proof.OPTIMAL)
    answer = solve_cp_sat(program, seconds=effort.seconds, seed=effort.seed, workers=effort.workers, stop=Stop())
    if answer.values is None or answer.cost is None or answer.bound is None:
        raise RuntimeError("no plan was found in the time given")
    kept = frozenset(i for i, column in columns.items() if answer.values[column])
    proof = Proof.OPTIMAL if answer.outcome is Outcome.OPTIMAL else Proof.FEASIBLE
    bound = answer.cost if proof is Proof.OPTIMAL else answer.bound
    return Choice(tuple(claims), kept, answer.cost, bound, proof)


def _one_a_block(program: Program, centre: Centre, claims: Sequence[Claim], columns: dict[int, int], year: int) -> None:
    """Of the wishes for a block one is kept, or none at a price."""
    for (agent_id, _), members in _by_block(claims).items():
        lost = weighed(centre.policy.leave_year.unmet_points, weight_percent(centre, agent_id, year))
        own = [columns[i] for i in members if i in columns]
        program.equal([*own, program.column(0, 1, lost)], [1] * (len(own) + 1), 1)


def _nobody_twice(program: Program, claims: Sequence[Claim], columns: dict[int, int]) -> None:
    """Nobody is on two leaves on one day."""
    covering: dict[tuple[str, date], list[int]] = defaultdict(list)
    for i, column in columns.items():
        for day in claims[i].wish.dates:
            covering[claims[i].wish.agent_id, day].append(column)
    for group in {tuple(columns) for columns in covering.values() if len(columns) > 1}:
        program.at_most(group, [1] * len(group), 1)


def _within_due(program: Program, book: LeaveBook, claims: Sequence[Claim], columns: dict[int, int]) -> None:
    """What an agent is given in a calendar year is within what is due, leave approved already included (HLJ ch. 5)."""
    rule = book.policy.types[LeaveType.ANNUAL]
    if rule.quota_per != "year":
        return  # a single case over the quota is an obstacle of its own
    by_agent: dict[str, list[int]] = defaultdict(list)
    for i in columns:
        by_agent[claims[i].wish.agent_id].append(i)
    for agent_id, members in by_agent.items():
        for year in sorted({day.year for i in members for day in (claims[i].wish.start, claims[i].wish.end)}):
            due = entitlement(book.centre.agents_by_id[agent_id], rule, year)
            if due is not None:
                _due_row(program, book, [(claims[i].wish, columns[i]) for i in members], year, due)


def _due_row(
    program: Program, book: LeaveBook, wishes: Sequence[tuple[LeaveWish, int]], year: int, due: Fraction
) -> None:
    """Half days that count, week by week; where leave counts like a working week, a week counts at most five days."""
    weekly = book.policy.types[LeaveType.ANNUAL].counts == "working_week"
    calendar = book.centre.calendar

    def counts(day: date) -> bool:
        return day.year == year and not (weekly and calendar.kind(day) is DayKind.STATUTORY_HOLIDAY)

    taken = Counter(
        week_of(day)
        for (day, _), kind in book.of(wishes[0][0].agent_id).items()
        if kind is LeaveType.ANNUAL and counts(day)
    )
    asked: dict[date, Counter[int]] = defaultdict(Counter)
    for wish, column in wishes:
        for day in filter(counts, wish.dates):
            asked[week_of(day)][column] += 2
    sums: list[int] = []
    coefs: list[int] = []
    constant = 0
    for week in sorted(taken.keys() | asked.keys()):
        own = asked.get(week, Counter())
        most = taken[week] + sum(own.values())
        if not weekly or most <= _FULL_WEEK:
            sums += own.keys()
            coefs += own.values()
            constant += taken[week]
            continue
        # The week counts its half days, or ten where there are more: `full` says which.
        full, counted = program.column(0, 1), program.column(0, most)
        program.at_most([*own, full, counted], [*own.values(), -most, -1], -taken[week])
        program.at_most([full, counted], [_FULL_WEEK, -1], 0)
        sums.append(counted)
        coefs.append(1)
    program.at_most(sums, coefs, int(2 * due) - constant)


def _at_once(program: Program, book: LeaveBook, claims: Sequence[Claim], columns: dict[int, int]) -> None:
    """At most so many of the centre, team or skill are on annual leave on any day (BANK-16)."""
    limit = book.policy.annual_leave_at_once
    members: dict[frozenset[str], list[int]] = defaultdict(list)
    for i in columns:
        for _, group in scopes(book, book.centre.agents_by_id[claims[i].wish.agent_id]):
            members[group].append(i)
    for group, own in members.items():
        away = _away(book, group)
        covering: dict[date, list[int]] = defaultdict(list)
        for i in own:
            for day in claims[i].wish.dates:
                covering[day].append(columns[i])
        rows = {(tuple(columns), limit - away[day]) for day, columns in covering.items()}
        for columns_of_day, left in sorted(rows):
            program.at_most(columns_of_day, [1] * len(columns_of_day), left)


def _away(book: LeaveBook, group: Iterable[str]) -> Counter[date]:
    """How many of a group are on approved annual leave on each day, in the fuller of its halves."""
    halves: Counter[tuple[date, DayHalf]] = Counter()
    for agent_id in group:
        halves.update(half for half, kind in book.of(agent_id).items() if kind is LeaveType.ANNUAL)
    away: Counter[date] = Counter()
    for (day, _), count in halves.items():
        away[day] = max(away[day], count)
    return away


def _by_block(claims: Sequence[Claim]) -> dict[Block, list[int]]:
    blocks: dict[Block, list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        blocks[claim.block].append(i)
    return blocks


def _grants(centre: Centre, chosen: Choice, year: int) -> Iterable[BlockGrant]:
    for (agent_id, block), members in _by_block(chosen.claims).items():
        percent = weight_percent(centre, agent_id, year)
        claim = next((chosen.claims[i] for i in members if i in chosen.kept), None)
        lost = weighed(centre.policy.leave_year.unmet_points, percent) if claim is None else claim.points
        yield BlockGrant(
            agent_id=agent_id,
            block=block,
            wish=None if claim is None else claim.wish,
            wishes=len(members),
            points=lost,
            weight_percent=percent,
        )


def _summary(book: LeaveBook, chosen: Choice) -> YearSummary:
    kept = [chosen.claims[i] for i in sorted(chosen.kept)]
    ranks = Counter(claim.wish.rank for claim in kept)
    return YearSummary(
        at_once=book.policy.annual_leave_at_once,
        proof=chosen.proof,
        cost=chosen.cost,
        bound=chosen.bound,
        by_rank=dict(sorted(ranks.items())),
        unmet=len(_by_block(chosen.claims)) - len(kept),
        days=sum(claim.wish.days for claim in kept),
    )


def _judged(book: LeaveBook, chosen: Choice, moment: datetime) -> Iterable[JudgedWish]:
    """Every wish, and what became of it with all else as the plan has it."""
    kept = {chosen.claims[i].block: chosen.claims[i] for i in chosen.kept}
    approved = {block: as_request(c.wish, moment, LeaveStatus.APPROVED) for block, c in kept.items()}
    for claim in chosen.claims:
        outcome, reason = WishOutcome.KEPT, text("", "")
        own = kept.get(claim.block)
        if own is not claim:
            others = tuple(request for block, request in approved.items() if block != claim.block)
            outcome, reason = _why_not(LeaveBook(book.centre, (*book.requests, *others)), claim, own, moment)
        yield JudgedWish(
            wish=claim.wish, counted_days=claim.counted, points=claim.points, outcome=outcome, reason=reason
        )


def _why_not(rest: LeaveBook, claim: Claim, own: Claim | None, moment: datetime) -> tuple[WishOutcome, Text]:
    if claim.obstacle is not None:
        return WishOutcome.IMPOSSIBLE, claim.obstacle
    if own is not None and own.wish.rank < claim.wish.rank:
        return WishOutcome.NOT_NEEDED, text(f"wish {own.wish.rank} is kept", f"第 {own.wish.rank} 志愿已满足")
    if found := broken(rest, claim.wish, moment):
        full = any(finding.clause == "BANK-16" for finding in found)
        words = [finding.text for finding in found]
        joined = text("; ".join(w.en for w in words), "；".join(w.zh for w in words))
        return (WishOutcome.FULL if full else WishOutcome.OUTWEIGHED), joined
    return WishOutcome.OUTWEIGHED, text(
        f"it would lose {claim.points} points with the calls of its days", f"计入来电繁忙程度后将失 {claim.points} 分"
    )
