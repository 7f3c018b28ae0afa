"""What the terms of a programme may be, what its letter has room for, and how many booklets it has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.rules.passes import Days
from inclusion.core.french.money import NO_BREAK_SPACE, euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date

#: The greatest of what is counted: a slip of the hand is told before it costs anything.
MAX_COUNTS = {
    "booklet_size": 40,
    "validity_months": 60,
    "tolerance_days": 366,
    "claim_months": 24,
    "yearly_limit": 12,
}
#: Characters and lines that the letter has room for, as tests/funding/documents/test_letter_preview.py tries out.
ROOM = {"letter_opening": (280, 2), "letter_closing": (140, 2), "mentions": (240, 3)}
#: With fewer booklets left than this the coordinator is told.
FEW = 10

_TOO_MANY = {
    "booklet_size": "Un carnet compte {most} pass au plus.",
    "validity_months": "Une validité dure {most} mois au plus.",
    "tolerance_days": "La tolérance dure {most} jours au plus.",
    "claim_months": "Les lieux demandent leur remboursement dans les {most} mois au plus.",
    "yearly_limit": "Une personne reçoit {most} carnets par an au plus.",
}


def fault_of_terms(terms: Mapping[str, object]) -> tuple[str, str]:
    """Return the term that cannot be and the sentence that says why; two empty texts when all may be."""
    for name, sentence in _TOO_MANY.items():
        value = terms.get(name)
        if isinstance(value, int) and value > MAX_COUNTS[name]:
            return name, sentence.format(most=MAX_COUNTS[name])
    for name in ROOM:
        text = terms.get(name)
        if isinstance(text, str) and (problem := too_long(text, name=name)):
            return name, problem
    tolerance, claim = terms.get("tolerance_days"), terms.get("claim_months")
    if isinstance(tolerance, int) and isinstance(claim, int) and tolerance > claim * 28:
        return "claim_months", (
            "Les lieux doivent pouvoir demander leur remboursement après la fin de la tolérance : "
            "donnez-leur plus de mois, ou accordez moins de jours de tolérance."
        )
    return "", ""


def too_long(text: str, *, name: str) -> str:
    """Return why a text of the letter does not fit where it is printed, or an empty string when it does."""
    most, lines = ROOM[name]
    text = text.strip()
    if len(text) > most:
        return f"Ce texte compte {len(text)} signes : la page a de la place pour {most}. Raccourcissez-le."
    if (count := len(text.splitlines())) > lines:
        return f"Ce texte compte {count} lignes : la page a de la place pour {lines}."
    return ""


def worked_days(days: Days) -> str:
    """Say what the three last days of a booklet sent today are."""
    return (
        f"Envoyé aujourd’hui : valable jusqu’au {plain_date(days.valid_until)}, "
        f"accepté jusqu’au {plain_date(days.accepted_until)}, "
        f"remboursable jusqu’au {plain_date(days.claim_until)}."
    ).replace(" :", f"{NO_BREAK_SPACE}:")


#: What articles R. 1611-2 and after of the Code général des collectivités territoriales want on such a title, and
#: who sees to it.
LEGAL_MENTIONS = (
    ("Le nom et l’adresse de l’émetteur", "dans le texte ci-dessus"),
    ("Le numéro dans une série continue", "imprimé sur chaque pass : carnet, puis rang"),
    ("La valeur en euros", "imprimée sur chaque pass"),
    ("L’année civile", "celle du dernier jour de validité, imprimé sur chaque pass"),
    ("La nature des biens ou services", "imprimée sur chaque pass, comme les réglages du carnet la disent"),
    ("Aucun remboursement en espèces", "dans le texte ci-dessus"),
    ("Le lieu qui l’accepte, son numéro et son adresse", "notés par le portail quand le pass est utilisé"),
)


def proposed_mentions(*, issuer: str, address: str) -> str:
    """Return the mentions that a programme begins with; number, value, day and nature are printed beside them."""
    place = ", ".join(part.strip() for part in address.splitlines() if part.strip())
    by = f"{issuer}, {place}" if place else issuer
    return f"Émis par {by}. Aucun remboursement en espèces, aucun rendu de monnaie."


@dataclass(frozen=True)
class Stock:
    """What a programme may still send, in euros, and what stands in the way."""

    booklet_value: Decimal
    #: What is left in the fund for its action: grants for it, and the shares.
    fund_left: Decimal
    #: What is left of its own envelope; None where it has none.
    envelope_left: Decimal | None
    #: Why no booklet can leave whatever the euros, as a sentence; empty when nothing is in the way.
    obstacle: str = ""

    @property
    def left(self) -> Decimal:
        """Euros that may still be issued."""
        return self.fund_left if self.envelope_left is None else min(self.fund_left, self.envelope_left)

    @property
    def booklets(self) -> int:
        """Whole booklets that may still be sent."""
        return 0 if self.obstacle else max(0, int(self.left // self.booklet_value))

    @property
    def is_low(self) -> bool:
        """Whether the coordinator should be told."""
        return self.booklets < FEW

    @property
    def sentence(self) -> str:
        """How many booklets are left, and what limits them."""
        if self.obstacle:
            return self.obstacle
        count = self.booklets
        more = so_many(count, "carnet possible", "carnets possibles")
        said = f"Encore {more}" if count else "Plus aucun carnet possible"
        if self.envelope_left is not None and self.envelope_left <= self.fund_left:
            limit = (
                f"il reste {euros(max(self.envelope_left, Decimal('0.00')))} dans l’enveloppe du programme"
            )
        else:
            limit = f"il reste {euros(self.fund_left)} dans le fonds"
        return f"{said} : {limit}, et un carnet en vaut {euros(self.booklet_value)}.".replace(
            " :", f"{NO_BREAK_SPACE}:"
        )
