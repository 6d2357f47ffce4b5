"""statsforecast: automatic ETS on the logarithms once MSTL has taken out day and week, or the mean of the last weeks.

    python statsforecast_script.py mstl|weeks

Its models know no missing value, so unknown calls are filled in; slots and weekdays that are closed are left out, so that
the seasons keep their length.
"""

import sys

import numpy as np
from forecaster_loop import Question, ever_open, filled, serve
from statsforecast.models import MSTL, AutoETS, SeasonalWindowAverage

WEEKS = 8


def by_mstl(series: np.ndarray, day: int, week: int, steps: int) -> np.ndarray:
    model = MSTL(season_length=[day, week], trend_forecaster=AutoETS(model="ZZN"))
    return np.array(np.expm1(model.forecast(y=np.log1p(series), h=steps)["mean"]))


def by_weeks(series: np.ndarray, day: int, week: int, steps: int) -> np.ndarray:
    model = SeasonalWindowAverage(season_length=week, window_size=WEEKS)
    return np.array(model.forecast(y=series, h=steps)["mean"])


def forecast(asked: Question) -> np.ndarray:
    count, total = asked.offered.shape
    hours = ever_open(asked.offered)
    slots, weekdays = np.flatnonzero(hours.any(axis=0)), hours.any(axis=1)
    days = [i for i in range(count) if weekdays[i % 7]]
    wanted = [i for i in range(asked.ahead) if weekdays[(count + i) % 7]]
    series = filled(asked.offered)[days][:, slots].ravel()
    model = {"mstl": by_mstl, "weeks": by_weeks}[sys.argv[1]]
    found = model(series, len(slots), len(slots) * int(weekdays.sum()), len(wanted) * len(slots))
    expected = np.zeros((asked.ahead, total))
    opened = np.zeros((len(wanted), total))
    opened[:, slots] = found.reshape(len(wanted), len(slots))
    expected[wanted] = opened
    return expected


serve(forecast)
