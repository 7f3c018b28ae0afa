"""E-mails that remind structures of a campaign."""

from django.core.mail import EmailMessage
from django.utils import timezone

from evaluation.enums import ReminderKind
from evaluation.surveys.actions import answer_blocker
from evaluation.surveys.models import CampaignReminder
from inclusion.core.enums import Reminder
from inclusion.core.mail import emails, outbox


def skip_reason(row: CampaignReminder) -> str:
    """Why a reminder that still waits helps nobody any more, as a French sentence; empty when it does."""
    campaign = row.structure.campaign
    if answer_blocker(campaign, at=timezone.now()):
        return "La campagne ne prend plus de réponses\u00a0: ce courriel n’est pas parti."
    if row.kind == ReminderKind.SOON and row.about != campaign.end:
        return "Le dernier jour de la campagne a changé\u00a0: ce courriel n’est pas parti."
    return ""


def compose_reminder(row: CampaignReminder) -> EmailMessage:
    """The message of a row, to its one address; answers go to the network."""
    structure = row.structure
    campaign = structure.campaign
    slug = row.network.slug
    context = {
        "network": row.network,
        "structure": structure,
        "campaign": campaign,
        "ends_soon": row.kind == ReminderKind.SOON,
        "open_url": f"{emails.absolute('answer', slug, campaign.token)}?lieu={structure.pk}"
        if campaign.by_link
        else "",
        "url": emails.absolute("campaign_detail", slug, campaign.pk),
    }
    return emails.compose("campaign_reminder", context, to=row.to)


outbox.register(
    CampaignReminder, compose=compose_reminder, skip_reason=skip_reason, reminder=lambda row: Reminder.SURVEYS
)
