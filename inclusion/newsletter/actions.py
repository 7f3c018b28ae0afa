"""Issues are begun from what happened, edited and sent; people subscribe, confirm and leave."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from inclusion.core import jobs, journal, registry, states
from inclusion.core.enums import NewsVerb
from inclusion.core.errors import DomainError
from inclusion.core.mail import bounces, outbox
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network
from inclusion.newsletter.enums import IssueState, SubscriberOrigin
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, Subscriber
from inclusion.newsletter.rules import MAX_LINES, PastedLine, in_reading_order, pasted

#: Rows that one statement writes.
BULK = 1000
#: Addresses that a link of an item may have.
_LINKS = ("https://", "http://", "/")


@transaction.atomic
def begin_issue(
    *, title: str, start: date, end: date, introduction: str = "", by: Any, at: datetime
) -> NewsletterIssue:
    """Begin an issue about the days from `start`, before `end`, with everything that happened in them."""
    network = active_network()
    issue = NewsletterIssue(
        network_id=network.pk,
        title=title.strip(),
        introduction=introduction.strip(),
        start=start,
        end=end,
        begun_at=at,
    )
    issue.full_clean()
    issue.save()
    _take(issue, in_reading_order(registry.news(network, start, end)))
    journal.record(NewsVerb.ISSUE_BEGUN, on=issue, by=by, at=at, items=issue.items.count())
    return issue


def news_left(issue: NewsletterIssue) -> list[registry.News]:
    """What happened in the days of an issue and is not in it."""
    told = set(issue.items.values_list("source_key", flat=True))
    network = active_network()
    return [one for one in registry.news(network, issue.start, issue.end) if one.key not in told]


def _take(issue: NewsletterIssue, news: Iterable[registry.News]) -> list[NewsletterItem]:
    rank = _last_rank(issue)
    return NewsletterItem.objects.bulk_create(
        NewsletterItem(
            network_id=issue.network_id,
            issue=issue,
            rank=rank + number,
            heading=one.heading[:60],
            title=one.title[:200],
            text=one.text,
            url=one.url[:500],
            source_key=one.key[:80],
        )
        for number, one in enumerate(news, start=1)
    )


def _last_rank(issue: NewsletterIssue) -> int:
    return issue.items.aggregate(last=models.Max("rank"))["last"] or 0


def _draft(issue: NewsletterIssue) -> NewsletterIssue:
    """The issue under its lock. Raises DomainError once it was sent: an issue stays as it was read."""
    row = NewsletterIssue.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    if row.state != IssueState.DRAFT:
        raise DomainError("Ce numéro est parti\u00a0: il ne se modifie plus.")
    return row


@transaction.atomic
def take_news(issue: NewsletterIssue, *, key: str, by: Any, at: datetime) -> NewsletterItem:
    """Put something that happened into the issue, under its heading. Raises DomainError when it is there already."""
    issue = _draft(issue)
    found = [one for one in news_left(issue) if one.key == key]
    if not found:
        raise DomainError("Cette nouvelle est déjà dans le numéro, ou n’y a plus sa place.")
    (item,) = _take(issue, found)
    _gather(issue, item)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, taken=key)
    return item


def _gather(issue: NewsletterIssue, item: NewsletterItem) -> None:
    """Put an item behind the last of its heading."""
    rows = list(issue.items.order_by("rank", "pk"))
    alike = [number for number, one in enumerate(rows) if one.heading == item.heading and one.pk != item.pk]
    if alike:
        rows = [one for one in rows if one.pk != item.pk]
        rows.insert(alike[-1] + 1, item)
        _number(rows)


def _number(rows: list[NewsletterItem]) -> None:
    for rank, one in enumerate(rows, start=1):
        one.rank = rank
    NewsletterItem.objects.bulk_update(rows, ["rank"])


@transaction.atomic
def change_issue(
    issue: NewsletterIssue, *, title: str, introduction: str, start: date, end: date, by: Any, at: datetime
) -> NewsletterIssue:
    """Change the words and the days of an issue; other days offer other news and take none out."""
    issue = _draft(issue)
    issue.title, issue.introduction = title.strip(), introduction.strip()
    issue.start, issue.end = start, end
    issue.full_clean()
    issue.save(update_fields=["title", "introduction", "start", "end"])
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at)
    return issue


@transaction.atomic
def add_item(
    issue: NewsletterIssue,
    *,
    title: str,
    heading: str = "",
    text: str = "",
    url: str = "",
    by: Any,
    at: datetime,
) -> NewsletterItem:
    """Add something that the portal does not know of."""
    issue = _draft(issue)
    item = NewsletterItem(network_id=issue.network_id, issue=issue, rank=_last_rank(issue) + 1)
    _say(item, title=title, heading=heading, text=text, url=url)
    _gather(issue, item)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, added=item.pk)
    return item


@transaction.atomic
def change_item(
    item: NewsletterItem, *, title: str, heading: str, text: str, url: str, by: Any, at: datetime
) -> NewsletterItem:
    """Say an item in other words, under another heading, with another link."""
    issue = _draft(item.issue)
    item = NewsletterItem.objects.get(pk=item.pk)
    before = item.heading
    _say(item, title=title, heading=heading, text=text, url=url)
    if item.heading != before:
        _gather(issue, item)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, changed=item.pk)
    return item


def _say(item: NewsletterItem, *, title: str, heading: str, text: str, url: str) -> None:
    item.title, item.heading, item.text, item.url = title.strip(), heading.strip(), text.strip(), url.strip()
    if item.url and not item.url.startswith(_LINKS):
        raise DomainError("Un lien commence par https:// ou http://.").at("url")
    item.full_clean()
    item.save()


@transaction.atomic
def remove_item(item: NewsletterItem, *, by: Any, at: datetime) -> None:
    """Take an item out; what came from the portal is offered again."""
    issue = _draft(item.issue)
    item.delete()
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, removed=1)


@transaction.atomic
def move_item(item: NewsletterItem, *, up: bool, by: Any, at: datetime) -> None:
    """Let an item change places with the one before or behind it."""
    issue = _draft(item.issue)
    rows = list(issue.items.order_by("rank", "pk"))
    here = [one.pk for one in rows].index(item.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    _number(rows)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, moved=item.pk)


@transaction.atomic
def drop_issue(issue: NewsletterIssue, *, by: Any, at: datetime) -> None:
    """Throw a draft away. Raises DomainError once it was sent."""
    issue = _draft(issue)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, dropped=True)
    issue.delete()


@transaction.atomic
def send_issue(issue: NewsletterIssue, *, by: Any, at: datetime) -> NewsletterIssue:
    """Give an issue its number and write an e-mail for whoever receives it; they leave in slices, each once.

    Raises DomainError for an issue without news, and where nobody receives it.
    """
    Network.objects.select_for_update(no_key=True).only("pk").get(pk=issue.network_id)  # numbers have no gaps
    issue = _draft(issue)
    if not issue.items.exists():
        raise DomainError("Ce numéro est vide\u00a0: ajoutez au moins une nouvelle.")
    receivers = list(Subscriber.objects.receiving().order_by("pk").values_list("pk", flat=True))
    if not receivers:
        raise DomainError("Personne n’est encore abonné\u00a0: ce numéro ne partirait vers personne.")
    last = NewsletterIssue.objects.aggregate(last=models.Max("number"))["last"] or 0
    issue = states.move_locked(issue, IssueState.SENDING, by=by, at=at, number=last + 1, sent_at=at)
    NewsletterMail.objects.bulk_create(
        (
            NewsletterMail(network_id=issue.network_id, issue=issue, subscriber_id=pk, written_at=at)
            for pk in receivers
        ),
        batch_size=BULK,
    )
    journal.record(NewsVerb.ISSUE_SENT, on=issue, by=by, at=at, number=issue.number, addresses=len(receivers))
    _post(issue)
    return issue


def _post(issue: NewsletterIssue) -> None:
    jobs.enqueue_best_effort(
        "inclusion.tasks.send_issue_slice", priority=9, network_id=issue.network_id, issue_id=issue.pk
    )


@transaction.atomic
def send_test(issue: NewsletterIssue, *, by: Any, at: datetime) -> None:
    """Send an issue to whoever writes it, as everybody will see it."""
    outbox.enqueue("issue_test", network=issue.network, target=issue, recipient=by, at=at)


@transaction.atomic
def finish_issue(issue: NewsletterIssue, *, at: datetime) -> bool:
    """Note that nothing of an issue waits any more; returns whether that is so."""
    row = NewsletterIssue.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    if row.state != IssueState.SENDING or NewsletterMail.objects.waiting().filter(issue=row).exists():
        return False
    row = states.move_locked(row, IssueState.SENT, by=None, at=at, ended_at=at)
    mails = NewsletterMail.objects.filter(issue=row)
    journal.record(
        NewsVerb.ISSUE_FINISHED,
        on=row,
        by=None,
        at=at,
        sent=mails.exclude(mailed_at=None).count(),
        not_sent=mails.filter(mailed_at=None).count(),
    )
    return True


# -- Subscribers: request, confirmation, import, end

#: Days after which an address that never confirmed is forgotten.
UNCONFIRMED_DAYS = 30
LABEL = "Abonnement au journal"


def _named(email: str) -> str:
    return email.strip().lower()


def _new(email: str, origin: SubscriberOrigin, *, at: datetime, **fields: Any) -> Subscriber:
    return Subscriber(
        network_id=active_network().pk,
        email=email,
        origin=origin,
        token=secrets.token_urlsafe(32),
        asked_at=at,
        **fields,
    )


@transaction.atomic
def ask_for_newsletter(*, email: str, by: Any = None, at: datetime) -> Subscriber:
    """Keep that an address asks for the newsletter and write to it: nothing else comes before it confirms.

    An address that receives it already learns so by the same e-mail. Nobody but the mailbox learns which it is. Who
    left stays so until the mailbox confirms: anybody can type an address.
    """
    email = _named(email)
    row = Subscriber.objects.select_for_update(of=("self",)).filter(email__iexact=email).first()
    if row is None:
        row = _new(email, SubscriberOrigin.FORM, at=at)
        row.full_clean()
        row.save()
        journal.record(NewsVerb.SUBSCRIBED, on=row, label=LABEL, by=by, at=at)
    elif row.ended_at is not None or row.bounced_at is not None:
        row.asked_at = at
        row.save(update_fields=["asked_at"])
        journal.record(NewsVerb.SUBSCRIBED, on=row, label=LABEL, by=by, at=at)
    outbox.enqueue("subscription", network=row.network, target=row, at=at)
    return row


@transaction.atomic
def confirm(subscriber: Subscriber, *, by: Any = None, at: datetime) -> Subscriber:
    """The mailbox says yes; said twice is said once. Raises DomainError for an address that left meanwhile."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.ended_at is not None and not row.asks_again:
        raise DomainError("Cette adresse a été désabonnée\u00a0: demandez de nouveau le journal.")
    if row.confirmed_at is None or row.asks_again:
        row.confirmed_at, row.ended_at, row.bounced_at, row.bounce = at, None, None, ""
        row.save(update_fields=["confirmed_at", "ended_at", "bounced_at", "bounce"])
        journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at)
    bounces.confirm_address(row.email, by=by, at=at)
    return row


@transaction.atomic
def subscribe_member(*, by: Any, at: datetime) -> Subscriber:
    """A member, whose address is proven, receives the newsletter from now on."""
    email = _named(by.email)
    row = Subscriber.objects.select_for_update(of=("self",)).filter(email__iexact=email).first()
    if row is None:
        row = _new(email, SubscriberOrigin.MEMBER, at=at)
    elif row.confirmed_at and row.ended_at is None and row.bounced_at is None:
        return row
    row.confirmed_at, row.ended_at, row.bounced_at, row.bounce = at, None, None, ""
    row.full_clean()
    row.save()
    journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at, origin=row.origin)
    return row


@transaction.atomic
def leave(subscriber: Subscriber, *, by: Any = None, at: datetime) -> Subscriber:
    """End a subscription; said twice is said once. The address stays, so that no list brings it back."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.ended_at is None or row.asks_again:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        journal.record(NewsVerb.UNSUBSCRIBED, on=row, label=LABEL, by=by, at=at)
    return row


@transaction.atomic
def try_again(subscriber: Subscriber, *, by: Any, at: datetime) -> Subscriber:
    """Write again to an address that refused an issue: its mailbox works again. Raises DomainError when it did not."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.bounced_at is None:
        raise DomainError("Cette adresse n’a rien refusé.")
    row.bounced_at, row.bounce = None, ""
    row.save(update_fields=["bounced_at", "bounce"])
    journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at, bounce_lifted=True)
    bounces.confirm_address(row.email, by=by, at=at)
    return row


@transaction.atomic
def note_bounce(mail: NewsletterMail, *, by: Any = None, at: datetime) -> None:
    """The mailbox refused an issue for good: no other is sent to it."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=mail.subscriber_id)
    row.bounced_at, row.bounce = at, mail.problem
    row.save(update_fields=["bounced_at", "bounce"])
    journal.record(NewsVerb.BOUNCED, on=row, label=LABEL, by=by, at=at)


@dataclass
class SubscriberImport:
    """What became of a pasted list: how many are new, and the lines that brought nobody, each with its reason."""

    added: int = 0
    known: int = 0
    left_out: list[tuple[PastedLine, str]] = field(default_factory=list)


@transaction.atomic
def bring_list(*, text: str, consent: str, by: Any, at: datetime) -> SubscriberImport:
    """Subscribe the addresses of a pasted list, whose people said yes elsewhere; `consent` says when and how.

    Who unsubscribed stays so, and an address that refuses mail too; each line that brought nobody is reported. Raises
    DomainError for a list that is too long or holds no address.
    """
    lines = pasted(text)
    if len(lines) > MAX_LINES:
        raise DomainError(f"Cette liste est trop longue\u00a0: {MAX_LINES} adresses au plus à la fois.").at(
            "text"
        )
    if not any(line.address for line in lines):
        raise DomainError("Aucune adresse électronique dans ce que vous avez collé.").at("text")
    known = {row.email.lower(): row for row in Subscriber.objects.select_for_update(of=("self",))}
    brought, new, confirmed = SubscriberImport(), [], []
    for line in lines:
        row = known.get(line.address)
        if why := _why_left_out(line, row):
            brought.left_out.append((line, why))
        elif row is None:
            new.append(_new(line.address, SubscriberOrigin.IMPORT, at=at, confirmed_at=at))
            known[line.address] = new[-1]
        elif row.confirmed_at is None:
            row.confirmed_at = at
            confirmed.append(row)
        else:
            brought.known += 1
    Subscriber.objects.bulk_create(new, batch_size=1000)
    Subscriber.objects.bulk_update(confirmed, ["confirmed_at"])
    brought.added = len(new) + len(confirmed)
    journal.record(
        NewsVerb.SUBSCRIBERS_IMPORTED,
        on=active_network(),
        by=by,
        at=at,
        added=brought.added,
        known=brought.known,
        left_out=len(brought.left_out),
        consent=consent.strip(),
    )
    return brought


def _why_left_out(line: PastedLine, row: Subscriber | None) -> str:
    if not line.address:
        return "Ce n’est pas une adresse électronique."
    if row is not None and row.ended_at is not None:
        return "Cette personne s’est désabonnée\u00a0: elle seule peut revenir."
    if row is not None and row.bounced_at is not None:
        return "Cette adresse refuse le courrier."
    return ""


@transaction.atomic
def forget_unconfirmed(*, by: Any = None, at: datetime) -> int:
    """Delete addresses that never confirmed within a month; returns how many."""
    before = at - timedelta(days=UNCONFIRMED_DAYS)
    rows = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=before)
    count = rows.count()
    rows.delete()
    if count:
        journal.record(NewsVerb.UNSUBSCRIBED, on=active_network(), by=by, at=at, never_confirmed=count)
    return count
