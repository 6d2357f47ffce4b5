"""The store: what is kept in a database. The door is what is named here; the rest of the package is behind it."""

from __future__ import annotations

from store.db.audit import Act, AuditRow, Head
from store.db.engine import Database, Transaction, database_url, now, open_database
from store.db.upgrade import create_database, migrate_database

__all__ = [
    "Act",
    "AuditRow",
    "Database",
    "Head",
    "Transaction",
    "create_database",
    "database_url",
    "migrate_database",
    "now",
    "open_database",
]
