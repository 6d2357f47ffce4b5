"""What reports show of a queue's forecast: its days, its bands, how earlier ones did, and what came."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from models.base import Text


@dataclass(frozen=True)
class DayOutlook:
    """A day of the period: expected calls, the band of its total, the mean handling time and its busiest interval."""

    day: date
    calls: float
    low: float
    high: float
    aht_seconds: float
    peak: float
    peak_at: datetime


@dataclass(frozen=True)
class HorizonScore:
    """How a model did so many days ahead (see the backtest); `coverage` of the bands is empty where not measured."""

    model: Text
    days_ahead: tuple[int, int]
    wape: float
    last_week: float
    floor: float
    bias: float
    coverage: tuple[float, ...]
    origins: int


@dataclass(frozen=True)
class DayCurve:
    """A day in a chart: calls of each interval as expected, the band around them, and as they came (None where unknown).

    `ahead` is how many days before it was forecast, in a backtest; 0 for the period itself.
    """

    day: date
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    actual: tuple[float | None, ...]
    ahead: int = 0


@dataclass(frozen=True)
class QueueOutlook:
    """A queue's forecast as it is reported; `curves` are days of the backtest, then those of the period."""

    code: str
    model: str
    day_error: float
    interval_error: float
    days: tuple[DayOutlook, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    scores: tuple[HorizonScore, ...]
    curves: tuple[DayCurve, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "queue": self.code,
            "model": self.model,
            "day_error": self.day_error,
            "interval_error": self.interval_error,
            "days": [asdict(day) for day in self.days],
            "backtest": [asdict(score) | {"model": score.model.en} for score in self.scores],
        }
