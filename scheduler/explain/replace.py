"""Who could take over when an agent falls out."""

from __future__ import annotations

from models.explanation import Option, Replacement
from scheduler.explain.ledger import Ledger, rank
from scheduler.explain.words import duty
from scheduler.instance import Instance
from scheduler.view import OFF


def replacements(ledger: Ledger, a: int, d: int) -> Replacement:
    """Everybody who could take over agent `a`'s shift of day `d`, with its meal break; the cheapest allowed one first.

    Effects are those against the roster as it is. Who works another shift on that day leaves it for this one.

    Raises:
        ValueError: when the agent works nothing on that day.
    """
    instance, view = ledger.instance, ledger.view
    t = view.shift(a, d)
    if t == OFF:
        raise ValueError(f"agent number {a} works nothing on day {d}")
    options = [_option(ledger, a, b, d) for b in _eligible(instance, a) if view.shift(b, d) != t]
    options.sort(key=lambda found: (rank(found.effect), found.agent_id))
    return Replacement(
        agent_id=instance.agents[a].id,
        name=instance.agents[a].name,
        day=instance.days[d],
        duty=duty(instance, a, d, t, view.meal_offset(a, d)),
        unfilled=ledger.effect({(a, d): (OFF, None)}),
        options=tuple(found for found in options if found.effect.allowed),
        refused=tuple(found for found in options if not found.effect.allowed),
    )


def _eligible(instance: Instance, a: int) -> list[int]:
    """The others of the agent's role, and who answers calls like them."""
    return [
        b
        for b, other in enumerate(instance.agents)
        if b != a and (other.role is instance.agents[a].role or (instance.on_phones[a] and instance.on_phones[b]))
    ]


def _option(ledger: Ledger, a: int, b: int, d: int) -> Option:
    instance, view = ledger.instance, ledger.view
    t, meal, now = view.shift(a, d), view.meal_offset(a, d), view.shift(b, d)
    return Option(
        agent_id=instance.agents[b].id,
        name=instance.agents[b].name,
        day=instance.days[d],
        now=duty(instance, b, d, now, view.meal_offset(b, d) if now != OFF else None),
        then=duty(instance, b, d, t, meal),
        effect=ledger.effect({(a, d): (OFF, None), (b, d): (t, meal)}),
    )
