"""When to stop: a clock for the build, and a signal from outside that running solvers hear at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """What a single solve may take: wall seconds, and threads; with one worker a seed repeats."""

    seconds: float = 60.0
    seed: int = 0
    workers: int = 1


class Stop:
    """A request to stop. Solvers that are running register how they are stopped."""

    def __init__(self) -> None:
        self._requested = threading.Event()
        self._lock = threading.Lock()
        self._running: list[Callable[[], None]] = []

    def request(self) -> None:
        self._requested.set()
        with self._lock:
            for stop in self._running:
                stop()

    @property
    def requested(self) -> bool:
        return self._requested.is_set()

    @contextmanager
    def watching(self, stop: Callable[[], None]) -> Iterator[None]:
        """While the block runs, a request calls `stop`; one that came before calls it at once."""
        with self._lock:
            self._running.append(stop)
        if self.requested:
            stop()
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(stop)


class Clock:
    """The time of a build.

    With one worker time is counted in the solvers' deterministic seconds, so that the same seed gives the same roster
    on any machine; the wall clock then only guards against a machine far too slow (three times the limit).
    """

    def __init__(self, limit: float, deterministic: bool, stop: Stop) -> None:
        self.limit = limit
        self.deterministic = deterministic
        self.stop = stop
        self.begin()

    def begin(self) -> None:
        """Start anew."""
        self._begin = time.monotonic()
        self._work = 0.0

    @property
    def seconds(self) -> float:
        """Wall seconds since the build began."""
        return time.monotonic() - self._begin

    def worked(self, work: float) -> None:
        """Count deterministic seconds that a solver has used."""
        self._work += work

    @property
    def left(self) -> float:
        """Seconds that are left, deterministic ones with one worker."""
        if self.stop.requested:
            return 0.0
        if self.deterministic:
            return 0.0 if self.seconds > 3 * self.limit else max(0.0, self.limit - self._work)
        return max(0.0, self.limit - self.seconds)

    def solve_limits(self, seconds: float) -> tuple[float, float | None]:
        """Wall seconds and deterministic work for one solve of `seconds`: with one worker the work decides."""
        return (3 * seconds, seconds) if self.deterministic else (seconds, None)

    def share(self, part: float, at_most: float = float("inf")) -> float:
        """A part of what is left, in seconds."""
        return min(at_most, part * self.left)
