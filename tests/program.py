"""What a run of the program is, for tests: see the fixture `run`."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]
