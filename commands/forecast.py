"""`paiban forecast`: the calls to expect, how far they may be off, and how well that would have done before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import PATH, Command, Settings, json_option, needed_period, print_json, write_files

if TYPE_CHECKING:
    from models.base import Text
    from models.demand import Forecast
    from reports.forecast_facts import QueueOutlook


@click.command(cls=Command)
@click.argument("centre_path", type=PATH, metavar="CENTRE")
@needed_period
@click.option("--csv", "csv_path", type=PATH, help="Also write every interval. 另存各时段预测。")
@click.option("--out", type=PATH, help="Also write charts and CSV into this folder. 图表与 CSV 的输出文件夹。")
@click.option("--all-models", is_flag=True, help="Try every model that is installed. 回测全部可用模型。")
@json_option
@click.pass_obj
def forecast(
    settings: Settings,
    centre_path: Path,
    period: str,
    csv_path: Path | None,
    out: Path | None,
    all_models: bool,
    as_json: bool,
) -> None:
    """Show the calls expected on each day, and how good that is. 显示每天的预测来电及其准确度。"""
    from commands.inputs import check_forecast, parse_period
    from commands.outlook import outlooks
    from reports.forecast_csv import write_forecast_csv
    from scheduler.demand.forecast import forecast as make_forecast
    from scheduler.demand.forecast import history_report
    from store.atomic import atomic_write

    wanted = parse_period(period)
    centre = check_forecast(centre_path, wanted)
    made = make_forecast(centre, wanted)
    found = history_report(centre, wanted)
    queues = outlooks(centre, made, all_models)
    if csv_path is not None:
        with atomic_write(csv_path) as temporary:
            write_forecast_csv(temporary, made, queues)
    files: list[Path] = []
    if out is not None:
        from reports.chart_forecast import write_forecast_chart

        def write(folder: Path) -> None:
            write_forecast_csv(folder / "forecast.csv", made, queues)
            for queue in queues:
                write_forecast_chart(folder / f"forecast-{queue.code}", centre, made, queue, settings.lang)

        files = write_files(out, write)
    if as_json:
        print_json(_as_json(settings, made, queues, found))
        return
    _show(settings, made, queues, found)
    for file in files:
        settings.console.say(str(file))


def _as_json(settings: Settings, made: Forecast, queues: list[QueueOutlook], found: list[Text]) -> dict[str, object]:
    lang = settings.lang
    return {
        "method": made.method.to(lang),
        "history": [sentence.to(lang) for sentence in found],
        "notes": [note.to(lang) for note in made.notes],
        "queues": [queue.as_json() for queue in queues],
    }


def _show(settings: Settings, made: Forecast, queues: list[QueueOutlook], found: list[Text]) -> None:
    from models.base import text

    console = settings.console
    for sentence in found:
        console.say(sentence)
    for queue in queues:
        console.say("")
        console.say(text("queue {queue}", "队列 {queue}").format(queue=queue.code))
        heads = (
            text("day", "日期"),
            text("calls", "来电"),
            text("80 % band", "80% 区间"),
            text("handling time, s", "处理时长（秒）"),
            text("most in an interval", "最忙时段来电"),
            text("at", "时刻"),
        )
        rows = [
            (
                str(day.day),
                f"{day.calls:,.0f}",
                f"{day.low:,.0f}–{day.high:,.0f}",
                f"{day.aht_seconds:,.0f}",
                f"{day.peak:,.1f}",
                f"{day.peak_at:%H:%M}",
            )
            for day in queue.days
        ]
        console.table(heads, rows)
        _show_backtest(settings, queue)
    console.say("")
    for note in made.notes:
        if note not in found:  # the history is told at the top
            console.say(note)
    console.say(made.method)


def _show_backtest(settings: Settings, queue: QueueOutlook) -> None:
    from models.base import text

    if not queue.scores:
        settings.console.say(
            text(
                "there is too little call history for a backtest, or the forecast was handed in",
                "历史过短无法回测，或预测由中心给定",
            )
        )
        return
    heads = (
        text("model", "模型"),
        text("days ahead", "提前天数"),
        text("WAPE", "WAPE"),
        text("last week again", "重复上周"),
        text("chance alone", "随机下限"),
        text("bias", "偏差"),
        text("in 80 % band", "80% 区间内"),
        text("in 95 % band", "95% 区间内"),
        text("origins", "起点数"),
    )
    rows: list[tuple[Text | str | int, ...]] = [
        (
            score.model,
            f"{score.days_ahead[0]}–{score.days_ahead[1]}",
            f"{score.wape:.3f}",
            f"{score.last_week:.3f}",
            f"{score.floor:.3f}",
            f"{score.bias:+.1%}",
            *(f"{share:.1%}" for share in score.coverage or ()),
            *(["–"] * (0 if score.coverage else 2)),
            score.origins,
        )
        for score in queue.scores
    ]
    settings.console.table(heads, rows, left=2)
