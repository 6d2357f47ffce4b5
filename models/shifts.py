"""Shift templates: the shifts a centre knows."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import NewType

from pydantic import Field, model_validator

from models.base import Model, Text, text
from models.time import clock_after, clock_minutes


class ShiftClass(StrEnum):
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"

    @property
    def label(self) -> Text:
        return {
            ShiftClass.DAY: text("day", "白班"),
            ShiftClass.EVENING: text("evening", "晚班"),
            ShiftClass.NIGHT: text("night", "夜班"),
        }[self]


ShiftCode = NewType("ShiftCode", str)
"""The code of a shift template where a setting names it."""


class ShiftTemplate(Model):
    """A shift that can be worked on any day: `length_minutes` of elapsed time from `start`, perhaps past midnight.

    The meal break of `meal_minutes` lies somewhere in the daily window [`meal_from`, `meal_until`).
    """

    code: str = Field(min_length=1, max_length=12)
    name: str = Field(default="", max_length=60)
    shift_class: ShiftClass
    start: time
    length_minutes: int = Field(ge=60, le=16 * 60)
    paid_minutes: int = Field(gt=0)
    meal_minutes: int = Field(default=0, ge=0, le=180)
    meal_from: time | None = None
    meal_until: time | None = None

    @model_validator(mode="after")
    def _consistent(self) -> ShiftTemplate:
        if self.paid_minutes > self.length_minutes:
            raise ValueError(
                f"paid time ({self.paid_minutes / 60:g} h) is longer than the shift ({self.length_minutes / 60:g} h)"
            )
        if self.meal_minutes:
            if self.meal_from is None or self.meal_until is None:
                raise ValueError(
                    "a shift with a meal break needs the window the break may lie in: meal_from, meal_until"
                )
            first, last = self.meal_window
            if first < 0 or last > self.length_minutes or last - first < self.meal_minutes:
                raise ValueError(
                    f"the meal window {self.meal_from:%H:%M}-{self.meal_until:%H:%M} must lie inside the shift "
                    f"({self.start:%H:%M}-{self.end:%H:%M}) and hold the break of {self.meal_minutes} minutes"
                )
        return self

    @property
    def end(self) -> time:
        """Wall-clock end (on a day without clock change)."""
        return clock_after(self.start, self.length_minutes)

    @property
    def meal_window(self) -> tuple[int, int]:
        """The window as minutes after the shift's start; (0, 0) for a shift without a meal break."""
        if self.meal_from is None or self.meal_until is None:
            return 0, 0
        first = (clock_minutes(self.meal_from) - clock_minutes(self.start)) % (24 * 60)
        last = (clock_minutes(self.meal_until) - clock_minutes(self.start)) % (24 * 60)
        return first, last

    def meal_offsets(self, step: int) -> tuple[int, ...]:
        """Where the break may begin, in minutes after the shift's start, at most `step` minutes apart.

        A shift without a break has none.
        """
        if not self.meal_minutes:
            return ()
        first, last = self.meal_window
        # Breaks begin on the clock's grid, so that one break does not take two intervals where one would do.
        grid = -(clock_minutes(self.start) + first) % step + first
        offsets = tuple(range(grid, last - self.meal_minutes + 1, step))
        return offsets or (first,)

    @property
    def stretch_minutes(self) -> int:
        """Working time without the meal break."""
        return self.length_minutes - self.meal_minutes
