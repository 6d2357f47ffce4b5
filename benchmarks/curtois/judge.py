"""What a roster is worth by the benchmark's own definition, worked out from the text file's figures alone.

The definition is that of schedulingbenchmarks.org. Nothing is known of the time around the period: the day before it and
the day after it are days off where a limit is on the most in a row or on what may follow, and where it is on the fewest
in a row a run that touches either end of the period is taken to be long enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from benchmarks.curtois.problem import Employee, Problem, Roster


def objective(problem: Problem, roster: Roster) -> int:
    """Weights of requests that are not kept, and of heads missing and too many."""
    heads = Counter((day, shift) for (_, day), shift in roster.items())
    unkept = sum(r.weight for r in problem.on_requests if roster.get((r.employee, r.day)) != r.shift)
    unkept += sum(r.weight for r in problem.off_requests if roster.get((r.employee, r.day)) == r.shift)
    for cover in problem.cover:
        more = heads[cover.day, cover.shift] - cover.required
        unkept += more * cover.over if more > 0 else -more * cover.under
    return unkept


def violations(problem: Problem, roster: Roster) -> list[str]:
    """A sentence for every hard rule that the roster breaks."""
    found = [f"{person} is not among the staff" for person, _ in roster if person not in problem.staff]
    found += [f"day {day} is outside the period" for _, day in roster if not 0 <= day < problem.days]
    found += [f"there is no shift {shift}" for shift in roster.values() if shift not in problem.shifts]
    if found:
        return found
    return [sentence for employee in problem.staff.values() for sentence in _of_employee(problem, employee, roster)]


def _of_employee(problem: Problem, employee: Employee, roster: Roster) -> Iterator[str]:
    name = employee.id
    worked = [roster.get((name, day)) for day in range(problem.days)]
    for day, (shift, following) in enumerate(pairwise(worked)):
        if shift is not None and following in problem.shifts[shift].not_followed_by:
            yield f"{name}: {following} follows {shift} on day {day + 1}"
    for day, shift in enumerate(worked):
        if shift is not None and (name, day) in problem.days_off:
            yield f"{name} works on day {day}, a day off"
    for shift, count in Counter(shift for shift in worked if shift is not None).items():
        most = employee.max_shifts.get(shift, problem.days)
        if count > most:
            yield f"{name} works {shift} {count} times, at most {most} are allowed"
    minutes = sum(problem.shifts[shift].minutes for shift in worked if shift is not None)
    if not employee.min_minutes <= minutes <= employee.max_minutes:
        yield f"{name} works {minutes} minutes instead of {employee.min_minutes} to {employee.max_minutes}"
    weekends = sum(any(worked[day] is not None for day in weekend) for weekend in problem.weekends)
    if weekends > employee.max_weekends:
        yield f"{name} works on {weekends} weekends, at most {employee.max_weekends} are allowed"
    yield from _runs(problem, employee, worked)


def _runs(problem: Problem, employee: Employee, worked: list[str | None]) -> Iterator[str]:
    """Runs of shifts and of days off that are too long or too short."""
    first = 0
    for working, run in groupby(worked, lambda shift: shift is not None):
        length = len(list(run))
        inside = first > 0 and first + length < problem.days
        fewest = employee.min_consecutive_shifts if working else employee.min_consecutive_days_off
        what = "shifts" if working else "days off"
        if working and length > employee.max_consecutive_shifts:
            yield f"{employee.id}: {length} shifts in a row from day {first} on"
        if inside and length < fewest:
            yield f"{employee.id}: only {length} {what} in a row from day {first} on"
        first += length
