"""Questions about a roster file, as commands of `paiban roster`: why it is as it is, and who could take over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import (
    DAY,
    PATH,
    Command,
    Settings,
    centre_option,
    input_error,
    json_option,
    period_option,
    print_json,
)

if TYPE_CHECKING:
    from datetime import date

    from models.base import Text
    from scheduler.instance import Instance

all_option = click.option("--all", "everybody", is_flag=True, help="Show everybody, not the first ten. 显示所有人。")


@click.command(cls=Command)
@click.argument("file", type=PATH)
@centre_option
@click.option("--agent", help="Agent id or name; with --day. 人员编号或姓名，与 --day 同用。")
@click.option("--day", type=DAY, help="Day of the period. 日期。")
@click.option(
    "--interval",
    type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help='An interval, "2026-10-05 14:30". 时段。',
)
@period_option
@all_option
@json_option
@click.pass_obj
def explain(
    settings: Settings,
    file: Path,
    centre_path: Path,
    agent: str | None,
    day: datetime | None,
    interval: datetime | None,
    period: str | None,
    everybody: bool,
    as_json: bool,
) -> None:
    """Say why an agent's day, or an interval, is as it is. 解释某人某天或某时段的安排。"""
    if (interval is None) is (agent is None) or (agent is None) is not (day is None):
        raise click.UsageError("give --agent with --day, or --interval 请给出 --agent 与 --day，或 --interval")
    from commands.inputs import laid
    from reports.explanation import show_day, show_interval
    from scheduler.explain.day import explain_day
    from scheduler.explain.interval import explain_interval
    from scheduler.explain.ledger import Ledger

    instance, roster = laid(file, centre_path, period)
    if interval is not None:
        k = _interval(instance, interval)
        moment = explain_interval(Ledger(instance, roster), k)
        if as_json:
            print_json(moment.model_dump(mode="json"))
        else:
            show_interval(settings.console, moment, titles(), None if everybody else 10)
        return
    assert agent is not None
    assert day is not None
    a, d = agent_number(instance, agent), _day(instance, day.date())
    explained = explain_day(Ledger(instance, roster), a, d)
    if as_json:
        print_json(explained.model_dump(mode="json"))
    else:
        show_day(settings.console, explained, titles())


@click.command(cls=Command)
@click.argument("file", type=PATH)
@centre_option
@click.option("--agent", required=True, help="Who falls out: id or name. 缺勤人员编号或姓名。")
@click.option("--day", type=DAY, required=True, help="Day of the period. 日期。")
@period_option
@all_option
@json_option
@click.pass_obj
def replace(
    settings: Settings,
    file: Path,
    centre_path: Path,
    agent: str,
    day: datetime,
    period: str | None,
    everybody: bool,
    as_json: bool,
) -> None:
    """List who could take over a shift, and who must not. 列出可顶班人员。"""
    from commands.inputs import laid
    from models.base import text
    from reports.explanation import show_replacement
    from scheduler.explain.ledger import Ledger
    from scheduler.explain.replace import replacements

    instance, roster = laid(file, centre_path, period)
    a, d = agent_number(instance, agent), _day(instance, day.date())
    ledger = Ledger(instance, roster)
    if not ledger.view.works(a, d):
        message = text(
            f"{instance.agents[a].name} works nothing on {day:%Y-%m-%d}",
            f"{instance.agents[a].name} 在 {day:%Y-%m-%d} 没有班次",
        )
        raise input_error("--day", f"{day:%Y-%m-%d}", message, text("give a day with a shift", "请给出有班次的日期"))
    found = replacements(ledger, a, d)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        show_replacement(settings.console, found, titles(), None if everybody else 10)


def agent_number(instance: Instance, word: str) -> int:
    """The number of the agent with this id or name; see `agent_of`."""
    from commands.inputs import agent_of

    return instance.agent_index[agent_of(instance.centre, word, "--agent")]


def _day(instance: Instance, day: date, option: str = "--day") -> int:
    """The number of a day of the period.

    Raises:
        InputError: when it is outside.
    """
    from models.base import text

    if day not in instance.period:
        message = text("the roster does not hold this day", "班表不包含这一天")
        remedy = text(f"give a day of {instance.period}", f"请给出 {instance.period} 之内的日期")
        raise input_error(option, str(day), message, remedy)
    return instance.day_number(day)


def _interval(instance: Instance, moment: datetime) -> int:
    """The number of the interval that holds the local time."""
    _day(instance, moment.date(), "--interval")
    return instance.timeline.minute_at(moment.date(), moment.time()) // instance.timeline.interval_minutes


def titles() -> dict[str, Text]:
    """What the rules are called."""
    from scheduler.rules import rule_classes

    return {rule.name: rule.title for rule in rule_classes()}
