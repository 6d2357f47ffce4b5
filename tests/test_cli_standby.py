"""Standby and hours from the command line: plan, show, call, report; show, close, correct, comp time."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import cli
from models.policy import HoursPolicy, PeoplePolicy
from scenarios.generate import CentreSpec, generate_centre
from store.db import open_database
from store.db.audit import rows, verify
from store.db.rosters import load_roster
from store.write import write_centre_folder
from tests.program import Run

PLAN = ("standby", "plan", "--period", "2026-10", "--save")


def call(*args: object) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([str(arg) for arg in args])
    assert not left.value.code


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre of 24 with October published (roster 2)."""
    folder = tmp_path_factory.mktemp("kept") / "centre"
    centre = generate_centre(CentreSpec(agents=24, weeks=6))
    own = {"people": PeoplePolicy(planners=("zhang",)), "hours": HoursPolicy(rest_day_settlement="choice")}
    write_centre_folder(centre.model_copy(update={"policy": centre.policy.model_copy(update=own)}), folder, "en")
    call("db", "init", "--centre", folder)
    build = ("roster", "build", folder, "--period", "2026-10", "--time-limit", 5, "--gap", 0.5, "--no-charts", "--save")
    call(*build, "--as", "zhang", "--out", folder.parent / "out")
    call("roster", "publish", 2, "--centre", folder, "--as", "zhang")
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "centre"))


@pytest.fixture
def ask(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PAIBAN_AS", "zhang")
    return lambda *args: run(*args, "--centre", folder)


def answer(ask: Run, *args: object) -> Any:
    code, out, err = ask(*args, "--json")
    assert code == 0, err
    return json.loads(out)


def first_group(plan: Any) -> tuple[str, str, str]:
    """Day, group and agent of who is called first on National Day."""
    group = next(g for g in plan["plan"]["groups"] if g["day"] == "2026-10-01" and g["members"])
    return group["day"], group["name"], group["members"][0]["agent_id"]


def fairness_of_standby(ask: Run) -> dict[str, tuple[float, float]]:
    """What everybody had of standby in October, and a fair share of it."""
    standings = answer(ask, "fairness", "show", "--month", "2026-10")["standings"]
    return {s["agent_id"]: (s["month"]["amount"], s["month"]["share"]) for s in standings if s["kind"] == "standby"}


CAME = ("--at", "2026-10-01 09:10", "--came", "2026-10-01 09:55", "--until", "2026-10-01 13:55", "--reason", "outage")


def test_a_plan_is_kept_with_its_turns_in_one_decision(ask: Run, folder: Path) -> None:
    plan = answer(ask, *PLAN)
    assert (plan["number"], plan["plan"]["rosters"]) == (4, ["2.1"])
    (stored,) = answer(ask, "standby", "show")
    assert stored["plan"] == plan["plan"]
    database = open_database(str(folder / "paiban.db"))
    with database.read() as connection:
        (entry,) = [row for row in rows(connection) if row.action == "standby.plan"]
        assert entry.seq == 4
        assert verify(connection) == []
    database.close()
    # The fairness ledger has it too: a day for each group of somebody, and shares (shown to 0.01) of the same sum.
    groups = Counter(member["agent_id"] for group in plan["plan"]["groups"] for member in group["members"])
    standings = fairness_of_standby(ask)
    assert {agent: amount for agent, (amount, _) in standings.items() if amount} == dict(groups)
    assert sum(share for _, share in standings.values()) == pytest.approx(groups.total(), abs=0.005 * len(standings))
    # Planned once more: it takes the place of the first, whose turns are taken back.
    turns = answer(ask, "standby", "report")["turns"]
    again = answer(ask, *PLAN)
    assert [stored["id"] for stored in answer(ask, "standby", "show")] == [again["number"]]
    assert answer(ask, "standby", "report")["turns"] == turns
    assert sum(amount for amount, _ in fairness_of_standby(ask).values()) == groups.total()


def test_a_call_gives_the_bonus_event_and_overtime(ask: Run, folder: Path) -> None:
    plan = answer(ask, *PLAN)
    day, group, agent = first_group(plan)
    before = answer(ask, "hours", "show", "--period", "2026-10", "--agent", agent)["statement"]["agents"][0]
    made = answer(ask, "standby", "call", plan["number"], "--day", day, "--group", group, "--agent", agent, *CAME)
    # 09:55 − 09:10.
    assert made["response_minutes"] == 45
    (fact,) = made["facts"]
    assert (fact["kind"], fact["agent_id"], fact["day"], fact["entered_by"]) == ("standby_call_in", agent, day, "zhang")
    after = answer(ask, "hours", "show", "--period", "2026-10", "--agent", agent)["statement"]["agents"][0]
    # Four hours on National Day, at 3.0.
    holiday = [own["overtime"].get("overtime_holiday", 0) for own in (before, after)]
    assert holiday[1] - holiday[0] == 240
    report = answer(ask, "standby", "report", "--facts", folder.parent / "facts")
    assert report["turns"][agent]["came"] == 1
    with (folder.parent / "facts" / "standby-facts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [dict(row) for row in csv.DictReader(file)] == report["facts"] == [fact]
    # Recorded twice it would count twice.
    again = ask("standby", "call", plan["number"], "--day", day, "--group", group, "--agent", agent, *CAME)
    assert again[0] == 2
    # People were called by it: it cannot be planned anew.
    assert ask(*PLAN)[0] == 2


def test_who_declines_or_is_not_reached_gets_nothing(ask: Run) -> None:
    plan = answer(ask, *PLAN)
    day, group, agent = first_group(plan)
    for option, outcome in ((("--declined",), "declined"), ((), "not_reached")):
        at = ("--at", f"2026-10-01 0{8 + len(option)}:00")
        made = answer(
            ask, "standby", "call", plan["number"], "--day", day, "--group", group, "--agent", agent, *at, *option
        )
        assert (made["call"]["call"]["outcome"], made["facts"]) == (outcome, [])
    code, out, _ = ask("standby", "report", "--lang", "zh")
    assert code == 0
    assert "未联系上" in out


def test_faults_name_the_option_and_the_remedy(ask: Run) -> None:
    plan = answer(ask, *PLAN)
    day, group, agent = first_group(plan)
    usual = ("standby", "call", plan["number"], "--day", day, "--group", group, "--agent", agent)
    for args, words in (
        ((*usual, "--at", "noon"), "--at"),
        ((*usual, *CAME[:4]), "--until"),
        ((*usual, "--at", "2026-10-01 12:00", *CAME[2:]), "--came"),
        ((*usual[:5], "--group", "9Z", *usual[7:], *CAME), "1A"),
        ((*usual[:-1], "nobody", *CAME), "--agent"),
        (("standby", "plan", "--period", "2026-11"), "--surge"),
        (("standby", "plan", "--period", "2026-10", "--surge", "2026-10-20=many"), "--surge"),
        (("standby", "plan", "--period", "2026-10", "--roster", "gone"), "gone"),
        (("hours", "show", "--period", "2026-10-01..2026-10-07"), "--period"),
        (("hours", "close", "--period", "2026-11"), "2026-11-01"),
        (("hours", "comp", "take", "--agent", "A00012", "--day", "2026-10-05", "--minutes", 60), "0:00"),
    ):
        code, out, err = ask(*args)
        assert (code, out) == (2, ""), args
        assert words in err, args


def quietest_day(folder: Path) -> date:
    """The day after the holidays on which most are off, so that there surely are two who can stand by."""
    database = open_database(str(folder / "paiban.db"))
    with database.read() as connection:
        roster = load_roster(connection, 2)
    database.close()
    on_duty = Counter(own.day for own in roster.assignments if own.day > date(2026, 10, 10))
    return min(on_duty, key=lambda day: (on_duty[day], day))


def test_a_surge_day_is_planned_with_the_holidays(ask: Run, folder: Path) -> None:
    plan = answer(ask, *PLAN, "--surge", f"{quietest_day(folder)}=2")
    (surge,) = [day for day in plan["plan"]["days"] if day["size"]]
    members = [m for g in plan["plan"]["groups"] if g["day"] == surge["day"] for m in g["members"]]
    assert len(members) == 2


def test_a_surge_without_a_size_takes_the_band_of_the_forecast(ask: Run, folder: Path) -> None:
    surge = ("standby", "plan", "--period", "2026-10", "--surge", "2026-10-20")
    assert [day["size"] > 0 for day in answer(ask, *surge)["plan"]["days"] if day["size"] is not None] == [True]
    settings = (folder / "centre.toml").read_text(encoding="utf-8")
    assert "\nsurge_band = 1.28\n" in settings
    (folder / "centre.toml").write_text(
        settings.replace("\nsurge_band = 1.28\n", "\nsurge_band = 0\n"), encoding="utf-8"
    )
    code, out, err = ask(*surge)
    assert (code, out) == (2, "")
    assert "the forecast of the day has no error band" in err


def test_a_month_is_closed_once_and_corrected_by_entries(ask: Run, folder: Path) -> None:
    wages = folder.parent / "wages.csv"
    wages.write_text("agent_id,monthly_wage\nA00012,6000\n", encoding="utf-8")
    closed = answer(ask, "hours", "close", "--period", "2026-10", "--wages", wages)
    own = next(one for one in closed["statement"]["agents"] if one["agent_id"] == "A00012")
    assert own["pay"] is not None
    assert ask("hours", "close", "--period", "2026-10")[0] == 2
    # A late entry does not change the closed month; it is carried over, as overtime of the day that it is about.
    entry = ("hours", "correct", "--agent", "A00012", "--minutes", 30, "--why", "stayed for the handover")
    assert answer(ask, *entry, "--day", "2026-10-02")["carried_over"]
    assert not answer(ask, *entry, "--day", "2026-11-02")["carried_over"]
    assert answer(ask, "hours", "show", "--period", "2026-10")["statement"] == closed["statement"]
    november = answer(ask, "hours", "show", "--period", "2026-11", "--agent", "A00012")
    assert november["statement"]["agents"][0]["carried"] == {"overtime_holiday": 30}
    assert len(november["uncovered"]) == 30


def test_overtime_that_the_ledger_has_closed_is_not_paid_again_from_attendance(ask: Run, folder: Path) -> None:
    facts = folder.parent / "facts"
    facts.mkdir()
    rows_of = {
        "attendance.csv": "event_id,agent_id,kind,day,amount\nclock:1,A00012,overtime_holiday,2026-10-01,480\n",
        "pay.csv": "agent_id,month,hourly_pay\nA00012,2026-10,30\n",
        "events.csv": "event_id,agent_id,kind,month,amount,entered_by,evidence,corrects\n",
    }
    for name, content in rows_of.items():
        (facts / name).write_text(content, encoding="utf-8")
    score = ("score", "run", "--facts", facts, "--scheme", "cs-monthly", "--period", "2026-10", "--as", "A00012")

    def paid() -> dict[str, str]:
        (slip,) = (slip for slip in answer(ask, *score)["payslips"] if slip["agent_id"] == "A00012")
        return {line["code"]: line["amount"] for line in slip["lines"] if line["code"].startswith("overtime")}

    assert paid() == {"overtime_holiday": "720.00"}
    call = ("hours", "correct", "--agent", "A00012", "--day", "2026-10-01", "--minutes", 60, "--why", "outage")
    assert ask(*call)[0] == 0
    closed = answer(ask, "hours", "close", "--period", "2026-10")
    own = next(one for one in closed["statement"]["agents"] if one["agent_id"] == "A00012")
    minutes = own["paid"]["overtime_holiday"]
    assert minutes >= 60
    # 30 an hour, threefold.
    assert Decimal(paid()["overtime_holiday"]) == Decimal(minutes) * 3 / 2
    assert set(paid()) == set(own["paid"])
    assert "2026-10: the hours ledger has closed the month" in ask(*score, "--json")[2]
    row = "E1,A00012,overtime_holiday,2026-10,60,A00001,forgotten,2026-10\n"
    (facts / "events.csv").write_text(rows_of["events.csv"] + row, encoding="utf-8")
    code, out, err = ask(*score, "--json")
    assert (code, out) == (2, "")
    assert "events.csv row 2" in err
    assert "enter it with paiban hours correct" in err


def test_time_off_that_was_chosen_is_earned_and_taken(ask: Run) -> None:
    statement = answer(ask, "hours", "show", "--period", "2026-10")["statement"]
    # Somebody who is off on Sunday 2026-10-11 or another rest day: an entry of 2 h there is work on a rest day.
    agent = statement["agents"][11]["agent_id"]
    for day in range(9, 20):
        answer(ask, "hours", "correct", "--agent", agent, "--day", f"2026-10-{day:02}", "--minutes", 120, "--why", "x")
    answer(ask, "hours", "comp", "choose", "--agent", agent, "--period", "2026-10", "time_off")
    closed = answer(ask, "hours", "close", "--period", "2026-10")["statement"]
    own = next(one for one in closed["agents"] if one["agent_id"] == agent)
    earned = own["comp_earned"]["overtime_rest_day"]
    assert earned == own["overtime"]["overtime_rest_day"] == own["comp_balance"] > 0
    (lot,) = answer(ask, "hours", "comp", "show")[agent]
    assert (lot["minutes"], lot["expires"]) == (earned, "2027-01-31")
    taken = answer(ask, "hours", "comp", "take", "--agent", agent, "--day", "2026-11-05", "--minutes", 90)
    assert taken["left"] == earned - 90
    code, out, _ = ask("hours", "comp", "show", "--lang", "zh")
    assert code == 0
    assert "休息日加班" in out


def test_roles_decide_who_sees_and_enters_hours(ask: Run) -> None:
    own = ("hours", "show", "--period", "2026-10", "--agent", "A00012")
    assert ask(*own, "--as", "A00012")[0] == 0
    assert ask(*own, "--as", "A00013")[0] == 2
    entry = ("hours", "correct", "--day", "2026-10-02", "--minutes", 30, "--why", "x", "--as", "A00001")
    assert ask(*entry, "--agent", "A00001")[0] == 2
    assert ask(*entry, "--agent", "A00012")[0] == 0
    assert ask(*PLAN, "--as", "A00001")[0] == 2


def test_the_exported_workbook_shows_standby_and_hours_and_reads_back(ask: Run, folder: Path) -> None:
    answer(ask, *PLAN)
    out = folder.parent / "export"
    for lang, titles in (("zh", {"备班", "工时"}), ("en", {"Standby", "Hours"})):
        assert ask("roster", "export", 2, "--out", out, "--lang", lang)[0] == 0
        assert titles <= set(openpyxl.load_workbook(out / "roster-2.xlsx").sheetnames)
        assert answer(ask, "roster", "import", out / "roster-2.xlsx")["changes"] == []
    assert ask("hours", "show", "--period", "2026-10", "--out", out)[0] == 0
    assert openpyxl.load_workbook(out / "hours.xlsx").worksheets[0].max_row == 25


def test_a_build_plans_the_holidays_together(run: Run, folder: Path) -> None:
    out = folder.parent / "week"
    build = ("roster", "build", folder, "--period", "2026-10-01..2026-10-07", "--time-limit", 5, "--gap", 0.5)
    code, said, err = run(*build, "--standby", "--out", out)
    assert code == 0, err
    assert "2026-10-03 3B" in said
    assert {"standby.xlsx", "roster.xlsx", "gantt-2026-10-01.png"} <= {file.name for file in out.iterdir()}
    assert "Standby" in openpyxl.load_workbook(out / "roster.xlsx").sheetnames


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("agent_id\nA00012\n", "monthly_wage"),
        ("agent_id,monthly_wage\nA00012,much\n", "row 2"),
        ("agent_id,monthly_wage\nA00012,1\nA00012,2\n", "row 3"),
        ("工号,月工资\nX,1\n", "row 2"),
    ],
)
def test_faulty_wages_are_told_by_row(ask: Run, folder: Path, content: str, words: str) -> None:
    wages = folder.parent / "wages.csv"
    wages.write_text(content, encoding="utf-8")
    code, out, err = ask("hours", "close", "--period", "2026-10", "--wages", wages)
    assert (code, out) == (2, "")
    assert words in err


def test_a_duty_chart_tells_the_standby_of_its_day(ask: Run, folder: Path, tmp_path: Path, drawn: list[Figure]) -> None:
    assert ask("roster", "export", 2, "--out", tmp_path / "kept")[0] == 0
    csv_file = tmp_path / "kept" / "roster-2.csv"
    chart = ("roster", "chart", csv_file, "--period", "2026-10", "--day", "2026-10-01", "--out", tmp_path / "charts")
    told = []
    for _ in range(2):
        assert ask(*chart)[0] == 0
        told.append("\n".join(found.get_text() for found in drawn[-1].findobj(Text)))
        plan = answer(ask, *PLAN)["plan"]
    groups = [group for group in plan["groups"] if group["day"] == "2026-10-01"]
    assert "standby" not in told[0]
    assert groups
    for group in groups:
        hours = f"{group['starts'][11:13]}–{group['ends'][11:13]}"
        assert f"{group['name']} {hours} {len(group['members'])}" in told[1]
    (folder / "paiban.db").unlink()
    assert ask(*chart)[0] == 0
    assert "standby" not in "\n".join(found.get_text() for found in drawn[-1].findobj(Text))
    assert ask(*chart, "--db", folder / "none.db")[0] == 2
