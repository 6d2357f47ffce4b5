"""The steps by which the store's tables came to be. Alembic runs them; see `store/db/upgrade.py`."""

HISTORY = ("0001", "0002")
"""Every revision, the oldest first: what a database's own revision is held against without loading Alembic."""
