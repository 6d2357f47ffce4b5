"""Solves in processes of their own: one process serves many, and ends without harm."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from scheduler.engine import aside
from scheduler.engine.aside import Report, Series, Task, solve_aside, solve_series
from scheduler.engine.limits import Stop
from scheduler.engine.program import Program


def task(columns: int = 1, integer: bool = False, seconds: float = 30) -> Task:
    """Σ columns ≥ 2 · columns, each at most 5: the least sum is 2 · columns."""
    program = Program()
    own = [program.column(0, 5, 1) for _ in range(columns)]
    program.row(own, [1] * columns, 2 * columns, 5 * columns)
    return Task(program.matrix(), integer=integer, seconds=seconds)


@pytest.fixture(autouse=True)
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[aside._Waiting]:
    own = aside._Waiting()
    monkeypatch.setattr(aside, "_waiting", own)
    yield own
    own.end()


def numbers(waiting: aside._Waiting) -> list[int]:
    return [child._process.pid for child in waiting._children]


def test_one_process_answers_task_after_task(waiting: aside._Waiting) -> None:
    assert solve_aside(task(), Stop()).cost == pytest.approx(2)
    first = numbers(waiting)
    assert solve_aside(task(3, integer=True), Stop()).cost == pytest.approx(6)
    assert numbers(waiting) == first
    assert len(first) == 1


def test_a_process_that_died_while_it_waited_is_replaced(waiting: aside._Waiting) -> None:
    solve_aside(task(), Stop())
    (child,) = waiting._children
    child.kill()
    child._process.wait()
    assert solve_aside(task(2), Stop()).cost == pytest.approx(4)
    assert numbers(waiting) != [child._process.pid]


def test_a_crash_is_an_answer_less_and_the_next_task_is_solved(waiting: aside._Waiting) -> None:
    broken = Task(task().matrix, integer=False, seconds="soon")  # type: ignore[arg-type]
    assert solve_aside(broken, Stop()) == Report("none")
    assert numbers(waiting) == []
    assert solve_aside(task(), Stop()).reason == "optimal"


def test_a_stopped_process_does_not_wait_for_tasks(waiting: aside._Waiting) -> None:
    solve_aside(task(), Stop())
    stop = Stop()
    stop.request()
    assert solve_aside(task(), stop).reason in ("none", "optimal")
    assert numbers(waiting) == []


def test_a_process_with_a_large_programme_is_ended(waiting: aside._Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "_LARGE", 2)
    assert solve_aside(task(3), Stop()).reason == "optimal"
    assert numbers(waiting) == []


def test_tasks_side_by_side_have_a_process_each(waiting: aside._Waiting) -> None:
    costs: list[float] = []
    threads = [threading.Thread(target=lambda: costs.append(solve_aside(task(), Stop()).cost)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert costs == pytest.approx([2, 2, 2])
    assert len(set(numbers(waiting))) == len(numbers(waiting)) <= 3


def test_a_process_ends_when_its_input_does(waiting: aside._Waiting) -> None:
    solve_aside(task(), Stop())
    (child,) = waiting._children
    assert child._process.stdin is not None
    child._process.stdin.close()
    until = time.monotonic() + 20
    while child.alive and time.monotonic() < until:
        time.sleep(0.02)
    assert child._process.returncode == 0


def series(*uppers: float, seconds: float = 30) -> Series:
    """At least two of one column, at 1, 2, … points each."""
    costs = tuple(np.array([1.0 + i]) for i in range(len(uppers)))
    return Series(task().matrix, costs, tuple(np.array([upper]) for upper in uppers), seconds)


def test_one_programme_is_solved_at_several_costs_and_bounds() -> None:
    reports = solve_series(series(5, 2, 1, 5), Stop())
    assert [report.reason for report in reports] == ["optimal", "optimal", "infeasible", "optimal"]
    assert [report.cost for report in reports if report.reason == "optimal"] == pytest.approx([2, 4, 8])
    assert all(report.duals is not None for report in reports if report.reason == "optimal")


def test_a_series_ends_with_its_time_and_a_crash_leaves_none() -> None:
    assert solve_series(series(5, 5, seconds=-1), Stop()) == []
    assert solve_series(replace(series(5), costs=("dear",)), Stop()) == []  # type: ignore[arg-type]
    assert solve_aside(task(), Stop()).reason == "optimal"
