"""What the directory shows on a partner's page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.registry.panels import register_panel
from inclusion.core.relations import Lines, PartnerLine, register_partner_lines
from inclusion.directory.lists import where_words
from inclusion.directory.models import DirectoryMessage, PartnerProfile, profiles_of
from inclusion.partners.actions import follow_merges
from inclusion.partners.models import Partner


def what_it_does(request: MemberRequest, partner: Partner) -> tuple[str, dict[str, Any]] | None:
    """What an organisation says it does, and the ways to say it and to write to it."""
    member = request.member
    if not member.may(Permission.DIRECTORY_VIEW):
        return None
    profile = PartnerProfile.objects.filter(partner=partner).first()
    context = {
        "partner": partner,
        "profile": profile,
        "where": where_words(partner, profile),
        "may_edit": profiles_of(member).filter(pk=partner.pk).exists(),
    }
    return "inclusion/directory/directory_panel.html", context


register_panel("partner_detail", what_it_does)


@register_partner_lines(Permission.DIRECTORY_VIEW, order=90)
def since_when(member: Member, partners: Sequence[int], day: date) -> Lines:
    """Since when each takes part."""
    rows = Partner.objects.filter(pk__in=partners).order_by().values_list("pk", "added_at")
    return {key: [PartnerLine("Dans le réseau depuis", f"le {plain_date(timezone.localdate(at))}")] for key, at in rows}


@register_partner_lines(Permission.PARTNERS_EDIT, order=80, in_directory=False)
def messages_to_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """How many messages each was sent through the directory, and when the last one was."""
    rows = DirectoryMessage.objects.filter(partner__in=partners).order_by().values_list("partner")
    return {
        key: [
            PartnerLine(
                "Messages reçus",
                f"{so_many(count, 'message', 'messages')} par l’annuaire, le dernier le "
                f"{plain_date(timezone.localdate(last))}",
            )
        ]
        for key, count, last in rows.annotate(Count("pk"), Max("written_at"))
    }


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(DirectoryMessage, "partner")
follow_merges(PartnerProfile, "partner", once_per="network")
