"""The plain arrays that the compiled code of annealing works on: a problem, a roster, and room for one move."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Narrow = NDArray[np.int32]
Shorts = NDArray[np.int16]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CHANGES = 64
"""Most changes of one move."""

LONGEST_RUN = 14
"""Most days of a run that is laid anew."""

FARTHEST = 3
"""Moves of a sum by at most so many are remembered."""

DECK = 1000
"""Draws in a deck of kinds of moves."""


class Layout(NamedTuple):
    """What stays. Agents of one *structure* have the same rows but for their limits; places are those of `heads.py`."""

    shift_count: int
    first_cell: int
    """The place of the first cell, −1 where no rule is about cells."""
    paid: Ints
    """Paid minutes of each shift."""
    agent: Ints
    """Of each agent: kind, structure, where its rows begin in `State.activity` and its flags in `State.flags`."""
    open: Bools
    slot_start: Ints
    """By cell, where its meal slots begin in `span`."""
    wish: Floats
    """By agent and cell, what working it costs more than a day off by soft rows of the agent about this day alone."""
    idle: Ints
    """By agent, what these rows cost when every day is off."""
    span: Ints
    """Of each meal slot the intervals on the phones: [0, 1) and [2, 3)."""
    reach: Ints
    """By day, the first interval that any of its shifts touches, and the one after the last."""
    table: Floats
    """Points by crew, place and heads, as far as anything is asked; see `points_at`."""
    blur: Ints
    """By crew, over how many heads more and fewer moves see the average of what heads cost; 0: what they cost."""
    crew_of: Ints
    """The crews of each kind, then −1."""
    cell_start: Ints
    """By structure and cell (behind them days, then flags), where its entries begin."""
    entry: Narrow
    """Row and coefficient. What most shifts of a day add alike is the day's; cells hold what they add besides."""
    clash: Bools
    """By structure, day, shift and the next day's shift: whether an agent may not work both."""
    flag_start: Ints
    """By structure and cell, where its flags begin in `flag`."""
    flag: Ints
    base: Ints
    """Where each structure's rows begin in `row`, and its slacks in `slack`."""
    fine: float
    """Points for each unit by which a hard row is broken while that is allowed; infinite when it is not."""
    row: Ints
    """Scale of each row (what one unit is), and its slack (−1 for a hard one)."""
    slack: Ints
    """Of each slack: price, whether it grows, and where its rows begin and end in `slack_row`."""
    slack_row: Ints
    limit: Narrow
    """Limits as in `State.activity`."""
    sum_cells: Bools
    """Which cells each sum over agents counts."""
    sharing: Ints
    """By agent and sum, the group of agents who have the same rows with the sum; −1 where the agent has none."""
    sum_blur: Ints
    """By sum, over how many units more and fewer moves see the average of what it costs when it moves; 0: what it costs."""
    group_start: Ints
    """By sum, where its groups begin."""
    shared_start: Ints
    """By group, where its rows begin in `shared`."""
    shared: Ints
    """Own coefficient, the sum's, limit, scale, price, whether it grows."""


class State(NamedTuple):
    """What moves: the roster and all that is counted of it."""

    shift: Shorts
    slot: Shorts
    heads: Ints
    """By crew and place."""
    more: Floats
    """What one head more costs there, kept up to date."""
    less: Floats
    """What one head less costs there."""
    activity: Narrow
    flags: Shorts
    """How many cells of each flag's group are worked."""
    done: Ints
    """By agent and sum."""
    having: Ints
    """By group of agents who share a sum, how many of them have done so much, shape (groups, D + 1)."""
    total: Ints
    """By sum."""
    version: Ints
    """By day, goes up whenever heads change in an interval that its shifts reach."""
    moved: Ints
    """By sum, goes up whenever somebody's part of it changes."""
    taken: Ints
    """1 while a worker changes the roster, shape (1,)."""


class Scratch(NamedTuple):
    """Room for one move at a time; cleared after use, but for `change`."""

    change: Ints
    """Changes of the move: agent, day, shift, meal slot."""
    heads: Ints
    row_change: Ints
    row_seen: Bools
    rows: Ints
    slack_seen: Bools
    slacks: Ints
    flag_change: Ints
    flags: Ints
    count_change: Ints
    drift: Floats
    """By sum, what all agents' rows with it cost more when it moves by −`FARTHEST` … `FARTHEST`; in the middle, over all of its blur."""
    drift_at: Ints
    """The `State.moved` for which each of these holds; −1 where it does not."""
    known: Ints
    """By kind and day, the day's version for which `worth` and `best` hold; −1 where they do not."""
    worth: Floats
    """By kind, day and shift, what one more head costs at its best meal slot."""
    best: Ints
    """That slot."""
    line: Floats
    """Running sum, over the intervals that a day reaches, of what one more head costs."""
    aside: Bools
    """Days on which a move has laid heads in `heads`."""
    choice: Ints
    """Places to choose from: day, shift, meal slot."""
    price: Floats
    """What each of them costs."""
    works: Bools
    """By day of a run that is laid anew, whether it is worked."""
    run_old: Ints
    run_new: Ints
    """Its shifts."""
    run_price: Floats
    run_slot: Ints
    """By day and shift, what it costs at its best meal slot, and that slot."""
    run_chance: Floats
    """By day and shift (one further; first for off), how likely it is given the days before."""
    deck: Ints
    """Kinds of moves (`moves.py`), each as often as it shall be drawn."""
    tally: Floats
    """By kind of move, the work spent on it, and how much it has moved."""
    spent: Ints
    """Places looked at for this move, shape (1,)."""
    random: NDArray[np.uint64]


KIND, STRUCTURE, ROWS, FLAGS = range(4)
AGENT, DAY, SHIFT, SLOT = range(4)
