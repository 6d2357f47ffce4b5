"""The swap form of BANK-10: one page in both languages, to print and sign."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

from models.base import Text, text
from models.centre import Centre
from models.process import Finding
from models.swap import SwapCell, SwapRequest
from reports.requests import decision_words
from reports.swaps import cells_words

_STYLE = """
@page { size: A4; margin: 18mm }
body { font: 11pt/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", sans-serif; color: #111 }
h1 { font-size: 16pt; text-align: center; margin: 0 0 2mm } p { margin: 0 0 4mm; text-align: center }
table { border-collapse: collapse; width: 100%; margin: 0 0 5mm } td, th { border: 1px solid #444; padding: 2mm; text-align: left }
th { background: #eef; font-weight: 600; width: 32% } .checks th { width: auto } .sign td { height: 16mm; vertical-align: top; width: 33% }
"""


def swap_form(centre: Centre, request: SwapRequest, findings: Sequence[Finding]) -> str:
    """The form as an HTML page that needs nothing else: who swaps what and why, every check, room for three signatures."""
    filed = request.filed_at.astimezone(ZoneInfo(centre.profile.time_zone))
    rows = [
        (text("initiator", "发起人"), _person(centre, request.initiator)),
        (text("gives", "让出班次"), _shifts(centre, request.gives)),
        (text("partner", "对方"), _person(centre, request.partner)),
        (text("gives in turn", "换入班次"), _shifts(centre, request.takes)),
        (text("reason", "事由"), text(request.reason or "–", request.reason or "–")),
        (text("voluntary", "主动调班"), text("yes", "是") if request.voluntary else text("no", "否")),
        (text("filed", "提交时间"), text(f"{filed:%Y-%m-%d %H:%M}", f"{filed:%Y-%m-%d %H:%M}")),
        (text("state", "状态"), request.status.label),
    ]
    if request.decision is not None:
        rows.append((text("decided", "审批"), decision_words(request.decision)))
    facts = "".join(f"<tr><th>{_both(head)}</th><td>{_both(words)}</td></tr>" for head, words in rows)
    checks = "".join(
        f"<tr><td>{escape(f.clause)}</td><td>{_both(f.outcome.label)}</td><td>{_both(f.text)}</td></tr>"
        for f in findings
    )
    heads = "".join(
        f"<th>{_both(head)}</th>" for head in (text("clause", "条款"), text("outcome", "结果"), text("finding", "说明"))
    )
    signatures = "".join(
        f"<td>{_both(who)}</td>"
        for who in (
            text("initiator, date", "发起人签字、日期"),
            text("partner, date", "对方签字、日期"),
            text("approver, date", "审批人签字、日期"),
        )
    )
    title = text(f"Swap request {request.id}", f"调班申请表 {request.id}")
    rule = text(
        "a swap counts only after approval by an authorised person (BANK-10)",
        "调班经有权审批人批准后方可生效（BANK-10）",
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
        f"<title>{_both(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{_both(title)}</h1><p>{escape(centre.profile.name)}<br>{_both(rule)}</p>"
        f'<table>{facts}</table><table class="checks"><tr>{heads}</tr>{checks}</table>'
        f'<table class="sign"><tr>{signatures}</tr></table></body></html>\n'
    )


def _both(words: Text) -> str:
    return escape(words.zh if words.zh == words.en else f"{words.zh} {words.en}")


def _person(centre: Centre, agent_id: str) -> Text:
    agent = centre.agents_by_id.get(agent_id)
    words = agent_id if agent is None else " ".join(filter(None, (agent.name, f"({agent_id})", agent.team)))
    return text(words, words)


def _shifts(centre: Centre, cells: Sequence[SwapCell]) -> Text:
    """Shifts with their hours."""
    if not cells:
        return cells_words(cells)
    parts = []
    for cell in cells:
        shift = centre.shifts_by_code.get(cell.shift)
        hours = "" if shift is None else f" {shift.start:%H:%M}–{shift.end:%H:%M}"
        parts.append(f"{cell.day} {cell.shift}{hours}")
    words = "; ".join(parts)
    return text(words, words)
