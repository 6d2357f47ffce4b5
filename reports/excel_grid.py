"""The Roster sheet (agents × days) and the legend that explains it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from models.base import Lang, Text, text
from models.calendar import DayKind
from models.centre import Centre
from models.demand import Requirement
from models.people import Agent, Leave
from models.result import Evaluation, Strength
from models.roster import Roster
from models.roster_sheet import (
    AGENT_ID,
    CLASS_COUNTS,
    LOCK_MARK,
    NAME,
    ON_DUTY_COUNT,
    ON_LEAVE_COUNT,
    ROLE,
    SHORT_HOURS,
    TEAM,
    leave_label,
)
from models.shifts import ShiftClass
from models.standby import StandbyPlan
from models.time import is_weekend, week_of
from reports.coverage_facts import short_hours_by_day
from reports.excel_sheet import A3, Cell, Styles, put, set_up_print, weekday_name
from reports.palette import DAY_KIND_COLOURS, HEADER, LEAVE, MUTED, SHORTAGE, STANDBY, WISH, ink_on, shift_colours

DATE_ROW, MARK_ROW, HEAD_ROW = 2, 3, 4
FIRST_DAY_COLUMN = 4
_WISHES = "wishes"
"""The rule whose breaches are the wishes that were not kept."""

_TOTALS = (
    text("Shifts", "班数"),
    text("Worked hours", "计薪工时"),
    text("Leave hours", "休假折算工时"),
    text("Nights", "夜班数"),
    text("Weekend days", "周末班数"),
    text("Wishes broken", "未满足意愿"),
)
_ACTIVITY_SAMPLE = "D1"
_HOLIDAY_OFF = text("off", "休")
_HOLIDAY_WORK = text("work", "班")


@dataclass(frozen=True)
class RosterFacts:
    """A roster with the tables that its grid is drawn from."""

    centre: Centre
    requirement: Requirement
    roster: Roster
    evaluation: Evaluation
    standby: StandbyPlan | None = None
    activities: Mapping[tuple[str, date], str] = field(default_factory=dict)
    """What an agent does besides the phones, by agent and day."""

    @cached_property
    def on_standby(self) -> set[tuple[str, date]]:
        """Who stands by on which day."""
        groups = () if self.standby is None else self.standby.groups
        return {(member.agent_id, group.day) for group in groups for member in group.members}

    @cached_property
    def agents(self) -> list[Agent]:
        """Team by team, in the centre's own order."""
        teams = {team: rank for rank, team in enumerate(dict.fromkeys(agent.team for agent in self.centre.agents))}
        return sorted(self.centre.agents, key=lambda agent: teams[agent.team])

    @cached_property
    def leave(self) -> dict[tuple[str, date], Leave]:
        """Approved leave of the period, by agent and day."""
        days = self.roster.period.days
        return {
            (leave.agent_id, day): leave for leave in self.centre.approved_leave for day in days if leave.covers(day)
        }

    @cached_property
    def breached(self) -> set[tuple[str, date]]:
        """Where an agent's day breaks a hard rule."""
        return {(v.agent_id, v.day) for v in self.evaluation.hard_violations if v.agent_id and v.day}

    @cached_property
    def locked(self) -> set[tuple[str, date]]:
        """The cells that the planner has locked."""
        return {(cell.agent_id, cell.day) for cell in self.roster.locked}

    @cached_property
    def wishes_broken(self) -> Counter[tuple[str, date]]:
        """How many wishes are broken, by agent and day."""
        return Counter(
            (v.agent_id, v.day)
            for v in self.evaluation.violations
            if v.agent_id and v.day and v.rule == _WISHES and v.strength is not Strength.OFF
        )

    @cached_property
    def wishes_broken_by_agent(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for (agent_id, _day), count in self.wishes_broken.items():
            counts[agent_id] += count
        return counts

    def leave_hours(self, agent: Agent) -> float:
        """Hours that paid leave counts for (BANK-7a): a fifth of the contract's week a day, at most the week's hours."""
        types = self.centre.policy.leave.types
        days_by_week: Counter[date] = Counter()
        for day in self.roster.period.days:
            leave = self.leave.get((agent.id, day))
            if leave is not None and types[leave.type].paid:
                days_by_week[week_of(day)] += 1
        return sum(min(5, days) for days in days_by_week.values()) * agent.contract_hours / 5


def write_roster_sheet(sheet: Any, facts: RosterFacts, styles: Styles, lang: Lang) -> None:
    """Agents down, days across; heads above, totals to the right, head-counts beneath."""
    days = facts.roster.period.days
    totals_column = FIRST_DAY_COLUMN + len(days)
    last_column = totals_column + len(_TOTALS) - 1
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, 3, 10)
    sheet.set_column(FIRST_DAY_COLUMN, totals_column - 1, 6.2)
    sheet.set_column(totals_column, last_column, 10.5)
    _write_title(sheet, facts, styles, lang)
    _write_day_heads(sheet, facts, styles, lang)
    rows = _write_agents(sheet, facts, styles, lang)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(1, rows), last_column)
    _write_footer(sheet, HEAD_ROW + 2 + rows, facts, styles, lang)
    sheet.freeze_panes(HEAD_ROW + 1, FIRST_DAY_COLUMN)
    set_up_print(sheet, A3)
    sheet.repeat_rows(DATE_ROW, HEAD_ROW)
    sheet.hide_gridlines(2)


def _write_title(sheet: Any, facts: RosterFacts, styles: Styles, lang: Lang) -> None:
    period = facts.roster.period
    hard = len(facts.evaluation.hard_violations)
    heading = text("Roster of {centre}, {start} to {end}", "{centre} 班表 {start} 至 {end}").format(
        centre=facts.centre.profile.name, start=period.start, end=period.end
    )
    summary = text(
        "{agents} agents, {shifts} shifts; hard rules broken: {hard}; cost {cost:,} points. Colours: see Legend.",
        "{agents} 人，{shifts} 个班次；违反硬性规则 {hard} 处；总代价 {cost:,} 分。颜色说明见“图例”。",
    ).format(agents=len(facts.agents), shifts=len(facts.roster.assignments), hard=hard, cost=facts.evaluation.cost)
    sheet.set_row(0, 24)
    put(sheet, 0, 0, heading.to(lang), styles.title())
    put(
        sheet,
        1,
        0,
        summary.to(lang),
        styles(font_size=9, font_color=SHORTAGE, bold=True) if hard else styles.subtitle(),
    )


def _day_mark(facts: RosterFacts, day: date, lang: Lang) -> str:
    """A statutory holiday's name; otherwise whether the calendar moved a rest day here or made a weekend a workday."""
    calendar = facts.centre.calendar
    kind = calendar.kind(day)
    if kind is DayKind.STATUTORY_HOLIDAY:
        return calendar.name(day)
    if kind is DayKind.MAKE_UP_WORKDAY:
        return _HOLIDAY_WORK.to(lang)
    return _HOLIDAY_OFF.to(lang) if kind is DayKind.REST_DAY and not is_weekend(day) else ""


def _write_day_heads(sheet: Any, facts: RosterFacts, styles: Styles, lang: Lang) -> None:
    days = facts.roster.period.days
    totals_column = FIRST_DAY_COLUMN + len(days)
    kinds = [facts.centre.calendar.kind(day) for day in days]
    left: tuple[Text, ...] = (AGENT_ID, NAME, TEAM, ROLE)
    marks = [_day_mark(facts, day, lang) for day in days]
    sheet.set_row(MARK_ROW, 26 if max(map(len, marks)) > 3 else 15)
    for row in (DATE_ROW, MARK_ROW, HEAD_ROW):
        for column, label in enumerate(left):
            put(sheet, row, column, label.to(lang) if row == HEAD_ROW else None, styles.head())
        for column, (day, kind, mark) in enumerate(zip(days, kinds, marks, strict=True), FIRST_DAY_COLUMN):
            fill = DAY_KIND_COLOURS[kind]
            if row == DATE_ROW:
                put(sheet, row, column, day, styles.head(bg_color=fill, num_format="mm-dd", align="center"))
            elif row == MARK_ROW:
                put(
                    sheet,
                    row,
                    column,
                    mark,
                    styles.head(bg_color=fill, font_size=8, bold=False, align="center", text_wrap=True),
                )
            else:
                put(sheet, row, column, weekday_name(day, lang), styles.head(bg_color=fill, align="left"))
        for column, label in enumerate(_TOTALS, totals_column):
            put(sheet, row, column, label.to(lang) if row == HEAD_ROW else None, styles.head(text_wrap=True))
    sheet.set_row(HEAD_ROW, 30)


def _write_agents(sheet: Any, facts: RosterFacts, styles: Styles, lang: Lang) -> int:
    """One row for each agent; returns how many."""
    colours = shift_colours(facts.centre)
    days = facts.roster.period.days
    plain, number = styles.cell(), styles.cell(num_format="0.#", align="right", bg_color="#F7F9FB")
    rest = {
        day: styles.cell(bg_color="#EEF2F6") if not facts.centre.calendar.is_working_day(day) else plain for day in days
    }
    for row, agent in enumerate(facts.agents, HEAD_ROW + 1):
        for column, value in enumerate((agent.id, agent.name, agent.team, agent.role.label.to(lang))):
            put(sheet, row, column, value, plain)
        for column, day in enumerate(days, FIRST_DAY_COLUMN):
            label, look = _grid_cell(facts, colours, agent, day, lang)
            style = styles.cell(align="center", shrink=True, **look) if look else rest[day]
            put(sheet, row, column, label, style)
            if (agent.id, day) in facts.activities:
                sheet.write_comment(row, column, facts.activities[agent.id, day], {"author": "paiban", "x_scale": 1.5})
        for column, total in enumerate(_agent_totals(facts, agent), FIRST_DAY_COLUMN + len(days)):
            put(sheet, row, column, total, number)
    return len(facts.agents)


def _grid_cell(
    facts: RosterFacts, colours: dict[str, str], agent: Agent, day: date, lang: Lang
) -> tuple[str | None, dict[str, Any]]:
    """What stands in an agent's cell of a day, and how it looks; nothing and no look on an ordinary day off."""
    assignment = facts.roster.by_agent.get(agent.id, {}).get(day)
    leave = facts.leave.get((agent.id, day))
    label: str | None = None
    look: dict[str, Any] = {}
    if assignment is not None:
        fill = colours.get(assignment.shift, HEADER)
        label, look = assignment.shift, {"bg_color": fill, "font_color": ink_on(fill)}
    elif leave is not None:
        label, look = leave_label(leave.type, lang), {"bg_color": LEAVE, "font_color": MUTED, "font_size": 9}
    elif (agent.id, day) in facts.on_standby:
        # A colour and no word: what is written in the grid is read back as shifts.
        look = {"bg_color": STANDBY}
    if (agent.id, day) in facts.activities:
        look |= {"underline": 1}
    if (agent.id, day) in facts.locked:
        label, look = f"{label or ''}{LOCK_MARK}", look | {"bold": True}
    if (agent.id, day) in facts.breached:
        look |= {"border": 5, "border_color": SHORTAGE}
    elif facts.wishes_broken[agent.id, day]:
        look |= {"border": 8, "border_color": WISH}
    return label, look


def _agent_totals(facts: RosterFacts, agent: Agent) -> tuple[Cell, ...]:
    shifts = facts.centre.shifts_by_code
    worked = facts.roster.by_agent.get(agent.id, {})
    known = [(day, shifts[a.shift]) for day, a in worked.items() if a.shift in shifts]
    return (
        len(worked),
        sum(shift.paid_minutes for _, shift in known) / 60,
        facts.leave_hours(agent),
        sum(shift.shift_class is ShiftClass.NIGHT for _, shift in known),
        sum(is_weekend(day) for day in worked),
        facts.wishes_broken_by_agent[agent.id],
    )


def _write_footer(sheet: Any, top: int, facts: RosterFacts, styles: Styles, lang: Lang) -> None:
    """Head-counts by day: of each class, on duty, on leave; and the hours that are short."""
    shifts = facts.centre.shifts_by_code
    days = facts.roster.period.days
    by_class: Counter[tuple[ShiftClass, date]] = Counter()
    on_duty: Counter[date] = Counter()
    for assignment in facts.roster.assignments:
        on_duty[assignment.day] += 1
        if assignment.shift in shifts:
            by_class[shifts[assignment.shift].shift_class, assignment.day] += 1
    on_leave = Counter(day for _agent, day in facts.leave)
    short = short_hours_by_day(facts.requirement, facts.evaluation, days)
    rows: list[tuple[Text, list[Cell]]] = [
        (label, [by_class[shift_class, day] for day in days]) for shift_class, label in CLASS_COUNTS.items()
    ]
    rows.append((ON_DUTY_COUNT, [on_duty[day] for day in days]))
    rows.append((ON_LEAVE_COUNT, [on_leave[day] for day in days]))
    rows.append((SHORT_HOURS, [short[day] or None for day in days]))
    for row, (heading, values) in enumerate(rows, top):
        alarm = heading is SHORT_HOURS
        for column in range(FIRST_DAY_COLUMN):
            put(sheet, row, column, heading.to(lang) if column == 0 else None, styles(bold=True, bg_color=HEADER))
        for column, value in enumerate(values, FIRST_DAY_COLUMN):
            colour = {"font_color": SHORTAGE} if alarm else {}
            put(
                sheet,
                row,
                column,
                value,
                styles.head(align="center", bold=alarm, num_format="0.#", shrink=True, **colour),
            )


def write_legend_sheet(sheet: Any, facts: RosterFacts, styles: Styles, lang: Lang) -> None:
    """Every shift with its times, and what the other colours of the grid mean."""
    heads = (
        text("Shift", "班次"),
        text("Name", "名称"),
        text("Class", "班别"),
        text("Start", "上班"),
        text("End", "下班"),
        text("Paid hours", "计薪工时"),
        text("Meal minutes", "用餐分钟"),
        text("Meal between", "用餐时段"),
    )
    for column, (label, width) in enumerate(zip(heads, (12, 20, 12, 9, 9, 10, 10, 16), strict=True)):
        sheet.set_column(column, column, width)
        put(sheet, 0, column, label.to(lang), styles.head())
    colours = shift_colours(facts.centre)
    for row, shift in enumerate(facts.centre.shifts, 1):
        fill = colours[shift.code]
        put(sheet, row, 0, shift.code, styles.cell(bg_color=fill, font_color=ink_on(fill), align="center"))
        between = f"{shift.meal_from:%H:%M}–{shift.meal_until:%H:%M}" if shift.meal_from and shift.meal_until else None
        night = "+1" if shift.end <= shift.start else ""
        values: tuple[Cell, ...] = (
            shift.name,
            shift.shift_class.label.to(lang),
            f"{shift.start:%H:%M}",
            f"{shift.end:%H:%M} {night}".strip(),
            shift.paid_minutes / 60,
            shift.meal_minutes or None,
            between,
        )
        for column, value in enumerate(values, 1):
            put(sheet, row, column, value, styles.cell())
    row = len(facts.centre.shifts) + 2
    for sample, meaning, look in _other_marks(facts, lang):
        put(sheet, row, 0, sample, styles.cell(align="center", **look))
        put(sheet, row, 1, meaning.to(lang), styles())
        row += 1
    sheet.freeze_panes(1, 0)
    set_up_print(sheet)


def _other_marks(facts: RosterFacts, lang: Lang) -> list[tuple[str | None, Text, dict[str, Any]]]:
    marks: list[tuple[str | None, Text, dict[str, Any]]] = [
        (leave_label(kind, lang), text("approved leave", "已批休假"), {"bg_color": LEAVE, "font_color": MUTED})
        for kind in sorted({leave.type for leave in facts.leave.values()})
    ]
    marks.append((None, text("day off", "休息"), {}))
    if facts.standby is not None:
        marks.append((None, text("standby (see the sheet Standby)", "备班（见“备班”表）"), {"bg_color": STANDBY}))
    marks.append(
        (
            LOCK_MARK,
            text("after a shift or alone: locked, the next build keeps it", "加在班次后或单独填写：锁定，下次排班保留"),
            {"bold": True},
        )
    )
    if facts.activities:
        activity = text("underlined, with a note: an activity in the shift", "带下划线与批注：班内有活动")
        marks.append((_ACTIVITY_SAMPLE, activity, {"underline": 1}))
    marks.append(
        (None, text("a hard rule is broken here", "此处违反硬性规则"), {"border": 5, "border_color": SHORTAGE})
    )
    marks.append((None, text("a wish is not kept here", "此处有意愿未满足"), {"border": 8, "border_color": WISH}))
    marks.extend((None, kind.label, {"bg_color": DAY_KIND_COLOURS[kind]}) for kind in DayKind)
    return marks
