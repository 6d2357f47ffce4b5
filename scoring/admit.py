"""Which facts may enter a score: each is looked at, all problems are named at once, none is dropped in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from models.base import Text, text
from models.facts import Fact, FactKind, Origin, Rater
from models.input_problem import InputProblem
from models.people import Role
from models.scheme import EachItem, Measures, RatedItem, Scheme
from models.score import CENTRE, FactSet, Scored
from models.time import month_of
from scoring.book import measures_of
from scoring.items import counts, signed
from scoring.overtime import KINDS as OVERTIME

_PLACE = re.compile(r"(.+) row (\d+)")
_SIGNED = frozenset({FactKind.ADJUSTMENT, FactKind.FIGURE, FactKind.OTHER}) | OVERTIME
"""What may be below 0: the hours ledger takes back overtime that it paid in a month before."""
_OF_HUNDRED = frozenset({FactKind.EXAM, FactKind.LEVEL_EXAM, FactKind.QUALITY_CHECK, FactKind.QUALITY_CHECK_FAILED})


@dataclass
class _Gate:
    """The facts, whom they may be about, and what is wrong with them."""

    scheme: Scheme
    measures: Measures
    subjects: Mapping[str, Scored]
    agents: Mapping[str, Scored]
    foreign: bool
    problems: list[InputProblem] = field(default_factory=list)

    @cached_property
    def teams(self) -> frozenset[str]:
        return frozenset(who.team for who in self.agents.values() if who.team)

    def refuse(self, fact: Fact, column: str, value: object, message: Text, remedy: Text) -> None:
        found = _PLACE.fullmatch(fact.source)
        file, row = (found[1], int(found[2])) if found else (fact.source or fact.id, None)
        self.problems.append(
            InputProblem(file=file, row=row, column=column, value=str(value), message=message, remedy=remedy)
        )


def admit(
    scheme: Scheme,
    library: Measures,
    people: Sequence[Scored],
    agents: Sequence[Scored],
    known: FactSet,
    closed: Mapping[str, Sequence[Fact]] | None = None,
    foreign: bool = False,
) -> tuple[FactSet, list[InputProblem]]:
    """The facts, each once, and every problem. `people` are those scored, `agents` all employees.

    `closed` are the facts of months that have been closed, by month. `foreign` facts were entered for another scheme,
    and its rules: here only what cannot be counted is a problem, not who entered it, with what evidence or points.
    """
    everybody = {who.id: who for who in agents}
    gate = _Gate(scheme, library, {**everybody, **{who.id: who for who in people}}, everybody, foreign)
    facts = _each_once(known.facts, gate)
    for fact in facts:
        if _is_known(fact, gate):
            _employed(fact, gate)
            _amounts(fact, gate)
            _points(fact, gate)
            if not foreign:
                _entered(fact, gate)
    _corrections(facts, gate)
    for month, kept in (closed or {}).items():
        _unchanged(month, kept, facts, gate)
    return FactSet(facts=tuple(facts), imported=known.imported), gate.problems


def _each_once(facts: Iterable[Fact], gate: _Gate) -> list[Fact]:
    """The same entry read twice counts once; two different entries of one id are a problem."""
    first: dict[str, Fact] = {}
    for fact in facts:
        other = first.setdefault(fact.id, fact)
        if other.content != fact.content:
            message = text(
                f"another entry has the same id ({other.source})", f"已有相同编号的另一条登记（{other.source}）"
            )
            gate.refuse(
                fact,
                "id",
                fact.id,
                message,
                text("give it its own id, or correct one of the two", "请使用不同编号，或更正其中一条"),
            )
    return list(first.values())


def _is_known(fact: Fact, gate: _Gate) -> bool:
    if fact.agent_id in gate.subjects or fact.agent_id == CENTRE or fact.agent_id in gate.teams:
        return True
    message = text("no agent has this id", "没有该工号的人员")
    gate.refuse(fact, "agent_id", fact.agent_id, message, text("correct the id", "请更正工号"))
    return False


def _employed(fact: Fact, gate: _Gate) -> None:
    who = gate.subjects.get(fact.agent_id)
    if who is None or who.hire_date is None:
        return
    before = fact.day < who.hire_date if fact.day else fact.month < month_of(who.hire_date)
    if before:
        message = text(f"it is before the agent was hired ({who.hire_date})", f"早于该员工入职日期（{who.hire_date}）")
        gate.refuse(
            fact, "day", fact.day or fact.month, message, text("correct the day or the agent", "请更正日期或工号")
        )


def _amounts(fact: Fact, gate: _Gate) -> None:
    most = Decimal(100) if fact.kind in _OF_HUNDRED else None
    if (fact.amount < 0 and fact.kind not in _SIGNED) or (most is not None and fact.amount > most):
        allowed = text(f"allowed: 0 to {most or 'any number'}", f"允许：0 至 {most or '任意正数'}")
        gate.refuse(fact, "amount", fact.amount, text("it is out of range", "超出允许范围"), allowed)
    if fact.kind is FactKind.FIGURE:
        figures = measures_of(gate.scheme, gate.measures)[0]
        if fact.subject not in figures:
            remedy = text(f"known: {', '.join(sorted(figures))}", f"可用：{'、'.join(sorted(figures))}")
            gate.refuse(fact, "figure", fact.subject, text("there is no such figure", "没有该数据项"), remedy)


def _points(fact: Fact, gate: _Gate) -> None:
    if fact.kind is FactKind.RATING:
        for rated in (item for item in gate.scheme.items if isinstance(item, RatedItem) and item.code == fact.subject):
            _rating(fact, rated, gate)
        return
    who = gate.subjects.get(fact.agent_id)
    for item in (item for item in gate.scheme.items if isinstance(item, EachItem) and fact.kind in item.facts):
        if who is None or not counts(item, fact, who):
            continue
        if item.needs_evidence and not fact.evidence and not gate.foreign:
            message = text(f"{item.en}: it has no evidence or reason", f"{item.zh}：缺少证据或理由")
            gate.refuse(fact, "evidence", "", message, text("write what shows it", "请填写依据"))
        if item.range is None:
            if fact.points is not None and not gate.foreign:
                message = text(f"{item.en}: the scheme fixes its points", f"{item.zh}：分值由方案规定")
                gate.refuse(fact, "points", fact.points, message, text("leave the points empty", "请将分值留空"))
        elif fact.points is None:
            if item.points is None and not item.bands and item.per_unit is None:
                gate.refuse(
                    fact, "points", "", text(f"{item.en}: points are missing", f"{item.zh}：缺少分值"), _range(item)
                )
        elif not item.range[0] <= signed(item, fact.points) <= item.range[1]:
            message = text(f"{item.en}: the points are out of range", f"{item.zh}：分值超出范围")
            gate.refuse(fact, "points", fact.points, message, _range(item))


def _range(item: EachItem) -> Text:
    assert item.range is not None
    low, high = sorted(abs(bound) for bound in item.range) if item.range[1] <= 0 else item.range
    return text(f"allowed: {low:f} to {high:f}", f"允许：{low:f} 至 {high:f}")


def _rating(fact: Fact, item: RatedItem, gate: _Gate) -> None:
    fits = item.step is None or (fact.amount - item.low) % item.step == 0
    if not item.low <= fact.amount <= item.high or not fits:
        step = text(f" in steps of {item.step:f}", f"，步长 {item.step:f}") if item.step else text("", "")
        remedy = text(
            f"allowed: {item.low:f} to {item.high:f}{step.en}", f"允许：{item.low:f} 至 {item.high:f}{step.zh}"
        )
        gate.refuse(
            fact,
            "points",
            fact.amount,
            text(f"{item.en}: the points are out of range", f"{item.zh}：分值超出范围"),
            remedy,
        )
    if fact.rater is not None and fact.rater not in item.raters:
        raters = ", ".join(item.raters)
        gate.refuse(
            fact,
            "rater",
            fact.rater.value,
            text(f"{item.en}: not rated by this one", f"{item.zh}：该评分人不参与此项评分"),
            text(f"allowed: {raters}", f"允许：{raters}"),
        )


def _entered(fact: Fact, gate: _Gate) -> None:
    """Who may enter: by role for what is entered by hand, and never about oneself but for a self rating."""
    by_hand = fact.kind.about.origin in (Origin.ENTRY, Origin.RATINGS) or bool(fact.corrects)
    if not by_hand:
        return
    author = gate.agents.get(fact.entered_by)
    if author is None:
        message = text("it does not say who entered it, or nobody has this id", "未写登记人，或登记人工号不存在")
        gate.refuse(
            fact, "entered_by", fact.entered_by, message, text("fill in the id of who entered it", "请填写登记人工号")
        )
        return
    own = fact.entered_by == fact.agent_id
    if own != (fact.rater is Rater.SELF):
        message = text(
            "nobody enters facts about themselves; a self rating is one's own", "不得登记本人事项；自评须由本人填写"
        )
        gate.refuse(
            fact, "entered_by", fact.entered_by, message, text("let the right person enter it", "请由有权人员登记")
        )
        return
    allowed = _authors(fact, gate)
    if allowed and not own and author.role not in allowed:
        names = text(", ".join(r.label.en for r in allowed), "、".join(r.label.zh for r in allowed))
        role = author.role.label if author.role else text("none", "无")
        message = text(f"not for this role to enter: {role.en}", f"该岗位无权登记此项：{role.zh}")
        gate.refuse(fact, "entered_by", fact.entered_by, message, text("allowed: {n}", "允许：{n}").format(n=names))


def _authors(fact: Fact, gate: _Gate) -> tuple[Role, ...]:
    """The roles that may enter this fact; empty when the scheme leaves it open."""
    who = gate.subjects.get(fact.agent_id)
    for item in gate.scheme.items:
        if isinstance(item, EachItem) and fact.kind in item.facts and item.entered_by:
            return item.entered_by
    return gate.scheme.scorers.get(who.role, ()) if who is not None and who.role is not None else ()


def _corrections(facts: Sequence[Fact], gate: _Gate) -> None:
    by_id = {fact.id: fact for fact in facts}
    corrected: dict[str, list[Fact]] = defaultdict(list)
    for fact in (fact for fact in facts if fact.corrects):
        if not fact.evidence:
            message = text("a correction has no reason", "更正缺少理由")
            gate.refuse(fact, "evidence", "", message, text("write the reason", "请填写理由"))
        old = by_id.get(fact.corrects)
        if fact.corrects == fact.month:
            continue  # adds to the month
        if old is None or (old.agent_id, old.month, old.kind) != (fact.agent_id, fact.month, fact.kind):
            message = text("it corrects no fact of this agent, month and kind", "没有该员工该月该类的被更正记录")
            remedy = text("name the id of the fact, or the month to add to it", "请填写原记录编号；补登填写月份")
            gate.refuse(fact, "corrects", fact.corrects, message, remedy)
            continue
        corrected[fact.corrects].append(fact)
    for twice in (twice for twice in corrected.values() if len(twice) > 1):
        message = text(f"{twice[0].id} corrects the same fact", f"{twice[0].id} 已更正同一记录")
        gate.refuse(
            twice[1], "corrects", twice[1].corrects, message, text("correct the correction", "请更正那条更正记录")
        )


def _unchanged(month: str, kept: Sequence[Fact], facts: Sequence[Fact], gate: _Gate) -> None:
    """A closed month holds what it held when it was closed, and corrections."""
    now = {fact.id: fact for fact in facts if fact.month == month}
    remedy = text("leave it as it was and enter a correction", "请保持原样，并登记一条更正")
    for fact in kept:
        own = now.pop(fact.id, None)
        if own is None:
            message = text(f"{month} is closed and this fact is gone", f"{month} 已关账，但该记录已缺失")
            gate.refuse(fact, "id", fact.id, message, remedy)
        elif own.content != fact.content:
            message = text(f"{month} is closed and this fact has changed", f"{month} 已关账，但该记录被改动")
            gate.refuse(own, "id", fact.id, message, remedy)
    for fact in now.values():
        if not fact.corrects:
            message = text(f"{month} is closed", f"{month} 已关账")
            how = text(f"enter it as a correction: corrects = {month}", f"请以更正登记：更正编号填 {month}")
            gate.refuse(fact, "id", fact.id, message, how)
