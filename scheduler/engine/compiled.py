"""How the search is compiled, and the two primitives that NumPy does not have: random numbers and turns between threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from scheduler.engine.arrays import Ints

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
"""Without `_nrt` every call counts references to all arrays of its arguments, which takes five times as long as the work."""

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile at the first call, or load what an earlier run has compiled; other threads run meanwhile."""
    return cast(Function, numba.njit(**_OPTIONS)(function))


def inlined(function: Function) -> Function:
    """As `compiled`, and laid into whatever calls it: a call would hand over some sixty arrays."""
    return cast(Function, numba.njit(**_OPTIONS, forceinline=True)(function))


@inlined
def draw(random: NDArray[np.uint64], below: int) -> int:
    """A random number from 0 to `below` − 1 (xorshift64*)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    high = (x * np.uint64(2685821657736338717)) >> np.uint64(32)
    return int(np.int64((high * np.uint64(below)) >> np.uint64(32)))


def _swap_atomic(typing: Any, values: Any, i: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = signature.args[0]
        array = context.make_array(kind)(context, builder, arguments[0])
        pointer: Any = cgutils.get_item_pointer
        place = pointer(context, builder, kind, array, arguments[1:2], wraparound=False)
        return builder.atomic_rmw("xchg", place, arguments[2], "seq_cst")

    return types.int64(values, types.intp, types.int64), generate


swap_atomic = cast(Callable[[Ints, int, int], int], intrinsic(_swap_atomic))
"""Put a value at `values[i]` and return what was there; of two threads that do so, the second gets the first one's."""
