"""`paiban rules`: the rules of a roster and their settings, as they come and as a centre has them."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import PATH, Group, Settings, input_error, json_option, print_json

if TYPE_CHECKING:
    from models.base import Lang, Text
    from models.policy import Policy
    from scheduler.rules.base import Rule

own_centre = click.option("--centre", "centre_path", type=PATH, help="As this centre has them. 按该中心的设置显示。")


@click.group(cls=Group)
def rules() -> None:
    """The rules of a roster. 排班规则。"""


@rules.command("list")
@own_centre
@json_option
@click.pass_obj
def list_rules(settings: Settings, centre_path: Path | None, as_json: bool) -> None:
    """List all rules. 列出全部规则。"""
    from models.base import text
    from scheduler.rules import as_set, rule_classes

    policy = _policy(centre_path)
    if as_json:
        print_json([_facts(rule, policy, settings.lang) for rule in rule_classes()])
        return
    heads = [text("name", "名称"), text("title", "规则"), text("clause", "条款"), text("unit of breach", "违反的单位")]
    heads.append(text("default", "默认"))
    if policy:
        heads += [text("here", "本中心"), text("holds for", "适用范围"), text("weight here", "本中心权重")]
    heads.append(text("default weight", "默认权重"))
    rows = []
    for rule in rule_classes():
        row: list[Text | str | int] = [rule.name, rule.title, rule.source, rule.unit, rule.default_strength.label]
        if policy:
            own = as_set(rule, policy)
            row += [own.strength.label, scope_words(own), own.weight]
        rows.append([*row, rule.default_weight])
    settings.console.table(heads, rows, left=7 if policy else 5)


@rules.command("show")
@click.argument("name")
@own_centre
@json_option
@click.pass_obj
def show_rule(settings: Settings, name: str, centre_path: Path | None, as_json: bool) -> None:
    """Show one rule with its settings. 显示一条规则。"""
    from models.base import text
    from scheduler.rules import as_set, rule_classes
    from store.words import did_you_mean

    known = {rule.name: rule for rule in rule_classes()}
    if name not in known:
        remedy = did_you_mean(name, known, text("see: paiban rules list", "见：paiban rules list"))
        raise input_error("rules", name, text("there is no such rule", "没有这条规则"), remedy)
    rule, console, policy = known[name], settings.console, _policy(centre_path)
    if as_json:
        print_json(_facts(rule, policy, settings.lang, whole=True))
        return
    console.say(text(f"{name}: {rule.title.en} ({rule.source})", f"{name}：{rule.title.zh}（{rule.source}）"))
    console.say(inspect.getdoc(rule) or "")
    worth = text("{strength}, weight {weight} per unit ({unit})", "{strength}，每单位权重 {weight}（单位：{unit}）")
    default = worth.format(strength=rule.default_strength.label, weight=rule.default_weight, unit=rule.unit)
    console.say(text("by default: {worth}", "默认：{worth}").format(worth=default))
    if policy:
        own = as_set(rule, policy)
        here = worth.format(strength=own.strength.label, weight=own.weight, unit=rule.unit)
        line = text("in this centre: {worth}; it holds for {scope}", "本中心：{worth}；适用范围：{scope}")
        console.say(line.format(worth=here, scope=scope_words(own)))
    for setting in _settings(rule, policy, settings.lang):
        usual = text(f" (by default {setting['default']})", f"（默认 {setting['default']}）").to(settings.lang)
        value = setting["value"] + (usual if setting["value"] != setting["default"] else "")
        console.say(f"policy.{setting['setting']} = {value}  {setting['meaning']} ({setting['clause']})")


def _policy(centre_path: Path | None) -> Policy | None:
    """The centre's policy, where one is asked for.

    Raises:
        InputError: when the centre cannot be read, or what it sets of the rules is wrong.
    """
    from commands.inputs import check_rules
    from models.input_problem import InputError
    from store.files import read_centre

    if centre_path is None:
        return None
    centre = read_centre(centre_path)
    problems = check_rules(centre)
    if problems:
        raise InputError(problems)
    return centre.policy


def scope_words(rule: Rule) -> Text:
    """Whom a rule holds for; rules that are not about agents hold for the whole centre."""
    from models.base import text
    from scheduler.rules.base import AgentRule

    if not isinstance(rule, AgentRule):
        return text("the centre", "全中心")
    if not rule.teams and not rule.roles:
        return text("everybody", "全员")
    en = [", ".join(rule.teams), ", ".join(role.label.en for role in rule.roles)]
    zh = ["、".join(rule.teams), "、".join(role.label.zh for role in rule.roles)]
    return text("; ".join(filter(None, en)), "；".join(filter(None, zh)))


def _facts(rule: type[Rule], policy: Policy | None, lang: Lang, whole: bool = False) -> dict[str, Any]:
    """A rule for JSON; with `whole` all that `rules show` shows."""
    from scheduler.rules import as_set

    facts: dict[str, Any] = {
        "name": rule.name,
        "title": rule.title.to(lang),
        "clause": rule.source,
        "unit": rule.unit.to(lang),
        "default": {"strength": rule.default_strength, "weight": rule.default_weight},
    }
    if policy:
        own = as_set(rule, policy)
        facts["centre"] = {"strength": own.strength, "weight": own.weight, "teams": own.teams, "roles": own.roles}
    if whole:
        facts["description"] = inspect.getdoc(rule)
        facts["settings"] = _settings(rule, policy, lang)
    return facts


def _settings(rule: type[Rule], policy: Policy | None, lang: Lang) -> list[dict[str, str]]:
    """The settings that the rule reads: value, default, clause and meaning, as they are written in a policy file."""
    from models.policy import Policy, setting_info
    from scheduler.rules.reference import plain

    found = []
    for setting in rule.settings:
        section, field = setting.split(".")
        default = getattr(Policy(), section)
        own = getattr(policy, section) if policy else default
        clause, meaning = setting_info(type(default), field)
        found.append(
            {
                "setting": setting,
                "value": plain(getattr(own, field)),
                "default": plain(getattr(default, field)),
                "clause": clause,
                "meaning": meaning.to(lang),
            }
        )
        for name, terms in (policy.contracts if policy and section == "roster" else {}).items():
            value = getattr(terms, field, None)
            if value is not None:
                contract = found[-1] | {"setting": f"contracts.{name}.{field}", "value": plain(value)}
                found.append(contract | {"default": plain(getattr(own, field))})
    return found
