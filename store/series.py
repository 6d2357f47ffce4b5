"""Series of intervals: their grid, their doubles and their gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from models.base import text
from store.demand_tables import CALLS
from store.reader import Placed, TableRead

SERIES = ("calls", "forecast", "requirement")
HISTORY_STEPS = (60, 30, 15, 10, 6, 5)
"""Minutes that intervals of a call history may last."""

_FITTING_SHARE = 0.95


class Point(Protocol):
    """A row about one interval of one queue."""

    @property
    def start(self) -> datetime: ...
    @property
    def queue(self) -> str: ...


def check_series(tables: Mapping[str, TableRead], interval: int) -> None:
    """Note doubled intervals, intervals off the grid, and gaps in what is handed in ready-made.

    A history with gaps or with steps longer than the plan's is used as it is; the forecast's report on it says how.
    """
    for name in SERIES:
        read = tables.get(name)
        if read is None or not read.rows:
            continue
        points = read.of(Point)  # type: ignore[type-abstract]
        _check_doubles(read, points)
        step = interval
        if name == "calls":
            step = history_step([placed.value for placed in points], interval) or 0
            if not step and _check_foreign_step(read, [placed.value for placed in points], interval):
                continue
        _check_grid(read, points, step)
        if name != "calls":
            _check_gaps(read, points, interval)


def minute_of(moment: datetime) -> int:
    """Minutes since 1970 in UTC."""
    return int(moment.timestamp() // 60)


def by_queue(points: Iterable[Point]) -> dict[str, list[int]]:
    """The minutes at which each queue's intervals begin, in order, each once."""
    minutes: dict[str, set[int]] = defaultdict(set)
    for point in points:
        minutes[point.queue].add(minute_of(point.start))
    return {queue: sorted(found) for queue, found in minutes.items()}


def history_step(points: Sequence[Point], interval: int) -> int | None:
    """The longest step that divides the planning interval and fits nearly all of a history; `None` when none does."""
    return _fitting_step(points, (step for step in HISTORY_STEPS if interval % step == 0))


def _fitting_step(points: Sequence[Point], steps: Iterable[int]) -> int | None:
    for step in steps:
        if sum(_on_grid(point.start, step) for point in points) >= _FITTING_SHARE * len(points):
            return step
    return None


def missing(minutes: Sequence[int], step: int) -> list[int]:
    """The beginnings that are missing between the first and the last."""
    return [absent for one, next_ in pairwise(minutes) for absent in range(one + step, next_, step)]


def _on_grid(moment: datetime, step: int) -> bool:
    return (moment.hour * 60 + moment.minute) % step == 0 and not moment.second and not moment.microsecond


def _check_doubles(read: TableRead, points: Sequence[Placed[Point]]) -> None:
    """Two rows for one interval; in a history the same row again (as overlapping exports have it) is let pass."""
    first: dict[tuple[str, int], Placed[Point]] = {}
    for placed in points:
        point = placed.value
        earlier = first.setdefault((point.queue, minute_of(point.start)), placed)
        if earlier is placed or (read.table is CALLS and earlier.value == point):
            continue
        read.problem(
            text("this interval stands twice for its queue", "该队列的这一时段出现了两次"),
            text(f"the first is in row {earlier.row}: remove one", f"首次出现在第 {earlier.row} 行：请删除其一"),
            placed.row,
            "start",
            f"{point.start:%Y-%m-%d %H:%M}",
        )


def _check_grid(read: TableRead, points: Sequence[Placed[Point]], step: int) -> None:
    if not step:
        steps = ", ".join(str(option) for option in HISTORY_STEPS)
        read.problem(
            text("its intervals keep to no grid", "时段没有统一的间隔"),
            text(f"export the history in steps of {steps} minutes", f"请按 {steps} 分钟的间隔导出历史"),
            target="start",
        )
        return
    for placed in points:
        if not _on_grid(placed.value.start, step):
            read.problem(
                text(f"this interval is off the {step}-minute grid", f"该时段不在 {step} 分钟的网格上"),
                text("correct its start", "请更正时段的开始时间"),
                placed.row,
                "start",
                f"{placed.value.start:%Y-%m-%d %H:%M:%S}",
            )


def _check_foreign_step(read: TableRead, points: Sequence[Point], interval: int) -> bool:
    """Note a history whose step does not divide the planning interval, such as 6 minutes for 15; whether it has one."""
    step = _fitting_step(points, HISTORY_STEPS)
    if step is None:
        return False
    finer = [option for option in HISTORY_STEPS if interval % option == 0]
    plans = [option for option in (15, 30, 60) if option % step == 0]
    read.problem(
        text(
            f"its intervals last {step} minutes, which do not divide the {interval} of the plan",
            f"时段长 {step} 分钟，不能整除排班的 {interval} 分钟",
        ),
        text(
            f"export it in steps of {_listed(finer)} minutes, or set centre.interval_minutes to {_listed(plans)}",
            f"请按 {_listed(finer)} 分钟的间隔导出，或将 centre.interval_minutes 设为 {_listed(plans)}",
        ),
        target="start",
    )
    return True


def _listed(minutes: Sequence[int]) -> str:
    return ", ".join(str(option) for option in minutes)


def _check_gaps(read: TableRead, points: Sequence[Placed[Point]], interval: int) -> None:
    rows = {(placed.value.queue, minute_of(placed.value.start)): placed for placed in points}
    for queue, minutes in by_queue(placed.value for placed in points).items():
        absent = missing(minutes, interval)
        if not absent:
            continue
        zone = points[0].value.start.tzinfo
        first, last = (datetime.fromtimestamp(minute * 60, zone) for minute in (absent[0], absent[-1]))
        after = rows[queue, min(minute for minute in minutes if minute > absent[0])]
        count = len(absent)
        read.problem(
            text(
                f"{read.table.name} gap: {count} interval(s) of queue {queue} are missing, "
                f"the first at {first:%Y-%m-%d %H:%M}, the last at {last:%Y-%m-%d %H:%M}",
                f"{read.table.zh}缺口：队列 {queue} 缺少 {count} 个时段，"
                f"首个 {first:%Y-%m-%d %H:%M}，末个 {last:%Y-%m-%d %H:%M}",
            ),
            text("add the missing intervals", "请补上缺少的时段"),
            after.row,
            "start",
        )
