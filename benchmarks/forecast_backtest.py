"""Print every model's WAPE by horizon: on the made-up bank, and on real series where they are at hand.

    python -m benchmarks.forecast_backtest [folder]

`folder` holds `anonymous_bank_1999_30min.csv` and `us_bank_2003_5min.csv`, with the columns start and calls. Boosted trees
are tried where scikit-learn is installed.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.calendar import Calendar, Event
from models.demand import CallCount
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.backtest import by_horizon, judge
from scheduler.demand.forecast_models import usable_models
from scheduler.demand.history import History, gather
from scheduler.demand.past import Past, past_of

REAL = (
    ("a small bank, 1999", "anonymous_bank_1999_30min.csv", "Asia/Jerusalem", "IL"),
    ("a large bank, 2003", "us_bank_2003_5min.csv", "America/New_York", "US"),
)
HEAD = (
    "| series | judged on | model | days ahead | WAPE | last week again | chance alone | bias | in 80 % band | in 95 % band "
    "| origins | s |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


@dataclass(frozen=True)
class Series:
    """A queue's history, with its calendar and events."""

    name: str
    history: History
    calendar: Calendar
    events: tuple[Event, ...] = ()
    queue: str = ""

    def past(self, days: int) -> Past:
        """What is known after so many days."""
        return past_of(self.history.until(days), self.calendar, self.events, queue=self.queue)


def all_series(folder: Path | None) -> Iterator[Series]:
    """The real series that the folder holds, then the queues of the made-up bank."""
    for name, file, zone, country in REAL:
        if folder is not None and (folder / file).exists():
            yield Series(name, read_history(folder / file, zone), Calendar(country=country))
    spec = CentreSpec()
    bank = generate_centre(spec)
    for skill in bank.skills:
        calls = [call for call in bank.calls if call.queue == skill.code]
        history = _gathered(calls, bank.profile.time_zone, spec.start)
        yield Series(f"made-up bank, {skill.code}", history, bank.calendar, bank.events, skill.code)


def read_history(path: Path, zone: str) -> History:
    tz = ZoneInfo(zone)
    with path.open(encoding="utf-8") as file:
        calls = [
            CallCount(
                start=datetime.fromisoformat(row["start"]).replace(tzinfo=tz), queue="q", offered=float(row["calls"])
            )
            for row in csv.DictReader(file)
        ]
    return _gathered(calls, zone, date(2100, 1, 1))


def _gathered(calls: Iterable[CallCount], zone: str, before: date) -> History:
    history = gather(calls, zone, 30, before)
    if history is None:
        raise SystemExit("no calls in the file")
    return history


def print_rows(series: Series) -> None:
    for ordinary_only in (True, False):
        days = "ordinary days" if ordinary_only else "all days"
        for model in usable_models():
            begin = time.perf_counter()
            judged = judge(
                series.history,
                series.calendar,
                series.events,
                (model,),
                ordinary_only=ordinary_only,
                queue=series.queue,
            )
            seconds = time.perf_counter() - begin
            for ahead, found in by_horizon(judged, model).items():
                inside = " | ".join(f"{share:.1%}" for share in found.coverage)
                print(
                    f"| {series.name} | {days} | {model} | {ahead[0]}–{ahead[1]} | {found.forecast:.3f} "
                    f"| {found.last_week:.3f} | {found.floor:.3f} | {found.bias:+.1%} | {inside} | {found.origins} "
                    f"| {seconds:.1f} |",
                    flush=True,
                )


def main() -> None:
    print(HEAD)
    for series in all_series(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print_rows(series)


if __name__ == "__main__":
    main()
