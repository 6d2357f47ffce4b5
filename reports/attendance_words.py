"""What the workbook, the files and the console say of attendance, put into words once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.attendance import (
    AgentMonth,
    Attendance,
    AttendanceException,
    Entry,
    ExceptionKind,
)
from models.base import Lang, Text, text
from models.centre import Centre
from models.hours import Minutes, OvertimeKind
from models.people import LeaveType
from models.time import Period


@dataclass(frozen=True)
class AttendanceBook:
    """A period's attendance with everything that is shown of it; on demand without names (BANK-37, BANK-38)."""

    centre: Centre
    period: Period
    found: Attendance
    entries: Sequence[Entry] = ()
    no_names: bool = False

    def name(self, agent_id: str) -> str:
        agent = self.centre.agents_by_id.get(agent_id)
        return agent.name if agent and not self.no_names else ""

    def reason(self, entry: Entry) -> str:
        """Why something was entered; words may hold names."""
        return "" if self.no_names else entry.reason

    def team(self, agent_id: str) -> str:
        agent = self.centre.agents_by_id.get(agent_id)
        return agent.team if agent else ""


FORMULAS: tuple[tuple[Text, Text], ...] = (
    (
        text("adherence", "遵时率"),
        text(
            "minutes at the post within rostered working time ÷ minutes of rostered working time (shift without meal); breaks and untold absence are not at the post; shifts on leave or still open are left out; 0 to 1",
            "班内应工作时段中在岗分钟 ÷ 应工作分钟（班次扣除用餐）；休息与擅自离岗不计在岗；休假与待认定班次不计；取值 0 至 1",
        ),
    ),
    (
        text("conformance", "工时符合率"),
        text(
            "minutes worked, approved overtime included ÷ minutes planned; shifts on leave or still open are left out; more than 1 with overtime",
            "实际工作分钟（含已认定加班）÷ 计划分钟；休假与待认定班次不计；有加班时可大于 1",
        ),
    ),
    (
        text("late", "迟到"),
        text("arrival − start of shift, if more than the tolerance", "到岗时间 − 班次开始，超过宽限时计"),
    ),
    (
        text("left early", "早退"),
        text("end of shift − departure, if more than the tolerance", "班次结束 − 离岗时间，超过宽限时计"),
    ),
    (
        text("preparation missed", "未提前到岗"),
        text(
            "preparation minutes − (start of shift − arrival), of who is not late",
            "应提前分钟 −（班次开始 − 到岗时间），未迟到者计",
        ),
    ),
    (
        text("break too long", "休息超时"),
        text(
            "breaks and gaps within the shift − meal break, if more than the tolerance",
            "班内休息与离场合计 − 用餐时间，超过宽限时计",
        ),
    ),
    (
        text("worked", "实际工时"),
        text(
            "time between in and out within the shift − unpaid break (at least the rostered one), and approved time outside the shift; minutes count on the day on which they lie",
            "班内上下班之间 − 不计薪休息（至少为排定时长），加已认定的班外时间；分钟计入其所在日历日",
        ),
    ),
    (
        text("overtime", "加班"),
        text(
            "statutory holiday: all minutes worked on it (3.0); rest day: approved minutes on a day without a shift (2.0, unless taken off in lieu); otherwise approved minutes outside the shift (1.5)",
            "法定节假日：当日全部工作分钟（3.0）；休息日：无班日已认定分钟（2.0，已调休除外）；其余：班外已认定分钟（1.5）",
        ),
    ),
)


def hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def state_words(exception: AttendanceException) -> Text:
    """What has been decided about an exception."""
    if exception.excused:
        return text(f"excused ({exception.settled_by})", f"已免责（{exception.settled_by}）")
    if exception.appeal is not None:
        return exception.appeal.label
    if exception.settled_by:
        return text(f"decided ({exception.settled_by})", f"已认定（{exception.settled_by}）")
    return text("", "")


def detail_words(exception: AttendanceException) -> Text:
    tier = text(f"tier {exception.tier}", f"第 {exception.tier} 档") if exception.tier else text("", "")
    parts = [part for part in (tier, exception.detail) if part.en]
    return text("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))


def place_words(places: Iterable[str], lang: Lang) -> str:
    """Files with their rows: `clock.csv 12, 15`; entries by their id."""
    rows: dict[str, list[str]] = {}
    for place in places:
        file, _, row = place.partition(" row ")
        rows.setdefault(file, []).extend([row] if row else [])
    comma, semicolon = (", ", "; ") if lang == "en" else ("、", "；")
    return semicolon.join(f"{file} {comma.join(numbers)}".strip() for file, numbers in rows.items())


def count_words(month: AgentMonth, kind: ExceptionKind) -> str:
    """How often, and how many minutes: `2 / 17`."""
    times, minutes = month.exceptions.get(kind, (0, 0))
    if not times:
        return ""
    return f"{times} / {minutes}" if minutes else str(times)


def leave_words(month: AgentMonth, lang: Lang) -> str:
    return (", " if lang == "en" else "、").join(
        f"{kind.label.to(lang)} {month.leave_days[kind]}" for kind in LeaveType if kind in month.leave_days
    )


@dataclass(frozen=True)
class TeamMonth:
    """What the months of a team's agents add up to."""

    team: str
    month: str
    agents: int
    planned: int
    worked: int
    overtime: Minutes
    comp_time: int
    exceptions: dict[ExceptionKind, int]
    leave_days: int
    adherence: float | None
    conformance: float | None
    full_attendance: int


def team_months(book: AttendanceBook) -> list[TeamMonth]:
    """Every team's months, in order; agents without a team are under an empty name."""
    groups: dict[tuple[str, str], list[AgentMonth]] = {}
    for month in book.found.months:
        groups.setdefault((month.month, book.team(month.agent_id)), []).append(month)
    return [_team(team, month, own) for (month, team), own in sorted(groups.items())]


def _team(team: str, month: str, own: Sequence[AgentMonth]) -> TeamMonth:
    work, plan = sum(m.rostered_work for m in own), sum(m.conformable for m in own)
    return TeamMonth(
        team=team,
        month=month,
        agents=len(own),
        planned=sum(m.planned for m in own),
        worked=sum(m.worked for m in own),
        overtime={kind: _total(m.overtime.get(kind, 0) for m in own) for kind in OvertimeKind},
        comp_time=sum(m.comp_time for m in own),
        exceptions={kind: _total(m.exceptions.get(kind, (0, 0))[0] for m in own) for kind in ExceptionKind},
        leave_days=sum(sum(m.leave_days.values()) for m in own),
        adherence=sum(m.at_post for m in own) / work if work else None,
        conformance=sum(m.conformed for m in own) / plan if plan else None,
        full_attendance=sum(m.full_attendance for m in own),
    )


def _total(counts: Iterable[int]) -> int:
    return sum(counts)
