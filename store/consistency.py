"""Checks that need more than one row or one table: references, duplicates, contradictions, gaps of the day."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from models.activities import Activity
from models.base import Text, text
from models.calendar import Event
from models.demand import ShiftCover, Skill
from models.fairness import FairEntry
from models.leave_year import LeaveBlackout, LeaveWish, PastLeave
from models.people import Agent, Leave, LeaveStatus, PastShift, Role, Unavailability, Wish, WishKind
from models.result import Strength
from models.shifts import ShiftClass, ShiftTemplate
from models.time import MINUTES_PER_DAY, clock_minutes
from store.period import check_demand, check_period, notices
from store.reader import Placed, TableRead
from store.references import SUGGESTIONS, Reads, check_references
from store.series import SERIES, Point, check_series
from store.settings import SettingPath
from store.words import did_you_mean, one_of

__all__ = ["Reads", "check_consistency", "check_demand", "check_period", "notices"]

T = TypeVar("T")


def check_consistency(reads: Reads) -> None:
    """Note every inconsistency with the table it is found in."""
    sound = {name for name, read in reads.tables.items() if read.complete and not read.problems}
    _check_duplicates(reads)
    _check_leave_year(reads)
    check_references(reads)
    _check_overlaps(reads)
    _check_wishes(reads)
    _check_cover(reads)
    check_series(reads.tables, reads.profile.interval_minutes)
    if "shifts" in sound:
        _check_templates(reads)
    if "agents" in sound:
        _check_staff(reads)
        _check_teams(reads)
        _check_named_teams(reads)
    if {"agents", "shifts"} <= sound:
        _check_eligibility(reads)
    if {"agents", "skills"} <= sound:
        _check_skills(reads)


def _check_duplicates(reads: Reads) -> None:
    again = text("this line is here twice", "该行重复")
    _no_twin_keys(reads, "agents", text("this id belongs to two agents", "两名员工使用了同一工号"))
    _no_twin_keys(reads, "shifts", text("two shifts have this code", "两个班次使用了同一代码"))
    _no_twin_keys(reads, "skills", text("two skills have this code", "两项技能使用了同一代码"))
    _no_twin_keys(reads, "calendar", text("this day stands twice", "该日期出现了两次"))
    _no_twin_keys(reads, "activities", text("two activities have this name", "两项活动使用了同一名称"))
    _no_twins(reads, "events", Event, lambda e: (e.day, e.kind, e.queue, e.time_from, e.time_until), "day", again)
    _no_twins(reads, "wishes", Wish, lambda w: (w.agent_id, w.day, w.kind, w.shift_class, w.shift), "day", again)
    _no_twins(
        reads,
        "past_shifts",
        PastShift,
        lambda p: (p.agent_id, p.day),
        "day",
        text("the agent has two past shifts on this day", "该员工当天有两个历史班次"),
    )
    _no_twins(
        reads,
        "fairness",
        FairEntry,
        lambda e: (e.agent_id, e.day, e.kind),
        "day",
        text("the agent has two entries of this kind on this day", "该员工当天同类有两条记录"),
    )
    _no_twins(
        reads,
        "availability",
        Unavailability,
        lambda u: (u.agent_id, u.start, u.end, u.time_from, u.time_until),
        "start",
        again,
    )


def _check_leave_year(reads: Reads) -> None:
    ranked = text("the agent has two wishes of this rank for this block", "该员工同一段年假有两个相同志愿")
    _no_twins(reads, "leave_wishes", LeaveWish, lambda w: (w.agent_id, w.block, w.rank), "rank", ranked)
    again = text("the agent has this block of this year twice", "该员工该年度该段年假出现了两次")
    _no_twins(reads, "past_leave", PastLeave, lambda p: (p.agent_id, p.year, p.block), "year", again)


def _check_named_teams(reads: Reads) -> None:
    """The teams that blackouts and activities name."""
    teams = {agent.value.team for agent in reads.rows("agents", Agent)}
    remedy = text("correct it; the teams are those of the agents table", "请更正；班组见坐席表")
    unknown = text("no agent is in this team", "坐席表中没有该班组")
    for blackout in reads.rows("leave_blackouts", LeaveBlackout):
        if blackout.value.team and blackout.value.team not in teams:
            reads.tables["leave_blackouts"].problem(unknown, remedy, blackout.row, "team", blackout.value.team)
    for activity in reads.rows("activities", Activity):
        for team in activity.value.teams:
            if team not in teams:
                reads.tables["activities"].problem(unknown, remedy, activity.row, "teams", team)


def _no_twin_keys(reads: Reads, table: str, message: Text) -> None:
    """No two rows with one id (or code, or day) in the first column, whatever else is wrong with them."""
    if table in reads.tables:
        read = reads.tables[table]
        for row, value in read.repeated:
            read.problem(message, _first_in(read.keys[value]), row, read.table.columns[0].target, value)


def _first_in(row: int) -> Text:
    return text(f"the first is in row {row}: correct or remove one", f"首次出现在第 {row} 行：请更正或删除其一")


def _no_twins(
    reads: Reads, table: str, model: type[T], key_of: Callable[[T], Hashable], target: str, message: Text
) -> None:
    first: dict[Hashable, int] = {}
    for placed in reads.rows(table, model):
        row = first.setdefault(key_of(placed.value), placed.row)
        if row != placed.row:
            reads.tables[table].problem(message, _first_in(row), placed.row, target, getattr(placed.value, target))


def _check_overlaps(reads: Reads) -> None:
    by_agent: dict[str, list[Placed[Leave]]] = defaultdict(list)
    for placed in reads.rows("leave", Leave):
        if placed.value.status not in (LeaveStatus.REFUSED, LeaveStatus.CANCELLED):
            by_agent[placed.value.agent_id].append(placed)
    for leaves in by_agent.values():
        leaves.sort(key=lambda placed: (placed.value.start, placed.row))
        longest = leaves[0]
        for placed in leaves[1:]:
            if placed.value.start <= longest.value.end:
                reads.tables["leave"].problem(
                    text(
                        f"it overlaps the same agent's leave in row {longest.row}",
                        f"与该员工第 {longest.row} 行的请假重叠",
                    ),
                    text("merge or correct the two", "请合并或更正这两行"),
                    placed.row,
                    "start",
                    placed.value.start,
                )
            if placed.value.end > longest.value.end:
                longest = placed


def _check_wishes(reads: Reads) -> None:
    class_of = {placed.value.code: placed.value.shift_class for placed in reads.rows("shifts", ShiftTemplate)}
    by_day: dict[tuple[str, date], list[Placed[Wish]]] = defaultdict(list)
    for placed in reads.rows("wishes", Wish):
        by_day[placed.value.agent_id, placed.value.day].append(placed)
    for wishes in by_day.values():
        for one, other in itertools.combinations(wishes, 2):
            if _contradict(one.value, other.value, class_of):
                reads.tables["wishes"].problem(
                    text(f"it contradicts the agent's wish in row {one.row}", f"与该员工第 {one.row} 行的愿望矛盾"),
                    text("keep one of the two", "请只保留其中一行"),
                    other.row,
                    "kind",
                    other.value.kind,
                )
                break


def _contradict(one: Wish, other: Wish, class_of: Mapping[str, ShiftClass]) -> bool:
    """Whether no shift and no day off keeps both."""
    if one.kind is not WishKind.WANT:
        one, other = other, one
    if one.kind is not WishKind.WANT or other.kind is WishKind.DAY_OFF:
        return one.kind is WishKind.WANT
    if one.shift is not None and other.shift is not None:
        alike = one.shift == other.shift
    else:
        alike = _class(one, class_of) is _class(other, class_of)
        # Not to work one shift of a wanted class leaves the others.
        alike = alike and not (other.kind is WishKind.AVOID and other.shift is not None)
    return alike is (other.kind is WishKind.AVOID)


def _class(wish: Wish, class_of: Mapping[str, ShiftClass]) -> ShiftClass | None:
    return wish.shift_class if wish.shift is None else class_of.get(wish.shift)


def _check_cover(reads: Reads) -> None:
    """A shift has one number on a day: none of its entries asks for another on the same footing."""
    first: dict[Hashable, int] = {}
    for placed in reads.rows("shift_cover", ShiftCover):
        entry = placed.value
        for when in (entry.day,) if entry.day is not None or not entry.weekdays else entry.weekdays:
            row = first.setdefault((entry.shift, when), placed.row)
            if row != placed.row:
                reads.tables["shift_cover"].problem(
                    text(f"row {row} asks for this shift on the same day", f"第 {row} 行已要求该班次同一天的人数"),
                    text("keep one of the two", "请只保留其中一行"),
                    placed.row,
                    "shift",
                    entry.shift,
                )
                break


def _check_templates(reads: Reads) -> None:
    read = reads.tables["shifts"]
    first: dict[Hashable, Placed[ShiftTemplate]] = {}
    covered = [False] * MINUTES_PER_DAY
    for placed in read.of(ShiftTemplate):
        shift = placed.value
        twin = first.setdefault((shift.start, shift.length_minutes), placed)
        if twin is not placed and twin.value.code != shift.code:
            read.problem(
                text(
                    f"it starts and ends like shift {twin.value.code} in row {twin.row}: one shift under two codes",
                    f"与第 {twin.row} 行的班次 {twin.value.code} 起止相同：同一班次有两个代码",
                ),
                text("remove one of the two", "请删除其中一个"),
                placed.row,
                "code",
                shift.code,
            )
        begin = clock_minutes(shift.start)
        for minute in range(begin, begin + min(shift.length_minutes, MINUTES_PER_DAY)):
            covered[minute % MINUTES_PER_DAY] = True
    if reads.policy.roster.minimum_staff and read.rows and not all(covered):
        gaps = ", ".join(_gaps(covered))
        read.problem(
            text(f"no shift covers {gaps} (BANK-6a: service is 7×24)", f"没有班次覆盖 {gaps}（BANK-6a：7×24 服务）"),
            text(
                "add a shift, or set policy.roster.minimum_staff to 0 if the centre closes",
                "请添加班次；若中心不是全天服务，请将 policy.roster.minimum_staff 设为 0",
            ),
        )


def _gaps(covered: list[bool]) -> Iterable[str]:
    minute = 0
    for open_, run in itertools.groupby(covered):
        length = sum(1 for _ in run)
        if not open_:
            end = minute + length
            yield f"{minute // 60:02d}:{minute % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        minute += length


def _phone_agents(reads: Reads) -> list[Agent]:
    return [p.value for p in reads.rows("agents", Agent) if p.value.role in reads.policy.roster.phone_roles]


def _check_staff(reads: Reads) -> None:
    read = reads.tables["agents"]
    if not _phone_agents(reads):
        roles = reads.policy.roster.phone_roles
        read.problem(
            text("nobody is on the phones", "没有接听电话的人员"),
            text(
                f"give someone the role {' or '.join(roles)} (policy.roster.phone_roles)",
                f"请为人员设置岗位：{'、'.join(role.label.zh for role in roles)}（policy.roster.phone_roles）",
            ),
        )
    _check_experienced(reads, read)
    needed = reads.policy.roster.supervisor_minimum
    supervisors = sum(placed.value.role is Role.SUPERVISOR for placed in read.of(Agent))
    if needed > supervisors:
        read.problem(
            text(
                f"{needed} supervisor(s) must be on duty by day, but there are {supervisors} (BANK-28)",
                f"白天须有 {needed} 名主管值班，但只有 {supervisors} 名（BANK-28）",
            ),
            text(
                "add a supervisor, or lower policy.roster.supervisor_minimum",
                "请添加主管，或调低 policy.roster.supervisor_minimum",
            ),
        )


def _check_experienced(reads: Reads, read: TableRead) -> None:
    roster, own = reads.policy.roster, reads.policy.rules.get("experienced_at_night")
    binds = roster.minimum_staff > 0 and (own is None or own.strength in (None, Strength.HARD))
    there = sum(agent.level >= roster.experienced_level for agent in _phone_agents(reads))
    if binds and roster.experienced_minimum > there:
        level, needed = roster.experienced_level, roster.experienced_minimum
        read.problem(
            text(
                f"{needed} agent(s) of level {level} or above must be on the phones at night, but there are {there}",
                f"夜间须有 {needed} 名 {level} 级及以上的坐席在线，但只有 {there} 名",
            ),
            text(
                "correct the agents' levels, or lower policy.roster.experienced_minimum",
                "请更正人员级别，或调低 policy.roster.experienced_minimum",
            ),
        )


def _check_teams(reads: Reads) -> None:
    """The settings name only teams that there are: those that a rule holds for, those that rotate."""
    teams = sorted({placed.value.team for placed in reads.rows("agents", Agent)} - {""})
    remedy = (
        one_of(teams[:SUGGESTIONS])
        if teams
        else text("remove it, or fill in the agents' teams", "请删除，或填写人员的团队")
    )
    named: list[tuple[SettingPath, str]] = [
        (("policy", "rules", rule, "teams"), team) for rule, own in reads.policy.rules.items() for team in own.teams
    ]
    named += [(("policy", "roster", "team_rotation"), team) for team in reads.policy.roster.team_rotation]
    for path, team in named:
        if team not in teams:
            wrong = text("no agent is in this team", "没有人员属于该团队")
            reads.settings.refuse(path, team, wrong, did_you_mean(team, teams, remedy))


def _check_eligibility(reads: Reads) -> None:
    """Every class of shift must have somebody on the phones who may work it."""
    phones = _phone_agents(reads)
    if not phones:
        return
    fit = {kind for agent in phones for kind in agent.shift_classes if kind is not ShiftClass.NIGHT or agent.night_ok}
    first: dict[ShiftClass, Placed[ShiftTemplate]] = {}
    for placed in reads.rows("shifts", ShiftTemplate):
        first.setdefault(placed.value.shift_class, placed)
    for kind, placed in first.items():
        if kind not in fit:
            clause = " (BANK-5.9)" if kind is ShiftClass.NIGHT else ""
            reads.tables["shifts"].problem(
                text(f"nobody may work {kind.label.en} shifts{clause}", f"没有人可以上{kind.label.zh}{clause}"),
                text("check night_ok and shift_classes of the agents", "请检查坐席表的“可上夜班”与“可上班类”"),
                placed.row,
                "shift_class",
                kind.value,
            )


def _check_skills(reads: Reads) -> None:
    """A skill that is asked for must be there often enough."""
    held: dict[str, int] = defaultdict(int)
    for agent in _phone_agents(reads):
        for code in agent.skills:
            held[code] += 1
    for placed in reads.rows("skills", Skill):
        skill = placed.value
        if skill.minimum_staff > held[skill.code]:
            reads.tables["skills"].problem(
                text(
                    f"{skill.minimum_staff} agents with the skill are asked for, but {held[skill.code]} have it (BANK-5.2)",
                    f"要求 {skill.minimum_staff} 名具备该技能的人员，但只有 {held[skill.code]} 名（BANK-5.2）",
                ),
                text("lower the minimum or give more agents the skill", "请调低最少人数，或让更多人员具备该技能"),
                placed.row,
                "minimum_staff",
                skill.minimum_staff,
            )
    for table in SERIES:
        read = reads.tables.get(table)
        known = reads.tables["skills"].keys
        queues = {point.value.queue for point in reads.rows(table, Point)}  # type: ignore[type-abstract]
        for queue in sorted(queue for queue in queues if queue in known and not held[queue]):
            if read:
                read.problem(
                    text("nobody on the phones has the skill of this queue", "接听人员中没有人具备该队列的技能"),
                    text("give agents the skill, or leave the queue out", "请为坐席设置该技能，或去掉该队列"),
                    target="queue",
                    value=queue,
                )
