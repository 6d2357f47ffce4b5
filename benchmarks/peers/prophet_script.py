"""Prophet: a trend with change points, and a shape of the day for each weekday.

Prophet leaves out what is not known. Times are the local ones of the clock.
"""

import logging

import numpy as np
import pandas as pd
from forecaster_loop import Question, ever_open, serve
from prophet import Prophet

DAY_TERMS = 12


def _frame(asked: Question, start: int, days: int) -> pd.DataFrame:
    slots = asked.offered.shape[1]
    begin = pd.Timestamp(asked.first_day) + pd.Timedelta(days=start)
    moments = pd.date_range(begin, periods=days * slots, freq=pd.Timedelta(minutes=24 * 60 // slots))
    return pd.DataFrame({"ds": moments} | {f"weekday_{i}": moments.weekday == i for i in range(7)})


def forecast(asked: Question) -> np.ndarray:
    count, slots = asked.offered.shape
    hours = ever_open(asked.offered)
    opened = np.array([hours[i % 7] for i in range(count)]).ravel()
    past = _frame(asked, 0, count).assign(y=asked.offered.ravel())
    past = past[opened & past["y"].notna()]
    model = Prophet(daily_seasonality=False, uncertainty_samples=0)
    for weekday in range(7):
        condition = f"weekday_{weekday}"
        if past[condition].any():
            model.add_seasonality(f"day_{condition}", period=1, fourier_order=DAY_TERMS, condition_name=condition)
    model.fit(past)
    found = model.predict(_frame(asked, count, asked.ahead))["yhat"]
    return np.array(found).reshape(asked.ahead, slots)


logging.getLogger("cmdstanpy").setLevel(logging.WARNING)
serve(forecast)
