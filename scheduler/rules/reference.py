"""The reference of all rules and settings, as Markdown: `python -m scheduler.rules.reference > docs/rules.md`."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from datetime import time
from enum import Enum
from typing import Any

from models.base import Model
from models.people import LeaveType
from models.policy import ContractTerms, LeavePolicy, LeaveTypeRule, Policy, setting_info
from scheduler.rules import rule_classes
from scheduler.rules.base import AgentRule, CellRule, InputRule, IntervalRule, Rule
from scheduler.rules.case_words import roster_words, surroundings
from scheduler.rules.cases import SHIFTS

COMMAND = "python -m scheduler.rules.reference > docs/rules.md"

_HEAD = f"""\
# Rules and settings

*Made by `{COMMAND}`; a test fails when it is stale.*

A hard rule is never broken; a soft one costs its weight in points for each unit of breach; one that is off is not looked
at. A rule that is off by default is switched on by setting its strength. A centre sets strength and weight in its policy:

```toml
[policy.rules.min_rest]
strength = "soft"
weight = 50

[policy.rules.max_consecutive_nights]
teams = ["East"]
roles = ["agent"]

[policy.roster]
min_rest_hours = 12
```

With `teams` or `roles` a rule about agents holds only for agents of one of these teams who have one of these roles; what is
to be fair is then shared out among them alone. Rules about intervals and about what is given have no scope.

The *clause* says where a rule or a default comes from: an article of a management document (BANK, CS, MALL, HLJ, PROMO),
a law, or `ours` where these are silent. The weight of a hard rule is what it would cost if it were soft.
"""

_OVERTIME = """\
## Overtime

By default nobody works more than the average (`average_hours` is hard). A centre that allows overtime makes it soft: each minute above
the average then costs its weight, and overtime is rostered where it is worth it. A minute of an agent missing costs 5 points and
more, so the weight of 3 buys overtime where someone is missing most of the shift, and one above 5 only where many are.

```toml
[policy.rules.average_hours]
strength = "soft"
weight = 3
```

`max_overtime` stays hard: in no calendar month more than `max_overtime_hours_month` (36) above the average. `max_weekly_hours` (48) binds
as well: eight hours of overtime a week. Two people for a week in which two are wanted from 09 to 17 every day (112 hours; their
averages make 80):

| `average_hours` | `max_overtime_hours_month` | hours rostered | overtime | cost |
| --- | --- | --- | --- | --- |
| hard | 36 | 80 | 0 | 9,600 for 32 h missing |
| soft, weight 3 | 36: in a week 7/30 of it | 96 | 16 | 2,880, and 4,800 for 16 h missing |
| soft, weight 3 | 72, with `max_weekly_hours` 60 | 112 | 32 | 5,760 |
| soft, weight 3 | 0 | 80 | 0 | 9,600 |
| soft, weight 6 | 36 | 80 | 0 | 9,600: overtime is dearer than what is missing |
"""

_CASES = """\
## How to read the cases

Each rule comes with rosters that it must judge as its clause says; the tests hold checker and engine to them. A word is
an agent, a letter a shift, `.` a day off; what stands before a bar was worked before the period. Days are numbered from 1,
a Monday.
"""

_CONTRACTS = (
    """\
### policy.contracts

Kinds of contracts (part time, student, a mother with a small child, …) whose terms differ from the centre's. Each has a
section of its own, in which any of the settings below stands; what is left out is as under `policy.roster`. The column
`contract` of the agents table names an agent's kind; who has none has the centre's terms. Rules read the terms agent
by agent. An `average_weekly_hours` that a kind of contract sets is not cut down by the agent's contract hours again.

```toml
[policy.contracts.student]
average_weekly_hours = 20
max_weekly_hours = 24
max_shifts = { N1 = 2 }
```

"""
    + ", ".join(f"`{name}`" for name in ContractTerms.model_fields)
    + "\n"
)

_KINDS = {
    AgentRule: "what one agent works",
    IntervalRule: "staff in each interval",
    CellRule: "staff on each shift",
    InputRule: "what is given",
}


def rules_reference() -> str:
    """The Markdown of docs/rules.md."""
    parts = [_HEAD, "## All rules\n", _overview(), _OVERTIME, _CASES, _shifts()]
    parts += [_rule(rule) for rule in rule_classes()]
    parts += ["## Settings\n"]
    for section, field in Policy.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Model):
            parts.append(_settings(section, field.annotation))
    parts += [_leave_types(), _CONTRACTS]
    return "\n".join(parts)


def _overview() -> str:
    rows = (
        (f"[{rule.name}](#{rule.name})", rule.title.en, rule.title.zh, rule.source, _default(rule), rule.unit.en)
        for rule in rule_classes()
    )
    return _table(("rule", "title", "名称", "clause", "default", "unit of breach"), rows)


def _shifts() -> str:
    rows = (
        (
            f"`{shift.code}`",
            shift.shift_class.label.en,
            f"{shift.start:%H:%M}–{shift.end:%H:%M}",
            f"{shift.paid_minutes / 60:g}",
            f"{shift.meal_minutes} min at {shift.meal_from:%H:%M}–{shift.meal_until:%H:%M}"
            if shift.meal_from and shift.meal_until
            else "",
        )
        for shift in SHIFTS
    )
    return _table(("shift", "class", "hours", "paid", "meal break"), rows)


def _rule(rule: type[Rule]) -> str:
    facts = [
        ("title", f"{rule.title.en} / {rule.title.zh}"),
        ("clause", rule.source),
        ("about", next(words for kind, words in _KINDS.items() if issubclass(rule, kind))),
        ("unit of breach", f"{rule.unit.en} / {rule.unit.zh}"),
        ("default", _default(rule)),
        ("a breach reads", f"{rule.breach.en}<br>{rule.breach.zh}"),
    ]
    parts = [f"### {rule.name}\n", inspect.getdoc(rule) or "", "", _table(("", ""), facts)]
    if rule.settings:
        rows = (_setting_row(name, *_field(name)) for name in rule.settings)
        parts.append(_table(("setting", "default", "clause", "meaning", "含义"), rows))
    cases = ((case.title, roster_words(case), surroundings(case), str(case.amount)) for case in rule.examples)
    parts.append(_table(("case", "roster", "with", "breach"), cases))
    return "\n".join(parts)


def _default(rule: type[Rule]) -> str:
    return f"{rule.default_strength.value}, weight {rule.default_weight}"


def _settings(section: str, model: type[Model]) -> str:
    rows = (_setting_row(f"{section}.{name}", model, name) for name in model.model_fields)
    summary = (inspect.getdoc(model) or "").splitlines()[0]
    table = _table(("setting", "default", "clause", "meaning", "含义"), rows)
    return f"### policy.{section}\n\n{summary}\n\n{table}"


def _field(setting: str) -> tuple[type[Model], str]:
    """The model and the field of a setting such as `roster.min_rest_hours`."""
    section, name = setting.split(".")
    model = Policy.model_fields[section].annotation
    if not (isinstance(model, type) and issubclass(model, Model) and name in model.model_fields):
        raise ValueError(f"{setting} is not a setting of the policy")
    return model, name


def _setting_row(setting: str, model: type[Model], name: str) -> tuple[str, ...]:
    clause, meaning = setting_info(model, name)
    default = model.model_fields[name].get_default(call_default_factory=True)
    return f"`{setting}`", plain(default), clause, meaning.en, meaning.zh


def _leave_types() -> str:
    policy = LeavePolicy()
    rows = (
        (
            f"`{kind.value}`",
            f"{kind.label.en} / {kind.label.zh}",
            _notice(policy, kind),
            "yes" if rule.certificate else "no",
            "yes" if rule.after_the_fact else "no",
            "yes" if rule.paid else "no",
            _quota(rule),
        )
        for kind, rule in policy.types.items()
    )
    head = ("type", "leave", "notice", "certificate", "after the fact", "paid", "quota")
    return f"### policy.leave.types\n\n{_table(head, rows)}"


def _notice(policy: LeavePolicy, kind: LeaveType) -> str:
    rule = policy.types[kind]
    if rule.notice_months:
        return "1 month" if rule.notice_months == 1 else f"{rule.notice_months} months"
    return f"{policy.notice_days(kind)} days"


def _quota(rule: LeaveTypeRule) -> str:
    counted = "calendar days" if rule.counts == "calendar_days" else "days of a working week"
    if rule.quota_by_service:
        by_service = ", ".join(
            f"{days:g} from {years} full year(s) of service on" for years, days in rule.quota_by_service.items()
        )
        return f"{by_service}; {counted} a {rule.quota_per}"
    return "none" if rule.quota_days is None else f"{rule.quota_days:g} {counted} a {rule.quota_per}"


def plain(value: Any) -> str:
    """A value as it is written in a policy file; of a table of sections the keys."""
    if isinstance(value, float):
        return f"{value:g}"
    if value is None or value == {}:
        return "none"
    if isinstance(value, dict) and any(isinstance(own, Model) for own in value.values()):
        return ", ".join(plain(key) for key in value)
    if isinstance(value, dict):
        return "; ".join(f"{plain(key)} = {plain(own)}" for key, own in value.items())
    if isinstance(value, tuple):
        return ", ".join(plain(part) for part in value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:%H:%M}" if isinstance(value, time) else f"{value}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    def lines() -> Iterator[str]:
        for row in (head, tuple("---" for _ in head), *rows):
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"

    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    import sys

    # Chinese text, whatever the terminal's own encoding.
    sys.stdout.buffer.write(rules_reference().encode())
