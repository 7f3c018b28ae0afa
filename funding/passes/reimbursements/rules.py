"""What places are owed for the passes they accepted: in words and euros, what is odd in a claim, when it lapses."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import MONTHS, plain_date

#: Days before the last one to ask on which a place is warned.
WARNING_DAYS = (30, 15, 7)
#: An e-mail names what lapses within a few days more than its distance, so that a place whose passes lapse day after
#: day is not written to every night: by distance, how many days earlier one may have been made.
SLACK = {30: 7, 15: 7, 7: 3}
#: Passes of one booklet on one day from which somebody should look twice.
MANY_AT_ONCE = 3
#: Signs that a bank transfer may carry as its label: the Latin letters of SEPA, which know no accents.
LABEL_LENGTH = 140
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
_WORD = re.compile(r"[^\W\d_]{3,}")


def month_name(month: date) -> str:
    """« novembre 2026 »."""
    return f"{MONTHS[month.month - 1]} {month.year}"


@dataclass(frozen=True)
class Dues:
    """The states of the euros that a place is owed; all but `paid` are still to come, less what is to be deducted."""

    to_ask: Decimal = ZERO
    #: Not asked for in time: owed until somebody has said that it is lost.
    too_late: Decimal = ZERO
    asked: Decimal = ZERO
    validated: Decimal = ZERO
    #: Paid in the year of the page.
    paid: Decimal = ZERO
    #: Paid for uses that were taken back since, and that no claim has compensated yet.
    to_deduct: Decimal = ZERO

    @property
    def owed(self) -> Decimal:
        """What the place should still receive; below zero where it was paid more than it is due."""
        return self.to_ask + self.too_late + self.asked + self.validated - self.to_deduct

    @property
    def sentence(self) -> str:
        """« 120,00 € sont dus : 40,00 € à demander, 80,00 € validés »."""
        if not any((self.to_ask, self.too_late, self.asked, self.validated, self.to_deduct)):
            return "Rien n’est dû."
        named = [
            (self.to_ask, "à demander"),
            (self.too_late, "hors délai"),
            (self.asked, "demandés, à valider"),
            (self.validated, "validés, à payer"),
        ]
        parts = [f"{euros(amount)} {words}" for amount, words in named if amount]
        if self.to_deduct:
            parts.append(f"moins {euros(self.to_deduct)} à déduire")
        if self.owed < 0:
            return f"{euros(-self.owed)} ont été payés en trop\u00a0: {', '.join(parts)}."
        verb = "est dû" if self.owed < 2 else "sont dus"
        return f"{euros(self.owed)} {verb}\u00a0: {', '.join(parts)}."

    def __add__(self, other: "Dues") -> "Dues":
        return Dues(
            self.to_ask + other.to_ask,
            self.too_late + other.too_late,
            self.asked + other.asked,
            self.validated + other.validated,
            self.paid + other.paid,
            self.to_deduct + other.to_deduct,
        )


def deducted(total: Decimal, deductions: Sequence[Decimal]) -> int:
    """Return how many of these, the oldest first, a claim can bear without falling below zero."""
    for count, amount in enumerate(deductions):
        if amount > total:
            return count
        total -= amount
    return len(deductions)


def warning_due(last_day: date, *, today: date) -> int | None:
    """Return the tightest distance that was reached, in days; None when the day is far or over."""
    left = (last_day - today).days
    return min((days for days in WARNING_DAYS if left <= days), default=None) if left >= 0 else None


def transfer_label(reference: str, *, programme: str, place: str, month: date) -> str:
    """Return the label of the bank transfer: what the place needs to know what it was paid for."""
    text = f"{reference} {month:%m/%Y} {programme} {place}".replace("œ", "oe").replace("Œ", "OE")
    flat = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.replace("’", "'")) if not unicodedata.combining(sign)
    )
    return " ".join(_NOT_SEPA.sub(" ", flat).split())[:LABEL_LENGTH].rstrip()


@dataclass(frozen=True)
class SeenUse:
    """What there is to know of a use before it is validated; nothing of the person."""

    serial: str
    booklet: int
    used_on: date
    recorded_on: date
    session: str
    #: Whether the place opens on that day of the week; None where its hours are not known.
    was_open: bool | None = None


@dataclass(frozen=True)
class Oddity:
    """Something to look at before validating: what, in a sentence, and which passes."""

    sentence: str
    serials: tuple[str, ...] = ()


def oddities(uses: Iterable[SeenUse]) -> list[Oddity]:
    """Return what is unusual in a claim. None of it is wrong in itself: a person looks, and decides."""
    uses = list(uses)
    return [*_many_at_once(uses), *_closed(uses), *_late(uses), *_nameless(uses)]


def _many_at_once(uses: list[SeenUse]) -> list[Oddity]:
    groups: dict[tuple[int, date], list[str]] = defaultdict(list)
    for one in uses:
        groups[one.booklet, one.used_on].append(one.serial)
    return [
        Oddity(
            f"{len(serials)} pass du carnet n°\u00a0{booklet:06d} ont servi le même jour, le {plain_date(day)}.",
            tuple(serials),
        )
        for (booklet, day), serials in groups.items()
        if len(serials) >= MANY_AT_ONCE
    ]


def _closed(uses: list[SeenUse]) -> list[Oddity]:
    groups: dict[date, list[str]] = defaultdict(list)
    for one in uses:
        if one.was_open is False:
            groups[one.used_on].append(one.serial)
    return [
        Oddity(
            f"D’après ses horaires, le lieu était fermé le {plain_date(day)}\u00a0: "
            f"{so_many(len(serials), 'pass', 'pass')}.",
            tuple(serials),
        )
        for day, serials in groups.items()
    ]


def _late(uses: list[SeenUse]) -> list[Oddity]:
    late = [one for one in uses if one.recorded_on > one.used_on]
    if not late:
        return []
    longest = max((one.recorded_on - one.used_on).days for one in late)
    after = "le lendemain" if longest == 1 else f"jusqu’à {longest} jours après la séance"
    verb = "a été enregistré" if len(late) == 1 else "ont été enregistrés"
    return [Oddity(f"{so_many(len(late), 'pass', 'pass')} {verb} {after}.", tuple(one.serial for one in late))]


def _nameless(uses: list[SeenUse]) -> list[Oddity]:
    nameless = [one for one in uses if not _WORD.search(one.session)]
    if not nameless:
        return []
    verb = "a une séance" if len(nameless) == 1 else "ont une séance"
    return [
        Oddity(
            f"{so_many(len(nameless), 'pass', 'pass')} {verb} sans nom qui la dise.",
            tuple(one.serial for one in nameless),
        )
    ]
