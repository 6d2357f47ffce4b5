"""The font of the charts: a Chinese one where the machine has it, and words it can draw where it has not."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from models.base import Lang

log = logging.getLogger(__name__)

FONT_VARIABLE = "PAIBAN_FONT"
"""The environment variable that names a font file to be used before any other."""

_LATIN = "DejaVu Sans"
_KNOWN_FILES = (
    "notosanscjk",
    "notosanssc",
    "sourcehansans",
    "msyh",
    "pingfang",
    "hiraginosansgb",
    "stheiti",
    "simhei",
    "simsun",
    "wqy-microhei",
    "wqy-zenhei",
    "droidsansfallback",
    "arialunicode",
    "arial unicode",
)
_UNWANTED = ("bold", "black", "heavy", "thin", "light", "mono", "bd.")


@dataclass(frozen=True)
class ChartFont:
    """The families to draw with, in order, and every character that they can draw."""

    families: tuple[str, ...]
    characters: frozenset[int]
    chinese: bool

    def lang(self, wanted: Lang) -> Lang:
        """The language of the labels: English where Chinese cannot be drawn."""
        return wanted if self.chinese else "en"

    def can_draw(self, words: str) -> bool:
        return all(ord(character) in self.characters for character in words)

    def drawable(self, words: str, *instead: str) -> str:
        """The first of the texts that can be drawn; failing all, the first with `?` for each character that cannot."""
        for candidate in (words, *instead):
            if self.can_draw(candidate):
                return candidate
        return "".join(character if ord(character) in self.characters else "?" for character in words)


@lru_cache(maxsize=1)
def chart_font() -> ChartFont:
    """The font to draw with, looked for once in a process; warns when it has no Chinese."""
    latin = FT2Font(font_manager.findfont(_LATIN))
    characters = set(latin.get_charmap())
    path = find_chinese_font()
    if path is None:
        log.warning(
            "no Chinese font was found: charts show agent ids and English labels "
            "(install Noto Sans CJK, or name a font file in %s) / 未找到中文字体：图表将显示工号与英文标签",
            FONT_VARIABLE,
        )
        return ChartFont((_LATIN,), frozenset(characters), chinese=False)
    font_manager.fontManager.addfont(str(path))
    font = FT2Font(str(path))
    return ChartFont((font.family_name, _LATIN), frozenset(characters | set(font.get_charmap())), chinese=True)


def find_chinese_font() -> Path | None:
    """The font file named by the environment, else the first known one on the system that holds Chinese."""
    named = os.environ.get(FONT_VARIABLE)
    if named:
        if _has_chinese(Path(named)):
            return Path(named)
        log.warning(
            "%s names %s, which is no font with Chinese characters; system fonts are tried", FONT_VARIABLE, named
        )
    found = sorted(Path(file) for file in font_manager.findSystemFonts())
    for known in _KNOWN_FILES:
        for path in found:
            name = path.name.casefold()
            if name.startswith(known) and not any(word in name for word in _UNWANTED) and _has_chinese(path):
                return path
    return None


def _has_chinese(path: Path) -> bool:
    try:
        characters = FT2Font(str(path)).get_charmap()
    except (OSError, RuntimeError):
        return False
    return all(ord(character) in characters for character in "排班夜缺员")
