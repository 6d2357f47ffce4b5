"""`paiban fairness`: from publication to the next build and to what is shown, with a store and without."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.centre import Centre
from models.fairness import FairKind
from models.roster import Assignment, Roster
from models.time import Period
from store.db import Act, open_database
from store.db.centres import save_centre
from store.db.fairness import fair_entries
from store.db.rosters import save_draft, versions
from store.files import read_centre
from store.roster_files import read_roster
from tests.desk_case import FILED, PERIOD, PLANNER, SUPERVISOR, make_desk, phone_agents
from tests.program import Run

NIGHTS = ("N22", "N23")


def four_nights_each_but(centre: Centre, nights: int, who: str = "") -> Roster:
    """Everybody who may works four nights, every other day, and one (the first) so many."""
    fit = who_may(centre)
    assignments = tuple(
        Assignment(agent_id=agent, day=PERIOD.start + timedelta(days=2 * i), shift="N22")
        for agent in fit
        for i in range(nights if agent == (who or fit[0]) else 4)
    )
    return Roster(centre=centre.profile.name, period=PERIOD, assignments=assignments)


def who_may(centre: Centre) -> list[str]:
    """Those fit for nights."""
    return [agent for agent in phone_agents(centre) if centre.agents_by_id[agent].night_ok]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "centre"


@pytest.fixture
def centre(folder: Path) -> Centre:
    return make_desk(folder, published=False)


@pytest.fixture
def night_workers(centre: Centre) -> list[str]:
    return who_may(centre)


def publish(run: Run, folder: Path, roster: Roster) -> None:
    """Keep a roster as a draft and publish it, whatever it breaks."""
    database = open_database(str(folder / "paiban.db"))
    with database.transaction(Act(PLANNER, ("planner",), FILED)) as tx:
        draft = save_draft(tx, roster, save_centre(tx, read_centre(folder)))
    database.close()
    more = ("--accept-violations", "--why", "a trial")
    code, _, err = run("roster", "publish", draft.id, "--centre", folder, "--as", PLANNER, *more)
    assert code == 0, err


def shown(run: Run, folder: Path, *args: object) -> Any:
    code, out, err = run("fairness", "show", "--centre", folder, *args, "--json")
    assert code == 0, err
    return json.loads(out)


def standing(answer: Any, agent: str, kind: FairKind = FairKind.NIGHTS) -> Any:
    (found,) = (s for s in answer["standings"] if (s["agent_id"], s["kind"]) == (agent, kind))
    return found


def test_publishing_writes_the_ledger_and_shows_why_me(
    run: Run, folder: Path, centre: Centre, night_workers: list[str]
) -> None:
    publish(run, folder, four_nights_each_but(centre, 9))
    count, first = len(night_workers), night_workers[0]
    answer = shown(run, folder, "--as", PLANNER)
    assert answer["month"] == "2026-10"
    own = standing(answer, first)
    share = (9 + 4 * (count - 1)) / count
    assert own["month"] == own["year"] == {"amount": 9, "share": pytest.approx(share, abs=0.01)}
    assert own["team_month"] == pytest.approx(share, abs=0.01)
    # 9 − share is more than four, the most that is carried over.
    assert 9 - share > 4
    assert (own["carried"], own["priced"]) == (4, True)
    assert own["above"] == pytest.approx(9 - share, abs=0.01)
    assert standing(answer, night_workers[1])["carried"] == pytest.approx(4 - share, abs=0.01)
    code, out, _ = run("fairness", "show", "--centre", folder, "--agent", first, "--as", SUPERVISOR)
    assert code == 0
    assert f"({first}), October 2026" in out
    assert f"nights: {own['above']:.1f} night shifts above the others, so next time 4 fewer are aimed at" in out
    code, out, _ = run("fairness", "show", "--centre", folder, "--agent", first, "--as", SUPERVISOR, "--lang", "zh")
    assert f"夜班：比他人多 {own['above']:.1f} 个夜班，下期力求少排 4 个夜班" in out


def test_a_version_that_takes_its_place_takes_its_lines_too(
    run: Run, folder: Path, centre: Centre, night_workers: list[str]
) -> None:
    publish(run, folder, four_nights_each_but(centre, 9))
    publish(run, folder, four_nights_each_but(centre, 4))
    own = standing(shown(run, folder, "--as", PLANNER), night_workers[0])
    assert own["month"] == {"amount": 4, "share": 4}
    assert own["carried"] == 0


def nights_built(run: Run, folder: Path, centre: Centre, name: str, *more: object) -> Counter[str]:
    """Nights by agent in two weeks of November, built anew."""
    out, weeks = folder.parent / name, "2026-11-01..2026-11-14"
    quickly = ("--time-limit", 2, "--workers", 1, "--no-charts", "--out", out)
    code, _, err = run("roster", "build", folder, "--period", weeks, *quickly, *more)
    assert code == 0, err
    built = read_roster(out / "roster.csv", centre, Period.parse(weeks))
    return Counter(own.agent_id for own in built.assignments if own.shift in NIGHTS)


@pytest.mark.slow
def test_the_next_build_gives_fewer_nights_to_who_had_more(run: Run, folder: Path, centre: Centre) -> None:
    alone = nights_built(run, folder, centre, "alone")
    ((who, nights),) = alone.most_common(1)
    assert nights > 0
    publish(run, folder, four_nights_each_but(centre, 9, who))
    assert nights_built(run, folder, centre, "ledger", "--db", folder / "paiban.db")[who] < nights


def test_agents_see_themselves_only(run: Run, folder: Path, centre: Centre, night_workers: list[str]) -> None:
    publish(run, folder, four_nights_each_but(centre, 5))
    me, other = night_workers[:2]
    assert {s["agent_id"] for s in shown(run, folder, "--as", me)["standings"]} == {me}
    code, out, err = run("fairness", "show", "--centre", folder, "--as", me, "--agent", other)
    assert (code, out) == (2, "")
    assert "may not see others' fairness ledger" in err
    code, _, err = run("fairness", "show", "--centre", folder, "--as", PLANNER, "--agent", "A0000")
    assert code == 2
    assert "there is no such agent" in err


def test_without_a_store_the_table_counts(run: Run, folder: Path, centre: Centre, night_workers: list[str]) -> None:
    (folder / "paiban.db").unlink()
    assert shown(run, folder) == {"month": None, "standings": []}
    me, other = night_workers[:2]
    (folder / "fairness.csv").write_text(
        "agent_id,day,kind,amount,share\n"
        f"{me},2026-08-31,nights,3,3\n{me},2026-09-30,nights,6,4\n{other},2026-09-30,夜班,2,4\n",
        encoding="utf-8",
    )
    own = standing(shown(run, folder), me)
    assert (own["month"], own["year"]) == ({"amount": 6, "share": 4}, {"amount": 9, "share": 7})
    assert own["carried"] == 2
    assert standing(shown(run, folder, "--month", "2026-08"), me)["year"] == {"amount": 3, "share": 3}
    code, out, _ = run("fairness", "show", "--centre", folder)
    assert code == 0
    assert "9 (+2.0)" in out


def test_the_store_has_the_last_word_about_its_months(
    run: Run, folder: Path, centre: Centre, night_workers: list[str]
) -> None:
    publish(run, folder, four_nights_each_but(centre, 4))
    me = night_workers[0]
    (folder / "fairness.csv").write_text(
        f"agent_id,day,kind,amount,share\n{me},2026-10-31,nights,99,3\n{me},2026-09-30,nights,6,4\n", encoding="utf-8"
    )
    own = standing(shown(run, folder, "--as", PLANNER), me)
    assert (own["month"]["amount"], own["year"]["amount"]) == (4, 10)


def test_what_is_wrong_in_the_table_is_said(run: Run, folder: Path, centre: Centre) -> None:
    (folder / "fairness.csv").write_text(
        "agent_id,day,kind,amount,share\nnobody,2026-09-30,nights,3,3\nA00002,2026-09-30,naps,3,3\n"
        "A00002,2026-09-30,weekends,-1,3\nA00003,2026-09-30,nights,3,3\nA00003,2026-09-30,nights,4,3\n",
        encoding="utf-8",
    )
    code, out, err = run("fairness", "show", "--centre", folder, "--as", PLANNER)
    assert (code, out) == (2, "")
    for words in ("no agent has this id", "naps", "-1", "two entries of this kind"):
        assert words in err
    with open_database(str(folder / "paiban.db")).read() as connection:
        assert versions(connection) == []
        assert fair_entries(connection, centre.profile.name) == ()
