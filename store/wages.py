"""Monthly wages, as they are handed in for the pay of overtime. They are read from a file each time and never kept."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

from models.base import Text, text
from models.centre import Centre
from models.input_problem import InputError, InputProblem
from store.csv_input import UnreadableError, read_csv

_NAMES = {"agent_id": ("agent_id", "工号"), "monthly_wage": ("monthly_wage", "月工资")}
MOST = 10_000_000


def read_wages(file: Path, centre: Centre) -> dict[str, Decimal]:
    """Monthly wages in yuan from a CSV file with the columns `agent_id` and `monthly_wage` (工号, 月工资).

    Raises:
        InputError: with every problem of the file.
    """
    try:
        grid = read_csv(file.read_bytes(), file.name, lambda rows: max((len(_places(row)) for row in rows), default=0))
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    places = _places(grid[0]) if grid else {}
    missing = [key for key in _NAMES if key not in places]
    if missing:
        words, remedy = text("the column is missing", "缺少该列"), text("add it", "请补上")
        raise InputError(
            [InputProblem(file=file.name, row=1, column=key, message=words, remedy=remedy) for key in missing]
        )
    wages: dict[str, Decimal] = {}
    problems: list[InputProblem] = []
    for number, row in enumerate(grid[1:], 2):
        agent, amount = (row[places[key]].strip() if places[key] < len(row) else "" for key in _NAMES)
        if not agent and not amount:
            continue
        wage = _money(amount)
        fault = _fault(agent, wage, centre, wages)
        if fault is None and wage is not None:
            wages[agent] = wage
        elif fault is not None:
            column, message, remedy = fault
            value = agent if column == "agent_id" else amount
            problems.append(
                InputProblem(
                    file=file.name, row=number, column=column, value=value[:80], message=message, remedy=remedy
                )
            )
    if problems:
        raise InputError(problems)
    return wages


def _places(row: list[str]) -> dict[str, int]:
    """Where the columns stand in a header row."""
    head = [str(cell).strip().lower() for cell in row]
    return {key: head.index(word) for key, words in _NAMES.items() for word in words if word in head}


def _money(words: str) -> Decimal | None:
    try:
        amount = Decimal(words.replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < MOST else None


def _fault(
    agent: str, wage: Decimal | None, centre: Centre, known: dict[str, Decimal]
) -> tuple[str, Text, Text] | None:
    if agent not in centre.agents_by_id:
        return (
            "agent_id",
            text("the centre knows nobody of this id", "中心没有此人"),
            text("correct the id", "请更正工号"),
        )
    if agent in known:
        return "agent_id", text("this agent is there twice", "该人员重复"), text("remove one line", "请删除一行")
    if wage is None:
        remedy = text("write yuan, such as 5220.00", "请填写元，如 5220.00")
        return "monthly_wage", text("it is no sum of money", "不是有效金额"), remedy
    return None
