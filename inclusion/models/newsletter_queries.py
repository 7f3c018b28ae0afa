"""Which networks have a newsletter to read."""

from datetime import date

from inclusion.models.newsletters import NewsletterIssue
from inclusion.scope import every_network


def networks_with_issues(day: date) -> set[int]:
    """The networks, by key, that have sent an issue."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(NewsletterIssue.objects.sent().order_by().values_list("network_id", flat=True).distinct())
