"""`paiban rules`: the rules of a roster and their settings."""

from __future__ import annotations

import inspect

import click

from commands.common import Group, Settings, input_error


@click.group(cls=Group)
def rules() -> None:
    """The rules of a roster. 排班规则。"""


@rules.command("list")
@click.pass_obj
def list_rules(settings: Settings) -> None:
    """List all rules. 列出全部规则。"""
    from models.base import text
    from scheduler.rules import rule_classes

    heads = (
        text("name", "名称"),
        text("title", "规则"),
        text("clause", "条款"),
        text("default", "默认"),
        text("weight", "权重"),
    )
    rows = [(r.name, r.title, r.source, r.default_strength.label, r.default_weight) for r in rule_classes()]
    settings.console.table(heads, rows, left=4)


@rules.command("show")
@click.argument("name")
@click.pass_obj
def show_rule(settings: Settings, name: str) -> None:
    """Show one rule with its settings. 显示一条规则。"""
    from models.base import text
    from models.policy import Policy, setting_info
    from scheduler.rules import rule_classes
    from store.words import did_you_mean

    known = {rule.name: rule for rule in rule_classes()}
    if name not in known:
        remedy = did_you_mean(name, known, text("see: paiban rules list", "见：paiban rules list"))
        raise input_error("rules", name, text("there is no such rule", "没有这条规则"), remedy)
    rule, console = known[name], settings.console
    console.say(text(f"{name}: {rule.title.en} ({rule.source})", f"{name}：{rule.title.zh}（{rule.source}）"))
    console.say(inspect.getdoc(rule) or "")
    default = text("default: {strength}, weight {weight} per {unit}", "默认：{strength}，权重 {weight}，单位：{unit}")
    console.say(default.format(strength=rule.default_strength.label, weight=rule.default_weight, unit=rule.unit))
    for setting in rule.settings:
        section, field = setting.split(".")
        own = getattr(Policy(), section)
        clause, meaning = setting_info(type(own), field)
        console.say(f"policy.{setting} = {getattr(own, field)}  {meaning.to(settings.lang)} ({clause})")
