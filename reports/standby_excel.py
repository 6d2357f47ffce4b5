"""Standby groups to be printed and pinned up: an overview, and for each day a page for each group."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models.base import Lang, text
from models.centre import Centre
from models.standby import StandbyGroup, StandbyPlan
from reports.excel_sheet import Cell, Styles, put, set_up_print, write_heads

OVERVIEW_SHEET = text("Standby", "备班")
_OVERVIEW = [
    text("Day", "日期"),
    text("Holiday", "节假日"),
    text("Group", "组"),
    text("From", "开始"),
    text("Until", "结束"),
    text("Layer", "层次"),
    text("Leader", "组长"),
    text("People", "人数"),
    text("Members in call order", "成员（按呼叫顺序）"),
]
_PAGE = [
    text("Order", "顺序"),
    text("Agent id", "工号"),
    text("Name", "姓名"),
    text("Team", "班组"),
    text("Role", "岗位"),
    text("Skills", "技能"),
    text("May be called from", "可应召自"),
    text("until", "至"),
    text("Called at", "呼叫时刻"),
    text("Arrived at", "到岗时刻"),
    text("Signature", "签字"),
]


def write_standby_workbook(path: Path, centre: Centre, plan: StandbyPlan, lang: Lang) -> None:
    """Write the workbook to `path`. The same values give the same bytes."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        title = f"{centre.profile.name} {OVERVIEW_SHEET.to(lang)}"
        workbook.set_properties({"title": title, "author": "paiban", "created": datetime(2000, 1, 1)})
        styles = Styles(workbook, lang)
        write_standby_sheet(workbook.add_worksheet(OVERVIEW_SHEET.to(lang)), centre, plan, styles, lang)
        for day in plan.days:
            _write_day(workbook.add_worksheet(str(day.day)), centre, plan.of_day(day.day), styles, lang)


def write_standby_sheet(sheet: Any, centre: Centre, plan: StandbyPlan, styles: Styles, lang: Lang) -> None:
    """One line for each group."""
    write_heads(sheet, 0, _OVERVIEW, [12, 16, 7, 8, 8, 11, 18, 8, 90], styles, lang)
    names = {agent.id: agent.name for agent in centre.agents}
    for row, group in enumerate(plan.groups, 1):
        members = "、".join(f"{m.agent_id} {names.get(m.agent_id, '')}".strip() for m in group.members)
        leader = f"{group.leader} {names.get(group.leader, '')}".strip() if group.leader else None
        values: tuple[Cell, ...] = (
            group.day,
            centre.calendar.name(group.day) or None,
            group.name,
            f"{group.starts:%H:%M}",
            f"{group.ends:%H:%M}",
            group.layer_label.to(lang),
            leader,
            len(group.members),
            members,
        )
        for column, value in enumerate(values):
            style = styles.cell(num_format="yyyy-mm-dd") if column == 0 else styles.cell(text_wrap=column == 8)
            put(sheet, row, column, value, style)
    row = len(plan.groups) + 2
    words = text("cost {cost:,}, proven bound {bound:,}", "代价 {cost:,}，已证下界 {bound:,}")
    put(sheet, row, 0, words.format(cost=plan.cost, bound=plan.bound).to(lang), styles.subtitle())
    set_up_print(sheet)


def _write_day(sheet: Any, centre: Centre, groups: tuple[StandbyGroup, ...], styles: Styles, lang: Lang) -> None:
    """The groups of a day beneath each other, each on a printed page of its own."""
    for column, width in enumerate((8, 11, 14, 14, 11, 24, 18, 9, 12, 12, 14)):
        sheet.set_column(column, column, width)
    row, breaks = 0, []
    for group in groups:
        if row:
            breaks.append(row)
        row = _write_group(sheet, row, centre, group, styles, lang)
    sheet.set_h_pagebreaks(breaks)
    set_up_print(sheet)
    # Excel heeds page breaks only where pages are not fitted to a width; so small the columns fit on A4.
    sheet.set_print_scale(80)


def _write_group(sheet: Any, row: int, centre: Centre, group: StandbyGroup, styles: Styles, lang: Lang) -> int:
    people = centre.agents_by_id
    leader = people[group.leader].name if group.leader in people else group.leader or "–"
    title = text(
        "{day} {holiday} · group {name} · {start}–{end} · {layer} · leader {leader}",
        "{day} {holiday} · {name} 组 · {start}–{end} · {layer} · 组长 {leader}",
    ).format(
        day=group.day,
        holiday=centre.calendar.name(group.day),
        name=group.name,
        start=f"{group.starts:%H:%M}",
        end=f"{group.ends:%H:%M}",
        layer=group.layer_label,
        leader=leader,
    )
    put(sheet, row, 0, title.to(lang), styles.title())
    for column, head in enumerate(_PAGE):
        put(sheet, row + 1, column, head.to(lang), styles.head(text_wrap=True))
    row += 2
    for member in group.members:
        agent = people.get(member.agent_id)
        span = (f"{member.callable_from:%m-%d %H:%M}", f"{member.callable_until:%H:%M}")
        values: tuple[Cell, ...] = (
            member.call_order,
            member.agent_id,
            agent.name if agent else None,
            agent.team if agent else None,
            agent.role.label.to(lang) if agent else None,
            ", ".join(agent.skills) if agent else None,
            *(span if member.callable_minutes else ("–", "–")),
            None,
            None,
            None,
        )
        bold = member.agent_id == group.leader
        for column, value in enumerate(values):
            put(sheet, row, column, value, styles.cell(bold=bold))
        row += 1
    return row + 1
