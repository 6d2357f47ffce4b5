"""The models of a queue's calls that a centre may choose among."""

from __future__ import annotations

from enum import StrEnum

from models.base import Text, text


class ForecastModel(StrEnum):
    """Models by name; the automatic choice is among the first three of the others."""

    AUTO = "auto"
    PROFILE = "profile"
    REGRESSION = "regression"
    MEAN = "mean"
    BOOSTED = "boosted"
    MEAN_BOOSTED = "mean_boosted"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    ForecastModel.AUTO: text("chosen by backtest", "按回测自动选择"),
    ForecastModel.PROFILE: text("week profile × level", "周形态×水平"),
    ForecastModel.REGRESSION: text("regression of the day's level", "日水平回归"),
    ForecastModel.MEAN: text("mean of profile and regression", "周形态与回归的平均"),
    ForecastModel.BOOSTED: text("boosted trees", "提升树"),
    ForecastModel.MEAN_BOOSTED: text("mean of profile, regression and boosted trees", "周形态、回归与提升树的平均"),
}
