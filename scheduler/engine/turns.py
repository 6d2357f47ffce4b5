"""Workers who change one roster side by side: only one at a time does, and by what a move costs at that moment.

A move is weighed while others go on. When it shall be made, a worker takes the turn and looks whether anything that the move was
weighed by has changed meanwhile; if so, it is weighed anew. Moves made at costs of a moment ago are as good as warmth that
never ends.
"""

from __future__ import annotations

from scheduler.engine.arrays import DAY, Scratch, State
from scheduler.engine.compiled import inlined, swap_atomic


@inlined
def stamp(state: State, work: Scratch, n: int) -> int:
    """A number that has risen once others have changed anything that a move of `n` changes is weighed by."""
    risen = 0
    for i in range(n):
        risen += state.version[work.change[i, DAY]]
    for name in range(len(state.moved)):
        risen += state.moved[name]
    return risen


@inlined
def take_turn(state: State) -> None:
    """Wait until nobody changes the roster; from now on nobody else does."""
    while swap_atomic(state.taken, 0, 1):
        pass


@inlined
def end_turn(state: State) -> None:
    """Let others change the roster."""
    swap_atomic(state.taken, 0, 0)
