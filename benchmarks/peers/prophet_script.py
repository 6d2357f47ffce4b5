"""Prophet: multiplicative, with shapes of the day of their own for working days and for days off.

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
    off = np.isin(moments.weekday, asked.days_off)
    return pd.DataFrame({"ds": moments, "off": off, "working": ~off})


def forecast(asked: Question) -> np.ndarray:
    count, slots = asked.offered.shape
    hours = ever_open(asked.offered)
    opened = np.array([hours[i % 7] for i in range(count)]).ravel()
    past = _frame(asked, 0, count).assign(y=asked.offered.ravel())
    past = past[opened & past["y"].notna()]
    model = Prophet(seasonality_mode="multiplicative", daily_seasonality=False, uncertainty_samples=0)
    for condition in ("working", "off"):
        if past[condition].any():
            model.add_seasonality(f"day_{condition}", period=1, fourier_order=DAY_TERMS, condition_name=condition)
    model.fit(past)
    found = model.predict(_frame(asked, count, asked.ahead))["yhat"]
    return np.array(found).reshape(asked.ahead, slots)


logging.getLogger("cmdstanpy").setLevel(logging.WARNING)
serve(forecast)
