"""What every page of a claim shows: where it stands, its lines, what somebody should look at."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from funding.enums import ReimbursementState
from funding.models import Reimbursement, ReimbursementLine
from funding.rules.reimbursements import Oddity, SeenUse, month_name, oddities
from inclusion.core.access import Member
from inclusion.core.french.hours import is_open_on
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.french.money import ZERO, euros


def visible(member: Member) -> QuerySet[Reimbursement]:
    """The claims that a member may see, with their places and programmes."""
    return Reimbursement.objects.visible_to(member).select_related(
        "place__partner", "place__network", "programme__funded_action__fund"
    )


def found(member: Member, pk: int) -> Reimbursement:
    """The claim with its total; a place finds its own only."""
    return get_object_or_404(visible(member).with_total(), pk=pk)


def page_of(claim: Reimbursement, lines: list[ReimbursementLine]) -> dict[str, Any]:
    """What every page of a claim shows."""
    asked = [line for line in lines if line.amount > 0]
    corrected = {line.redemption_id for line in lines if line.amount < 0}
    return {
        "claim": claim,
        "title": _title(claim),
        "month": month_name(claim.month),
        "iban": shown_iban(claim.iban),
        "lines": [(line, line.redemption_id in corrected) for line in asked],
        "back": [line for line in lines if line.amount < 0],
        "asked_total": sum((line.amount for line in asked), ZERO),
        "steps": _steps(claim),
    }


def _title(claim: Reimbursement) -> str:
    """What the page of a claim answers."""
    amount = euros(claim.total)
    return {
        ReimbursementState.SUBMITTED: f"{amount} demandés, à valider",
        ReimbursementState.VALIDATED: f"{amount} validés, à payer",
        ReimbursementState.PAID: f"{amount} payés",
        ReimbursementState.CLOSED: "Soldée sans paiement",
    }[ReimbursementState(claim.state)]


def _steps(claim: Reimbursement) -> list[tuple[str, str]]:
    """The way of a claim, for `components/steps.html`."""
    done = {
        ReimbursementState.SUBMITTED: 1,
        ReimbursementState.VALIDATED: 2,
        ReimbursementState.PAID: 3,
        ReimbursementState.CLOSED: 3,
    }[ReimbursementState(claim.state)]
    closed = claim.state == ReimbursementState.CLOSED
    words = ("Demandée", "Validée", "Soldée sans paiement" if closed else "Payée")
    return [
        (word, "done" if rank < done else "current" if rank == done else "next")
        for rank, word in enumerate(words)
    ]


def oddities_of(claim: Reimbursement, lines: Iterable[ReimbursementLine]) -> list[Oddity]:
    """What somebody should look at before validating; nothing of what was corrected already."""
    hours = claim.place.opening_hours
    uses = [line.redemption for line in lines if line.amount > 0 and line.redemption.taken_back_at is None]
    days = {use.used_on: is_open_on(hours, use.used_on) for use in uses}
    told = oddities(
        SeenUse(
            serial=use.one_pass.serial,
            booklet=use.one_pass.booklet.number,
            used_on=use.used_on,
            recorded_on=timezone.localdate(use.recorded_at),
            session=use.session,
            was_open=days[use.used_on],
        )
        for use in uses
    )
    before = Reimbursement.objects.filter(place=claim.place, asked_at__lt=claim.asked_at).order_by(
        "-asked_at"
    )
    last = before.first()
    if last is not None and last.iban != claim.iban:
        told.insert(
            0, Oddity(f"Le compte à payer n’est plus celui de la demande {last}\u00a0: vérifiez l’IBAN.")
        )
    return told
