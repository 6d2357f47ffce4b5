"""What kind of centre to make up."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field, model_validator

from models.base import Model
from models.time import Period, add_months


class CentreSpec(Model):
    """Size, history and difficulty of a made-up centre. The same spec gives the same centre.

    `start` is the first day to be planned; the history ends the day before. `staffing_ratio` is the demand against what
    the phone agents can give: required agent-hours over the first month, divided by their contract hours less leave;
    None takes 0.94 and less in centres so small that meals and nights cannot be shared out. `leave_share` is the share
    of the agents' days in that month that is leave; `wishes_per_agent` is a mean. `skills` is how many skills (and
    queues) there are; None takes one to three, as many as a centre of that size can keep staffed around the clock.
    """

    agents: int = Field(default=60, ge=10, le=10_000)
    sites: int = Field(default=1, ge=1, le=100)
    teams: int | None = Field(default=None, ge=1, le=2_000)
    weeks: int = Field(default=26, ge=4, le=104)
    start: date = date(2026, 10, 1)
    seed: int = Field(default=1, ge=0)
    staffing_ratio: float | None = Field(default=None, gt=0.2, le=2)
    wishes_per_agent: float = Field(default=2.0, ge=0, le=10)
    leave_share: float = Field(default=0.03, ge=0, le=0.3)
    skills: int | None = Field(default=None, ge=1, le=6)

    @model_validator(mode="after")
    def _teams_fill_sites(self) -> CentreSpec:
        if self.team_count < self.sites:
            raise ValueError(f"{self.team_count} teams cannot fill {self.sites} sites: each site needs a team")
        return self

    @property
    def team_count(self) -> int:
        return self.teams or max(self.sites, round(self.agents / 15), 1)

    @property
    def period(self) -> Period:
        """The month that the centre is balanced for."""
        return Period(start=self.start, end=add_months(self.start, 1) - timedelta(days=1))

    @property
    def target_ratio(self) -> float:
        if self.staffing_ratio is not None:
            return self.staffing_ratio
        return min(0.94, 0.70 + 0.006 * (self.agents - 10))

    @property
    def skill_count(self) -> int:
        """A small centre cannot keep several skills staffed around the clock."""
        if self.skills is not None:
            return self.skills
        return 1 if self.agents < 20 else 2 if self.agents < 40 else 3

    @property
    def supervisors(self) -> int:
        return 1 if self.agents < 24 else 4 if self.agents < 40 else max(5, round(self.agents / 25))

    @property
    def supervisor_by_day(self) -> bool:
        """Whether there are enough supervisors to have one on duty every day."""
        return self.supervisors >= 4

    @property
    def trainers(self) -> int:
        return 0 if self.agents < 24 else max(1, round(self.agents / 40))
