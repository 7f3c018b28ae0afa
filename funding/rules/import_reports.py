"""What a file would change, line by line: kept with the file, told on its page, compared before it is applied."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from funding.enums import ImportState
from funding.rules.import_rows import Fault
from inclusion.core.french.money import ZERO


class Effect(StrEnum):
    """What becomes of one line."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: It would be added, once somebody says that it is right.
    ASKS = "asks"
    WRONG = "wrong"


@dataclass
class Line:
    """One line of a file and what becomes of it."""

    number: int
    who: str
    year: str = ""
    effect: Effect = Effect.WRONG
    #: The day it speaks of, as 24/11/2026, and its bank reference.
    on: str = ""
    reference: str = ""
    #: The amount as the portal has it, and as it will; None where there is none.
    before: Decimal | None = None
    after: Decimal | None = None
    #: What it asks before it is added.
    asks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Total:
    """A sum of the fund, as it is and as the file would leave it."""

    label: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What the file adds to it."""
        return self.after - self.before


@dataclass
class Report:
    """All lines of a file, in its order, and what they do to the fund's sums."""

    lines: list[Line]
    totals: list[Total]

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values; amounts are text."""
        return {
            "lines": [_plain(asdict(line)) for line in self.lines],
            "totals": [_plain(asdict(total)) for total in self.totals],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Report":
        """The report that `as_json` wrote."""
        return cls(
            lines=[_line(one) for one in stored["lines"]],
            totals=[
                Total(one["label"], Decimal(one["before"]), Decimal(one["after"])) for one in stored["totals"]
            ],
        )

    def having(self, *effects: Effect) -> list[Line]:
        """The lines of which this becomes."""
        return [line for line in self.lines if line.effect in effects]

    @property
    def wrong(self) -> list[Line]:
        """The lines to put right; one is enough for nothing to be saved."""
        return self.having(Effect.WRONG)

    @property
    def asking(self) -> list[Line]:
        """The lines that wait for a word."""
        return self.having(Effect.ASKS)

    @property
    def changing(self) -> list[Line]:
        """The lines that would write something."""
        return self.having(Effect.CREATED, Effect.CHANGED, Effect.ASKS)

    @property
    def before(self) -> Decimal:
        """What the portal has of the lines that change something."""
        return sum((line.before or ZERO for line in self.changing), ZERO)

    @property
    def after(self) -> Decimal:
        """What it will have of them."""
        return sum((line.after or ZERO for line in self.changing), ZERO)

    def counts(self) -> dict[str, int]:
        """How many lines are added, changed and left as they are."""
        return {
            "created": len(self.having(Effect.CREATED, Effect.ASKS)),
            "changed": len(self.having(Effect.CHANGED)),
            "unchanged": len(self.having(Effect.UNCHANGED)),
        }

    def headline(self, state: ImportState = ImportState.TRIED) -> str:
        """The answer: « 38 lignes seront ajoutées, 2 modifiées, 4 inchangées »."""
        if state == ImportState.DROPPED:
            return "Ce fichier est abandonné : rien n’en a été enregistré"
        if wrong := len(self.wrong):
            are = "ligne est" if wrong == 1 else "lignes sont"
            return f"{wrong} {are} à corriger : rien ne sera enregistré"
        if not self.changing:
            return "Ce fichier ne change rien : tout ce qu’il contient est déjà enregistré"
        return _counted(self.counts(), "sera" if state == ImportState.TRIED else "est")


def _counted(counts: dict[str, int], verb: str) -> str:
    words = {"created": "ajoutée", "changed": "modifiée", "unchanged": "inchangée"}
    parts = [(count, word) for name, word in words.items() if (count := counts[name])]
    (first, word), *others = parts
    many = {"sera": "seront", "est": "sont"}[verb]
    said = [f"1 ligne {verb} {word}" if first == 1 else f"{first} lignes {many} {word}s"]
    said += [f"{count} {word}{'s' if count > 1 else ''}" for count, word in others]
    return ", ".join(said)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _line(stored: dict[str, Any]) -> Line:
    amounts = {name: stored[name] and Decimal(stored[name]) for name in ("before", "after")}
    faults = [Fault(**fault) for fault in stored["faults"]]
    return Line(**{**stored, **amounts, "faults": faults, "effect": Effect(stored["effect"])})


def faults_of(lines: Iterable[Line]) -> list[tuple[Line, Fault]]:
    """Every fault with its line, for a table of one row each."""
    return [(line, fault) for line in lines for fault in line.faults]
