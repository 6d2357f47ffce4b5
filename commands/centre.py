"""A centre before there is a roster: make one, check it, show what it requires."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import (
    BAD_INPUT,
    PATH,
    Command,
    Settings,
    json_option,
    needed_period,
    period_option,
    print_json,
    write_files,
)

if TYPE_CHECKING:
    from models.base import Text
    from models.input_problem import InputProblem


@click.command(cls=Command)
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--xlsx", is_flag=True, help="A workbook instead of CSV files. 生成 Excel 工作簿。")
@click.option("--agents", type=click.IntRange(10, 10_000), default=12, show_default=True, help="People. 人数。")
@click.pass_obj
def init(settings: Settings, folder: Path, xlsx: bool, agents: int) -> None:
    """Write a small filled-in centre to start from. 新建可修改的起始中心。"""
    _write_example(settings, folder, xlsx, agents=agents, weeks=12)


@click.command(cls=Command)
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--xlsx", is_flag=True, help="A workbook instead of CSV files. 生成 Excel 工作簿。")
@click.option("--agents", type=click.IntRange(10, 10_000), default=60, show_default=True, help="People. 人数。")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Random seed. 随机种子。")
@click.pass_obj
def example(settings: Settings, folder: Path, xlsx: bool, agents: int, seed: int) -> None:
    """Write a made-up centre of any size. 生成任意规模的虚构中心。"""
    _write_example(settings, folder, xlsx, agents=agents, seed=seed)


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


@click.command(cls=Command)
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@period_option
@json_option
@click.pass_obj
def check(settings: Settings, centre_path: Path, period: str | None, as_json: bool) -> None:
    """Look for every problem in the input. 检查输入，列出全部问题。"""
    from commands.inputs import find_problems, parse_period, usual_period
    from models.base import text
    from models.input_problem import InputError
    from store.files import read_centre

    console = settings.console
    problems: list[InputProblem] = []
    notes: list[Text] = []
    try:
        centre = read_centre(centre_path)
        wanted = parse_period(period) if period else usual_period(centre)
        problems, notes = find_problems(centre, wanted)
    except InputError as error:
        problems = error.problems
    if as_json:
        found = [p.model_dump() | {"sentence": p.sentence(settings.lang)} for p in problems]
        print_json({"problems": found, "notices": [note.to(settings.lang) for note in notes]})
    elif problems:
        console.problems(problems)
    else:
        for note in notes:
            console.say(note)
        console.say(text(f"no problems ({wanted})", f"没有问题（{wanted}）"))
    sys.exit(BAD_INPUT if problems else 0)


@click.command(cls=Command)
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@needed_period
@click.option(
    "--method", type=click.Choice(["steady", "carried", "chain"]), help="Instead of the centre's. 覆盖中心设置的算法。"
)
@click.option("--csv", "csv_path", type=PATH, help="Also write every interval. 另存各时段需求。")
@click.option("--out", type=PATH, help="Folder for the chart. 图表输出文件夹。")
@json_option
@click.pass_obj
def require(
    settings: Settings,
    centre_path: Path,
    period: str,
    method: str | None,
    csv_path: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show the agents required on each day. 显示每天的需求人数。"""
    from commands.inputs import plan
    from reports.charts import write_requirement_chart
    from reports.console_service import show_requirement
    from reports.files import requirement_figures, write_requirement_csv
    from store.atomic import atomic_write

    centre, requirement = plan(centre_path, period, method)
    if csv_path is not None:
        with atomic_write(csv_path) as temporary:
            write_requirement_csv(temporary, requirement)
    files = []
    if out is not None:
        draw = write_requirement_chart
        files = write_files(out, lambda folder: draw(folder / "requirement", centre, requirement, settings.lang))
    planned = centre.policy.staffing.planned_shrinkage
    if as_json:
        print_json(requirement_figures(requirement, planned))
        return
    show_requirement(settings.console, requirement, planned)
    for file in files:
        settings.console.say(str(file))
