"""What the command line shows of requirements and of predicted service."""

from __future__ import annotations

from models.base import text
from models.demand import Requirement
from models.service import DayService, GroupService, ServicePrediction
from reports import service_words as words
from reports.console import Console
from reports.files import daily_requirement

_GROUP = text("calls of", "来电队列")


def show_requirement(console: Console, requirement: Requirement, planned_shrinkage: float) -> None:
    """Agents required day by day; with planned shrinkage also the paid hours that these take."""
    heads = [text("day", "日期"), text("agent-hours", "需求工时"), text("most agents", "最多人数"), text("at", "时刻")]
    if planned_shrinkage:
        heads.append(text("paid hours", "带薪工时"))
    rows: list[tuple[str | int, ...]] = []
    for day in daily_requirement(requirement):
        paid = [f"{day.hours / (1 - planned_shrinkage):,.1f}"] if planned_shrinkage else []
        rows.append((str(day.day), f"{day.hours:,.1f}", day.peak, f"{day.peak_at:%H:%M}", *paid))
    console.table(heads, rows)
    console.say(requirement.method)


def show_service(console: Console, prediction: ServicePrediction) -> None:
    """The service of the whole period, group by group, and what the figures mean."""
    heads = (_GROUP, *_HEADS)
    console.table(heads, [(words.group_name(prediction, i), *_whole(own)) for i, own in enumerate(prediction.groups)])
    _show_meaning(console, prediction)


def show_service_days(console: Console, prediction: ServicePrediction) -> None:
    """The pooled service of every day, then that of the whole period, group by group."""
    console.table((words.DAY, *_HEADS), [(str(day.day), *_day(day)) for day in prediction.total.days])
    console.say("")
    show_service(console, prediction)


_HEADS = (
    words.CALLS,
    words.LEVEL,
    words.BAND,
    words.CHANCE,
    words.ANSWERED,
    words.ABANDONED,
    words.OCCUPANCY,
    words.WAIT,
)


def _day(day: DayService) -> tuple[str, ...]:
    figures, band = day.figures, day.band
    return (
        f"{figures.offered:,.0f}",
        words.percent(figures.service_level),
        words.band(band.low, band.high),
        words.percent(band.chance, 0),
        words.percent(figures.answer_rate),
        words.percent(figures.abandonment),
        words.percent(figures.occupancy),
        words.seconds(figures.mean_wait),
    )


def _whole(own: GroupService) -> tuple[str, ...]:
    return _day(DayService(day=own.days[0].day, figures=own.whole, band=own.band))


def _show_meaning(console: Console, prediction: ServicePrediction) -> None:
    met = prediction.total.days_met
    if met is not None:
        aimed = words.target_words(prediction.target, prediction.answer_target)
        console.say(
            text(
                "{aimed}: expected to be met on {met:.0%} of the days ({scenarios} scenarios of the calls, seed {seed})",
                "{aimed}：预计 {met:.0%} 的日子达标（{scenarios} 个来电情景，种子 {seed}）",
            ).format(aimed=aimed, met=met, scenarios=prediction.scenarios, seed=prediction.seed)
        )
    console.say(
        text(
            "service level: {definition}; {method}; {availability:.0%} of those rostered answer calls; "
            "a single queue is taken to have all agents with its skill",
            "服务水平：{definition}；{method}；在岗人员的 {availability:.0%} 在接听；单个队列按拥有该技能的全部坐席计算",
        ).format(definition=prediction.definition, method=prediction.method, availability=prediction.availability)
    )
