"""Reading the benchmark's files and judging rosters by its own definition."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from benchmarks.curtois.flat import solve_flat
from benchmarks.curtois.judge import objective, violations
from benchmarks.curtois.problem import Cover, FormatError, Request, parse_problem, read_problem
from benchmarks.curtois.published import best_known, folder_of, instance_files
from tests.benchmarks.tiny_instance import TINY, bench_folder, roster_of

PROBLEM = parse_problem(TINY)


def test_every_section_is_read() -> None:
    assert PROBLEM.days == 7
    assert {shift.id: (shift.minutes, shift.not_followed_by) for shift in PROBLEM.shifts.values()} == {
        "E": (480, ()),
        "n1": (600, ("E",)),
    }
    a = PROBLEM.staff["A"]
    assert (a.max_shifts, a.max_minutes, a.min_minutes) == ({"E": 7, "n1": 0}, 2400, 960)
    assert (a.max_consecutive_shifts, a.min_consecutive_shifts, a.min_consecutive_days_off, a.max_weekends) == (
        3, 2, 2, 1,
    )  # fmt: skip
    assert PROBLEM.days_off == {("A", 0)}
    assert PROBLEM.on_requests == (Request("A", 1, "E", 2), Request("B", 0, "n1", 3))
    assert PROBLEM.off_requests == (Request("B", 4, "E", 1),)
    assert len(PROBLEM.cover) == 8
    assert PROBLEM.cover[5] == Cover(4, "E", 1, 10, 5)


def test_a_file_of_another_system_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "Instance1.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TINY.replace("\n", "\r\n").replace("3,E,0", "3,E,-0").encode())
    assert read_problem(path) == PROBLEM
    assert instance_files(tmp_path) == {1: path}


FAULTS = [
    ("7\n\n", "seven\n\n", 4, "'seven', not a whole number"),
    ("7\n\n", "0\n\n", 4, "no days"),
    ("E,480,", "E,480", 8, "2 fields instead of 3"),
    ("n1,600,E", "E,600,", 9, "'E' stands twice"),
    ("n1,600,E", "n1,600,X", 9, "no shift 'X'"),
    ("E=7|n1=0", "E=7|n2=0", 12, "no shift 'n2'"),
    ("E=7|n1=0", "E7", 12, "form shift=number"),
    ("3000,0,4", "3000,-1,4", 13, "'-1', not a whole number"),
    ("A,0\n", "A,7\n", 16, "day 7 is not one of the 7 days"),
    ("A,1,E,2", "C,1,E,2", 19, "no employee 'C'"),
    ("B,4,E,1", "B,4,E", 23, "3 fields instead of 4"),
    ("6,E,1,100,2", "5,E,1,100,2", 33, "stands twice"),
    ("SECTION_COVER", "SECTION_COVERS", 25, "COVERS is not known"),
    ("SECTION_COVER", "SECTION_STAFF", 25, "stands twice"),
    ("SECTION_HORIZON\n# days\n", "", 2, "before the first section"),
]


@pytest.mark.parametrize(("piece", "by", "line", "message"), FAULTS)
def test_a_fault_is_named_with_its_line(piece: str, by: str, line: int, message: str) -> None:
    assert piece in TINY
    with pytest.raises(FormatError, match=f"^f.txt, line {line}: .*{message}"):
        parse_problem(TINY.replace(piece, by, 1), "f.txt")


def test_a_missing_section_is_named() -> None:
    with pytest.raises(FormatError, match=r"f\.txt: section COVER is missing"):
        parse_problem(TINY[: TINY.index("SECTION_COVER")], "f.txt")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Instance1.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError, match="not a text file"):
        read_problem(path)


ROSTERS = [
    # Both wishes for a shift kept; n1 once; E on days 1, 2 by A, on 4 to 6 nobody: 10 + 100 + 100; E of day 0 missing.
    (roster_of(A=".EE....", B="n......"), 310),
    # B on day 4 breaks the wish against it (1), 2 heads instead of 1 (5); E of day 0 and n1 of day 0 missing, wish for n1
    # (3); day 2 missing, day 3 one too many (1), days 5 and 6 missing.
    (roster_of(A=".E.EE..", B="....E.."), 1 + 5 + 100 + 100 + 3 + 100 + 1 + 200),
    # Nobody: six days missing E at 100 (days 0, 1, 2, 5, 6) and 10 (day 4), n1 100, wishes 2 + 3.
    ({}, 5 * 100 + 10 + 100 + 5),
]


@pytest.mark.parametrize(("roster", "cost"), ROSTERS)
def test_the_objective_is_what_the_weights_say(roster: dict[tuple[str, int], str], cost: int) -> None:
    assert objective(PROBLEM, roster) == cost


HARD = [
    # What keeps everything: A has 960 minutes in one run of two.
    (roster_of(A=".EE....", B="nn....."), []),
    (roster_of(A="EE.....", B="......."), ["A works on day 0, a day off"]),
    (roster_of(A=".EE....", B="nE....."), ["B: E follows n1 on day 1"]),
    (roster_of(A=".EE....", B="E.EE.E."), ["B works E 4 times, at most 3 are allowed"]),
    (roster_of(A=".En....", B="......."), ["A works n1 1 times, at most 0 are allowed"]),
    (roster_of(A="......E", B="......."), ["A works 480 minutes instead of 960 to 2400"]),
    (roster_of(A=".EEE..E", B="nnn..nn"), ["B works n1 5 times, at most 3 are allowed"]),
    # The last day's run of one may go on after the period; the two days off before it do not.
    (roster_of(A="..EEE.E", B="......."), ["A: only 1 days off in a row from day 5 on"]),
    (roster_of(A=".EE..E.", B="......."), ["A: only 1 shifts in a row from day 5 on"]),
    # One day off at either end is part of a longer rest.
    (roster_of(A=".EE..EE", B="......."), []),
    (roster_of(A=".EEEE..", B="......."), ["A: 4 shifts in a row from day 1 on"]),
    ({("C", 0): "E"}, ["C is not among the staff"]),
    ({("A", 9): "E"}, ["day 9 is outside the period"]),
    ({("A", 1): "L"}, ["there is no shift L"]),
]


@pytest.mark.parametrize(("roster", "broken"), HARD)
def test_hard_rules_are_judged_as_the_definition_has_them(
    roster: dict[tuple[str, int], str], broken: list[str]
) -> None:
    assert violations(PROBLEM, roster) == broken


def test_weekends_are_counted_when_either_day_is_worked() -> None:
    two_weeks = parse_problem(TINY.replace("7\n\n", "14\n\n", 1))
    sunday_and_saturday = roster_of(A=".EE...........", B="......E.....E.")
    assert violations(two_weeks, sunday_and_saturday) == ["B works on 2 weekends, at most 1 are allowed"]
    assert violations(two_weeks, roster_of(A=".EE...........", B=".....EE.......")) == []


def test_the_flat_model_finds_the_best_of_all_rosters() -> None:
    # A may work E or nothing on each day, B also n1: of 2^7 and 3^7 words few keep the rules.
    months = {
        name: [
            month
            for month in (roster_of(**{name: "".join(word)}) for word in product(letters, repeat=7))
            if not any(sentence.startswith(name) for sentence in violations(PROBLEM, month))
        ]
        for name, letters in (("A", "E."), ("B", "En."))
    }
    best = min(objective(PROBLEM, a | b) for a in months["A"] for b in months["B"])
    answer = solve_flat(PROBLEM, seconds=60)
    assert answer.status == "OPTIMAL"
    assert answer.roster is not None
    assert violations(PROBLEM, answer.roster) == []
    assert objective(PROBLEM, answer.roster) == answer.bound == best


def test_the_published_instances_are_read_and_the_smallest_is_solved() -> None:
    folder = bench_folder()
    problems = {number: read_problem(path) for number, path in instance_files(folder).items()}
    assert all(problem.days % 7 == 0 for problem in problems.values())
    known = best_known(folder)
    answer = solve_flat(problems[1], seconds=60)
    assert answer.roster is not None
    assert violations(problems[1], answer.roster) == []
    assert objective(problems[1], answer.roster) == answer.bound == known[1].cost


def test_the_folder_is_the_given_one_or_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAIBAN_BENCH", raising=False)
    assert folder_of(None) is None
    (tmp_path / "curtois").mkdir()
    (tmp_path / "curtois" / "Instance2.txt").write_text(TINY)
    (tmp_path / "curtois" / "best_known.csv").write_text("instance,best_known,status\n2,13,optimal\n")
    monkeypatch.setenv("PAIBAN_BENCH", str(tmp_path))
    assert folder_of(None) == tmp_path / "curtois"
    assert folder_of(tmp_path) is None
    assert best_known(tmp_path / "curtois")[2].cost == 13
    assert best_known(tmp_path) == {}
