"""The fairness ledger on the console: the team at a glance, and one agent against it."""

from __future__ import annotations

from collections.abc import Mapping

from models.base import Text, text
from models.fairness import FairKind, FairReport, Standing
from reports.console import Console

_FAIR = 0.5
"""Less than this apart is a fair share."""


def show_team(console: Console, report: FairReport, names: Mapping[str, str]) -> None:
    """Everybody's year so far: how much of each kind, and how far from a fair share."""
    found = {(standing.agent_id, standing.kind): standing for standing in report.standings}
    kinds = [kind for kind in FairKind if any(standing.kind is kind for standing in report.standings)]
    console.say(
        text(
            f"{report.month:%Y} until {report.month:%B}: how many, and how far from a fair share",
            f"{report.month.year} 年截至 {report.month.month} 月：数量，以及与公平份额的差",
        )
    )
    heads = [text("agent", "工号"), text("name", "姓名"), *(kind.label for kind in kinds)]
    known = {standing.agent_id for standing in report.standings}
    agents = [agent for agent in names if agent in known]
    console.table(
        heads,
        ([agent, names[agent], *(_cell(found.get((agent, kind))) for kind in kinds)] for agent in agents),
        left=2,
    )


def show_agent(console: Console, report: FairReport, agent_id: str, names: Mapping[str, str]) -> None:
    """Why me: this month, this year, and what comes next."""
    own = [standing for standing in report.standings if standing.agent_id == agent_id]
    who = f"{names.get(agent_id, agent_id)} ({agent_id})"
    if not own:
        console.say(text(f"{who}: the ledger has nothing to share out", f"{who}：公平台账中没有可分摊的内容"))
        return
    console.say(text(f"{who}, {report.month:%B %Y}", f"{who}，{report.month.year} 年 {report.month.month} 月"))
    console.table(
        (
            text("kind", "类别"),
            text("this month", "本月"),
            text("fair share", "公平份额"),
            text("team's mean", "团队平均"),
            text("this year", "今年"),
            text("fair share", "公平份额"),
            text("team's mean", "团队平均"),
        ),
        (
            (
                standing.kind.label,
                *(f"{figure:g}" for figure in (standing.month.amount, standing.month.share, standing.team_month)),
                *(f"{figure:g}" for figure in (standing.year.amount, standing.year.share, standing.team_year)),
            )
            for standing in own
        ),
    )
    for standing in own:
        console.say(next_words(standing))
    since = own[0].since
    if since is not None and since.replace(day=1) >= report.month.replace(month=1):
        console.say(
            text(
                f"counts since {since} only (employment or a long leave); before, the team's mean",
                f"自 {since} 起计（入职或长假返岗）；此前按团队平均",
            )
        )


def next_words(standing: Standing) -> Text:
    """What the next roster makes of it."""
    label, unit, by = standing.kind.label, standing.kind.unit, round(abs(standing.above), 1)
    if not standing.priced:
        tail = text("kept in the ledger, not looked at by the roster", "仅记入台账，排班时不计")
    elif by < _FAIR:
        tail = text("a fair share next time", "下期按公平份额")
    elif standing.kind is FairKind.REFUSED_WISHES:
        more = text(
            f"{by:g} more refused than others, so next time wishes weigh more",
            f"比他人多 {by:g} 个，下期意愿权重提高",
        )
        fewer = text(f"{by:g} fewer refused than others; wishes weigh as given", f"比他人少 {by:g} 个，意愿按原权重")
        tail = more if standing.above > 0 else fewer
    else:
        en, zh = ("above", "多") if standing.above > 0 else ("below", "少")
        then_en, then_zh = ("fewer", "少") if standing.above > 0 else ("more", "多")
        counted = f"{abs(standing.carried):.1f}".removesuffix(".0")
        tail = text(
            f"{by:g} {unit.en} {en} the others, so next time {counted} {then_en} are aimed at",
            f"比他人{zh} {by:g} {unit.zh}，下期力求{then_zh}排 {counted} {unit.zh}",
        )
    return text(f"{label.en}: {tail.en}", f"{label.zh}：{tail.zh}")


def _cell(standing: Standing | None) -> str:
    return "" if standing is None else f"{standing.year.amount:g} ({standing.year.apart:+.1f})"
