"""Programs beside the tests' own process: to be killed, or to write at the same time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATHS = (HERE.parents[2], HERE.parent, HERE)


def start_helper(name: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / name), *(str(arg) for arg in args)]
    path = os.pathsep.join(str(folder) for folder in PATHS)
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path}, stdout=pipe, stderr=pipe, text=True)


def answer_of(helper: subprocess.Popen[str]) -> dict[str, Any]:
    """The line of JSON that a helper ends with."""
    out, errors = helper.communicate(timeout=300)
    assert helper.returncode == 0, errors
    answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    return answer


def run_helper(name: str, *args: object) -> dict[str, Any]:
    return answer_of(start_helper(name, *args))
