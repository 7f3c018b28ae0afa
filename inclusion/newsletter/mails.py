"""An issue as an e-mail, with the way to unsubscribe in its headers (RFC 8058); e-mails about a subscription."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date, shown_period
from inclusion.core.mail import bounces, emails, outbox, tracking
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import MailBounce, OutgoingMail
from inclusion.core.models.networks import User
from inclusion.core.web.colours import ink_for
from inclusion.newsletter.actions.subscribers import lift_bounce, note_bounce
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, NewsletterSection, Subscriber
from inclusion.newsletter.queries import for_whom, sections_of
from inclusion.newsletter.rules import is_for_members_alone, rich_html, rich_text

#: Stands for the reader's own way out in what is written once for all of them; no address that somebody types.
_LEAVE = "https://way-out.invalid/of-this-reader"

GONE = "Cette personne s’est désabonnée entre-temps."
BOUNCED = "Cette adresse refuse le courrier."


def skip_reason(row: NewsletterMail) -> str:
    """Why an issue is not sent to somebody after all, as a French sentence; empty when it is."""
    if row.subscriber is None or row.subscriber.ended_at is not None:
        return GONE
    return BOUNCED if row.subscriber.bounced_at is not None else ""


def leave_address(subscriber: Subscriber, issue: NewsletterIssue | None = None) -> str:
    """The page and one-click address that ends this subscription; that of an issue says by which it was ended."""
    address = emails.absolute("subscriber_leave", subscriber.network.slug, subscriber.token)
    return f"{address}?numero={issue.number}" if issue else address


def issue_context(
    issue: NewsletterIssue,
    sections: Sequence[NewsletterSection],
    *,
    picture: Callable[[NewsletterItem], str],
    in_mail: bool = False,
) -> dict[str, Any]:
    """What the templates of the e-mail and of the web page show; `picture` gives the address of an item's picture.

    In an e-mail, addresses of the portal have its host before them.
    """
    network = issue.network
    said = for_whom(*sections, where_alone=in_mail)
    base = settings.PUBLIC_URL if in_mail else ""
    parts = []
    for section in sections:
        items = list(section.items.all())
        for item in items:
            item.full_url = base + item.url if item.url.startswith("/") else item.url
            item.html = mark_safe(rich_html(item.text, base=base))
            item.words = rich_text(item.text, base=base)
            item.picture_url = picture(item) if item.picture_id else ""
        parts.append({"heading": section.heading, "for_whom": said[section.pk], "items": items})
    return {
        "issue": issue,
        "network": network,
        "period": shown_period(issue.start, issue.end),
        "sent_on": plain_date(issue.sent_at.date()) if issue.sent_at else "",
        "parts": parts,
        "opening": mark_safe(rich_html(issue.introduction, base=base)),
        "opening_words": rich_text(issue.introduction, base=base),
        "brand": network.brand,
        "ink": ink_for(network.brand),
    }


def web_picture(item: NewsletterItem) -> str:
    """The address of an item's picture on the web."""
    return reverse("issue_picture", args=[item.network.slug, item.pk])


@dataclass(frozen=True)
class _Version:
    """The words of an issue for those who receive these sections, and the pictures that go with them."""

    text: str
    html: str
    inline: tuple[emails.Inline, ...]


@dataclass
class Issue:
    """An issue that is written once for each choice of sections and sent to many: only the way out differs."""

    issue: NewsletterIssue
    #: A test says so in its subject, and offers no way out.
    is_test: bool = False
    _versions: dict[tuple[int, ...], _Version] = field(default_factory=dict)

    @cached_property
    def sections(self) -> list[NewsletterSection]:
        """All sections."""
        return sections_of(self.issue)

    @cached_property
    def _pictures(self) -> dict[int, emails.Inline]:
        """The pictures of all items, which every e-mail shares, and the logo."""
        found = {
            item.pk: emails.Inline(f"image-{item.pk}@liant", item.picture.data, item.picture.media_type)
            for section in self.sections
            for item in section.items.all()
            if item.picture
        }
        network = self.issue.network
        if network.logo:
            found[0] = emails.Inline("logo@liant", bytes(network.logo), network.logo_type)
        return found

    def version(self, keys: Sequence[int]) -> _Version:
        """What those read who receive the sections of these keys."""
        key = tuple(keys)
        if key not in self._versions:
            sections = [one for one in self.sections if one.pk in keys]
            context = self._context(sections, lambda item: f"cid:{self._pictures[item.pk].name}", logo="cid:logo@liant")
            items = [item.pk for section in sections for item in section.items.all()]
            self._versions[key] = _Version(
                render_to_string("email/issue.txt", context).strip() + "\n",
                render_to_string("email/issue.html", context),
                tuple(one for pk, one in self._pictures.items() if pk == 0 or pk in items),
            )
        return self._versions[key]

    @property
    def shown_html(self) -> str:
        """The e-mail with all sections as a browser shows it, its pictures from the web."""
        network = self.issue.network
        context = self._context(self.sections, web_picture, logo=emails.absolute("network_logo", network.slug))
        return render_to_string("email/issue.html", context)

    def _context(
        self, sections: Sequence[NewsletterSection], picture: Callable[[NewsletterItem], str], *, logo: str
    ) -> dict[str, Any]:
        issue, network = self.issue, self.issue.network
        return issue_context(issue, sections, picture=picture, in_mail=True) | {
            "logo_url": logo if network.logo else "",
            "leave_url": "" if self.is_test else _LEAVE,
            "web_url": emails.absolute("issue_public", network.slug, issue.number) if issue.number else "",
            "web_for_members": not any(not is_for_members_alone(issue.audience, one.audience) for one in self.sections),
        }

    @property
    def subject(self) -> str:
        """The title, after the network's name."""
        before = "[Essai] " if self.is_test else ""
        return one_line(f"{before}{self.issue.network.name}\u00a0: {self.issue.title}")

    def message(self, to: str, *, keys: Sequence[int], leave_url: str = "") -> emails.ListMessage:
        """The e-mail for one address; with `leave_url`, its own way out on the page and for its mail program."""
        version, answers = self.version(keys), self.issue.network.email
        message = emails.ListMessage(
            self.subject,
            version.text.replace(_LEAVE, leave_url),
            from_email=emails.sender(self.issue.network),
            to=[to],
            reply_to=[answers] if answers else None,
        )
        if leave_url:
            message.lead_out(leave_url)
        message.attach_alternative(version.html.replace(_LEAVE, leave_url), "text/html")
        message.inline = version.inline
        return message

    def compose(self, row: NewsletterMail) -> emails.ListMessage:
        """The e-mail of a row."""
        assert row.subscriber is not None  # who is forgotten receives nothing
        leave_url = leave_address(row.subscriber, self.issue)
        return self.message(row.subscriber.email, keys=row.sections, leave_url=leave_url)


def _bounced(row: NewsletterMail, *, bounce: MailBounce, at: datetime) -> None:
    outbox.note_bounced(row, bounce=bounce, at=at)
    if tracking.suspended_by(bounce.email):
        note_bounce(row, at=at)


tracking.track(NewsletterMail, recipient=lambda row: row.subscriber.email, bounced=_bounced)


bounces.after_confirmation(lambda email: lift_bounce(email, at=timezone.now()))


# -- E-mails about a subscription to the newsletter, and the test of an issue


def _subscription_skip_reason(row: OutgoingMail) -> str:
    subscriber = Subscriber.objects.filter(pk=row.target_id).first()
    if subscriber is None or (subscriber.ended_at is not None and not subscriber.asks_again):
        return OBSOLETE
    return ""


def _subscription(row: OutgoingMail) -> EmailMessage:
    rows = Subscriber.objects.select_related("network__department", "commune")
    subscriber = rows.get(pk=row.target_id)
    context = {
        "subscriber": subscriber,
        "network": subscriber.network,
        "confirm_url": emails.absolute("subscriber_confirm", subscriber.network.slug, subscriber.token),
        "leave_url": leave_address(subscriber),
        "is_new": not subscriber.asks_again,
    }
    known = subscriber.confirmed_at and not subscriber.asks_again
    name = "subscription_known" if known else "subscription_question"
    return emails.compose(name, context, to=subscriber.email)


def _issue_test_skip_reason(row: OutgoingMail) -> str:
    return "" if NewsletterIssue.objects.filter(pk=row.target_id).exists() else OBSOLETE


def _issue_test(row: OutgoingMail) -> EmailMessage:
    issue = NewsletterIssue.objects.select_related("network__department").get(pk=row.target_id)
    written = Issue(issue, is_test=True)
    keys = [section.pk for section in written.sections]
    return written.message(User.objects.get(pk=row.recipient_id).email, keys=keys)


outbox.register("subscription", compose=_subscription, skip_reason=_subscription_skip_reason, asks_address=True)


outbox.register("issue_test", compose=_issue_test, skip_reason=_issue_test_skip_reason)
