"""Print every model's WAPE by horizon: on the made-up bank, and on real series where they are at hand.

    python -m benchmarks.forecast_backtest [folder]

`folder` holds `anonymous_bank_1999_30min.csv` and `us_bank_2003_5min.csv`, with the columns start and calls. Boosted trees
are tried where scikit-learn is installed.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.calendar import Calendar, Event
from models.demand import CallCount
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.backtest import by_horizon, judge
from scheduler.demand.forecast_models import usable_models
from scheduler.demand.history import History, gather

REAL = (
    ("anonymous_bank_1999_30min.csv", "Asia/Jerusalem", "IL"),
    ("us_bank_2003_5min.csv", "America/New_York", "US"),
)
HEAD = (
    "| series | judged on | model | days ahead | WAPE | last week again | chance alone | bias | in 80 % band | in 95 % band "
    "| origins | s |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)


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


def print_rows(
    name: str, history: History, calendar: Calendar, events: tuple[Event, ...] = (), queue: str = ""
) -> None:
    for ordinary_only in (True, False):
        days = "ordinary days" if ordinary_only else "all days"
        for model in usable_models():
            begin = time.perf_counter()
            judged = judge(history, calendar, events, (model,), ordinary_only=ordinary_only, queue=queue)
            seconds = time.perf_counter() - begin
            for ahead, found in by_horizon(judged, model).items():
                inside = " | ".join(f"{share:.1%}" for share in found.coverage)
                print(
                    f"| {name} | {days} | {model} | {ahead[0]}–{ahead[1]} | {found.forecast:.3f} | {found.last_week:.3f} "
                    f"| {found.floor:.3f} | {found.bias:+.1%} | {inside} | {found.origins} | {seconds:.1f} |",
                    flush=True,
                )


def main() -> None:
    print(HEAD)
    for name, zone, country in REAL:
        if len(sys.argv) > 1 and Path(sys.argv[1], name).exists():
            print_rows(name, read_history(Path(sys.argv[1], name), zone), Calendar(country=country))
    spec = CentreSpec()
    bank = generate_centre(spec)
    for skill in bank.skills:
        calls = [call for call in bank.calls if call.queue == skill.code]
        history = _gathered(calls, bank.profile.time_zone, spec.start)
        print_rows(f"made-up bank, {skill.code}", history, bank.calendar, bank.events, skill.code)


if __name__ == "__main__":
    main()
