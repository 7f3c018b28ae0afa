"""What a scanner reads on a returned letter; whether a booklet that was not received may be replaced."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from funding.passes.booklets import rules as booklet_rules
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date

_NUMBER = re.compile(r"(?:lettre\s*)?(?:n\s*[°ºo.]?\s*)?(\d{1,9})", re.IGNORECASE)
_SERIAL = re.compile(r"(?:n\s*[°ºo.]?\s*)?(\d{6,9})\s*-\s*\d{2}", re.IGNORECASE)


@dataclass(frozen=True)
class Scan:
    """What was read: the number of a letter, the code of a pass, or the number of a booklet; one of them alone."""

    letter: int | None = None
    code: str = ""
    booklet: int | None = None

    @property
    def is_readable(self) -> bool:
        """Whether anything was made out."""
        return self.letter is not None or bool(self.code) or self.booklet is not None


def read(text: str) -> Scan:
    """Make out what was scanned: « 123 », « Lettre n° 123 », the code or the address of a pass, its serial number."""
    text = " ".join(text.split())
    if "://" in text:
        parts = [part for part in urlsplit(text).path.split("/") if part]
        if len(parts) >= 3 and parts[-2] == "pass" and booklet_rules.is_well_formed(parts[-1]):
            return Scan(code=booklet_rules.normalise(parts[-1]))
        return Scan()
    if found := _SERIAL.fullmatch(text):
        return Scan(booklet=int(found.group(1)))
    if found := _NUMBER.fullmatch(text):
        return Scan(letter=int(found.group(1)))
    if booklet_rules.is_well_formed(text):
        return Scan(code=booklet_rules.normalise(text))
    return Scan()


@dataclass(frozen=True)
class LostLetter:
    """What decides whether a booklet that was not received may be replaced, and by whom."""

    has_left: bool
    #: Passes that can still be used, and that were used.
    left: int
    served: int
    #: Whether its booklet already replaces another one.
    is_replacement: bool
    #: When La Poste got it; None for one that went another way.
    posted_on: date | None
    wait_days: int
    #: Whether the programme can pay another booklet, with what comes back of this one.
    is_payable: bool

    @property
    def blocker(self) -> str:
        """Why nobody can replace it, as a sentence; empty where somebody can."""
        if not self.has_left:
            return "Cette lettre n’est pas partie\u00a0: il n’y a rien à remplacer."
        if not self.left:
            return "Il ne reste aucun pass à remplacer dans ce carnet."
        return ""

    def decision_reason(self, today: date) -> str:
        """Why the coordination decides, as a sentence; empty where the prescriber replaces it alone."""
        if self.posted_on and today < (since := self.posted_on + timedelta(days=self.wait_days)):
            return (
                f"La lettre est partie le {plain_date(self.posted_on)}\u00a0: elle peut encore arriver. "
                f"Attendez le {plain_date(since)}, sauf décision de la coordination."
            )
        if self.served:
            used = so_many(self.served, "pass de ce carnet a servi", "pass de ce carnet ont servi")
            return f"{used}\u00a0: quelqu’un l’a reçu. La coordination décide."
        if self.is_replacement:
            return "Ce carnet en remplace déjà un\u00a0: la coordination décide."
        if not self.is_payable:
            return (
                "Le programme ne peut pas payer un autre carnet en ce moment\u00a0: la coordination décide."
            )
        return ""
