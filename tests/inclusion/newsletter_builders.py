"""Makers of the newsletter: issues, what they contain, who receives them."""

import secrets
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.models.documents import Document
from inclusion.newsletter.enums import IssueState, SubscriberOrigin
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, NewsletterSection, Subscriber
from tests.builders import AT

_number = count(1)


def make_issue(title: str = "L’automne du réseau", **fields: Any) -> NewsletterIssue:
    """A draft about November."""
    values = {"start": date(2026, 11, 1), "end": date(2026, 12, 1), "begun_at": AT, **fields}
    return NewsletterIssue.objects.create(title=title, **values)


def make_issue_sent(title: str = "La rentrée du réseau", *, number: int = 1, **fields: Any) -> NewsletterIssue:
    """An issue that has left."""
    values = {"state": IssueState.SENT, "number": number, "sent_at": AT, "ended_at": AT, **fields}
    return make_issue(title, **values)


def make_section(issue: NewsletterIssue, heading: str = "Rendez-vous", **fields: Any) -> NewsletterSection:
    """The section of an issue that has this heading."""
    values = {"rank": next(_number), **fields}
    return NewsletterSection.objects.get_or_create(issue=issue, heading=heading, defaults=values)[0]


def make_item(
    issue: NewsletterIssue, title: str = "", *, heading: str = "Rendez-vous", **fields: Any
) -> NewsletterItem:
    """Something that an issue contains."""
    number, section = next(_number), make_section(issue, heading)
    values = {"rank": number, "text": "Venez nombreux.", **fields}
    return NewsletterItem.objects.create(section=section, title=title or f"Nouvelle {number}", **values)


def jpeg(size: tuple[int, int] = (30, 20), *, exif: bool = False) -> bytes:
    """A photo as people bring one; with `exif`, it says with which camera it was taken."""
    out, said = BytesIO(), Image.Exif()
    if exif:
        said[0x010F] = "Appareil de Camille"
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=said)
    return out.getvalue()


def make_picture() -> Document:
    """The picture of a piece of news, stored."""
    return store(
        jpeg(), kind=DocumentKind.NEWSLETTER_PICTURE, filename="image.jpg", media_type="image/jpeg", by=None, at=AT
    )


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
    values = {"written_at": AT, "sections": [], **fields}
    return NewsletterMail.objects.create(issue=issue, subscriber=subscriber, **values)
