"""Charts: with and without a Chinese font, never a box, always the same bytes. Glyph warnings are errors here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from report_case import Case, changed, make_case, with_night_before

from models.activities import Activity, ActivityKind, ActivityPlan, Session
from models.base import Lang
from models.result import GroupCoverage
from models.time import Period
from reports import fonts
from reports.chart_coverage import draw_coverage
from reports.chart_gantt import ROWS_PER_PAGE
from reports.charts import CoverageCase, write_comparison_chart, write_coverage_chart, write_gantt_chart
from reports.duty_bars import duty_bars
from reports.palette import ROSTER_BEFORE, SHORTAGE, STAFFED, SURPLUS

DAY = date(2026, 10, 1)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def _fresh_font() -> Iterator[None]:
    fonts.chart_font.cache_clear()
    yield
    fonts.chart_font.cache_clear()


@pytest.fixture
def no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_chinese_font", lambda: None)


def draw_all(case: Case, folder: Path) -> list[Path]:
    plan = CoverageCase("国庆加班 $x$", case.requirement, case.evaluation)
    period = case.roster.period
    return [
        *write_coverage_chart(folder / "coverage", case.centre, case.requirement, case.evaluation, period, "zh"),
        *write_gantt_chart(folder / "gantt", case.centre, case.requirement, case.roster, case.evaluation, DAY, "zh"),
        *write_comparison_chart(folder / "both", "情景对比", plan, plan, [DAY, date(2026, 10, 2)], "zh"),
    ]


def check_pictures(paths: list[Path]) -> None:
    assert [path.suffix for path in paths] == [".png", ".svg"] * (len(paths) // 2)
    for path in paths:
        content = path.read_bytes()
        assert content.startswith(PNG_HEAD) if path.suffix == ".png" else b"<svg" in content
        assert len(content) > 5_000


def test_every_chart_is_written_as_png_and_svg(case: Case, tmp_path: Path) -> None:
    paths = draw_all(case, tmp_path)
    assert [path.name for path in paths[:2]] == ["coverage.png", "coverage.svg"]
    check_pictures(paths)


def test_charts_are_the_same_bytes_each_time(case: Case, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    for one, two in zip(draw_all(case, tmp_path), draw_all(case, tmp_path / "again"), strict=True):
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.usefixtures("no_chinese")
def test_without_a_chinese_font_there_is_one_warning_and_no_box(
    case: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        check_pictures(draw_all(case, tmp_path))
    assert [record.name for record in caplog.records] == ["reports.fonts"]
    assert "no Chinese font" in caplog.text


@pytest.mark.usefixtures("no_chinese")
def test_without_a_chinese_font_words_fall_back_to_ids_and_english() -> None:
    font = fonts.chart_font()
    assert font.lang("zh") == "en"
    assert font.drawable("张伟", "A000") == "A000"
    assert font.drawable("张x") == "?x"


def test_a_font_named_by_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fonts.find_chinese_font()
    if found is None:
        pytest.skip("no Chinese font on this machine")
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(found))
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    assert fonts.find_chinese_font() == found
    assert fonts.chart_font().can_draw("排班：夜班、缺员、富余")


def test_a_named_font_without_chinese_is_reported_and_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(broken))
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [str(broken)])
    assert fonts.find_chinese_font() is None
    assert "broken.ttf" in caplog.text


def test_names_no_font_can_draw_become_ids(case: Case, tmp_path: Path) -> None:
    # U+13000 is an Egyptian hieroglyph.
    agents = tuple(
        agent.model_copy(update={"name": "\U00013000", "team": "\U00013000"}) for agent in case.centre.agents
    )
    centre = changed(case.centre, agents=agents)
    check_pictures(
        write_gantt_chart(tmp_path / "gantt", centre, case.requirement, case.roster, case.evaluation, DAY, "zh")
    )


def test_the_night_before_is_drawn_and_meals_are_gaps(case: Case) -> None:
    bars = duty_bars(case.centre, case.requirement, case.roster, date(2026, 10, 5), None)
    # A000 works N22 on 4 October and N23 on the 5th: two bars.
    mine = [bar for bar in bars if bar.agent.id == "A000"]
    assert [(bar.start, bar.end) for bar in mine] == [(-2, 7), (23, 32)]
    assert all(bar.meal and bar.meal[1] - bar.meal[0] == 1 for bar in mine)


def test_the_night_before_the_period_is_drawn_on_its_first_day(case: Case) -> None:
    before = with_night_before(case)
    first = before.roster.period.start
    bars = duty_bars(before.centre, before.requirement, before.roster, first, None)
    assert [(bar.agent.id, bar.start, bar.end, bar.meal) for bar in bars if bar.start < 0] == [
        ("A003", -1, 8, (3, 4)),
    ]
    assert not any(bar.start < 0 for bar in duty_bars(case.centre, case.requirement, case.roster, first, None))


def test_hours_of_the_roster_before_are_not_drawn_as_missing() -> None:
    coverage = GroupCoverage(name="all", required=(2, 2, 2, 2), staffed=(0, 3, 0, 3), before=(0, 1))
    axes = Figure().add_subplot()
    draw_coverage(axes, np.arange(5.0), coverage, range(4))

    def colours(x: float, y: float) -> list[str]:
        areas = [area for area in axes.collections if area.get_paths()[0].contains_point((x, y))]
        return [to_hex(area.get_facecolor()).upper() for area in areas]

    assert colours(0.5, 1) == [ROSTER_BEFORE]
    assert colours(1.5, 2.5) == [STAFFED]
    assert colours(2.5, 1) == [SHORTAGE]
    assert colours(3.5, 2.5) == [SURPLUS]


def test_bars_are_sorted_by_team_and_start(case: Case) -> None:
    bars = duty_bars(case.centre, case.requirement, case.roster, DAY, None)
    keys = [(("华东一组", "华东二组", "投诉组").index(bar.agent.team), bar.start) for bar in bars]
    assert keys == sorted(keys)


def test_more_people_than_a_page_holds_are_drawn_on_pages(tmp_path: Path) -> None:
    big = make_case(ROWS_PER_PAGE * 2)
    arguments = (big.centre, big.requirement, big.roster, big.evaluation, DAY)
    names = [path.name for path in write_gantt_chart(tmp_path / "gantt", *arguments, "zh")]
    assert names == ["gantt-1.png", "gantt-1.svg", "gantt-2.png", "gantt-2.svg"]
    assert len(write_gantt_chart(tmp_path / "team", *arguments, "zh", team="投诉组")) == 2


def test_a_day_on_which_nobody_works_is_drawn(case: Case, tmp_path: Path) -> None:
    nobody = case.roster.model_copy(update={"assignments": ()})
    check_pictures(
        write_gantt_chart(tmp_path / "gantt", case.centre, case.requirement, nobody, case.evaluation, DAY, "en")
    )


def test_a_single_day_of_one_queue_is_drawn(case: Case, tmp_path: Path) -> None:
    day = Period(start=DAY, end=DAY)
    arguments = (case.centre, case.requirement, case.evaluation, day)
    check_pictures(write_coverage_chart(tmp_path / "day", *arguments, "zh", group=1))


def test_a_day_outside_the_plan_cannot_be_compared(case: Case, tmp_path: Path) -> None:
    plan = CoverageCase("base", case.requirement, case.evaluation)
    with pytest.raises(ValueError, match="2027"):
        write_comparison_chart(tmp_path / "both", "t", plan, plan, [date(2027, 1, 1)], "en")


def with_exam(case: Case) -> tuple[Case, ActivityPlan]:
    """An exam of everybody who works on 1 October from 02:00 to 02:30 and from 20:00 to 21:30, held by A002."""
    exam = Activity(name="考试", kind=ActivityKind.EXAM, minutes=90, trainer="A002")
    zone = ZoneInfo("Asia/Shanghai")
    people = tuple(agent.id for agent in case.centre.agents if agent.id != "A002")
    hours = ((time(2), time(2, 30)), (time(20), time(21, 30)))
    sessions = tuple(
        Session(
            activity="考试",
            round=1,
            start=datetime.combine(DAY, start, zone).astimezone(UTC),
            end=datetime.combine(DAY, end, zone).astimezone(UTC),
            agents=people,
        )
        for start, end in hours
    )
    plan = ActivityPlan(sessions=sessions, unplaced=(), cost=0, optimal=False)
    return replace(case, centre=changed(case.centre, activities=(exam,))), plan


def test_activities_lie_in_the_bars_of_those_who_attend_or_hold_them(case: Case) -> None:
    case, plan = with_exam(case)
    bars = duty_bars(case.centre, case.requirement, case.roster, DAY, None, plan)
    # Nights of 30 September (A004, A005) hold the first session, evenings (A001, and A002 who holds it) the second.
    assert {(bar.agent.id, bar.shift.code, span) for bar in bars for span in bar.activities} == {
        ("A004", "N22", (2, 2.5)),
        ("A005", "N23", (2, 2.5)),
        ("A001", "E13", (20, 21.5)),
        ("A002", "E15", (20, 21.5)),
    }
    for bar in bars:
        away = sum(end - start for start, end in bar.activities) + (1 if bar.meal else 0)
        assert sum(end - start for start, end in bar.on_phones) == bar.end - bar.start - away
    assert not any(bar.activities for bar in duty_bars(case.centre, case.requirement, case.roster, DAY))


def test_the_duty_chart_says_holiday_activities_and_hours(case: Case, tmp_path: Path, drawn: list[Figure]) -> None:
    case, plan = with_exam(case)
    facts = (case.centre, case.requirement, case.roster, case.evaluation)
    hours = {a.id: 8 * sum(done.agent_id == a.id for done in case.roster.assignments) for a in case.centre.agents}
    cases: tuple[tuple[date, Lang, tuple[str, ...]], ...] = (
        (DAY, "zh", ("法定节假日", "班内活动（离线）", "周期工时")),
        (DAY, "en", ("statutory holiday", "activity, off the phones", "hours in period")),
        (date(2026, 10, 10), "zh", ("调休上班日 国庆调休", "周期工时")),
    )
    for day, lang, words in cases:
        check_pictures(write_gantt_chart(tmp_path / f"{day}-{lang}", *facts, day, lang, plan=plan))
        told = [found.get_text() for found in drawn[-1].findobj(Text)]
        assert all(any(word in line for line in told) for word in words)
        on_duty = duty_bars(case.centre, case.requirement, case.roster, day)
        assert {f"{hours[bar.agent.id]}" for bar in on_duty} <= set(told)
    assert not any("班内活动" in found.get_text() for found in drawn[-1].findobj(Text))
    write_gantt_chart(tmp_path / "plain", *facts, date(2026, 9, 29), "zh")
    assert not any("节假日" in found.get_text() for found in drawn[-1].findobj(Text))
