"""What a file would change in a roadmap, row by row: stored with the file, shown on its page, compared when applied."""

from dataclasses import dataclass, field
from enum import StrEnum

from inclusion.core.french.names import so_many
from inclusion.core.imports import reports
from inclusion.core.imports.columns import Fault


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
class Report(reports.LineReport):
    """All rows of a file, what it does to the axes, and which actions it does not name."""

    lines: list[Line] = field(default_factory=list)
    #: Axes and objectives to add, and departmental axes to take up, each as one sentence.
    frame: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    NOTHING_HEADLINE = "Rien à changer\u00a0: la feuille de route dit déjà tout ce que ce fichier contient"
    NOTHING_REFUSAL = "Ce fichier ne change rien\u00a0: la feuille de route dit déjà tout ce qu’il contient."

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

    def summary(self, *, is_done: bool) -> str:
        """« 3 actions à ajouter, 2 à modifier »."""
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
