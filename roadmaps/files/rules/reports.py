"""What a file would change in a roadmap, row by row: stored with the file, shown on its page, compared when applied."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from funding.enums import ImportState
from funding.imports.rules import Fault
from inclusion.core.french.names import so_many


class Effect(StrEnum):
    """What becomes of one row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True)
class Change:
    """One field of a row: what the roadmap says, what the file says, as people read them."""

    label: str
    before: str
    after: str


@dataclass
class Line:
    """One row of a file, the action that it speaks of, and what becomes of it."""

    number: int
    title: str
    axis: str
    effect: Effect = Effect.WRONG
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Missing:
    """An action of the roadmap that the file does not name: it stays."""

    number: str
    title: str


@dataclass
class Report:
    """All rows of a file, what it does to the axes, and which actions it does not name."""

    lines: list[Line] = field(default_factory=list)
    #: Axes and objectives to add, and departmental axes to take up, each as one sentence.
    frame: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Report":
        """The report that `as_json` wrote."""
        lines = [
            Line(
                **{
                    **one,
                    "effect": Effect(one["effect"]),
                    "changes": [Change(**change) for change in one["changes"]],
                    "faults": [Fault(**fault) for fault in one["faults"]],
                }
            )
            for one in stored["lines"]
        ]
        return cls(lines, list(stored["frame"]), [Missing(**one) for one in stored["missing"]])

    def having(self, *effects: Effect) -> list[Line]:
        """The rows of which this becomes."""
        return [line for line in self.lines if line.effect in effects]

    @property
    def wrong(self) -> list[Line]:
        """The rows to put right; one is enough for nothing to be saved."""
        return self.having(Effect.WRONG)

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.frame or self.having(Effect.ADDED, Effect.CHANGED))

    def counts(self) -> dict[str, int]:
        """How many actions are added, changed, left as they are, and not named."""
        return {
            "added": len(self.having(Effect.ADDED)),
            "changed": len(self.having(Effect.CHANGED)),
            "unchanged": len(self.having(Effect.UNCHANGED)),
            "missing": len(self.missing),
        }

    def headline(self, state: ImportState = ImportState.TRIED) -> str:
        """The answer: « 3 actions à ajouter, 2 à modifier »."""
        if state == ImportState.DROPPED:
            return "Ce fichier est abandonné\u00a0: rien n’en a été enregistré"
        if wrong := len(self.wrong):
            are = "ligne est" if wrong == 1 else "lignes sont"
            return f"{wrong} {are} à corriger\u00a0: rien ne sera enregistré"
        if not self.writes:
            return "Rien à changer\u00a0: la feuille de route dit déjà tout ce que ce fichier contient"
        return self._counted(is_done=state == ImportState.APPLIED)

    def _counted(self, *, is_done: bool) -> str:
        counts = self.counts()
        verbs = {"added": ("à ajouter", "ajoutée"), "changed": ("à modifier", "modifiée")}
        parts: list[str] = []
        for name, (to_do, done) in verbs.items():
            if count := counts[name]:
                word = f"{done}{'s' if count > 1 else ''}" if is_done else to_do
                parts.append(f"{so_many(count, 'action', 'actions') if not parts else count} {word}")
        if not parts:
            return "Les axes changent, aucune action ne change" if not is_done else "Les axes ont changé"
        return ", ".join(parts)


def faults_of(lines: Iterable[Line]) -> list[tuple[Line, Fault]]:
    """Every fault with its row, for a table of one line each."""
    return [(line, fault) for line in lines for fault in line.faults]
