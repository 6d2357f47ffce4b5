"""Text in a CSV cell: a spreadsheet program never takes it for a formula."""

from __future__ import annotations

import re

_FORMULA_START = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def shield(words: str) -> str:
    """Text that a spreadsheet program could take for a formula, made harmless by a leading apostrophe."""
    return f"'{words}" if _FORMULA_START.match(words) else words


def unshield(cell: str) -> str:
    """The text that `shield` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA_START.match(cell) else cell
