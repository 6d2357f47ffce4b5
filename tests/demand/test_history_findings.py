"""What is odd in a call history is found, treated as stated, and told in both languages."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.calendar import Event, EventKind
from models.demand import CallCount
from models.time import Period
from scheduler.demand.errors import DemandError
from scheduler.demand.findings import Remark
from scheduler.demand.forecast import forecast, history_report
from scheduler.demand.history import gather
from scheduler.demand.past import past_of
from tests.demand.conftest import centre_with, clean_calls, ordinary_rate

START = date(2026, 6, 29)
LATER = date(2026, 8, 10)
NEXT_WEEK = Period(start=LATER, end=date(2026, 8, 16))


def busy_rate(moment: datetime) -> float:
    return 10 * ordinary_rate(moment)


def remarks(calls, interval=30, zone="Asia/Shanghai", before=LATER):
    return {finding.remark: finding for finding in gather(calls, zone, interval, before).findings}


def edited(calls, when, **changes):
    return tuple(call.model_copy(update=changes) if when(call.start) else call for call in calls)


def test_a_clean_history_has_no_findings(plain_calls):
    assert remarks(plain_calls) == {}
    assert history_report(centre_with(plain_calls), NEXT_WEEK) == []


@pytest.mark.parametrize(
    ("step", "interval"), [(5, 15), (6, 30), (15, 15), (30, 15), (30, 60), (60, 30), (60, 15), (6, 60)]
)
def test_every_step_that_goes_with_the_interval_gives_the_same_calls(step, interval):
    calls = clean_calls(START, 14, lambda moment: ordinary_rate(moment) * step / 30, step=step)
    history = gather(calls, "Asia/Shanghai", interval, LATER)
    assert history.offered.shape == (14, 24 * 60 // interval)
    # 10 calls a half-hour from 8 to 20, 1 in each of the other 24 half-hours.
    assert history.offered[0].sum() == pytest.approx(24 * 10 + 24)
    assert (Remark.COARSE in {finding.remark for finding in history.findings}) == (step > interval)


def test_six_minutes_do_not_divide_a_quarter_of_an_hour():
    with pytest.raises(DemandError, match="steps of 6 minutes, which do not divide the 15") as refusal:
        gather(clean_calls(START, 2, ordinary_rate, step=6), "Asia/Shanghai", 15, LATER)
    assert "6 分钟" in refusal.value.text.zh


def test_a_row_that_stands_there_again_is_used_once(plain_calls):
    found = remarks(plain_calls + plain_calls[:3])
    assert found[Remark.REPEATED].count == 3
    history = gather(plain_calls + plain_calls[:3], "Asia/Shanghai", 30, LATER)
    assert np.array_equal(history.offered, gather(plain_calls, "Asia/Shanghai", 30, LATER).offered)


def test_an_interval_with_two_different_rows_is_missing(plain_calls):
    other = plain_calls[20].model_copy(update={"offered": 99.0})
    found = remarks((*plain_calls, other))
    assert found[Remark.CONTRADICTORY].count == 1
    assert np.isnan(gather((*plain_calls, other), "Asia/Shanghai", 30, LATER).offered[0, 20])


def test_gaps_are_counted_between_first_and_last(plain_calls):
    found = remarks(plain_calls[5:100] + plain_calls[110:])
    assert (found[Remark.GAP].count, found[Remark.GAP].first) == (10, datetime(2026, 7, 1, 2, 0))


def test_clock_changes_are_told():
    calls = clean_calls(date(2026, 10, 19), 14, ordinary_rate, zone="Europe/Berlin")
    found = remarks(calls, zone="Europe/Berlin", before=date(2026, 12, 1))
    assert (found[Remark.CLOCK_CHANGE].count, found[Remark.CLOCK_CHANGE].first) == (1, date(2026, 10, 25))


def test_fractions_are_used_and_told(plain_calls):
    calls = edited(plain_calls, lambda start: start == plain_calls[30].start, offered=2.5)
    assert remarks(calls)[Remark.FRACTIONAL].count == 1
    assert gather(calls, "Asia/Shanghai", 30, LATER).offered[0, 30] == 2.5


def test_negative_calls_are_no_calls():
    with pytest.raises(ValueError, match="greater than or equal to 0"):
        CallCount(start=datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai")), queue="q", offered=-1)


def test_a_handling_time_of_zero_is_an_unknown_one(plain_calls):
    calls = edited(plain_calls, lambda start: start.hour == 9, aht_seconds=0.0)
    assert remarks(calls)[Remark.NO_HANDLING_TIME].count == 42 * 2
    made = forecast(centre_with(calls), NEXT_WEEK)
    assert made.queues[0].aht_seconds[18] == pytest.approx(200)


def test_no_handling_time_is_expected_where_nobody_was_answered(plain_calls):
    calls = edited(plain_calls, lambda start: start.hour == 3, answered=0.0, aht_seconds=0.0)
    assert Remark.NO_HANDLING_TIME not in remarks(calls)


def test_more_answered_than_offered_is_told(plain_calls):
    calls = edited(plain_calls, lambda start: start.hour == 9, answered=9.0, abandoned=30.0)
    assert remarks(calls)[Remark.INCONSISTENT].count == 42 * 2


def test_an_outage_is_missing_and_not_zero():
    calls = clean_calls(START, 42, busy_rate)
    # Wednesday 5 August from 9 to 11: four half-hours at 0, where 100 calls each are usual.
    broken = edited(calls, lambda start: start.date() == date(2026, 8, 5) and start.hour in (9, 10), offered=0.0)
    (sentence,) = history_report(centre_with(broken), NEXT_WEEK)
    assert "4 intervals with (almost) no calls where 400 were usual" in sentence.en
    assert "2026-08-05 09:00" in sentence.zh
    assert forecast(centre_with(broken), NEXT_WEEK).queues[0].offered == pytest.approx(
        forecast(centre_with(calls), NEXT_WEEK).queues[0].offered
    )


def test_nights_without_calls_are_no_outage():
    calls = clean_calls(START, 42, lambda moment: 0.0 if moment.hour < 6 else busy_rate(moment))
    assert history_report(centre_with(calls), NEXT_WEEK) == []
    made = np.array(forecast(centre_with(calls), NEXT_WEEK).queues[0].offered).reshape(7, 48)
    assert not made[:, :12].any()
    assert made[0, 20] == pytest.approx(100)


def test_a_spike_is_clipped_to_three_times_the_usual():
    calls = clean_calls(START, 42, busy_rate)
    loud = edited(calls, lambda start: start.date() == date(2026, 8, 5) and start.time() == time(10), offered=1000.0)
    past = past_of(gather(loud, "Asia/Shanghai", 30, LATER), centre_with(()).calendar)
    # 100 are usual: the limit is the larger of 300 and 100 + 8·√101 = 180.4.
    assert past.history.offered[37, 20] == 300
    (finding,) = past.history.findings
    assert (finding.remark, finding.count, finding.amount) == (Remark.SPIKE, 1, 700)


def test_an_event_of_some_hours_and_one_queue_multiplies_these_and_no_others():
    calls = clean_calls(START, 42, ordinary_rate)
    event = Event(
        day=date(2026, 8, 12),
        kind=EventKind.CAMPAIGN,
        volume_factor=2,
        queue="q",
        time_from=time(22),
        time_until=time(2),
    )
    plain = np.array(forecast(centre_with(calls), NEXT_WEEK).queues[0].offered)
    change = np.array(forecast(centre_with(calls, events=(event,)), NEXT_WEEK).queues[0].offered) / plain
    under = range(2 * 48 + 44, 2 * 48 + 52)  # from 22:00 on the third day to 02:00 on the fourth
    assert change[list(under)] == pytest.approx(2)
    assert np.delete(change, under) == pytest.approx(1)
    other = event.model_copy(update={"queue": "another"})
    assert forecast(centre_with(calls, events=(other,)), NEXT_WEEK).queues[0].offered == pytest.approx(plain)


def test_hours_under_an_event_teach_nothing_and_the_report_says_what_they_brought():
    calls = clean_calls(START, 42, busy_rate)
    day = date(2026, 8, 5)
    event = Event(day=day, kind=EventKind.CAMPAIGN, volume_factor=1.5, time_from=time(9), time_until=time(12))
    busy = tuple(
        call.model_copy(update={"offered": 2 * call.offered}) if event.covers("q", call.start) else call
        for call in calls
    )
    made = forecast(centre_with(busy, events=(event,)), NEXT_WEEK)
    assert made.queues[0].offered == pytest.approx(forecast(centre_with(calls), NEXT_WEEK).queues[0].offered)
    (sentence,) = history_report(centre_with(busy, events=(event,)), NEXT_WEEK)
    assert "× 2.00 of the expected calls (entered: × 1.5)" in sentence.en


def test_from_one_week_on_the_week_is_repeated_and_that_is_said():
    calls = clean_calls(LATER - timedelta(days=9), 9, ordinary_rate)
    made = forecast(centre_with(calls), NEXT_WEEK)
    assert np.array(made.queues[0].offered).reshape(7, 48)[:, 24] == pytest.approx([10] * 5 + [4] * 2)
    assert any("only 9 days of call history: its week is repeated" in note.en for note in made.notes)
    assert any("只有 9 天来话历史" in note.zh for note in made.notes)
    assert made.queues[0].day_error > 0


def test_less_than_a_week_is_refused_and_says_what_would_do():
    with pytest.raises(DemandError, match=r"has 6 days .* with 7 its week can be repeated, with 14 trend") as refusal:
        forecast(centre_with(clean_calls(LATER - timedelta(days=6), 6, ordinary_rate)), NEXT_WEEK)
    assert "只有 6 天" in refusal.value.text.zh


def test_a_history_of_zeros_is_refused_as_such():
    with pytest.raises(DemandError, match="holds no call at all"):
        forecast(centre_with(clean_calls(START, 42, lambda moment: 0.0)), NEXT_WEEK)
