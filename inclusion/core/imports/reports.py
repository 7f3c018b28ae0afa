"""What a file would do, row by row: kept as JSON, shown on its page, compared with when the file is applied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """What every report of a file answers, whatever it found."""

    #: What is said of a file that writes nothing.
    NOTHING_REFUSAL: ClassVar[str] = "Ce fichier ne change rien\u00a0: tout ce qu’il contient est déjà enregistré."

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, in the order of the file."""
        raise NotImplementedError

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """How many rows of each effect, for the journal."""
        raise NotImplementedError

    def headline(self, state: str = ImportState.TRIED) -> str:
        """The answer in one line."""
        raise NotImplementedError

    def forgotten(self) -> Self:
        """What stays of the report of a file that is not kept, once it is decided on."""
        return self


@dataclass(frozen=True)
class ReportTable:
    """Rows of a file that share their effect, as its page shows them; `is_folded`: behind their caption."""

    caption: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    is_folded: bool = False


@dataclass
class TableReport(Report):
    """What a file would do in words, numbers and tables: any page of a trial can show it."""

    #: What its trial found, and what is said once it is applied.
    found: str = ""
    done: str = ""
    #: How many rows it would write.
    count: int = 0
    refused: list[Fault] = field(default_factory=list)
    #: Sentences below the headline, the tables, and sentences below them.
    lead: list[str] = field(default_factory=list)
    tables: list[ReportTable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        return self.refused

    @property
    def writes(self) -> bool:
        return self.count > 0

    def counts(self) -> dict[str, int]:
        return {"rows": self.count}

    def headline(self, state: str = ImportState.TRIED) -> str:
        if state == ImportState.DROPPED:
            return DROPPED
        return self.done if state == ImportState.APPLIED else self.found

    def forgotten(self) -> Self:
        return type(self)(found=self.found, done=self.done, count=self.count)


DROPPED = "Ce fichier est abandonné\u00a0: rien n’en a été enregistré"


class LineReport(Report):
    """The rows of a file that is applied as a whole: each of `lines` has its `effect` and its `faults`."""

    lines: list[Any]
    NOTHING_HEADLINE: ClassVar[str]

    def having(self, *effects: str) -> list[Any]:
        """The lines of which this becomes."""
        return [line for line in self.lines if line.effect in effects]

    @property
    def wrong(self) -> list[Any]:
        """The lines to correct; one is enough for nothing to be saved."""
        return self.having("wrong")

    @property
    def faults(self) -> list[Fault]:
        return [fault for line in self.wrong for fault in line.faults]

    def headline(self, state: str = ImportState.TRIED) -> str:
        if state == ImportState.DROPPED:
            return DROPPED
        if wrong := len(self.wrong):
            are = "ligne est" if wrong == 1 else "lignes sont"
            return f"{wrong} {are} à corriger\u00a0: rien ne sera enregistré"
        return self.summary(is_done=state == ImportState.APPLIED) if self.writes else self.NOTHING_HEADLINE

    def summary(self, *, is_done: bool) -> str:
        """What is written, or would be: « 38 lignes seront ajoutées, 2 modifiées »."""
        raise NotImplementedError
