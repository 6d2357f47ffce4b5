"""The program, run in this process."""

from __future__ import annotations

import pytest

import cli
from tests.program import Run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program; its exit code, stdout and stderr."""
    monkeypatch.setenv("PAIBAN_LANG", "en")

    def call(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call
