"""What a centre's tables must hold for a given planning period, and what a planner should know about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.base import Text, text
from models.centre import Centre
from models.input_problem import InputProblem
from models.people import LeaveStatus
from models.time import Period
from store.demand_tables import FORECAST, REQUIREMENT
from store.people_tables import PAST_SHIFTS
from store.series import Point, by_queue, minute_of
from store.table import Table

MOST_DAYS = 92


def check_period(centre: Centre, period: Period) -> list[InputProblem]:
    """Every reason why this period cannot be planned from the centre's tables as they are."""
    return [*check_demand(centre, period), *_past_shifts(centre, period)]


def check_demand(centre: Centre, period: Period) -> list[InputProblem]:
    """Every reason why the calls and the agents required in this period cannot be told; no roster is asked for."""
    return [
        *_length(period),
        *_demand(centre),
        *_ready_made(centre, period, FORECAST, centre.forecast),
        *_ready_made(centre, period, REQUIREMENT, centre.requirement),
    ]


def _length(period: Period) -> Iterator[InputProblem]:
    if len(period.days) > MOST_DAYS:
        yield InputProblem(
            file="period",
            value=str(period),
            message=text(f"a period has at most {MOST_DAYS} days", f"排班周期最多 {MOST_DAYS} 天"),
            remedy=text("plan a month or a quarter at a time", "请按月或按季度排班"),
        )


def _demand(centre: Centre) -> Iterator[InputProblem]:
    if not (centre.calls or centre.forecast or centre.requirement):
        yield InputProblem(
            file="calls",
            message=text(
                "there is nothing to plan for: no calls, forecast or requirement", "没有话务历史、预测或需求，无从排班"
            ),
            remedy=text("fill in one of the three tables", "请填写三张表中的一张"),
        )


def _ready_made(centre: Centre, period: Period, table: Table, points: Sequence[Point]) -> Iterator[InputProblem]:
    """A ready-made series must have every interval of the period, queue by queue."""
    starts = {minute_of(start): start for start in centre.timeline(period).interval_starts} if points else {}
    for queue, minutes in by_queue(points).items():
        there = set(minutes)
        absent = [start for minute, start in starts.items() if minute not in there]
        if absent:
            first, last = f"{absent[0]:%Y-%m-%d %H:%M}", f"{absent[-1]:%Y-%m-%d %H:%M}"
            yield InputProblem(
                file=table.name,
                column="start",
                message=text(
                    f"{table.name} gap: {len(absent)} of {len(starts)} interval(s) of queue {queue} are missing "
                    f"in {period}, the first at {first}, the last at {last}",
                    f"{table.zh}缺口：{period} 内队列 {queue} 的 {len(starts)} 个时段缺少 {len(absent)} 个，"
                    f"首个 {first}，末个 {last}",
                ),
                remedy=text("add the missing intervals, or empty the table", "请补上缺少的时段，或清空该表"),
            )


def _past_shifts(centre: Centre, period: Period) -> Iterator[InputProblem]:
    for past in centre.past_shifts:
        if past.day >= period.start:
            yield InputProblem(
                file=PAST_SHIFTS.name,
                column="day",
                value=f"{past.agent_id} {past.day}",
                message=text(f"a past shift lies on or after {period.start}", f"历史班次不早于 {period.start}"),
                remedy=text("past shifts end the day before the period", "历史班次应止于排班周期前一天"),
            )


def notices(centre: Centre, period: Period) -> list[Text]:
    """What is worth knowing but does not stand in the way."""
    return [
        *_provisional(centre, period),
        *_history(centre),
        *_people(centre, period),
    ]


def _provisional(centre: Centre, period: Period) -> Iterator[Text]:
    for year in sorted({day.year for day in period.days}):
        first = next(day for day in period.days if day.year == year)
        if centre.calendar.is_provisional(first):
            yield text(
                f"the calendar of {year} is provisional: its make-up working days are not decreed yet; "
                "the calendar table overrules it",
                f"{year} 年的日历为暂定：调休安排尚未公布；可用日历表覆盖",
            )


def _history(centre: Centre) -> Iterator[Text]:
    if not centre.past_shifts:
        yield text(
            "no past shifts are given: rest and runs of days are not checked across the period's first day",
            "没有历史班次：不检查与周期首日之前的休息与连班",
        )
    demand = {point.queue for points in (centre.calls, centre.forecast, centre.requirement) for point in points}
    for skill in centre.skills:
        if demand and skill.code not in demand:
            yield text(
                f"skill {skill.code} has no calls, forecast or requirement",
                f"技能 {skill.code} 没有话务历史、预测或需求",
            )


def _people(centre: Centre, period: Period) -> Iterator[Text]:
    undecided = [
        leave
        for leave in centre.leave
        if leave.status in (LeaveStatus.REQUESTED, LeaveStatus.WAITLISTED)
        and leave.start <= period.end
        and leave.end >= period.start
    ]
    if undecided:
        yield text(
            f"{len(undecided)} leave request(s) in the period are not decided: they do not bind the roster",
            f"周期内有 {len(undecided)} 份请假尚未审批：不约束班表",
        )
    phones = [agent for agent in centre.agents if agent.role in centre.policy.roster.phone_roles]
    unskilled = [agent.id for agent in phones if not agent.skills]
    if unskilled:
        yield text(
            f"{len(unskilled)} agent(s) on the phones have no skill and serve no queue, such as {unskilled[0]}",
            f"有 {len(unskilled)} 名接听人员没有技能、不服务任何队列，如 {unskilled[0]}",
        )
    new = [agent.id for agent in centre.agents if agent.hire_date is not None and agent.hire_date > period.start]
    if new:
        yield text(
            f"{len(new)} agent(s) start after the period's first day, such as {new[0]}",
            f"有 {len(new)} 名员工在周期首日之后入职，如 {new[0]}",
        )
