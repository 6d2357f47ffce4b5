"""Properties of the engine on random small centres. `python -m benchmarks.properties` tries many more of them."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings

from tests.properties import checks
from tests.properties.centres import Setting, settings_of, tiny_settings
from tests.properties.checks import Tally

SMALL = settings_of(most_agents=4, most_days=5, clock_changes=False)


def examples(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The same examples in every run."""
    return settings(
        max_examples=count, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )


@examples(150)
@given(setting=settings_of(most_agents=6, most_days=7))
def test_a_build_keeps_its_word(setting: Setting) -> None:
    checks.keeps_its_word(setting, Tally())


@examples(15)
@given(setting=tiny_settings())
def test_a_build_agrees_with_every_roster_there_is(setting: Setting) -> None:
    checks.agrees_with_every_roster(setting, Tally())


@examples(25)
@given(setting=SMALL)
def test_a_build_is_the_same_a_week_later(setting: Setting) -> None:
    checks.is_the_same_a_week_later(setting, Tally())


@examples(25)
@given(setting=SMALL)
def test_a_build_is_the_same_under_other_names(setting: Setting) -> None:
    checks.is_the_same_under_other_names(setting, Tally())


@examples(30)
@given(setting=SMALL)
def test_a_build_proves_the_same_with_the_agents_in_another_order(setting: Setting) -> None:
    checks.proves_the_same_in_another_order(setting, Tally())


@examples(20)
@given(setting=SMALL)
def test_a_build_repeats_itself(setting: Setting) -> None:
    checks.repeats_itself(setting, Tally())


@examples(40)
@given(setting=settings_of(most_agents=4, most_days=5, strict=True))
def test_a_clash_that_is_named_is_true(setting: Setting) -> None:
    checks.names_a_true_clash(setting, Tally())
