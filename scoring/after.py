"""What follows when everybody's total is known: ranks, who is last, and flags over several cycles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.scheme import Flag, Scheme
from models.score import Raised, Result
from models.time import month_after
from scoring.book import PersonScope
from scoring.expression import parse


def place(scheme: Scheme, results: Sequence[Result]) -> list[Result]:
    """Rank the results, equal totals alike; only those from the scheme's bound on. The lowest of several is last of all."""
    totals = [result.total for result in results if result.appraised]
    ranked = [total for total in totals if scheme.rank_from is None or total >= scheme.rank_from]
    lowest = min(totals) if totals and min(totals) < max(totals) else None
    return [
        result.model_copy(
            update={
                "rank": 1 + sum(other > result.total for other in ranked) if result.total in ranked else None,
                "last_of_all": result.total == lowest,
            }
        )
        if result.appraised
        else result
        for result in results
    ]


def raise_flags(scheme: Scheme, result: Result, scope: PersonScope, history: Sequence[Result]) -> Result:
    """The result with its flags: those its lines carry, and those whose condition has held often enough.

    A provisional result meets no condition: nothing follows from what is not known yet.
    """
    carried = {item.code: item.flag for item in scheme.items if item.flag}
    met = {carried[line.item] for line in result.lines if line.item in carried}
    if not result.provisional:
        own = (flag for flag in scheme.flags if not flag.yearly)
        met |= {flag.code for flag in own if flag.when is not None and parse(flag.when).holds(scope)}
    before = {old.month: old for old in history if old.agent_id == result.agent_id and old.scheme == result.scheme}
    result = result.model_copy(update={"met": frozenset(met)})
    raised = [flag for flag in scheme.flags if _is_due(flag, result, before, scheme.cycle.months)]
    return result.model_copy(
        update={"flags": tuple(Raised(code=flag.code, title=flag.title, clause=flag.clause) for flag in raised)}
    )


def _is_due(flag: Flag, result: Result, history: Mapping[str, Result], step: int) -> bool:
    if flag.code not in result.met:
        return False
    if flag.times > 1:
        count = 1 + sum(flag.code in old.met for month, old in history.items() if month < result.month)
        return count == flag.times if flag.once else count >= flag.times
    run, month = 1, month_after(result.month, -step)
    while month in history and flag.code in history[month].met:
        run, month = run + 1, month_after(month, -step)
    return run == flag.running if flag.once else run >= flag.running
