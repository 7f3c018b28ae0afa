"""Addresses that carry their own right: links that take one answer, and kiosks that a member opened for a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.utils import timezone

from evaluation.models import AnswerLink, Campaign, CampaignStructure
from inclusion.core.errors import DomainError

UNKNOWN = "Cette adresse n’est pas connue. Vérifiez-la sur le papier que l’on vous a donné."
KIOSK_SHUT = "Cette borne n’est plus ouverte. Demandez à l’accueil de l’ouvrir de nouveau."

#: The signature of a link is no signature of anything else.
_LINK = signing.Signer(salt="evaluation.answer_link", sep="~")
_KIOSK_SALT = "evaluation.kiosk"


@dataclass(frozen=True)
class Kiosk:
    """A kiosk that a member opened: for one campaign, on one day, in one structure or in none."""

    campaign: Campaign
    structure: CampaignStructure | None


def signed(link: AnswerLink) -> str:
    """What stands in the address of a link."""
    return _LINK.sign(str(link.pk))


def link_of(text: str) -> AnswerLink:
    """The link of an address. Raises DomainError for an address that was not made here."""
    try:
        key = int(_LINK.unsign(text))
    except signing.BadSignature:
        raise DomainError(UNKNOWN) from None
    rows = AnswerLink.objects.select_related(
        "campaign__survey", "campaign__version", "campaign__place", "structure__partner"
    )
    if (link := rows.filter(pk=key).first()) is None:
        raise DomainError(UNKNOWN)
    return link


def kiosk_key(campaign: Campaign, structure: CampaignStructure | None, *, at: datetime) -> str:
    """What opens the kiosk of a campaign until the end of the day."""
    held = [campaign.pk, structure.pk if structure else None, timezone.localdate(at).isoformat()]
    return signing.dumps(held, salt=_KIOSK_SALT)


def kiosk_of(campaign: Campaign, key: str, *, at: datetime) -> Kiosk:
    """The kiosk that this key opens. Raises DomainError for a key of another day or campaign, or of nobody."""
    try:
        of, structure, day = signing.loads(key, salt=_KIOSK_SALT)
    except signing.BadSignature:
        raise DomainError(KIOSK_SHUT) from None
    if of != campaign.pk or date.fromisoformat(day) != timezone.localdate(at):
        raise DomainError(KIOSK_SHUT)
    found = CampaignStructure.objects.select_related("partner").filter(campaign=campaign, pk=structure)
    return Kiosk(campaign, found.first())
