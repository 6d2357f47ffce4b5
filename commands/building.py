"""What the commands that build rosters share. Loads the solvers."""

from __future__ import annotations

import os
from dataclasses import dataclass

from commands.common import IMPOSSIBLE, INTERRUPTED, NO_ROSTER
from commands.keeping import with_locks
from models.base import Text, text
from models.centre import Centre
from models.demand import Requirement
from models.result import Certificate, Evaluation, Result, Status
from models.roster import Roster
from models.service import ServicePrediction, ServiceSummary
from reports.console import Console, interruptible, show_certificate, show_clash, show_hours
from reports.console_service import show_service
from scheduler.engine.build import Build, BuildOptions
from scheduler.engine.limits import Stop
from scheduler.instance import Instance
from scheduler.rules import rule_classes
from scheduler.service import service_if_known
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


@dataclass(frozen=True)
class Built:
    """A roster that was found, with its certificate, and its service or why that cannot be told."""

    centre: Centre
    requirement: Requirement
    roster: Roster
    evaluation: Evaluation
    certificate: Certificate
    service: ServicePrediction | None
    unknown: Text | None

    @property
    def facts(self) -> tuple[Centre, Requirement, Roster, Evaluation]:
        return self.centre, self.requirement, self.roster, self.evaluation


def finished(centre: Centre, requirement: Requirement, result: Result) -> Built | None:
    """What a build has found, its locked cells marked and its service predicted; None where it has found no roster."""
    if result.roster is None or result.evaluation is None or result.certificate is None:
        return None
    roster = with_locks(centre, result.roster)
    service, unknown = service_if_known(Instance(centre, requirement), roster)
    summary = None if service is None else ServiceSummary.of(service)
    certificate = result.certificate.model_copy(update={"service": summary})
    return Built(centre, requirement, roster, result.evaluation, certificate, service, unknown)


def show_built(console: Console, built: Built) -> None:
    """How good the roster is, and what service it will deliver."""
    show_certificate(console, built.certificate)
    show_hours(console, built.requirement, built.evaluation)
    if built.service is not None:
        show_service(console, built.service)
    elif built.unknown is not None:
        console.say(built.unknown)


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
