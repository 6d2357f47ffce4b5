"""What is worked out about an instance once, and is forgotten with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class _Keeps(Protocol):
    kept: dict[tuple[Hashable, ...], Any]


Keeper = TypeVar("Keeper", bound=_Keeps)
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def kept(function: Callable[Concatenate[Keeper, Asked], Answer]) -> Callable[Concatenate[Keeper, Asked], Answer]:
    """Keep the answers of a function of an instance in its `kept`; its other arguments are hashable.

    Unlike `functools.cache`, which would hold every instance that it has ever been asked about.
    """

    @wraps(function)
    def ask(keeper: Keeper, /, *args: Asked.args, **named: Asked.kwargs) -> Answer:
        key = (function, *args, *named.items())
        known = keeper.kept
        if key not in known:
            known[key] = function(keeper, *args, **named)
        answer: Answer = known[key]
        return answer

    return ask
