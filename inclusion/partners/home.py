"""What partners offer to the pages of the network: they are found by their name or town."""

from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.core.searching import register_search
from inclusion.partners.models import Partner, PartnerQuerySet


@register_search(
    "Partenaires",
    Permission.PARTNERS_VIEW,
    order=20,
    detail=lambda partner: partner.get_kind_display(),
    listed="partner_list",
)
def partners_by_name(member: Member, words: str) -> PartnerQuerySet:
    """Partners that take part."""
    return Partner.objects.active().matching(words).order_by("sort_name", "pk")


register_entry(
    Entry(20, "Partenaires", "partner_list", Permission.PARTNERS_VIEW, ("partner_", "directory_"), group=Group.NETWORK)
)
