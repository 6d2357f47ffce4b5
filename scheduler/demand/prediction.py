"""What service a roster will deliver: the expected figures by the transient chain, and a band over scenarios of the calls.

A day's calls differ from the forecast by more than any approximation of the queue does, so one number says too little. Each scenario
multiplies the day's calls by one factor and each interval's by another (both lognormal with mean 1), and is judged
by the quick method, moved by as much as the chain differs from it on the forecast itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from models.base import Text, text
from models.demand import DemandGroup, Requirement
from models.policy import StaffingPolicy
from models.result import GroupCoverage
from models.service import DayService, GroupService, ServiceBand, ServiceFigures, ServicePrediction
from models.time import Timeline
from scheduler.demand.delivery import Delivered, by_chain, quick
from scheduler.demand.errors import DemandError
from scheduler.demand.load import Load

Floats = NDArray[np.float64]

SCENARIOS = 200

_OUTSIDE = 10.0  # per cent of the scenarios left out at each end of a band
_NO_CALLS = text(
    "no calls are known for the period, only the agents required: without calls no service can be predicted; "
    "give a call history or a forecast, and leave the requirement table empty",
    "该周期只有需求人数而没有来电，无法预测服务水平；请提供来电历史或来电预测，并清空需求人数表",
)
_DEFINITIONS = {
    "all_offered": text("answered within {threshold:g} s over all offered calls", "{threshold:g} 秒内接听 ÷ 全部来电"),
    "without_early_hang_ups": text(
        "answered within {threshold:g} s over offered calls less those who hang up within {threshold:g} s",
        "{threshold:g} 秒内接听 ÷（全部来电 − {threshold:g} 秒内放弃）",
    ),
}
_CHAIN = text("transient Markov chain", "瞬态马尔可夫链")
_QUICK = text("modified offered load and Erlang formulas", "修正负荷与 Erlang 公式")


@dataclass(frozen=True)
class PredictionOptions:
    """How many scenarios of the calls, from which seed, and whether the chain gives the expected figures."""

    scenarios: int = SCENARIOS
    seed: int = 0
    exact: bool = True


USUAL = PredictionOptions()


def predict(
    requirement: Requirement,
    coverage: Sequence[GroupCoverage],
    policy: StaffingPolicy,
    options: PredictionOptions = USUAL,
) -> ServicePrediction:
    """The service of the agents present in `coverage`, for each group whose calls are known.

    Raises:
        DemandError: no group's calls are known.
    """
    pairs = [(group, own) for group, own in zip(requirement.groups, coverage, strict=True) if group.offered]
    if not pairs:
        raise DemandError(_NO_CALLS)
    carried = _carried(policy)
    factors = _Factors(requirement.timeline, options)
    judges = [_Judge(group, own, requirement.timeline, carried) for group, own in pairs]
    return ServicePrediction(
        timeline=requirement.timeline,
        groups=tuple(judge.service(options, factors) for judge in judges),
        target=policy.service_level,
        answer_target=policy.answer_rate,
        threshold_seconds=policy.threshold_seconds,
        definition=definition(policy),
        method=_CHAIN if options.exact else _QUICK,
        scenarios=options.scenarios,
        seed=options.seed,
        availability=policy.presence,
    )


def quick_days(
    requirement: Requirement, coverage: GroupCoverage, policy: StaffingPolicy, days: Sequence[date]
) -> tuple[ServiceFigures, ...]:
    """What the agents present are expected to deliver on some days of the period, everybody together, by the quick method.

    Raises:
        DemandError: no calls are known.
    """
    if not requirement.total.offered:
        raise DemandError(_NO_CALLS)
    return _Judge(requirement.total, coverage, requirement.timeline, _carried(policy)).quick_days(days)


def _carried(policy: StaffingPolicy) -> StaffingPolicy:
    """The quick method of a prediction is the one that carries the load over, whatever the requirement was made by."""
    return policy.model_copy(update={"method": "carried"})


def definition(policy: StaffingPolicy) -> Text:
    """What the service level is a share of."""
    return _DEFINITIONS[policy.service_level_of].format(threshold=policy.threshold_seconds)


class _Factors:
    """Standard normal draws of each scenario: one for each day, the same for all groups, and one for each interval."""

    def __init__(self, timeline: Timeline, options: PredictionOptions) -> None:
        days = timeline.period.days
        random = np.random.default_rng(options.seed)
        self._days = random.standard_normal((options.scenarios, len(days)))
        self._intervals = random.standard_normal((options.scenarios, timeline.interval_count))
        self._day_of = np.zeros(timeline.interval_count, dtype=np.int64)
        for d, day in enumerate(days):
            intervals = timeline.day_intervals(day)
            self._day_of[intervals.start : intervals.stop] = d

    def of(self, group: DemandGroup) -> Floats:
        """By what the group's calls are multiplied, shape (scenarios, K)."""
        by_day = _lognormal(self._days, group.day_error)[:, self._day_of]
        return by_day * _lognormal(self._intervals, group.interval_error)


def _lognormal(normal: Floats, deviation: float) -> Floats:
    """Factors of mean 1 with this standard deviation."""
    variance = np.log1p(deviation**2)
    return np.asarray(np.exp(np.sqrt(variance) * normal - variance / 2))


class _Judge:
    """One group's calls and agents."""

    def __init__(self, group: DemandGroup, coverage: GroupCoverage, timeline: Timeline, policy: StaffingPolicy) -> None:
        self._group, self._coverage, self._timeline, self._policy = group, coverage, timeline, policy
        self._ours = np.ones(timeline.interval_count, dtype=bool)
        self._ours[list(coverage.before)] = False
        # Where the roster before covers, it is taken to have whom it needs.
        needed = np.maximum(coverage.staffed, coverage.required)
        self._agents = np.where(self._ours, coverage.staffed, needed) * policy.presence
        self._plan = Load(np.array(group.offered), np.array(group.aht_seconds), timeline.interval_minutes * 60)

    def quick_days(self, days: Sequence[date]) -> tuple[ServiceFigures, ...]:
        """Expected figures of some days by the quick method, without scenarios."""
        plan = quick(self._plan, self._agents, self._policy)
        return tuple(self._figures(plan.part(self._of(day)).sums()) for day in days)

    def _of(self, day: date) -> NDArray[np.bool_]:
        """The intervals of a day that the roster itself covers."""
        inside, intervals = np.zeros_like(self._ours), self._timeline.day_intervals(day)
        inside[intervals.start : intervals.stop] = True
        return inside & self._ours

    def service(self, options: PredictionOptions, factors: _Factors) -> GroupService:
        guess = quick(self._plan, self._agents, self._policy)
        plan = by_chain(self._plan, self._agents, self._policy) if options.exact else guess
        calls = self._plan.calls * factors.of(self._group)
        scenarios = Load(calls, np.broadcast_to(self._plan.aht, calls.shape), self._plan.seconds)
        varied = quick(scenarios, self._agents, self._policy)
        singles = [plan.part(slice(k, k + 1)) for k in range(self._timeline.interval_count)]

        def band(which: NDArray[np.bool_]) -> ServiceBand:
            return self._band(*(each.part(which).sums() for each in (plan, guess, varied)))

        return GroupService(
            name=self._group.name,
            skills=self._group.skills,
            staffed=self._coverage.staffed,
            intervals=tuple(
                self._figures(one.sums()) if ours else None for one, ours in zip(singles, self._ours, strict=True)
            ),
            days=tuple(
                DayService(day=day, figures=self._figures(plan.part(own).sums()), band=band(own))
                for day, own in ((day, self._of(day)) for day in self._timeline.period.days)
            ),
            whole=self._figures(plan.part(self._ours).sums()),
            band=band(self._ours),
        )

    def _figures(self, sums: Delivered) -> ServiceFigures:
        offered, agents = float(sums.offered), float(sums.agents)
        busy = float(sums.busy) / agents if agents > 0 else None
        if offered <= 0:
            nothing = dict.fromkeys(("service_level", "answer_rate", "abandonment", "mean_wait"))
            return ServiceFigures(offered=0.0, occupancy=busy, **nothing)
        abandoned, wait = float(sums.abandoned) / offered, float(sums.waited) / offered
        return ServiceFigures(
            offered=offered,
            service_level=float(sums.level(less_early=self._policy.less_early)),
            answer_rate=1 - abandoned,
            abandonment=abandoned,
            occupancy=busy,
            mean_wait=wait if isfinite(wait) else None,
        )

    def _band(self, plan: Delivered, guess: Delivered, varied: Delivered) -> ServiceBand:
        if not float(plan.offered) > 0:
            return ServiceBand(low=None, mean=None, high=None, chance=None)
        less_early = self._policy.less_early
        shift = float(plan.level(less_early=less_early)) - float(guess.level(less_early=less_early))
        levels = np.clip(varied.level(less_early=less_early) + shift, 0.0, 1.0)
        answer_shift = float(guess.abandoned - plan.abandoned) / float(plan.offered)
        answered = 1 - varied.abandoned / np.maximum(varied.offered, 1e-300) + answer_shift
        met = (levels >= self._policy.service_level) & (answered >= self._policy.answer_rate)
        low, high = np.percentile(levels, [_OUTSIDE, 100 - _OUTSIDE])
        return ServiceBand(low=float(low), mean=float(levels.mean()), high=float(high), chance=float(met.mean()))
