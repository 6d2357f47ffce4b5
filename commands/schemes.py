"""`paiban score schemes`: the schemes, their items and what is wrong with one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.common import Group, Settings, json_option, print_json

if TYPE_CHECKING:
    from models.base import Text

    Rows = list[list[Text | str | int]]


@click.group(cls=Group)
def schemes() -> None:
    """The schemes of scores. 考核方案。"""


@schemes.command("list")
@json_option
@click.pass_obj
def list_schemes(settings: Settings, as_json: bool) -> None:
    """List the shipped schemes and ladders. 列出内置方案与晋升通道。"""
    from commands.score_inputs import checked_ladder, checked_scheme
    from models.base import text
    from store.scheme_files import ladder_names, scheme_names

    found = [checked_scheme(name) for name in scheme_names()]
    ladders = [checked_ladder(name) for name in ladder_names()]
    if as_json:
        facts = [
            {
                "name": s.name,
                "title": s.title.to(settings.lang),
                "clause": s.source,
                "cycle": s.cycle.value,
                "kind": "scheme",
            }
            for s in found
        ]
        facts += [
            {"name": e.name, "title": e.title.to(settings.lang), "clause": e.source, "kind": "ladder"} for e in ladders
        ]
        print_json(facts)
        return
    heads = [text("name", "名称"), text("title", "方案"), text("clause", "条款"), text("cycle", "周期")]
    rows: Rows = [[scheme.name, scheme.title, scheme.source, scheme.cycle.label] for scheme in found]
    rows += [[ladder.name, ladder.title, ladder.source, text("ladder", "晋升通道")] for ladder in ladders]
    settings.console.table(heads, rows, left=4)


@schemes.command("show")
@click.argument("name")
@json_option
@click.pass_obj
def show_scheme(settings: Settings, name: str, as_json: bool) -> None:
    """Show a scheme, shipped or one's own; every fault of it is told. 显示一个方案并检查。"""
    from commands.score_inputs import checked_scheme
    from models.base import text
    from reports.score_words import bound_words, how_words, points_words
    from scoring.check import remarks

    scheme = checked_scheme(name)
    if as_json:
        tree = scheme.model_dump(mode="json", by_alias=True)
        print_json(tree | {"remarks": [remark.model_dump() for remark in remarks(scheme)]})
        return
    console, lang = settings.console, settings.lang
    console.say(f"{scheme.title.to(lang)} ({scheme.source})")
    heads = [
        text(*w)
        for w in (("code", "代码"), ("item", "项目"), ("clause", "条款"), ("points", "分值"), ("how", "计分方式"))
    ]
    rows: Rows = [[i.code, i.title, i.clause, points_words(i), how_words(i, lang)] for i in scheme.items]
    rows += [[g.code, g.title, g.clause, bound_words(g), text("grade", "等级")] for g in scheme.grades]
    rows += [[f.code, f.title, f.clause, "", text("flag", "标记")] for f in scheme.flags]
    rows += [[p.code, p.title, p.clause, p.amount, text("pay, yuan", "薪酬（元）")] for p in scheme.pay]
    console.table(heads, rows, left=5)
    for remark in remarks(scheme):
        console.say(remark)


@schemes.command("kinds")
@json_option
@click.pass_obj
def list_kinds(settings: Settings, as_json: bool) -> None:
    """List the kinds of facts that schemes count. 列出事项种类。"""
    from models.base import text
    from models.facts import FactKind

    lang = settings.lang
    if as_json:
        print_json(
            [
                {
                    "kind": k.value,
                    "title": k.label.to(lang),
                    "unit": k.about.unit.to(lang),
                    "origin": k.about.origin.value,
                }
                for k in FactKind
            ]
        )
        return
    heads = [text("kind", "种类"), text("meaning", "含义"), text("amount in", "数量单位"), text("comes from", "来源")]
    rows: Rows = [[kind.value, kind.label, kind.about.unit, kind.about.origin.label] for kind in FactKind]
    settings.console.table(heads, rows, left=4)


@schemes.command("measures")
@json_option
@click.pass_obj
def list_measures(settings: Settings, as_json: bool) -> None:
    """List figures to import and measures with formula, cycle and source. 列出指标的公式、周期与来源。"""
    from models.base import text
    from store.scheme_files import library

    known = library()
    if as_json:
        print_json(known.model_dump(mode="json", by_alias=True))
        return
    heads = [
        text(*w)
        for w in (
            ("name", "名称"),
            ("meaning", "含义"),
            ("clause", "条款"),
            ("cycle", "周期"),
            ("source", "数据来源"),
            ("formula", "公式"),
        )
    ]
    rows: Rows = [[k.code, k.title, k.clause, k.cycle.label, k.source, k.formula] for k in known.kpis]
    rows += [
        [f.code, f.title, f.clause, text("month", "月度"), f.source, text("imported", "导入")] for f in known.figures
    ]
    settings.console.table(heads, rows, left=6)
