"""The terms of a pass programme: until when a pass is valid, how many booklets a person may still have."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from funding.enums import ValidityRule
from funding.rules.redemptions import LATE_DAYS
from inclusion.core.enums import Channel
from inclusion.core.french.names import so_many

#: Days after the last one on which a place may ask to be paid, within which it is paid or what it did not ask for is
#: declared lost: thirty to decide, and thirty to pay, as a public buyer has (Code de la commande publique, R. 2192-10).
SETTLING_DAYS = 60


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


def days_of_booklet(
    issued_on: date, *, rule: str, months: int, tolerance_days: int, claim_months: int
) -> Days:
    """Return until when the passes of a booklet count.

    By months from date to date, or to the end of the civil year as a chèque d’accompagnement personnalisé does (Code
    général des collectivités territoriales, R. 1611-2 and after: presented by the end of February of the next year,
    which is `claim_months` = 2). The tolerance is for the places: what is printed stays the earlier day. A scan
    that was kept on a telephone can always still be asked for.
    """
    printed = (
        date(issued_on.year, 12, 31)
        if rule == ValidityRule.YEAR_END
        else valid_until(issued_on, months=months)
    )
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
    *, channel: str, first_name: str, address: str, postal_code: str, town: str, country: str, email: str
) -> str:
    """Return why a letter cannot reach a person by this channel and what to do, or an empty string when it can."""
    if channel == Channel.HAND:
        return ""
    if channel == Channel.EMAIL:
        if email:
            return ""
        return (
            f"L’adresse électronique de {first_name} n’est pas connue. "
            "Complétez sa fiche, ou choisissez l’envoi par courrier."
        )
    if address.strip() and town.strip() and (postal_code.strip() or country.strip()):
        return ""
    return (
        f"L’adresse postale de {first_name} n’est pas complète. "
        "Complétez sa fiche (rue, code postal et ville), ou choisissez l’envoi par courriel."
    )
