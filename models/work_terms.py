"""Settings about one agent's work: those of the centre, and those of a kind of contract that differ from them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from models.base import Model
from models.setting import OURS, setting
from models.shifts import ShiftCode


class WorkTerms(Model):
    """What each agent may and should work. A kind of contract overrides any of it."""

    average_weekly_hours: float = setting(
        40,
        "BANK-7a",
        "hours a week on average over the period, for a full contract",
        "周期内平均每周工时（全职）",
        gt=0,
        le=60,
    )
    max_weekly_hours: float = setting(48, OURS, "most hours in one calendar week", "单个自然周最多工时", gt=0, le=84)
    min_period_hours: float | None = setting(None, OURS, "least hours in the period", "周期内最少工时", ge=0, le=9000)
    max_period_hours: float | None = setting(None, OURS, "most hours in the period", "周期内最多工时", ge=0, le=9000)
    continuous_hours: float = setting(8, "CS-1.1", "most hours worked on end", "连续工作最多小时数", gt=0, le=16)
    meal_break_counts: bool = setting(
        False, OURS, "whether the meal break counts as continuous work", "用餐时间是否计入连续工作", strict=True
    )
    min_rest_hours: float = setting(11, OURS, "rest between two shifts", "两班之间的最少休息小时数", ge=0, le=24)
    max_consecutive_days: int = setting(
        6, "Labour Law art. 38", "most working days in a row", "最多连续工作天数", ge=1, le=31
    )
    min_consecutive_days: int = setting(1, OURS, "least working days in a row", "最少连续工作天数", ge=1, le=14)
    min_consecutive_days_off: int = setting(1, OURS, "least days off in a row", "最少连续休息天数", ge=1, le=14)
    max_consecutive_nights: int = setting(4, OURS, "most night shifts in a row", "最多连续夜班数", ge=1, le=31)
    days_off_after_nights: int = setting(
        1, OURS, "days off between the last night and the next other shift", "夜班后转其他班前的休息天数", ge=0, le=14
    )
    days_off_window: int = setting(
        7,
        "Labour Law art. 38",
        "in every window of this many days there is a day off",
        "每多少天之内至少休息一天",
        ge=2,
        le=31,
    )
    full_weekends_off: int = setting(
        1, OURS, "weekends wholly off in the period, at least", "周期内至少完整休息的周末数", ge=0, le=6
    )
    max_weekends: int | None = setting(
        None, OURS, "most weekends with work in the period", "周期内最多上班的周末数", ge=0, le=53
    )
    max_shifts: dict[ShiftCode, Annotated[int, Field(ge=0, le=366)]] = setting(
        {}, OURS, "most shifts of a template in the period, by its code", "周期内某班次最多排几次（按班次代码）"
    )
    not_after: dict[ShiftCode, tuple[ShiftCode, ...]] = setting(
        {},
        OURS,
        "shifts that may not be worked the day after a shift, by its code",
        "某班次次日不得排的班次（按班次代码）",
    )
    start_change_minutes: int = setting(
        60,
        OURS,
        "how far the start may move from one day to the next",
        "相邻两天上班时间最多相差的分钟数",
        ge=0,
        le=1439,
    )
    rotation_days_off: int = setting(
        1, OURS, "days off across which shifts may not turn back", "隔几天休息以内班次不得倒转", ge=0, le=14
    )
    max_overtime_hours_month: float = setting(
        36, "Labour Law art. 41", "most overtime hours in a month", "每月加班最多小时数", ge=0, le=200
    )
    contract_tolerance_hours: float = setting(
        8,
        OURS,
        "hours below contract over the period that cost nothing",
        "周期内低于合同工时而不计代价的小时数",
        ge=0,
        le=80,
    )


def _about(field: FieldInfo) -> Any:
    return Field(description=field.description, json_schema_extra=field.json_schema_extra)


def _each_may_be_left_out(model: type[Model]) -> type[Model]:
    """The fields of a model, `None` where they are left out."""
    fields: dict[str, Any] = {
        name: (Annotated[field.annotation | None, *field.metadata, _about(field)], None)  # type: ignore[operator]
        for name, field in model.model_fields.items()
    }
    return create_model(f"Partial{model.__name__}", __base__=Model, **fields)


class ContractTerms(_each_may_be_left_out(WorkTerms)):  # type: ignore[misc]  # made from the fields above
    """A kind of contract (part time, student, …): the settings in which it differs from the centre's.

    What is left out stays as the centre has it.
    """

    @property
    def own(self) -> dict[str, Any]:
        """The settings that it has of its own."""
        return {name: value for name in WorkTerms.model_fields if (value := getattr(self, name)) is not None}
