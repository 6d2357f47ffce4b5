"""The models of a queue's calls, behind one interface: learn from the past, then tell the expected calls of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.forecast_model import ForecastModel
from scheduler.demand.boosted import available, learn_boosted
from scheduler.demand.day_types import DayType
from scheduler.demand.past import Past
from scheduler.demand.pattern import learn
from scheduler.demand.regression import learn_regression

Floats = NDArray[np.float64]


class Fitted(Protocol):
    """A model that has learned."""

    def expected_day(self, day: date, kind: DayType) -> Floats:
        """Expected calls by slot of the wall-clock day, before any event."""
        ...


@dataclass(frozen=True)
class Mean:
    """The mean of what several models expect."""

    members: tuple[Fitted, ...]

    def expected_day(self, day: date, kind: DayType) -> Floats:
        return np.asarray(np.mean([member.expected_day(day, kind) for member in self.members], axis=0))


SINGLE: dict[ForecastModel, Callable[[Past], Fitted]] = {
    ForecastModel.PROFILE: learn,
    ForecastModel.REGRESSION: learn_regression,
    ForecastModel.BOOSTED: learn_boosted,
}
MEANS: dict[ForecastModel, tuple[ForecastModel, ...]] = {
    ForecastModel.MEAN: (ForecastModel.PROFILE, ForecastModel.REGRESSION),
    ForecastModel.MEAN_BOOSTED: (ForecastModel.PROFILE, ForecastModel.REGRESSION, ForecastModel.BOOSTED),
}
AUTOMATIC = (ForecastModel.PROFILE, ForecastModel.REGRESSION, ForecastModel.MEAN)
"""What the automatic choice is among: always the same, whichever extras are installed."""


def usable_models() -> tuple[ForecastModel, ...]:
    """The models that can run here."""
    return AUTOMATIC + ((ForecastModel.BOOSTED, ForecastModel.MEAN_BOOSTED) if available() else ())


def fit(models: Sequence[ForecastModel], past: Past) -> dict[str, Fitted]:
    """Have each of the models learn; a member of several means learns once.

    Raises:
        DemandError: a model needs an extra that is not installed.
    """
    needed = dict.fromkeys(single for model in models for single in MEANS.get(model, (model,)))
    fitted = {single: SINGLE[single](past) for single in needed}
    return {
        model: Mean(tuple(fitted[single] for single in MEANS[model])) if model in MEANS else fitted[model]
        for model in models
    }
