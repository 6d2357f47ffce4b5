"""Whether a plan holds: knows nothing of solvers, and reads rest from the shifts themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from models.base import Text, text
from models.standby import StandbyDay, StandbyFinding, StandbyGroup, StandbyPlan
from scheduler.standby.duties import REACH, Duties
from scheduler.standby.layout import Layout, Slot


def findings(layout: Layout, plan: StandbyPlan) -> list[StandbyFinding]:
    """Everything that is wrong with a plan, the hard ones (against the clause or somebody's rest) first."""
    found = [finding for day in layout.days for finding in _of_day(layout, plan, day)]
    return sorted(found, key=lambda finding: not finding.hard)


def plan_cost(layout: Layout, plan: StandbyPlan) -> int:
    """What a plan costs in points, counted from its groups."""
    policy = layout.duties.centre.policy.standby
    cost, turns = 0, Counter[str]()
    for slot in layout.slots:
        group = plan.group(slot.day.day, slot.name)
        members = {member.agent_id for member in group.members} if group else set()
        least, most = layout.sizes(slot.day)
        cost += policy.size_weight * (max(0, len(members) - most) + max(0, least - len(members)))
        cost += policy.missing_weight * sum(max(0, need.least - len(need.agents & members)) for need in slot.needs)
        cost += policy.rest_weight * sum(slot.lost_hours(member) for member in members)
        turns.update(dict.fromkeys(members, slot.load))
    steps = sum(layout.leads[agent] * n + n * (n + 1) // 2 for agent, n in turns.items())
    return cost + policy.turn_weight * steps


def _of_day(layout: Layout, plan: StandbyPlan, day: StandbyDay) -> Iterator[StandbyFinding]:
    duties, groups = layout.duties, plan.of_day(day.day)
    times = Counter(member.agent_id for group in groups for member in group.members)
    off = {agent.id for agent in duties.off_duty(day.day)}

    def hard(agent_id: str, words: Text) -> StandbyFinding:
        return StandbyFinding(day=day.day, agent_id=agent_id, hard=True, text=words.format(agent=agent_id, day=day.day))

    if not day.is_surge:
        for agent_id in sorted(off - times.keys()):
            yield hard(
                agent_id,
                text("{agent} is off on {day} and in no standby group", "{agent} {day} 未当班却不在任何备班组"),
            )
    elif times.total() == layout.people(day) < (day.size or 0):
        words = text("{day}: only {there} of {size} are off duty", "{day}：需备班 {size} 人，仅 {there} 人未当班")
        yield StandbyFinding(
            day=day.day, hard=False, text=words.format(day=day.day, there=times.total(), size=day.size)
        )
    elif times.total() != layout.people(day):
        words = text("{day} asks for {agent} people to stand by", "{day} 需备班 {agent} 人")
        yield hard(str(layout.people(day)), words)
    for agent_id in sorted(times.keys() - off):
        yield hard(
            agent_id, text("{agent} is on duty or on leave on {day}, or not there", "{agent} {day} 当班、休假或不在职")
        )
    for agent_id in sorted(agent for agent, count in times.items() if count > 1):
        yield hard(agent_id, text("{agent} is in more than one group on {day}", "{agent} {day} 在多个备班组"))
    slots = {slot.name: slot for slot in layout.of_day(day.day)}
    if {group.name for group in groups} != slots.keys():
        yield hard("", text("{day} does not have the groups of the settings", "{day} 的备班组与设置不符"))
    for group in groups:
        if group.name in slots:
            yield from _of_group(layout, group, slots[group.name])


def _of_group(layout: Layout, group: StandbyGroup, slot: Slot) -> Iterator[StandbyFinding]:
    members = {member.agent_id for member in group.members}

    def found(words: Text, hard: bool, agent_id: str = "", **facts: object) -> StandbyFinding:
        said = words.format(group=group.name, day=group.day, agent=agent_id, **facts)
        return StandbyFinding(day=group.day, group=group.name, agent_id=agent_id, hard=hard, text=said)

    for need in slot.needs:
        short = need.least - len(need.agents & members)
        if short > 0:
            words = text("group {group} of {day}: {short} missing for {what}", "{day} {group} 组：{what}缺 {short} 人")
            yield found(words, False, short=short, what=need.what)
    least, most = layout.sizes(slot.day)
    if not least <= len(members) <= most:
        words = text(
            "group {group} of {day} has {n} people, not {least} to {most}",
            "{day} {group} 组 {n} 人，应为 {least}–{most} 人",
        )
        yield found(words, False, n=len(members), least=least, most=most)
    leaders = next(need.agents for need in slot.needs)
    if group.leader is None:
        if leaders & members:
            yield found(text("group {group} of {day} has no leader", "{day} {group} 组没有组长"), True)
    elif group.leader not in leaders & members:
        words = text("{agent} cannot lead group {group} of {day}", "{agent} 不能任 {day} {group} 组组长")
        yield found(words, True, group.leader)
    if [member.call_order for member in group.members] != list(range(1, len(members) + 1)):
        yield found(text("group {group} of {day}: no call order", "{day} {group} 组：呼叫顺序有误"), True)
    for member in group.members:
        start, end = member.callable_from, member.callable_until
        inside = group.starts <= start <= end <= group.ends
        if not inside or (start < end and not _rested(layout.duties, member.agent_id, group, start, end)):
            words = text(
                "{agent} in group {group} of {day}: called in they miss rest",
                "{agent}（{day} {group} 组）：应召将休息不足",
            )
            yield found(words, True, member.agent_id)


def _rested(duties: Duties, agent_id: str, group: StandbyGroup, start: datetime, end: datetime) -> bool:
    """Whether between the span and every shift of the agent before and after it lies `min_rest_hours`."""
    agent = duties.centre.agents_by_id[agent_id]
    rest = timedelta(hours=duties.centre.policy.terms(agent.contract).min_rest_hours)
    for i in range(-REACH, REACH + 1):
        shift = duties.span(agent_id, group.day + timedelta(days=i))
        if shift is not None and not (shift[1] + rest <= start or end + rest <= shift[0]):
            return False
    return True
