"""Small centres with call histories that are known exactly."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.centre import Centre, CentreProfile
from models.demand import CallCount, Skill


def clean_calls(
    start: date,
    days: int,
    rate: Callable[[datetime], float],
    zone: str = "Asia/Shanghai",
    step: int = 30,
    queue: str = "q",
) -> tuple[CallCount, ...]:
    """Calls without noise: `rate` of the local moment, one row for each step of elapsed time."""
    tz = ZoneInfo(zone)
    moment = datetime.combine(start, time(), tz).astimezone(ZoneInfo("UTC"))
    end = datetime.combine(start + timedelta(days=days), time(), tz).astimezone(ZoneInfo("UTC"))
    calls = []
    while moment < end:
        local = moment.astimezone(tz)
        calls.append(CallCount(start=local, queue=queue, offered=rate(local), aht_seconds=200))
        moment += timedelta(minutes=step)
    return tuple(calls)


def ordinary_rate(moment: datetime) -> float:
    """10 calls a half-hour from 8 to 20 on weekdays, 4 at weekends, 1 at night."""
    by_day = 10.0 if moment.weekday() < 5 else 4.0
    return by_day if 8 <= moment.hour < 20 else 1.0


def centre_with(
    calls: tuple[CallCount, ...], zone: str = "Asia/Shanghai", country: str = "CN", **fields: object
) -> Centre:
    from models.calendar import Calendar

    return Centre(
        profile=CentreProfile(name="test", time_zone=zone, country=country),
        calendar=Calendar(country=country),
        agents=(),
        shifts=(),
        calls=calls,
        **{"skills": (Skill(code="q"),), **fields},
    )


@pytest.fixture(scope="session")
def plain_calls() -> tuple[CallCount, ...]:
    """Six weeks without a holiday: 29 June to 9 August 2026."""
    return clean_calls(date(2026, 6, 29), 42, ordinary_rate)
