"""What the commands that build rosters share. Loads the solvers."""

from __future__ import annotations

import os

from commands.common import IMPOSSIBLE, INTERRUPTED, NO_ROSTER
from models.base import text
from models.centre import Centre
from models.demand import Requirement
from models.result import Result, Status
from reports.console import Console, interruptible, show_clash
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.limits import Stop
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from store.files import content_hash


def build_options(time_limit: float, seed: int, workers: int | None, gap: float) -> BuildOptions:
    """What the options of a build ask for; by default all processors work."""
    return BuildOptions(time_limit, seed, workers or max(2, os.cpu_count() or 2), gap)


def run_build(console: Console, centre: Centre, requirement: Requirement, options: BuildOptions) -> tuple[Result, bool]:
    """Build while the progress is shown: the result, and whether Ctrl-C ended it early."""
    stop = Stop()
    with console.progress() as line:
        job = Build(Instance(centre, requirement), options, stop, line.show)
        return interruptible(lambda: job.run(content_hash(centre)), stop.request)


def tell_no_roster(console: Console, result: Result, interrupted: bool) -> int:
    """Say why there is no roster; the exit code."""
    if result.status is Status.INFEASIBLE:
        show_clash(console, result, {rule.name: rule.title for rule in rule_classes()})
        return IMPOSSIBLE
    if interrupted:
        console.tell(text("interrupted before a roster was found", "已中断：尚未找到班表"))
        return INTERRUPTED
    console.tell(text("no roster was found within the limit; allow more time", "限时内没有找到班表；请增加时间"))
    return NO_ROSTER
