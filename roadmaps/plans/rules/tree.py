"""The tree of a roadmap: order of rows, where one is after a move, which actions a filter keeps."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def moved[Key](keys: Sequence[Key], key: Key, *, after: Key | None) -> list[Key]:
    """Return the keys with `key` placed just after `after`, or first where that is None.

    `key` may be new to the list. Raises ValueError where `after` is not in it or is `key` itself.
    """
    rest = [one for one in keys if one != key]
    if after is None:
        return [key, *rest]
    place = rest.index(after) + 1
    return [*rest[:place], key, *rest[place:]]


def neighbour[Key](keys: Sequence[Key], key: Key, *, up: bool) -> tuple[bool, Key | None]:
    """Where `key` goes one step up or down: whether it moves at all, and the key that it is then after."""
    place = keys.index(key)
    if up:
        return (False, None) if place == 0 else (True, keys[place - 2] if place > 1 else None)
    return (False, None) if place == len(keys) - 1 else (True, keys[place + 1])


# -- New place of a moved row, in words


def ordinal(rank: int, *, feminine: bool = False) -> str:
    """« 1er », « 1re », « 2e »."""
    if rank == 1:
        return "1re" if feminine else "1er"
    return f"{rank}e"


def moved_sentence(title: str, rank: int, *, within: str = "", feminine: bool = False) -> str:
    """« « Permanences » est maintenant 2e de l’axe 1. »; `within` is what it is in, with its article."""
    place = f" {within}" if within else ""
    return f"«\u00a0{title}\u00a0» est maintenant {ordinal(rank, feminine=feminine)}{place}."


def of_axis(word: str, rank: int) -> str:
    """« de l’axe 1 », « de l’orientation 2 »: every word for an axis begins with a vowel."""
    return f"de l’{word.lower()} {rank}"


# -- Filter of the tree: words without accents or case, state, lead, strand, need, lateness


def plain_words(text: str) -> str:
    """The text in lower case, without accents: what is searched in."""
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in spread if not unicodedata.combining(one)).replace("’", "'")


@dataclass(frozen=True)
class ActionFilterRow:
    """What a filter looks at in one action."""

    text: str
    state: str
    leads: Sequence[str]
    strand: str
    needs: Sequence[str]
    is_late: bool = False
    is_blocked: bool = False


@dataclass(frozen=True)
class TreeFilter:
    """What is asked for; an empty wish asks for nothing. `signs`: "late" or "blocked"."""

    q: str = ""
    state: str = ""
    lead: str = ""
    strand: str = ""
    need: str = ""
    sign: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.q.strip(), self.state, self.lead, self.strand, self.need, self.sign))

    def keeps(self, one: ActionFilterRow) -> bool:
        """Whether an action answers every wish."""
        if self.sign and not {"late": one.is_late, "blocked": one.is_blocked}.get(self.sign, True):
            return False
        if self.state and one.state != self.state:
            return False
        if self.lead and self.lead not in one.leads:
            return False
        if (self.strand and one.strand != self.strand) or (self.need and self.need not in one.needs):
            return False
        text = plain_words(one.text)
        return all(word in text for word in plain_words(self.q).split())
