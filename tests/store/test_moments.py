"""Local times where the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_centre import problems_of

from store.files import content_hash, read_centre
from store.moments import Localiser
from store.words import CellError
from store.write import write_centre_folder, write_centre_workbook


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_repeated_hour_is_read_as_first_then_second_for_each_queue() -> None:
    clock = Localiser("Europe/Berlin")
    twice = datetime(2026, 10, 25, 2, 30)
    # 02:30 summer time is 00:30 UTC, 02:30 winter time an hour later.
    read = [clock.moment(twice, queue).astimezone(UTC) for queue in ("a", "b", "a", "b")]
    assert read == [utc(2026, 10, 25, 0, 30)] * 2 + [utc(2026, 10, 25, 1, 30)] * 2


def test_a_skipped_hour_is_a_problem() -> None:
    with pytest.raises(CellError, match="does not exist"):
        Localiser("Europe/Berlin").moment(datetime(2026, 3, 29, 2, 30), "a")


def test_an_offset_is_believed() -> None:
    moment = Localiser("Asia/Shanghai").moment(datetime.fromisoformat("2026-10-01T08:00+02:00"), "a")
    assert moment.astimezone(UTC) == utc(2026, 10, 1, 6)
    assert str(moment.tzinfo) == "Asia/Shanghai"


def _autumn(folder: Path, rows: list[str]) -> None:
    toml = (folder / "centre.toml").read_text().replace('Asia/Shanghai"', 'Europe/Berlin"')
    (folder / "centre.toml").write_text(toml.replace('country = "CN"', 'country = "DE"'))
    (folder / "calls.csv").unlink()
    (folder / "forecast.csv").write_text("start,queue,offered,aht_seconds\n" + "\n".join(rows))


def test_a_night_with_a_repeated_hour_has_no_gap_and_comes_back(folder: Path, tmp_path: Path) -> None:
    clocks = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    _autumn(folder, [f"2026-10-25 {clock},general,1,60" for clock in clocks])
    centre = read_centre(folder)
    assert [p.start.astimezone(UTC).hour * 60 + p.start.minute for p in centre.forecast] == [
        -30 + 1440,
        0,
        30,
        60,
        90,
        120,
    ]
    write_centre_folder(centre, tmp_path / "again", "zh")
    write_centre_workbook(centre, tmp_path / "again.xlsx", "zh")
    assert content_hash(read_centre(tmp_path / "again")) == content_hash(centre)
    assert content_hash(read_centre(tmp_path / "again.xlsx")) == content_hash(centre)


def test_a_third_occurrence_is_a_double(folder: Path) -> None:
    _autumn(folder, [f"2026-10-25 {clock},general,1,60" for clock in ("02:00", "02:30", "02:00", "02:30", "02:00")])
    (problem,) = problems_of(folder)
    assert (problem.row, problem.message.en) == (6, "this interval stands twice for its queue")


def test_a_skipped_hour_is_named_with_its_row(folder: Path) -> None:
    _autumn(folder, [f"2027-03-28 {clock},general,1,60" for clock in ("01:30", "02:00", "03:00")])
    (problem,) = problems_of(folder)
    assert (problem.file, problem.row, problem.column) == ("forecast.csv", 3, "start")
