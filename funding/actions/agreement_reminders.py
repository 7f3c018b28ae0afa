"""Who is told, 90, 60 and 30 days before, that an agreement ends with nothing signed after it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from funding.actions.agreement_locks import lock_agreement
from funding.enums import Verb
from funding.models import Agreement, AgreementReminder
from funding.models.agreements import AgreementQuerySet
from funding.rules.agreements import REMINDER_DAYS, reminder_due
from inclusion.core import jobs, journal
from inclusion.core.access import ROLES, Permission
from inclusion.core.models.networks import Membership
from inclusion.core.roles import Coordinator

#: Roles whose holders can open the page of an agreement.
READERS = sorted(name for name, role in ROLES.items() if Permission.AGREEMENTS_VIEW in role.permissions)


def ending_soon(on: date) -> AgreementQuerySet:
    """Return the agreements of which somebody is to be told on this day, or was before, that they end."""
    last = on + timedelta(days=max(REMINDER_DAYS) + 1)  # a stored end is the day after the last one
    return Agreement.objects.ending(start=on, end=last).not_renewed()


def remind_endings(*, on: date, at: datetime) -> int:
    """Write the reminders that are due on a day in the active network, and return how many.

    Of each agreement that of the tightest distance reached, unless it was written before: a night that was missed
    sends one e-mail to each address, not three. A worker sends each once this is committed.
    """
    keys = list(ending_soon(on).values_list("pk", flat=True))
    return sum(len(_remind(pk, on=on, at=at)) for pk in keys)


@transaction.atomic
def _remind(pk: int, *, on: date, at: datetime) -> list[AgreementReminder]:
    """The reminders of one agreement, which is locked so that two nights at once write them once."""
    agreement = Agreement.objects.filter(pk=pk).first()
    if agreement is None:
        return []
    agreement = lock_agreement(agreement)
    days = reminder_due(agreement.end, today=on)
    if days is None or not ending_soon(on).filter(pk=pk).exists():
        return []
    if agreement.reminders.filter(end=agreement.end, days__lte=days).exists():
        return []
    rows = AgreementReminder.objects.bulk_create(
        AgreementReminder(
            network_id=agreement.network_id,
            agreement=agreement,
            days=days,
            end=agreement.end,
            to=address,
            made_at=at,
        )
        for address in addresses_of(agreement)
    )
    if rows:
        journal.record(Verb.AGREEMENT_REMINDED, on=agreement, by=None, at=at, days=days, addresses=len(rows))
    for row in rows:
        _post(row)
    return rows


def addresses_of(agreement: Agreement) -> list[str]:
    """Return whom to tell: the coordinators, and the members of the parties who can open the agreement."""
    told = Q(roles__contains=[Coordinator.name]) | Q(
        roles__overlap=READERS, partner__agreement_parties__agreement=agreement
    )
    members = Membership.objects.in_force().filter(told, user__is_active=True).order_by("pk").distinct()
    return _distinct(members.values_list("user__email", flat=True))


def _distinct(addresses: Iterable[str]) -> list[str]:
    """Each address once, whatever its case, in the order given."""
    seen: dict[str, str] = {}
    for address in addresses:
        seen.setdefault(address.lower(), address)
    return list(seen.values())


def _post(row: AgreementReminder) -> None:
    from funding.tasks.agreements import send_agreement_reminder  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_agreement_reminder, network_id=row.network_id, reminder_id=row.pk)
