"""Issues are begun from what happened, edited, planned and sent."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, count
from typing import Any

from django.db import models, transaction

from inclusion.core import jobs, journal, states
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind, NewsVerb
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.imports.uploads import MEDIA_TYPE, read_photo
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Network
from inclusion.core.news import News, news_of
from inclusion.core.scope import active_network
from inclusion.newsletter.enums import Audience, IssueState
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterMail, NewsletterSection
from inclusion.newsletter.queries import Recipients, recipients, stale_items
from inclusion.newsletter.rules import in_reading_order

#: How far ahead an issue is planned at most.
MAX_AHEAD = timedelta(days=366)
#: Rows that one statement writes.
BULK = 1000
#: Addresses that a link of an item may have.
_LINKS = ("https://", "http://", "/")
#: Pixels of the longest side of a picture: twice the width of the e-mail.
PICTURE_SIDE = 1200
#: What all pictures of an issue may weigh: each e-mail carries them.
MAX_PICTURES_BYTES = 2 * 1024 * 1024


@transaction.atomic
def begin_issue(
    *, title: str, start: date, end: date, introduction: str = "", by: Any, at: datetime, **target: Any
) -> NewsletterIssue:
    """Begin an issue about the days from `start`, before `end`, with everything that happened in them.

    `target` says for whom it is: `audience` and `epcis`.
    """
    network = active_network()
    issue = NewsletterIssue(
        network_id=network.pk,
        title=title.strip(),
        introduction=introduction.strip(),
        start=start,
        end=end,
        begun_at=at,
        **target,
    )
    issue.full_clean()
    issue.save()
    _take(issue, in_reading_order(news_of(network, start, end)))
    journal.record(NewsVerb.ISSUE_BEGUN, on=issue, by=by, at=at, items=issue.items.count())
    return issue


def news_left(issue: NewsletterIssue) -> list[News]:
    """What happened in the days of an issue and is not in it."""
    included = set(issue.items.values_list("source_key", flat=True))
    network = active_network()
    return [one for one in news_of(network, issue.start, issue.end) if one.key not in included]


def _take(issue: NewsletterIssue, news: Sequence[News]) -> list[NewsletterItem]:
    """Put news into the sections of their headings; what is for members goes into a section for them alone."""
    items = []
    headings = dict.fromkeys(one.heading[:60] for one in news)
    for heading, for_members in ((one, members) for one in headings for members in (False, True)):
        here = [one for one in news if (one.heading[:60], one.is_for_members) == (heading, for_members)]
        if not here:
            continue
        section = _section_for_members(issue, heading) if for_members else _section(issue, heading)
        rank = _last_rank(section.items)
        items += [
            NewsletterItem(
                network_id=issue.network_id,
                section=section,
                rank=rank + number,
                title=one.title[:200],
                text=one.text,
                url=one.url[:500],
                source_key=one.key[:80],
            )
            for number, one in enumerate(here, start=1)
        ]
    return NewsletterItem.objects.bulk_create(items)


def _section_for_members(issue: NewsletterIssue, heading: str) -> NewsletterSection:
    """The section of this heading, or of one like it where that is for more readers."""
    audiences = dict(issue.sections.values_list("heading", "audience"))
    more = (f"{heading[:30]} (membres du réseau, {number})" for number in count(2))
    names = chain([heading, f"{heading[:30]} (membres du réseau)"], more)
    name = next(one for one in names if audiences.get(one, Audience.MEMBERS) == Audience.MEMBERS)
    return _section(issue, name, audience=Audience.MEMBERS)


def _section(
    issue: NewsletterIssue, heading: str, *, audience: str = Audience.ALL, epcis: Iterable[str] = ()
) -> NewsletterSection:
    """The section of this heading; a new one is for these."""
    section = issue.sections.filter(heading=heading).first()
    if section is None:
        section = NewsletterSection(
            network_id=issue.network_id,
            issue=issue,
            rank=_last_rank(issue.sections) + 1,
            heading=heading,
            audience=audience,
            epcis=list(epcis),
        )
        section.full_clean()
        section.save()
    return section


def _last_rank(rows: Any) -> int:
    return rows.aggregate(last=models.Max("rank"))["last"] or 0


def _locked(issue: NewsletterIssue) -> NewsletterIssue:
    row = NewsletterIssue.objects.select_for_update(of=("self",), no_key=True).filter(pk=issue.pk).first()
    if row is None:
        raise DomainError("Ce numéro a été supprimé entre-temps.")
    return row


def _draft(issue: NewsletterIssue) -> NewsletterIssue:
    """The issue under its lock. Raises DomainError once it is planned or sent: an issue stays as it was read."""
    row = _locked(issue)
    if row.state == IssueState.PLANNED:
        raise DomainError("L’envoi de ce numéro est prévu\u00a0: reprenez-le en brouillon pour le modifier.")
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
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, taken=key)
    return item


@transaction.atomic
def change_issue(
    issue: NewsletterIssue,
    *,
    title: str,
    introduction: str,
    start: date,
    end: date,
    audience: str = Audience.ALL,
    epcis: Iterable[str] = (),
    by: Any,
    at: datetime,
) -> NewsletterIssue:
    """Change the words and the days of an issue, and for whom it is; other days offer other news, take none out."""
    issue = _draft(issue)
    issue.title, issue.introduction = title.strip(), introduction.strip()
    issue.start, issue.end = start, end
    issue.audience, issue.epcis = audience, list(epcis)
    issue.full_clean()
    issue.save(update_fields=["title", "introduction", "start", "end", "audience", "epcis"])
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at)
    return issue


# -- Sections and their news


@transaction.atomic
def change_section(
    section: NewsletterSection, *, heading: str, audience: str, epcis: Iterable[str], by: Any, at: datetime
) -> NewsletterSection:
    """Name a section otherwise, or say for whom it is."""
    issue = _draft(section.issue)
    section.heading, section.audience, section.epcis = heading.strip(), audience, list(epcis)
    section.full_clean()
    section.save(update_fields=["heading", "audience", "epcis"])
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, section=section.pk)
    return section


@transaction.atomic
def move_section(section: NewsletterSection, *, up: bool, by: Any, at: datetime) -> None:
    """Let a section change places with the one before or behind it."""
    issue = _draft(section.issue)
    if _swap(list(issue.sections.order_by("rank", "pk")), section, up=up):
        journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, section=section.pk)


def _swap(rows: list[Any], row: Any, *, up: bool) -> bool:
    """Give a row the place of its neighbour, and number all; False for the first that goes up, the last down."""
    here = [one.pk for one in rows].index(row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    for rank, one in enumerate(rows, start=1):
        one.rank = rank
    type(row).objects.bulk_update(rows, ["rank"])
    return True


@transaction.atomic
def add_item(
    issue: NewsletterIssue, *, title: str, heading: str = "", by: Any, at: datetime, **said: Any
) -> NewsletterItem:
    """Add something that the portal does not know of; `said` are those of `_say`."""
    issue = _draft(issue)
    section = _section(issue, heading.strip())
    words = {"title": title.strip(), "text": said.get("text", "").strip(), "url": said.get("url", "").strip()}
    if section.items.filter(**words).exists():
        raise DomainError("Cette nouvelle est déjà dans le numéro, sous la même rubrique.").at("title")
    item = NewsletterItem(network_id=issue.network_id, section=section, rank=_last_rank(section.items) + 1)
    _say(item, title=title, by=by, at=at, **said)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, added=item.pk)
    return item


@transaction.atomic
def change_item(
    item: NewsletterItem, *, title: str, heading: str, seen: str = "", by: Any, at: datetime, **said: Any
) -> NewsletterItem:
    """Say an item in other words, under another heading, with another link or picture.

    A new heading is for those whom the former was for. `seen` is the digest of the words that were changed: raises
    DomainError where somebody else has changed them since.
    """
    issue = _draft(item.section.issue)
    item = _still_there(item)
    if seen and seen != item.digest:
        raise DomainError(
            "Quelqu’un d’autre a modifié cette nouvelle entre-temps\u00a0: rouvrez-la pour voir ses mots."
        )
    before, heading = item.section, heading.strip()
    if heading != before.heading:
        item.section = _section(issue, heading, audience=before.audience, epcis=before.epcis)
        item.rank = _last_rank(item.section.items) + 1
    _say(item, title=title, by=by, at=at, **said)
    _drop_if_empty(before)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, changed=item.pk)
    return item


def _still_there(item: NewsletterItem) -> NewsletterItem:
    """The item as it is under the lock of its issue. Raises DomainError where somebody has taken it out."""
    row = NewsletterItem.objects.select_related("section", "picture").filter(pk=item.pk).first()
    if row is None:
        raise DomainError("Cette nouvelle n’est plus dans le numéro.")
    return row


def _drop_if_empty(section: NewsletterSection) -> None:
    if not section.items.exists():
        section.delete()


def _say(
    item: NewsletterItem,
    *,
    title: str,
    text: str = "",
    url: str = "",
    picture: tuple[str, bytes] | None = None,
    picture_text: str = "",
    remove_picture: bool = False,
    by: Any,
    at: datetime,
) -> None:
    """Write the words of an item and its picture, of which the name and the bytes are given."""
    item.title, item.text, item.url = title.strip(), text.strip(), url.strip()
    if item.url and not item.url.startswith(_LINKS):
        raise DomainError("Un lien commence par https:// ou http://.").at("url")
    former = item.picture
    if picture is not None:
        filename, data = picture
        photo = read_photo(data, filename=filename, side=PICTURE_SIDE)
        item.picture = store(
            photo.data, kind=DocumentKind.NEWSLETTER_PICTURE, filename="image.jpg", media_type=MEDIA_TYPE, by=by, at=at
        )
    elif remove_picture:
        item.picture = None
    item.picture_text = picture_text.strip() if item.picture else ""
    if item.picture and not item.picture_text:
        raise DomainError("Décrivez l’image pour qui ne la voit pas.").at("picture_text")
    item.full_clean()
    item.save()
    if former != item.picture:
        journal.record(NewsVerb.ISSUE_CHANGED, on=item, by=by, at=at, picture=item.picture is not None)
    if former and former != item.picture:
        erase_content(former, reason="Image retirée du journal.", by=by, at=at)
    if picture is not None and _weight(item.section.issue) > MAX_PICTURES_BYTES:
        raise DomainError(
            "Les images de ce numéro sont trop lourdes pour un courriel\u00a0: retirez-en une, ou choisissez-en une "
            "plus simple."
        ).at("file")


def _weight(issue: NewsletterIssue) -> int:
    """The bytes of all pictures of an issue."""
    return issue.items.aggregate(sum=models.Sum("picture__size"))["sum"] or 0


def _remove(items: Iterable[NewsletterItem], *, by: Any, at: datetime) -> None:
    for item in items:
        section, picture = item.section, item.picture
        item.delete()
        _drop_if_empty(section)
        if picture:
            erase_content(picture, reason="Nouvelle retirée du journal.", by=by, at=at)


@transaction.atomic
def remove_item(item: NewsletterItem, *, by: Any, at: datetime) -> None:
    """Take an item out; what came from the portal is offered again."""
    issue = _draft(item.section.issue)
    _remove([_still_there(item)], by=by, at=at)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, removed=1)


@transaction.atomic
def move_item(item: NewsletterItem, *, up: bool, by: Any, at: datetime) -> None:
    """Let an item change places with the one before or behind it in its section."""
    issue = _draft(item.section.issue)
    item = _still_there(item)
    if _swap(list(item.section.items.order_by("rank", "pk")), item, up=up):
        journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, moved=item.pk)


@transaction.atomic
def drop_issue(issue: NewsletterIssue, *, by: Any, at: datetime) -> None:
    """Throw a draft away. Raises DomainError once it is planned or sent."""
    issue = _draft(issue)
    journal.record(NewsVerb.ISSUE_CHANGED, on=issue, by=by, at=at, dropped=True)
    _remove(issue.items.select_related("section", "picture"), by=by, at=at)
    issue.delete()


# -- Sending: planned or by hand


def _receivers(issue: NewsletterIssue) -> Recipients:
    """Who receives an issue. Raises DomainError for one without news, and where nobody does."""
    if not issue.items.exists():
        raise DomainError("Ce numéro est vide\u00a0: ajoutez au moins une nouvelle.")
    found = recipients(issue)
    if not found.rows and not found.not_concerned:
        raise DomainError("Personne n’est encore abonné\u00a0: ce numéro ne partirait vers personne.")
    if not found.rows:
        raise DomainError("Aucun abonné n’est concerné par ce numéro\u00a0: changez à qui il s’adresse.")
    return found


@transaction.atomic
def plan_issue(issue: NewsletterIssue, *, on: datetime, by: Any, at: datetime) -> NewsletterIssue:
    """Have a draft sent at a moment to come; until then it changes no more.

    Raises DomainError for a moment that is past, an issue without news, and where nobody receives it.
    """
    issue = _draft(issue)
    if on <= at:
        raise DomainError("Choisissez un moment à venir.").at("on")
    if on > at + MAX_AHEAD:
        raise DomainError("Choisissez un moment d’ici un an.").at("on")
    _receivers(issue)
    issue = states.move_locked(issue, IssueState.PLANNED, by=by, at=at, planned_at=on, planned_by=by, plan_problem="")
    journal.record(NewsVerb.ISSUE_PLANNED, on=issue, by=by, at=at, planned_at=on.isoformat())
    return issue


@transaction.atomic
def take_back_issue(issue: NewsletterIssue, *, problem: str = "", by: Any, at: datetime) -> NewsletterIssue:
    """Make a planned issue a draft again; `problem` says why it could not leave. Raises DomainError once it did."""
    issue = states.move_locked(
        _locked(issue), IssueState.DRAFT, by=by, at=at, planned_at=None, planned_by=None, plan_problem=problem
    )
    journal.record(NewsVerb.ISSUE_TAKEN_BACK, on=issue, by=by, at=at, problem=problem)
    return issue


@transaction.atomic
def send_planned(issue: NewsletterIssue, *, at: datetime) -> bool:
    """Send an issue whose moment has come, also hours later; whether it leaves.

    Where it cannot leave, it is a draft again, which says why. Two that do so at once send it once.
    """
    _lock_network(issue)
    issue = _locked(issue)
    if issue.state != IssueState.PLANNED or issue.planned_at is None or issue.planned_at > at:
        return False
    try:
        with transaction.atomic():
            send_issue(issue, by=issue.planned_by, at=at)
    except DomainError as refused:
        take_back_issue(issue, problem=str(refused), by=None, at=at)
        return False
    return True


def _lock_network(issue: NewsletterIssue) -> None:
    Network.objects.select_for_update(no_key=True).only("pk").get(pk=issue.network_id)


@transaction.atomic
def send_issue(issue: NewsletterIssue, *, counted: int | None = None, by: Any, at: datetime) -> NewsletterIssue:
    """Give an issue its number and write an e-mail for whoever receives it; they leave in slices, each once.

    What it announces that is over by now, or was called off, is left out. `counted` is how many addresses were read in
    the question. Raises DomainError where it is another number now, for an issue without news, one that was sent, and
    where nobody receives it.
    """
    _lock_network(issue)  # numbers have no gaps
    issue = _locked(issue)
    if issue.state not in (IssueState.DRAFT, IssueState.PLANNED):
        raise DomainError("Ce numéro est parti\u00a0: il ne se modifie plus.")
    stale = stale_items(issue, at=at)
    _remove(stale, by=by, at=at)
    found = _receivers(issue)
    if counted is not None and counted != len(found.rows):
        now = so_many(len(found.rows), "adresse", "adresses")
        raise DomainError(f"Ce numéro irait maintenant à {now}\u00a0: relisez avant d’envoyer.")
    last = NewsletterIssue.objects.aggregate(last=models.Max("number"))["last"] or 0
    issue = states.move_locked(
        issue, IssueState.SENDING, by=by, at=at, number=last + 1, sent_at=at, not_concerned=found.not_concerned
    )
    NewsletterMail.objects.bulk_create(
        (
            NewsletterMail(
                network_id=issue.network_id,
                issue=issue,
                subscriber_id=pk,
                readership=readership,
                sections=sections,
                written_at=at,
            )
            for pk, readership, sections in found.rows
        ),
        batch_size=BULK,
    )
    journal.record(
        NewsVerb.ISSUE_SENT, on=issue, by=by, at=at, number=issue.number, addresses=len(found.rows), left_out=len(stale)
    )
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
    row = _locked(issue)
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
