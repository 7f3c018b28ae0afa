"""Makers of the newsletter: issues, what they tell, who receives them."""

import secrets
from datetime import date
from itertools import count
from typing import Any

from inclusion.newsletter.enums import IssueState, SubscriberOrigin
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, Subscriber
from tests.builders import AT

_number = count(1)


def make_issue(title: str = "L’automne du réseau", **fields: Any) -> NewsletterIssue:
    """A draft about November."""
    values = {"start": date(2026, 11, 1), "end": date(2026, 12, 1), "begun_at": AT, **fields}
    return NewsletterIssue.objects.create(title=title, **values)


def make_issue_sent(
    title: str = "La rentrée du réseau", *, number: int = 1, **fields: Any
) -> NewsletterIssue:
    """An issue that has left."""
    values = {"state": IssueState.SENT, "number": number, "sent_at": AT, "ended_at": AT, **fields}
    return make_issue(title, **values)


def make_item(issue: NewsletterIssue, title: str = "", **fields: Any) -> NewsletterItem:
    """Something that an issue tells."""
    number = next(_number)
    values = {"rank": number, "heading": "Rendez-vous", "text": "Venez nombreux.", **fields}
    return NewsletterItem.objects.create(issue=issue, title=title or f"Nouvelle {number}", **values)


def make_subscriber(email: str = "", **fields: Any) -> Subscriber:
    """An address that receives the newsletter."""
    values = {
        "token": secrets.token_urlsafe(32),
        "origin": SubscriberOrigin.FORM,
        "asked_at": AT,
        "confirmed_at": AT,
        **fields,
    }
    return Subscriber.objects.create(email=email or f"abonnee{next(_number)}@exemple.example", **values)


def make_mail(issue: NewsletterIssue, subscriber: Subscriber, **fields: Any) -> NewsletterMail:
    """An e-mail of an issue that waits."""
    return NewsletterMail.objects.create(issue=issue, subscriber=subscriber, **{"written_at": AT, **fields})
