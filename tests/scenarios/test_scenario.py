"""Scenarios: what a file may say, and what its changes do to the calls."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from models.demand import Forecast, QueueForecast
from models.input_problem import InputError
from models.time import Period, Timeline
from scenarios.generate import CentreSpec, generate_centre
from scenarios.run import apply_changes, changed_days
from scenarios.scenario import Change, Scenario, check_scenario, read_scenario

EXAMPLE = Path(__file__).parents[2] / "examples" / "scenarios" / "campaign.toml"
PERIOD = Period(start=date(2026, 10, 1), end=date(2026, 10, 3))
GOOD = """
name = "Peak"
centre = "bank"
period = "2026-10-01..2026-10-03"
[[changes]]
start = 2026-10-02
end = 2026-10-02
volume_factor = 2
"""


def flat_forecast() -> Forecast:
    timeline = Timeline(period=PERIOD, interval_minutes=60)
    queues = (QueueForecast(queue=q, offered=(10.0,) * 72, aht_seconds=(100.0,) * 72) for q in ("general", "card"))
    return Forecast(timeline=timeline, queues=tuple(queues), method="test")


def change(**more: object) -> Change:
    return Change.model_validate({"start": date(2026, 10, 2), "end": date(2026, 10, 2), **more})


def read(folder: Path, words: str) -> Scenario:
    path = folder / "scenario.toml"
    path.write_text(words, encoding="utf-8")
    return read_scenario(path)


def problems(folder: Path, words: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, words)
    return "\n".join(problem.sentence("en") + problem.sentence("zh") for problem in caught.value.problems)


def test_a_change_touches_its_day_hours_and_queue_only() -> None:
    changed = apply_changes(
        flat_forecast(),
        (change(time_from=time(9), time_until=time(12), queue="card", volume_factor=1.5, aht_factor=2),),
    )
    general, card = changed.queues
    assert general == flat_forecast().queues[0]
    assert [k for k in range(72) if card.offered[k] != 10] == [33, 34, 35]
    assert card.offered[33] == 15
    assert card.aht_seconds[33] == 200
    assert card.aht_seconds[32] == 100


def test_hours_over_midnight_belong_to_the_clock_times_of_the_day() -> None:
    changed = apply_changes(flat_forecast(), (change(time_from=time(22), time_until=time(2), volume_factor=0),))
    assert [k - 24 for k in range(72) if changed.queues[0].offered[k] == 0] == [0, 1, 22, 23]


def test_changes_that_overlap_multiply() -> None:
    changed = apply_changes(flat_forecast(), (change(volume_factor=2), change(volume_factor=3)))
    assert changed.queues[0].offered[24] == 60
    assert changed.queues[0].offered[23] == 10


def test_a_file_is_read(tmp_path: Path) -> None:
    scenario = read(tmp_path, GOOD)
    assert scenario.period == PERIOD
    assert changed_days(scenario) == (date(2026, 10, 2),)


def test_the_example_is_read() -> None:
    scenario = read_scenario(EXAMPLE)
    assert len(changed_days(scenario)) == 5
    assert (EXAMPLE.parent / scenario.centre / "centre.toml").is_file()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name =", "nane =", "did you mean name?"),
        ("volume_factor", "volume_facter", "did you mean volume_factor?"),
        ("volume_factor = 2", "volume_factor = 21", "less than or equal to 20"),
        ("end = 2026-10-02", "end = 2026-10-01", "it ends (2026-10-01) before it starts (2026-10-02)"),
        ("end = 2026-10-02", "", "changes[1].end: it is missing"),
        ("2026-10-01..", "2026-13-01..", "it is not a period"),
        ("[[changes]]", "[[changes", "not valid TOML"),
    ],
)
def test_a_fault_is_explained(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in problems(tmp_path, GOOD.replace(old, new))


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    said = problems(tmp_path, 'centre = ""\nperiod = "soon"\n[[changes]]\nstart = 2026-10-01\nqeue = "x"\n')
    for piece in ("name", "centre", "period", "changes[1].end", "did you mean queue?"):
        assert piece in said
    assert "at least 1 item" not in said


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_scenario(tmp_path / "none.toml")


def test_a_queue_or_days_that_the_centre_has_not(tmp_path: Path) -> None:
    centre = generate_centre(CentreSpec(agents=10, weeks=4))
    words = GOOD.replace("volume_factor", 'queue = "generl"\nvolume_factor').replace("2026-10-02", "2026-11-02")
    found = check_scenario(read(tmp_path, words), centre, "scenario.toml")
    assert [problem.column for problem in found] == ["changes[1].queue", "changes[1].start"]
