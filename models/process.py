"""What requests have in common: states and their allowed changes, findings of checks, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from pydantic import AwareDatetime, Field

from models.base import Model, Text, text

State = TypeVar("State", bound=StrEnum)


class StateError(ValueError):
    """A change of state that the process does not allow."""

    def __init__(self, now: StrEnum, then: StrEnum):
        super().__init__(f"what is {now.value} cannot become {then.value}")
        self.now, self.then = now, then


def moved(transitions: Mapping[State, frozenset[State]], now: State, then: State) -> State:
    """The state after a change.

    Raises:
        StateError: when `transitions` do not allow it.
    """
    if then not in transitions[now]:
        raise StateError(now, then)
    return then


class Outcome(StrEnum):
    """What a check found: the clause is kept, is for the approver to weigh, or is broken."""

    KEPT = "kept"
    WEIGH = "weigh"
    BROKEN = "broken"

    @property
    def label(self) -> Text:
        return {
            Outcome.KEPT: text("kept", "符合"),
            Outcome.WEIGH: text("to be weighed", "需酌情"),
            Outcome.BROKEN: text("broken", "不符合"),
        }[self]


class Finding(Model):
    """The answer of one check to a request: its name, the clause it stands for, what came out, and a sentence."""

    check: str
    clause: str
    outcome: Outcome
    text: Text


class Decision(Model):
    """Who decided, when and why; `clause` is that of a refusal."""

    by: str = Field(min_length=1, max_length=40)
    at: AwareDatetime
    clause: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=500)


class Verdict(Model):
    """What the checks make of a request."""

    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.BROKEN)

    @property
    def is_allowed(self) -> bool:
        return not self.broken
