"""Print the forecast's WAPE against last week again: on the made-up bank, and on real series where they are at hand.

    python -m benchmarks.forecast_backtest [folder]

`folder` holds `anonymous_bank_1999_30min.csv` and `us_bank_2003_5min.csv`, with the columns start and calls.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.calendar import Calendar, Event
from models.demand import CallCount
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.backtest import backtest
from scheduler.demand.history import History, gather

HORIZONS = ((1, 7), (22, 28))
REAL = (
    ("anonymous_bank_1999_30min.csv", "Asia/Jerusalem", "IL"),
    ("us_bank_2003_5min.csv", "America/New_York", "US"),
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


def print_rows(name: str, history: History, calendar: Calendar, events: tuple[Event, ...] = ()) -> None:
    for ordinary_only in (True, False):
        for ahead in HORIZONS:
            found = backtest(history, calendar, events, days_ahead=ahead, ordinary_only=ordinary_only)
            days = "ordinary days" if ordinary_only else "all days"
            print(
                f"| {name} | {ahead[0]}-{ahead[1]} | {days} | {found.last_week:.3f} | {found.forecast:.3f} "
                f"| {found.origins} |"
            )


def main() -> None:
    print(
        "| series | days ahead | judged on | last week again | forecast | origins |\n| --- | --- | --- | --- | --- | --- |"
    )
    spec = CentreSpec()
    bank = generate_centre(spec)
    for skill in bank.skills:
        calls = [call for call in bank.calls if call.queue == skill.code]
        history = _gathered(calls, bank.profile.time_zone, spec.start)
        print_rows(f"made-up bank, {skill.code}", history, bank.calendar, bank.events)
    for name, zone, country in REAL:
        if len(sys.argv) > 1 and Path(sys.argv[1], name).exists():
            print_rows(name, read_history(Path(sys.argv[1], name), zone), Calendar(country=country))


if __name__ == "__main__":
    main()
