"""A plan of activities judged against its roster by counting anew. Knows no solver: who made the plan does not matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from models.activities import Activity, ActivityKind, ActivityPlan, Session
from models.base import Text, text
from models.result import Evaluation
from models.roster import Roster
from models.time import in_window
from scheduler.activities.rounds import rounds_of
from scheduler.evaluate import judge
from scheduler.instance import Instance
from scheduler.view import View

Span = tuple[datetime, datetime]


def away_of(instance: Instance, plan: ActivityPlan) -> dict[int, list[int]]:
    """For each agent, trainers included, the intervals that sessions touch."""
    activities = {activity.name: activity for activity in instance.centre.activities}
    away: dict[int, list[int]] = defaultdict(list)
    for session in plan.sessions:
        start = round((session.start - instance.timeline.moment(0)).total_seconds() / 60)
        length = round((session.end - session.start).total_seconds() / 60)
        for agent_id in (*session.agents, activities[session.activity].trainer):
            if agent_id:
                away[instance.agent_index[agent_id]] += instance.timeline.touched_intervals(start, start + length)
    return dict(away)


def evaluations(instance: Instance, roster: Roster, plan: ActivityPlan) -> tuple[Evaluation, Evaluation]:
    """What the rules make of the roster without and with its activities."""
    view = View(instance, roster)
    return judge(view), judge(view.away(away_of(instance, plan)))


def cost_of(instance: Instance, roster: Roster, plan: ActivityPlan) -> int:
    """Points: what the rules charge more, sessions, and people whose activity found no place."""
    before, after = evaluations(instance, roster, plan)
    rules = instance.policy.activities
    placed = rules.session_points * len(plan.sessions) + rules.unplaced_points * len(plan.unplaced)
    return after.cost - before.cost + placed


def check_activities(instance: Instance, roster: Roster, plan: ActivityPlan) -> list[Text]:
    """Everything that is wrong with a plan; nothing for one that may be handed out."""
    known = {activity.name: activity for activity in instance.centre.activities}
    strangers = [s.activity for s in plan.sessions if s.activity not in known]
    strangers += [a for s in plan.sessions for a in s.agents if a not in instance.agent_index]
    if strangers:
        words = ", ".join(dict.fromkeys(strangers))
        return [text(f"the centre does not know: {words}", f"中心没有：{words}")]
    return [
        *_rounds(instance, plan),
        *_sessions(instance, plan, known),
        *_people(instance, roster, plan, known),
        *_rooms(plan, known),
        *_rules(instance, roster, plan),
    ]


def _rounds(instance: Instance, plan: ActivityPlan) -> Iterator[Text]:
    """Everybody has each round once, or is said to go without."""
    found = Counter((s.activity, s.round, agent_id) for s in plan.sessions for agent_id in s.agents)
    found.update((u.activity, u.round, u.agent_id) for u in plan.unplaced)
    due = {(*round_.key, instance.agents[a].id) for round_ in rounds_of(instance) for a in round_.people}
    for key in sorted(due | found.keys()):
        times = found[key] if key in due else -1
        if times != 1:
            what = f"{key[0]} ({key[1]}), {key[2]}"
            said = {0: ("left out", "遗漏"), -1: ("not asked for", "并未要求")}.get(
                times, (f"{times} times", f"{times} 次")
            )
            yield text(f"{what}: {said[0]}", f"{what}：{said[1]}")


def _sessions(instance: Instance, plan: ActivityPlan, known: dict[str, Activity]) -> Iterator[Text]:
    """Each session lies in its round's days and hours, is as long as it should be and has seats for all."""
    windows = {round_.key: round_.window for round_ in rounds_of(instance)}
    together = Counter((s.activity, s.round) for s in plan.sessions)
    for session in plan.sessions:
        activity = known[session.activity]
        begin, last = (m.astimezone(instance.timeline.tz) for m in (session.start, session.end - timedelta(minutes=1)))
        hours = activity.time_from, activity.time_until
        window = windows.get((session.activity, session.round))
        if window is None or begin.date() not in window:
            yield _about(session, "outside its days", "不在规定日期内")
        if not (in_window(begin.time(), *hours) and in_window(last.time(), *hours)):
            yield _about(session, "outside its hours", "不在规定时间内")
        if session.end - session.start != timedelta(minutes=activity.minutes):
            yield _about(session, f"not {activity.minutes} minutes long", f"时长不是 {activity.minutes} 分钟")
        if activity.seats is not None and len(session.agents) > activity.seats:
            yield _about(session, f"more than {activity.seats} people", f"超过 {activity.seats} 人")
        if activity.seats is None and together[session.activity, session.round] > 1:
            yield _about(session, "all were to come together", "应全体同场")
        if activity.kind is ActivityKind.ONE_TO_ONE and len(session.agents) != 1:
            yield _about(session, "a one-to-one needs one person besides who holds it", "一对一须恰有一人参加")


def _people(instance: Instance, roster: Roster, plan: ActivityPlan, known: dict[str, Activity]) -> Iterator[Text]:
    """Whoever attends or holds a session is inside a shift, not at a meal, and nowhere else."""
    spans: dict[str, list[tuple[Span, Session]]] = defaultdict(list)
    for session in plan.sessions:
        for agent_id in filter(None, (*session.agents, known[session.activity].trainer)):
            spans[agent_id].append(((session.start, session.end), session))
    for agent_id, own in sorted(spans.items()):
        shifts = list(_shifts(instance, roster, agent_id))
        for (start, end), session in own:
            if not any(since <= start and end <= until for (since, until), _ in shifts):
                yield _about(session, f"{agent_id} is not on shift", f"{agent_id} 不在班")
            elif any(meal and start < meal[1] and meal[0] < end for _, meal in shifts):
                yield _about(session, f"{agent_id} is at a meal", f"{agent_id} 用餐中")
        for ((_, end), _), ((start, _), session) in pairwise(sorted(own, key=lambda entry: entry[0])):
            if start < end:
                yield _about(session, f"{agent_id} is in two places", f"{agent_id} 时间冲突")


def _shifts(instance: Instance, roster: Roster, agent_id: str) -> Iterator[tuple[Span, Span | None]]:
    """The agent's shifts and meal breaks by the clock."""
    view, a, timeline = View(instance, roster), instance.agent_index[agent_id], instance.timeline
    for d, t in view.shifts(a, first=0):
        start, end = instance.span(d, t)
        offset, meal = view.meal_offset(a, d), instance.shifts[t].meal_minutes
        at_meal = None
        if offset is not None and meal:
            at_meal = timeline.moment(start + offset), timeline.moment(start + offset + meal)
        yield (timeline.moment(start), timeline.moment(end)), at_meal


def _rooms(plan: ActivityPlan, known: dict[str, Activity]) -> Iterator[Text]:
    rooms: dict[str, list[Session]] = defaultdict(list)
    for session in plan.sessions:
        if known[session.activity].room:
            rooms[known[session.activity].room].append(session)
    for room, sessions in sorted(rooms.items()):
        for before, after in pairwise(sorted(sessions, key=lambda session: session.start)):
            if after.start < before.end:
                yield _about(after, f"{room} is taken", f"{room} 已被占用")


def _rules(instance: Instance, roster: Roster, plan: ActivityPlan) -> Iterator[Text]:
    """No hard rule is broken more than it is without the activities."""
    before, after = (_hard(evaluation) for evaluation in evaluations(instance, roster, plan))
    for (rule, day), amount in sorted(after.items(), key=str):
        if amount > before[rule, day]:
            yield text(f"{rule} is broken on {day}", f"{day} 违反 {rule}")


def _hard(evaluation: Evaluation) -> Counter[tuple[str, date | None]]:
    amounts: Counter[tuple[str, date | None]] = Counter()
    for violation in evaluation.hard_violations:
        amounts[violation.rule, violation.day] += violation.amount
    return amounts


def _about(session: Session, en: str, zh: str) -> Text:
    what = f"{session.activity} {session.start:%Y-%m-%d %H:%M}"
    return text(f"{what}: {en}", f"{what}：{zh}")
