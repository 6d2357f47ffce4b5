"""Twelve months in a row, built with the fairness ledger and each month alone: how far people end up apart.

    python -m benchmarks.fairness --seed 1 --most 4      # builds four months more than are kept, then says where it is
    python -m benchmarks.fairness --write-docs           # the rest, and the table of docs/fairness.md

A made-up centre keeps its people through 2026; calls, leave and wishes are drawn anew every month, and each roster goes
on from the one before. Every month built is kept as a JSON line, so that a run goes on where the last one stopped. With one
worker a seed gives the same rosters again.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import click

from benchmarks.figures import table
from benchmarks.runner import ROOT, commit
from models.base import Model
from models.centre import Centre
from models.demand import Requirement
from models.fairness import FairEntry, FairKind
from models.people import PastShift
from models.roster import Roster
from models.time import Period, add_months
from scenarios.generate import CentreSpec, generate_centre
from scheduler.demand.requirement import plan_requirement
from scheduler.engine.build import Build, BuildOptions
from scheduler.evaluate import evaluate
from scheduler.fairness.tally import tally
from scheduler.instance import Instance

KEPT = ROOT / "benchmarks" / "results" / "fairness" / "2026-11-28.jsonl"
PAGE = ROOT / "docs" / "fairness.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
START, MONTHS = date(2026, 1, 1), 12
ARMS = {"each month alone": 0, "with the ledger": 12}
"""What is compared: by the months that the ledger looks back."""
SHOWN = (FairKind.NIGHTS, FairKind.WEEKENDS, FairKind.REFUSED_WISHES)
"""What the rules look at."""
_PAST = 10


class Case(Model):
    """A made-up centre; `time_limit` are deterministic seconds of one worker for each month."""

    agents: int
    seed: int
    time_limit: float


class Month(Model):
    """A month built: what it added to the ledger, its last shifts, and its cost without what earlier months carry over.

    `had` are amount and fair share by kind and agent, `last` the shifts of the last ten days by agent, one code a day.
    `for_shares` is what of the cost is for nights and weekends that are not shared fairly within the month: with the
    ledger that is so on purpose.
    """

    case: Case
    arm: str
    first: date
    cost: int
    for_shares: int
    had: dict[FairKind, dict[str, tuple[float, float]]]
    last: dict[str, tuple[str, ...]]
    commit: str

    @property
    def period(self) -> Period:
        return Period(start=self.first, end=add_months(self.first, 1) - timedelta(days=1))

    @property
    def entries(self) -> tuple[FairEntry, ...]:
        return tuple(
            FairEntry(agent_id=agent, day=self.period.end, kind=kind, amount=amount, share=share)
            for kind, own in self.had.items()
            for agent, (amount, share) in own.items()
        )

    @property
    def last_shifts(self) -> tuple[PastShift, ...]:
        return tuple(
            PastShift(agent_id=agent, day=self.period.end - timedelta(days=ago), shift=code)
            for agent, codes in self.last.items()
            for ago, code in enumerate(codes)
            if code
        )


def centre_of(case: Case, before: Sequence[Month], arm: str) -> Centre:
    """The centre as it stands before the month after those."""
    first = add_months(START, len(before))
    people = generate_centre(CentreSpec(agents=case.agents, weeks=6, seed=case.seed, start=START)).agents
    drawn = generate_centre(CentreSpec(agents=case.agents, weeks=6, seed=1000 * case.seed + first.month, start=first))
    fairness = drawn.policy.fairness.model_copy(update={"months": ARMS[arm]})
    known = {
        "agents": people,
        "policy": drawn.policy.model_copy(update={"fairness": fairness}),
        "fairness": tuple(entry for month in before for entry in month.entries),
    }
    return drawn.model_copy(update=known | ({"past_shifts": before[-1].last_shifts} if before else {}))


def build_month(case: Case, before: Sequence[Month], arm: str) -> Month:
    """Build the month after those."""
    centre = centre_of(case, before, arm)
    first = add_months(START, len(before))
    period = Period(start=first, end=add_months(first, 1) - timedelta(days=1))
    requirement = plan_requirement(centre, period)
    instance = Instance(centre, requirement)
    result = Build(instance, BuildOptions(case.time_limit, workers=1)).run()
    if result.roster is None:
        raise click.ClickException(f"no roster for {period} within {case.time_limit:g} s: {result.status}")
    cost, for_shares = _costs(centre, requirement, result.roster)
    return Month(
        case=case,
        arm=arm,
        first=first,
        cost=cost,
        for_shares=for_shares,
        had=_had(tally(instance, result.roster)),
        last=_last(result.roster),
        commit=commit(),
    )


def _had(entries: Sequence[FairEntry]) -> dict[FairKind, dict[str, tuple[float, float]]]:
    found: defaultdict[FairKind, dict[str, tuple[float, float]]] = defaultdict(dict)
    for entry in entries:
        found[entry.kind][entry.agent_id] = entry.amount, entry.share
    return dict(found)


def _last(roster: Roster) -> dict[str, tuple[str, ...]]:
    """The shifts of the last days by agent, the last day first; empty for a day off."""
    worked = {(own.agent_id, own.day): own.shift for own in roster.assignments}
    days = [roster.period.end - timedelta(days=ago) for ago in range(_PAST)]
    return {agent: tuple(worked.get((agent, day), "") for day in days) for agent in sorted({a for a, _ in worked})}


def _costs(centre: Centre, requirement: Requirement, roster: Roster) -> tuple[int, int]:
    """The cost as it is without earlier months, so that the two can be compared, and what of it is for fair shares."""
    found = evaluate(Instance(centre.model_copy(update={"fairness": ()}), requirement), roster)
    return found.cost, sum(own.points for own in found.rules if own.rule in ("fair_nights", "fair_weekends"))


def read_months(kept: Path) -> list[Month]:
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    return [Month.model_validate_json(line) for line in lines]


def run(cases: Sequence[Case], most: int, kept: Path) -> list[Month]:
    """Build up to `most` months of what is missing, the two side by side; every month kept, those from before included."""
    months = read_months(kept)
    for case in cases:
        for number in range(MONTHS):
            for arm in ARMS:
                before = [month for month in months if month.case == case and month.arm == arm]
                if len(before) > number or most == 0:
                    continue
                done, most = build_month(case, before, arm), most - 1
                months.append(done)
                kept.parent.mkdir(parents=True, exist_ok=True)
                with kept.open("a", encoding="utf-8") as file:
                    file.write(done.model_dump_json() + "\n")
                click.echo(f"seed {case.seed}, {arm}, {done.first:%Y-%m}: cost {done.cost:,}; {_spreads(before, done)}")
    return months


def _spreads(before: Sequence[Month], last: Month) -> str:
    found = apart([*before, last])
    return ", ".join(f"{kind.value} {max(own) - min(own):.1f}" for kind, own in found.items() if kind in SHOWN)


def apart(months: Sequence[Month]) -> dict[FairKind, list[float]]:
    """Of each kind how far everybody is from their fair share after these months."""
    sums: defaultdict[FairKind, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for entry in (entry for month in months for entry in month.entries):
        sums[entry.kind][entry.agent_id] += entry.amount - entry.share
    return {kind: list(own.values()) for kind, own in sums.items()}


def summary(months: Sequence[Month]) -> str:
    """The tables, of all years that are complete."""
    cases = dict.fromkeys(m.case.model_dump_json() for m in months)
    rows = []
    for case in map(Case.model_validate_json, cases):
        for arm in ARMS:
            own = [month for month in months if month.case == case and month.arm == arm]
            if len(own) == MONTHS:
                rows.append(
                    [
                        f"{case.agents}",
                        f"{case.seed}",
                        arm,
                        *_figures(own),
                        f"{sum(m.cost - m.for_shares for m in own):,}",
                    ]
                )
    heads = ["agents", "seed", "built"]
    heads += [f"{kind.label.en}: {what}" for kind in SHOWN for what in ("spread", "deviation")]
    words = ("built",)
    return table("After twelve months", [*heads, "cost of the year but for shares"], rows, words)


def _figures(months: Sequence[Month]) -> list[str]:
    found = apart(months)
    return [
        f"{figure:.1f}"
        for kind in SHOWN
        for figure in (max(found[kind]) - min(found[kind]), statistics.pstdev(found[kind]))
    ]


def with_summary(page: str, months: Sequence[Month]) -> str:
    """The page with the table between its two marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no lines {BEGIN} and {END} for the table")
    return f"{before}{BEGIN}\n\n{summary(months)}\n\n{END}{after}"


@click.command()
@click.option("--agents", type=click.IntRange(10, 200), default=16, show_default=True, help="Size of the centre.")
@click.option("--seed", "seeds", type=click.IntRange(min=1), multiple=True, default=(1, 2), show_default=True)
@click.option("--time-limit", type=click.FloatRange(min=0.5), default=4.0, show_default=True, help="Seconds a month.")
@click.option("--most", type=click.IntRange(min=0), default=1000, help="Build so many months at most, then stop.")
@click.option("--kept", type=click.Path(path_type=Path), default=KEPT, help="The JSON lines.")
@click.option("--write-docs", is_flag=True, help="Write the table of docs/fairness.md.")
def main(*, agents: int, seeds: tuple[int, ...], time_limit: float, most: int, kept: Path, write_docs: bool) -> None:
    """Play a year through, month by month, with the ledger and without."""
    cases = [Case(agents=agents, seed=seed, time_limit=time_limit) for seed in seeds]
    months = run(cases, most, kept)
    click.echo(summary(months))
    if write_docs:
        PAGE.write_text(with_summary(PAGE.read_text(encoding="utf-8"), months), encoding="utf-8")


if __name__ == "__main__":
    main()
