"""The program's entry. Only click and the standard library are loaded before a command runs."""

from __future__ import annotations

import os
import sys

import click

from commands.activities import activities
from commands.attendance import attendance
from commands.centre import check, example, init, require
from commands.common import BAD_INPUT, INTERRUPTED, Group, Settings, default_lang, lang_option, tell_failure
from commands.database import audit, db
from commands.fairness import fairness
from commands.forecast import forecast
from commands.hours import hours
from commands.leave import leave
from commands.roster import roster
from commands.rules import rules
from commands.scenario import scenario
from commands.score import score
from commands.service import predict
from commands.standby import standby
from commands.swap import swap


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


cli.params.insert(0, lang_option())
COMMANDS = (
    *(init, example, check, forecast, require, predict, roster, leave, swap, rules, scenario),
    *(attendance, standby, hours, fairness, activities, score, db, audit),
)
for command in COMMANDS:
    cli.add_command(command)


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
        sys.exit(tell_failure(settings, error))


if __name__ == "__main__":
    main()
