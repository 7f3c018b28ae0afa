"""What the directory shows on a partner's page."""

from typing import Any

from django.http import HttpRequest

from inclusion.access import Permission
from inclusion.hooks import register_partner_panel
from inclusion.models import Partner, Place
from inclusion.models.directory import PartnerProfile, profiles_of
from inclusion.tables.directory import where_words


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
    return "inclusion/directory_panel.html", context
