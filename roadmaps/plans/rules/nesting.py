"""The condition of adoption: a local roadmap takes up enough distinct departmental axes (Vaucluse)."""

from collections.abc import Iterable
from dataclasses import dataclass

#: What Vaucluse asks for; a network sets its own number.
MINIMUM = 2


def is_feminine(word: str) -> bool:
    """Whether a word for the first level is feminine: « orientation » is, « axe » and « objectif » are not."""
    return word == "orientation"


def one_more(word: str) -> str:
    """« un axe », « une orientation »."""
    return f"une {word}" if is_feminine(word) else f"un {word}"


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
    def departmental(self) -> str:
        """« axe départemental », « orientation départementale »."""
        return f"{self.word} {'départementale' if is_feminine(self.word) else 'départemental'}"

    @property
    def sentence(self) -> str:
        """« Un seul axe départemental repris : il en faut 2. » or what is reached."""
        e = "e" if is_feminine(self.word) else ""
        one = self.departmental
        if not self.minimum and not self.distinct:
            return f"Votre réseau ne demande pas de reprendre un{e} {one}."
        if not self.distinct:
            return f"Aucun{e} {one} repris{e}\u00a0: il en faut {self.minimum}."
        if self.distinct == 1:
            start = f"Un{e} {f'seul{e} ' if self.missing else ''}{one} repris{e}"
        else:
            many = f"{self.word}s départementa{'les' if e else 'ux'} distinct{e}s repris{'es' if e else ''}"
            start = f"{self.distinct}\u00a0{many}"
        asked = f"il en faut {self.minimum}" if self.minimum else "votre réseau n’en demande pas"
        return f"{start}\u00a0: {asked}."

    @property
    def headline(self) -> str:
        """« Il manque un axe pour adopter »."""
        if self.is_enough:
            return self._enough if self.minimum else "Rien à reprendre"
        if self.missing == 1:
            return f"Il manque {one_more(self.word)} pour adopter"
        return f"Il manque {self.missing} {self.word}s pour adopter"

    @property
    def _enough(self) -> str:
        if is_feminine(self.word):
            return f"Assez d’{self.word}s départementales sont reprises"
        return f"Assez d’{self.word}s départementaux sont repris"
