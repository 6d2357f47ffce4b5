"""Reading a centre from its folder or workbook, with every problem at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.base import text
from models.calendar import Calendar
from models.centre import Centre, CentreProfile
from models.input_problem import InputError, InputProblem
from models.policy import Policy
from store.consistency import Reads, check_consistency
from store.csv_input import MAX_FILE_BYTES, Grid, UnreadableError, read_csv
from store.excel_input import read_workbook
from store.reader import TableRead, header_score, read_table
from store.settings import Raw, SettingPath, SettingsReader, is_contract
from store.table import Table
from store.tables import SETTINGS, TABLES, SettingRow
from store.toml_file import FILE_NAME, read_toml
from store.words import did_you_mean

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
_FREE_SHEETS = ("readme", "notes", "说明", "备注")
_UNREAD = text("it cannot be opened", "无法打开")


def read_centre(path: Path) -> Centre:
    """The centre in a folder (`centre.toml` and CSV files) or in a workbook.

    Raises:
        InputError: with every problem found, each with file, sheet, row and column.
    """
    problems: list[InputProblem] = []
    if path.name == FILE_NAME and path.is_file():
        path = path.parent
    if path.is_dir():
        reads = _read_folder(path, problems)
    elif path.is_file():
        reads = _read_workbook(path, problems)
    else:
        missing = text("there is no such folder or workbook", "没有这个文件夹或工作簿")
        remedy = text(
            "give the folder that holds centre.toml, or an .xlsx workbook",
            "请给出含 centre.toml 的文件夹或 .xlsx 工作簿",
        )
        raise InputError([InputProblem(file=str(path), message=missing, remedy=remedy)])
    check_consistency(reads)
    problems += reads.settings.problems
    for read in reads.tables.values():
        problems += sorted(read.problems, key=lambda problem: problem.row or 0)
    if problems:
        raise InputError(problems)
    return _assemble(reads)


def content_hash(centre: Centre) -> str:
    """SHA-256 of everything a centre holds; the same for the same content, however it was stored."""
    tree = json.loads(centre.model_dump_json(), parse_float=_canonical_number)
    canonical = json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical_number(words: str) -> float | int:
    value = float(words)
    return int(value) if value.is_integer() else value


def _assemble(reads: Reads) -> Centre:
    def values(name: str) -> tuple[Any, ...]:
        return tuple(placed.value for placed in reads.tables[name].rows) if name in reads.tables else ()

    tables = {table.attribute or table.name: values(table.name) for table in TABLES if table.name != "calendar"}
    calendar = Calendar(country=reads.profile.country, own_days=values("calendar"))
    return Centre(profile=reads.profile, policy=reads.policy, calendar=calendar, **tables)


def file_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        UnreadableError: when it cannot be opened or is too large.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            remedy = text("keep only what the roster needs", "请只保留排班所需的数据")
            large = text(f"it is larger than {MAX_FILE_BYTES // 2**20} MB", f"文件超过 {MAX_FILE_BYTES // 2**20} MB")
            raise UnreadableError(InputProblem(file=path.name, message=large, remedy=remedy))
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        remedy = text(f"check the file and its permissions ({reason})", f"请检查文件及其权限（{reason}）")
        raise UnreadableError(InputProblem(file=path.name, message=_UNREAD, remedy=remedy)) from None


def _read_folder(folder: Path, problems: list[InputProblem]) -> Reads:
    raws: dict[SettingPath, Raw] | None = None
    if (folder / FILE_NAME).is_file():
        try:
            raws = read_toml(file_bytes(folder / FILE_NAME))
        except UnreadableError as error:
            problems.append(error.problem)
    else:
        remedy = text("add it with the centre's settings", "请添加该文件并写明中心设置")
        problems.append(InputProblem(file=FILE_NAME, message=text("the file is missing", "缺少该文件"), remedy=remedy))
    reads = _settle(raws, SettingsReader(FILE_NAME))
    files = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix.casefold() == ".csv"}
    places = _match({stem: (path.name, "") for stem, path in files.items()}, TABLES, problems)
    for table in TABLES:
        if table.name not in places:
            continue
        path = files[places[table.name]]
        try:
            grid = read_csv(file_bytes(path), path.name, lambda rows, table=table: header_score(table, rows))  # type: ignore[misc]
        except UnreadableError as error:
            reads.tables[table.name] = _unread(table, path.name, "", error.problem)
            continue
        reads.tables[table.name] = read_table(table, grid, path.name, zone=reads.profile.time_zone)
    return reads


def _read_workbook(path: Path, problems: list[InputProblem]) -> Reads:
    if path.suffix.casefold() not in WORKBOOK_SUFFIXES:
        remedy = text("give a folder or an .xlsx workbook", "请给出文件夹或 .xlsx 工作簿")
        wrong = text("it is neither a folder nor an .xlsx workbook", "既不是文件夹也不是 .xlsx 工作簿")
        raise InputError([InputProblem(file=path.name, message=wrong, remedy=remedy)])
    try:
        sheets = read_workbook(file_bytes(path), path.name)
    except UnreadableError as error:
        raise InputError([error.problem]) from None
    filled = {title: grid for title, grid in sheets.items() if grid or _known(title)}
    filled = {title: grid for title, grid in filled.items() if title.strip().casefold() not in _FREE_SHEETS}
    places = _match({title: (path.name, title) for title in filled}, (SETTINGS, *TABLES), problems, path.name)
    raws: dict[SettingPath, Raw] | None = None
    settings_sheet = places.get(SETTINGS.name, "")
    if settings_sheet:
        raws = _sheet_settings(filled[settings_sheet], path.name, settings_sheet, problems)
    reads = _settle(raws, SettingsReader(path.name, settings_sheet))
    for table in TABLES:
        title = places.get(table.name)
        # A sheet left empty is a table that was not filled in.
        if title is not None and (filled[title] or table.required):
            reads.tables[table.name] = read_table(table, filled[title], path.name, title, reads.profile.time_zone)
    return reads


def _known(title: str) -> bool:
    return any(title.strip().casefold() in table.names for table in (SETTINGS, *TABLES))


def _match(
    found: Mapping[str, tuple[str, str]], tables: tuple[Table, ...], problems: list[InputProblem], workbook: str = ""
) -> dict[str, str]:
    """Which file or sheet holds which table; unknown, doubled and missing ones become problems.

    `found` are the names without suffix, each with its file and sheet as they are shown.
    """
    by_name = {name.casefold(): table for table in tables for name in table.names}
    places: dict[str, str] = {}
    for word, (file, sheet) in found.items():
        table = by_name.get(word.strip().casefold())
        if table is None:
            what = (
                text("this sheet is not known", "未知的工作表")
                if workbook
                else text("this file is not known", "未知的文件")
            )
            remedy = did_you_mean(word, by_name, text("rename or remove it", "请改名或移走"))
            problems.append(InputProblem(file=file, sheet=sheet, message=what, remedy=remedy))
        elif table.name in places:
            twice = text(f"it holds {table.name} a second time", f"“{table.zh}”出现了两次")
            remedy = text("keep one of the two", "请只保留其中一个")
            problems.append(InputProblem(file=file, sheet=sheet, message=twice, remedy=remedy))
        else:
            places[table.name] = word
    for table in tables:
        if table.required and table.name not in places:
            gone = (
                text("the sheet is missing", "缺少该工作表") if workbook else text("the file is missing", "缺少该文件")
            )
            remedy = text(f"add it: {table.meaning.en}", f"请添加：{table.meaning.zh}")
            file, sheet = (workbook, table.name) if workbook else (table.file_name, "")
            problems.append(InputProblem(file=file, sheet=sheet, message=gone, remedy=remedy))
    return places


def _sheet_settings(grid: Grid, file: str, sheet: str, problems: list[InputProblem]) -> dict[SettingPath, Raw]:
    """The settings of a workbook's sheet; a setting without a value has its default."""
    read = read_table(SETTINGS, grid, file, sheet)
    raws: dict[SettingPath, Raw] = {}
    for placed in read.of(SettingRow):
        name = tuple(part.strip() for part in placed.value.setting.split("."))
        if name in raws:
            read.problem(
                text("this setting stands twice", "该设置出现了两次"),
                text("keep one of the two", "请只保留其中一行"),
                placed.row,
                "setting",
                placed.value.setting,
            )
        elif placed.value.value or is_contract(name):
            raws[name] = Raw(placed.value.value or None, placed.row)
    problems += read.problems
    return raws


def _settle(raws: dict[SettingPath, Raw] | None, reader: SettingsReader) -> Reads:
    """Profile and policy; where there are none to be had, defaults, so that the tables can still be looked at."""
    profile, policy = (None, Policy()) if raws is None else reader.read(raws)
    return Reads(profile or CentreProfile(name="?"), policy, reader)


def _unread(table: Table, file: str, sheet: str, problem: InputProblem) -> TableRead:
    return TableRead(table, file, sheet, problems=[problem], complete=False)
