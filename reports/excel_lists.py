"""The list sheets of the workbook: violations and wishes, assignments, certificate."""

from __future__ import annotations

from typing import Any

from models.base import Lang, Text, text
from models.demand import Requirement
from models.result import Certificate, Evaluation, Strength, Violation
from models.roster_sheet import ASSIGNMENT_COLUMNS
from reports.assignment_rows import assignment_rows
from reports.excel_grid import RosterFacts
from reports.excel_sheet import MAX_ROWS, Cell, Styles, put, set_up_print, write_heads
from reports.palette import MUTED, SHORTAGE_PALE

_VIOLATION_HEADS = [
    text("Strength", "类别"),
    text("Rule", "规则"),
    text("Source", "出处"),
    text("Agent id", "工号"),
    text("Name", "姓名"),
    text("Day", "日期"),
    text("From", "时段开始"),
    text("Amount", "数量"),
    text("Unit", "单位"),
    text("Points", "分值"),
    text("What is the matter", "说明"),
]
_RULE_HEADS = [
    text("Rule", "规则"),
    text("Source", "出处"),
    text("Strength", "类别"),
    text("Weight", "权重"),
    text("Unit", "单位"),
    text("Breaches", "违反次数"),
    text("Amount", "数量"),
    text("Points", "分值"),
]


def write_violations_sheet(
    sheet: Any, facts: RosterFacts, evaluation: Evaluation, requirement: Requirement, styles: Styles, lang: Lang
) -> None:
    """Hard violations first, then the soft ones, dearest first."""
    write_heads(sheet, 0, _VIOLATION_HEADS, [8, 24, 16, 10, 12, 11, 9, 9, 12, 10, 80], styles, lang)
    rules = {result.rule: result for result in evaluation.rules}
    names = {agent.id: agent.name for agent in facts.centre.agents}
    ordered = sorted(
        (v for v in evaluation.violations if v.strength is not Strength.OFF),
        key=lambda v: (v.strength is not Strength.HARD, -v.points),
    )
    shown = ordered[: MAX_ROWS - 2]
    for row, violation in enumerate(shown, 1):
        rule = rules.get(violation.rule)
        values: tuple[Cell, ...] = (
            violation.strength.label.to(lang),
            rule.title.to(lang) if rule else violation.rule,
            violation.source,
            violation.agent_id,
            names.get(violation.agent_id or ""),
            violation.day,
            _clock(violation, requirement),
            violation.amount,
            rule.unit.to(lang) if rule else None,
            violation.points,
            violation.text.to(lang),
        )
        _write_row(sheet, row, values, styles, _look_of(violation))
    if not ordered:
        nothing = text("No rule is broken and every wish is kept.", "没有违反任何规则，所有意愿均已满足。")
        put(sheet, 1, 0, nothing.to(lang), styles())
    elif len(ordered) > len(shown):
        more = text("… and {n:,} more", "……另有 {n:,} 条").format(n=len(ordered) - len(shown))
        put(sheet, MAX_ROWS - 1, 0, more.to(lang), styles())
    sheet.autofilter(0, 0, max(1, len(shown)), len(_VIOLATION_HEADS) - 1)
    set_up_print(sheet)


def _look_of(violation: Violation) -> dict[str, Any]:
    return {"bg_color": SHORTAGE_PALE} if violation.strength is Strength.HARD else {}


def _clock(violation: Violation, requirement: Requirement) -> str | None:
    if violation.interval is None:
        return None
    return f"{requirement.timeline.interval_start(violation.interval):%H:%M}"


def _write_row(sheet: Any, row: int, values: tuple[Cell, ...], styles: Styles, look: dict[str, Any]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str) or value is None:
            style = styles.cell(indent=1, **look)
        elif isinstance(value, (int, float)):
            style = styles.cell(num_format="#,##0.##" if isinstance(value, float) else "#,##0", **look)
        else:
            style = styles.cell(num_format="yyyy-mm-dd", align="left", **look)
        put(sheet, row, column, value, style)


def write_assignments_sheet(sheet: Any, facts: RosterFacts, styles: Styles, lang: Lang) -> None:
    """One row for each assignment; meal breaks are read back from here."""
    if len(facts.roster.assignments) >= MAX_ROWS:
        raise ValueError(f"a sheet holds {MAX_ROWS - 1:,} assignments; write the roster of a shorter period")
    write_heads(sheet, 0, list(ASSIGNMENT_COLUMNS), [10, 14, 12, 10, 9, 9, 11, 11], styles, lang)
    plain = styles()
    looks = (
        plain,
        plain,
        styles(num_format="yyyy-mm-dd", align="left"),
        plain,
        plain,
        plain,
        plain,
        styles(num_format="0.##"),
    )
    count = 0
    for row, values in enumerate(assignment_rows(facts.centre, facts.roster), 1):
        count = row
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            if value is not None:
                put(sheet, row, column, value, look)
    sheet.autofilter(0, 0, max(1, count), len(ASSIGNMENT_COLUMNS) - 1)
    set_up_print(sheet, landscape=False)


def write_certificate_sheet(
    sheet: Any, certificate: Certificate | None, evaluation: Evaluation, styles: Styles, lang: Lang
) -> None:
    """What is proven about the roster, what each rule cost, and how the roster can be made again."""
    rules = certificate.rules if certificate else evaluation.rules
    for column, width in enumerate((30, 20, 12, 12, 18, 12, 12, 14)):
        sheet.set_column(column, column, width)
    put(sheet, 0, 0, text("Certificate", "证书").to(lang), styles.title())
    sheet.set_row(0, 24)
    row = 2
    for label, value, number_format in _certificate_facts(certificate, evaluation, lang):
        put(sheet, row, 0, label.to(lang), styles.head())
        put(sheet, row, 1, value, styles(align="left", **({"num_format": number_format} if number_format else {})))
        row += 1
    row = _write_table_title(sheet, row + 1, text("Cost by rule", "各规则代价"), styles, lang)
    for column, head in enumerate(_RULE_HEADS):
        put(sheet, row, column, head.to(lang), styles.head())
    for result in sorted(rules, key=lambda r: (r.strength is not Strength.HARD, -r.points)):
        row += 1
        values: tuple[Cell, ...] = (
            result.title.to(lang),
            result.source,
            result.strength.label.to(lang),
            result.weight if result.strength is Strength.SOFT else None,
            result.unit.to(lang),
            result.breaches,
            result.amount,
            result.points,
        )
        broken = result.strength is Strength.HARD and result.breaches > 0
        off = {"font_color": MUTED} if result.strength is Strength.OFF else {}
        _write_row(sheet, row, values, styles, {"bg_color": SHORTAGE_PALE} if broken else off)
    if certificate:
        _write_phases(sheet, row + 2, certificate, styles, lang)
    set_up_print(sheet)


def _certificate_facts(
    certificate: Certificate | None, evaluation: Evaluation, lang: Lang
) -> list[tuple[Text, Cell, str]]:
    """Label, value and number format of the certificate's single figures."""
    hard = (text("Hard rules broken", "违反硬性规则"), len(evaluation.hard_violations), "#,##0")
    if certificate is None:
        return [
            (text("Status", "状态"), text("checked, no bound proven", "已核验，未证明下界").to(lang), ""),
            (text("Cost, points", "总代价（分）"), evaluation.cost, "#,##0"),
            hard,
        ]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(certificate.versions.items()))
    return [
        (text("Status", "状态"), certificate.status.label.to(lang), ""),
        (text("Cost, points", "总代价（分）"), certificate.cost, "#,##0"),
        (text("No roster can cost less than", "任何班表的代价都不低于"), certificate.bound, "#,##0"),
        (text("Proven gap", "已证明差距"), certificate.gap, "0.000%"),
        hard,
        (text("Seconds", "用时（秒）"), certificate.seconds, "#,##0.0"),
        (text("Time limit, seconds", "时限（秒）"), certificate.time_limit, "#,##0.##"),
        (text("Seed", "随机种子"), certificate.seed, "0"),
        (text("Workers", "并行数"), certificate.workers, "0"),
        (text("Versions", "版本"), versions, ""),
        (text("Input hash", "输入摘要"), certificate.input_hash, ""),
    ]


def _write_table_title(sheet: Any, row: int, title: Text, styles: Styles, lang: Lang) -> int:
    put(sheet, row, 0, title.to(lang), styles(bold=True, font_size=12))
    return row + 1


def _write_phases(sheet: Any, row: int, certificate: Certificate, styles: Styles, lang: Lang) -> None:
    row = _write_table_title(sheet, row, text("Phases", "求解阶段"), styles, lang)
    heads = (
        text("Phase", "阶段"),
        text("Ended after, s", "结束于（秒）"),
        text("Best cost", "当前代价"),
        text("Bound", "下界"),
    )
    for column, head in enumerate(heads):
        put(sheet, row, column, head.to(lang), styles.head())
    for phase in certificate.phases:
        row += 1
        _write_row(
            sheet, row, (phase.title.to(lang), float(round(phase.seconds, 1)), phase.cost, phase.bound), styles, {}
        )
