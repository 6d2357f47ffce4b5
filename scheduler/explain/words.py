"""What an agent does on a day, in words."""

from __future__ import annotations

from models.base import Text, text
from models.explanation import Duty
from scheduler.instance import Instance
from scheduler.view import OFF


def duty(instance: Instance, a: int, d: int, t: int, meal_offset: int | None) -> Duty:
    """A shift with its times and meal break, or why there is none."""
    if t == OFF:
        return Duty(shift=None, words=_absence(instance, a, d))
    shift, timeline = instance.shifts[t], instance.timeline
    start, end = instance.span(d, t)
    clock = f"{timeline.moment(start):%H:%M}–{timeline.moment(end):%H:%M}"
    words = text(f"{shift.code} {clock}", f"{shift.code} {clock}")
    if shift.meal_minutes and meal_offset is not None:
        meal = f"{timeline.moment(start + meal_offset):%H:%M}"
        words = text(f"{words.en}, meal {meal}", f"{words.zh}，用餐 {meal}")
    return Duty(shift=shift.code, words=words)


def _absence(instance: Instance, a: int, d: int) -> Text:
    if d in instance.leave[a]:
        return instance.leave[a][d].label
    if d not in instance.employed_days[a]:
        return text("not yet hired", "尚未入职")
    return text("off", "休息")
