"""Settings of staffing: targets of service, the queueing model, shrinkage and the forecast (rulebook BANK-6a, BANK-25)."""

from __future__ import annotations

from math import inf
from typing import Literal

from models.base import Model
from models.forecast_model import ForecastModel
from models.setting import OURS, setting


class StaffingPolicy(Model):
    """From calls to agents: how good the service is meant to be."""

    model: Literal["erlang_c", "erlang_a"] = setting(
        "erlang_a",
        OURS,
        "queueing model: erlang_c (nobody hangs up) or erlang_a (callers lose patience)",
        "排队模型：erlang_c（无人放弃）或 erlang_a（客户会失去耐心）",
    )
    method: Literal["steady", "carried", "chain"] = setting(
        "chain",
        OURS,
        "from load to agents: steady (each interval by itself), carried (what is still in progress moves the load) or "
        "chain (carried, and more wherever the queue followed through the day falls short)",
        "由负荷到人数：steady 各时段独立，carried 计入尚在进行的通话，chain 在此基础上按全天排队过程补足不达标的时段",
    )
    service_level: float = setting(
        0.8,
        OURS,
        "share of calls answered within the threshold; 0: not asked for",
        "在门限内接听的比例；0 表示不要求",
        ge=0,
        lt=1,
    )
    service_level_of: Literal["all_offered", "without_early_hang_ups"] = setting(
        "all_offered",
        OURS,
        "the service level is over all_offered calls, or those without_early_hang_ups (within the threshold)",
        "服务水平的分母：all_offered 全部来电，without_early_hang_ups 不计门限内放弃的来电",
    )
    target_per: Literal["interval", "day"] = setting(
        "interval",
        OURS,
        "service level and answer rate are reached in every interval, or over each day",
        "服务水平与接通率按每个时段（interval）或按全天（day）达标",
    )
    answer_rate: float = setting(
        0, OURS, "share of calls answered at all; 0: not asked for", "接通率；0 表示不要求", ge=0, lt=1
    )
    threshold_seconds: float = setting(
        10, "BANK-25", "a call is answered within this time (3 rings)", "来电应在此时间内接听（三声铃响）", ge=0, le=600
    )
    max_occupancy: float = setting(0.88, OURS, "most of an agent's time spent on calls", "坐席最高占用率", gt=0, le=1)
    shrinkage: float = setting(
        0.08,
        OURS,
        "unplanned absence from the phones; rostered leave and meals are never taken out again",
        "计划外损耗；已排的休假与用餐不重复扣除",
        ge=0,
        lt=0.9,
    )
    planned_shrinkage: float = setting(
        0,
        OURS,
        "share of paid time that goes to leave, training and meetings; the roster has these already, so it counts for the paid "
        "hours only, never for the agents required",
        "带薪时间中用于休假、培训、会议的比例；班表已体现，只用于折算带薪工时，不增加需求人数",
        ge=0,
        lt=0.9,
    )
    availability: float = setting(
        1,
        OURS,
        "agents that answer calls for each one on duty, shrinkage taken off already",
        "在岗坐席中实际接听的比例（已扣除损耗）",
        gt=0.2,
        le=1,
    )
    availability_from_history: bool = setting(
        False,
        OURS,
        "work availability out from past shifts and the calls then answered, where both are there",
        "若有历史班次与当时的接听数据，则由其推算 availability",
        strict=True,
    )
    patience_seconds: float = setting(
        180, OURS, "mean patience of a waiting caller (erlang_a)", "客户平均等待耐心（erlang_a）", gt=0, le=3600
    )
    minimum_agents: int = setting(
        1, "BANK-6a", "fewest agents required in any interval", "任何时段需求的最少人数", ge=0, le=10_000
    )
    day_error: float = setting(
        0.1,
        OURS,
        "by how much a day's calls differ from the forecast (relative standard deviation), where the forecast does not say",
        "日来电量与预测的相对标准差（预测未给出时使用）",
        ge=0,
        le=1,
    )
    interval_error: float = setting(
        0.1,
        OURS,
        "the same for one interval beside its day, chance arrivals not counted",
        "单个时段相对当日的标准差（不含随机到达）",
        ge=0,
        le=2,
    )
    learning_weeks: int = setting(
        12, OURS, "weeks of call history that the forecast learns from", "预测学习所用的历史周数", ge=2, le=104
    )
    forecast_model: ForecastModel = setting(
        ForecastModel.AUTO,
        OURS,
        "forecasting model: auto (chosen by backtest), profile, regression, mean, boosted or mean_boosted",
        "预测模型：auto（按回测自动选择）、profile、regression、mean、boosted 或 mean_boosted",
    )

    @property
    def patience(self) -> float:
        """Mean patience in seconds; endless where nobody hangs up."""
        return self.patience_seconds if self.model == "erlang_a" else inf

    @property
    def presence(self) -> float:
        """Agents that answer calls for each one rostered at the time."""
        return (1 - self.shrinkage) * self.availability

    @property
    def less_early(self) -> bool:
        return self.service_level_of == "without_early_hang_ups"
