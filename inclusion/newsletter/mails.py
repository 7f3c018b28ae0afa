"""An issue as an e-mail, with the way to unsubscribe in its headers (RFC 8058); e-mails about a subscription."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date, shown_period
from inclusion.core.mail import bounces, emails, outbox, tracking
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import MailBounce, OutgoingMail
from inclusion.core.models.networks import User
from inclusion.core.web.colours import ink_for
from inclusion.newsletter import actions
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail, Subscriber
from inclusion.newsletter.rules import under_headings

#: Stands for the reader's own way out in what is written once for all of them; no address that somebody types.
_LEAVE = "https://way-out.invalid/of-this-reader"

GONE = "Cette personne s’est désabonnée entre-temps."
BOUNCED = "Cette adresse refuse le courrier."


def skip_reason(row: NewsletterMail) -> str:
    """Why an issue is not sent to somebody after all, as a French sentence; empty when it is."""
    if row.subscriber.ended_at is not None:
        return GONE
    return BOUNCED if row.subscriber.bounced_at is not None else ""


def full_address(url: str) -> str:
    """The address of an item for a mailbox: pages of the portal get its host before them."""
    return settings.PUBLIC_URL + url if url.startswith("/") else url


def leave_address(subscriber: Subscriber) -> str:
    """The page and one-click address that ends this subscription."""
    return emails.absolute("subscriber_leave", subscriber.network.slug, subscriber.token)


@dataclass
class Issue:
    """An issue that is written once and sent to many: only the way out differs."""

    issue: NewsletterIssue
    #: A test says so in its subject, and offers no way out.
    is_test: bool = False

    @cached_property
    def context(self) -> dict[str, Any]:
        """What the templates of the e-mail and of the web page show."""
        issue, network = self.issue, self.issue.network
        items = list(issue.items.order_by("rank", "pk"))
        for item in items:
            item.full_url = full_address(item.url)
        return {
            "issue": issue,
            "network": network,
            "period": shown_period(issue.start, issue.end),
            "sent_on": plain_date(issue.sent_at.date()) if issue.sent_at else "",
            "parts": under_headings(items),
            "brand": network.brand,
            "ink": ink_for(network.brand),
            "leave_url": "" if self.is_test else _LEAVE,
            "web_url": emails.absolute("issue_public", network.slug, issue.number) if issue.number else "",
        }

    @cached_property
    def text(self) -> str:
        """The words alone."""
        return render_to_string("email/issue.txt", self.context).strip() + "\n"

    @cached_property
    def html(self) -> str:
        """The same, dressed so simply that every mail program shows it."""
        return render_to_string("email/issue.html", self.context)

    @property
    def subject(self) -> str:
        """The title, after the network's name."""
        before = "[Essai] " if self.is_test else ""
        return one_line(f"{before}{self.issue.network.name}\u00a0: {self.issue.title}")

    def message(self, to: str, *, leave_url: str = "") -> emails.ListMessage:
        """The e-mail for one address; with `leave_url`, its own way out on the page and for its mail program."""
        network = self.issue.network
        headers = {}
        if leave_url:
            headers = {
                "List-Unsubscribe": f"<{leave_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        message = emails.ListMessage(
            self.subject,
            self.text.replace(_LEAVE, leave_url),
            from_email=emails.named_address(network.name, address),
            to=[to],
            reply_to=[network.email] if network.email else None,
            headers=headers,
        )
        message.attach_alternative(self.html.replace(_LEAVE, leave_url), "text/html")
        return message

    def compose(self, row: NewsletterMail) -> emails.ListMessage:
        """The e-mail of a row."""
        subscriber = row.subscriber
        leave_url = emails.absolute("subscriber_leave", self.issue.network.slug, subscriber.token)
        return self.message(subscriber.email, leave_url=leave_url)


def _bounced(row: NewsletterMail, *, bounce: MailBounce, at: datetime) -> None:
    outbox.note_bounced(row, bounce=bounce, at=at)
    if tracking.suspended_by(bounce.email):
        actions.note_bounce(row, at=at)


tracking.track(NewsletterMail, recipient=lambda row: row.subscriber.email, bounced=_bounced)


def _lift_bounce(email: str) -> None:
    Subscriber.objects.filter(email__iexact=email).update(bounced_at=None, bounce="")


bounces.after_confirmation(_lift_bounce)


# -- E-mails about a subscription to the newsletter, and the test of an issue


def _subscription_skip_reason(row: OutgoingMail) -> str:
    subscriber = Subscriber.objects.filter(pk=row.target_id).first()
    if subscriber is None or (subscriber.ended_at is not None and not subscriber.asks_again):
        return OBSOLETE
    return ""


def _subscription(row: OutgoingMail) -> EmailMessage:
    subscriber = Subscriber.objects.select_related("network__department").get(pk=row.target_id)
    context = {
        "network": subscriber.network,
        "confirm_url": emails.absolute("subscriber_confirm", subscriber.network.slug, subscriber.token),
        "leave_url": leave_address(subscriber),
        "is_new": not subscriber.asks_again,
    }
    known = subscriber.confirmed_at and not subscriber.asks_again
    name = "subscription_known" if known else "subscription_question"
    return emails.compose(name, context, to=subscriber.email, reply_to=subscriber.network.email)


def _issue_test_skip_reason(row: OutgoingMail) -> str:
    return "" if NewsletterIssue.objects.filter(pk=row.target_id).exists() else OBSOLETE


def _issue_test(row: OutgoingMail) -> EmailMessage:
    issue = NewsletterIssue.objects.select_related("network__department").get(pk=row.target_id)
    return Issue(issue, is_test=True).message(User.objects.get(pk=row.recipient_id).email)


outbox.register(
    "subscription", compose=_subscription, skip_reason=_subscription_skip_reason, asks_address=True
)


outbox.register("issue_test", compose=_issue_test, skip_reason=_issue_test_skip_reason)
