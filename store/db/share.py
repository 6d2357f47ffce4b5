"""Whether a file lies on a network share, where SQLite's write-ahead log does not work."""

from __future__ import annotations

from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ncpfs", "fuse.sshfs", "glusterfs", "ceph", "lustre")


def on_network_share(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the file system that holds `path` is one of a network; False where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    place = path.absolute()
    best, found = -1, ""
    for line in lines:
        _, where, kind, *_ = line.split(" ")
        where = where.replace("\\040", " ")
        if place.is_relative_to(where) and len(where) >= best:
            best, found = len(where), kind
    return found.startswith(_NETWORK)
