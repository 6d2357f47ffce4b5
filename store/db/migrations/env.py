"""Alembic's way in: run on the connection, and in the transaction, of `store/db/upgrade.py`."""

from __future__ import annotations

from alembic import context

from store.db.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
