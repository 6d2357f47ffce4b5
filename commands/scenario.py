"""`paiban scenario`: what if."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import INTERRUPTED, PATH, Group, Settings, engine, json_option, print_json, write_files

if TYPE_CHECKING:
    from models.centre import Centre
    from scenarios.scenario import Scenario

CHART_DAYS = 6
"""Most days on the chart of a scenario."""


@click.group(cls=Group)
def scenario() -> None:
    """What-if questions. 情景推演。"""


@scenario.command("run")
@click.argument("file", type=PATH)
@engine
@click.option("--out", type=PATH, help="Folder for the chart (out/NAME). 输出文件夹。")
@json_option
@click.pass_obj
def run_file(settings: Settings, /, file: Path, out: Path | None, as_json: bool, **engine: Any) -> None:
    """Build rosters with and without changed calls; --time-limit is for each. 比较来电变化前后的班表。"""
    from commands.building import build_options, tell_no_roster
    from models.base import text
    from reports.console import comparison_figures, interruptible, show_comparison
    from reports.files import write_scenario_chart
    from scenarios.run import changed_days, run_scenario
    from scheduler.engine.limits import Stop
    from store.files import content_hash

    console = settings.console
    asked, centre = _read(file)
    stop, options = Stop(), build_options(**engine)
    with console.progress() as line:
        outcome, interrupted = interruptible(
            lambda: run_scenario(centre, asked, options, stop, line.show, content_hash(centre)), stop.request
        )
    for result in (outcome.base, outcome.changed):
        if result.roster is None:
            if as_json:
                print_json(result.model_dump(mode="json", include={"status", "clash"}))
            sys.exit(tell_no_roster(console, result, interrupted))
    days = changed_days(asked)[:CHART_DAYS]
    files = write_files(
        out or Path("out") / file.stem,
        lambda folder: write_scenario_chart(folder, asked.name, outcome.base, outcome.changed, days, settings.lang),
    )
    if as_json:
        figures = {"base": comparison_figures(outcome.base), "scenario": comparison_figures(outcome.changed)}
        print_json({"name": asked.name, "period": str(asked.period)} | figures)
    else:
        show_comparison(console, (text("as expected", "按预测"), asked.name), outcome.base, outcome.changed)
        for path in files:
            console.say(str(path))
    sys.exit(INTERRUPTED if interrupted else 0)


def _read(file: Path) -> tuple[Scenario, Centre]:
    """The question and its centre, once there is nothing wrong with either."""
    from commands.inputs import checked_centre
    from models.input_problem import InputError
    from scenarios.scenario import check_scenario, read_scenario

    asked = read_scenario(file)
    centre = checked_centre(file.parent / asked.centre, asked.period)
    problems = check_scenario(asked, centre, file.name)
    if problems:
        raise InputError(problems)
    return asked, centre
