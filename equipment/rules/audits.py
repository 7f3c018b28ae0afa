"""Going through the shelves: what is expected to be seen, and what to say of each thing that was."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from equipment.enums import ItemState


class ScanOutcome(StrEnum):
    """What a reading turned out to be."""

    SEEN = "seen"
    AGAIN = "again"
    UNKNOWN = "unknown"
    OUT = "out"
    REPAIRED = "repaired"
    LOST = "lost"
    RETIRED = "retired"
    OTHER_PLACE = "other_place"


#: What each is called in the result, and how grave it looks.
WORDS = {
    ScanOutcome.SEEN: ("Vu", "good"),
    ScanOutcome.AGAIN: ("Déjà vu", "calm"),
    ScanOutcome.UNKNOWN: ("Étiquette inconnue", "bad"),
    ScanOutcome.OUT: ("Noté en prêt", "warn"),
    ScanOutcome.REPAIRED: ("Noté en maintenance", "info"),
    ScanOutcome.LOST: ("Noté perdu", "warn"),
    ScanOutcome.RETIRED: ("Sorti du parc", "warn"),
    ScanOutcome.OTHER_PLACE: ("Rangé ailleurs", "warn"),
}

#: What an audit settles itself: found again, or put away where it was seen.
SETTLED = frozenset({ScanOutcome.OTHER_PLACE, ScanOutcome.LOST})


@dataclass(frozen=True)
class Standing:
    """What the portal says of an item when it is read; `loan` is the number of the loan that has it, or empty."""

    number: str
    model: str
    state: str
    place: str
    loan: str = ""
    school: str = ""
    repaired: bool = False


@dataclass(frozen=True)
class Answer:
    """What is said of a reading, at once: a title that is heard from afar, a sentence, and what it means."""

    found: ScanOutcome
    title: str
    sentence: str

    @property
    def tone(self) -> str:
        """How grave it looks."""
        return WORDS[self.found][1]


def code_in(typed: str) -> str:
    """The code or the number in what a scanner typed: the last part of an address, or the text as it is."""
    text = typed.strip()
    if text.lower().startswith(("http://", "https://")):
        parts = [part for part in urlsplit(text).path.split("/") if part]
        return unquote(parts[-1]) if parts else ""
    return text


def found_of(item: Standing, *, place: str) -> ScanOutcome:
    """What an item is that was seen in a place (empty: anywhere in the bank), whether it was expected there or not.

    Expected is what is in service, not out, not in maintenance, and put away in this place.
    """
    if item.state == ItemState.RETIRED:
        return ScanOutcome.RETIRED
    if item.state == ItemState.LOST:
        return ScanOutcome.LOST
    if item.loan:
        return ScanOutcome.OUT
    if place and item.place.casefold() != place.casefold():
        return ScanOutcome.OTHER_PLACE
    return ScanOutcome.REPAIRED if item.repaired else ScanOutcome.SEEN


def answer(item: Standing | None, *, typed: str, place: str, again: bool = False) -> Answer:
    """What to say of a reading; `item` is None where no item has this code or number."""
    if item is None:
        return Answer(
            ScanOutcome.UNKNOWN,
            "Étiquette inconnue",
            f"«\u00a0{typed}\u00a0» n’est ni un code ni un numéro d’inventaire de la banque. "
            "Relisez-le, ou mettez l’objet de côté\u00a0: la lecture est gardée.",
        )
    if again:
        return Answer(
            ScanOutcome.AGAIN, f"{item.number}, déjà vu", f"{item.model}\u00a0: il compte une seule fois."
        )
    found = found_of(item, place=place)
    return Answer(found, _title(found, item), f"{item.model}. {_said(found, item, place)}")


def _title(found: ScanOutcome, item: Standing) -> str:
    return f"{item.number}, vu" if found == ScanOutcome.SEEN else f"{item.number}, inattendu ici"


def _said(found: ScanOutcome, item: Standing, place: str) -> str:
    match found:
        case ScanOutcome.OUT:
            return (
                f"Il est noté en prêt (prêt {item.loan}, {item.school})\u00a0: "
                "notez son retour après l’inventaire."
            )
        case ScanOutcome.RETIRED:
            return "Il est noté sorti du parc\u00a0: mettez-le de côté."
        case ScanOutcome.LOST:
            return "Il était noté perdu\u00a0: vous venez de le retrouver."
        case ScanOutcome.REPAIRED:
            return "Il est noté en maintenance\u00a0: terminez-la s’il est prêt."
        case ScanOutcome.OTHER_PLACE:
            return f"Il est rangé à «\u00a0{item.place or 'aucun lieu noté'}\u00a0», non à «\u00a0{place}\u00a0»."
    return f"Rangé à «\u00a0{item.place}\u00a0»." if item.place else "Aucun lieu n’est noté pour lui."


@dataclass(frozen=True)
class Counts:
    """Where an audit stands."""

    expected: int
    seen: int
    unexpected: int
    unknown: int

    @property
    def missing(self) -> int:
        """How many that are expected were not seen."""
        return max(self.expected - self.seen, 0)

    @property
    def sentence(self) -> str:
        """« 3 matériels vus sur 12 attendus »."""
        one = self.seen < 2
        return (
            f"{self.seen} {'matériel vu' if one else 'matériels vus'} sur "
            f"{self.expected} {'attendu' if self.expected < 2 else 'attendus'}"
        )
