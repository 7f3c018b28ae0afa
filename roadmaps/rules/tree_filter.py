"""Which actions a filter of the tree keeps: words without accents or case, state, lead, strand, need, lateness."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def plain_words(text: str) -> str:
    """The text in lower case, without accents: what is searched in."""
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in spread if not unicodedata.combining(one)).replace("’", "'")


@dataclass(frozen=True)
class ActionFilterRow:
    """What a filter looks at in one action."""

    text: str
    state: str
    leads: Sequence[int]
    strand: str
    needs: Sequence[str]
    is_late: bool = False
    is_blocked: bool = False


@dataclass(frozen=True)
class TreeFilter:
    """What is asked for; an empty wish asks for nothing. `signs`: "late" or "blocked"."""

    q: str = ""
    state: str = ""
    lead: int | None = None
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
        if self.lead is not None and self.lead not in one.leads:
            return False
        if (self.strand and one.strand != self.strand) or (self.need and self.need not in one.needs):
            return False
        text = plain_words(one.text)
        return all(word in text for word in plain_words(self.q).split())
