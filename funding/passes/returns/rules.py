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


#: Days after which the coordination decides whether a letter was not received.
DECIDED_AFTER_DAYS = 90


@dataclass(frozen=True)
class LostLetter:
    """What decides whether a booklet that was not received may be replaced, and by whom."""

    has_left: bool
    came_back: bool
    in_doubt: bool
    #: Passes that can still be used, and that were used.
    left: int
    served: int
    #: Whether its booklet already replaces another one.
    is_replacement: bool
    #: The day on which it left, whether La Poste got it then, and the last day that is printed on its passes.
    left_on: date | None
    by_post: bool
    valid_until: date
    wait_days: int
    #: Why nobody can send the person another booklet, as a sentence; empty where somebody can.
    obstacle: str

    def blocker(self, today: date) -> str:
        """Why nobody can replace it, as a sentence; empty where somebody can."""
        if self.came_back:
            return "Cette lettre est revenue\u00a0: elle peut repartir avec les mêmes pass, sans remplacer le carnet."
        if self.in_doubt:
            return "Personne ne sait si cette lettre est partie\u00a0: la coordination le vérifie d’abord."
        if not self.has_left:
            return "Cette lettre n’est pas partie\u00a0: il n’y a rien à remplacer."
        if not self.left:
            return "Il ne reste aucun pass à remplacer dans ce carnet."
        if self.valid_until < today:
            until = plain_date(self.valid_until)
            return f"Ces pass étaient valables jusqu’au {until}\u00a0: ils ne se remplacent plus."
        return self.obstacle

    def decision_reason(self, today: date) -> str:
        """Why the coordination decides, as a sentence; empty where the prescriber replaces it alone."""
        since = self.left_on + timedelta(days=self.wait_days) if self.left_on and self.by_post else today
        if self.left_on and today < since:
            return (
                f"La lettre est partie le {plain_date(self.left_on)} : elle peut encore arriver. "
                f"Attendez le {plain_date(since)}, sauf décision de la coordination."
            )
        if self.left_on and today > self.left_on + timedelta(days=DECIDED_AFTER_DAYS):
            left = plain_date(self.left_on)
            return (
                f"La lettre est partie le {left}, il y a plus de {DECIDED_AFTER_DAYS}\u00a0jours\u00a0: "
                "la coordination décide."
            )
        if self.served:
            used = so_many(self.served, "pass de ce carnet a servi", "pass de ce carnet ont servi")
            return f"{used}\u00a0: quelqu’un l’a reçu. La coordination décide."
        if self.is_replacement:
            return "Ce carnet en remplace déjà un\u00a0: la coordination décide."
        return ""
