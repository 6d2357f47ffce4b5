"""A clash in words: what takes part in it, and what giving up a rule would mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from models.base import Text, text
from models.result import ClashMember, Concession
from models.roster import Assignment, Roster
from scheduler.engine.people import Grid
from scheduler.engine.pieces import Piece, Pieces, softened
from scheduler.instance import Instance
from scheduler.rules.base import Rule, StaffRule
from scheduler.view import OFF, View

_NAMED = 6
"""So many agents are named, the others counted."""


def members(pieces: Pieces, core: Sequence[Piece]) -> tuple[ClashMember, ...]:
    """What takes part: agents of whom a rule asks the like on the same days stand together."""
    staff: dict[object, list[Piece]] = {}
    own: dict[tuple[Rule, int], list[Piece]] = {}
    for piece in core:
        if piece.a is None:
            staff.setdefault((piece.demand, piece.days), []).append(piece)
        else:
            own.setdefault((piece.rule, piece.a), []).append(piece)
    alike: dict[tuple[Rule, tuple[int, ...], bool], list[int]] = {}
    for (rule, a), found in own.items():
        days = tuple(sorted({d for piece in found for d in piece.days}))
        alike.setdefault((rule, days, any(map(pieces.counts_past, found))), []).append(a)
    about_staff = [_of_staff(pieces, found) for found in staff.values()]
    return (*about_staff, *(_of_agents(pieces.instance, *key, sorted(agents)) for key, agents in alike.items()))


def _of_staff(pieces: Pieces, found: list[Piece]) -> ClashMember:
    instance, rule = pieces.instance, found[0].rule
    demand = pieces.demands.all[found[0].demand]
    days = _dates(instance, found[0].days)
    facts: dict[str, object] = {"rule": rule.title, "when": days_words(days)}
    facts["count"] = max(int(demand.limits[piece.place]) for piece in found)
    since: datetime | None = None
    until: datetime | None = None
    if demand.about_cells:
        cells = [piece.place - instance.timeline.interval_count for piece in found]
        codes = dict.fromkeys(instance.shifts[cell % instance.shift_count].code for cell in cells)
        facts["when"] = text("{days} {shifts}", "{days} {shifts}").format(days=facts["when"], shifts="/".join(codes))
    else:
        since = instance.timeline.interval_start(found[0].place)
        until = instance.timeline.interval_start(found[-1].place + 1)
        clock = f"{since:%H:%M}–{until:%H:%M}"
        facts["when"] = text("{days} {clock}", "{days} {clock}").format(days=facts["when"], clock=clock)
    words = (
        text("{rule}: at least {count} on {when}", "{rule}：{when} 至少 {count} 人")
        if demand.sign > 0
        else text("{rule}: at most {count} on {when}", "{rule}：{when} 至多 {count} 人")
    )
    return ClashMember(rule=rule.name, days=days, since=since, until=until, text=words.format(**facts))


def _of_agents(instance: Instance, rule: Rule, days: tuple[int, ...], past: bool, agents: list[int]) -> ClashMember:
    dates = _dates(instance, days)
    words = text("{rule}: {who}, {when}", "{rule}：{who}，{when}")
    if past:
        words = text(
            "{rule}: {who}, {when}, counting shifts before the period", "{rule}：{who}，{when}，计入周期前的班次"
        )
    return ClashMember(
        rule=rule.name,
        agents=tuple(instance.agents[a].id for a in agents),
        days=dates,
        past=past,
        text=words.format(rule=rule.title, who=_names(instance, agents), when=days_words(dates)),
    )


def concession(instance: Instance, rule: Rule, soft: Collection[Piece], points: int, grid: Grid) -> Concession:
    """What breaking the rule as in this part of a roster means."""
    if isinstance(rule, StaffRule):
        amount = points // max(rule.weight, 1)
        days = days_words(_dates(instance, sorted({d for piece in soft for d in piece.days})))
        told = text("{rule} on {days}: {amount:,} {unit} less", "{rule}：{days} 放宽 {amount:,} {unit}")
        texts = [told.format(rule=rule.title, days=days, amount=amount, unit=rule.unit)]
    else:
        agents = sorted({piece.a for piece in soft if piece.a is not None})
        view = View(instance, _roster(instance, agents, grid)).narrowed(agents, range(0))
        ids = {instance.agents[a].id for a in agents}
        texts = [v.text for v in softened(rule).judge(view) if v.agent_id in ids]
    return Concession(rule=rule.name, points=points, texts=tuple(texts))


def _roster(instance: Instance, agents: Iterable[int], grid: Grid) -> Roster:
    assignments = tuple(
        Assignment(agent_id=instance.agents[a].id, day=instance.days[d], shift=instance.shifts[int(grid[a, d])].code)
        for a in agents
        for d in range(instance.day_count)
        if grid[a, d] != OFF
    )
    return Roster(centre=instance.centre.profile.name, period=instance.period, assignments=assignments)


def _dates(instance: Instance, days: Iterable[int]) -> tuple[date, ...]:
    return tuple(instance.date_of(d) for d in days)


def _names(instance: Instance, agents: list[int]) -> Text:
    names = [f"{instance.agents[a].name} ({instance.agents[a].id})" for a in agents[:_NAMED]]
    en, zh = ", ".join(names), "、".join(names)
    if len(agents) > _NAMED:
        more = len(agents) - _NAMED
        return text(f"{en} and {more} more", f"{zh} 等 {len(agents)} 人")
    return text(en, zh)


def days_words(days: Sequence[date]) -> str:
    """Days in a row as a span."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}..{span[-1]}" for span in spans)
