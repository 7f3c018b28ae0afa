"""The terms of a programme of passes, until when a pass is valid, and how many booklets are left."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from funding.passes.enums import ValidityRule
from inclusion.core.enums import Channel
from inclusion.core.french.money import NO_BREAK_SPACE, ZERO, euros, grouped
from inclusion.core.french.names import of, so_many, with_article
from inclusion.core.french.periods import plain_date
from inclusion.core.french.phones import gsm_text
from inclusion.core.papers.typesetting import missing_sign
from inclusion.guide.rules.standard import SERVICES

#: Services of the national standard that are given, not learnt.
NOT_LEARNT = frozenset(
    {
        "Aide aux démarches administratives",
        "Accès internet et matériel informatique",
        "Acquisition de matériel informatique à prix solidaire",
    }
)
LEARNT = tuple(one for one in SERVICES if one not in NOT_LEARNT)

# -- Terms of a programme

#: Days after the last one on which a place may ask to be paid, within which it is paid or what it did not ask for is
#: declared lost: thirty to decide, and thirty to pay, as a public buyer has (Code de la commande publique, R. 2192-10).
SETTLING_DAYS = 60
#: Days within which a scan that a telephone kept may still be sent: the passes that nobody used go back to the fund
#: only after them.
LATE_DAYS = 7


def valid_until(issued_on: date, *, months: int) -> date:
    """Return the last day, included, of a validity of so many months.

    Counted from date to date as article 641 of the Code de procédure civile does: the day of the last month
    that bears the same number, or the last day of that month where it has none.
    """
    if months < 1:
        raise ValueError("A validity lasts at least one month.")
    years, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + years, month + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Days:
    """The three last days of a booklet, all included: printed, for a place to accept a pass, and to ask to be paid."""

    valid_until: date
    accepted_until: date
    claim_until: date


def days_of_booklet(issued_on: date, *, rule: str, months: int, tolerance_days: int, claim_months: int) -> Days:
    """Return until when the passes of a booklet count.

    By months from date to date, or to the end of the civil year as a chèque d’accompagnement personnalisé does (Code
    général des collectivités territoriales, R. 1611-2 and after: presented by the end of February of the next year,
    which is `claim_months` = 2). The tolerance is for the places: what is printed stays the earlier day. A scan
    that was kept on a telephone can always still be asked for.
    """
    printed = date(issued_on.year, 12, 31) if rule == ValidityRule.YEAR_END else valid_until(issued_on, months=months)
    accepted = printed + timedelta(days=tolerance_days)
    late = accepted + timedelta(days=LATE_DAYS)
    return Days(printed, accepted, max(late, valid_until(printed, months=claim_months)))


def settled_by(claim_until: date) -> date:
    """Return the day, included, by which all of a booklet is settled: its fund must last as long."""
    return claim_until + timedelta(days=SETTLING_DAYS)


@dataclass(frozen=True)
class Allowance:
    """How many booklets a person may still have in a year, and the sentence that says so."""

    left: int
    sentence: str

    @property
    def is_reached(self) -> bool:
        """Whether no further booklet can be sent this year."""
        return self.left == 0


def yearly_allowance(*, limit: int, issued: int, year: int) -> Allowance:
    """Return what is left to a person in a civil year of which `issued` booklets were sent and not cancelled."""
    left = max(0, limit - issued)
    if left:
        return Allowance(left, f"Encore {so_many(left, 'carnet possible', 'carnets possibles')} en {year}.")
    booklets = so_many(issued, "carnet", "carnets")
    sent = "un carnet a déjà été envoyé" if issued == 1 else f"{booklets} ont déjà été envoyés"
    return Allowance(
        0,
        f"Le programme permet {so_many(limit, 'carnet', 'carnets')} par personne et par an, et {sent} en {year}. "
        f"Un nouvel envoi sera possible le 1er janvier {year + 1}.",
    )


def reach_problem(
    *,
    channel: str,
    first_name: str,
    address: str,
    postal_code: str,
    town: str,
    country: str,
    email: str,
    where: str = "sa fiche",
) -> str:
    """Return why a letter cannot reach a person by this channel and what to do, or an empty string when it can.

    `where`: what to complete.
    """
    if channel == Channel.HAND:
        return ""
    if channel == Channel.EMAIL:
        if email:
            return ""
        return (
            f"L’adresse électronique {of(first_name)} n’est pas connue. "
            f"Complétez {where}, ou choisissez l’envoi par courrier."
        )
    if address.strip() and town.strip() and (postal_code.strip() or country.strip()):
        return ""
    return (
        f"L’adresse postale {of(first_name)} n’est pas complète. "
        f"Complétez {where} (rue, code postal et ville), ou choisissez l’envoi par courriel."
    )


# -- Limits of a programme's terms and letter, and remaining booklets

#: The greatest of what is counted: a typing error is refused before it costs anything.
MAX_COUNTS = {
    "booklet_size": 40,
    "validity_months": 60,
    "tolerance_days": 366,
    "claim_months": 24,
    "yearly_limit": 12,
    "session_passes": 40,
    "session_minutes": 600,
    "reminder_days": 180,
}
#: A reminder leaves some days in which to use what is left.
MIN_REMINDER_DAYS = 7
#: Characters and lines that fit in the letter, as tests/funding/passes/letters/test_papers_preview.py tries out.
MAX_TEXT_SIZES = {"letter_opening": (280, 2), "letter_closing": (140, 2), "mentions": (240, 3)}
#: What an SMS of reminder says: no code, no value, nothing of why somebody has passes.
SMS_TEXT = "{network}\u00a0: ce que nous vous avons remis sert jusqu’au {until}. {ask}Plus de SMS\u00a0? Dites-le-nous."


def sms_text(*, network: str, phone: str, valid_until: date) -> str:
    """The SMS that reminds of passes which are left, in signs that every telephone takes."""
    ask = f"Une question\u00a0? {phone}. " if phone else ""
    return gsm_text(SMS_TEXT.format(network=network, until=f"{valid_until:%d/%m/%Y}", ask=ask))


#: With fewer booklets left than this the coordinator is warned.
FEW = 10

_TOO_MANY = {
    "booklet_size": "Un carnet compte {most} pass au plus.",
    "validity_months": "Une validité dure {most} mois au plus.",
    "tolerance_days": "La tolérance dure {most} jours au plus.",
    "claim_months": "Les lieux demandent leur remboursement dans les {most} mois au plus.",
    "yearly_limit": "Une personne reçoit {most} carnets par an au plus.",
    "session_passes": "Une séance coûte {most} pass au plus.",
    "session_minutes": "Une séance dure {most} minutes au plus.",
}


def fault_of_terms(terms: Mapping[str, object]) -> tuple[str, str]:
    """Return the term that cannot be and the sentence that says why; two empty texts when all may be."""
    for name, sentence in _TOO_MANY.items():
        value = terms.get(name)
        if isinstance(value, int) and value > MAX_COUNTS[name]:
            return name, sentence.format(most=MAX_COUNTS[name])
    for name in MAX_TEXT_SIZES:
        text = terms.get(name)
        if isinstance(text, str) and (problem := too_long(text, name=name) or cannot_be_printed(text)):
            return name, problem
    if (terms.get("session_passes") is None) != (terms.get("session_minutes") is None):
        return "session_minutes", "Indiquez combien de pass coûte une séance, et combien de temps elle dure."
    translations = terms.get("translations")
    for language, words in translations.items() if isinstance(translations, dict) else ():
        for name, text in words.items():
            if problem := too_long(text, name=f"letter_{name}") or cannot_be_printed(text, language):
                return f"{name}_{language}", problem
    tolerance, claim = terms.get("tolerance_days"), terms.get("claim_months")
    if isinstance(tolerance, int) and isinstance(claim, int) and tolerance > claim * 28:
        return "claim_months", (
            "Les lieux doivent pouvoir demander leur remboursement après la fin de la tolérance : "
            "donnez-leur plus de mois, ou accordez moins de jours de tolérance."
        )
    return "", ""


def too_long(text: str, *, name: str) -> str:
    """Return why a text of the letter does not fit where it is printed, or an empty string when it does."""
    most, lines = MAX_TEXT_SIZES[name]
    text = text.strip()
    if len(text) > most:
        return f"Ce texte compte {len(text)} signes : la page a de la place pour {most}. Raccourcissez-le."
    if (count := len(text.splitlines())) > lines:
        return f"Ce texte compte {count} lignes : la page a de la place pour {lines}."
    return ""


def cannot_be_printed(text: str, language: str = "fr") -> str:
    """Return why a text of the letter cannot be printed as it is, or an empty string when it can."""
    sign = missing_sign(text, language)
    return f"La lettre ne peut pas imprimer ce signe : {sign} Remplacez-le." if sign else ""


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
    by = with_article(f"{issuer}, {place}" if place else issuer)
    return f"Émis par {by}. Aucun remboursement en espèces, aucun rendu de monnaie."


@dataclass(frozen=True)
class Stock:
    """What a programme may still send, in euros, and what blocks it."""

    booklet_value: Decimal
    #: What the fund can still commit, at least zero: the pot without what is promised.
    available: Decimal
    #: What is left of its own envelope; None where it has none.
    envelope_left: Decimal | None
    #: What is left of grants for its action, and the last day of the first of them to lapse.
    reserved: Decimal = Decimal("0.00")
    reserved_until: date | None = None
    #: Of these euros, those of the grants that lapse on that day.
    lapsing_value: Decimal = Decimal("0.00")
    #: Why no booklet can leave whatever the euros, as a sentence; empty when nothing is in the way.
    obstacle: str = ""

    @property
    def fund_left(self) -> Decimal:
        """What its fund may still pay for it: grants for it, then the pot."""
        return self.available + self.reserved

    @property
    def left(self) -> Decimal:
        """Euros that may still be issued."""
        return self._within_envelope(self.fund_left)

    def _within_envelope(self, value: Decimal) -> Decimal:
        return value if self.envelope_left is None else min(value, self.envelope_left)

    @property
    def booklets(self) -> int:
        """Whole booklets that may still be sent."""
        return 0 if self.obstacle else max(0, int(self.left // self.booklet_value))

    @property
    def lapsing(self) -> int:
        """How many of them cannot be sent any more once the first grants lapse."""
        later = self._within_envelope(self.fund_left - self.lapsing_value)
        return self.booklets - min(self.booklets, max(0, int(later // self.booklet_value)))

    @property
    def is_low(self) -> bool:
        """Whether the coordinator should be warned."""
        return self.booklets < FEW

    @property
    def sentence(self) -> str:
        """How many booklets are left, and what limits them."""
        if self.obstacle:
            return self.obstacle
        count = self.booklets
        more = f"{grouped(count)}\u00a0{'carnets possibles' if count > 1 else 'carnet possible'}"
        said = f"Encore {more}" if count else "Plus aucun carnet possible"
        if self.lapsing and self.reserved_until:
            said += f", dont {grouped(self.lapsing)} jusqu’au {plain_date(self.reserved_until)} seulement"
        if self.envelope_left is not None and self.envelope_left <= self.fund_left:
            limit = f"il reste {euros(max(self.envelope_left, Decimal('0.00')))} dans l’enveloppe du programme"
        else:
            limit = f"le fonds peut encore engager {euros(self.available)}{self._reserved()}"
        return f"{said} : {limit}, et un carnet vaut {euros(self.booklet_value)}.".replace(" :", f"{NO_BREAK_SPACE}:")

    def _reserved(self) -> str:
        """What grants add, and until when."""
        if not self.reserved:
            return ""
        until = f"à employer d’ici au {plain_date(self.reserved_until)}" if self.reserved_until else ""
        if until and ZERO < self.lapsing_value < self.reserved:
            until = f"dont {euros(self.lapsing_value)} {until}"
        return f", des subventions réservent {euros(self.reserved)} de plus{until and f', {until}'}"
