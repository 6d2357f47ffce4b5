"""`paiban rules`: what a planner reads of the rules, and scopes that cannot be."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import cli
from models.people import Agent, Role
from models.policy import Policy
from models.result import Strength
from scheduler.rules import rule_classes
from scheduler.rules.cases import Case
from store.write import write_centre_folder, write_centre_workbook

Answer = tuple[int, str, str]
OWN = {
    "contracts": {"part": {"average_weekly_hours": 20}, "student": {"max_weekly_hours": 16}},
    "roster": {"average_weekly_hours": 38.5},
    "rules": {"average_hours": {"strength": "soft", "weight": 4, "teams": ["East"], "roles": ["agent"]}},
}


def run(capsys: pytest.CaptureFixture[str], *args: object) -> Answer:
    with pytest.raises(SystemExit) as left:
        cli.main(["--lang", "en", *map(str, args)])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def centre_with(policy: dict[str, Any], folder: Path, xlsx: bool = False) -> Path:
    case = Case(
        "", {"A": ".", "B": "."}, 0, agents={"A": {"team": "East"}, "B": {"team": "West", "role": "supervisor"}}
    )
    # No shift of the cases covers 06-07.
    roster = {"minimum_staff": 0} | policy.get("roster", {})
    centre = case.centre().model_copy(update={"policy": Policy.model_validate(policy | {"roster": roster})})
    if xlsx:
        write_centre_workbook(centre, folder / "centre.xlsx", "en")
        return folder / "centre.xlsx"
    write_centre_folder(centre, folder, "en")
    return folder


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_tells_every_rule_with_what_it_is_by_default(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    code, out, _ = run(capsys, "rules", "list", "--lang", lang)
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines()[1:]}
    assert list(lines) == [rule.name for rule in rule_classes()]
    for rule in rule_classes():
        facts = (rule.title, rule.unit, rule.default_strength.label)
        for words in (rule.source, *(fact.zh if lang == "zh" else fact.en for fact in facts)):
            assert words in lines[rule.name]
        assert lines[rule.name].endswith(f"{rule.default_weight:,}")


@pytest.mark.parametrize("xlsx", [False, True])
def test_the_list_of_a_centre_tells_what_it_has_made_of_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, xlsx: bool
) -> None:
    folder = centre_with(OWN, tmp_path, xlsx)
    code, out, _ = run(capsys, "rules", "list", "--centre", folder)
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert lines["average_hours"].split("minutes")[1].split() == ["hard", "soft", "East;", "agent", "4", "3"]
    assert lines["understaffing"].split("agent-minutes")[1].split() == ["soft", "soft", "the", "centre", "5", "5"]
    code, out, _ = run(capsys, "rules", "list", "--centre", folder, "--json")
    found = {rule["name"]: rule for rule in json.loads(out)}
    assert found["average_hours"]["default"] == {"strength": "hard", "weight": 3}
    own = {"strength": "soft", "weight": 4, "teams": ["East"], "roles": ["agent"]}
    assert found["average_hours"]["centre"] == own


def test_one_rule_is_shown_with_its_settings_as_the_centre_has_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, _ = run(capsys, "rules", "show", "average_hours", "--centre", centre_with(OWN, tmp_path))
    assert code == 0
    assert "in this centre: soft, weight 4 per unit (minutes); it holds for East; agent" in out
    assert "policy.roster.average_weekly_hours = 38.5 (by default 40)" in out
    assert "policy.contracts.part.average_weekly_hours = 20 (by default 38.5)" in out
    assert "student" not in out
    code, out, _ = run(capsys, "rules", "show", "average_hours", "--lang", "zh")
    assert code == 0
    assert "policy.roster.average_weekly_hours = 40  周期内平均每周工时" in out
    code, out, _ = run(capsys, "rules", "show", "average_hours", "--json")
    shown = json.loads(out)
    assert shown["clause"] == "BANK-7a"
    assert shown["settings"][0]["value"] == shown["settings"][0]["default"] == "40"
    assert "centre" not in shown


def test_an_unknown_rule_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "rules", "show", "average_hour")
    assert code == 2
    assert "did you mean average_hours?" in err


@pytest.mark.parametrize("xlsx", [False, True])
def test_a_team_that_nobody_is_in(capsys: pytest.CaptureFixture[str], tmp_path: Path, xlsx: bool) -> None:
    folder = centre_with({"rules": {"min_rest": {"teams": ["Eats"]}}}, tmp_path, xlsx)
    for command in (("check", folder), ("rules", "list", "--centre", folder)):
        code, _, err = run(capsys, *command)
        assert code == 2
        place = r"centre\.xlsx \[settings\] row \d+ column" if xlsx else r"centre\.toml row \d+ column"
        (line,) = [line for line in err.splitlines() if "Eats" in line]
        assert re.match(place, line)
        assert line.endswith("policy.rules.min_rest.teams (value 'Eats'): no agent is in this team; did you mean East?")


def test_a_role_that_there_is_not(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = centre_with({}, tmp_path)
    settings = folder / "centre.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[policy.rules.min_rest]\nroles = ["agents"]\n', encoding="utf-8"
    )
    code, _, err = run(capsys, "check", folder)
    assert code == 2
    assert "policy.rules.min_rest.roles (value" in err
    assert "agent, trainer, supervisor" in err


@pytest.mark.parametrize("field", ["teams", "roles"])
def test_a_rule_about_intervals_cannot_hold_for_some_only(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, field: str
) -> None:
    scope = {"teams": ["East"], "roles": ["agent"]}[field]
    folder = centre_with({"rules": {"minimum_staff": {field: scope}}}, tmp_path)
    for command in (("check", folder, "--period", "2026-06"), ("rules", "list", "--centre", folder)):
        code, _, err = run(capsys, *command)
        assert code == 2
        assert f"policy.rules.minimum_staff.{field}: the rule is not about single agents" in err


def test_the_words_of_a_scope() -> None:
    from commands.rules import scope_words
    from scheduler.rules.min_rest import MinRest

    assert Agent(id="A", name="A").role is Role.AGENT
    rule = MinRest(strength=Strength.HARD, weight=1, teams=("East", "West"), roles=(Role.AGENT, Role.TRAINER))
    assert scope_words(rule).en == "East, West; agent, trainer"
    assert scope_words(rule).zh == "East、West；坐席、培训专员"
