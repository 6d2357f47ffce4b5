"""Why an agent works what they work on a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.base import Text, text
from models.explanation import DayExplanation, Option
from scheduler.explain.ledger import Ledger, rank
from scheduler.explain.words import duty
from scheduler.rules.wishes import wish_words
from scheduler.view import OFF, View


def explain_day(ledger: Ledger, a: int, d: int) -> DayExplanation:
    """What agent `a` works on day `d`, what that serves, and every alternative."""
    agent, view = ledger.instance.agents[a], ledger.view
    t = view.shift(a, d)
    options = [option(ledger, a, d, other, meal) for other, meal in _others(ledger, a, d)]
    return DayExplanation(
        agent_id=agent.id,
        name=agent.name,
        day=ledger.instance.days[d],
        duty=duty(ledger.instance, a, d, t, view.meal_offset(a, d) if t != OFF else None),
        serves=tuple(_serves(ledger, a, d)),
        breaches=ledger.breaches_of(a),
        options=tuple(sorted(options, key=lambda other: rank(other.effect))),
    )


def _others(ledger: Ledger, a: int, d: int) -> Iterator[tuple[int, int | None]]:
    """Every other shift, its meal break where it serves best, and a day off."""
    instance, now = ledger.instance, ledger.view.shift(a, d)
    without = ledger.view.changed({(a, d): (OFF, None)})
    for t in range(instance.shift_count):
        if t != now:
            yield t, ledger.best_meal(without, instance.class_of[a], d, t, instance.meal_offsets(t))
    if now != OFF:
        yield OFF, None


def option(ledger: Ledger, a: int, d: int, t: int, meal_offset: int | None) -> Option:
    """Shift `t` for agent `a` on day `d`, beside what they have."""
    instance, view = ledger.instance, ledger.view
    now = view.shift(a, d)
    return Option(
        agent_id=instance.agents[a].id,
        name=instance.agents[a].name,
        day=instance.days[d],
        now=duty(instance, a, d, now, view.meal_offset(a, d) if now != OFF else None),
        then=duty(instance, a, d, t, meal_offset),
        effect=ledger.effect({(a, d): (t, meal_offset)}),
    )


def _serves(ledger: Ledger, a: int, d: int) -> Iterator[Text]:
    view, instance = ledger.view, ledger.instance
    if view.works(a, d) and instance.on_phones[a]:
        yield from _demand(view, a, d)
    yield from _wishes(ledger, a, d)
    yield _load(view, a)


def _demand(view: View, a: int, d: int) -> Iterator[Text]:
    """For each demand group that the agent serves: how their intervals stand."""
    instance = view.instance
    there = list(instance.phone_intervals(d, view.shift(a, d), view.meal_offset(a, d)))
    for group in instance.requirement.groups:
        crew = instance.phone_crew(group.skills)
        if instance.class_of[a] in crew and there:
            spare = (view.staff(crew) - np.array(group.required))[there]
            yield text(
                "{group}: on the phones in {count} intervals; {short} of them are short all the same, in {exact} nobody can be spared, in {over} somebody can",
                "{group}：在线 {count} 个时段；其中 {short} 个仍缺员，{exact} 个恰好足额，{over} 个有富余",
            ).format(
                group=instance.group_label(group),
                count=len(there),
                short=int((spare < 0).sum()),
                exact=int((spare == 0).sum()),
                over=int((spare > 0).sum()),
            )


def _wishes(ledger: Ledger, a: int, d: int) -> Iterator[Text]:
    wished = [wish for day, wish in ledger.instance.wishes[a] if day == d]
    broken = any(v.rule == "wishes" and v.day == ledger.instance.days[d] for v in ledger.breaches_of(a))
    for wish in wished:
        words = {"wish": wish_words(wish), "weight": wish.weight}
        if broken:
            yield text("wish ({wish}, weight {weight}): not kept", "意愿（{wish}，权重 {weight}）：未满足").format(
                **words
            )
        else:
            yield text("wish ({wish}, weight {weight}): kept", "意愿（{wish}，权重 {weight}）：已满足").format(**words)


def _load(view: View, a: int) -> Text:
    """Shifts, nights and weekend days of the period, beside the average of the agent's role."""
    instance = view.instance
    peers = [b for b, agent in enumerate(instance.agents) if agent.role is instance.agents[a].role]
    worked = view.grid != OFF
    figures = (
        worked.sum(axis=1),
        np.isin(view.grid, instance.night_shifts).sum(axis=1),
        worked[:, list(instance.weekend_days)].sum(axis=1),
    )
    own = [int(figure[a]) for figure in figures]
    mean = [f"{figure[peers].mean():.1f}" for figure in figures]
    return text(
        f"in the whole period {own[0]} shifts ({{role}}s on average {mean[0]}), {own[1]} nights ({mean[1]}), {own[2]} weekend days ({mean[2]})",
        f"整个周期：{own[0]} 个班（{{role}}平均 {mean[0]}），夜班 {own[1]} 个（{mean[1]}），周末 {own[2]} 天（{mean[2]}）",
    ).format(role=instance.agents[a].role.label)
