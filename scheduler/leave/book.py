"""The leave of a centre: requests and the centre's own table together, by half days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from models.centre import Centre
from models.leave import DayHalf, LeaveRequest
from models.leave_policy import LeavePolicy
from models.people import Leave, LeaveStatus, LeaveType, Unavailability

Halves = dict[tuple[date, DayHalf], LeaveType]


@dataclass(frozen=True)
class LeaveBook:
    """A centre and all requests for leave known of it. Approved leave of the centre's own table counts like a request's."""

    centre: Centre
    requests: tuple[LeaveRequest, ...] = ()

    @property
    def policy(self) -> LeavePolicy:
        return self.centre.policy.leave

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.centre.profile.time_zone)

    def local_day(self, moment: datetime) -> date:
        """The day that the centre's clock shows at a zone-aware moment."""
        return moment.astimezone(self.zone).date()

    def without(self, request_id: str) -> LeaveBook:
        """The book as it is without one request."""
        return LeaveBook(self.centre, tuple(request for request in self.requests if request.id != request_id))

    @cached_property
    def approved(self) -> dict[str, Halves]:
        """For each agent the half days of approved leave."""
        table: dict[str, Halves] = {}
        for leave in self.centre.approved_leave:
            own = table.setdefault(leave.agent_id, {})
            own.update(((day, half), leave.type) for day in days_of(leave) for half in DayHalf)
        for request in self.requests:
            if request.status is LeaveStatus.APPROVED:
                own = table.setdefault(request.agent_id, {})
                own.update((half, request.type) for half in request.halves)
        return table

    def of(self, agent_id: str) -> Halves:
        """The half days of an agent's approved leave."""
        return self.approved.get(agent_id, {})

    def waiting(self) -> Iterator[LeaveRequest]:
        """Requests on the waitlist, the first filed first."""
        waiting = (request for request in self.requests if request.status is LeaveStatus.WAITLISTED)
        return iter(sorted(waiting, key=lambda request: (request.filed_at, request.id)))


def days_of(leave: Leave) -> Iterator[date]:
    """Every day of leave in the centre's table."""
    return (date.fromordinal(n) for n in range(leave.start.toordinal(), leave.end.toordinal() + 1))


def with_leave(centre: Centre, requests: Iterable[LeaveRequest]) -> Centre:
    """The centre as rosters must see it: approved requests in its tables, half days as hours in which nobody can work."""
    book = LeaveBook(centre, tuple(requests))
    known = {(leave.agent_id, day) for leave in centre.approved_leave for day in days_of(leave)}
    leave, halves = list(centre.leave), list(centre.unavailability)
    for request in book.requests:
        if request.status is not LeaveStatus.APPROVED or request.agent_id not in centre.agents_by_id:
            continue
        if request.half is not None:
            halves.append(_half_away(request, book.policy.half_day_at))
            continue
        leave += [
            Leave(agent_id=request.agent_id, start=day, end=day, type=request.type)
            for day in request.days
            if (request.agent_id, day) not in known
        ]
    return centre.model_copy(update={"leave": tuple(leave), "unavailability": tuple(halves)})


def _half_away(request: LeaveRequest, middle: time) -> Unavailability:
    first = request.half is DayHalf.FIRST
    return Unavailability(
        agent_id=request.agent_id,
        start=request.start,
        end=request.end,
        time_from=time() if first else middle,
        time_until=middle if first else time(),
        half_leave=request.type,
    )
