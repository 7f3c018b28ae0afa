"""Rows that the pages of newsletters need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from tests.builders import AT
from tests.inclusion.newsletter_builders import (
    make_issue,
    make_issue_sent,
    make_item,
    make_mail,
    make_subscriber,
)


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    issue, sent = make_issue(), make_issue_sent()
    subscriber = make_subscriber("abonnee@exemple.example")
    make_item(sent, "Le forum a réuni 1 400 personnes")
    make_mail(sent, subscriber, mailed_at=AT)
    return {
        "issue": issue,
        "issue_sent": sent,
        "issue_item": make_item(issue, "Un nouveau tiers-lieu à Marmande"),
        "subscriber": subscriber,
        "subscriber_refused": make_subscriber(
            "refusee@exemple.example", bounced_at=AT, bounce="Le serveur de messagerie refuse cette adresse."
        ),
    }
