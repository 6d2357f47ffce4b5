"""Overtime is paid once: the hours ledger decides in months that it has closed, attendance in the others."""

from __future__ import annotations

from decimal import Decimal

from models.facts import Fact
from models.hours import AgentHours, HoursStatement, Minutes, OvertimeKind
from models.policy import HoursPolicy
from models.score import FactSet, PayBasis
from models.time import Period
from scoring.admit import admit
from scoring.overtime import ledger_facts, paid_once
from scoring.pay import payslips
from tests.scoring.case import LIBRARY, MONTH, fact, person, scored, shipped

BASIS = {"A": PayBasis(agent_id="A", month=MONTH, hourly_pay=Decimal(30))}
WORKDAY, HOLIDAY = OvertimeKind.WORKDAY, OvertimeKind.HOLIDAY


def closed(paid: Minutes, month: str = MONTH) -> HoursStatement:
    own = AgentHours(agent_id="A", planned=0, worked=0, norm=0, leave_credit=0, overtime=paid, paid=paid)
    return HoursStatement(centre="c", month=Period.parse(month), settles=False, agents=(own,))


def paid(facts: list[Fact]) -> dict[str, Decimal]:
    (slip,) = payslips(
        list(scored("cs-monthly", facts).values()), FactSet(facts=tuple(facts)), MONTH, BASIS, HoursPolicy()
    )
    return {line.code: line.amount for line in slip.lines if line.code.startswith("overtime")}


def test_the_same_overtime_from_both_is_paid_once() -> None:
    """480 minutes on National Day, told by the clock and settled by the ledger: 8 h × 30 × 3."""
    clock = [fact("overtime_holiday", 480), fact("late", 5)]
    found = paid_once(clock, [closed({HOLIDAY: 480})], {})
    assert paid(found.facts) == paid(clock) == {"overtime_holiday": Decimal(720)}
    assert [f.kind.value for f in found.facts] == ["late", "overtime_holiday"]
    assert "1 fact(s) of overtime from elsewhere do not count" in found.notices[0].en
    assert MONTH in found.notices[0].zh


def test_the_ledger_decides_also_where_it_knows_other_minutes() -> None:
    clock = [fact("overtime_holiday", 480), fact("overtime_workday", 60)]
    found = paid_once(clock, [closed({HOLIDAY: 300})], {})
    assert paid(found.facts) == {"overtime_holiday": Decimal(450)}


def test_attendance_decides_where_the_ledger_has_not_closed() -> None:
    clock = [fact("overtime_holiday", 480)]
    found = paid_once(clock, [closed({HOLIDAY: 300}, "2026-09")], {})
    assert paid(found.facts) == {"overtime_holiday": Decimal(720)}
    assert found.notices == []


def test_what_the_ledger_takes_back_is_taken_off() -> None:
    found = paid_once([], [closed({WORKDAY: -60})], {})
    known, problems = admit(shipped("cs-monthly"), LIBRARY, [person()], [person()], FactSet(facts=tuple(found.facts)))
    assert problems == []
    assert paid(list(known.facts)) == {"overtime_workday": Decimal(-45)}


def test_a_closed_month_of_scores_stays_as_it_was() -> None:
    """Whichever came first is what the kept month has; the other never comes on top."""
    clock, statement = [fact("overtime_holiday", 480)], closed({HOLIDAY: 300})
    before = paid_once(clock, [statement], {MONTH: clock})
    assert before.facts == clock
    after = paid_once(clock, [statement], {MONTH: ledger_facts(statement)})
    assert after.facts == ledger_facts(statement)


def test_a_correction_of_settled_overtime_belongs_into_the_ledger() -> None:
    late = fact("overtime_holiday", 500, corrects=MONTH, evidence="forgotten")
    found = paid_once([late], [closed({HOLIDAY: 480})], {})
    assert found.misplaced == [late]
    assert paid(found.facts) == {"overtime_holiday": Decimal(720)}
