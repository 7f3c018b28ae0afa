"""What a file would do, row by row: kept as JSON, shown on its page, compared with when the file is applied."""

from typing import Any, ClassVar, Self

from pydantic import TypeAdapter

from inclusion.core.enums import ImportState
from inclusion.core.imports.columns import Fault


class StoredReport:
    """A dataclass that is kept as JSON: amounts as text, lists of any kind as lists."""

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return TypeAdapter(type(self)).dump_python(self, mode="json")

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The report that `as_json` wrote."""
        return TypeAdapter(cls).validate_python(stored)


class Report(StoredReport):
    """The rows of a file that is applied as a whole: each of `lines` has its `effect` and its `faults`."""

    lines: list[Any]
    #: What is said of a file that writes nothing, as a heading and as a sentence.
    NOTHING_HEADLINE: ClassVar[str]
    NOTHING_REFUSAL: ClassVar[str]

    def having(self, *effects: str) -> list[Any]:
        """The lines of which this becomes."""
        return [line for line in self.lines if line.effect in effects]

    @property
    def wrong(self) -> list[Any]:
        """The lines to correct; one is enough for nothing to be saved."""
        return self.having("wrong")

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, in the order of the file."""
        return [fault for line in self.wrong for fault in line.faults]

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """How many lines of each effect, for the journal."""
        raise NotImplementedError

    def headline(self, state: str = ImportState.TRIED) -> str:
        """The answer in one line."""
        if state == ImportState.DROPPED:
            return "Ce fichier est abandonné\u00a0: rien n’en a été enregistré"
        if wrong := len(self.wrong):
            are = "ligne est" if wrong == 1 else "lignes sont"
            return f"{wrong} {are} à corriger\u00a0: rien ne sera enregistré"
        return self.summary(is_done=state == ImportState.APPLIED) if self.writes else self.NOTHING_HEADLINE

    def summary(self, *, is_done: bool) -> str:
        """What is written, or would be: « 38 lignes seront ajoutées, 2 modifiées »."""
        raise NotImplementedError
