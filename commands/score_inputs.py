"""What the score commands work on: a centre, its facts folder and a scheme, read and checked together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commands.acting import opened, store_at
from commands.common import input_error
from commands.inputs import parse_period
from models.base import Model, Text, text
from models.centre import Centre
from models.facts import Fact, Origin
from models.hours import HoursStatement
from models.input_problem import InputError, InputProblem
from models.ladder import Ladder, Standing
from models.registers import Complaint, Exam, FigureEntry, LevelPlace, QualityCheck, RatingEntry
from models.scheme import Measures, Scheme, Subject
from models.score import CENTRE, FactSet, PayBasis, Result, Scored
from models.time import month_of
from scoring.admit import admit
from scoring.check import faults
from scoring.ladders import ladder_faults, standings
from scoring.overtime import paid_once
from scoring.registers import complaint_facts, exam_fact, figure_fact, quality_facts, rating_fact
from scoring.score import score, score_run
from store.closed_months import ClosedMonth, read_closed
from store.files import read_centre
from store.scheme_files import library, read_ladder, read_scheme
from store.score_files import ScoreRows, read_score_file, read_score_folder
from store.score_tables import (
    ATTENDANCE,
    COMPLAINTS,
    EVENTS,
    EXAMS,
    FIGURES,
    LEVELS,
    PAY,
    QUALITY,
    RATINGS,
)
from store.table import Table

_ORIGINS: Mapping[str, Origin] = {
    ATTENDANCE.name: Origin.ATTENDANCE,
    COMPLAINTS.name: Origin.COMPLAINTS,
    QUALITY.name: Origin.QUALITY,
    EXAMS.name: Origin.EXAMS,
    FIGURES.name: Origin.FIGURES,
    RATINGS.name: Origin.RATINGS,
}


@dataclass(frozen=True)
class Books:
    """A centre's facts up to the end of a month, admitted by a scheme."""

    centre: Centre
    scheme: Scheme
    library: Measures
    month: str
    people: tuple[Scored, ...]
    agents: tuple[Scored, ...]
    known: FactSet
    complaints: tuple[Complaint, ...]
    pay: Mapping[str, Mapping[str, PayBasis]]
    places: tuple[LevelPlace, ...]
    closed: Mapping[str, ClosedMonth]
    notices: tuple[Text, ...] = ()

    @property
    def as_of(self) -> date:
        return parse_period(self.month).end

    def run(self, known: FactSet | None = None) -> dict[str, tuple[Result, ...]]:
        """The results of the month and of those before it that its flags look back on, by month."""
        standing = {month: kept.results for month, kept in self.closed.items() if not self._corrected(month)}
        return score_run(
            self.scheme, self.library, self.people, known or self.known, self.month, self.pay, {} if known else standing
        )

    def results(self, known: FactSet | None = None) -> tuple[Result, ...]:
        return self.run(known)[self.month]

    def _corrected(self, month: str) -> bool:
        """Whether a closed month has corrections that were entered after it was closed."""
        kept = {fact.id for fact in self.closed[month].facts}
        return any(fact.month == month and fact.id not in kept for fact in self.known.facts)

    def standings(self, ladder: Ladder) -> tuple[Standing, ...]:
        """Where everybody stands on a ladder, with the competition's totals where it has one."""
        totals = {}
        if ladder.competition:
            contest = checked_scheme(ladder.competition)
            found = score(contest, self.library, self.agents, self.known, self.month)
            totals = {result.agent_id: result.total for result in found if result.lines}
        return standings(ladder, self.library, self.agents, self.known, self.month, self.places, totals)


def checked_scheme(name: str) -> Scheme:
    """A scheme with nothing wrong with it.

    Raises:
        InputError: with everything that is.
    """
    scheme, source = read_scheme(name)
    found = faults(scheme, library())
    if found:
        raise InputError([source.problem(f.code, f.key, f.value, f.message, f.remedy) for f in found])
    return scheme


def checked_ladder(name: str) -> Ladder:
    """A ladder with nothing wrong with it.

    Raises:
        InputError: with everything that is.
    """
    ladder, source = read_ladder(name)
    found = ladder_faults(ladder, library())
    if found:
        raise InputError([source.problem(f.code, f.key, f.value, f.message, f.remedy) for f in found])
    return ladder


def parse_month(words: str, scheme: Scheme | None = None) -> str:
    """The month of `--period`, with which a cycle of the scheme ends.

    Raises:
        InputError: when it is none.
    """
    period = parse_period(words)
    month = month_of(period.end)
    remedy = text("write a month such as 2026-10", "请写成月份，如 2026-10")
    if parse_period(month) != period:
        raise input_error("--period", words, text("it is not a month", "不是月份"), remedy)
    if scheme is not None and not scheme.cycle.ends_with(month):
        message = text(
            f"no {scheme.cycle} of the scheme ends with this month", f"该方案的{scheme.cycle.label.zh}周期不在此月结束"
        )
        raise input_error("--period", words, message, text("write the last month of the cycle", "请写周期的最后一个月"))
    return month


def open_books(
    centre_path: Path, folder: Path, scheme_name: str, period: str, db: str | None, foreign: bool = False
) -> Books:
    """Read and admit everything; with `foreign` as facts that were entered for another scheme.

    Overtime of months that the store has closed is that of its hours ledger.

    Raises:
        InputError: with every problem found.
    """
    scheme = checked_scheme(scheme_name)
    month = parse_month(period, scheme)
    centre = read_centre(centre_path)
    rows = read_score_folder(folder)
    closed = read_closed(folder, scheme.name)
    agents = tuple(Scored(id=a.id, name=a.name, role=a.role, team=a.team, hire_date=a.hire_date) for a in centre.agents)
    people = _subjects(scheme, centre, agents)
    complaints = tuple({row.id: row for row, _ in rows.of(COMPLAINTS, Complaint)}.values())
    problems = [*_misplaced(rows), *_doubled(rows)]
    kept = {m: c.facts for m, c in closed.items() if m <= month}
    statements = [s for s in _settled(centre, centre_path, db) if month_of(s.month.start) <= month]
    overtime = paid_once(_facts(rows, centre, parse_period(month).end), statements, kept)
    facts, problems = overtime.facts, [*problems, *map(_belongs_to_the_ledger, overtime.misplaced)]
    known, refused = admit(
        scheme, library(), people, agents, FactSet(facts=tuple(facts), imported=_imported(rows)), kept, foreign
    )
    problems += [*refused, *_strangers(rows, agents)]
    if problems:
        raise InputError(problems)
    pay: dict[str, dict[str, PayBasis]] = {}
    for basis, _ in rows.of(PAY, PayBasis):
        pay.setdefault(basis.month, {})[basis.agent_id] = basis
    places = tuple(place for place, _ in rows.of(LEVELS, LevelPlace))
    notices = tuple(overtime.notices)
    return Books(centre, scheme, library(), month, people, agents, known, complaints, pay, places, closed, notices)


def _settled(centre: Centre, centre_path: Path, db: str | None) -> list[HoursStatement]:
    """The months that the hours ledger has closed, of today's agents; none where there is no store."""
    if db is None and not Path(store_at(db, centre_path)).exists():
        return []
    from store.db.hours import closings

    with opened(db, centre_path) as database, database.read() as connection:
        found = [closing.statement for closing in closings(connection, centre.profile.name)]
    known = centre.agents_by_id
    return [s.model_copy(update={"agents": tuple(own for own in s.agents if own.agent_id in known)}) for s in found]


def _belongs_to_the_ledger(fact: Fact) -> InputProblem:
    message = text(
        f"the hours ledger has closed {fact.month} and decides about overtime",
        f"{fact.month} 工时已月结，加班以工时台账为准",
    )
    remedy = text("enter it with paiban hours correct", "请用 paiban hours correct 更正")
    return _problem(fact.source, "corrects", fact.corrects, message, remedy)


def _subjects(scheme: Scheme, centre: Centre, agents: Sequence[Scored]) -> tuple[Scored, ...]:
    """Who is scored: agents of the scheme's roles, the teams, or the centre."""
    if scheme.subject is Subject.AGENT:
        return tuple(who for who in agents if not scheme.roles or who.role in scheme.roles)
    if scheme.subject is Subject.CENTRE:
        return (Scored(id=CENTRE, name=centre.profile.name, members=tuple(who.id for who in agents)),)
    teams = dict.fromkeys(who.team for who in agents if who.team)
    return tuple(Scored(id=t, name=t, members=tuple(who.id for who in agents if who.team == t)) for t in teams)


def _imported(rows: ScoreRows) -> frozenset[Origin]:
    return frozenset(origin for name, origin in _ORIGINS.items() if name in rows.given)


def _facts(rows: ScoreRows, centre: Centre, as_of: date) -> Iterable[Fact]:
    """All facts, from entries and registers, up to the end of the month."""
    zone = centre.profile.time_zone
    found: list[Fact] = []
    for table in (EVENTS, ATTENDANCE):
        found += [fact.model_copy(update={"source": place}) for fact, place in rows.of(table, Fact)]
    for complaint, place in rows.of(COMPLAINTS, Complaint):
        if complaint.received.date() <= as_of:
            found += complaint_facts(complaint, centre.calendar, as_of, zone, place)
    for check, place in rows.of(QUALITY, QualityCheck):
        found += quality_facts(check, place)
    found += [exam_fact(exam, place) for exam, place in rows.of(EXAMS, Exam)]
    found += [figure_fact(entry, place) for entry, place in rows.of(FIGURES, FigureEntry)]
    found += [rating_fact(entry, place) for entry, place in rows.of(RATINGS, RatingEntry)]
    return [fact for fact in found if fact.month <= month_of(as_of)]


def _misplaced(rows: ScoreRows) -> list[InputProblem]:
    """Facts that are derived are not typed; what attendance hands over is its own kinds."""
    problems = []
    for table, wanted in ((EVENTS, Origin.ENTRY), (ATTENDANCE, Origin.ATTENDANCE)):
        for fact, place in rows.of(table, Fact):
            origin = fact.kind.about.origin
            if origin is not wanted and not fact.corrects:
                message = text(
                    f"facts of this kind come from: {origin.label.en}", f"此类事项由“{origin.label.zh}”得出，不手工登记"
                )
                remedy = text("hand it in there, or enter a correction", "请在来源处更正，或登记一条更正")
                problems.append(_problem(place, "kind", fact.kind.value, message, remedy))
    return problems


def _doubled(rows: ScoreRows) -> list[InputProblem]:
    """Complaints and pay that stand twice with different content."""
    problems = []
    tables: tuple[tuple[Table, type[Model], tuple[str, ...]], ...] = (
        (COMPLAINTS, Complaint, ("id",)),
        (PAY, PayBasis, ("agent_id", "month")),
        (LEVELS, LevelPlace, ("agent_id", "ladder")),
    )
    for table, model, keys in tables:
        first: dict[tuple[object, ...], object] = {}
        for row, place in rows.of(table, model):
            key = tuple(getattr(row, name) for name in keys)
            if first.setdefault(key, row) != row:
                message = text("another row says something else of the same", "另一行对同一对象的内容不同")
                remedy = text("keep one of the two", "请只保留其中一行")
                problems.append(_problem(place, keys[0], str(key[0]), message, remedy))
    return problems


def _strangers(rows: ScoreRows, agents: Sequence[Scored]) -> list[InputProblem]:
    """Pay and places of nobody; facts are looked at where they are admitted."""
    ids = {who.id for who in agents}
    owners = [(row.agent_id, place) for row, place in rows.of(PAY, PayBasis)]
    owners += [(row.agent_id, place) for row, place in rows.of(LEVELS, LevelPlace)]
    message, remedy = text("no agent has this id", "没有该工号的人员"), text("correct the id", "请更正工号")
    return [_problem(place, "agent_id", who, message, remedy) for who, place in owners if who not in ids]


def _problem(place: str, column: str, value: str, message: object, remedy: object) -> InputProblem:
    file, _, row = place.rpartition(" row ")
    return InputProblem.model_validate(
        {"file": file, "row": int(row), "column": column, "value": value, "message": message, "remedy": remedy}
    )


def supposed_facts(path: Path) -> list[Fact]:
    """Facts to suppose, from a file like `events.csv`.

    Raises:
        InputError: with every problem found.
    """
    return [
        fact.model_copy(update={"source": place})
        for fact, place in read_score_file(path, EVENTS)
        if isinstance(fact, Fact)
    ]


def readmitted(books: Books, known: FactSet, foreign: bool = False) -> FactSet:
    """Supposed facts pass the same gate as real ones.

    Raises:
        InputError: with every problem found.
    """
    admitted, problems = admit(books.scheme, books.library, books.people, books.agents, known, foreign=foreign)
    if problems:
        raise InputError(problems)
    return admitted
