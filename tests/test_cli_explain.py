"""`paiban roster explain` and `replace` from end to end, on a tiny centre and a roster written by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from models.people import Role
from models.time import Period
from scenarios.generate import CentreSpec, generate_centre
from store.write import write_centre_folder
from tests.program import Run

PERIOD = Period.parse("2026-10-01..2026-10-07")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """A roster file and its centre, as arguments: every agent works D09 on every other day, no one else anything."""
    folder = tmp_path_factory.mktemp("asked")
    centre = generate_centre(CentreSpec(agents=10, weeks=6))
    write_centre_folder(centre, folder / "centre", "en")
    agents = [agent for agent in centre.agents if agent.role is Role.AGENT]
    rows = [
        f"{agent.id},{PERIOD.start + timedelta(days=d)},D09"
        for i, agent in enumerate(agents)
        for d in range(i % 2, 7, 2)
    ]
    file = folder / "roster.csv"
    file.write_text("\n".join(["Agent id,Day,Shift", *rows]), encoding="utf-8")
    period = f"{PERIOD.start}..{PERIOD.end}"
    return [file, "--centre", folder / "centre", "--period", period]


def first_agent(asked: list[object]) -> str:
    return Path(str(asked[0])).read_text(encoding="utf-8").splitlines()[1].split(",")[0]


def test_a_day_is_explained_with_every_alternative(run: Run, asked: list[object]) -> None:
    who = first_agent(asked)
    code, out, _ = run("roster", "explain", *asked, "--agent", who, "--day", "2026-10-01", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["duty"]["shift"] == "D09"
    shifts = [option["then"]["shift"] for option in found["options"]]
    assert None in shifts
    assert "D09" not in shifts
    assert len(set(shifts)) == len(shifts) > 5
    ranks = [(len(option["effect"]["breaks"]), option["effect"]["cost"]) for option in found["options"]]
    assert [broken for broken, _ in ranks] == sorted(broken for broken, _ in ranks)


@pytest.mark.parametrize(("lang", "words"), [("en", "on the phones in"), ("zh", "个时段")])
def test_a_day_is_told_in_both_languages(run: Run, asked: list[object], lang: str, words: str) -> None:
    code, out, _ = run(
        "--lang", lang, "roster", "explain", *asked, "--agent", first_agent(asked), "--day", "2026-10-01"
    )
    assert code == 0
    assert words in out


def test_an_interval_names_what_is_missing_and_who_could_come(run: Run, asked: list[object]) -> None:
    code, out, _ = run("roster", "explain", *asked, "--interval", "2026-10-02 21:10", "--json")
    assert code == 0
    found = json.loads(out)
    # The interval that holds 21:10; nobody is on D09 then.
    assert found["start"].startswith("2026-10-02T21:00")
    assert found["groups"][0]["staffed"] == 0
    everybody = {option["agent_id"] for option in found["options"] + found["refused"]}
    assert first_agent(asked) in everybody
    assert all(option["effect"]["breaks"] for option in found["refused"])
    costs = [option["effect"]["cost"] for option in found["options"]]
    assert costs == sorted(costs)


def test_replacements_are_ranked_and_those_not_allowed_stand_apart(run: Run, asked: list[object]) -> None:
    who = first_agent(asked)
    code, out, _ = run("roster", "replace", *asked, "--agent", who, "--day", "2026-10-01", "--json")
    assert code == 0
    found = json.loads(out)
    others = [option["agent_id"] for option in found["options"] + found["refused"]]
    assert others
    assert who not in others
    assert {option["then"]["shift"] for option in found["options"]} <= {"D09"}
    code, out, _ = run("roster", "replace", *asked, "--agent", who, "--day", "2026-10-01")
    assert code == 0
    assert "if nobody takes over" in out


@pytest.mark.parametrize(
    ("command", "question", "told"),
    [
        ("explain", ["--agent", "nobody", "--day", "2026-10-01"], "there is no such agent"),
        ("explain", ["--agent", "A00001", "--day", "2026-11-01"], "does not hold this day"),
        ("explain", ["--interval", "2026-11-01 08:00"], "does not hold this day"),
        ("explain", ["--agent", "A00001"], "--day"),
        ("explain", [], "--interval"),
        ("replace", ["--agent", "A00001", "--day", "2025-10-01"], "does not hold this day"),
    ],
)
def test_a_question_without_answer_is_bad_input(
    run: Run, asked: list[object], command: str, question: list[str], told: str
) -> None:
    code, out, err = run("roster", command, *asked, *question)
    assert (code, out) == (2, "")
    assert told in err


def test_nobody_takes_over_on_a_day_off(run: Run, asked: list[object]) -> None:
    code, _, err = run("roster", "replace", *asked, "--agent", first_agent(asked), "--day", "2026-10-02")
    assert code == 2
    assert "works nothing on 2026-10-02" in err


def test_a_name_will_do_for_an_agent(run: Run, asked: list[object]) -> None:
    who = first_agent(asked)
    _, out, _ = run("roster", "explain", *asked, "--agent", who, "--day", "2026-10-01", "--json")
    name = json.loads(out)["name"]
    code, out, _ = run("roster", "explain", *asked, "--agent", name, "--day", "2026-10-01", "--json")
    assert code == 0
    assert json.loads(out)["agent_id"] == who
