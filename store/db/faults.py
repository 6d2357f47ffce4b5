"""What the databases' drivers raise, in a planner's words."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from models.base import Text, text
from store.errors import StoreError

_KNOWN: tuple[tuple[tuple[str, ...], Text, Text], ...] = (
    (
        ("file is not a database", "malformed", "encrypted", "invalid page", "could not read block"),
        text("it is damaged, or no database at all", "数据库已损坏，或不是数据库文件"),
        text("restore a backup with paiban db restore", "请用 paiban db restore 恢复备份"),
    ),
    (
        ("readonly database", "read-only", "permission denied"),
        text("it cannot be written", "数据库不可写"),
        text("check the permissions of the file and its folder", "请检查文件及所在文件夹的权限"),
    ),
    (
        ("disk is full", "no space left", "could not extend", "disk i/o error"),
        text("the disk is full or failing; nothing was changed", "磁盘已满或故障；未做任何更改"),
        text("make room and try again", "请腾出空间后重试"),
    ),
    (
        ("database is locked", "lock timeout", "lock_timeout"),
        text("somebody else has been writing for too long", "他人占用写入时间过长"),
        text("try again", "请重试"),
    ),
    (
        (
            "unable to open database",
            "connection refused",
            "could not connect",
            "connection to server",
            "does not exist",
        ),
        text("it cannot be opened", "无法打开数据库"),
        text("check where it is and whether it is running", "请检查其位置以及是否已启动"),
    ),
    (
        ("append-only",),
        text("the audit trail can only grow", "审计记录只能追加"),
        text("leave its rows as they are", "请勿改动已有记录"),
    ),
)


def fault(name: str, error: DBAPIError) -> Exception:
    """A driver's error as a `StoreError`; what is not known stays what it is."""
    words = str(error.orig)
    for signs, message, remedy in _KNOWN:
        if any(sign in words.lower() for sign in signs):
            return StoreError(text(f"{name}: {message.en}", f"{name}：{message.zh}"), remedy)
    return error
