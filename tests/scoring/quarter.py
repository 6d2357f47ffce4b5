"""A made-up quarter of facts for the example bank's 60 people, with planted cases that are worked out by hand.

`python -m tests.scoring.quarter` writes it to `examples/bank-facts`; a test says that what is there is what this makes.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

from models.facts import Rater
from models.people import Agent, Role
from store.files import read_centre
from store.score_tables import ATTENDANCE, COMPLAINTS, EVENTS, EXAMS, FIGURES, LEVELS, PAY, QUALITY, RATINGS
from store.table import Table

ROOT = Path(__file__).resolve().parents[2]
BANK = ROOT / "examples" / "bank"
FACTS = ROOT / "examples" / "bank-facts"
MONTHS = ("2026-08", "2026-09", "2026-10")
TRAINER, OTHER_TRAINER, SUPERVISOR = "A00006", "A00007", "A00001"
PLANTED = ("A00010", "A00011", "A00012", "A00013", "A00014", "A00016", "A00017", "A00045")
"""Agents without chance in their facts."""

Row = dict[str, Any]
_MINOR = ("messy_desk", "not_mandarin", "data_entry_error", "loud_noise", "records_not_filled", "cleaning_missed")


def rows() -> dict[str, list[Row]]:
    """Every table's rows by its name."""
    agents = read_centre(BANK).agents
    chance = random.Random(7)
    tables: dict[str, list[Row]] = {name: [] for name in _TABLES}
    for month in MONTHS:
        for agent in agents:
            if f"{agent.hire_date:%Y-%m}" <= month:
                _usual(tables, chance, agent, month)
    _planted(tables)
    _number(tables)
    return tables


def _usual(tables: dict[str, list[Row]], chance: random.Random, agent: Agent, month: str) -> None:
    """Figures, quality checks, an exam, hours and, but for the planted, small events."""
    who = agent.id
    plain = who in PLANTED
    start = 20 if f"{agent.hire_date:%Y-%m}" == month else 2
    handled = 400 if plain else chance.randint(450, 700)
    amounts = {
        "handled": handled,
        "offered": handled + 20,
        "answered": handled,
        "answered_in_10s": handled * 85 // 100,
        "rated_calls": 200,
        "satisfied_calls": 180 if plain else chance.randint(160, 198),
        "target": 100,
        "achieved": 100 if plain else chance.randint(80, 118),
    }
    tables["figures"] += [
        {"agent_id": who, "month": month, "figure": name, "amount": amount} for name, amount in amounts.items()
    ]
    score = 85 if plain else chance.randint(70, 99)
    tables["quality"].append(
        {
            "check_id": f"Q-{month}-{who}",
            "agent_id": who,
            "day": f"{month}-{start + 5:02d}",
            "score": score,
            "passed": "yes" if score >= 75 else "no",
        }
    )
    exam = 80 if plain else chance.choice((55, 65, 72, 80, 88, 91, 95, 100))
    tables["exams"].append({"agent_id": who, "day": f"{month}-26", "score": exam})
    worked = 160 * 60 if plain else chance.randint(150, 176) * 60
    tables["attendance"].append(_fact(who, "worked", month, worked, day=""))
    tables["pay"].append(
        {"agent_id": who, "month": month, "fixed_pay": 4000, "performance_pay": 1000, "hourly_pay": 20}
    )
    if plain or agent.role is Role.TRAINER:
        return
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        event = _fact(who, chance.choice(_MINOR), month, "", day=f"{month}-{chance.randint(start, 28):02d}")
        tables["events"].append(event | {"entered_by": TRAINER, "evidence": "现场抽查"})
    for _ in range(chance.choice((0, 0, 1, 2))):
        day = f"{month}-{chance.randint(start, 28):02d}"
        tables["attendance"].append(_fact(who, "late", month, chance.choice((2, 4, 9, 12, 25)), day=day))
    if chance.random() < 0.2:
        tables["complaints"].append(
            _complaint(who, f"{month}-{chance.randint(start, 20):02d}", valid=chance.random() < 0.5)
        )


def _fact(who: str, kind: str, month: str, amount: object, day: str | None = None) -> Row:
    at = f"{month}-12" if day is None else day
    return {"agent_id": who, "kind": kind, "day": at, "month": "" if at else month, "amount": amount}


def _complaint(who: str, day: str, valid: bool) -> Row:
    return {
        "received": f"{day} 10:00",
        "agent_id": who,
        "handler_id": SUPERVISOR,
        "type": "服务态度" if valid else "等待时间",
        "answered": f"{day} 11:30",
        "resolved": f"{day} 16:00",
        "called_back": f"{day[:8]}{int(day[8:]) + 2:02d}",
        "satisfied": "yes",
        "valid": "yes" if valid else "no",
    }


def _planted(tables: dict[str, list[Row]]) -> None:
    """The cases of `tests/scoring/test_quarter.py`, all in October unless said."""

    def event(who: str, kind: str, count: int = 1, month: str = "2026-10", **more: Any) -> None:
        for _ in range(count):
            row = _fact(who, kind, month, more.pop("amount", ""))
            tables["events"].append(row | {"entered_by": TRAINER, "evidence": "现场记录"} | more)

    october, derived = "2026-10", tables["attendance"]
    for who in ("A00010", "A00012", "A00013"):
        tables["complaints"].append(_complaint(who, f"{october}-14", valid=True))
    derived.append(_fact("A00010", "overtime_holiday", october, 480, day=f"{october}-01"))
    for who in ("A00011", "A00014"):
        tables["exams"] = [row for row in tables["exams"] if (row["agent_id"], row["day"]) != (who, f"{october}-26")]
        tables["exams"].append({"agent_id": who, "day": f"{october}-26", "score": 100})
    derived.append(_fact("A00011", "standby_call_in", october, "", day=f"{october}-03"))
    derived.append(_fact("A00011", "late", october, 10))
    event("A00011", "private_chat", points=1)
    event("A00012", "films_or_games")
    event("A00012", "private_chat", points=2)
    event("A00013", "outsiders")
    derived.append(_fact("A00013", "late", october, 3))
    event("A00014", "extra_task", 7)
    event("A00016", "messy_desk", 4)
    for month in ("2026-09", october):
        event("A00017", "outsiders", 2, month)
        event("A00017", "quarrel", 1, month)
    event("A00045", "extra_task", 1, "2026-09")
    event("A00045", "extra_task")
    tables["events"].append(
        _fact("A00010", "confirmed_in_post", "2026-08", "") | {"entered_by": TRAINER, "evidence": "转正通知"}
    )
    tables["exams"].append({"agent_id": "A00010", "day": "2026-10-20", "score": 75, "level": "yes"})
    tables["levels"] += [{"agent_id": "A00014", "ladder": "info-service", "level": "star", "since": "2026-01-01"}]
    for item in ("knowledge", "service_skill"):
        tables["ratings"].append(
            {
                "agent_id": "A00011",
                "month": october,
                "item": item,
                "rater": Rater.PANEL.value,
                "points": 12,
                "entered_by": TRAINER,
            }
        )


def _number(tables: dict[str, list[Row]]) -> None:
    """Ids of their own for events, facts of attendance and complaints."""
    for name, key, letter in (
        ("events", "event_id", "E"),
        ("attendance", "event_id", "T"),
        ("complaints", "complaint_id", "C"),
    ):
        for number, row in enumerate(tables[name], 1):
            row[key] = f"{letter}{number:05d}"


_TABLES: dict[str, Table] = {
    table.name: table for table in (EVENTS, ATTENDANCE, COMPLAINTS, QUALITY, EXAMS, FIGURES, RATINGS, PAY, LEVELS)
}


def write(folder: Path) -> None:
    """Write every table as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in rows().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, [column.key for column in _TABLES[name].columns], lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)


if __name__ == "__main__":
    write(FACTS)
