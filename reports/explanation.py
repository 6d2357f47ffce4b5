"""Explanations on the console: a day, an interval, who could take over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.base import Text, text
from models.explanation import DayExplanation, Effect, IntervalExplanation, Option, Replacement
from reports.console import Console

Titles = Mapping[str, Text]
"""What the rules are called."""

_RULES = 4
"""So many rules are named behind a figure, the weightiest first."""

_POINTS = text("points against the roster as it is; less is better", "与现有班表相比的代价变化，越低越好")


def show_day(console: Console, found: DayExplanation, titles: Titles) -> None:
    """What an agent works on a day, what it serves, and every alternative."""
    console.say(_head(found.name, found.agent_id, found.day, found.duty.words))
    for words in found.serves:
        console.say(_item(words))
    if found.breaches:
        console.say(text("what the rules find of this agent in the whole period:", "全周期内与此人有关的规则违反："))
        for violation in found.breaches:
            console.say(_item(_priced(violation.text, violation.points)))
    allowed = [option for option in found.options if option.effect.allowed]
    if allowed:
        console.say(text(f"instead ({_POINTS.en}):", f"改为（{_POINTS.zh}）："))
        heads = text("duty", "班次"), text("of which", "其中"), text("cost", "代价")
        rows = [(o.then.words, _split(o.effect, titles), _signed(o.effect.cost)) for o in allowed]
        console.table(heads, rows, left=2)
    refused = [option for option in found.options if not option.effect.allowed]
    if refused:
        console.say(text("not allowed:", "不允许："))
    for option in refused:
        console.say(_item(_because(option.then.words, option.effect)))


def show_interval(console: Console, found: IntervalExplanation, titles: Titles, most: int | None) -> None:
    """How an interval is staffed, and who could be there."""
    console.say(
        text("{start} ({minutes} minutes)", "{start}（{minutes} 分钟）").format(
            start=f"{found.start:%Y-%m-%d %H:%M}", minutes=found.minutes
        )
    )
    if not found.coverable:
        console.say(text("no shift of this roster reaches it", "本班表的任何班次都覆盖不到该时段"))
    heads = (
        text("queue", "队列"),
        text("required", "需求"),
        text("on the phones", "在线"),
        text("missing", "缺员"),
        text("calls waiting too long", "等待过久的来电"),
    )
    console.table(
        heads,
        [(group.name, group.required, group.staffed, group.missing, _late(group.late_calls)) for group in found.groups],
    )
    _show_options(console, text("who could be there", "可到岗人员"), found.options, titles, most)
    _show_refused(console, found.refused, most)


def show_replacement(console: Console, found: Replacement, titles: Titles, most: int | None) -> None:
    """What falls out, and who could take over."""
    console.say(_head(found.name, found.agent_id, found.day, found.duty.words))
    open_words = text("if nobody takes over", "若无人顶班")
    console.say(
        _item(
            text("{what}: {cost} {split}", "{what}：{cost} {split}").format(
                what=open_words, cost=_signed(found.unfilled.cost), split=_split(found.unfilled, titles)
            )
        )
    )
    for violation in found.unfilled.breaks:
        console.say(_item(violation.text))
    _show_options(console, text("who could take over", "可顶班人员"), found.options, titles, most)
    _show_refused(console, found.refused, most)


def _show_options(console: Console, what: Text, options: Sequence[Option], titles: Titles, most: int | None) -> None:
    if not options:
        console.say(text("{what}: nobody", "{what}：无").format(what=what))
        return
    console.say(text("{what} ({points}):", "{what}（{points}）：").format(what=what, points=_POINTS))
    heads = (
        text("agent", "人员"),
        text("now", "现在"),
        text("instead", "改为"),
        text("of which", "其中"),
        text("cost", "代价"),
    )
    rows = [
        (f"{o.name} ({o.agent_id})", o.now.words, o.then.words, _split(o.effect, titles), _signed(o.effect.cost))
        for o in options[:most]
    ]
    console.table(heads, rows, left=4)
    _show_more(console, options, most)


def _show_refused(console: Console, refused: Sequence[Option], most: int | None) -> None:
    if refused:
        console.say(text("not allowed:", "不允许："))
    for option in refused[:most]:
        who = text("{who}, {now} → {then}", "{who}，{now} → {then}").format(
            who=f"{option.name} ({option.agent_id})", now=option.now.words, then=option.then.words
        )
        console.say(_item(_because(who, option.effect)))
    _show_more(console, refused, most)


def _show_more(console: Console, options: Sequence[Option], most: int | None) -> None:
    if most is not None and len(options) > most:
        more = len(options) - most
        console.say(_item(text(f"{more} more: --all", f"另有 {more} 人：--all")))


def _head(name: str, agent_id: str, day: object, words: Text) -> Text:
    return text("{name} ({id}) on {day}: {words}", "{name} ({id}) {day}：{words}").format(
        name=name, id=agent_id, day=day, words=words
    )


def _item(words: Text) -> Text:
    return text("  {words}", "  {words}").format(words=words)


def _because(what: Text, effect: Effect) -> Text:
    """Something that is not allowed, and all reasons."""
    en, zh = "; ".join(v.text.en for v in effect.breaks), "；".join(v.text.zh for v in effect.breaks)
    return text("{what}: {why}", "{what}：{why}").format(what=what, why=text(en, zh))


def _priced(words: Text, points: int) -> Text:
    return text("{words} ({points:,} points)", "{words}（{points:,} 分）").format(words=words, points=points)


def _split(effect: Effect, titles: Titles) -> Text:
    """A cost by rule."""
    parts = list(effect.by_rule.items())
    en = [f"{titles[rule].en} {_signed(points)}" for rule, points in parts[:_RULES]]
    zh = [f"{titles[rule].zh} {_signed(points)}" for rule, points in parts[:_RULES]]
    more = ["…"] if len(parts) > _RULES else []
    return text(", ".join([*en, *more]), "，".join([*zh, *more]))


def _signed(points: int) -> str:
    return f"{points:+,}".replace("-", "−") if points else "0"


def _late(calls: float | None) -> str:
    return "–" if calls is None else f"{calls:.2f}"
