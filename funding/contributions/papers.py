"""A call for funds as a PDF: who is asked for how much, until when, how to pay, and what it pays for."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from funding.contributions.models import Contribution, LeverageRule
from funding.contributions.queries import simulated
from funding.ledger.rules import euros_in_words
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.core.papers.pdf import letterhead, render_pdf


@dataclass(frozen=True)
class CallLetter:
    """What a letter says that calls for money on a contribution; `before` euros of it were called already."""

    contribution: Contribution
    reference: str
    amount: Decimal
    before: Decimal
    on: date
    due_on: date


@dataclass(frozen=True)
class PaymentPreview:
    """What a payment would become: its amount, the match that it draws, who adds it and by which rule."""

    amount: Decimal
    match: Decimal
    rule: LeverageRule | None

    @property
    def together(self) -> Decimal:
        """What enters the pot."""
        return self.amount + self.match

    @property
    def is_capped(self) -> bool:
        """Whether a cap of the rule leaves less than its ratio gives; less than a cent is lost by rounding alone."""
        if self.rule is None:
            return False
        return self.rule.ratio * Fraction(self.amount) - Fraction(self.match) >= Fraction(1, 100)

    @property
    def caps(self) -> list[str]:
        """The caps of the rule, in words."""
        if self.rule is None:
            return []
        kinds = (
            (self.rule.contributor_cap, "par contributeur et par an"),
            (self.rule.year_cap, "par an pour tous les contributeurs"),
        )
        return [f"{euros(cap)} {whose}" for cap, whose in kinds if cap is not None]


def becomes(contribution: Contribution, *, amount: Decimal, on: date) -> PaymentPreview:
    """Return what this amount would become if it came in on a day, by the rule of that day and what came in so far.

    Raises DomainError for a fund that has ended by then.
    """
    simulation = simulated(
        contribution.fund,
        partner=contribution.partner,
        year=contribution.year,
        amount=amount,
        today=on,
        with_promises=False,
    )
    rules = LeverageRule.objects.filter(fund=contribution.fund_id, start__lte=on, end__gt=on)
    return PaymentPreview(amount, simulation.match, rules.select_related("matcher").first())


def call_pdf(letter: CallLetter, *, network: Network) -> bytes:
    """Return the PDF of a call for funds; the same letter about the same accounts gives the same bytes."""
    context = {
        "letterhead": letterhead(network, letter.contribution.fund.host),
        "title": f"Appel de fonds {letter.reference}, {letter.contribution.partner.name}",
        "foot": f"{network.name}, appel de fonds {letter.reference}",
        "call": call_pdf_context(letter),
    }
    identifier = hashlib.sha256(f"{network.slug} {letter.reference}".encode()).digest()[:16]
    return render_pdf("pdf/call_for_funds.html", context, identifier=identifier)


def call_pdf_context(letter: CallLetter) -> dict[str, Any]:
    """Return what `pdf/call_for_funds.html` shows."""
    contribution, fund = letter.contribution, letter.contribution.fund
    return {
        "reference": letter.reference,
        "addressee": contribution.partner.postal_lines,
        "year": contribution.year,
        "fund": fund.name,
        "purpose": fund.purpose,
        "on": plain_date(letter.on),
        "due_on": plain_date(letter.due_on),
        "amount": letter.amount,
        "amount_brief": brief_euros(letter.amount),
        "amount_words": euros_in_words(letter.amount),
        "promise": _promise(letter),
        "becomes": becomes(contribution, amount=letter.amount, on=letter.due_on),
        "host": fund.host.postal_lines,
        "host_siret": fund.host.siret,
        "iban": shown_iban(fund.iban),
    }


def _promise(letter: CallLetter) -> str:
    """What was promised, and how much of it this letter calls for."""
    one = letter.contribution
    promised = f"Votre organisme a promis {euros(one.pledged)} au fonds «\u00a0{one.fund.name}\u00a0» pour {one.year}."
    if letter.amount == one.pledged:
        return f"{promised} Cet appel porte sur la totalité de cette somme."
    called = f" {euros(letter.before)} en ont déjà été appelés ou versés." if letter.before else ""
    left = one.pledged - letter.before - letter.amount
    rest = f" Il en restera {euros(left)} à appeler." if left else " C’est tout ce qui en reste."
    return f"{promised}{called} Cet appel porte sur {euros(letter.amount)}.{rest}"
