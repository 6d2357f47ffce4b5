"""From scores and hours to money: exact decimals, each line rounded half up to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from models.base import Text, text
from models.facts import FactKind
from models.hours import OvertimeKind
from models.policy import HoursPolicy
from models.scheme import PayRule, Scheme
from models.score import Amount, FactSet, PayBasis, Payslip, Result
from scoring.book import FactBook, PersonScope, months_employed
from scoring.expression import Value, parse

FEN = Decimal("0.01")

BASIS = tuple(name for name in PayBasis.model_fields if name not in ("agent_id", "month"))
"""The parts of pay that formulas may name."""


def to_fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)


def scheme_pay(scheme: Scheme, result: Result, scope: PersonScope, basis: PayBasis | None) -> Result:
    """The result with what the scheme's pay rules bring; a rule whose basis is not known is left open."""
    money: dict[str, Value] = {name: getattr(basis, name) if basis else None for name in BASIS}
    scope = replace(scope, known={**scope.known, **money}, flags=frozenset(flag.code for flag in result.flags))
    lines: list[Amount] = []
    open_: list[Text] = list(result.open)
    month_number = months_employed(scope.who, result.month)
    for rule in scheme.pay:
        amount = parse(rule.amount).number(scope)
        if month_number < rule.from_month:
            lines.append(_line(rule, Decimal(0), _too_early(rule, month_number)))
        elif amount is None:
            open_.append(text(f"{rule.en}: its basis is not known", f"{rule.zh}：缺少计算依据"))
        elif amount or not rule.optional:
            held = to_fen(_held(rule, amount))
            words = f"{rule.amount}" + (f" → {to_fen(amount):f} → {held:f}" if held != to_fen(amount) else "")
            lines.append(_line(rule, held, text(words, words)))
    return result.model_copy(update={"pay": tuple(lines), "open": tuple(open_)})


def _line(rule: PayRule, amount: Decimal, words: Text) -> Amount:
    return Amount(code=rule.code, title=rule.title, clause=rule.clause, amount=amount, text=words)


def _too_early(rule: PayRule, number: int) -> Text:
    return text(
        f"month {number} of employment; paid from month {rule.from_month} on",
        f"入职第 {number} 个月，自第 {rule.from_month} 个月起计发",
    )


def _held(rule: PayRule, amount: Decimal) -> Decimal:
    amount = amount if rule.low is None else max(rule.low, amount)
    return amount if rule.high is None else min(rule.high, amount)


def payslips(
    results: Sequence[Result],
    known: FactSet,
    month: str,
    basis: Mapping[str, PayBasis],
    policy: HoursPolicy,
    level_pay: Mapping[str, Amount] | None = None,
) -> tuple[Payslip, ...]:
    """One payslip for each agent of the results: the scheme's lines, overtime from the hours, pay of the level."""
    book = FactBook(known)
    slips = []
    for result in results:
        overtime, open_ = _overtime(result.agent_id, book, month, basis.get(result.agent_id), policy)
        extra = [level_pay[result.agent_id]] if level_pay and result.agent_id in level_pay else []
        slips.append(
            Payslip(agent_id=result.agent_id, month=month, lines=(*result.pay, *overtime, *extra), open=tuple(open_))
        )
    return tuple(slips)


def _overtime(
    who: str, book: FactBook, month: str, basis: PayBasis | None, policy: HoursPolicy
) -> tuple[list[Amount], list[Text]]:
    """Overtime by kind: whole minutes × hourly pay × multiplier of the hours ledger."""
    lines: list[Amount] = []
    for overtime in OvertimeKind:
        kind = FactKind(overtime.value)
        minutes = sum((fact.amount for fact in book.of((who,), (kind,), (month,))), Decimal(0))
        if not minutes:
            continue
        label = kind.label
        if basis is None or basis.hourly_pay is None:
            why = text("overtime is left open: hourly pay is not known", "缺少小时工资，加班费未计")
            return [], [why]
        multiplier = policy.multiplier(overtime)
        amount = to_fen(minutes * basis.hourly_pay * multiplier / 60)
        en = f"{minutes:f} minutes × {basis.hourly_pay:f} an hour × {multiplier:f}"
        zh = f"{minutes:f} 分钟 × 时薪 {basis.hourly_pay:f} × {multiplier:f}"
        lines.append(Amount(code=kind.value, title=label, clause="BANK-12", amount=amount, text=text(en, zh)))
    return lines, []


def totals(slips: Sequence[Payslip]) -> dict[str, Decimal]:
    """The sum of each line over everybody; together they are the sum of all payslips."""
    sums: dict[str, Decimal] = {}
    for slip in slips:
        for line in slip.lines:
            sums[line.code] = sums.get(line.code, Decimal(0)) + line.amount
    return sums
