"""What the standby commands ask of the other rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from commands.acting import acting, opened, require
from commands.common import input_error
from commands.duty_sources import month_books, published_around, require_shifts, with_stored_leave
from commands.inputs import parse_period
from hours.month import overtime_of_day, settle_month
from hours.planned import is_holiday, minutes_by_day
from models.access import Deed
from models.base import Text, text
from models.centre import Centre
from models.hours import OvertimeKind
from models.roster import Roster
from models.standby import (
    CallOutcome,
    StandbyCall,
    StandbyDay,
    StandbyFinding,
    StandbyGroup,
    StandbyMember,
    StandbyPlan,
    StoredCall,
    StoredStandby,
)
from models.time import Period
from reports.console import Console
from scheduler.demand.requirement import plan_requirement
from scheduler.fairness.tally import tally_standby
from scheduler.standby.duties import REACH, Duties, holiday_days
from scheduler.standby.layout import Layout
from scheduler.standby.needs import band_size
from store.db import Transaction
from store.db import standby as kept
from store.db.centres import save_centre
from store.db.rosters import load_roster
from store.errors import ConflictError
from store.roster_files import read_roster


def wanted_days(centre: Centre, period: Period, surges: Sequence[str]) -> tuple[StandbyDay, ...]:
    """The statutory holidays of a period and the surge days that are named.

    Raises:
        InputError: when there are none, or a surge has no size.
    """
    holidays = holiday_days(centre.calendar, period.days, centre.policy.standby.whole_break)
    days = {day: StandbyDay(day=day) for day in holidays}
    for words in surges:
        surge = _surge_day(centre, words)
        days.setdefault(surge.day, surge)
    if not days:
        message = text("there is no statutory holiday in it", "其中没有法定节假日")
        remedy = text("name a surge day with --surge 2026-11-11=12", "请用 --surge 2026-11-11=12 指定高峰日")
        raise input_error("--period", str(period), message, remedy)
    return tuple(days[day] for day in sorted(days))


def _surge_day(centre: Centre, words: str) -> StandbyDay:
    """`2026-11-11=12`, or a day alone: then the forecast's error band says how many (BANK-8)."""
    day_words, _, size_words = words.partition("=")
    remedy = text("write the day and the size, such as 2026-11-11=12", "请写日期与人数，如 2026-11-11=12")
    try:
        day = date.fromisoformat(day_words.strip())
        if size_words:
            return StandbyDay(day=day, size=int(size_words))
    except ValueError:
        raise input_error("--surge", words, text("it is no day with a size", "不是日期与人数"), remedy) from None
    total = plan_requirement(centre, Period(start=day, end=day)).total
    # Only forecasts from the call history know how far a day may lie from them.
    size = band_size(total.required, getattr(total, "day_error", 0.0), centre.policy.standby.surge_band)
    if not size:
        raise input_error(
            "--surge", words, text("the forecast of the day has no error band", "该日预测没有误差带"), remedy
        )
    return StandbyDay(day=day, size=size)


def laid_out(
    centre: Centre, period: Period, days: Sequence[StandbyDay], words: str | None, db: str | None, centre_path: Path
) -> tuple[Layout, Counter[str], tuple[str, ...]]:
    """The days laid out, calls of the past twelve months, and the stored rosters that tell who is off.

    `words` name a roster file (a CSV is one of the whole period) or a stored roster; else the published ones count.

    Raises:
        InputError: when no roster has one of the days.
    """
    around = Period(start=days[0].day, end=days[-1].day)
    turns, calls, marks = Counter[str](), Counter[str](), tuple[str, ...]()
    if words is not None and Path(words).is_file():
        file = Path(words)
        rosters = [read_roster(file, centre, None if file.suffix.casefold() == ".xlsx" else period)]
    else:
        with opened(db, centre_path) as database, database.read() as connection:
            rosters, marks = published_around(connection, centre, around, REACH)
            if words is not None:
                rosters.append(load_roster(connection, _number(words)))
            turns, calls = kept.turns(connection, centre.profile.name, days[0].day)
            centre = with_stored_leave(connection, centre)
    for roster in rosters:
        require_shifts(centre, roster)
    _require_days(rosters, days)
    return Layout(Duties(centre, rosters), tuple(days), turns), calls, marks


def _number(words: str) -> int:
    if not words.isdigit():
        remedy = text("give a file, or a number of paiban roster list", "请给出文件，或 roster list 中的编号")
        raise input_error("--roster", words, text("there is no such file", "没有该文件"), remedy)
    return int(words)


def _require_days(rosters: Sequence[Roster], days: Sequence[StandbyDay]) -> None:
    for day in days:
        if not any(day.day in roster.period for roster in rosters):
            message = text("no published roster has this day", "没有包含该日的已发布班表")
            remedy = text("publish one, or name one with --roster", "请先发布班表，或用 --roster 指定")
            raise input_error("--period", str(day.day), message, remedy)


def keep(tx: Transaction, centre: Centre, layout: Layout, plan: StandbyPlan) -> StoredStandby:
    """Keep a plan, if the rosters that it was made on are still the published ones.

    Raises:
        ConflictError: when somebody has published or changed one meanwhile.
    """
    around = Period(start=plan.days[0].day, end=plan.days[-1].day)
    now = published_around(tx.connection, centre, around, REACH).marks
    if plan.rosters and now != plan.rosters:
        raise ConflictError(
            text(f"the rosters changed meanwhile: {', '.join(now)}", f"班表已有变化：{'、'.join(now)}"),
            text("plan standby again", "请重新编制备班"),
        )
    save_centre(tx, centre)
    loads = {(slot.day.day, slot.name): slot.load for slot in layout.slots}
    fairness = tally_standby(with_stored_leave(tx.connection, centre), plan)
    return kept.save_plan(tx, plan, lambda group: loads[group.day, group.name], fairness)


def seen_plans(
    centre: Centre, number: int | None, period: str | None, person: str | None, db: str | None, centre_path: Path
) -> list[StoredStandby]:
    """A stored plan, or all that hold in a period."""
    require(acting(centre, person), Deed.SEE_PUBLISHED)
    with opened(db, centre_path) as database, database.read() as connection:
        if number is not None:
            return [kept.get_plan(connection, number)]
        return kept.plans(connection, centre.profile.name, parse_period(period) if period else None)


def made_call(
    day: date, group: str, agent_id: str, moments: Sequence[datetime | None], declined: bool, reason: str
) -> StandbyCall:
    """The call that the options describe.

    Raises:
        InputError: when its times do not fit together.
    """
    at, came, until = moments
    outcome = CallOutcome.CAME if came else CallOutcome.DECLINED if declined else CallOutcome.NOT_REACHED
    if (came is None) != (until is None):
        message = text("who came has a time of arrival and of leaving", "到岗者须有到岗与离岗时刻")
        raise input_error(
            "--came", str(came or until), message, text("give --came and --until", "请给出 --came 与 --until")
        )
    if at and came and until and not at <= came < until:
        message = text("a call, the arrival and leaving follow each other", "呼叫、到岗、离岗须依次发生")
        raise input_error("--came", str(came), message, text("correct the times", "请更正时刻"))
    return StandbyCall.model_validate(
        {
            "day": day, "group": group, "agent_id": agent_id, "called_at": at, "outcome": outcome,
            "arrived_at": came, "left_at": until, "reason": reason[:200],
        }
    )  # fmt: skip


def record_call(tx: Transaction, centre: Centre, number: int, call: StandbyCall) -> tuple[StoredCall, list[Text]]:
    """Record a call of a plan, and what is worth knowing about it.

    Raises:
        InputError: when the plan does not have this group or member.
    """
    stored = kept.get_plan(tx.connection, number)
    group = stored.plan.group(call.day, call.group)
    names = [g.name for g in stored.plan.of_day(call.day)]
    if group is None:
        remedy = text(f"the day has {', '.join(names) or 'none'}", f"该日备班组：{'、'.join(names) or '无'}")
        raise input_error(
            "--group", call.group, text("the plan has no such group that day", "该日没有此备班组"), remedy
        )
    member = next((m for m in group.members if m.agent_id == call.agent_id), None)
    if member is None:
        remedy = text("paiban standby show lists the members", "成员见 paiban standby show")
        raise input_error("--agent", call.agent_id, text("not in this group", "不在该组"), remedy)
    earlier = [c.call for c in kept.calls(tx.connection, number)]
    save_centre(tx, centre)
    worked = {}
    if call.arrived_at and call.left_at:
        minutes = minutes_by_day(centre, call.arrived_at, call.left_at)
        worked = {day: (count, kind_of(tx, centre, call.agent_id, day)) for day, count in minutes.items()}
    load = centre.policy.standby.call_load
    done = kept.save_call(tx, stored, call, worked, load)
    found = [*_call_warnings(call, group, member, earlier)]
    if worked:
        found += _limit_warnings(tx, centre, call)
    return done, found


def kind_of(tx: Transaction, centre: Centre, agent_id: str, day: date) -> OvertimeKind | None:
    """What minutes beside the plan are on a day, for the case that its month is closed."""
    if centre.policy.hours.system == "comprehensive" and not is_holiday(centre, day):
        return None
    month = Period.parse(f"{day:%Y-%m}")
    return overtime_of_day(centre, month_books(tx.connection, centre, month).books.planned, agent_id, day)


def _call_warnings(
    call: StandbyCall, group: StandbyGroup, member: StandbyMember, earlier: Sequence[StandbyCall]
) -> Iterator[Text]:
    facts = {"agent": call.agent_id, "group": group.name, "day": group.day}
    tried = {c.agent_id for c in earlier if (c.day, c.group) == (call.day, call.group)}
    passed = [
        m.agent_id
        for m in group.members
        if m.call_order < member.call_order and m.agent_id not in tried
        and m.callable_from <= call.called_at < m.callable_until
    ]  # fmt: skip
    if passed:
        yield text("{agent} was called before {others}", "{agent} 先于 {others} 被呼叫").format(
            **facts, others=", ".join(passed)
        )
    outside = call.arrived_at and call.arrived_at < member.callable_from
    if outside or (call.left_at and call.left_at > member.callable_until):
        yield text(
            "{agent} worked outside {start} to {end}: the rest between shifts, the night or a blocked time is touched",
            "{agent} 在 {start}–{end} 之外工作：触及班间休息、夜班资格或不便时段",
        ).format(**facts, start=f"{member.callable_from:%m-%d %H:%M}", end=f"{member.callable_until:%m-%d %H:%M}")


def _limit_warnings(tx: Transaction, centre: Centre, call: StandbyCall) -> Iterator[Text]:
    """Whether the month's overtime, this call included, comes near the limit."""
    known = month_books(tx.connection, centre, Period.parse(f"{call.day:%Y-%m}"))
    own = settle_month(with_stored_leave(tx.connection, centre), known.books).of(call.agent_id)
    yield from own.warnings if own else ()


def call_facts(stored: StoredCall) -> list[dict[str, str]]:
    """The facts that the scores take from a call: coming in on call is a bonus each time (rulebook section 5).

    Columns and names are those of the scores' events table.
    """
    call = stored.call
    if call.outcome is not CallOutcome.CAME:
        return []
    return [
        {
            "event_id": f"standby-call-{stored.id}", "agent_id": call.agent_id, "kind": "standby_call_in",
            "day": str(call.day), "month": f"{call.day:%Y-%m}", "amount": "1", "subject": "", "rater": "", "points": "",
            "entered_by": stored.recorded_by, "entered_on": str(stored.recorded_at.date()),
            "evidence": f"standby:{stored.plan} call:{stored.id} {call.reason}".strip(), "corrects": "",
        }
    ]  # fmt: skip


def reported(
    centre: Centre, found: Sequence[StoredStandby], db: str | None, centre_path: Path
) -> tuple[list[StoredCall], dict[str, dict[str, int]]]:
    """The calls of these plans, and by agent turns and calls of the twelve months up to their last day."""
    last = max((day.day for stored in found for day in stored.plan.days), default=date.today())
    with opened(db, centre_path) as database, database.read() as connection:
        calls = [call for stored in found for call in kept.calls(connection, stored.id)]
        turns, came = kept.turns(connection, centre.profile.name, last + timedelta(days=1))
    return calls, {a.id: {"turns": turns[a.id], "came": came[a.id]} for a in centre.agents}


def show_plan(console: Console, centre: Centre, plan: StandbyPlan, number: int | None) -> None:
    """Every group on lines of its own, and how good the plan is."""
    names = {agent.id: agent.name for agent in centre.agents}
    for group in plan.groups:
        hours = f"{group.starts:%H:%M}–{group.ends:%H:%M}"
        leader = group.leader or "–"
        console.say(
            text(
                f"{group.day} {group.name} {hours} {group.layer_label.en}, {len(group.members)} people, leader {leader}",
                f"{group.day} {group.name} 组 {hours} {group.layer_label.zh}，{len(group.members)} 人，组长 {leader}",
            )
        )
        for member in group.members:
            when = f"{member.callable_from:%H:%M}–{member.callable_until:%H:%M}" if member.callable_minutes else "–"
            console.say(f"  {member.call_order:2} {member.agent_id} {names.get(member.agent_id, '')} {when}")
    best = plan.is_optimal
    kept_as = (f"plan {number}: ", f"计划 {number}：") if number else ("", "")
    console.say(
        text(
            f"{kept_as[0]}cost {plan.cost:,}, proven bound {plan.bound:,}" + (" (optimal)" if best else ""),
            f"{kept_as[1]}代价 {plan.cost:,}，已证下界 {plan.bound:,}" + ("（最优）" if best else ""),
        )
    )


def show_findings(console: Console, remarks: Sequence[StandbyFinding]) -> None:
    for remark in remarks:
        console.tell(remark.text)


def show_report(
    console: Console, centre: Centre, calls: Sequence[StoredCall], turns: dict[str, dict[str, int]]
) -> None:
    heads = (
        text("call", "呼叫"),
        text("agent", "工号"),
        text("day", "日期"),
        text("group", "组"),
        text("outcome", "结果"),
    )
    rows = [
        (
            str(c.id),
            c.call.agent_id,
            str(c.call.day),
            c.call.group,
            c.call.outcome.label,
            f"{c.call.response_minutes or ''}",
        )
        for c in calls
    ]
    console.table((*heads, text("minutes until there", "到岗用时（分钟）")), rows, left=5)
    people = (text("agent", "工号"), text("name", "姓名"), text("turns in 12 months", "12 个月备班次数"))
    names = {agent.id: agent.name for agent in centre.agents}
    console.table(
        (*people, text("came in", "应召到岗")),
        [(agent, names[agent], own["turns"], own["came"]) for agent, own in turns.items()],
        left=2,
    )
