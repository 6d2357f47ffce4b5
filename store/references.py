"""What was read of a centre, and the words in it that refer to something: they must stand for what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from models.activities import Activity
from models.base import Model, Text, text
from models.calendar import Event
from models.centre import CentreProfile
from models.demand import ShiftCover
from models.people import Agent, Leave, PastShift, Wish
from models.policy import Policy
from store.reader import Placed, TableRead
from store.series import SERIES, Point
from store.settings import SettingPath, SettingsReader
from store.words import did_you_mean

SUGGESTIONS = 20
"""Looking for the nearest id among thousands takes time: this many are looked for in one table."""

T = TypeVar("T")


@dataclass
class Reads:
    """All that was read of a centre, before it is known to be consistent."""

    profile: CentreProfile
    policy: Policy
    settings: SettingsReader
    tables: dict[str, TableRead] = field(default_factory=dict)

    def rows(self, table: str, model: type[T]) -> list[Placed[T]]:
        return self.tables[table].of(model) if table in self.tables else []

    def known(self, table: str) -> Collection[object] | None:
        """The ids or codes of a table, or the contracts; `None` when not all of them are known."""
        if table == "contracts":
            return None if self.settings.raws is None else set(self.policy.contracts)
        read = self.tables.get(table)
        return read.keys if read is not None and read.complete else None


def check_references(reads: Reads) -> None:
    """Note every id or code that stands for nothing, and limits that exclude each other."""
    for placed in reads.rows("agents", Agent):
        for code in placed.value.skills:
            _refer(reads, "agents", placed.row, "skills", code, "skills")
        if placed.value.contract:
            _refer(reads, "agents", placed.row, "contract", placed.value.contract, "contracts")
    for table in ("leave", "availability", "wishes", "past_shifts", "fairness", "leave_wishes", "past_leave"):
        for other in reads.rows(table, Leave):  # all of these have an agent_id
            _refer(reads, table, other.row, "agent_id", other.value.agent_id, "agents")
    for past in reads.rows("past_shifts", PastShift):
        _refer(reads, "past_shifts", past.row, "shift", past.value.shift, "shifts")
    for wish in reads.rows("wishes", Wish):
        if wish.value.shift is not None:
            _refer(reads, "wishes", wish.row, "shift", wish.value.shift, "shifts")
    for cover in reads.rows("shift_cover", ShiftCover):
        _refer(reads, "shift_cover", cover.row, "shift", cover.value.shift, "shifts")
    for event in reads.rows("events", Event):
        if event.value.queue:
            _refer(reads, "events", event.row, "queue", event.value.queue, "skills")
    for table in SERIES:
        first: dict[str, int] = {}  # a queue stands in thousands of rows: it is named once
        for point in reads.rows(table, Point):  # type: ignore[type-abstract]
            first.setdefault(point.value.queue, point.row)
        for queue, row in first.items():
            _refer(reads, table, row, "queue", queue, "skills")
    for activity in reads.rows("activities", Activity):
        for agent_id in activity.value.agents:
            _refer(reads, "activities", activity.row, "agents", agent_id, "agents")
        if activity.value.trainer:
            _refer(reads, "activities", activity.row, "trainer", activity.value.trainer, "agents")
        for code in activity.value.skills:
            _refer(reads, "activities", activity.row, "skills", code, "skills")
    _check_policy(reads)
    _check_limits(reads)


_UNKNOWN = {
    "agents": text("no agent has this id", "坐席表中没有该工号"),
    "shifts": text("no shift has this code", "班次表中没有该代码"),
    "skills": text("no skill has this code", "技能表中没有该代码"),
    "contracts": text("the settings name no such kind of contract", "设置中没有该合同类型"),
}


def _check_policy(reads: Reads) -> None:
    """The shifts that the settings name by their codes."""
    policy = reads.policy
    sections: list[tuple[SettingPath, Model]] = [(("policy", "roster"), policy.roster)]
    sections += [(("policy", "contracts", name), terms) for name, terms in policy.contracts.items()]
    for section, terms in sections:
        for setting in ("max_shifts", "not_after"):
            codes = dict.fromkeys(_shift_codes(getattr(terms, setting) or {}))
            for code in codes:
                remedy = _unknown(reads, code, "shifts")
                if remedy is not None:
                    reads.settings.refuse((*section, setting), code, _UNKNOWN["shifts"], remedy)


_ORDERED = (("min_period_hours", "max_period_hours"), ("min_consecutive_days", "max_consecutive_days"))


def _check_limits(reads: Reads) -> None:
    """No least is above its most, in the centre's terms and in those of each kind of contract."""
    for contract in ("", *reads.policy.contracts):
        terms = reads.policy.terms(contract)
        section = ("policy", "contracts", contract) if contract else ("policy", "roster")
        for low, high in _ORDERED:
            least, most = getattr(terms, low), getattr(terms, high)
            if least is not None and most is not None and least > most:
                own = not contract or low in reads.policy.contracts[contract].own
                path = (*section, low if own else high)
                wrong = text(
                    f"{low} ({least:g}) is above {high} ({most:g})", f"{low}（{least:g}）大于 {high}（{most:g}）"
                )
                remedy = text("lower the one or raise the other", "请调低前者或调高后者")
                reads.settings.refuse(path, f"{least if own else most:g}", wrong, remedy)


def _shift_codes(by_code: Mapping[str, Any]) -> Iterator[str]:
    for code, others in by_code.items():
        yield code
        if isinstance(others, tuple):
            yield from others


def _refer(reads: Reads, table: str, row: int | None, target: str, word: str, to: str) -> None:
    """Note a problem when `word` is not among the names of the kind `to`."""
    read = reads.tables[table]
    remedy = _unknown(reads, word, to, suggest=len(read.problems) < SUGGESTIONS)
    if remedy is not None:
        read.problem(_UNKNOWN[to], remedy, row, target, word)


def _unknown(reads: Reads, word: str, to: str, suggest: bool = True) -> Text | None:
    """What to do when `word` is not among the names of the kind `to`; `None` when it is, or when they are not known."""
    known = reads.known(to)
    if known is None or word in known:
        return None
    places = {
        "agents": text("the agents table", "坐席表"),
        "shifts": text("the shifts table", "班次表"),
        "skills": text("the skills table", "技能表"),
        "contracts": text("the settings, as [policy.contracts.NAME]", "设置（[policy.contracts.名称]）"),
    }
    remedy = text("correct it, or add it to {place}", "请更正，或在{place}中添加").format(place=places[to])
    return did_you_mean(word, (str(option) for option in known), remedy) if suggest else remedy
