"""From the call history (or a forecast handed in ready-made) to the expected calls of every interval of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.base import Text, text
from models.calendar import DayKind, EventKind
from models.centre import Centre
from models.demand import CallCount, Forecast, ForecastPoint, QueueForecast
from models.forecast_model import ForecastModel
from models.time import Period, Timeline
from scheduler.demand.backtest import LEAST_DAYS, JudgedDay, judge, measured_error, score
from scheduler.demand.bands import ASSUMED, ForecastError
from scheduler.demand.day_types import DayType, day_type
from scheduler.demand.errors import DemandError
from scheduler.demand.findings import report
from scheduler.demand.forecast_models import AUTOMATIC, Fitted, fit
from scheduler.demand.handling_time import learn_handling_time
from scheduler.demand.history import History, gather
from scheduler.demand.past import Past, event_factors, past_of
from scheduler.demand.pattern import Pattern, learn

Floats = NDArray[np.float64]

WEEK_DAYS = 7  # of history, to repeat the week; with LEAST_DAYS more is learned
CHOICE_ORIGINS = 8  # the last so many weekly origins choose the model and measure its error
CLEARLY_BETTER = 0.99  # another model takes the place of the default when its WAPE is below this share of it
_FALLBACK_AHT = 300.0  # seconds, for a queue without calls; it has no weight


def forecast(centre: Centre, period: Period) -> Forecast:
    """Expected calls and handling times for every queue and interval of the period.

    A forecast in the centre's own tables is taken as it is; otherwise one is learned from the calls before the period.

    Raises:
        DemandError: there is neither forecast nor history, the history is shorter than a week or tells no handling
            time, the chosen model is not installed, or the given forecast leaves intervals of the period out.
    """
    timeline = centre.timeline(period)
    return _given(centre, timeline) if centre.forecast else _learned(centre, timeline)


def queue_history(centre: Centre, queue: str, period: Period) -> History | None:
    """The queue's history before the period, as it was handed in; None when there is none.

    Raises:
        DemandError: its step does not go with the centre's interval.
    """
    calls = [call for call in centre.calls if call.queue == queue]
    return gather(calls, centre.profile.time_zone, centre.profile.interval_minutes, period.start)


def history_report(centre: Centre, period: Period) -> list[Text]:
    """What is remarkable about the histories of all queues, and what the forecast makes of it.

    Raises:
        DemandError: a history's step does not go with the centre's interval.
    """
    found = []
    for queue in _queues(centre):
        history = queue_history(centre, queue, period)
        if history is not None:
            past = past_of(history, centre.calendar, centre.events, centre.policy.staffing.learning_weeks, queue)
            found += report(queue, past.history.findings)
            found += _past_campaigns(centre, queue, history, past)
    return found


def _given(centre: Centre, timeline: Timeline) -> Forecast:
    by_queue: dict[str, list[ForecastPoint]] = defaultdict(list)
    for point in centre.forecast:
        by_queue[point.queue].append(point)
    queues = [_given_queue(skill.code, by_queue.get(skill.code, []), timeline) for skill in centre.skills]
    absent = text("queue {queue} is not in the forecast: no calls expected", "队列 {queue} 不在预测表中：预计无来电")
    notes = tuple(absent.format(queue=queue) for queue in _queues(centre) if queue not in by_queue)
    return Forecast(
        timeline=timeline, queues=tuple(queues), method=text("given by the centre", "由中心给定"), notes=notes
    )


def _given_queue(queue: str, points: list[ForecastPoint], timeline: Timeline) -> QueueForecast:
    """Points finer than the interval are added up; handling times are weighted with the calls."""
    count = timeline.interval_count
    if not points:
        return _no_calls(queue, count)
    offered, talk, plain, seen = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    for point in points:
        k = timeline.interval_of(point.start)
        if 0 <= k < count:
            offered[k] += point.offered
            talk[k] += point.offered * point.aht_seconds
            plain[k] += point.aht_seconds
            seen[k] += 1
    refuse_gaps(seen, queue, timeline)
    aht = np.where(offered > 0, talk / np.maximum(offered, 1e-12), plain / seen)
    return _queue_forecast(queue, offered, aht)


def refuse_gaps(seen: Floats, queue: str, timeline: Timeline) -> None:
    """Raise a DemandError when a table handed in by the centre leaves intervals of the period out."""
    gaps = np.flatnonzero(seen == 0)
    if len(gaps):
        raise DemandError(
            text(
                "the table of queue {queue} leaves out {count} of the {all} intervals from {start} to {end}, the first "
                "at {first}; add them, or remove the table and let the program work from the call history",
                "队列 {queue} 的表在 {start} 至 {end} 的 {all} 个时段中缺 {count} 个，第一个缺的是 {first}；"
                "请补全，或删去该表、改由来话历史预测",
            ).format(
                queue=queue,
                count=len(gaps),
                all=timeline.interval_count,
                start=timeline.period.start,
                end=timeline.period.end,
                first=f"{timeline.interval_start(int(gaps[0])):%Y-%m-%d %H:%M}",
            )
        )


@dataclass(frozen=True)
class _Choice:
    """The model of a queue, the errors measured or assumed for it, and what to say about both."""

    model: ForecastModel
    error: ForecastError
    notes: tuple[Text, ...]


def _learned(centre: Centre, timeline: Timeline) -> Forecast:
    by_queue: dict[str, list[CallCount]] = defaultdict(list)
    for call in centre.calls:
        by_queue[call.queue].append(call)
    weeks = centre.policy.staffing.learning_weeks
    profile = centre.profile
    queues, notes = [], []
    for queue in _queues(centre):
        history = gather(by_queue[queue], profile.time_zone, profile.interval_minutes, timeline.period.start)
        if history is None or not np.nansum(history.offered):
            queues.append(_no_calls(queue, timeline.interval_count))
            notes.append(_NO_CALLS[history is not None].format(queue=queue))
            continue
        _refuse_too_little(history, queue)
        past = past_of(history, centre.calendar, centre.events, weeks, queue)
        choice = _choose(centre, queue, history)
        pattern = learn(past) if history.observed_days >= LEAST_DAYS else _week_again(past)
        fitted: Fitted = pattern
        if choice.model is not ForecastModel.PROFILE:
            fitted = fit((choice.model,), past)[choice.model]
        queues.append(_project(queue, fitted, past, centre, timeline, choice))
        notes += [*_queue_notes(queue, pattern), *(note.format(queue=queue) for note in choice.notes)]
    if all(not any(queue.offered) for queue in queues):
        raise DemandError(_ALL_ZERO if centre.calls else _NOTHING)
    method = text(
        "learned from {weeks} weeks of history, by day types; models: {models}",
        "学习 {weeks} 周历史，区分日类型；模型：{models}",
    ).format(weeks=weeks, models=_models_used(queues))
    return Forecast(
        timeline=timeline, queues=tuple(queues), method=method, notes=(*notes, *_calendar_notes(centre, timeline))
    )


_NOTHING = text(
    "there is neither a forecast nor a call history before the period; fill in one of the two tables",
    "周期之前既无来话历史，也没有预测表；请填写其中之一",
)
_ALL_ZERO = text(
    "the call history before the period holds no call at all: there is nothing to learn from; add calls or hand in a "
    "forecast",
    "周期之前的来话历史中没有任何来电，无从学习；请补充来话历史，或直接填写预测表",
)
_NO_CALLS = {
    False: text("queue {queue} has no call history: no calls expected", "队列 {queue} 没有来话历史：预计无来电"),
    True: text(
        "the call history of queue {queue} holds no call at all: no calls expected",
        "队列 {queue} 的来话历史中没有任何来电：预计无来电",
    ),
}


def _models_used(queues: Sequence[QueueForecast]) -> Text:
    used = [model.label for model in ForecastModel if model in {queue.model for queue in queues}]
    return text(", ".join(label.en for label in used), "、".join(label.zh for label in used))


def _week_again(past: Past) -> Pattern:
    """The pattern of a history of less than two weeks: its week, without trend, month or special days of its own."""
    pattern = learn(past)
    return replace(pattern, trend=0.0)


def _choose(centre: Centre, queue: str, history: History) -> _Choice:
    """The model that the centre names, or the one that did best in the backtest; with its measured errors."""
    wanted = centre.policy.staffing.forecast_model
    if history.observed_days < LEAST_DAYS:
        return _Choice(ForecastModel.PROFILE, ASSUMED, (_SHORT.format(days=history.observed_days, least=LEAST_DAYS),))
    judged = judge_queue(centre, queue, history, AUTOMATIC if wanted is ForecastModel.AUTO else (wanted,))
    usable = any(day.actual.sum() for day in judged)
    model, notes = wanted, []
    if wanted is ForecastModel.AUTO:
        model = ForecastModel.PROFILE
        if usable:
            scores = {candidate: score(judged, candidate).forecast for candidate in AUTOMATIC}
            best = min(AUTOMATIC, key=lambda candidate: scores[candidate])
            model = best if scores[best] < CLEARLY_BETTER * scores[ForecastModel.PROFILE] else ForecastModel.PROFILE
            notes.append(_chosen(model, scores))
    error = measured_error(judged, model) if usable else None
    if error is None:
        notes.append(_ASSUMED.format(day=f"{ASSUMED.day:.0%}", interval=f"{ASSUMED.interval:.0%}"))
    else:
        notes.append(_MEASURED.format(day=f"{error.day:.1%}", interval=f"{error.interval:.1%}"))
    return _Choice(model, error or ASSUMED, tuple(notes))


def judge_queue(
    centre: Centre, queue: str, history: History, models: Sequence[ForecastModel], most_origins: int | None = CHOICE_ORIGINS
) -> list[JudgedDay]:
    """A queue's days as the models would have forecast them from the last origins."""
    weeks = centre.policy.staffing.learning_weeks
    return judge(
        history, centre.calendar, centre.events, models, weeks=weeks, queue=queue, most_origins=most_origins
    )


_SHORT = text(
    "queue {{queue}} has only {days} days of call history: its week is repeated at its mean level, with no trend and no "
    "special days learned, and how wrong that may be is assumed; with {least} days more can be learned",
    "队列 {{queue}} 只有 {days} 天来话历史：按其平均水平重复一周，不学习趋势与特殊日，误差为假定值；满 {least} 天可学习更多",
)
_MEASURED = text(
    "queue {{queue}}: error by backtest {day} of a day as a whole, {interval} of an interval by itself, besides chance",
    "队列 {{queue}}：回测误差（不含随机性）：整日 {day}，单个时段 {interval}",
)
_ASSUMED = text(
    "queue {{queue}}: the history is too short to measure the forecast's error; {day} of a day and {interval} of an "
    "interval are assumed",
    "队列 {{queue}}：历史过短，无法测量预测误差；假定整日 {day}、单个时段 {interval}",
)


def _chosen(model: ForecastModel, scores: dict[ForecastModel, float]) -> Text:
    found = text(
        ", ".join(f"{candidate.label.en} {wape:.3f}" for candidate, wape in scores.items()),
        "，".join(f"{candidate.label.zh} {wape:.3f}" for candidate, wape in scores.items()),
    )
    return text(
        "queue {{queue}}: {model}, chosen by backtest 1 to 28 days ahead (WAPE: {found})",
        "队列 {{queue}}：{model}，由提前 1 至 28 天的回测选出（WAPE：{found}）",
    ).format(model=model.label, found=found)


def _project(
    queue: str, fitted: Fitted, past: Past, centre: Centre, timeline: Timeline, choice: _Choice
) -> QueueForecast:
    slot_minutes = timeline.interval_minutes
    handling = learn_handling_time(past)
    offered, aht = np.zeros(timeline.interval_count), np.zeros(timeline.interval_count)
    for day in timeline.period.days:
        kind = day_type(centre.calendar, day)
        calls = fitted.expected_day(day, kind)
        calls = calls * event_factors(centre.events, queue, day, len(calls))
        times = handling.day(day, kind)
        for k in timeline.day_intervals(day):
            clock = timeline.interval_starts[k]
            slot = (clock.hour * 60 + clock.minute) // slot_minutes
            offered[k], aht[k] = calls[slot], times[slot]
    made = _queue_forecast(queue, offered, aht)
    error = choice.error
    return made.model_copy(
        update={"day_error": error.day, "interval_error": error.interval, "model": choice.model.value}
    )


def _refuse_too_little(history: History, queue: str) -> None:
    if history.observed_days < WEEK_DAYS:
        raise DemandError(
            text(
                "queue {queue} has {days} days of call history before the period: with {week} its week can be repeated, "
                "with {least} trend and day types be learned; add older calls, or hand in a forecast or a requirement",
                "队列 {queue} 在周期之前只有 {days} 天来话历史：满 {week} 天可重复一周，满 {least} 天可学习趋势与日类型；"
                "请补充更早的来话，或直接填写预测表或需求表",
            ).format(queue=queue, days=history.observed_days, week=WEEK_DAYS, least=LEAST_DAYS)
        )
    if history.handled.sum() <= 0:
        raise DemandError(
            text(
                "the call history of queue {queue} tells no handling time; fill in aht_seconds for answered calls",
                "队列 {queue} 的来话历史没有平均处理时长；请为已接来话填写 aht_seconds",
            ).format(queue=queue)
        )


_LEARNED_FROM = text("learned from {days} days", "由 {days} 天学得")
_NO_SUCH_DAY = text("assumed, no such day in the history", "假定值，历史中没有这种日子")


def _queue_notes(queue: str, pattern: Pattern) -> list[Text]:
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


def _past_campaigns(centre: Centre, queue: str, history: History, past: Past) -> list[Text]:
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


def _calendar_notes(centre: Centre, timeline: Timeline) -> list[Text]:
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


def _queues(centre: Centre) -> list[str]:
    return [skill.code for skill in centre.skills]


def _no_calls(queue: str, count: int) -> QueueForecast:
    return QueueForecast(queue=queue, offered=(0.0,) * count, aht_seconds=(_FALLBACK_AHT,) * count)


def _queue_forecast(queue: str, offered: Floats, aht: Floats) -> QueueForecast:
    return QueueForecast(queue=queue, offered=tuple(offered.tolist()), aht_seconds=tuple(aht.tolist()))
