"""What the directory shows on a partner's page."""

from typing import Any

from django.http import HttpRequest

from inclusion.core.access import Permission
from inclusion.core.registry import register_partner_panel
from inclusion.directory.lists import where_words
from inclusion.directory.models import DirectoryMessage, PartnerProfile, profiles_of
from inclusion.guide.models import Place
from inclusion.partners.actions import follow_merges
from inclusion.partners.models import Partner


@register_partner_panel
def what_it_does(request: HttpRequest, partner: Partner) -> tuple[str, dict[str, Any]] | None:
    """What an organisation says it does, and the ways to say it and to write to it."""
    member = request.member
    if not member.may(Permission.DIRECTORY_VIEW):
        return None
    profile = PartnerProfile.objects.filter(partner=partner).first()
    context = {
        "partner": partner,
        "profile": profile,
        "where": where_words(partner, profile),
        "places": Place.objects.open().filter(partner=partner),
        "may_edit": profiles_of(member).filter(pk=partner.pk).exists(),
    }
    return "inclusion/directory/directory_panel.html", context


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(DirectoryMessage, "partner")
follow_merges(PartnerProfile, "partner", once_per="network")
