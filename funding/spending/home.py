"""What payments show on the home page: those that wait for a second person."""

from datetime import date

from django.utils import timezone

from funding.approvals.models import ApprovalQuerySet
from funding.spending.actions.payments import payment_blocker
from funding.spending.models import PaymentRequest
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Todo, register_todos

#: Looked at for one home page, the longest waiting first.
SHOWN = 20


def _waiting(member: Member) -> ApprovalQuerySet:
    return PaymentRequest.objects.waiting().exclude(asked_by=member.user)


@register_todos(Permission.FUNDS_MANAGE, lambda member, today: [(_waiting(member), today)], order=9)
def payments_to_confirm(member: Member, today: date) -> list[Todo]:
    """Payments that this member may confirm: neither asked for nor committed by the same person."""
    found = _waiting(member).select_related("commitment", "payee__partner", "asked_by", "network")[:SHOWN]
    return [
        Todo(
            title=f"{euros(one.amount)} à payer à {one.payee}",
            detail=f"«\u00a0{one.commitment}\u00a0», demandé par {one.asked_by} "
            f"le {plain_date(timezone.localdate(one.asked_at))}",
            action="Regarder et confirmer",
            url=one.get_absolute_url(),
            due=today,
        )
        for one in found
        if not payment_blocker(one, by=member.user)
    ]
