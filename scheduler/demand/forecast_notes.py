"""What a forecast says of itself: factors, level, the choice of the model and its error, events and the calendar."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.base import Text, text
from models.calendar import DayKind, EventKind
from models.centre import Centre
from models.forecast_model import ForecastModel
from models.time import Timeline
from scheduler.demand.bands import ForecastError
from scheduler.demand.day_types import DayType
from scheduler.demand.history import History
from scheduler.demand.past import Past, event_factors
from scheduler.demand.pattern import Pattern, learn

_LEARNED_FROM = text("learned from {days} days", "由 {days} 天学得")
_NO_SUCH_DAY = text("assumed, no such day in the history", "假定值，历史中没有这种日子")


def queue_notes(queue: str, pattern: Pattern) -> list[Text]:
    """Factors with the days behind them, level, trend and the time of the month."""
    notes = []
    for kind in DayType:
        if kind is not DayType.ORDINARY:
            days = pattern.learned_days[kind]
            notes.append(
                text(
                    "queue {queue}: factor {factor:.3f} for {kind} ({source})",
                    "队列 {queue}：{kind}系数 {factor:.3f}（{source}）",
                ).format(
                    queue=queue,
                    factor=pattern.factors[kind],
                    kind=kind.label,
                    source=_LEARNED_FROM.format(days=days) if days else _NO_SUCH_DAY,
                )
            )
    weekly = 7 * pattern.trend / pattern.level if pattern.level > 0 else 0.0
    waves = np.abs(pattern.month.waves).sum()
    notes.append(
        text(
            "queue {queue}: level {level:.1f} calls a day, trend {weekly:+.2%} a week, time of the month up to {waves:.0%}",
            "队列 {queue}：水平为每天 {level:.1f} 个来电，趋势每周 {weekly:+.2%}，月内波动至多 {waves:.0%}",
        ).format(queue=queue, level=pattern.level, weekly=weekly, waves=waves)
    )
    return notes


def past_campaigns(centre: Centre, queue: str, history: History, past: Past) -> list[Text]:
    """What past events did to the calls, beside what their factor says."""
    pattern = learn(past)
    slots = history.offered.shape[1]
    notes = []
    for event in sorted(centre.events, key=lambda event: event.day):
        if event.queue not in ("", queue) or event.day not in history.days or event.kind is not EventKind.CAMPAIGN:
            continue
        place = history.days.index(event.day)
        under = event_factors([event.model_copy(update={"volume_factor": 2.0})], queue, event.day, slots) > 1
        under &= ~np.isnan(history.offered[place])
        expected = pattern.expected_day(event.day, past.kinds[place])[under].sum()
        if expected > 0:
            notes.append(
                text(
                    "queue {queue}: campaign on {day} brought × {measured:.2f} of the expected calls (entered: × {factor:g}); "
                    "its intervals teach the forecast nothing",
                    "队列 {queue}：{day} 的营销活动来电为预期的 {measured:.2f} 倍（填写为 {factor:g} 倍）；其时段不参与学习",
                ).format(
                    queue=queue,
                    day=event.day,
                    measured=history.offered[place][under].sum() / expected,
                    factor=event.volume_factor,
                )
            )
    return notes


def calendar_notes(centre: Centre, timeline: Timeline) -> list[Text]:
    """The period's events and holidays, and whether its calendar is provisional."""
    days = timeline.period.days
    notes = []
    for event in centre.events:
        if event.day in days:
            window = "" if event.time_from == event.time_until else f" {event.time_from:%H:%M}-{event.time_until:%H:%M}"
            kind = text("campaign", "营销活动") if event.kind is EventKind.CAMPAIGN else text("outage", "系统故障")
            notes.append(
                text("{day}{window}: {kind} × {factor:g} {queue}", "{day}{window}：{kind} × {factor:g} {queue}").format(
                    day=event.day, window=window, kind=kind, factor=event.volume_factor, queue=event.queue
                )
            )
    if any(centre.calendar.is_provisional(day) for day in days):
        notes.append(
            text(
                "the calendar of this period is provisional: its make-up working days are not decreed yet",
                "该周期的日历为暂定：调休安排尚未公布",
            )
        )
    holidays = sum(centre.calendar.kind(day) is DayKind.STATUTORY_HOLIDAY for day in days)
    if holidays:
        notes.append(text("{n} statutory holidays in the period", "周期内有 {n} 个法定节假日").format(n=holidays))
    return notes


_SHORT = text(
    "queue {queue} has only {days} days of call history: its week is repeated at its mean level, with no trend and no "
    "special days learned, and how wrong that may be is assumed; with {least} days more can be learned",
    "队列 {queue} 只有 {days} 天来话历史：按其平均水平重复一周，不学习趋势与特殊日，误差为假定值；满 {least} 天可学习更多",
)
_MEASURED = text(
    "queue {queue}: error by backtest {day} of a day as a whole, {interval} of an interval by itself, besides chance",
    "队列 {queue}：回测误差（不含随机性）：整日 {day}，单个时段 {interval}",
)
_ASSUMED = text(
    "queue {queue}: the history is too short to measure the forecast's error; {day} of a day and {interval} of an "
    "interval are assumed",
    "队列 {queue}：历史过短，无法测量预测误差；假定整日 {day}、单个时段 {interval}",
)


def short_note(queue: str, days: int, least: int) -> Text:
    """What is done with a history of less than so many days."""
    return _SHORT.format(queue=queue, days=days, least=least)


def error_note(queue: str, error: ForecastError, measured: bool) -> Text:
    """How wrong the queue's forecast may be, and whether that was measured."""
    words = _MEASURED if measured else _ASSUMED
    return words.format(queue=queue, day=f"{error.day:.1%}", interval=f"{error.interval:.1%}")


def choice_note(queue: str, model: ForecastModel, scores: Mapping[ForecastModel, float]) -> Text:
    """Which model was chosen, and how each did."""
    found = text(
        ", ".join(f"{candidate.label.en} {wape:.3f}" for candidate, wape in scores.items()),
        "，".join(f"{candidate.label.zh} {wape:.3f}" for candidate, wape in scores.items()),
    )
    return text(
        "queue {queue}: {model}, chosen by backtest 1 to 28 days ahead (WAPE: {found})",
        "队列 {queue}：{model}，由提前 1 至 28 天的回测选出（WAPE：{found}）",
    ).format(queue=queue, model=model.label, found=found)
