"""One page about one agent's month: facts, ledger, grade, pay, ladder, and until when an appeal is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path

from models.base import Lang, Text, text
from models.facts import TIMES, Fact, FactKind, Nature, Origin
from models.score import Result
from reports.score_facts import MonthScores
from reports.score_words import entered, figure, grade_words, money, need_words, signed

_STYLE = """
@page { size: A4; margin: 14mm }
body { font: 13px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif;
  color: #1f2933; max-width: 820px; margin: 24px auto; padding: 0 16px }
h1 { font-size: 20px; margin: 0 }
h2 { font-size: 14px; margin: 20px 0 6px; border-bottom: 1px solid #d3dae2; padding-bottom: 2px }
.muted { color: #66727f }
.cards { display: flex; gap: 12px; margin: 14px 0; flex-wrap: wrap }
.card { border: 1px solid #d3dae2; border-radius: 6px; padding: 8px 14px; min-width: 96px }
.card b { display: block; font-size: 20px }
table { border-collapse: collapse; width: 100% }
th { text-align: left; background: #eef2f6; font-weight: 600 }
th, td { padding: 3px 8px; border-bottom: 1px solid #e4e9ee; vertical-align: top }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
td:first-child { white-space: nowrap }
tr.total td { font-weight: 700; border-top: 2px solid #1f2933 }
.minus { color: #b3371d }
.flag { background: #fdeee8; border-left: 4px solid #d1603d; padding: 6px 10px; margin: 6px 0 }
"""


def write_agent_page(path: Path, scores: MonthScores, agent_id: str, facts: Sequence[Fact], lang: Lang) -> None:
    """Write the page; `facts` are the agent's of the month."""
    path.write_text(agent_page(scores, agent_id, facts, lang), encoding="utf-8")


def agent_page(scores: MonthScores, agent_id: str, facts: Sequence[Fact], lang: Lang) -> str:
    """The page as HTML, complete in itself."""
    result = next(result for result in scores.results if result.agent_id == agent_id)
    who = scores.who(agent_id)
    title = f"{who.name} ({who.id}) · {scores.month}"

    def t(en: str, zh: str) -> str:
        return text(en, zh).to(lang)

    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<div class="muted">{escape(f"{scores.centre} · {who.team} · {scores.scheme.title.to(lang)} ({scores.scheme.source})")}</div>',
        _cards(scores, result, lang),
        *(
            f'<div class="flag">{escape(flag.title.to(lang))} <span class="muted">({escape(flag.clause)})</span></div>'
            for flag in result.flags
        ),
    ]
    if result.not_appraised is not None:
        parts.append(f'<div class="flag">{escape(result.not_appraised.to(lang))}</div>')
    parts += _attendance(facts, t("Attendance", "考勤"), lang)
    parts += _events(facts, t("Exceptions and events", "异常与事项"), lang)
    parts += _ledger(result, t("Ledger", "明细账"), lang)
    parts += _pay(scores, agent_id, t("Pay", "薪酬"), lang)
    parts += _ladder(scores, agent_id, t("Ladder", "晋升"), lang)
    if result.open:
        items = "".join(f"<li>{escape(words.to(lang))}</li>" for words in result.open)
        parts.append(f"<h2>{t('Left open', '待补')}</h2><ul>{items}</ul>")
    code = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _cards(scores: MonthScores, result: Result, lang: Lang) -> str:
    pay = sum((line.amount for line in result.pay), Decimal(0))
    cards: list[tuple[Text, str]] = [
        (text("total", "总分"), figure(result.total) if result.appraised else "–"),
        (text("grade", "等级"), grade_words(result, lang) or "–"),
        (text("rank", "名次"), str(result.rank) if result.rank else "–"),
        (text("pay effect, yuan", "薪酬影响（元）"), money(pay) if result.pay else "–"),
        (text("appeal until", "申诉截止"), str(scores.appeal_until or "–")),
    ]
    inner = "".join(
        f'<div class="card"><span class="muted">{escape(label.to(lang))}</span><b>{escape(value)}</b></div>'
        for label, value in cards
    )
    return f'<div class="cards">{inner}</div>'


def _table(heads: Sequence[tuple[Text, bool]], rows: Iterable[Sequence[str]], lang: Lang, total: bool = False) -> str:
    """A table; a head's flag says whether its column holds numbers. The last row may be a total."""
    top = "".join(f'<th class="{"n" if number else ""}">{escape(head.to(lang))}</th>' for head, number in heads)
    body = []
    listed = list(rows)
    for place, row in enumerate(listed):
        cells = "".join(
            f'<td class="{"n" if number else ""}{" minus" if number and value.startswith("−") else ""}">{escape(value)}</td>'
            for value, (_, number) in zip(row, heads, strict=True)
        )
        body.append(f'<tr class="{"total" if total and place == len(listed) - 1 else ""}">{cells}</tr>')
    return f"<table><tr>{top}</tr>{''.join(body)}</table>"


def _attendance(facts: Sequence[Fact], title: str, lang: Lang) -> list[str]:
    """The month's sums of time worked, overtime and leave."""
    sums: dict[FactKind, Decimal] = {}
    for fact in facts:
        about = fact.kind.about
        if about.origin is Origin.ATTENDANCE and about.nature is Nature.PLAIN:
            sums[fact.kind] = sums.get(fact.kind, Decimal(0)) + fact.amount
    if not sums:
        return []
    rows = [[kind.label.to(lang), figure(amount), kind.about.unit.to(lang)] for kind, amount in sums.items()]
    heads = [(text("What", "项目"), False), (text("Amount", "数量"), True), (text("Unit", "单位"), False)]
    return [f"<h2>{title}</h2>", _table(heads, rows, lang)]


def _events(facts: Sequence[Fact], title: str, lang: Lang) -> list[str]:
    """Every fact that stands for or against the agent."""
    own = sorted(
        (fact for fact in facts if fact.kind.about.nature is not Nature.PLAIN),
        key=lambda fact: (str(fact.day or fact.month), fact.id),
    )
    if not own:
        return []
    heads = [
        (text("Day", "日期"), False),
        (text("What", "事项"), False),
        (text("Amount", "数量"), True),
        (text("Entered by", "登记人"), False),
        (text("Evidence", "依据"), False),
    ]
    rows = [
        [
            str(fact.day or fact.month),
            fact.kind.label.to(lang),
            figure(fact.amount) + ("" if fact.kind.about.unit == TIMES else f" {fact.kind.about.unit.to(lang)}"),
            fact.entered_by or fact.kind.about.origin.label.to(lang),
            fact.evidence,
        ]
        for fact in own
    ]
    return [f"<h2>{title}</h2>", _table(heads, rows, lang)]


def _ledger(result: Result, title: str, lang: Lang) -> list[str]:
    if not result.appraised:
        return []
    heads = [
        (text("Day", "日期"), False),
        (text("Item", "项目"), False),
        (text("Clause", "条款"), False),
        (text("Points", "分值"), True),
        (text("What", "说明"), False),
        (text("Entered by", "登记人"), False),
    ]
    rows = [
        [
            str(line.day or ""),
            line.title.to(lang),
            line.clause,
            signed(line.points),
            line.text.to(lang),
            entered(line.entered_by, lang),
        ]
        for line in result.lines
    ]
    rows.append(["", text("total", "总分").to(lang), "", figure(result.total), "", ""])
    return [f"<h2>{title}</h2>", _table(heads, rows, lang, total=True)]


def _pay(scores: MonthScores, agent_id: str, title: str, lang: Lang) -> list[str]:
    slip = scores.payslip(agent_id)
    if slip is None or not (slip.lines or slip.open):
        return []
    heads = [
        (text("Line", "项目"), False),
        (text("Clause", "条款"), False),
        (text("Yuan", "金额（元）"), True),
        (text("How", "计算"), False),
    ]
    rows = [[line.title.to(lang), line.clause, money(line.amount), line.text.to(lang)] for line in slip.lines]
    rows.append([text("total", "合计").to(lang), "", money(slip.total), "; ".join(w.to(lang) for w in slip.open)])
    return [f"<h2>{title}</h2>", _table(heads, rows, lang, total=True)]


def _ladder(scores: MonthScores, agent_id: str, title: str, lang: Lang) -> list[str]:
    standing = scores.standing(agent_id)
    if standing is None:
        return []
    words = text("{a}, months in post: {m}", "{a}，在岗 {m} 个月").format(
        a=standing.level_title, m=standing.months_in_post
    )
    parts = [f"<h2>{title}</h2>", f"<p>{escape(words.to(lang))}</p>"]
    if standing.not_appraised is not None:
        parts.append(f"<p>{escape(standing.not_appraised.to(lang))}</p>")
    if standing.next_title is not None:
        state = text("may rise to {n}", "可晋升至{n}") if standing.eligible else text("for {n}:", "晋升至{n}的条件：")
        items = "".join(
            f"<li>{'✓' if need.met else '✗'} {escape(need_words(need, lang))}</li>" for need in standing.needs
        )
        parts.append(f"<p>{escape(state.format(n=standing.next_title).to(lang))}</p><ul>{items}</ul>")
    parts += [f'<div class="flag">{escape(words.to(lang))}</div>' for words in standing.demotions]
    return parts
