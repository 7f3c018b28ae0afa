"""Issues of the newsletter: begun from what happened, edited, sent once to whoever receives it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from inclusion import hooks, journal, outbox, states
from inclusion.enums.news import IssueState, NewsVerb
from inclusion.errors import DomainError
from inclusion.models.networks import Network
from inclusion.models.newsletters import NewsletterIssue, NewsletterItem, NewsletterMail, Subscriber
from inclusion.rules.newsletters import in_reading_order
from inclusion.scope import active_network

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
    _take(issue, in_reading_order(hooks.news(network, start, end)))
    journal.record(NewsVerb.ISSUE_BEGUN, on=issue, by=by, at=at, items=issue.items.count())
    return issue


def news_left(issue: NewsletterIssue) -> list[hooks.News]:
    """What happened in the days of an issue and is not in it."""
    told = set(issue.items.values_list("source_key", flat=True))
    network = active_network()
    return [one for one in hooks.news(network, issue.start, issue.end) if one.key not in told]


def _take(issue: NewsletterIssue, news: Iterable[hooks.News]) -> list[NewsletterItem]:
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
    from inclusion import jobs
    from inclusion.tasks.newsletters import send_issue_slice  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_issue_slice, priority=9, network_id=issue.network_id, issue_id=issue.pk)


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
