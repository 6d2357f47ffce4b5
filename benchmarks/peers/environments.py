"""Environments for what is no dependency of this project: made from PyPI in the user's cache at the first call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import click


def environment(packages: Sequence[str]) -> Path:
    """The interpreter of an environment that has these packages, each as `name==version`.

    It lies in `paiban/` of `XDG_CACHE_HOME` (or `~/.cache`), and may be removed at any time.

    Raises:
        click.ClickException: when they cannot be installed; it says which, and what pip said.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = "-".join(package.replace("==", "-") for package in packages)
    folder = cache / "paiban" / f"{name}-python{sys.version_info[0]}.{sys.version_info[1]}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "-qq", "--disable-pip-version-check", "install", *packages]
        done = subprocess.run(pip, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            shutil.rmtree(folder)
            said = done.stderr.strip().splitlines()[-1:]
            raise click.ClickException(f"{' '.join(packages)} cannot be installed here: {' '.join(said)}")
        ready.touch()
    return python
