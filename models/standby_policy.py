"""Settings of holiday and surge standby (rulebook BANK-8, BANK-9)."""

from __future__ import annotations

from datetime import time

from pydantic import field_validator

from models.base import Model
from models.setting import OURS, setting


class StandbyPolicy(Model):
    """Groups that stand by on statutory holidays and on days for which a surge of calls is forecast."""

    group_starts: tuple[time, ...] = setting(
        (time(0), time(8), time(16)),
        OURS,
        "when the hours of a standby group begin; each lasts until the next one begins",
        "备班组时段的起始时间；每段持续到下一段开始",
        min_length=1,
    )
    layers: int = setting(
        2, OURS, "groups for the same hours: the first is called first", "同一时段的备班组数：先呼第一组", ge=1, le=3
    )
    whole_break: bool = setting(
        False,
        "BANK-9",
        "whether the rest days that the decree joins to a statutory holiday have standby groups too",
        "与法定节假日相连的调休休息日是否也设备班组",
        strict=True,
    )
    leader_level: int = setting(
        4,
        OURS,
        "from which level on an agent may lead a group; supervisors may",
        "几级及以上可任组长；主管均可",
        ge=1,
        le=5,
    )
    surge_band: float = setting(
        1.28,
        "BANK-8",
        "surge standby covers so many standard deviations of a day's calls",
        "高峰备班覆盖当日话量的几个标准差",
        ge=0,
        le=4,
    )
    primary_load: int = setting(
        2, OURS, "what a day in a group that is called first counts in the ledger", "首呼组每日计几次", ge=0, le=20
    )
    later_load: int = setting(
        1, OURS, "what a day in a group that is called later counts", "后呼组每日计几次", ge=0, le=20
    )
    night_load: int = setting(
        1, OURS, "what hours that touch the night count besides", "涉及夜间的时段另计几次", ge=0, le=20
    )
    call_load: int = setting(2, OURS, "what each coming in on call counts", "每次应召到岗计几次", ge=0, le=20)
    missing_weight: int = setting(
        1000,
        "BANK-5.2",
        "points for each head that a group misses of a skill's minimum, of minimum_staff or a leader",
        "备班组每缺一名技能最低人数、最低在岗人数或组长的分值",
        ge=0,
        le=1_000_000,
    )
    size_weight: int = setting(
        200,
        OURS,
        "points for each head by which a group is too large or small",
        "备班组人数偏差每人的分值",
        ge=0,
        le=1_000_000,
    )
    rest_weight: int = setting(
        3,
        OURS,
        "points for each hour of a group in which a member cannot be called, for rest, night or availability",
        "成员因休息、夜班资格或时间不便而不能应召的每小时分值",
        ge=0,
        le=1_000_000,
    )
    turn_weight: int = setting(
        2,
        OURS,
        "points for the first turn beyond whoever had the fewest; the second counts twice, and so on",
        "比次数最少者每多一次的分值（第二次加倍，依此类推）",
        ge=0,
        le=1_000_000,
    )

    @field_validator("group_starts")
    @classmethod
    def _in_order(cls, starts: tuple[time, ...]) -> tuple[time, ...]:
        if list(starts) != sorted(set(starts)):
            raise ValueError("the starts must follow each other in the day, such as 00:00; 08:00; 16:00")
        return starts
