"""Centres as they were when something was decided: the whole input, kept once for each content, and each agent's history."""

from __future__ import annotations

import zlib
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from models.base import Model, text
from models.centre import Centre
from models.people import Agent
from store.db.engine import Transaction
from store.db.schema import agent_history, audit, centre_versions, centres, files
from store.errors import StoreError
from store.files import content_hash


class AgentRecord(Model):
    """What was known of an agent from a moment on; no agent when there was none any more."""

    seq: int
    at: datetime
    agent: Agent | None


class ImportedFile(Model):
    """A file that was read into the store: by whom and when is in the audit row `seq`."""

    seq: int
    centre: str
    name: str
    sha256: str
    size: int


def save_centre(tx: Transaction, centre: Centre) -> str:
    """Keep the centre's content and what is new about its agents; its content hash. Kept content is not kept again."""
    name, digest = centre.profile.name, content_hash(centre)
    if tx.connection.scalar(select(centres.c.name).where(centres.c.name == name)) is None:
        tx.execute(insert(centres), {"name": name, "seq": tx.seq})
    known = select(centre_versions.c.seq).where(centre_versions.c.centre == name, centre_versions.c.hash == digest)
    if tx.connection.scalar(known) is None:
        content = zlib.compress(centre.model_dump_json().encode("utf-8", "surrogatepass"))
        tx.execute(insert(centre_versions), {"centre": name, "hash": digest, "content": content, "seq": tx.seq})
    _save_agents(tx, centre)
    tx.note(centre_hash=digest)
    return digest


def load_centre(connection: Connection, name: str, digest: str) -> Centre:
    """The centre with this content.

    Raises:
        StoreError: when it is not kept.
    """
    kept = select(centre_versions.c.content).where(centre_versions.c.centre == name, centre_versions.c.hash == digest)
    content = connection.scalar(kept)
    if content is None:
        raise StoreError(
            text(f"the store holds no such content of {name}", f"数据库中没有“{name}”的该版本"),
            text("import it again", "请重新导入"),
        )
    return Centre.model_validate_json(zlib.decompress(content))


def agent_records(connection: Connection, centre: str, agent_id: str) -> tuple[AgentRecord, ...]:
    """An agent's history, the oldest first."""
    query = (
        select(agent_history.c.seq, audit.c.at, agent_history.c.content)
        .join(audit, audit.c.seq == agent_history.c.seq)
        .where(agent_history.c.centre == centre, agent_history.c.agent == agent_id)
        .order_by(agent_history.c.seq)
    )
    return tuple(
        AgentRecord(seq=seq, at=at, agent=None if content is None else Agent.model_validate_json(content))
        for seq, at, content in connection.execute(query)
    )


def save_file(tx: Transaction, centre: str, name: str, sha256: str, size: int) -> None:
    """Note which file the transaction has read."""
    tx.execute(insert(files), {"seq": tx.seq, "centre": centre, "name": name, "sha256": sha256, "size": size})
    tx.note(file=name, sha256=sha256)


def imported_files(connection: Connection, centre: str) -> tuple[ImportedFile, ...]:
    """The files read for a centre, the oldest first."""
    query = select(files).where(files.c.centre == centre).order_by(files.c.seq)
    return tuple(ImportedFile.model_validate(dict(row._mapping)) for row in connection.execute(query))


def _save_agents(tx: Transaction, centre: Centre) -> None:
    """A row for each agent who is new, changed or gone since the last rows."""
    name = centre.profile.name
    newest = (
        select(agent_history.c.agent, func.max(agent_history.c.seq).label("seq"))
        .where(agent_history.c.centre == name)
        .group_by(agent_history.c.agent)
        .subquery()
    )
    query = select(agent_history.c.agent, agent_history.c.content).join(
        newest, (agent_history.c.agent == newest.c.agent) & (agent_history.c.seq == newest.c.seq)
    )
    before = {row.agent: row.content for row in tx.connection.execute(query.where(agent_history.c.centre == name))}
    now = {agent.id: agent.model_dump_json() for agent in centre.agents}
    changed = [(agent, content) for agent, content in now.items() if before.get(agent) != content]
    gone = [(agent, None) for agent, content in before.items() if content is not None and agent not in now]
    rows = [{"centre": name, "agent": agent, "seq": tx.seq, "content": content} for agent, content in changed + gone]
    if rows:
        tx.execute(insert(agent_history), rows)
