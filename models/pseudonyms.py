"""Pseudonyms: names and ids replaced by a keyed hash, so that only who holds the key can tell who is meant (PIPL art. 73).

The same person has the same pseudonym in every export made with the same key, and another one with another key.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, TypeVar

from models.activities import Activity, ActivityPlan
from models.base import Model
from models.centre import Centre
from models.roster import Roster

M = TypeVar("M", bound=Model)

_LENGTH = 10
"""Hexadecimal digits: among 10,000 people two share a pseudonym with odds of one in twenty thousand."""


class Pseudonyms:
    """Replaces who is meant in whatever goes out."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, agent_id: str) -> str:
        return "P" + hmac.new(self._key, agent_id.encode(), hashlib.sha256).hexdigest()[:_LENGTH]

    def centre(self, centre: Centre) -> Centre:
        """The centre with nobody's name or id, and without the words of reasons."""
        agents = [self._renamed(agent, "id", name=self.of(agent.id)) for agent in centre.agents]
        hidden: dict[str, Any] = {"agents": tuple(agents)}
        for table in ("leave", "wishes", "past_shifts", "fairness", "locks", "leave_wishes", "past_leave"):
            hidden[table] = tuple(self._renamed(row) for row in getattr(centre, table))
        hidden["unavailability"] = tuple(self._renamed(row, reason="") for row in centre.unavailability)
        hidden["activities"] = tuple(self._activity(activity) for activity in centre.activities)
        nobody = {"planners": (), "supervisors": (), "trainers": (), "default_person": ""}
        people = centre.policy.people.model_copy(update=nobody)
        return centre.model_copy(update=hidden | {"policy": centre.policy.model_copy(update={"people": people})})

    def _activity(self, activity: Activity) -> Activity:
        agents = tuple(self.of(agent_id) for agent_id in activity.agents)
        return activity.model_copy(update={"agents": agents, "trainer": activity.trainer and self.of(activity.trainer)})

    def roster(self, roster: Roster) -> Roster:
        rows = {
            table: tuple(self._renamed(row) for row in getattr(roster, table)) for table in ("assignments", "locked")
        }
        return roster.model_copy(update=rows)

    def activities(self, plan: ActivityPlan) -> ActivityPlan:
        sessions = tuple(
            session.model_copy(update={"agents": tuple(self.of(agent_id) for agent_id in session.agents)})
            for session in plan.sessions
        )
        return plan.model_copy(
            update={"sessions": sessions, "unplaced": tuple(self._renamed(left) for left in plan.unplaced)}
        )

    def _renamed(self, row: M, field: str = "agent_id", **more: str) -> M:
        return row.model_copy(update={field: self.of(getattr(row, field)), **more})
