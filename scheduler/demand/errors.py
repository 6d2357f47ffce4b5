"""What stops a forecast or a requirement from being made, said in both languages."""

from __future__ import annotations

from models.base import Text


class DemandError(ValueError):
    """A forecast or requirement that cannot be made; `text` tells the planner why and what to do."""

    def __init__(self, text: Text):
        super().__init__(text.en)
        self.text = text
