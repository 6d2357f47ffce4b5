"""Who may see and close scores, by role (rulebook section 9)."""

from __future__ import annotations

from models.people import Role
from models.score import Scored


def may_see(viewer: Scored, other: Scored) -> bool:
    """Everybody sees their own score, a supervisor also the own team's, a trainer everybody's: trainers score."""
    if viewer.id == other.id or viewer.role is Role.TRAINER:
        return True
    return viewer.role is Role.SUPERVISOR and bool(viewer.team) and viewer.team in (other.team, other.id)


def may_close(who: Scored) -> bool:
    """A supervisor approves a month's scores and closes it."""
    return who.role is Role.SUPERVISOR
