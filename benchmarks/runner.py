"""Does jobs one after the other, each in a process of its own, and tells where and with what they were done."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers.outside import VERSION
from benchmarks.records import Case, Found, Job, Point, Run, thinned
from models.centre import Centre
from models.demand import Requirement
from scenarios.generate import generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.build import versions
from store.files import content_hash

ROOT = Path(__file__).resolve().parents[1]

GRACE = 180.0
"""Seconds past its limit after which a process is ended: for reading the instance, and for a last solve that runs over."""


def run_case(
    case: Case, contenders: Sequence[str], time_limit: float, workers: int, sitting: datetime
) -> Iterator[Run]:
    """Each contender on the case, one after the other."""
    centre = generate_centre(case.spec())
    requirement = plan_requirement(centre, case.period())
    input_hash = content_hash(centre)
    for contender in contenders:
        job = Job(contender=contender, case=case, time_limit=time_limit, workers=workers)
        started, load = datetime.now(UTC), os.getloadavg()[0]
        trail, found = do_job(job, centre, requirement)
        yield Run(
            job=job,
            trail=thinned(trail),
            found=found,
            sitting=sitting,
            started=started,
            load=round(load, 2),
            cores=os.cpu_count() or 1,
            commit=commit(),
            versions=versions() | {"pyworkforce": VERSION},
            input_hash=input_hash,
        )


def do_job(job: Job, centre: Centre, requirement: Requirement) -> tuple[list[Point], Found]:
    """The trail of a job and how it ended; what a process said before it was lost is kept."""
    trail: list[Point] = []
    found: Found | None = None
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        pickle.dump((job, centre, requirement), given)
        given.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.child"], cwd=ROOT, stdin=given, stdout=subprocess.PIPE, stderr=errors
        ) as child:
            guard = threading.Timer(job.time_limit + GRACE, child.kill)
            guard.start()
            try:
                assert child.stdout is not None
                for line in child.stdout:
                    told = json.loads(line)
                    if "point" in told:
                        trail.append(Point.model_validate(told["point"]))
                    else:
                        found = Found.model_validate(told["found"])
                child.wait()
            except BaseException:
                child.kill()
                raise
            finally:
                guard.cancel()
        errors.seek(0)
        last = errors.read().decode(errors="replace").strip().splitlines()[-1:]
    if found is None:
        seconds = trail[-1].seconds if trail else 0.0
        found = Found(seconds=seconds, note=f"the process was lost ({child.returncode}) {' '.join(last)}".strip())
    return trail, found


def commit() -> str:
    """The commit that is measured, with a plus where files differ from it."""
    try:
        head = _git("rev-parse", "--short=10", "HEAD")
        return head + (
            "+" if _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results") else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*args: str) -> str:
    return subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
