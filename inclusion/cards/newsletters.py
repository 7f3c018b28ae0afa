"""What the newsletter shows elsewhere, and what the network itself has to tell."""

from datetime import date

from django.utils import timezone

from inclusion.access import Permission
from inclusion.hooks import News, key_of, register_news, register_public_door
from inclusion.models import Network, Partner
from inclusion.models.newsletter_queries import networks_with_issues
from inclusion.navigation import Entry, register_entry

register_entry(
    Entry(28, "Journal du réseau", "issue_list", Permission.NEWSLETTER_MANAGE, ("issue_", "subscriber_"))
)
register_public_door(
    "Journal du réseau", "issue_public_list", networks_with_issues, short="Journal", order=40
)


@register_news
def new_partners(network: Network, start: date, end: date) -> list[News]:
    """Partners that joined in these days."""
    joined = Partner.objects.active().filter(added_at__date__gte=start, added_at__date__lt=end)
    return [
        News(
            key=key_of(one),
            on=timezone.localdate(one.added_at),
            heading="Nouveaux partenaires",
            title=one.name,
            text=one.get_kind_display() + (f", {one.commune.name}" if one.commune else "") + ".",
        )
        for one in joined.select_related("commune").order_by("added_at", "pk")
    ]
