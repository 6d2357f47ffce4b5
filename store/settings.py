"""The settings of a centre: its profile and its policy, each setting with its clause, meaning and kind of value.

The same settings stand in `centre.toml` and in a workbook's settings sheet; here they are listed, checked and put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import ValidationError

from models.base import Model, Text, text
from models.centre import Centre, CentreProfile
from models.input_problem import InputProblem
from models.people import LeaveType
from models.policy import ContractTerms, LeavePolicy, LeaveTypeRule, Policy, RuleSetting, setting_info
from models.shifts import ShiftCode
from store.cells import CLOCK_END, CODE, DAY, NUMBER, TEXT, WHOLE, YES_NO, Kind, choice, enum_choice, many, pairs
from store.words import CellError, allowed, did_you_mean, explain, shown

SettingPath = tuple[str, ...]
"""The name of a setting: ("policy", "roster", "min_rest_hours")."""

_RULES = ("policy", "rules")
_CONTRACTS = ("policy", "contracts")
_NAMED: dict[SettingPath, type[Model]] = {_RULES: RuleSetting, _CONTRACTS: ContractTerms}
"""Sections of which a centre has as many as it gives names to."""

SECTIONS = tuple(section for section in Policy.model_fields if ("policy", section) not in _NAMED)
_TYPES = ("policy", "leave", "types")

_MEANINGS: dict[tuple[type[Model], str], tuple[str, Text]] = {
    (CentreProfile, "name"): ("", text("name of the centre", "中心名称")),
    (CentreProfile, "time_zone"): ("", text("time zone, such as Asia/Shanghai", "时区，如 Asia/Shanghai")),
    (CentreProfile, "interval_minutes"): (
        "",
        text("length of an interval: 15, 30 or 60", "时段长度：15、30 或 60 分钟"),
    ),
    (CentreProfile, "country"): ("", text("ISO code of the public calendar", "公共日历的国家代码")),
    (LeaveTypeRule, "notice_days"): (
        "BANK-14a",
        text("days it is filed ahead; empty for leave_notice_days", "需提前的天数；留空依 leave_notice_days"),
    ),
    (LeaveTypeRule, "notice_months"): ("BANK-15", text("months it is filed ahead", "需提前的月数")),
    (LeaveTypeRule, "notice_working_days"): (
        "ours",
        text("working days it is filed ahead, make-up days included", "需提前的工作日数（含调休上班日）"),
    ),
    (LeaveTypeRule, "certificate"): ("BANK-14b", text("whether a certificate is needed", "是否需要证明")),
    (LeaveTypeRule, "after_the_fact"): ("BANK-14a", text("whether it may be filed afterwards", "可否事后补办")),
    (LeaveTypeRule, "paid"): ("ours", text("whether it is paid", "是否带薪")),
    (LeaveTypeRule, "quota_days"): (
        "HLJ ch. 5",
        text("most days a year or case; 366 for no limit", "每年或每次最多天数；366 表示不限"),
    ),
    (LeaveTypeRule, "quota_by_service"): (
        "Paid Annual Leave Regulations art. 3",
        text(
            "most days by full years of service, where quota_days is empty", "quota_days 留空时按工龄满几年的最多天数"
        ),
    ),
    (LeaveTypeRule, "quota_per"): (
        "ours",
        text("whether the quota holds for a year or a case", "额度按年（year）或按次（case）"),
    ),
    (LeaveTypeRule, "counts"): (
        "ours",
        text(
            "whether it counts like a working week (five days of seven, no statutory holidays) or in calendar days",
            "按工作周（每周最多五天，不计法定节假日）或按日历日计",
        ),
    ),
    (RuleSetting, "strength"): (
        "",
        text("hard, soft or off; empty as the rule has it", "硬性、软性或关闭；留空依规则本身"),
    ),
    (RuleSetting, "weight"): (
        "",
        text("points for each unit; empty as the rule has it", "每单位的分值；留空依规则本身"),
    ),
    (RuleSetting, "teams"): (
        "",
        text("holds only for agents of these teams; empty for everybody", "仅对这些团队的人员生效；留空为全员"),
    ),
    (RuleSetting, "roles"): (
        "",
        text("holds only for agents in these roles; empty for everybody", "仅对这些岗位的人员生效；留空为全员"),
    ),
}


@dataclass(frozen=True)
class Raw:
    """A setting as it was found: a typed value from TOML or a cell's text, and where it stands."""

    value: Any
    row: int | None = None


@dataclass(frozen=True)
class Setting:
    """One setting: its path, the model and field it ends in, what it means and the clause behind it."""

    path: SettingPath
    model: type[Model]
    field: str

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def about(self) -> tuple[str, Text]:
        """The clause and the meaning."""
        return _MEANINGS.get((self.model, self.field)) or setting_info(self.model, self.field)

    @property
    def kind(self) -> Kind:
        return _kind(self.model, self.field)


@cache
def _kind(model: type[Model], field: str) -> Kind:
    return _kind_of(model.model_fields[field].annotation)


def _kind_of(annotation: Any, distinct: bool = True) -> Kind:
    """The kind of cell that a field's type asks for; several values in it are `distinct`, or a sequence in order."""
    arguments = [argument for argument in get_args(annotation) if argument is not NoneType]
    if get_origin(annotation) is dict:
        return pairs(_kind_of(arguments[0]), _kind_of(arguments[1], distinct=False))
    if get_origin(annotation) is Literal:
        if all(isinstance(argument, int) for argument in arguments):
            return WHOLE
        return choice((option, text(option, option)) for option in arguments)
    if get_origin(annotation) is tuple:
        return many(_kind_of(arguments[0]), distinct)
    if NoneType in get_args(annotation) or get_origin(annotation) is Annotated:
        return _kind_of(arguments[0], distinct)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return enum_choice(annotation)
    kinds: dict[Any, Kind] = {bool: YES_NO, int: WHOLE, float: NUMBER, time: CLOCK_END, date: DAY, ShiftCode: CODE}
    return kinds.get(annotation, TEXT)


def all_settings(policy: Policy | None = None) -> Iterator[Setting]:
    """Every setting, in the order of the settings file; contracts and rules only as far as the policy names them."""
    for field in CentreProfile.model_fields:
        yield Setting(("centre", field), CentreProfile, field)
    for section in SECTIONS:
        model = type(getattr(Policy(), section))
        for field in model.model_fields:
            if (model, field) != (LeavePolicy, "types"):
                yield Setting(("policy", section, field), model, field)
    for kind in LeaveType:
        for field in LeaveTypeRule.model_fields:
            yield Setting((*_TYPES, kind.value, field), LeaveTypeRule, field)
    for above, model in ((_CONTRACTS, ContractTerms), (_RULES, RuleSetting)):
        for name in getattr(policy, above[1], ()):
            for field in model.model_fields:
                yield Setting((*above, name, field), model, field)


def value_of(centre: Centre, setting: Setting) -> Any:
    """What a centre has for a setting."""
    value: Any = centre.profile if setting.path[0] == "centre" else centre.policy
    for step in setting.path[1:]:
        if isinstance(value, Mapping):
            value = value[step]
        else:
            value = getattr(value, step)
    return value


def find_setting(path: SettingPath) -> Setting | None:
    """The setting of that name; any rule name is accepted, the scheduler knows which exist, and any contract."""
    model = _NAMED.get(path[:2])
    if model is not None and len(path) == 4 and path[3] in model.model_fields:
        return Setting(path, model, path[3])
    return _by_path().get(path)


def is_contract(path: SettingPath) -> bool:
    """Whether the path names a setting of a contract."""
    return path[:2] == _CONTRACTS and find_setting(path) is not None


def is_section(path: SettingPath) -> bool:
    """Whether settings may stand under that name; a contract that sets nothing is one all the same, and is not meant."""
    return path[:2] == _RULES or path == _CONTRACTS or any(known[: len(path)] == path for known in _by_path())


@cache
def _by_path() -> dict[SettingPath, Setting]:
    return {setting.path: setting for setting in all_settings()}


class SettingsReader:
    """Puts a profile and a policy together from raw settings, noting every problem on the way."""

    def __init__(self, file: str, sheet: str = ""):
        self.problems: list[InputProblem] = []
        self._file = file
        self._sheet = sheet
        self.raws: Mapping[SettingPath, Raw] | None = None
        """The settings as they were found; `None` as long as none were read."""

    def refuse(self, path: SettingPath, value: str, message: Text, remedy: Text) -> None:
        """Note a problem with a value that could be read, and was found wrong later."""
        found = (self.raws or {}).get(path, Raw(None))
        self.note(path, Raw(value, found.row), message, remedy)

    def note(self, path: SettingPath, raw: Raw, message: Text, remedy: Text) -> None:
        """Note a problem with one setting."""
        self.problems.append(
            InputProblem(
                file=self._file,
                sheet=self._sheet,
                row=raw.row,
                column=".".join(path),
                value="" if raw.value is None or raw.value == {} else shown(raw.value),
                message=message,
                remedy=remedy,
            )
        )

    def read(self, raws: Mapping[SettingPath, Raw]) -> tuple[CentreProfile | None, Policy]:
        """The profile (`None` when it cannot be made) and the policy, in which faulty settings keep their defaults."""
        groups = self._groups(raws)
        profile = self._profile(groups)
        sections: dict[str, Any] = {
            section: self._section(("policy", section), type(getattr(Policy(), section)), groups)
            for section in SECTIONS
        }
        types = {kind.value: self._section((*_TYPES, kind.value), LeaveTypeRule, groups) for kind in LeaveType}
        sections["leave"] = {
            **sections["leave"].model_dump(),
            "types": {kind: rule.model_dump(exclude_unset=True) for kind, rule in types.items()},
        }
        for above, model in _NAMED.items():
            named = [path for path in groups if path[:2] == above]
            sections[above[1]] = {path[2]: self._section(path, model, groups) for path in named}
        return profile, Policy(**sections)

    def _groups(self, raws: Mapping[SettingPath, Raw]) -> dict[SettingPath, dict[str, tuple[Raw, Any]]]:
        """The values by section; a contract that sets nothing is a section all the same."""
        groups: dict[SettingPath, dict[str, tuple[Raw, Any]]] = {}
        self.raws = raws
        for path, raw in raws.items():
            setting = find_setting(path)
            if path[:2] == _CONTRACTS and (setting or (len(path) == 3 and raw.value in ({}, None))):
                if "." in path[2] or not 1 <= len(path[2]) <= 40:
                    wrong = text("a kind of contract cannot be called that", "合同类型不能这样命名")
                    remedy = text("use up to 40 characters, no dots", "请使用不超过 40 个字符、不含点号的名称")
                    self.note(path, raw, wrong, remedy)
                    continue
                groups.setdefault(path[:3], {})
                if setting is None or raw.value is None:
                    continue
            if setting is None:
                self.note(path, raw, text("this setting is not known", "未知的设置"), _nearest(path))
                continue
            try:
                value = _typed(setting, raw.value)
            except CellError as error:
                self.note(path, raw, _about(setting, error.message), error.remedy)
                continue
            groups.setdefault(path[:-1], {})[path[-1]] = (raw, value)
        return groups

    def _profile(self, groups: Mapping[SettingPath, dict[str, tuple[Raw, Any]]]) -> CentreProfile | None:
        given = dict(groups.get(("centre",), {}))
        if "name" not in given:
            if not any(problem.column == "centre.name" for problem in self.problems):
                remedy = text('write name = "…" under [centre]', "请在 [centre] 下填写 name = “…”")
                self.note(("centre", "name"), Raw(None), text("the centre has no name", "缺少中心名称"), remedy)
            given["name"] = (Raw(None), "?")
        profile = self._section(("centre",), CentreProfile, {("centre",): given})
        return profile if isinstance(profile, CentreProfile) else None

    def _section(
        self, path: SettingPath, model: type[Model], groups: Mapping[SettingPath, dict[str, tuple[Raw, Any]]]
    ) -> Any:
        """The model of one section; a setting out of range is noted and keeps its default."""
        given = groups.get(path, {})
        values = {name: value for name, (_, value) in given.items()}
        try:
            return model(**values)
        except ValidationError as failure:
            faulty = {str(error["loc"][0]): error for error in failure.errors()}
        for name, error in faulty.items():
            setting = Setting((*path, name), model, name)
            explained = explain(error, model)
            self.note(setting.path, given[name][0], _about(setting, explained.message), explained.remedy)
        if "name" in faulty and model is CentreProfile:
            return None
        return model(**{name: value for name, value in values.items() if name not in faulty})


def _about(setting: Setting, message: Text) -> Text:
    """A message with the setting's meaning and clause behind it."""
    clause, meaning = setting.about
    en = f"{meaning.en}, {clause}" if clause else meaning.en
    zh = f"{meaning.zh}，{clause}" if clause else meaning.zh
    return text(f"{message.en} ({en})", f"{message.zh}（{zh}）")


def _typed(setting: Setting, value: Any) -> Any:
    """The value of a setting, read from text where it is text.

    Raises:
        CellError: when it is not of the setting's kind.
    """
    kind = setting.kind
    if isinstance(value, str):
        return kind.parse(value)
    if isinstance(value, list) and kind.many and all(type(part) in (str, int, time) for part in value):
        return kind.parse(";".join(map(str, value)))
    if isinstance(value, Mapping) and kind.pairs:
        return kind.parse(";".join(f"{name}={_words(own)}" for name, own in value.items()))
    if (isinstance(value, time) and kind is CLOCK_END) or (isinstance(value, date) and kind is DAY):
        return kind.parse(value.isoformat())
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    if number and kind in (NUMBER, WHOLE):
        return kind.parse(repr(value))
    if isinstance(value, bool) and kind is YES_NO:
        return value
    bounds = allowed(setting.model, setting.field)
    remedy = text(
        f"write {', '.join(filter(None, (kind.hint.en, bounds.en)))}",
        f"请填写{'，'.join(filter(None, (kind.hint.zh, bounds.zh)))}",
    )
    raise CellError(text("it is not of the right kind", "类型不对"), remedy)


def _words(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _nearest(path: SettingPath) -> Text:
    """The remedy for an unknown setting: the same key elsewhere, or the most similar one."""
    known = [setting.name for setting in all_settings()]
    same_key = [name for name in known if name.rpartition(".")[2] == path[-1] and ".types." not in name]
    if same_key:
        return text(f"did you mean {same_key[0]}?", f"是否应为 {same_key[0]}？")
    otherwise = text("remove it or correct its name", "请删除或更正其名称")
    if path[:2] in _NAMED:
        own = ".".join(path[:3])
        return did_you_mean(".".join(path), [f"{own}.{field}" for field in _NAMED[path[:2]].model_fields], otherwise)
    if len(path) <= 2:
        sections = sorted({setting.name.rpartition(".")[0] for setting in all_settings()})
        return did_you_mean(".".join(path), ["policy", *sections], otherwise)
    siblings = [name for name in known if name.startswith(".".join(path[:-1]) + ".")]
    near = did_you_mean(".".join(path), siblings, otherwise)
    return near if near != otherwise else did_you_mean(".".join(path), known, otherwise)
