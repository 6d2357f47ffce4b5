"""`paiban predict`: what service a roster will deliver."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import PATH, Command, Settings, json_option, period_option, print_json, write_files


@click.command(cls=Command)
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@click.option("--roster", "file", type=PATH, required=True, help="The roster file. 班表文件。")
@period_option
@click.option("--out", type=PATH, help="Folder for chart and CSV. 图表与 CSV 的输出文件夹。")
@click.option(
    "--scenarios",
    type=click.IntRange(100, 10_000),
    default=200,
    show_default=True,
    help="Scenarios of the calls. 情景数。",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Random seed. 随机种子。")
@click.option("--quick", is_flag=True, help="Erlang formulas instead of the chain. 用公式代替瞬态链。")
@json_option
@click.pass_obj
def predict(
    settings: Settings,
    centre_path: Path,
    file: Path,
    period: str | None,
    out: Path | None,
    scenarios: int,
    seed: int,
    quick: bool,
    as_json: bool,
) -> None:
    """Predict the service that a roster will deliver, as a band. 预测班表的服务水平。"""
    from commands.inputs import laid
    from reports.charts import write_service_chart
    from reports.console_service import show_service_days
    from reports.files import service_figures, write_service_csv
    from scheduler.demand.availability import availability_from_history
    from scheduler.demand.prediction import PredictionOptions
    from scheduler.service import predict_service

    instance, roster = laid(file, centre_path, period)
    options = PredictionOptions(scenarios, seed, exact=not quick)
    prediction = predict_service(instance, roster, options)
    told = availability_from_history(instance.centre)

    def write(folder: Path) -> None:
        write_service_csv(folder / "service.csv", prediction)
        write_service_chart(folder / "service", instance.centre, prediction, settings.lang)

    files = write_files(out, write) if out is not None else []
    if as_json:
        print_json(service_figures(prediction) | {"availability_in_history": told})
        return
    show_service_days(settings.console, prediction)
    if told is not None:
        from models.base import text

        settings.console.say(
            text(
                "availability in the history: {told:.2f} (availability_from_history in [policy.staffing] makes use of it)",
                "历史数据推算的 availability：{told:.2f}（在 [policy.staffing] 中启用 availability_from_history 即采用）",
            ).format(told=told)
        )
    for path in files:
        settings.console.say(str(path))
