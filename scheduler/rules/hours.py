"""Working hours in whole minutes, exact where the settings are fractions of an hour."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor

from scheduler.instance import Instance

FULL_CONTRACT_HOURS = 40
"""The contract that `average_weekly_hours` is stated for."""


def whole_minutes(weekly_hours: float, days: int = 7, contract_hours: float = FULL_CONTRACT_HOURS) -> int:
    """`weekly_hours` over so many days for a contract that is full or a part of it, in minutes rounded down."""
    part = _exact(contract_hours) / FULL_CONTRACT_HOURS
    return floor(_exact(weekly_hours) * 60 * Fraction(days, 7) * part)


def part_minutes(hours: float, days: int = 1, of_days: int = 1) -> int:
    """The part of `hours` that falls on so many of so many days, in minutes rounded down."""
    return floor(_exact(hours) * 60 * Fraction(days, of_days))


def average_minutes(instance: Instance, a: int, days: range) -> tuple[int, int]:
    """Minutes that agent `a` may work on these days by the average, and the leave credit that is already taken off."""
    hours, agent = instance.terms(a).average_weekly_hours, instance.agents[a]
    credit = instance.leave_credit_minutes(a, days)
    own = agent.contract and instance.policy.contracts[agent.contract].average_weekly_hours is not None
    part_of = FULL_CONTRACT_HOURS if own else agent.contract_hours
    return max(0, whole_minutes(hours, len(days), part_of) - credit), credit


def reachable(instance: Instance, limit: int) -> int:
    """The largest sum of shifts' paid minutes that is not above `limit`."""
    return _reachable(tuple(sorted(set(instance.paid_minutes.tolist()))), limit)


@lru_cache(maxsize=4096)
def _reachable(coins: tuple[int, ...], limit: int) -> int:
    # Bit i of `sums` tells whether some shifts are paid i minutes together. With doubled steps every coin is spent often enough.
    within, sums = (1 << (limit + 1)) - 1, 1
    for coin in coins:
        step = coin
        while step <= limit:
            sums |= sums << step & within
            step *= 2
    return sums.bit_length() - 1


def _exact(number: float) -> Fraction:
    return Fraction(str(number))
