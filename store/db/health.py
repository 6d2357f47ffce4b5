"""Looking a whole store over."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import Connection, select, text

from models import base
from models.base import Text
from models.centre import Centre
from store.db import audit
from store.db.engine import Database
from store.db.rosters import load_roster, versions
from store.db.schema import centre_versions
from store.files import content_hash

said = base.text


def check_database(database: Database) -> list[Text]:
    """Everything that is wrong with the file, the references, the kept contents and the trail."""
    with database.read() as connection:
        found = list(_file(connection)) if database.is_sqlite else []
        return [*found, *audit.verify(connection), *_centres(connection), *_rosters(connection)]


def _file(connection: Connection) -> Iterator[Text]:
    for (words,) in connection.execute(text("PRAGMA integrity_check")):
        if words != "ok":
            yield said(f"the file is damaged: {words}", f"文件已损坏：{words}")
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield said(
            f"{table}, row {row}, refers to something in {parent} that is not there",
            f"表 {table} 第 {row} 行引用了 {parent} 中不存在的内容",
        )


def _centres(connection: Connection) -> Iterator[Text]:
    """Contents that are no longer what their hash says."""
    table = centre_versions.c
    for name, digest, content in connection.execute(select(table.centre, table.hash, table.content)):
        try:
            sound = content_hash(Centre.model_validate_json(zlib.decompress(content))) == digest
        except (ValidationError, zlib.error):
            sound = False
        if not sound:
            yield said(f"the content {digest[:12]} of {name} was changed", f"“{name}”的内容 {digest[:12]} 被改动")


def _rosters(connection: Connection) -> Iterator[Text]:
    """Versions whose days lie outside of their period."""
    for version in versions(connection):
        outside = [day for _, day in load_roster(connection, version.id).cells if day not in version.period]
        if outside:
            yield said(
                f"roster {version.id} has cells outside of {version.period}",
                f"班表 {version.id} 含有周期 {version.period} 之外的格",
            )
