"""Facts in order, and what formulas can ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.facts import Fact, FactKind, Nature, Origin
from models.scheme import Figure, Kpi, Measures, Scheme
from models.score import FactSet, Scored
from models.time import months_between, months_until
from scoring.expression import Argument, Expression, Value, parse

GROUPS: Mapping[str, frozenset[FactKind]] = {
    "violations": frozenset(kind for kind in FactKind if kind.is_violation),
    "grave": frozenset(kind for kind in FactKind if kind.about.nature is Nature.GRAVE),
}
"""Words that stand for several kinds of facts."""

FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "facts": ("kind",),
    "amount": ("kind",),
    "lowest": ("kind",),
    "highest": ("kind",),
    "ever": ("kind",),
    "times": ("kind", "months"),
    "past": ("kind", "months"),
    "months_with": ("kind", "months"),
    "best_of": ("kind", "months"),
    "leads": ("kpi",),
    "lines": ("group",),
    "flag": ("flag",),
}
"""Every function of formulas with what it takes.

`facts`, `amount`, `lowest` and `highest` are the number, sum and extremes of facts of a kind in the cycle; `ever` counts
all up to its end; `times`, `past`, `best_of` and `months_with` are number, sum, highest and months with any of the last
months.
`leads`: nobody in the group has more of a measure. `lines`: lines of a group of items. `flag`: whether it is raised.
"""


def kinds_of(word: str) -> frozenset[FactKind]:
    """The kinds a word of a formula stands for.

    Raises:
        ValueError: when it stands for none.
    """
    return GROUPS[word] if word in GROUPS else frozenset({FactKind(word)})


def origins_of(kinds: Iterable[FactKind]) -> frozenset[Origin]:
    """The inputs that must have been handed in before no fact of these kinds means that nothing happened."""
    return frozenset(kind.about.origin for kind in kinds) - {Origin.ENTRY, Origin.RATINGS}


class FactBook:
    """Facts by agent and kind; those that a correction replaces are left out."""

    def __init__(self, known: FactSet) -> None:
        replaced = {fact.corrects for fact in known.facts if fact.corrects}
        self.imported: frozenset[Origin] = known.imported
        self._facts: dict[tuple[str, FactKind], list[Fact]] = defaultdict(list)
        self._months: set[str] = set()
        for fact in sorted(known.facts, key=_order):
            if fact.id not in replaced:
                self._facts[fact.agent_id, fact.kind].append(fact)
                self._months.add(fact.month)

    @property
    def months(self) -> tuple[str, ...]:
        """The months of which anything is known, in order."""
        return tuple(sorted(self._months))

    def of(self, who: Iterable[str], kinds: Iterable[FactKind], months: Sequence[str]) -> list[Fact]:
        """The facts of these kinds in these months about any of `who`, by day."""
        return [fact for fact in self._all(who, kinds) if fact.month in months]

    def until(self, who: Iterable[str], kinds: Iterable[FactKind], month: str) -> list[Fact]:
        """The facts of these kinds up to and with a month."""
        return [fact for fact in self._all(who, kinds) if fact.month <= month]

    def _all(self, who: Iterable[str], kinds: Iterable[FactKind]) -> list[Fact]:
        wanted = tuple(kinds)
        return sorted((fact for one in who for kind in wanted for fact in self._facts.get((one, kind), ())), key=_order)


def _order(fact: Fact) -> tuple[str, str, str]:
    return fact.month, str(fact.day or ""), fact.id


@dataclass
class Board:
    """What can be measured of everybody in the cycle that ends with a month."""

    book: FactBook
    people: Sequence[Scored]
    month: str
    months: tuple[str, ...]
    figures: Mapping[str, Figure]
    kpis: Mapping[str, Kpi]
    _known: dict[tuple[str, str], Decimal | None] = field(default_factory=dict)

    @classmethod
    def of(cls, scheme: Scheme, library: Measures, people: Sequence[Scored], book: FactBook, month: str) -> Board:
        figures, kpis = measures_of(scheme, library)
        return cls(book, people, month, months_until(month, scheme.cycle.months), figures, kpis)

    def measure(self, who: Scored, code: str) -> Decimal | None:
        """A measure of one agent; `None` when its figures are not there or its cycle does not end now."""
        if (who.id, code) not in self._known:
            kpi = self.kpis[code]
            due = kpi.cycle.months <= len(self.months) or kpi.cycle.ends_with(self.month)
            span = months_until(self.month, max(kpi.cycle.months, len(self.months)))
            self._known[who.id, code] = parse(kpi.formula).number(PersonScope(self, who, span)) if due else None
        return self._known[who.id, code]

    def origins(self, expression: Expression) -> frozenset[Origin]:
        """The inputs behind a formula, measures followed down to their figures."""
        found: set[Origin] = set()
        codes = set(expression.names)
        for call in expression.calls:
            if call.function == "leads":
                codes.add(str(call.arguments[0]))
            elif call.function not in ("lines", "flag"):
                found |= origins_of(kinds_of(str(call.arguments[0])))
        for code in codes:
            if code in self.kpis:
                found |= self.origins(parse(self.kpis[code].formula))
            elif code in self.figures:
                found.add(Origin.FIGURES)
        return frozenset(found)

    def leads(self, who: Scored, code: str) -> bool:
        own = self.measure(who, code)
        others = (self.measure(other, code) for other in self.people)
        return own is not None and all(value is None or value <= own for value in others)


@dataclass
class PersonScope:
    """Names and functions for one agent. `known` are values of the moment, such as the total once it is known."""

    board: Board
    who: Scored
    months: tuple[str, ...]
    known: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    def name(self, name: str) -> Value:
        if name in self.known:
            return self.known[name]
        if name == "months_employed":
            return Decimal(months_employed(self.who, self.board.month))
        if name in self.board.kpis:
            return self.board.measure(self.who, name)
        figures = [fact for fact in self._figures() if fact.subject == name]
        own = [fact.amount for fact in figures if fact.agent_id == self.who.id] or [fact.amount for fact in figures]
        return sum(own, Decimal(0)) if own else None

    def _figures(self) -> list[Fact]:
        return self.board.book.of(self.who.ids, (FactKind.FIGURE,), self.months)

    def missing(self, expression: Expression) -> list[Origin]:
        """The inputs that a formula asks and that nobody has handed in."""
        return sorted(self.board.origins(expression) - self.board.book.imported)

    def call(self, function: str, arguments: tuple[Argument, ...]) -> Value:
        word = str(arguments[0])
        if function == "leads":
            return self.board.leads(self.who, word)
        if function == "lines":
            return Decimal(self.lines.get(word, 0))
        if function == "flag":
            return word in self.flags
        return self._of_facts(function, kinds_of(word), int(arguments[1]) if len(arguments) > 1 else 0)

    def _of_facts(self, function: str, kinds: frozenset[FactKind], months: int) -> Value:
        book, who = self.board.book, self.who.ids
        if not origins_of(kinds) <= book.imported:
            return None
        if function == "ever":
            return Decimal(len(book.until(who, kinds, self.board.month)))
        found = book.of(who, kinds, months_until(self.board.month, months) if months else self.months)
        amounts = [fact.amount for fact in found]
        match function:
            case "facts" | "times":
                return Decimal(len(found))
            case "amount" | "past":
                return sum(amounts, Decimal(0))
            case "lowest":
                return min(amounts, default=None)
            case "highest" | "best_of":
                return max(amounts, default=None)
            case "months_with":
                return Decimal(len({fact.month for fact in found}))
        raise ValueError(f"there is no function {function}")


def measures_of(scheme: Scheme, library: Measures) -> tuple[dict[str, Figure], dict[str, Kpi]]:
    """The figures and measures a scheme knows: its own before those of the library."""
    figures = {figure.code: figure for figure in (*library.figures, *scheme.figures)}
    kpis = {kpi.code: kpi for kpi in (*library.kpis, *scheme.kpis)}
    return figures, kpis


def months_employed(who: Scored, month: str) -> int:
    """The number of the month in the agent's employment: 1 in the month of hiring, below that before it.

    An agent whose hiring day is not known has been there long enough for everything.
    """
    if who.hire_date is None:
        return 1200
    return months_between(f"{who.hire_date:%Y-%m}", month) + 1
