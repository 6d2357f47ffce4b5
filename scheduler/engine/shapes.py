"""Shapes of the parts that exact search takes: their days, whether they are thinned out, and what was learnt of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.engine.solvers import Answer, Outcome

_LENGTHS = (1, 2, 3, 5, 10, 14, 21, 28, 42)
"""Days of parts; the whole period besides."""

_LONG = 21
"""From so many days on, or over the whole period, parts are also thinned out."""

_SIZE, _THIN_SIZE = 60.0, 600.0
"""People × days of parts to begin with."""

_LEAPS, _GROWS, _SHRINKS = 4.0, 1.2, 0.8
"""What a part's size is multiplied by when it was solved in a twentieth of the time, in half of it, or not at all."""

_FORGETS = 0.95
"""Weight of what is known of gains when more is learnt."""

_ANY = 0.5
"""Share of the parts whose shape is drawn from all alike."""


@dataclass
class Shape:
    """Parts of so many days, thinned out or not: how large they are (people × days), and what they have gained for how much work.

    It is `solved` when the latest was solved to the end with everybody free.
    """

    days: int
    thin: bool = False
    size: float = _SIZE
    gained: float = 0.0
    worked: float = 0.0
    solved: bool = False

    def agents(self, everyone: int) -> int:
        return max(1, min(everyone, round(self.size / self.days)))

    def learn(self, gained: float, answer: Answer, everyone: int, seconds: float) -> None:
        """Take in what a part that might take so many seconds has gained."""
        self.gained = _FORGETS * self.gained + gained
        self.worked = _FORGETS * self.worked + answer.work
        self.solved = answer.outcome is Outcome.OPTIMAL and self.agents(everyone) == everyone
        if answer.outcome is not Outcome.OPTIMAL:
            self.size *= _SHRINKS
        elif answer.work < seconds / 2:
            self.size *= _LEAPS if answer.work < seconds / 20 else _GROWS
        self.size = max(self.days, min(self.size, everyone * self.days))


def shapes_for(day_count: int) -> list[Shape]:
    """The shapes for a period, none of them learnt yet."""
    lengths = sorted({min(days, day_count) for days in (*_LENGTHS, day_count)})
    long = [days for days in lengths if days >= min(_LONG, day_count)]
    return [Shape(days) for days in lengths] + [Shape(days, thin=True, size=_THIN_SIZE) for days in long]


def worthwhile(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes but those shorter than one that is solved for everybody, with all cells: it finds all that they would."""
    solved = max((shape.days for shape in shapes if shape.solved and not shape.thin), default=0)
    return [shape for shape in shapes if shape.days >= solved]


def drawn(shapes: Sequence[Shape], chance: random.Random, seconds: float) -> Shape:
    """A worthwhile shape, in half of the draws any, else the likelier the more it gains for its work.

    A part may take so many seconds.
    """
    shapes = worthwhile(shapes)
    yields = [shape.gained / (shape.worked + seconds) for shape in shapes]
    if not any(yields) or chance.random() < _ANY:
        return chance.choice(shapes)
    return chance.choices(shapes, yields)[0]
