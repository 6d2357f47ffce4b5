"""What is noticed in a call history, and what is done about it: nothing is mended silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.base import Text, text


class Remark(StrEnum):
    """What a history may be remarkable for."""

    GAP = "gap"
    COARSE = "coarse"
    REPEATED = "repeated"
    CONTRADICTORY = "contradictory"
    CLOCK_CHANGE = "clock_change"
    FRACTIONAL = "fractional"
    INCONSISTENT = "inconsistent"
    NO_HANDLING_TIME = "no_handling_time"
    OUTAGE = "outage"
    SPIKE = "spike"


_WORDS = {
    Remark.GAP: text(
        "{count} of {all} intervals are missing, the first at {first}: they are not taken for zero, and not used",
        "{all} 个时段中缺少 {count} 个，首个 {first}：不当作零，也不使用",
    ),
    Remark.COARSE: text(
        "it comes in steps of {count} minutes: spread evenly over the {all} minutes of the plan's intervals",
        "历史间隔为 {count} 分钟：平均分摊到排班的 {all} 分钟时段",
    ),
    Remark.REPEATED: text(
        "{count} rows stand there once more, word for word, the first at {first}: each is used once",
        "{count} 行完全重复，首个 {first}：每行只用一次",
    ),
    Remark.CONTRADICTORY: text(
        "{count} intervals stand there twice with different figures, the first at {first}: treated as missing",
        "{count} 个时段有两行且数字不同，首个 {first}：视为缺失",
    ),
    Remark.CLOCK_CHANGE: text(
        "{count} days with a clock change, the first {first}: an hour that comes twice is averaged, one that is skipped "
        "is missing",
        "{count} 天有夏令时变更，首个 {first}：重复的一小时取平均，跳过的一小时视为缺失",
    ),
    Remark.FRACTIONAL: text(
        "{count} counts are no whole numbers, the first at {first}: used as they are",
        "{count} 个呼入量不是整数，首个 {first}：按原值使用",
    ),
    Remark.INCONSISTENT: text(
        "in {count} rows more calls were answered or abandoned than offered, the first at {first}: what was offered is used",
        "{count} 行的接听量与放弃量之和大于呼入量，首个 {first}：以呼入量为准",
    ),
    Remark.NO_HANDLING_TIME: text(
        "{count} rows with answered calls have no handling time (or 0), the first at {first}: their calls are used, "
        "the handling time is learned from the others",
        "{count} 行有接听但没有处理时长（或为 0），首个 {first}：使用其呼入量，处理时长由其他行学习",
    ),
    Remark.OUTAGE: text(
        "{count} intervals with (almost) no calls where {all} were usual look like an outage, the first at {first}: "
        "treated as missing",
        "{count} 个时段几乎没有来电（平时约 {all} 个），疑为故障，首个 {first}：视为缺失",
    ),
    Remark.SPIKE: text(
        "{count} intervals lie far above the usual, the first at {first}: clipped, by {all} calls in all",
        "{count} 个时段远高于平时，首个 {first}：已截去共 {all} 个来电",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One remark on a queue's history: how many intervals (rows, days) it is about and the first of them.

    `amount` is the second figure of the remark: intervals in all, minutes or calls.
    """

    remark: Remark
    count: int
    first: datetime | date | None = None
    amount: float = 0.0

    @property
    def text(self) -> Text:
        when = f"{self.first:%Y-%m-%d %H:%M}" if isinstance(self.first, datetime) else str(self.first)
        return _WORDS[self.remark].format(count=self.count, first=when, all=f"{self.amount:.0f}")


def report(queue: str, findings: Sequence[Finding]) -> list[Text]:
    """The findings as sentences about the queue."""
    head = text("call history of queue {queue}: {finding}", "队列 {queue} 的话务历史：{finding}")
    return [head.format(queue=queue, finding=finding.text) for finding in findings]
