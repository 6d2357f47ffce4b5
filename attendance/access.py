"""Who may see whose attendance, by role (rulebook section 9)."""

from __future__ import annotations

from models.people import Agent, Role


def may_see(viewer: Agent, other: Agent) -> bool:
    """Everybody sees their own, a supervisor also that of the own team, a trainer everybody's: trainers score."""
    if viewer.id == other.id or viewer.role is Role.TRAINER:
        return True
    return viewer.role is Role.SUPERVISOR and bool(viewer.team) and viewer.team == other.team
