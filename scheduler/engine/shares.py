"""Fair shares in whole numbers.

Rules about fair shares compare what an agent has of some work (nights, say) with a part of what all have. In the relaxation two
agents have two and a half nights each and nobody has one too many. Once the sum over all agents is known to lie between two
bounds, an agent with n nights costs at least what the row above the share says for the sum's upper bound and the row below
it for the lower one, both in whole units. The convex hull of that over whole n gives the first, second … night a price.
What bounds every roster, whatever the sum, is told in `spans.py`.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scheduler.engine.counts import CountsModel
from scheduler.engine.program import Ints
from scheduler.engine.rows import AgentRow, AgentRows, most_activity
from scheduler.engine.sums import Crowd, price_steps

_DEAR = 0.003
"""A sum is worth it from this part of the bound on."""


@dataclass(frozen=True)
class Span:
    """What a sum over agents is taken to lie between, both included."""

    name: str
    low: int
    high: int


def dear_sum(model: CountsModel) -> str | None:
    """The sum whose fair shares cost most in the relaxation; None where they cost little."""
    relaxed = model.relaxation
    if relaxed is None or relaxed.values is None:
        return None
    paid: defaultdict[str, float] = defaultdict(float)
    for crowd in model.crowds:
        for (rule, _, price), column in crowd.slacks.items():
            for name in model.sums_of.get(rule, ()):
                paid[name] += price * float(relaxed.values[column])
    dearest = max(paid, key=paid.__getitem__, default=None)
    return None if dearest is None or paid[dearest] < _DEAR * relaxed.value else dearest


def commonest_share(rows: Iterable[AgentRow]) -> Fraction | None:
    """The part of a sum that is a fair share for most by all agents' rows with it; None where nobody's is judged."""
    shares = Counter(
        Fraction(-row.total[1], row.coef_range[0])
        for row in rows
        if row.total is not None and row.total[1] < 0 and len(row.cells)
    )
    return shares.most_common(1)[0][0] if shares else None


def whole_shares(share: Fraction | None, span: Span) -> list[int]:
    """The sums within the span from which on the fair share is another whole number, and those after an exact one.

    On both sides of a whole share other numbers are fair: a span with both sides in it lets all of them pass.
    """
    if not share:
        return []
    wholes = range(math.floor(span.low * share), math.floor(span.high * share) + 1)
    found = {math.ceil(whole / share) for whole in wholes} | {math.floor(whole / share) + 1 for whole in wholes}
    return sorted(total for total in found if span.low < total <= span.high)


def narrowed(model: CountsModel, rows: Sequence[AgentRows], span: Span) -> CountsModel:
    """The model with the span in it, and the rows about whole numbers that hold within."""
    model = model.copy()
    program = model.program
    column = model.totals[span.name]
    program.lower[column] = max(program.lower[column], span.low)
    program.upper[column] = min(program.upper[column], span.high)
    first = len(program.row_columns)
    for crowd in model.crowds:
        if crowd.priced:
            _add_units(model, rows, crowd, span)
    model.about_agents += range(first, len(program.row_columns))
    return model


def _add_units(model: CountsModel, rows: Sequence[AgentRows], crowd: Crowd, span: Span) -> None:
    """A column for each price of a unit of work, as often as the crowd's agents have it; nothing where not all have rows."""
    alike: Counter[tuple[int, ...]] = Counter()
    slacks: set[tuple[str, object]] = set()
    cells: Ints | None = None
    for a in crowd.members:
        own = [row for row in rows[a].about(span.name) if row.price is not None]
        cells = rows[a].totals.get(span.name)
        if not own or cells is None or not all(_is_even(row, cells) for row in own):
            return
        ones = np.ones(len(cells), dtype=np.int64)
        most = int(most_activity(model.instance, cells, ones, rows[a].open[None])[0])
        alike[tuple(_cost(own, n, span) for n in range(most + 1))] += 1
        slacks |= {(row.rule, row.slack) for row in own}
    assert cells is not None
    constant, units = 0, Counter[int]()
    for costs, count in alike.items():
        constant += count * costs[0]
        for slope in _slopes(costs):
            units[slope] += count
    program = model.program
    heads = crowd.heads.ravel()[cells]
    heads = heads[heads >= 0].tolist()
    columns = [program.column(0, count) for count in units.values()]
    program.equal([*heads, *columns], [1] * len(heads) + [-1] * len(columns), 0)
    paid = [(column, price) for (rule, slack, price), column in crowd.slacks.items() if (rule, slack) in slacks]
    program.at_most([*columns, *(column for column, _ in paid)], [*units, *(-price for _, price in paid)], -constant)


def _is_even(row: AgentRow, cells: Ints) -> bool:
    """Whether a row counts each unit of the work alike."""
    return len(row.cells) == 0 or (np.array_equal(row.cells, cells) and row.coef_range[0] == row.coef_range[1])


def _cost(own: Sequence[AgentRow], n: int, span: Span) -> int:
    """What an agent with n units pays at least while the sum is within the span."""
    by_slack: dict[object, int] = {}
    for row in own:
        assert row.total is not None
        total = span.high if row.total[1] < 0 else span.low
        coef = row.coef_range[0] if len(row.cells) else 0
        units = -(-(coef * n + row.total[1] * total - row.limit) // row.scale)
        points = sum(price * count for price, count in price_steps(row, units)) if units > 0 else 0
        by_slack[row.rule, row.slack] = max(by_slack.get((row.rule, row.slack), 0), points)
    return sum(by_slack.values())


def _slopes(costs: Sequence[int]) -> list[int]:
    """What each unit costs in the convex hull below the costs of 0, 1, 2 … units, rounded down."""
    hull: list[tuple[int, int]] = []
    for point in enumerate(costs):
        while len(hull) > 1 and _above(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    slopes = []
    for (n, points), (m, more) in itertools.pairwise(hull):
        slopes += [(more - points) // (m - n)] * (m - n)
    return slopes


def _above(left: tuple[int, int], middle: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether the middle point lies on or above the line between the others."""
    return (middle[1] - left[1]) * (right[0] - left[0]) >= (right[1] - left[1]) * (middle[0] - left[0])
