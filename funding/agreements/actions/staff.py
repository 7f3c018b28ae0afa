"""Which FTE of a post of the register an agreement pays."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.agreements.models import Agreement
from funding.enums import AgreementState, Verb
from funding.staff.actions import lock_staff_post
from funding.staff.models import AgreementFte, StaffPost
from funding.staff.rules import fte_figure, most_at_once
from inclusion.core import journal
from inclusion.core.errors import DomainError


@transaction.atomic
def add_agreement_fte(post: StaffPost, *, agreement: Agreement, fte: Decimal, by: Any, at: datetime) -> AgreementFte:
    """Note that an agreement pays so many FTE of a post.

    Raises DomainError for a co-financed post, an amendment, a terminated agreement, a second time the same one, and
    beyond what the post counts on the days of the agreement: the one that follows another pays the same part.
    """
    post = lock_staff_post(post)
    if post.is_co_financed:
        raise DomainError("Ce poste est cofinancé\u00a0: sa convention est celle de sa demande.")
    if agreement.is_amendment or agreement.state == AgreementState.TERMINATED:
        raise DomainError("Choisissez une convention qui n’est ni un avenant, ni résiliée.").at("agreement")
    if post.agreement_fte.filter(agreement=agreement).exists():
        raise DomainError("Cette convention paie déjà une part de ce poste\u00a0: retirez-la d’abord.").at("agreement")
    others = post.agreement_fte.exclude(agreement__state=AgreementState.TERMINATED).select_related("agreement")
    at_once = others.filter(agreement__start__lt=agreement.end, agreement__end__gt=agreement.start)
    left = post.fte - most_at_once([one.span for one in at_once])
    if fte <= 0 or fte > left:
        raise DomainError(
            f"Il reste {fte_figure(left)}\u00a0ETP de ce poste qu’aucune convention ne paie à ces dates\u00a0: "
            "écrivez plus de 0, et pas plus que cela."
        ).at("fte")
    row = AgreementFte.objects.create(network_id=post.network_id, post=post, agreement=agreement, fte=fte)
    journal.record(Verb.STAFF_PAID, on=post, by=by, at=at, agreement=agreement.reference, paid=str(fte))
    return row


@transaction.atomic
def remove_agreement_fte(row: AgreementFte, *, by: Any, at: datetime) -> None:
    """Take back that an agreement pays a part of a post; a second click changes nothing."""
    post = lock_staff_post(row.post)
    gone = AgreementFte.objects.filter(pk=row.pk).select_related("agreement").first()
    if gone is None:
        return
    journal.record(Verb.STAFF_UNPAID, on=post, by=by, at=at, agreement=gone.agreement.reference)
    gone.delete()
