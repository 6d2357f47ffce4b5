"""From the call history (or a forecast handed in ready-made) to the expected calls of every interval of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.base import Text, text
from models.centre import Centre
from models.demand import CallCount, Forecast, QueueForecast
from models.forecast_model import ForecastModel
from models.time import Period, Timeline
from scheduler.demand.backtest import LEAST_DAYS, JudgedDay, judge, measured_error, score
from scheduler.demand.bands import ASSUMED, ForecastError
from scheduler.demand.day_types import day_type
from scheduler.demand.errors import DemandError
from scheduler.demand.findings import report
from scheduler.demand.forecast_models import AUTOMATIC, Fitted, fit
from scheduler.demand.forecast_notes import (
    calendar_notes,
    choice_note,
    error_note,
    past_campaigns,
    queue_notes,
    short_note,
)
from scheduler.demand.given_forecast import given_forecast, no_calls, queue_forecast
from scheduler.demand.given_forecast import refuse_gaps as refuse_gaps
from scheduler.demand.handling_time import learn_handling_time
from scheduler.demand.history import History, gather
from scheduler.demand.past import Past, event_factors, past_of
from scheduler.demand.pattern import Pattern, learn

Floats = NDArray[np.float64]

WEEK_DAYS = 7  # of history, to repeat the week; with LEAST_DAYS more is learned
CHOICE_ORIGINS = 8  # the last so many weekly origins choose the model and measure its error
CLEARLY_BETTER = 0.99  # another model takes the place of the default when its WAPE is below this share of it


def forecast(centre: Centre, period: Period) -> Forecast:
    """Expected calls and handling times for every queue and interval of the period.

    A forecast in the centre's own tables is taken as it is; otherwise one is learned from the calls before the period.

    Raises:
        DemandError: there is neither forecast nor history, the history is shorter than a week or tells no handling
            time, the chosen model is not installed, or the given forecast leaves intervals of the period out.
    """
    timeline = centre.timeline(period)
    return given_forecast(centre, timeline) if centre.forecast else _learned(centre, timeline)


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
    for queue in [skill.code for skill in centre.skills]:
        history = queue_history(centre, queue, period)
        if history is not None:
            past = past_of(history, centre.calendar, centre.events, centre.policy.staffing.learning_weeks, queue)
            found += report(queue, past.history.findings)
            found += past_campaigns(centre, queue, history, past)
    return found


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
    for queue in [skill.code for skill in centre.skills]:
        history = gather(by_queue[queue], profile.time_zone, profile.interval_minutes, timeline.period.start)
        if history is None or not np.nansum(history.offered):
            queues.append(no_calls(queue, timeline.interval_count))
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
        notes += [*report(queue, past.history.findings), *queue_notes(queue, pattern), *choice.notes]
    if all(not any(queue.offered) for queue in queues):
        raise DemandError(_ALL_ZERO if centre.calls else _NOTHING)
    method = text(
        "learned from {weeks} weeks of history, by day types; models: {models}",
        "学习 {weeks} 周历史，区分日类型；模型：{models}",
    ).format(weeks=weeks, models=_models_used(queues))
    return Forecast(
        timeline=timeline, queues=tuple(queues), method=method, notes=(*notes, *calendar_notes(centre, timeline))
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
        return _Choice(ForecastModel.PROFILE, ASSUMED, (short_note(queue, history.observed_days, LEAST_DAYS),))
    judged = judge_queue(centre, queue, history, AUTOMATIC if wanted is ForecastModel.AUTO else (wanted,))
    usable = any(day.actual.sum() for day in judged)
    model, notes = wanted, []
    if wanted is ForecastModel.AUTO:
        model = ForecastModel.PROFILE
        if usable:
            scores = {candidate: score(judged, candidate).forecast for candidate in AUTOMATIC}
            best = min(AUTOMATIC, key=lambda candidate: scores[candidate])
            model = best if scores[best] < CLEARLY_BETTER * scores[ForecastModel.PROFILE] else ForecastModel.PROFILE
            notes.append(choice_note(queue, model, scores))
    error = measured_error(judged, model) if usable else None
    notes.append(error_note(queue, error or ASSUMED, error is not None))
    return _Choice(model, error or ASSUMED, tuple(notes))


def judge_queue(
    centre: Centre,
    queue: str,
    history: History,
    models: Sequence[ForecastModel],
    most_origins: int | None = CHOICE_ORIGINS,
) -> list[JudgedDay]:
    """A queue's days as the models would have forecast them from the last origins."""
    weeks = centre.policy.staffing.learning_weeks
    return judge(history, centre.calendar, centre.events, models, weeks=weeks, queue=queue, most_origins=most_origins)


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
    made = queue_forecast(queue, offered, aht)
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
