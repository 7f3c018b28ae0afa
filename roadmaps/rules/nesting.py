"""The condition of adoption: a local roadmap takes up enough distinct departmental axes (Vaucluse)."""

from collections.abc import Iterable
from dataclasses import dataclass

from inclusion.rules.french import so_many

#: What Vaucluse asks for; a network sets its own number.
MINIMUM = 2


def missing_axes(taken_up: Iterable[int | None], *, minimum: int = MINIMUM) -> int:
    """How many distinct departmental axes are still missing; an axis taken up twice counts once, None not at all."""
    return max(0, minimum - len({axis for axis in taken_up if axis is not None}))


@dataclass(frozen=True)
class Nesting:
    """What a local roadmap takes up of the departmental one, against what its network asks for."""

    distinct: int
    minimum: int
    #: What the departmental roadmap calls its first level, in lower case: « axe », « objectif ».
    word: str = "axe"

    @classmethod
    def of(cls, taken_up: Iterable[int | None], *, minimum: int = MINIMUM, word: str = "axe") -> "Nesting":
        """Count the distinct departmental axes among these keys."""
        return cls(len({axis for axis in taken_up if axis is not None}), minimum, word)

    @property
    def missing(self) -> int:
        """How many distinct axes are still to be taken up."""
        return max(0, self.minimum - self.distinct)

    @property
    def is_enough(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """« Un seul axe départemental repris : il en faut 2. » or what is reached."""
        one, many = self.word, f"{self.word}s"
        if not self.minimum and not self.distinct:
            return f"Votre réseau ne demande pas de reprendre un {one} départemental."
        if not self.distinct:
            return f"Aucun {one} départemental repris\u00a0: il en faut {self.minimum}."
        if self.distinct == 1:
            start = (
                f"Un seul {one} départemental repris" if self.missing else f"Un {one} départemental repris"
            )
        else:
            start = f"{so_many(self.distinct, one, many)} départementaux distincts repris"
        asked = f"il en faut {self.minimum}" if self.minimum else "votre réseau n’en demande pas"
        return f"{start}\u00a0: {asked}."

    @property
    def headline(self) -> str:
        """« Il manque un axe pour adopter »."""
        if self.is_enough:
            return "Assez d’axes départementaux sont repris" if self.minimum else "Rien à reprendre"
        return (
            f"Il manque {'un' if self.missing == 1 else self.missing} {self.word}{'s' if self.missing > 1 else ''}"
            + (" pour adopter")
        )
