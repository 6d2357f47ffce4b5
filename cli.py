"""The command line. Only click and the standard library are loaded before a command runs."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import sys
import tempfile
import traceback
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.base import Lang, Text
    from models.centre import Centre
    from models.demand import Requirement
    from models.input_problem import InputError, InputProblem
    from models.result import Evaluation, Result
    from models.roster import Roster
    from models.time import Period
    from reports.console import Console
    from scheduler.engine.build import BuildOptions

VIOLATIONS, BAD_INPUT, IMPOSSIBLE, NO_ROSTER, OUR_BUG, INTERRUPTED = 1, 2, 3, 4, 70, 130
"""Exit codes besides 0."""

CHART_DAYS = 6
"""Most days on the chart of a scenario."""


@dataclass
class Settings:
    """What holds for every command."""

    lang: Lang

    @property
    def console(self) -> Console:
        from reports.console import Console

        return Console(self.lang)


def default_lang() -> Lang:
    """The language that the environment asks for."""
    own = os.environ.get("PAIBAN_LANG", "").lower()
    if own in ("zh", "en"):
        return "zh" if own == "zh" else "en"
    return "zh" if os.environ.get("LANG", "").lower().startswith("zh") else "en"


def _set_lang(context: click.Context, _: click.Parameter, value: Lang | None) -> None:
    if value is not None:
        context.obj.lang = value


class Command(click.Command):
    """A command that knows --lang, so that it may stand before or after the command's name."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params.append(_lang_option())


class Group(click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type


def _lang_option() -> click.Option:
    return click.Option(
        ["--lang"],
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        callback=_set_lang,
        help="Language of messages and files. 语言。",
    )


PATH = click.Path(path_type=Path)
"""A path that need not exist: what is wrong with it is said in the planner's language."""
DAY = click.DateTime(["%Y-%m-%d"])

centre_option = click.option(
    "--centre", "centre_path", type=PATH, required=True, help="The centre. 中心文件夹或工作簿。"
)
period_option = click.option("--period", help="2026-10 or 2026-10-05..2026-11-01. 排班周期。")
needed_period = click.option("--period", required=True, help="2026-10 or 2026-10-05..2026-11-01. 排班周期。")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON. 以 JSON 输出。")
engine_options = (
    click.option(
        "--time-limit", type=click.FloatRange(min=0.1), default=120.0, show_default=True, help="Seconds. 秒。"
    ),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Random seed. 随机种子。"),
    click.option(
        "--workers", type=click.IntRange(1, 256), help="Threads; with 1 the result repeats. 线程数；1 可复现。"
    ),
    click.option(
        "--gap", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Stop at this gap. 达到即停。"
    ),
)


def engine(command: Any) -> Any:
    """Add the options of a build."""
    for option in reversed(engine_options):
        command = option(command)
    return command


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    import importlib.metadata

    if asked:
        try:
            click.echo(f"paiban {importlib.metadata.version('paiban')}")
        except importlib.metadata.PackageNotFoundError:
            click.echo("paiban (not installed)")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, cls=Group)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version. 版本。"
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Workforce management for call centres: from calls to a verified roster. 呼叫中心排班。"""


cli.params.insert(0, _lang_option())


@cli.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--xlsx", is_flag=True, help="A workbook instead of CSV files. 生成 Excel 工作簿。")
@click.option("--agents", type=click.IntRange(10, 10_000), default=12, show_default=True, help="People. 人数。")
@click.pass_obj
def init(settings: Settings, folder: Path, xlsx: bool, agents: int) -> None:
    """Write a small filled-in centre to start from. 新建可修改的起始中心。"""
    _write_example(settings, folder, xlsx, agents=agents, weeks=12)


@cli.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--xlsx", is_flag=True, help="A workbook instead of CSV files. 生成 Excel 工作簿。")
@click.option("--agents", type=click.IntRange(10, 10_000), default=60, show_default=True, help="People. 人数。")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Random seed. 随机种子。")
@click.pass_obj
def example(settings: Settings, folder: Path, xlsx: bool, agents: int, seed: int) -> None:
    """Write a made-up centre of any size. 生成任意规模的虚构中心。"""
    _write_example(settings, folder, xlsx, agents=agents, seed=seed)


@cli.command()
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@period_option
@json_option
@click.pass_obj
def check(settings: Settings, centre_path: Path, period: str | None, as_json: bool) -> None:
    """Look for every problem in the input. 检查输入，列出全部问题。"""
    from models.base import text
    from models.input_problem import InputError
    from store.files import read_centre

    console = settings.console
    problems: list[InputProblem] = []
    notes: list[Text] = []
    try:
        centre = read_centre(centre_path)
        wanted = _period(period) if period else _usual_period(centre)
        problems, notes = _check(centre, wanted)
    except InputError as error:
        problems = error.problems
    if as_json:
        found = [p.model_dump() | {"sentence": p.sentence(settings.lang)} for p in problems]
        _json({"problems": found, "notices": [note.to(settings.lang) for note in notes]})
    elif problems:
        console.problems(problems)
    else:
        for note in notes:
            console.say(note)
        console.say(text(f"no problems ({wanted})", f"没有问题（{wanted}）"))
    sys.exit(BAD_INPUT if problems else 0)


@cli.command()
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@needed_period
@click.option("--csv", "csv_path", type=PATH, help="Also write every interval. 另存各时段需求。")
@json_option
@click.pass_obj
def require(settings: Settings, centre_path: Path, period: str, csv_path: Path | None, as_json: bool) -> None:
    """Show the agents required on each day. 显示每天的需求人数。"""
    from models.base import text
    from reports.files import daily_requirement, write_requirement_csv
    from store.atomic import atomic_write

    _, requirement = _plan(centre_path, period)
    if csv_path is not None:
        with atomic_write(csv_path) as temporary:
            write_requirement_csv(temporary, requirement)
    days = daily_requirement(requirement)
    if as_json:
        _json({"method": requirement.method, "days": [asdict(day) for day in days]})
        return
    heads = text("day", "日期"), text("agent-hours", "需求工时"), text("most agents", "最多人数"), text("at", "时刻")
    rows = [(str(d.day), f"{d.hours:,.1f}", d.peak, f"{d.peak_at:%H:%M}") for d in days]
    settings.console.table(heads, rows)
    settings.console.say(requirement.method)


@cli.group(cls=Group)
def roster() -> None:
    """Build, verify and draw rosters. 班表。"""


@roster.command()
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@needed_period
@click.option("--out", type=PATH, help="Folder for the files (out/CENTRE/PERIOD). 输出文件夹。")
@engine
@click.option("--gantt-day", type=DAY, help="Day of the duty chart. 甘特图日期。")
@json_option
@click.option("--no-charts", is_flag=True, help="Leave the charts out. 不生成图表。")
@click.pass_obj
def build(
    settings: Settings,
    /,
    centre_path: Path,
    period: str,
    out: Path | None,
    gantt_day: datetime | None,
    as_json: bool,
    no_charts: bool,
    **engine: Any,
) -> None:
    """Build a roster and write workbook, charts and certificate. 排班并输出文件。"""
    from models.base import text
    from reports.console import interruptible, show_certificate, show_hours
    from reports.files import write_roster_charts, write_roster_files
    from scheduler.engine.build import Build
    from scheduler.engine.limits import Stop
    from scheduler.instance import Instance
    from store.files import content_hash

    console = settings.console
    centre, requirement = _plan(centre_path, period)
    plan_period = requirement.timeline.period
    day = gantt_day.date() if gantt_day else plan_period.start
    if day not in plan_period:
        raise click.UsageError(f"--gantt-day {day} is not in the period {plan_period} 不在周期内")
    stop, options = Stop(), _options(**engine)
    with console.progress() as line:
        job = Build(Instance(centre, requirement), options, stop, line.show)
        result, interrupted = interruptible(lambda: job.run(content_hash(centre)), stop.request)
    if result.roster is None or result.evaluation is None or result.certificate is None:
        sys.exit(_no_roster(console, result, interrupted))
    folder = out or Path("out") / centre_path.resolve().stem / period.strip()
    certificate, facts = result.certificate, (centre, requirement, result.roster, result.evaluation)

    def write(temporary: Path) -> None:
        write_roster_files(temporary, *facts, certificate, settings.lang)
        if not no_charts:
            write_roster_charts(temporary, *facts, day, settings.lang)

    files = _written(folder, write)
    if as_json:
        _json(result.certificate.model_dump(mode="json"))
    else:
        show_certificate(console, result.certificate)
        show_hours(console, requirement, result.evaluation)
        for file in files:
            console.say(str(file))
    if interrupted:
        console.tell(text("interrupted: the best roster found so far is kept", "已中断：已保留目前找到的最好班表"))
        sys.exit(INTERRUPTED)


@roster.command()
@click.argument("file", type=PATH)
@centre_option
@period_option
@json_option
@click.pass_obj
def verify(settings: Settings, file: Path, centre_path: Path, period: str | None, as_json: bool) -> None:
    """Judge a roster, also one edited by hand, without any solver. 独立校验班表。"""
    from models.base import text
    from reports.console import show_hours, show_rules

    console = settings.console
    _, requirement, _, evaluation = _judged(file, centre_path, period)
    broken = evaluation.hard_violations
    if as_json:
        _json(evaluation.model_dump(mode="json", exclude={"coverage"}) | {"hard_violations": len(broken)})
        sys.exit(VIOLATIONS if broken else 0)
    show_rules(console, evaluation)
    for violation in broken:
        console.say(f"{violation.text.to(settings.lang)} ({violation.rule}, {violation.source})")
    show_hours(console, requirement, evaluation)
    console.say(
        text(
            f"cost {evaluation.cost:,}; {len(broken)} breach(es) of hard rules",
            f"代价 {evaluation.cost:,}；违反硬性规则 {len(broken)} 处",
        )
    )
    sys.exit(VIOLATIONS if broken else 0)


@roster.command()
@click.argument("file", type=PATH)
@centre_option
@click.option("--day", type=DAY, required=True, help="Day of the duty chart. 甘特图日期。")
@click.option("--out", type=PATH, help="Folder for the charts (that of FILE). 输出文件夹。")
@period_option
@click.pass_obj
def chart(
    settings: Settings, file: Path, centre_path: Path, day: datetime, out: Path | None, period: str | None
) -> None:
    """Draw coverage and duty charts of a roster file. 由班表文件绘图。"""
    from reports.files import write_roster_charts

    judged = _judged(file, centre_path, period)
    whole = judged[2].period
    if day.date() not in whole:
        raise click.UsageError(f"--day {day:%Y-%m-%d} is not in the period {whole} 不在周期内")
    for path in _written(
        out or file.parent, lambda folder: write_roster_charts(folder, *judged, day.date(), settings.lang)
    ):
        settings.console.say(str(path))


@cli.group(cls=Group)
def rules() -> None:
    """The rules of a roster. 排班规则。"""


@rules.command("list")
@click.pass_obj
def list_rules(settings: Settings) -> None:
    """List all rules. 列出全部规则。"""
    from models.base import text
    from scheduler.rules import rule_classes

    heads = (
        text("name", "名称"),
        text("title", "规则"),
        text("clause", "条款"),
        text("default", "默认"),
        text("weight", "权重"),
    )
    rows = [(r.name, r.title, r.source, r.default_strength.label, r.default_weight) for r in rule_classes()]
    settings.console.table(heads, rows, left=4)


@rules.command("show")
@click.argument("name")
@click.pass_obj
def show_rule(settings: Settings, name: str) -> None:
    """Show one rule with its settings. 显示一条规则。"""
    from models.base import text
    from models.policy import Policy, setting_info
    from scheduler.rules import rule_classes
    from store.words import did_you_mean

    known = {rule.name: rule for rule in rule_classes()}
    if name not in known:
        remedy = did_you_mean(name, known, text("see: paiban rules list", "见：paiban rules list"))
        raise _problem("rules", name, text("there is no such rule", "没有这条规则"), remedy)
    rule, console = known[name], settings.console
    console.say(text(f"{name}: {rule.title.en} ({rule.source})", f"{name}：{rule.title.zh}（{rule.source}）"))
    console.say(inspect.getdoc(rule) or "")
    default = text("default: {strength}, weight {weight} per {unit}", "默认：{strength}，权重 {weight}，单位：{unit}")
    console.say(default.format(strength=rule.default_strength.label, weight=rule.default_weight, unit=rule.unit))
    for setting in rule.settings:
        section, field = setting.split(".")
        own = getattr(Policy(), section)
        clause, meaning = setting_info(type(own), field)
        console.say(f"policy.{setting} = {getattr(own, field)}  {meaning.to(settings.lang)} ({clause})")


@cli.group(cls=Group)
def scenario() -> None:
    """What-if questions. 情景推演。"""


@scenario.command("run")
@click.argument("file", type=PATH)
@engine
@click.option("--out", type=PATH, help="Folder for the chart (out/NAME). 输出文件夹。")
@json_option
@click.pass_obj
def run_file(settings: Settings, /, file: Path, out: Path | None, as_json: bool, **engine: Any) -> None:
    """Build rosters with and without changed calls; --time-limit is for each. 比较来电变化前后的班表。"""
    from models.base import text
    from models.input_problem import InputError
    from reports.console import comparison_figures, interruptible, show_comparison
    from reports.files import write_scenario_chart
    from scenarios.run import changed_days, run_scenario
    from scenarios.scenario import check_scenario, read_scenario
    from scheduler.engine.limits import Stop
    from store.files import content_hash

    console, asked = settings.console, read_scenario(file)
    centre = _checked(file.parent / asked.centre, asked.period)
    problems = check_scenario(asked, centre, file.name)
    if problems:
        raise InputError(problems)
    stop, options = Stop(), _options(**engine)
    with console.progress() as line:
        outcome, interrupted = interruptible(
            lambda: run_scenario(centre, asked, options, stop, line.show, content_hash(centre)), stop.request
        )
    for result in (outcome.base, outcome.changed):
        if result.roster is None:
            sys.exit(_no_roster(console, result, interrupted))
    days = changed_days(asked)[:CHART_DAYS]
    files = _written(
        out or Path("out") / file.stem,
        lambda folder: write_scenario_chart(folder, asked.name, outcome.base, outcome.changed, days, settings.lang),
    )
    if as_json:
        figures = {"base": comparison_figures(outcome.base), "scenario": comparison_figures(outcome.changed)}
        _json({"name": asked.name, "period": str(asked.period)} | figures)
    else:
        show_comparison(console, (text("as expected", "按预测"), asked.name), outcome.base, outcome.changed)
        for path in files:
            console.say(str(path))
    sys.exit(INTERRUPTED if interrupted else 0)


def _period(words: str) -> Period:
    from models.base import text
    from models.time import Period

    try:
        return Period.parse(words)
    except ValueError:
        remedy = text(
            "write a month such as 2026-10, or two dates such as 2026-10-05..2026-11-01",
            "请写成月份（如 2026-10）或起止日期（如 2026-10-05..2026-11-01）",
        )
        raise _problem("--period", words, text("it is not a period", "不是有效的周期"), remedy) from None


def _problem(file: str, value: str, message: Text, remedy: Text) -> InputError:
    from models.input_problem import InputError, InputProblem

    return InputError([InputProblem(file=file, value=value[:80], message=message, remedy=remedy)])


def _usual_period(centre: Centre) -> Period:
    """The month that the tables seem meant for: that of a ready-made series, or the one after history."""
    from models.time import Period

    given = [point.start.date() for points in (centre.forecast, centre.requirement) for point in points]
    past = [shift.day for shift in centre.past_shifts] or [call.start.date() for call in centre.calls]
    day = min(given) if given else max(past) + timedelta(days=1) if past else date.today()
    return Period.parse(f"{day:%Y-%m}")


def _check(centre: Centre, period: Period) -> tuple[list[InputProblem], list[Text]]:
    """Why the period cannot be planned, and what is worth knowing when it can."""
    from models.base import text
    from models.input_problem import InputProblem
    from models.roster import Roster
    from scheduler.demand.errors import DemandError
    from scheduler.demand.requirement import plan_requirement
    from scheduler.evaluate import evaluate
    from scheduler.instance import Instance
    from scheduler.rules import input_rules, load_rules, rule_classes
    from store.consistency import check_period, notices
    from store.words import did_you_mean, one_of

    names = [rule.name for rule in rule_classes()]
    problems = check_period(centre, period)
    for name in sorted(set(centre.policy.rules) - set(names)):
        message = text("there is no such rule", "没有这条规则")
        remedy = did_you_mean(name, names, one_of(names))
        problems.append(InputProblem(file="policy.rules", value=name, message=message, remedy=remedy))
    if problems:
        return problems, []
    try:
        instance = Instance(centre, plan_requirement(centre, period))
    except DemandError as error:
        return [InputProblem(file="calls", message=error.text, remedy=text("see above", "见上"))], []
    empty = Roster(centre=centre.profile.name, period=period, assignments=())
    found = evaluate(instance, empty, input_rules(load_rules(centre.policy)))
    for breach in found.hard_violations:
        remedy = text(f"mend it, or set policy.rules.{breach.rule}", f"请调整，或修改 policy.rules.{breach.rule}")
        problems.append(InputProblem(file=breach.rule, message=breach.text, remedy=remedy))
    return problems, [*notices(centre, period), *(breach.text for breach in found.soft_violations)]


def _checked(path: Path, period: Period) -> Centre:
    """The centre, once there is nothing wrong with it."""
    from models.input_problem import InputError
    from store.files import read_centre

    centre = read_centre(path)
    problems, _ = _check(centre, period)
    if problems:
        raise InputError(problems)
    return centre


def _plan(path: Path, period: str) -> tuple[Centre, Requirement]:
    """The centre and its requirement, once there is nothing wrong with either."""
    from scheduler.demand.requirement import plan_requirement

    wanted = _period(period)
    centre = _checked(path, wanted)
    return centre, plan_requirement(centre, wanted)


def _judged(file: Path, path: Path, period: str | None) -> tuple[Centre, Requirement, Roster, Evaluation]:
    """A roster file laid on its centre and judged; no solver is loaded."""
    from scheduler.demand.requirement import plan_requirement
    from scheduler.evaluate import evaluate
    from scheduler.instance import Instance
    from store.files import read_centre
    from store.roster_files import read_roster

    centre = read_centre(path)
    roster = read_roster(file, centre, _period(period) if period else None)
    requirement = plan_requirement(centre, roster.period)
    return centre, requirement, roster, evaluate(Instance(centre, requirement), roster)


def _options(time_limit: float, seed: int, workers: int | None, gap: float) -> BuildOptions:
    from scheduler.engine.build import BuildOptions

    return BuildOptions(time_limit, seed, workers or max(2, os.cpu_count() or 2), gap)


def _written(folder: Path, write: Callable[[Path], None]) -> list[Path]:
    """Have files written aside; they take their places only when all of them are done."""
    from store.atomic import atomic_write

    with tempfile.TemporaryDirectory(prefix="paiban-") as aside:
        write(Path(aside))
        done = sorted(Path(aside).iterdir())
        for file in done:
            with atomic_write(folder / file.name) as temporary:
                shutil.copyfile(file, temporary)
    return [folder / file.name for file in done]


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _no_roster(console: Console, result: Result, interrupted: bool) -> int:
    """Say why there is no roster; the exit code."""
    from models.base import text
    from models.result import Status
    from reports.console import show_clash
    from scheduler.rules import rule_classes

    if result.status is Status.INFEASIBLE:
        show_clash(console, result, {rule.name: rule.title for rule in rule_classes()})
        return IMPOSSIBLE
    if interrupted:
        console.tell(text("interrupted before a roster was found", "已中断：尚未找到班表"))
        return INTERRUPTED
    console.tell(text("no roster was found within the limit; allow more time", "限时内没有找到班表；请增加时间"))
    return NO_ROSTER


def _write_example(settings: Settings, folder: Path, xlsx: bool, **spec: int) -> None:
    """Write a made-up centre; nothing that exists is overwritten."""
    from models.base import text
    from models.input_problem import InputError, InputProblem
    from scenarios.generate import CentreSpec, generate_centre
    from store.write import existing_files, write_centre_folder, write_centre_workbook

    workbook = folder / "centre.xlsx"
    there = [path for path in [workbook] if path.exists()] if xlsx else existing_files(folder)
    if folder.exists() and not folder.is_dir():
        there = [folder]
    if there:
        message = text("it is there already and is not overwritten", "文件已存在，不会覆盖")
        remedy = text("give another folder, or remove it first", "请换一个文件夹，或先删除该文件")
        raise InputError([InputProblem(file=str(path), message=message, remedy=remedy) for path in there])
    centre = generate_centre(CentreSpec.model_validate(spec))
    folder.mkdir(parents=True, exist_ok=True)
    if xlsx:
        write_centre_workbook(centre, workbook, settings.lang)
    else:
        write_centre_folder(centre, folder, settings.lang)
    place = workbook if xlsx else folder
    settings.console.say(
        text(
            f"written: {place}\nnext: paiban check {place}",
            f"已写入：{place}\n下一步：paiban check {place}",
        )
    )


def main(args: list[str] | None = None) -> None:
    """The program: runs a command and leaves with its exit code."""
    settings = Settings(default_lang())
    try:
        code = cli.main(args, prog_name="paiban", standalone_mode=False, obj=settings)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted 已中断", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        sys.exit(_failed(settings, error))


def _failed(settings: Settings, error: Exception) -> int:
    """Say what went wrong; the exit code."""
    from models.base import text
    from models.input_problem import InputError
    from scheduler.demand.errors import DemandError

    console = settings.console
    if isinstance(error, InputError):
        console.problems(error.problems)
        return BAD_INPUT
    if isinstance(error, DemandError):
        console.tell(error.text)
        return BAD_INPUT
    if isinstance(error, OSError) and error.filename:
        console.tell(f"{error.filename}: {error.strerror}")
        return BAD_INPUT
    if os.environ.get("PAIBAN_DEBUG") == "1":
        traceback.print_exception(error)
    console.tell(f"{type(error).__name__}: {error}")
    console.tell(
        text(
            "this is a bug in paiban; PAIBAN_DEBUG=1 shows where",
            "这是 paiban 的缺陷；设置 PAIBAN_DEBUG=1 可显示位置",
        )
    )
    return OUR_BUG


if __name__ == "__main__":
    main()
