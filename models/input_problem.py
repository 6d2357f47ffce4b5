"""What is wrong with an input, said so that a planner can mend it."""

from __future__ import annotations

from models.base import Lang, Model, Text


class InputProblem(Model):
    """One problem: where it stands, what was found there, what is wrong and what to do."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    message: Text
    remedy: Text

    def sentence(self, lang: Lang) -> str:
        row, column, value = ("行", "列", "值") if lang == "zh" else ("row", "column", "value")
        place = [self.file]
        if self.sheet:
            place.append(f"[{self.sheet}]")
        if self.row is not None:
            place.append(f"{row} {self.row}")
        if self.column:
            place.append(f"{column} {self.column}")
        shown = f" ({value} {self.value!r})" if self.value else ""
        return f"{' '.join(place)}{shown}: {self.message.to(lang)}; {self.remedy.to(lang)}"


class InputError(Exception):
    """An input that cannot be used, with every problem found in it."""

    def __init__(self, problems: list[InputProblem]):
        super().__init__(f"{len(problems)} problem(s) in the input")
        self.problems = problems
