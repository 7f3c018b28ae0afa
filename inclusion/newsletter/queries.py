"""Who receives an issue, what came of it, who came and left month by month."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, Prefetch, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone

from inclusion.core.enums import NewsVerb
from inclusion.core.french.names import so_many
from inclusion.core.mail.emails import BAD_ADDRESS
from inclusion.core.models.history import JournalEntry
from inclusion.core.news import stale_news
from inclusion.newsletter.enums import Audience, Readership
from inclusion.newsletter.models import (
    AudienceColumns,
    NewsletterIssue,
    NewsletterItem,
    NewsletterMail,
    NewsletterSection,
    Subscriber,
)
from inclusion.newsletter.rules import Target, is_for_members_alone, sections_for
from inclusion.territories.models import Epci


def sections_of(issue: NewsletterIssue) -> list[NewsletterSection]:
    """The sections of an issue that have news, in their order, each with its `items`."""
    items = NewsletterItem.objects.select_related("picture").order_by("rank", "pk")
    sections = issue.sections.order_by("rank", "pk").prefetch_related(Prefetch("items", items))
    return [one for one in sections if one.items.all()]


def sections_on_the_web(issue: NewsletterIssue, *, by_member: bool) -> list[NewsletterSection]:
    """The sections that the web shows to whoever reads: those for professionals to members alone."""
    return [one for one in sections_of(issue) if by_member or not is_for_members_alone(issue.audience, one.audience)]


def stale_items(issue: NewsletterIssue, *, at: datetime) -> list[NewsletterItem]:
    """The news of an issue that announce what will be over at this moment, or was called off."""
    items = list(issue.items.exclude(source_key="").select_related("section", "picture"))
    stale = stale_news([one.source_key for one in items], at)
    return [one for one in items if one.source_key in stale]


def target_of(row: AudienceColumns) -> Target:
    """For whom an issue or a section is."""
    return Target(row.audience, tuple(row.epcis))


def for_whom(*rows: AudienceColumns, where_alone: bool = False) -> dict[int, str]:
    """For whom each of these is, by its key, in words; empty for what is for everybody everywhere.

    With `where_alone`, the territories: whoever receives it knows what they are.
    """
    wanted = {siren for row in rows for siren in row.epcis}
    names = {one.pk: one.name for one in Epci.objects.filter(pk__in=wanted)} if wanted else {}
    return {row.pk: _said(row, names, where_alone) for row in rows}


def _said(row: AudienceColumns, names: dict[str, str], where_alone: bool) -> str:
    who = "" if where_alone or row.audience == Audience.ALL else row.get_audience_display()
    where = ", ".join(sorted(names[siren] for siren in row.epcis if siren in names))
    return " · ".join(filter(None, (who, where)))


@dataclass(frozen=True)
class Recipients:
    """Who would receive an issue now: subscriber, readership and sections of each; for how many nothing of it is."""

    rows: Sequence[tuple[int, str, list[int]]]
    not_concerned: int
    #: Of those, how many are known to live in the territories of the issue or of one of its sections, and of how many
    #: nobody knows where; None where it is for the whole département.
    living_there: int | None = None
    living_somewhere: int = 0

    @property
    def by_section(self) -> Counter[int]:
        """How many would receive each section."""
        return Counter(key for *_, keys in self.rows for key in keys)

    @property
    def said(self) -> str:
        """« 47 destinataires : 30 grand public, 17 professionnels »."""
        count = Counter(readership for _, readership, _ in self.rows)
        total = so_many(len(self.rows), "destinataire", "destinataires")
        if not self.rows:
            return total
        who = f"{total}\u00a0: {count[Readership.PUBLIC]} grand public, " + so_many(
            count[Readership.PROFESSIONALS], "professionnel", "professionnels"
        )
        if self.living_there is None:
            return who
        return f"{who}\u00a0; {self.living_there} de ces territoires, {self.living_somewhere} sans commune connue"


def recipients(issue: NewsletterIssue) -> Recipients:
    """Who would receive an issue now, and which of its sections."""
    sections = [(one.pk, target_of(one)) for one in sections_of(issue)]
    subscribers = Subscriber.objects.receiving().with_readership().order_by("pk")
    rows, nothing, places = [], 0, Counter[str | None]()
    wanted = {siren for one in (target_of(issue), *(target for _, target in sections)) for siren in one.epcis}
    columns = ("pk", "reads_as", "is_member", "epci_siren")
    for pk, readership, is_member, epci in subscribers.values_list(*columns):
        keys = sections_for(target_of(issue), sections, readership=readership, epci=epci, is_member=is_member)
        if keys:
            rows.append((pk, readership, keys))
            places[epci or None] += 1
        else:
            nothing += 1
    there = sum(places[siren] for siren in wanted) if wanted else None
    return Recipients(rows, nothing, there, places[None])


@dataclass(frozen=True)
class IssueFigures:
    """What came of an issue for one kind of readers: written to, left, came back, unsubscribed through it."""

    label: str
    written: int
    sent: int
    returned: int
    unsubscribed: int


#: E-mails that came back, at once or later.
_RETURNED = Q(bounced_at__isnull=False) | Q(problem__in=BAD_ADDRESS)


def figures_of(issue: NewsletterIssue) -> list[IssueFigures]:
    """What came of an issue by readership, the sum last. Nobody knows who opened it or followed a link."""
    counted = {
        "written": Count("pk"),
        "sent": Count("pk", filter=Q(mailed_at__isnull=False)),
        "returned": Count("pk", filter=_RETURNED),
        "unsubscribed": Count("pk", filter=Q(left_at__isnull=False)),
    }
    mails = NewsletterMail.objects.filter(issue=issue).order_by()
    found: dict[str, Any] = {row["readership"]: row for row in mails.values("readership").annotate(**counted)}
    rows = [
        IssueFigures(one.label, **{name: found[one][name] if one in found else 0 for name in counted})
        for one in Readership
    ]
    total = {name: sum(getattr(row, name) for row in rows) for name in counted}
    return [*rows, IssueFigures("Ensemble", **total)]


@dataclass(frozen=True)
class Movement:
    """Subscribers in a month: who came, whose addresses stopped working, who left."""

    month: date
    joined: int
    returned: int
    ended: int

    @property
    def balance(self) -> int:
        """How many more receive the newsletter after it."""
        return self.joined - self.returned - self.ended


def movements() -> list[Movement]:
    """Subscribers month by month, the last first, as the history has them."""
    lines = JournalEntry.objects.annotate(month=TruncMonth("at")).order_by()
    each = lines.filter(target_model=Subscriber._meta.label)
    joined = Counter(_by_month(each.filter(verb=NewsVerb.CONFIRMED), Count("pk")))
    brought = Cast(KeyTextTransform("added", "details"), IntegerField())
    joined.update(_by_month(lines.filter(verb=NewsVerb.SUBSCRIBERS_IMPORTED), Sum(brought)))
    returned = _by_month(each.filter(verb=NewsVerb.BOUNCED), Count("pk"))
    ended = _by_month(each.filter(verb=NewsVerb.UNSUBSCRIBED), Count("pk"))
    months = sorted({*joined, *returned, *ended}, reverse=True)
    return [Movement(one, joined.get(one, 0), returned.get(one, 0), ended.get(one, 0)) for one in months]


def _by_month(rows: QuerySet, count: Any) -> dict[date, int]:
    return {
        timezone.localdate(month): number
        for month, number in rows.values("month").annotate(number=count).values_list("month", "number")
        if number
    }


def shown_to_readers(figures: Collection[IssueFigures]) -> dict[str, int]:
    """How many e-mails left by readership, for the rule that hides small groups."""
    return {one.label: one.sent for one in list(figures)[:-1]}
