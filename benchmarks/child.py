"""One job in a process of its own: job and instance come in on standard input, points and the end go out as JSON lines."""

from __future__ import annotations

import os
import pickle
import resource
import sys
from typing import TextIO

from benchmarks.contenders import CONTENDERS
from benchmarks.records import Found, Job, Point
from benchmarks.trail import Trail
from models.centre import Centre
from models.demand import Requirement
from scheduler.evaluate import evaluate
from scheduler.instance import Instance


def do(job: Job, centre: Centre, requirement: Requirement, answer: TextIO) -> None:
    """Do the job; each line of the answer is {"point": …}, the last one {"found": …}."""

    def hand_on(point: Point) -> None:
        answer.write(f'{{"point": {point.model_dump_json()}}}\n')
        answer.flush()

    instance = Instance(centre, requirement)
    trail = Trail(hand_on)
    roster, note = CONTENDERS[job.contender].solve(instance, job, trail)
    seconds = round(trail.seconds, 2)
    found = Found(seconds=seconds, bound=trail.bound, note=note)
    if roster is not None:
        judged = evaluate(instance, roster)
        broken: dict[str, int] = {}
        for violation in judged.hard_violations:
            broken[violation.rule] = broken.get(violation.rule, 0) + 1
        found = found.model_copy(update={"roster": True, "broken": broken, "cost": None if broken else judged.cost})
        trail.tell(found.cost)
    answer.write(f'{{"found": {found.model_copy(update={"memory_mib": _peak_mib()}).model_dump_json()}}}\n')
    answer.flush()


def _peak_mib() -> int:
    """The peak of this process and that of its largest child, added up."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(sum(peaks) / unit)


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)  # solvers write to standard output whatever they are told
        job, centre, requirement = pickle.load(sys.stdin.buffer)
        do(job, centre, requirement, answer)
