from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.calendar import Event, EventKind
from models.demand import ForecastPoint, Skill
from models.time import Period
from scheduler.demand.day_types import DayType, day_type
from scheduler.demand.errors import DemandError
from scheduler.demand.forecast import forecast
from tests.demand.conftest import centre_with, clean_calls, ordinary_rate

NEXT_WEEK = Period(start=date(2026, 8, 10), end=date(2026, 8, 16))
SHANGHAI = ZoneInfo("Asia/Shanghai")


def offered(centre, period=NEXT_WEEK):
    return np.array(forecast(centre, period).queues[0].offered)


def truth(period, rate=ordinary_rate, zone="Asia/Shanghai"):
    days = (period.end - period.start).days + 1
    return np.array([call.offered for call in clean_calls(period.start, days, rate, zone)])


def test_a_week_that_repeats_itself_is_forecast_exactly(plain_calls):
    assert offered(centre_with(plain_calls)) == pytest.approx(truth(NEXT_WEEK))


def test_growth_is_carried_on():
    # 1 % a week, as a straight line through 12 weeks: the next week lies 1 % above the last one, whose mean day lies
    # half a week before the history's end; the trend fades by 7 % a day, so a little less than the full growth comes.
    start = date(2026, 6, 29)

    def growing(moment):
        return ordinary_rate(moment) * (1 + 0.01 * (moment.date() - start).days / 7)

    centre = centre_with(clean_calls(start, 42, growing))
    expected = truth(NEXT_WEEK) * (1 + 0.01 * np.repeat(np.arange(42, 49), 48) / 7)
    assert offered(centre).sum() == pytest.approx(expected.sum(), rel=0.004)
    assert offered(centre).sum() > 1.055 * truth(NEXT_WEEK).sum()


def test_noise_makes_no_trend():
    rng = np.random.default_rng(5)
    calls = clean_calls(date(2026, 6, 29), 42, lambda moment: float(rng.poisson(ordinary_rate(moment))))
    assert offered(centre_with(calls)).sum() == pytest.approx(truth(NEXT_WEEK).sum(), rel=0.03)


def test_a_campaign_in_the_history_teaches_nothing(plain_calls):
    day = date(2026, 8, 5)
    busy = tuple(
        call.model_copy(update={"offered": 3 * call.offered}) if call.start.date() == day else call
        for call in plain_calls
    )
    event = Event(day=day, kind=EventKind.CAMPAIGN, volume_factor=3)
    assert offered(centre_with(busy, events=(event,))) == pytest.approx(truth(NEXT_WEEK))
    assert offered(centre_with(busy)).sum() > 1.01 * truth(NEXT_WEEK).sum()


def test_events_of_a_day_to_come_multiply_its_calls(plain_calls):
    day = date(2026, 8, 12)
    events = tuple(Event(day=day, kind=EventKind.CAMPAIGN, volume_factor=factor) for factor in (1.5, 1.2))
    change = offered(centre_with(plain_calls, events=events)) / offered(centre_with(plain_calls))
    assert change[2 * 48 : 3 * 48] == pytest.approx(1.8)
    assert np.delete(change, range(2 * 48, 3 * 48)) == pytest.approx(1)


def test_a_holiday_is_learned_from_past_holidays():
    # The history from 6 April to 30 September 2026 holds Labour Day (2 days), Dragon Boat and Mid-Autumn: 4 statutory
    # holidays at half a weekend's calls. The default of 0.8 counts as one more day: (4 × 0.5 + 0.8) / 5 = 0.56.
    from models.calendar import Calendar, DayKind

    calendar = Calendar()

    def rate(moment):
        day = moment.date()
        if calendar.kind(day) is DayKind.STATUTORY_HOLIDAY:
            return 0.5 * (4.0 if 8 <= moment.hour < 20 else 1.0)
        monday = datetime.combine(date(2026, 7, 6), moment.time())
        saturday = datetime.combine(date(2026, 7, 4), moment.time())
        return ordinary_rate(monday if calendar.is_working_day(day) else saturday)

    centre = centre_with(clean_calls(date(2026, 4, 6), 178, rate))
    made = forecast(centre, Period(start=date(2026, 10, 1), end=date(2026, 10, 10)))
    noon = np.array(made.queues[0].offered).reshape(10, 48)[:, 24]
    assert noon[0] == pytest.approx(0.56 * 4, rel=0.01)
    assert any("0.56" in note.en and "learned from 4 days" in note.en for note in made.notes)
    # 10 October is a Saturday made a working day: the profile of Monday to Friday, 0.9 by default; seen on two days at
    # 1.0: (2 × 1.0 + 0.9) / 3 = 0.967.
    assert noon[9] == pytest.approx(0.967 * 10, rel=0.01)
    # 5 October is a Monday off within the break: the weekend's profile.
    assert noon[4] < 4.1


def test_without_past_holidays_a_stated_default_is_taken(plain_calls):
    made = forecast(centre_with(plain_calls), Period(start=date(2026, 10, 1), end=date(2026, 10, 1)))
    assert made.queues[0].offered[24] == pytest.approx(0.8 * 4)
    assert any("0.800 for statutory holiday (assumed" in note.en for note in made.notes)


def test_day_types_around_national_day():
    from models.calendar import Calendar

    kinds = {day: day_type(Calendar(), date(2026, month, day)) for month, day in [(9, 30), (10, 1), (10, 5), (10, 10)]}
    assert kinds == {
        30: DayType.EVE,
        1: DayType.STATUTORY_HOLIDAY,
        5: DayType.HOLIDAY_BREAK,
        10: DayType.MAKE_UP_WORKDAY,
    }


def test_a_weekend_other_than_saturday_and_sunday_is_ordinary_there():
    from models.calendar import Calendar

    israel = Calendar(country="IL")
    week = [day_type(israel, date(1999, 6, 13) + timedelta(days=i)) for i in range(7)]
    assert week == [DayType.ORDINARY] * 7


def test_missing_intervals_are_missing_and_not_zero(plain_calls):
    rng = np.random.default_rng(3)
    holes = tuple(call for call in plain_calls if rng.random() > 0.2)
    made = forecast(centre_with(holes), NEXT_WEEK)
    assert np.array(made.queues[0].offered) == pytest.approx(truth(NEXT_WEEK))
    assert any("missing" in note.en for note in made.notes)


def test_finer_history_is_added_up():
    quarter_hours = clean_calls(date(2026, 6, 29), 42, lambda m: ordinary_rate(m) / 2, step=15)
    assert offered(centre_with(quarter_hours)) == pytest.approx(truth(NEXT_WEEK))
    # An interval with only one of its two steps is missing, not half.
    assert offered(centre_with(quarter_hours[1:])) == pytest.approx(truth(NEXT_WEEK))


def test_hourly_history_is_spread_over_the_half_hours():
    hours = clean_calls(date(2026, 6, 29), 42, lambda m: ordinary_rate(m) * 2, step=60)
    assert offered(centre_with(hours)) == pytest.approx(truth(NEXT_WEEK))


@pytest.mark.parametrize(
    ("history", "day", "intervals"),
    [(date(2026, 9, 7), date(2026, 10, 25), 50), (date(2026, 2, 9), date(2026, 3, 29), 46)],
)
def test_the_clock_change_days_have_as_many_intervals_as_they_last(history, day, intervals):
    calls = clean_calls(history, 42, ordinary_rate, zone="Europe/Berlin")
    period = Period(start=day, end=day)
    centre = centre_with(calls, zone="Europe/Berlin", country="DE")
    assert len(offered(centre, period)) == intervals
    assert offered(centre, period) == pytest.approx(truth(period, zone="Europe/Berlin"))


def test_a_history_across_a_clock_change_is_read_by_the_wall_clock():
    # 28 September to 8 November 2026 holds the night of 25 October, in which the hour from 2 to 3 comes twice.
    calls = clean_calls(date(2026, 9, 28), 42, ordinary_rate, zone="Europe/Berlin")
    period = Period(start=date(2026, 11, 9), end=date(2026, 11, 15))
    made = offered(centre_with(calls, zone="Europe/Berlin", country="DE"), period)
    assert made == pytest.approx(truth(period, zone="Europe/Berlin"))


def test_calls_of_the_period_itself_are_not_learned_from(plain_calls):
    later = clean_calls(NEXT_WEEK.start, 7, lambda moment: 99.0)
    assert offered(centre_with(plain_calls + later)) == pytest.approx(truth(NEXT_WEEK))


def test_neither_history_nor_forecast_is_refused():
    with pytest.raises(DemandError, match="neither a forecast nor a call history"):
        forecast(centre_with(()), NEXT_WEEK)


def test_a_history_without_handling_times_is_refused(plain_calls):
    mute = tuple(call.model_copy(update={"aht_seconds": None}) for call in plain_calls)
    with pytest.raises(DemandError, match="aht_seconds"):
        forecast(centre_with(mute), NEXT_WEEK)


def test_few_calls_draw_the_handling_time_to_the_mean(plain_calls):
    # At 03:00 there are 6 weeks × 7 days × 1 call = 42 calls of 400 s, the rest takes 200 s; 1 call a week by weekday.
    slow = tuple(
        call.model_copy(update={"aht_seconds": 400.0}) if call.start.time() == time(3) else call for call in plain_calls
    )
    times = forecast(centre_with(slow), NEXT_WEEK).queues[0].aht_seconds
    total = sum(call.offered for call in plain_calls)
    mean = (200 * (total - 42) + 400 * 42) / total
    of_slot = (42 * 400 + 200 * mean) / (42 + 200)
    assert times[6] == pytest.approx((6 * 400 + 200 * of_slot) / (6 + 200))
    assert times[24] == pytest.approx(mean, rel=0.02)


def test_a_forecast_handed_in_is_taken_as_it_is():
    period = Period(start=date(2026, 8, 10), end=date(2026, 8, 10))
    start = datetime(2026, 8, 10, tzinfo=SHANGHAI)
    points = tuple(
        ForecastPoint(start=start + timedelta(minutes=15 * i), queue="q", offered=i, aht_seconds=100 + i)
        for i in range(96)
    )
    skills = (Skill(code="q"), Skill(code="other"))
    made = forecast(centre_with((), skills=skills, forecast=points), period)
    assert made.queues[0].offered[:2] == (0 + 1, 2 + 3)
    # Call-weighted: (2 × 102 + 3 × 103) / 5 = 102.6.
    assert made.queues[0].aht_seconds[1] == pytest.approx(102.6)
    assert set(made.queues[1].offered) == {0.0}
    with pytest.raises(DemandError, match="leaves out 1 of the 48 intervals"):
        forecast(centre_with((), forecast=points[2:]), period)


def test_a_queue_without_calls_is_forecast_empty_and_noted(plain_calls):
    made = forecast(centre_with(plain_calls, skills=(Skill(code="q"), Skill(code="silent"))), NEXT_WEEK)
    assert set(made.queues[1].offered) == {0.0}
    assert any("silent has no call history" in note.en for note in made.notes)
