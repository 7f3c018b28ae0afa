"""What the guide shows elsewhere: public pages, navigation, to-do cards."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.names import search_form, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Entry, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry.panels import FoundRows, register_epci_figures, totals_row
from inclusion.core.registry.people import register_person_rows
from inclusion.core.registry.public import register_public_page
from inclusion.core.relations import Lines, PartnerLine, few_of, register_partner_lines
from inclusion.core.searching import register_search
from inclusion.guide import papers as guide_papers  # noqa: F401  (it adds itself to the files of the guide)
from inclusion.guide.enums import GuideFileKind, SessionKind
from inclusion.guide.models import GuideFile, Place, PlaceCheck, PlaceProposal, Session
from inclusion.guide.queries import networks_with_places
from inclusion.guide.rules.provenance import FRESH, STALE, days_of
from inclusion.guide.rules.search import NEEDS, plain
from inclusion.networks.models import NetworkSite
from inclusion.partners.actions import follow_merges


def running_guide(day: date) -> list[Running]:
    """Places that are asked each month whether their sheet is right."""
    asked = Place.objects.open().exclude(emails=[])
    if NetworkSite.objects.filter(asks_places=False).exists():
        asked = asked.none()
    return [
        Running(
            asked,
            "lieu reçoit chaque mois une question sur sa fiche\u00a0: cessez d’abord de la poser",
            "lieux reçoivent chaque mois une question sur leur fiche\u00a0: cessez d’abord de la poser",
            "site_settings",
        )
    ]


register_activity(
    Activity(
        "guide",
        "Guide du numérique",
        "Les lieux où se faire aider, leurs permanences et leurs horaires, ouverts à tous.",
        Group.PUBLIC,
        ("inclusion.guide",),
        running_guide,
    )
)

register_public_page("Guide du numérique", "guide", networks_with_places, short="Guide", order=10)


# -- The guide in the navigation, pending work of the coordination and of keepers

#: What a place wants corrected is corrected within a week.
SETTLED_WITHIN = timedelta(days=7)

register_entry(
    Entry(24, "Guide", "place_list", Permission.GUIDE_VIEW, ("place_", "session_", "guide_"), group=Group.PUBLIC)
)


@register_todos(Permission.GUIDE_MANAGE, lambda member, today: [(PlaceCheck.objects.to_settle(), "answered_at")])
def answers_to_settle(member: Member, today: date) -> list[Todo]:
    """One line for what places want corrected, or say is closed."""
    said = list(PlaceCheck.objects.to_settle().values_list("answered_at", flat=True))
    count, day = len(said), timezone.localdate(said[0])
    return [
        Todo(
            title=so_many(
                count, "lieu demande un changement de sa fiche", "lieux demandent un changement de leur fiche"
            ),
            detail="une correction, ou une fermeture"
            + (f", depuis le {plain_date(day)}" if count == 1 else f", le premier depuis le {plain_date(day)}"),
            action="Lire les réponses",
            url=reverse("place_check_list", args=[member.network.slug]),
            due=day + SETTLED_WITHIN,
        )
    ]


#: What the public proposes is decided within a week.
DECIDED_WITHIN = timedelta(days=7)


@register_todos(
    Permission.GUIDE_OWN, lambda member, today: [(PlaceProposal.objects.to_decide(member, on=today), "asked_at")]
)
def proposals_to_decide(member: Member, today: date) -> list[Todo]:
    """One line for what visitors propose about the places that the member decides on."""
    rows = list(PlaceProposal.objects.to_decide(member, on=today).select_related("place"))
    day = timezone.localdate(rows[0].asked_at)
    slug = member.network.slug
    alone = len(rows) == 1
    return [
        Todo(
            title=f"Une proposition du public\u00a0: {rows[0]}"
            if alone
            else so_many(len(rows), "proposition du public", "propositions du public"),
            detail=f"{rows[0].get_kind_display()}, reçue le {plain_date(day)}"
            if alone
            else f"la première reçue le {plain_date(day)}",
            action="Décider",
            url=reverse("place_proposal", args=[slug, rows[0].pk])
            if alone
            else reverse("place_proposal_list", args=[slug]),
            due=day + DECIDED_WITHIN,
        )
    ]


def _forget_proposal(row: PlaceProposal, **how: Any) -> None:
    row.delete()


register_person_rows(PlaceProposal, email="email", forget=_forget_proposal)


def _stale(member: Member, today: date) -> QuerySet[Place]:
    _, until = days_of(STALE, today)
    return Place.objects.open().of(member).filter(updated_on__lte=until).order_by("updated_on")


@register_todos(Permission.GUIDE_OWN, lambda member, today: [_stale(member, today)])
def own_places_to_renew(member: Member, today: date) -> list[Todo]:
    """The own places of which nobody has said anything for eighteen months."""
    return [
        Todo(
            title=f"La fiche «\u00a0{place}\u00a0» date",
            detail="vérifiez-la, un clic suffit si tout est juste",
            action="Ouvrir la fiche",
            url=reverse("place_detail", args=[member.network.slug, place.pk]),
        )
        for place in _stale(member, today)[:3]
    ]


@register_todos(
    Permission.GUIDE_MANAGE,
    lambda member, today: [GuideFile.objects.filter(kind=GuideFileKind.CSV).exclude(faults=[])],
    order=90,
)
def places_left_out(member: Member, today: date) -> list[Todo]:
    """One line for the places that the national file had to leave out."""
    faults = GuideFile.objects.filter(kind=GuideFileKind.CSV).values_list("faults", flat=True).first() or []
    without_pivot = sum(any(one["column"] == "pivot" for one in fault["reasons"]) for fault in faults)
    return [
        Todo(
            title=so_many(len(faults), "lieu n’est pas publié", "lieux ne sont pas publiés")
            + " dans l’export national",
            detail=f"{without_pivot} sans SIRET ni RNA" if without_pivot else "le standard les refuserait",
            action="Voir lesquels",
            url=reverse("guide_left_out", args=[member.network.slug]),
        )
    ]


def _place_rows(siren: str, day: date) -> list[QuerySet]:
    places = Place.objects.open().filter(commune__epci=siren).order_by()
    sessions = Session.objects.running(on=day).filter(place__in=places.values("pk"))
    return [totals_row(places, count=Count("pk")), totals_row(sessions, count=Count("pk"))]


def places_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """How many places of an intercommunalité are open, and how many sessions run there."""
    places, sessions = (found["count"] for [found] in rows)
    return [
        Figure(
            "Lieux où se faire aider",
            str(places),
            so_many(sessions, "permanence ou atelier", "permanences et ateliers") if sessions else "",
            "",
            "",
        )
    ]


register_epci_figures(Permission.GUIDE_VIEW, _place_rows, places_in, order=10)


@register_figures(Permission.GUIDE_MANAGE, lambda member, today: [Place.objects.open()], order=44)
def fresh_places(member: Member, today: date) -> list[Figure]:
    """How many of the open places are up to date."""
    after, _ = days_of(FRESH, today)
    counted = Place.objects.open().aggregate(all=Count("pk"), fresh=Count("pk", filter=Q(updated_on__gt=after)))
    return [
        Figure(
            "Fiches du guide à jour",
            str(counted["fresh"]),
            f"sur {so_many(counted['all'], 'lieu', 'lieux')}",
            "Voir les lieux",
            reverse("place_list", args=[member.network.slug]),
        )
    ]


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(Place, "partner")
follow_merges(Session, "held_by")


# -- What the directory and a partner's page say of its places


def _with_word(member: Member, word: str, day: date) -> QuerySet:
    """Partners of which a place has this word in its name or town, or in a service as anybody says it."""
    form = search_form(word)
    services = [one for one, said in NEEDS.items() if form and form in search_form(f"{one} {said}")]
    places = Place.objects.open().exclude(partner=None)
    found = places.matching(word) | places.filter(services__overlap=services)
    return found.order_by().values("partner")


@register_partner_lines(Permission.NETWORK_VIEW, order=10, find=_with_word)
def places_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """Their places with what one can do there, and what they hold elsewhere."""
    listed = reverse("place_list", args=[member.network.slug]) if member.may(Permission.GUIDE_VIEW) else ""
    places: dict[int, list[Place]] = {}
    for place in Place.objects.open().filter(partner__in=partners).order_by("sort_name", "pk"):
        places.setdefault(place.partner_id, []).append(place)
    lines: Lines = {}
    for key, own in places.items():
        url = f"{listed}?partner={key}" if listed else ""
        names = few_of([f"{one}, {one.town}" for one in own])
        phrase = so_many(len(own), "lieu", "lieux")
        lines[key] = [PartnerLine("Lieux" if len(own) > 1 else "Lieu", names, url, phrase)]
        if needs := plain(NEEDS, [service for one in own for service in one.services]):
            lines[key].append(PartnerLine("On y vient pour", few_of(needs)))
    sessions = Session.objects.running(on=day).filter(held_by__in=partners, place__in=Place.objects.open())
    towns: dict[tuple[int, str], dict[str, list[str]]] = {}
    for one in sessions.select_related("place").order_by("kind", "title", "place__sort_name", "pk"):
        towns.setdefault((one.held_by_id, one.kind), {}).setdefault(one.title, []).append(one.place.town)
    for (key, kind), titles in towns.items():
        said = [f"{title}, {few_of(list(dict.fromkeys(there)))}" for title, there in titles.items()]
        lines.setdefault(key, []).append(PartnerLine(SessionKind(kind).label, few_of(said)))
    return lines


# -- Links of the work on files of places


# -- Searching


@register_search(
    "Lieux",
    Permission.GUIDE_VIEW,
    order=30,
    detail=lambda place: f"{place.postal_code} {place.town}",
    listed="place_list",
)
def places_by_name(member: Member, words: str) -> QuerySet[Place]:
    """Places of the guide that were not closed."""
    return Place.objects.open().matching(words).order_by("sort_name", "pk")
