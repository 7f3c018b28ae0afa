"""Structures are reminded of a campaign that they propose, by rows that a worker sends once; people never are."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluation.actions.campaigns import answer_blocker
from evaluation.enums import ReminderKind, Verb
from evaluation.models import Campaign, CampaignReminder, CampaignStructure
from evaluation.models.participation import parts_of
from evaluation.rules.participation import reminder_is_due
from inclusion.core import jobs, journal
from inclusion.core.errors import DomainError


@transaction.atomic
def remind_structures(
    campaign: Campaign, structures: Iterable[CampaignStructure], *, by: Any, at: datetime
) -> list[CampaignReminder]:
    """Remind these structures of a campaign; returns the e-mails that will leave.

    A structure that was reminded on this day already, or that has no address, is passed over. Raises DomainError for a
    campaign that is not proposed now.
    """
    if why := answer_blocker(campaign, at=at):
        raise DomainError(f"Un rappel ne servirait à rien\u00a0: {why[0].lower()}{why[1:]}")
    return _remind(campaign, structures, ReminderKind.ASKED, about=timezone.localdate(at), by=by, at=at)


def remind_before_end(*, at: datetime) -> list[CampaignReminder]:
    """Remind, once, the structures with few answers of every campaign that ends within a week."""
    today = timezone.localdate(at)
    return [
        row
        for campaign in Campaign.objects.open().order_by("pk")
        if reminder_is_due(campaign.start, campaign.end, today=today) and not answer_blocker(campaign, at=at)
        for row in _remind_few(campaign, at=at)
    ]


@transaction.atomic
def _remind_few(campaign: Campaign, *, at: datetime) -> list[CampaignReminder]:
    parts = parts_of(campaign, campaign.structures.select_related("partner"))
    few = [part.structure for part in parts if part.answers.is_few]
    return _remind(campaign, few, ReminderKind.SOON, about=campaign.end, by=None, at=at)


def _remind(
    campaign: Campaign,
    structures: Iterable[CampaignStructure],
    kind: ReminderKind,
    *,
    about: date,
    by: Any,
    at: datetime,
) -> list[CampaignReminder]:
    made = []
    for structure in structures:
        if not (to := structure.address):
            continue
        row, is_new = CampaignReminder.objects.get_or_create(
            structure=structure,
            kind=kind,
            about=about,
            defaults={"network_id": campaign.network_id, "to": to, "asked_at": at},
        )
        if is_new:
            CampaignStructure.objects.filter(pk=structure.pk).update(reminded_at=at)
            made.append(row)
            enqueue_mail(row)
    if made:
        journal.record(
            Verb.STRUCTURES_REMINDED, on=campaign, by=by, at=at, kind=str(kind.value), structures=len(made)
        )
    return made


def enqueue_mail(row: CampaignReminder) -> None:
    """Have a reminder sent once this is committed."""
    from evaluation.tasks.campaigns import send_campaign_reminder  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_campaign_reminder, network_id=row.network_id, reminder_id=row.pk)
