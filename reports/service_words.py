"""How figures of service are written: shares as per cent, waits in seconds, a dash where there are none."""

from __future__ import annotations

from models.base import Text, text
from models.service import ServicePrediction

NONE = "–"

LEVEL = text("service level", "服务水平")
BAND = text("80 % band", "80% 区间")
CHANCE = text("chance to meet the target", "达标概率")
ANSWERED = text("answer rate", "接通率")
ABANDONED = text("abandoned", "放弃率")
OCCUPANCY = text("occupancy", "占用率")
WAIT = text("mean wait, s", "平均等待（秒）")
CALLS = text("calls", "来电")
DAY = text("day", "日期")
WHOLE = text("whole period", "全周期")


_POOLED = text("all queues", "全部队列")
_AT_BEST = text("{queue}, at best", "{queue}（上限）")


def group_name(prediction: ServicePrediction, rank: int) -> Text:
    """What a group is called: a queue by itself is judged as if it had all its skilled agents, so its figures are the best
    there can be."""
    return _POOLED if rank == 0 else _AT_BEST.format(queue=prediction.groups[rank].name)


def percent(share: float | None, digits: int = 1) -> str:
    return NONE if share is None else f"{share:.{digits}%}"


def seconds(wait: float | None) -> str:
    return NONE if wait is None else f"{wait:.1f}"


def band(low: float | None, high: float | None) -> str:
    return NONE if low is None or high is None else f"{low:.0%}–{high:.0%}"


def target_words(target: float, answer_target: float) -> Text:
    """What is aimed at."""
    level = text(f"service level {target:.0%}", f"服务水平 {target:.0%}")
    if not answer_target:
        return level
    return text(f"{level.en} and answer rate {answer_target:.0%}", f"{level.zh}、接通率 {answer_target:.0%}")
