"""A forecast as a CSV: one row for each interval and queue, with the columns of the forecast table first."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from models.csv_cell import shield
from models.demand import Forecast
from reports.forecast_facts import QueueOutlook


def write_forecast_csv(path: Path, forecast: Forecast, outlooks: Sequence[QueueOutlook]) -> None:
    """Expected calls, handling time and the 80 % band of each interval."""
    bands = {outlook.code: outlook for outlook in outlooks}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["start", "queue", "offered", "aht_seconds", "low", "high"])
        for queue in forecast.queues:
            band = bands[queue.queue]
            for k, start in enumerate(forecast.timeline.interval_starts):
                writer.writerow(
                    [
                        f"{start:%Y-%m-%d %H:%M}",
                        shield(queue.queue),
                        f"{queue.offered[k]:.3f}",
                        f"{queue.aht_seconds[k]:.1f}",
                        f"{band.low[k]:g}",
                        f"{band.high[k]:g}",
                    ]
                )
