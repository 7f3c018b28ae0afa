"""Rows that the pages of newsletters need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.newsletter.enums import IssueState
from tests.builders import AT
from tests.inclusion.newsletter_builders import (
    make_issue,
    make_issue_sent,
    make_item,
    make_mail,
    make_picture,
    make_section,
    make_subscriber,
)


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    issue, sent = make_issue(), make_issue_sent()
    planned = make_issue("Le printemps", state=IssueState.PLANNED, planned_at=AT, planned_by=cast["coordinator"].user)
    pictured = make_item(sent, "La photo du forum", picture=make_picture(), picture_text="Une salle pleine")
    subscriber = make_subscriber("abonnee@exemple.example")
    make_item(sent, "Le forum a réuni 1 400 personnes")
    make_mail(sent, subscriber, mailed_at=AT)
    return {
        "issue": issue,
        "issue_sent": sent,
        "issue_planned": planned,
        "issue_item_pictured": pictured,
        "issue_item": make_item(issue, "Un nouveau tiers-lieu à Marmande"),
        "issue_section": make_section(issue),
        "subscriber": subscriber,
        "subscriber_refused": make_subscriber(
            "refusee@exemple.example", bounced_at=AT, bounce="Le serveur de messagerie refuse cette adresse."
        ),
    }
