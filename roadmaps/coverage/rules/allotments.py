"""The envelope that trains helpers: what is allotted, used and left, and what a place costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from inclusion.core.french.money import ZERO, brief_euros, floor_to_cent, round_half_up
from inclusion.core.french.names import so_many


@dataclass(frozen=True)
class Places:
    """Places and the euros that go with them."""

    places: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: "Places") -> "Places":
        return Places(self.places + other.places, self.amount + other.amount)

    def __sub__(self, other: "Places") -> "Places":
        return Places(self.places - other.places, self.amount - other.amount)

    @property
    def average(self) -> Decimal | None:
        """What a place costs on average, in euros to the nearest cent; None without a place."""
        return round_half_up(Fraction(self.amount) / self.places) if self.places else None


#: Where nothing is allotted or used yet.
NOTHING = Places()


def sum_of(rows: Iterable[Places]) -> Places:
    """Several of them together."""
    total = Places()
    for row in rows:
        total += row
    return total


@dataclass(frozen=True)
class Envelope:
    """An envelope of `amount` euros that trains `minimum` helpers at least; what was allotted of it and used."""

    amount: Decimal
    minimum: int
    allotted: Places
    used: Places

    @property
    def left(self) -> Decimal:
        """Euros that no intercommunalité has yet."""
        return self.amount - self.allotted.amount

    @property
    def missing(self) -> int:
        """Places still to be allotted before the minimum is reached."""
        return max(0, self.minimum - self.allotted.places)

    @property
    def unused(self) -> Places:
        """What was allotted and not used yet."""
        return self.allotted - self.used

    @property
    def headline(self) -> str:
        """« Il reste 8 000 € à attribuer, et 12 places au moins à trouver »."""
        left = brief_euros(self.left)
        if self.left > 0 and self.missing:
            return f"Il reste {left} à attribuer, et {so_many(self.missing, 'place', 'places')} au moins à trouver"
        if self.left > 0:
            return f"Il reste {left} à attribuer\u00a0; les places demandées ({self.minimum}) le sont déjà"
        if self.missing:
            many = so_many(self.missing, "place manque", "places manquent")
            return f"Tout est attribué, mais {many} encore"
        return f"Tout est attribué\u00a0: {so_many(self.allotted.places, 'place', 'places')}"

    @property
    def warning(self) -> str:
        """« Il faut 60 places au moins : 48 sont attribuées. »; empty where the minimum is reached."""
        if not self.missing:
            return ""
        need = so_many(self.minimum, "place", "places")
        if not self.allotted.places:
            return f"Il faut {need} au moins\u00a0: aucune n’est encore attribuée."
        has = "une seule est attribuée" if self.allotted.places == 1 else f"{self.allotted.places} sont attribuées"
        said = f"Il faut {need} au moins\u00a0: {has}."
        if self.left > 0:
            each = floor_to_cent(Fraction(self.left) / self.missing)
            return f"{said} Avec ce qui reste, chaque place manquante peut coûter {brief_euros(each)}."
        return f"{said} Il ne reste plus d’euros pour les autres\u00a0: baissez le coût d’une place."


def fault_of_allotment(envelope: Envelope, wanted: Places, *, instead_of: Places = NOTHING) -> str | None:
    """Why these euros cannot be allotted, naming what is left; None where they can."""
    left = envelope.left + instead_of.amount
    if wanted.amount <= left:
        return None
    if left <= 0:
        return "Toute l’enveloppe est attribuée\u00a0: il ne reste rien."
    return f"Il reste {brief_euros(left)} à attribuer, et non {brief_euros(wanted.amount)}."


def fault_of_use(allotted: Places, used: Places, wanted: Places) -> tuple[str, str] | None:
    """Why a training goes beyond what was allotted: the field and the sentence naming what is left; None otherwise."""
    left = allotted - used
    if wanted.places > left.places:
        has = (
            "Toutes les places attribuées sont déjà tenues"
            if left.places <= 0
            else f"Il reste {so_many(left.places, 'place', 'places')} de ce qui a été attribué"
        )
        return "places", f"{has}, et non {wanted.places}." if left.places > 0 else f"{has}."
    if wanted.amount > left.amount:
        return (
            "amount",
            f"Il reste {brief_euros(left.amount)} de ce qui a été attribué, et non {brief_euros(wanted.amount)}.",
        )
    return None


def fault_of_less(used: Places, wanted: Places) -> tuple[str, str] | None:
    """Why an allotment cannot shrink to this: the field and the sentence naming what was used; None where it can."""
    if wanted.places < used.places:
        trained = "personne est déjà formée" if used.places == 1 else "personnes sont déjà formées"
        return "places", f"{used.places}\u00a0{trained}\u00a0: gardez autant de places au moins."
    if wanted.amount < used.amount:
        return "amount", f"{brief_euros(used.amount)} sont déjà dépensés\u00a0: gardez autant au moins."
    return None
