"""Cases in words, for the reference."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from models.demand import ShiftCover
from scheduler.rules.cases import FIRST_DAY, Case


def roster_words(case: Case) -> str:
    """The roster of a case as it is written; what was worked before the period stands before a bar."""
    lines = []
    for agent, word in case.roster.items():
        past = case.past.get(agent, "")
        lines.append(f"{agent} `{past}|{word}`" if past else f"{agent} `{word}`")
    return ", ".join(lines)


def surroundings(case: Case) -> str:
    """What else the case sets: settings, leave, agents, requirement and so on; empty where it sets nothing."""
    return "; ".join(_surroundings(case))


def _surroundings(case: Case) -> Iterator[str]:
    for section, values in case.policy.items():
        for name, value in values.items():
            if section == "contracts":
                yield from (f"contract {name}: `{setting}` {_value(own)}" for setting, own in value.items())
            else:
                yield f"`{name}` {_value(value)}"
    for agent, special in case.agents.items():
        if agent in case.roster:
            yield from (f"{agent}: {name} {_value(value)}" for name, value in special.items())
    for agent, d in case.hired.items():
        yield f"{agent} hired on day {d + 1}"
    for agent, word in case.leave.items():
        yield f"leave {agent} `{word}`"
    for agent, word in case.locked.items():
        yield f"locked {agent} `{word}`"
    for agent, d, code in case.extra:
        yield f"{agent} also {code} on day {d + 1}"
    for agent, d, kind, of, weight in case.wishes:
        wish = kind.label.en if of is None else f"{kind.label.en} {of}"
        yield f"wish of {agent} for day {d + 1}: {wish}, weight {weight}"
    for agent, d, since, until in case.unavailable:
        yield f"{agent} unavailable {since:%H:%M}–{until:%H:%M} of day {d + 1}"
    for skill in case.skills:
        if skill.minimum_staff:
            hours = (
                "all day" if skill.time_from == skill.time_until else f"{skill.time_from:%H}–{skill.time_until:%H} h"
            )
            yield f"at least {skill.minimum_staff} with {skill.code}, {hours}"
    if case.required:
        yield f"required {_required(case)}"
    for hour, curve in case.waiting.items():
        corners = ", ".join(f"{late} with {agents}" for agents, late in curve)
        yield f"waiting at {hour}–{hour + 1} h: {corners}"
    for entry in case.cover:
        yield f"{entry.required} on {entry.shift} {_days(entry)}, {entry.under} for each under, {entry.over} over"
    for agent, d, of, amount, share in case.ledger:
        when = f"day {d + 1}" if d >= 0 else f"{-d} day{'s' if d < -1 else ''} before"
        yield f"ledger of {agent}, {when}: {of.label.en} {amount:g}, a fair share {share:g}"
    if case.meals is not None:
        yield f"meal {case.meals} min after the start"
    if case.first_day != FIRST_DAY:
        yield f"from {case.first_day:%a %Y-%m-%d} on" + (f" in {case.zone}" if case.zone != "Asia/Shanghai" else "")


def _days(entry: ShiftCover) -> str:
    if entry.day is not None:
        return f"on day {(entry.day - FIRST_DAY).days + 1}"
    return "on " + " and ".join(day.label.en for day in entry.weekdays) if entry.weekdays else "every day"


def _required(case: Case) -> str:
    """The requirement by spans of hours with the same figure."""
    if isinstance(case.required, int):
        return str(case.required)
    by_hour, spans = list(case.required), []
    for heads, hours in groupby(range(24), by_hour.__getitem__):
        span = list(hours)
        if heads:
            spans.append(f"{heads} at {span[0]:02}–{span[-1] + 1:02} h")
    return ", ".join(spans)


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        return " and ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_value(own)}" for name, own in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)
