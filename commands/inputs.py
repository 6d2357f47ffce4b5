"""A centre for a period: read, checked, planned for, and a roster file judged on it. Loads no solver."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from commands.common import input_error
from models.base import Text, text
from models.centre import Centre
from models.demand import Requirement
from models.input_problem import InputError, InputProblem
from models.result import Evaluation
from models.roster import Roster
from models.time import Period
from scheduler.demand.errors import DemandError
from scheduler.demand.forecast import history_report
from scheduler.demand.requirement import plan_requirement
from scheduler.evaluate import evaluate
from scheduler.instance import Instance
from scheduler.rules import input_rules, load_rules, rule_classes
from scheduler.rules.base import AgentRule
from store.consistency import check_demand, check_period, notices
from store.files import read_centre
from store.roster_files import read_roster
from store.words import did_you_mean, one_of


def parse_period(words: str) -> Period:
    """The period of `--period`.

    Raises:
        InputError: when it is none.
    """
    try:
        return Period.parse(words)
    except ValueError:
        remedy = text(
            "write a month such as 2026-10, or two dates such as 2026-10-05..2026-11-01",
            "请写成月份（如 2026-10）或起止日期（如 2026-10-05..2026-11-01）",
        )
        raise input_error("--period", words, text("it is not a period", "不是有效的周期"), remedy) from None


def usual_period(centre: Centre) -> Period:
    """The month that the tables seem meant for: that of a ready-made series, or the one after history."""
    given = [point.start.date() for points in (centre.forecast, centre.requirement) for point in points]
    past = [shift.day for shift in centre.past_shifts] or [call.start.date() for call in centre.calls]
    day = min(given) if given else max(past) + timedelta(days=1) if past else date.today()
    return Period.parse(f"{day:%Y-%m}")


def find_problems(centre: Centre, period: Period) -> tuple[list[InputProblem], list[Text]]:
    """Why the period cannot be planned, and what is worth knowing when it can."""
    problems, notes, _ = _examined(centre, period)
    return problems, notes


def _examined(centre: Centre, period: Period) -> tuple[list[InputProblem], list[Text], Requirement | None]:
    """The same, and the requirement that was worked out on the way."""
    problems = [*check_period(centre, period), *check_rules(centre)]
    if problems:
        return problems, [], None
    try:
        requirement = plan_requirement(centre, period)
    except DemandError as error:
        return [InputProblem(file="calls", message=error.text, remedy=text("see above", "见上"))], [], None
    instance = Instance(centre, requirement)
    empty = Roster(centre=centre.profile.name, period=period, assignments=())
    found = evaluate(instance, empty, input_rules(load_rules(centre.policy)))
    for breach in found.hard_violations:
        remedy = text(f"mend it, or set policy.rules.{breach.rule}", f"请调整，或修改 policy.rules.{breach.rule}")
        problems.append(InputProblem(file=breach.rule, message=breach.text, remedy=remedy))
    known = [*notices(centre, period), *history_report(centre, period)]
    return problems, [*known, *(breach.text for breach in found.soft_violations)], requirement


def check_rules(centre: Centre) -> list[InputProblem]:
    """What is wrong with the policy's settings of rules: unknown ones, and a scope for one that has none."""
    known = {rule.name: rule for rule in rule_classes()}
    problems = []
    for name, own in sorted(centre.policy.rules.items()):
        if name not in known:
            message = text("there is no such rule", "没有这条规则")
            remedy = did_you_mean(name, known, one_of(known))
            problems.append(InputProblem(file="policy.rules", value=name, message=message, remedy=remedy))
        elif not issubclass(known[name], AgentRule):
            problems += [_no_scope(name, field) for field in ("teams", "roles") if getattr(own, field)]
    return problems


def _no_scope(name: str, field: str) -> InputProblem:
    message = text(
        "the rule is not about single agents: it cannot hold for some of them only",
        "该规则不针对单个人员，不能只对部分人员生效",
    )
    remedy = text(
        "remove the line; paiban rules list shows which rules can", "请删除该行；可限定范围的规则见 paiban rules list"
    )
    return InputProblem(file=f"policy.rules.{name}.{field}", message=message, remedy=remedy)


def checked_centre(path: Path, period: Period) -> Centre:
    """The centre, once there is nothing wrong with it.

    Raises:
        InputError: with every problem found.
    """
    centre = read_centre(path)
    problems, _ = find_problems(centre, period)
    if problems:
        raise InputError(problems)
    return centre


def check_forecast(path: Path, period: Period) -> Centre:
    """The centre, once nothing in its tables stands in the way of a forecast; what only a roster needs is not asked for.

    Raises:
        InputError: with every problem found.
    """
    centre = read_centre(path)
    problems = check_demand(centre, period)
    if problems:
        raise InputError(problems)
    return centre


def agent_of(centre: Centre, word: str, option: str = "--agent") -> str:
    """The id of the agent with this id, or of this name where nobody else has it.

    Raises:
        InputError: when there is no such agent, or several of the name.
    """
    if word in centre.agents_by_id:
        return word
    named = [agent.id for agent in centre.agents if agent.name == word]
    if len(named) == 1:
        return named[0]
    if named:
        remedy = text(f"give the id: {', '.join(named)}", f"请改用编号：{'、'.join(named)}")
        raise input_error(option, word, text("several agents have this name", "有多人同名"), remedy)
    known = [*centre.agents_by_id, *(agent.name for agent in centre.agents)]
    otherwise = text("the ids are in the table agents", "编号见人员表 agents")
    raise input_error(option, word, text("there is no such agent", "没有此人"), did_you_mean(word, known, otherwise))


def plan(path: Path, period: str, method: str | None = None) -> tuple[Centre, Requirement]:
    """The centre and its requirement, once there is nothing wrong with either; `method` of staffing instead of the centre's.

    Raises:
        InputError: with every problem found.
    """
    wanted, centre = parse_period(period), read_centre(path)
    if method is not None:
        staffing = centre.policy.staffing.model_copy(update={"method": method})
        centre = centre.model_copy(update={"policy": centre.policy.model_copy(update={"staffing": staffing})})
    problems, _, requirement = _examined(centre, wanted)
    if problems or requirement is None:
        raise InputError(problems)
    return centre, requirement


def judge(file: Path, path: Path, period: str | None) -> tuple[Centre, Requirement, Roster, Evaluation]:
    """A roster file laid on its centre and judged.

    Raises:
        InputError: as `laid`.
    """
    instance, roster = laid(file, path, period)
    return instance.centre, instance.requirement, roster, evaluate(instance, roster)


def laid(file: Path, path: Path, period: str | None) -> tuple[Instance, Roster]:
    """A roster file and the planning problem it belongs to.

    Raises:
        InputError: when one of the two cannot be read, or the policy's rules are wrong.
    """
    centre = read_centre(path)
    problems = check_rules(centre)
    if problems:
        raise InputError(problems)
    roster = read_roster(file, centre, parse_period(period) if period else None)
    return Instance(centre, plan_requirement(centre, roster.period)), roster


def planned(centre: Centre, roster: Roster) -> tuple[Centre, Requirement, Roster, Evaluation]:
    """A roster judged on its centre, with what its period requires: as `judge`, of what is no file.

    Raises:
        InputError: when the centre does not know an agent or a shift of the roster any more.
    """
    unknown = [
        InputProblem(
            file="roster",
            value=word,
            message=text("the centre does not know it any more", "中心已没有该人员或班次"),
            remedy=text("put it back, or export, edit and import the roster", "请恢复，或导出修改后重新导入"),
        )
        for word in sorted(
            {a.agent_id for a in roster.assignments} - centre.agents_by_id.keys()
            | {a.shift for a in roster.assignments} - centre.shifts_by_code.keys()
        )
    ]
    problems = [*check_rules(centre), *unknown]
    if problems:
        raise InputError(problems)
    requirement = plan_requirement(centre, roster.period)
    return centre, requirement, roster, evaluate(Instance(centre, requirement), roster)
