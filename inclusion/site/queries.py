"""Where a town's network is; the figures that everybody may see; on home pages, what changed, what to do first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count, Exists, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from inclusion.core.access import Member, Permission
from inclusion.core.activities import activity_keys, is_on, page_is_on
from inclusion.core.enums import Verb
from inclusion.core.figures import FigureDefinition, FigureValue
from inclusion.core.french.names import search_form, so_many, typographic
from inclusion.core.french.periods import civil_year, distance, plain_date
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Invitation, Membership, Network
from inclusion.core.navigation import MAX_PICTURES, Home, Picture
from inclusion.core.news import News, news_of
from inclusion.core.registry.measures import measures
from inclusion.core.registry.public import OpenFigure, open_figures, site_pages
from inclusion.directory.models import PartnerProfile
from inclusion.events.models import Event
from inclusion.guide.models import Place
from inclusion.guide.queries import commune_code
from inclusion.meetings.models import Body, Meeting
from inclusion.networks.models import NetworkSite
from inclusion.networks.rules import showable
from inclusion.newsletter.models import NewsletterIssue
from inclusion.partners.models import Partner
from inclusion.site.rules import COMING_WITHIN, MAX_COMING, days_to_come
from inclusion.territories.models import Commune, Department

#: Whole years that are shown, the last ones.
MAX_YEARS = 3
#: « 47 300 », and what stands before the name of a town.
_SPLIT_CODE = re.compile(r"\b(\d\d) (\d{3})\b")
_AT = re.compile(r"^\s*(?:à|a|au|aux|en|dans)\s+", re.IGNORECASE)
#: Seconds for which what was counted is shown again: the counts go through whole years of rows.
KEPT_FOR = 3600
#: Units of what is no count of people or of things done for them.
_AMOUNTS = ("€", "ETP")


@dataclass(frozen=True)
class YearRow:
    """What was done, in each of the years shown; None: too few to say how many."""

    label: str
    unit: str
    values: tuple[FigureValue | None, ...]


def towns_meant(asked: str, among: Iterable[Department]) -> dict[str, list[str]]:
    """The towns that are meant by a postal code or a name, by the code of their département, of these départements.

    The towns of that very name come first, then those whose name goes on after it; where there is neither, those that
    begin with these letters. A département that is named itself is there, with no town where none is named.
    """
    words = _SPLIT_CODE.sub(r"\1\2", search_form(_AT.sub("", asked)))
    names = {search_form(one.name): one.code for one in among}
    if words in names:
        return {names[words]: []}
    if found := _towns_named(words, names.values()):
        return found
    for name in sorted(names, key=len, reverse=True):
        if words.endswith(f" {name}") or words.startswith(f"{name} "):
            return _towns_named(words.replace(name, ""), [names[name]]) or {names[name]: []}
    return {}


def _towns_named(words: str, departments: Iterable[str]) -> dict[str, list[str]]:
    name = " ".join(word for word in words.split() if not word.isdecimal())
    rows = Commune.objects.matching(words).filter(department__in=departments)
    towns = [(*row, str(typographic(row[1]))) for row in rows.values_list("search_name", "name", "department")]
    whole = [row for row in towns if f"{row[0]} ".startswith(f"{name} ")]
    found: dict[str, list[str]] = {}
    for _, _, department, town in whole or towns:
        found.setdefault(department, []).append(town)
    return found


def figures_of(network: Network, today: date) -> list[OpenFigure]:
    """What is there today, without what would reveal few people."""
    return [figure for figure in open_figures(network, today) if figure.value]


def years_of(network: Network, today: date) -> tuple[list[int], list[YearRow]]:
    """The whole years in which something was done, the last first, and a row for each thing that was counted."""
    name = f"open-years:{network.pk}:{today}:{'-'.join(network.activities)}"
    years, rows = cast(Any, cache.get_or_set(name, lambda: _years(network, today), KEPT_FOR))
    kinds = measures()
    return years, [_row(kinds[key].figure, years, values) for key, values in rows]


def _years(network: Network, today: date) -> tuple[list[int], list[tuple[Any, ...]]]:
    years = [today.year - back for back in range(1, MAX_YEARS + 1)]
    kinds = {key: one for key, one in measures().items() if is_on(network, one.count)}
    counted = {
        key: [measure.count(network, date(year, 1, 1), date(year + 1, 1, 1)) for year in years]
        for key, measure in kinds.items()
    }
    kept = [year for n, year in enumerate(years) if any(values[n] for values in counted.values())]
    columns = [years.index(year) for year in kept]
    rows = [
        (key, tuple(values[n] for n in columns)) for key, values in counted.items() if any(values[n] for n in columns)
    ]
    return kept, rows


def _row(figure: FigureDefinition, years: Sequence[int], values: Sequence[Decimal | int]) -> YearRow:
    """What one figure says of these years, without counts that are too small to be shown."""
    shown = (
        figure.amount(value, over=civil_year(year)).words if figure.unit in _AMOUNTS or showable(int(value)) else None
        for year, value in zip(years, values, strict=True)
    )
    return YearRow(figure.label, figure.unit, tuple(shown))


# -- What search engines may read


@dataclass(frozen=True)
class Listed:
    """A page that everybody may open, and the day of its last change where one is known."""

    location: str
    lastmod: date | None = None


def listed_pages(network: Network, today: date) -> Iterator[Listed]:
    """The public pages of the active network: those of its navigation, then of each town, place, event and issue."""
    slug = network.slug

    def where(name: str, *args: Any) -> str:
        return reverse(name, args=[slug, *args])

    for one in site_pages(network, today):
        yield Listed(where(one.url_name))
    if page_is_on(network, "guide"):
        places = Place.objects.open().order_by("pk").values_list("pk", "updated_on")
        known = Commune.objects.values("pk")
        towns = Place.objects.open().annotate(code=commune_code()).filter(code__in=known).order_by("code")
        yield from (
            Listed(where("guide_town", *row[:1]), row[1])
            for row in towns.values_list("code").annotate(Max("updated_on"))
        )
        yield from (Listed(where("guide_place", pk), day) for pk, day in places)
    if page_is_on(network, "event_public"):
        events = Event.objects.shown().to_come(at=timezone.now()).values_list("pk", "changed_at")
        yield from (Listed(where("event_public", pk), at.date()) for pk, at in events)
    if page_is_on(network, "issue_public"):
        issues = NewsletterIssue.objects.readable(by_member=False).order_by("number")
        yield from (
            Listed(where("issue_public", number), at.date()) for number, at in issues.values_list("number", "sent_at")
        )


# -- What a home page says of the days before, and of the first days


@dataclass(frozen=True)
class Change:
    """Something that happened, in a sentence, and the page that says more."""

    on: date
    sentence: str
    url: str = ""


#: Sentences of what changed.
MAX_CHANGES = 5


def changes_since(member: Member, since: date, today: date) -> list[Change]:
    """What others did in the network since a day, the latest first: by the journal, for who reads it, else the news."""
    if not member.may(Permission.JOURNAL_VIEW):
        kinds: dict[str, list[News]] = {}
        for one in reversed(news_of(member.network, since, today + timedelta(days=1))):
            kinds.setdefault(one.heading, []).append(one)
        return [
            Change(news[0].on, f"{heading}\u00a0: {_titles(news)}", news[0].url) for heading, news in kinds.items()
        ][:MAX_CHANGES]
    lines = JournalEntry.objects.main_lines().filter(at__date__gte=since).exclude(by=member.user).order_by()
    verbs = lines.values("verb", "label").annotate(count=Count("pk"), last=Max("at"), target=Max("target_label"))
    url = reverse("journal_list", args=[member.network.slug])
    return [
        Change(
            timezone.localdate(one["last"]),
            f"{one['label']}\u00a0: {one['target'] if one['count'] == 1 else so_many(one['count'], 'fois', 'fois')}",
            f"{url}?{urlencode({'verb': one['verb'], 'since': since.isoformat()})}",
        )
        for one in verbs.order_by("-last")[:MAX_CHANGES]
    ]


def _titles(news: Sequence[News]) -> str:
    """« Forum, Atelier et 3 autres »."""
    named, left = [one.title for one in news[:3]], len(news) - 3
    return f"{', '.join(named)} et {so_many(left, 'autre', 'autres')}" if left > 0 else ", ".join(named)


#: What a step is, whether it is done, and where.
type Step = tuple[str, bool, str]

#: For so long a newcomer is shown what to do first, unless all is done or set aside before.
NEWCOMER_DAYS = 90
#: A new network is shown them for this long at most.
NEW_NETWORK_DAYS = 90


def first_steps(member: Member, today: date) -> list[Step]:
    """What to do first: for who opens a network, and for who came lately; empty once that is done or all is closed."""
    if member.network.closed_at:
        return []
    if member.may(Permission.NETWORK_SETTINGS):
        network = member.network
        if network.is_demo or (today - timezone.localdate(network.created_at)).days > NEW_NETWORK_DAYS:
            return []
        steps = _steps_of_network(network)
        return steps if not all(done for _, done, _ in steps) else []
    if member.membership.steps_set_aside_at:
        return []
    joined = timezone.localdate(member.membership.joined_at)
    steps = _steps_of_newcomer(member) if (today - joined).days < NEWCOMER_DAYS else []
    return steps if not all(done for _, done, _ in steps) else []


def _there_are(network: Network, **rows: QuerySet) -> dict[str, bool]:
    """Which of these have a row; one query."""
    found = Network.objects.filter(pk=network.pk).values(**{name: Exists(one) for name, one in rows.items()})
    return cast("dict[str, bool]", found.get())


def _steps_of_network(network: Network) -> list[Step]:
    there = _there_are(
        network,
        invited=Invitation.objects.exclude(invited_by=None),  # whom the portal invited opens the network
        partners=Partner.objects.active().order_by("pk")[2:],
        bodies=Body.objects.all(),
        places=Place.objects.all(),
        site=NetworkSite.objects.exclude(publisher="").exclude(hosting=""),
        chosen=JournalEntry.objects.filter(verb=Verb.ACTIVITIES_CHANGED),
    )
    said = all((network.phone, network.email, network.host_address, network.signatory))
    chosen = there["chosen"] or network.activities != activity_keys()
    pages = [
        ("Dire qui vous êtes\u00a0: téléphone, courriel, adresse, signataire", said, "network_settings"),
        ("Choisir ce que fait votre réseau", chosen, "network_activities"),
        ("Inviter une première personne", there["invited"], "member_invite"),
        ("Ajouter vos partenaires", there["partners"], "partner_add"),
        ("Créer la première instance (COPIL, COTECH)", there["bodies"], "body_add"),
        ("Ajouter les lieux où l’on peut être aidé", there["places"], "place_add"),
        ("Écrire les mentions légales du site public", there["site"], "site_settings"),
    ]
    return [
        (words, done, reverse(name, args=[network.slug])) for words, done, name in pages if page_is_on(network, name)
    ]


def _steps_of_newcomer(member: Member) -> list[Step]:
    partner, slug = member.partner, member.network.slug
    there = _there_are(
        member.network,
        profile=PartnerProfile.objects.filter(partner=partner),
        place=Place.objects.filter(partner=partner),
        event=Event.objects.filter(partner=partner),
    )
    steps = []
    if member.may(Permission.DIRECTORY_OWN):
        url = reverse("directory_profile", args=[slug, partner.pk])
        steps.append(("Présenter votre organisme dans l’annuaire", there["profile"], url))
    if member.may(Permission.GUIDE_OWN) and page_is_on(member.network, "place_add"):
        steps.append(("Ajouter votre lieu à la carte", there["place"], reverse("place_add", args=[slug])))
    if member.may(Permission.EVENTS_OWN) and page_is_on(member.network, "event_add"):
        steps.append(("Annoncer votre premier atelier", there["event"], reverse("event_add", args=[slug])))
    return steps


def contact_of(network: Network) -> dict[str, str] | None:
    """How to reach the coordination: the network's phone and address, else the address of who came first to it."""
    if network.phone or network.email:
        return {"phone": network.phone, "email": network.email}
    first = Membership.objects.in_force().with_role("coordinator").select_related("user").first()
    return {"phone": "", "email": first.user.email} if first else None


# -- The network in pictures


def pictures_of(home: Home) -> list[Picture]:
    """What the network shows a member of itself, the days to come last; four pictures at most."""
    ahead = _to_come(home)
    return [*home.pictures(MAX_PICTURES - len(ahead)), *ahead]


def _to_come(home: Home) -> list[Picture]:
    """The days to come in one picture: each a line as long as it is far."""
    coming = [one for one in home.coming() if one.on - home.today <= COMING_WITHIN][:MAX_COMING]
    if not coming:
        return []
    first = coming[0]
    return [
        Picture(
            heading="Ce qui vient",
            sentence=f"{first.title}\u00a0: {distance(first.on, home.today)}",
            template="inclusion/site/coming_picture.html",
            context={"ahead": days_to_come(coming, home.today)},
            foot=f"Jusqu’au {plain_date(coming[-1].on)}",
            action="Voir la première échéance" if len(coming) > 1 else "Voir l’échéance",
            url=first.url,
        )
    ]


def reader_of(member: Member) -> Member:
    """The same person as one who only reads: what the note of the network shows, whoever downloads it."""
    own = member.membership
    seen = Membership(pk=own.pk, user=own.user, partner=own.partner, roles=["reader"], joined_at=own.joined_at)
    seen.network = own.network
    return Member(seen)


# -- A home on which nothing waits and nothing is shown

#: What members can do or read, by what they may: the first that the network does are offered.
_OFFERS = (
    (Permission.GUIDE_OWN, "place_list", "Tenir à jour la fiche de vos lieux dans le guide"),
    (Permission.EVENTS_OWN, "event_list", "Annoncer un atelier ou un événement"),
    (Permission.ACTIVITY_RECORD, "help_list", "Noter les aides que vous apportez"),
    (Permission.EQUIPMENT_VIEW, "equipment_home", "Voir le matériel que la banque prête"),
    (Permission.EVALUATION_VIEW, "survey_list", "Lire les résultats des enquêtes"),
    (Permission.DIRECTORY_VIEW, "directory_list", "Trouver qui fait quoi dans le réseau"),
    (Permission.BODIES_VIEW, "meeting_list", "Retrouver les réunions et leurs relevés de décisions"),
)
#: How many are offered beside the profile.
MAX_OFFERS = 2


def offers_for(member: Member) -> list[tuple[str, str]]:
    """What this member can do here, each with its page: the profile of the own organisation first."""
    slug, found = member.network.slug, []
    if member.may(Permission.DIRECTORY_OWN):
        url = reverse("directory_profile", args=[slug, member.partner.pk])
        found.append(("Présenter votre organisme dans l’annuaire", url))
    found += [
        (label, reverse(name, args=[slug]))
        for permission, name, label in _OFFERS
        if member.may(permission) and page_is_on(member.network, name)
    ]
    return found[: 1 + MAX_OFFERS]


def facts_for(member: Member) -> list[tuple[str, str, str]]:
    """What is known of the own organisation and of the network: what it is, in words, and its page."""
    slug, partner, found = member.network.slug, member.partner, []
    profile = PartnerProfile.objects.filter(partner=partner).first()
    if member.may(Permission.DIRECTORY_VIEW) and profile:
        day = plain_date(timezone.localdate(profile.changed_at))
        found.append(("Votre fiche de l’annuaire", f"à jour au {day}", reverse("directory_list", args=[slug])))
    places = Place.objects.open().filter(partner=partner).aggregate(count=Count("pk"), last=Max("updated_on"))
    if places["count"] and page_is_on(member.network, "place_list"):
        said = f"{so_many(places['count'], 'lieu', 'lieux')}, à jour au {plain_date(places['last'])}"
        found.append(("Dans le guide du numérique", said, reverse("place_list", args=[slug])))
    last = Meeting.objects.visible_to(member).filter(ends_at__lte=timezone.now()).order_by("-starts_at").first()
    if last and page_is_on(member.network, "meeting_list"):
        last.network = member.network
        said = f"{last}, le {plain_date(timezone.localdate(last.starts_at))}"
        found.append(("Dernière réunion du réseau", said, last.get_absolute_url()))
    partners = Partner.objects.active().count()
    found.append(("Le réseau", so_many(partners, "organisme", "organismes"), reverse("partner_list", args=[slug])))
    return found
