"""What planners type is read as they mean it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from models.people import LeaveType, Role, WishKind
from models.shifts import ShiftClass
from store import cells
from store.cells import CODE, HOURS, ID, MOMENT, NUMBER, TEXT, WHOLE, YES_NO, Kind, enum_choice, many
from store.people_tables import AGENTS, WISHES
from store.tables import TABLES
from store.words import CellError

READINGS = [
    (cells.DAY, "2026-10-01", date(2026, 10, 1)),
    (cells.DAY, "2026/10/1", date(2026, 10, 1)),
    (cells.DAY, "2026.10.1", date(2026, 10, 1)),
    (cells.DAY, "20261001", date(2026, 10, 1)),
    (cells.DAY, "2026年10月1日", date(2026, 10, 1)),
    (cells.DAY, " ２０２６－１０－０１ ", date(2026, 10, 1)),
    (cells.DAY, "2026-10-01 00:00:00", date(2026, 10, 1)),
    (cells.CLOCK, "8:00", time(8)),
    (cells.CLOCK, "08:00:00", time(8)),
    (cells.CLOCK, "０８：３０", time(8, 30)),
    (cells.CLOCK_END, "24:00", time(0)),
    (MOMENT, "2026-10-01 08:30", datetime(2026, 10, 1, 8, 30)),
    (MOMENT, "2026-10-01T08:30:00", datetime(2026, 10, 1, 8, 30)),
    (MOMENT, "2026/10/1 8:30", datetime(2026, 10, 1, 8, 30)),
    (MOMENT, "2026年10月1日 8：30", datetime(2026, 10, 1, 8, 30)),
    (MOMENT, "2026年10月1日8:30", datetime(2026, 10, 1, 8, 30)),
    (MOMENT, "2026-10-01", datetime(2026, 10, 1)),
    (MOMENT, "2026-10-01 08:30+02:00", datetime.fromisoformat("2026-10-01T08:30+02:00")),
    (MOMENT, "2026-10-01 8:30 Z", datetime.fromisoformat("2026-10-01T08:30+00:00")),
    (NUMBER, "１２．５", 12.5),
    (NUMBER, "1,234.5", 1234.5),
    (WHOLE, "3.0", 3),
    (HOURS, "8.5", 510),
    (HOURS, "8:30", 510),
    (HOURS, "8.3333", 500),
    (YES_NO, "是", True),
    (YES_NO, "No", False),
    (YES_NO, "TRUE", True),
    (YES_NO, "０", False),
    (ID, " Ａ０１ ", "A01"),
    (TEXT, " 李伟 ", "李伟"),
    (enum_choice(Role), "主管", Role.SUPERVISOR),
    (enum_choice(LeaveType), "Annual Leave", LeaveType.ANNUAL),
    (enum_choice(WishKind), "不想上", WishKind.AVOID),
    (many(CODE), "a；b, c、d  e", ("a", "b", "c", "d", "e")),
    (many(enum_choice(ShiftClass)), "白班、夜班", (ShiftClass.DAY, ShiftClass.NIGHT)),
]


@pytest.mark.parametrize(("kind", "raw", "value"), READINGS)
def test_a_cell_is_read(kind: Kind, raw: str, value: Any) -> None:
    assert kind.parse(raw) == value


REFUSALS = [
    (cells.DAY, "10/1/2026"),
    (cells.DAY, "2026-02-30"),
    (cells.DAY, "2026-10/01"),
    (cells.DAY, "46296"),
    (cells.DAY, "0026-10-01"),
    (cells.CLOCK, "24:00"),
    (cells.CLOCK, "8"),
    (cells.CLOCK, "8:60"),
    (cells.CLOCK, "8:00:30"),
    (cells.CLOCK_END, "24:30"),
    (MOMENT, "2026-10-01 25:00"),
    (MOMENT, "yesterday"),
    (MOMENT, "2026-10-01 08:30+99:00"),
    (NUMBER, "inf"),
    (NUMBER, "1_000"),
    (NUMBER, "12,34"),
    (NUMBER, "1e300"),
    (NUMBER, "9" * 5000),
    (WHOLE, "1.5"),
    (YES_NO, "2"),
    (CODE, "a;b"),
    (TEXT, "#N/A"),
    (TEXT, "a\x00b"),
]


@pytest.mark.parametrize(("kind", "raw"), REFUSALS)
def test_a_cell_is_refused_with_a_remedy_in_both_languages(kind: Kind, raw: str) -> None:
    with pytest.raises(CellError) as caught:
        kind.parse(raw)
    assert caught.value.message.zh
    assert caught.value.remedy.zh


def test_every_field_of_every_table_has_a_column() -> None:
    for table in TABLES:
        assert sorted(column.target for column in table.columns) == sorted(table.model.model_fields), table.name


def test_no_two_columns_or_tables_answer_to_one_name() -> None:
    from store.reader import _folded

    for table in TABLES:
        own = [_folded(name) for column in table.columns for name in (column.key, column.zh)]
        assert len(own) == len(set(own)), table.name
    names = [name for table in TABLES for name in table.names]
    assert len(names) == len(set(names))


def test_enum_words_are_written_in_the_language_asked_for() -> None:
    role = AGENTS.by_target["role"].kind
    wish = WISHES.by_target["kind"].kind
    assert [role.write(Role.TRAINER, lang) for lang in ("en", "zh")] == ["trainer", "培训专员"]
    assert [wish.write(WishKind.DAY_OFF, lang) for lang in ("en", "zh")] == ["day_off", "休息"]
