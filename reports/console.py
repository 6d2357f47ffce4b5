"""What the command line shows: sentences, problems, tables, and a build's progress."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Protocol, TextIO, TypeVar

from rich.console import Console as RichConsole
from rich.live import Live
from rich.table import Table
from rich.text import Text as RichText

from models.base import Lang, Text, text
from models.demand import Requirement
from models.input_problem import InputProblem
from models.result import Certificate, Evaluation, Result, Strength, phase_title
from reports.coverage_facts import HourSums, hour_sums

T = TypeVar("T")

PLAIN_SECONDS = 10.0
"""Where no terminal shows the progress, a line is written at least this many seconds after the last."""


class Step(Protocol):
    """How far a build is, as the engine tells it."""

    @property
    def phase(self) -> str: ...
    @property
    def cost(self) -> int | None: ...
    @property
    def bound(self) -> int: ...
    @property
    def seconds(self) -> float: ...


class Console:
    """Output in one language: answers to stdout, everything else to stderr."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def say(self, words: Text | str) -> None:
        print(self._to(words))

    def tell(self, words: Text | str) -> None:
        """Say something that is not the answer."""
        print(self._to(words), file=sys.stderr)

    def _to(self, words: Text | str) -> str:
        return words.to(self.lang) if isinstance(words, Text) else words

    def problems(self, problems: Sequence[InputProblem]) -> None:
        """Every problem on a line of its own, and how many there are, on stderr."""
        for problem in problems:
            self.tell(problem.sentence(self.lang))
        count = len(problems)
        self.tell(text(f"{count} problem{'s' if count != 1 else ''}", f"共 {count} 个问题"))

    def table(self, heads: Sequence[Text | str], rows: Iterable[Sequence[Text | str | int]], left: int = 1) -> None:
        """A table; the first `left` columns are words, the others figures."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for number, head in enumerate(heads):
            table.add_column(RichText(self._to(head)), justify="left" if number < left else "right", no_wrap=True)
        for row in rows:
            table.add_row(*(RichText(f"{cell:,}" if isinstance(cell, int) else self._to(cell)) for cell in row))
        console = RichConsole(file=sys.stdout, highlight=False, markup=False, emoji=False)
        if not console.is_terminal:
            console = RichConsole(file=sys.stdout, highlight=False, markup=False, emoji=False, width=200)
        with console.capture() as captured:
            console.print(table)
        for line in captured.get().splitlines():
            print(line.rstrip())

    def progress(self) -> ProgressLine:
        return ProgressLine(self.lang)


class ProgressLine(AbstractContextManager["ProgressLine"]):
    """A build's progress on stderr: one line that changes on a terminal, plain lines elsewhere."""

    def __init__(self, lang: Lang, file: TextIO | None = None) -> None:
        self.lang: Lang = lang
        self._file = file or sys.stderr
        self._console = RichConsole(file=self._file, highlight=False, markup=False, emoji=False)
        self._live: Live | None = None
        self._last: tuple[str, float] = ("", 0.0)
        self._begin = time.monotonic()
        self._step: Step | None = None

    def __enter__(self) -> ProgressLine:
        if self._console.is_terminal:
            self._live = Live(get_renderable=self._line, console=self._console, refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, step: Step) -> None:
        """Called from the building thread."""
        self._step = step
        now = time.monotonic()
        if self._live is None and (step.phase != self._last[0] or now - self._last[1] >= PLAIN_SECONDS):
            self._last = (step.phase, now)
            print(progress_words(step, step.seconds).to(self.lang), file=self._file, flush=True)

    def _line(self) -> RichText:
        if self._step is None:
            return RichText("")
        return RichText(progress_words(self._step, time.monotonic() - self._begin).to(self.lang), no_wrap=True)


def interruptible(work: Callable[[], T], interrupt: Callable[[], None]) -> tuple[T, bool]:
    """Run `work` aside; Ctrl-C calls `interrupt`, upon which `work` is to end soon. Its result, and whether it came to that.

    A second Ctrl-C leaves the program at once. Signals can only be heard in the main thread.
    """
    outcome: list[T] = []
    failure: list[BaseException] = []
    heard = threading.Event()

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # handed to the waiting thread below
            failure.append(error)

    def on_signal(number: int, frame: Any) -> None:
        if heard.is_set():
            os._exit(130)
        heard.set()

    thread = threading.Thread(target=run, daemon=True)
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, on_signal) if main else None
    try:
        thread.start()
        told = False
        while thread.is_alive():
            thread.join(0.1)
            if heard.is_set() and not told:
                told = True
                interrupt()
    finally:
        if main:
            signal.signal(signal.SIGINT, before)
    if failure:
        raise failure[0]
    return outcome[0], heard.is_set()


def progress_words(step: Step, seconds: float) -> Text:
    """One line about how far a build is."""
    gap = "–"
    if step.cost is not None:
        gap = f"{max(0, step.cost - step.bound) / step.cost:.2%}" if step.cost else "0.00%"
    return text(
        "{phase}: cost {cost}, bound {bound:,}, gap {gap}, {seconds:.0f} s",
        "{phase}：代价 {cost}，下界 {bound:,}，差距 {gap}，{seconds:.0f} 秒",
    ).format(
        phase=phase_title(step.phase),
        cost="–" if step.cost is None else f"{step.cost:,}",
        bound=step.bound,
        gap=gap,
        seconds=seconds,
    )


def show_rules(console: Console, evaluation: Evaluation) -> None:
    """What every rule found, hard ones first."""
    heads = (
        text("rule", "规则"),
        text("clause", "条款"),
        text("strength", "强度"),
        text("breaches", "违反次数"),
        text("amount", "数量"),
        text("cost", "代价"),
    )
    ordered = sorted(evaluation.rules, key=lambda rule: (rule.strength is not Strength.HARD, -rule.points, rule.rule))
    rows = [
        (
            rule.title,
            rule.source,
            rule.strength.label,
            rule.breaches,
            text("{amount:,} {unit}", "{amount:,} {unit}").format(amount=rule.amount, unit=rule.unit),
            rule.points,
        )
        for rule in ordered
    ]
    console.table(heads, rows, left=3)


def show_certificate(console: Console, certificate: Certificate) -> None:
    """What a roster costs, rule by rule, how the build came to it, and what is proven about it."""
    console.say(text("status: {status}", "状态：{status}").format(status=certificate.status.label))
    heads = text("rule", "规则"), text("breaches", "违反次数"), text("cost", "代价")
    soft = sorted((r for r in certificate.rules if r.strength is Strength.SOFT), key=lambda rule: -rule.points)
    console.table(heads, [(rule.title, rule.breaches, rule.points) for rule in soft])
    _show_phases(console, certificate)
    console.say(
        text(
            "cost {cost:,}, no roster can cost less than {bound:,} (gap {gap:.2%}), {seconds:.0f} s",
            "代价 {cost:,}；已证明任何班表不低于 {bound:,}（差距 {gap:.2%}），用时 {seconds:.0f} 秒",
        ).format(cost=certificate.cost, bound=certificate.bound, gap=certificate.gap, seconds=certificate.seconds)
    )


def _show_phases(console: Console, certificate: Certificate) -> None:
    heads = text("phase", "阶段"), text("ended after, s", "结束于（秒）"), text("cost", "代价"), text("bound", "下界")
    rows = [
        (phase.title, f"{phase.seconds:.1f}", "–" if phase.cost is None else phase.cost, phase.bound)
        for phase in certificate.phases
    ]
    console.table(heads, rows)


def whole_hours(requirement: Requirement, evaluation: Evaluation) -> HourSums:
    """The agent-hours of the pooled demand over the whole period."""
    return hour_sums(evaluation.coverage[0], requirement.timeline, range(requirement.timeline.interval_count))


def show_hours(console: Console, requirement: Requirement, evaluation: Evaluation) -> None:
    sums = whole_hours(requirement, evaluation)
    console.say(
        text(
            "agent-hours: {required:,.0f} required, {staffed:,.0f} staffed, {short:,.1f} short, {over:,.1f} over",
            "工时：需求 {required:,.0f}，在岗 {staffed:,.0f}，缺员 {short:,.1f}，富余 {over:,.1f}",
        ).format(required=sums.required, staffed=sums.staffed, short=sums.short, over=sums.over)
    )


def show_clash(console: Console, result: Result, titles: Mapping[str, Text]) -> None:
    """Why there is no roster, on stderr."""
    console.tell(text("no roster keeps all hard rules: this is proved", "已证明：没有任何班表能满足全部硬性规则"))
    if result.clash is None:
        return
    clash = result.clash
    en = ", ".join(f"{titles[rule].en} ({rule})" for rule in clash.rules)
    zh = "、".join(f"{titles[rule].zh}（{rule}）" for rule in clash.rules)
    if clash.confirmed:
        console.tell(text(f"these rules cannot hold together: {en}", f"以下规则无法同时满足：{zh}"))
    else:
        console.tell(text(f"the clash lies among these rules: {en}", f"冲突出自以下规则：{zh}"))
    for member in clash.members:
        console.tell(text("  {words}", "  {words}").format(words=member.text))
    if clash.members and clash.smallest:
        console.tell(text("none of these can be left out of the clash", "以上各条缺一不可"))
    if clash.options:
        console.tell(
            text(
                "this clash ends when one of these is given up, the cheapest first:",
                "放宽以下任意一项即可消除此冲突（按代价从低到高）：",
            )
        )
    for option in clash.options:
        told = text("  {title}: {points:,} points", "  {title}：{points:,} 分")
        console.tell(told.format(title=titles[option.rule], points=option.points))
        for words in option.texts:
            console.tell(text("    {words}", "    {words}").format(words=words))
    if clash.give_up:
        console.tell(text("what the cheapest roster found without it breaks:", "放宽后找到的最优班表仍违反："))
        for violation in clash.give_up:
            console.tell(text("  {sentence}", "  {sentence}").format(sentence=violation.text))


_COMPARED = (
    ("required_hours", text("required hours", "需求工时"), "{:,.1f}"),
    ("staffed_hours", text("staffed hours", "在岗工时"), "{:,.1f}"),
    ("short_hours", text("short agent-hours", "缺员工时"), "{:,.1f}"),
    ("over_hours", text("surplus agent-hours", "富余工时"), "{:,.1f}"),
    ("cost", text("cost", "代价"), "{:,.0f}"),
    ("bound", text("proven bound", "已证明下界"), "{:,.0f}"),
    ("gap", text("gap", "差距"), "{:.2%}"),
)


def show_comparison(console: Console, labels: tuple[Text | str, Text | str], base: Result, changed: Result) -> None:
    """Two rosters side by side."""
    before, after = comparison_figures(base), comparison_figures(changed)
    rows: list[tuple[Text | str, ...]] = [
        (title, form.format(before[key]), form.format(after[key])) for key, title, form in _COMPARED
    ]
    console.table(("", *labels), rows)


def comparison_figures(result: Result) -> dict[str, float]:
    """The figures of a roster that scenarios are compared by.

    Raises:
        ValueError: when there is no roster.
    """
    if result.evaluation is None or result.certificate is None:
        raise ValueError("there is no roster to compare")
    sums, certificate = whole_hours(result.requirement, result.evaluation), result.certificate
    return {
        "required_hours": sums.required,
        "staffed_hours": sums.staffed,
        "short_hours": sums.short,
        "over_hours": sums.over,
        "cost": certificate.cost,
        "bound": certificate.bound,
        "gap": certificate.gap,
    }
