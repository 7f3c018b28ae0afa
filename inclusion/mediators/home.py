"""What the register of people who help shows elsewhere: menu, what waits, panels, a measure, rights."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure, register_figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import shown_end
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.measures import register_measure
from inclusion.core.registry.panels import FoundRows, register_epci_figures, register_panel
from inclusion.core.registry.people import register_person_rows
from inclusion.core.scope import scoped_to
from inclusion.core.searching import register_search
from inclusion.guide.actions.duplicates import follow_place_merges
from inclusion.guide.models import Place
from inclusion.mediators.actions.consents import anonymise
from inclusion.mediators.models import Helper, HelperMail, HelperPlace
from inclusion.mediators.queries import helpers_in_epci, team_at
from inclusion.mediators.rules import counted
from inclusion.partners.actions import follow_merges
from inclusion.partners.models import Partner

register_activity(
    Activity(
        "mediators",
        "Les personnes qui aident",
        "Le registre des aidants numériques\u00a0: qui aide, où, avec quelles compétences et quelles formations.",
        Group.NETWORK,
        ("inclusion.mediators",),
    )
)

register_entry(Entry(28, "Aidants", "helper_list", Permission.HELPERS_VIEW, "helper_", group=Group.NETWORK))


def _stale(member: Member, today: date) -> QuerySet[Helper]:
    return Helper.objects.editable_by(member).stale(on=today)


@register_todos(Permission.HELPERS_OWN, lambda member, today: [_stale(member, today)])
def entries_to_confirm(member: Member, today: date) -> list[Todo]:
    """One line for the entries that nobody confirmed, of the own people or of all."""
    count = _stale(member, today).count()
    return [
        Todo(
            title=so_many(count, "fiche d’aidant est à confirmer", "fiches d’aidants sont à confirmer"),
            detail="ni le public ni les partenaires ne savent si elles sont encore justes",
            action="Voir ces fiches",
            url=f"{reverse('helper_list', args=[member.network.slug])}?state=stale",
        )
    ]


# -- Panels on the pages of a partner, a place, an intercommunalité

#: How many people a partner's page names.
SHOWN = 12


def people_of_partner(request: MemberRequest, partner: Partner) -> tuple[str, dict[str, Any]] | None:
    """Who helps for an organisation, as far as the member may know."""
    member, today = request.member, timezone.localdate()
    if not member.may(Permission.HELPERS_VIEW):
        return None
    found = Helper.objects.visible_to(member, on=today).in_post(on=today).filter(partner=partner)
    statuses = found.count_by_status()
    own = member.may(Permission.HELPERS_OWN) and partner.pk == member.partner.pk
    may_add = own or member.may(Permission.HELPERS_MANAGE)
    if not statuses and not may_add:
        return None
    people = list(found.select_related("network").order_by("shown_name", "pk")[:SHOWN])
    count = sum(statuses.values())
    context = {
        "partner": partner,
        "words": counted(statuses),
        "people": people,
        "more": count - len(people),
        "may_add": may_add,
    }
    return "inclusion/mediators/partner_panel.html", context


register_panel("partner_detail", people_of_partner)


def team_of_place(request: MemberRequest, place: Place) -> tuple[str, dict[str, Any]] | None:
    """Who helps at a place: names as agreed, for members and for everybody."""
    team = team_at(place, request.member, on=timezone.localdate())
    return ("inclusion/mediators/place_panel.html", {"team": team}) if team.count else None


def team_of_public_place(request: HttpRequest, place: Place) -> tuple[str, dict[str, Any]] | None:
    """The same on the public page: what everybody may know, whoever looks."""
    team = team_at(place, None, on=timezone.localdate())
    return ("inclusion/mediators/place_panel.html", {"team": team}) if team.count else None


register_panel("place_detail", team_of_place)
register_panel("guide_place", team_of_public_place)


def _helper_rows(siren: str, day: date) -> list[QuerySet]:
    return helpers_in_epci(siren, on=day)


def helpers_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """How many people help in an intercommunalité; nobody is named."""
    count, trained = (found["count"] for [found] in rows)
    with_training = so_many(trained, "formée", "formées") if trained else ""
    listed = reverse("helper_list", args=[member.network.slug], query={"epci": siren})
    return [Figure("Personnes qui aident", str(count), with_training and f"dont {with_training}", "Voir qui", listed)]


register_epci_figures(Permission.HELPERS_VIEW, _helper_rows, helpers_in, order=15)


def _helpers(network: Network, start: date, end: date) -> int:
    with scoped_to(network):
        return Helper.objects.in_post(on=shown_end(end)).count()


register_measure(
    register_figure(
        "helpers",
        "Personnes qui aident, en poste à la fin de la période",
        "personnes",
        "Les personnes du registre arrivées avant la fin de la période et pas encore parties.",
    ),
    _helpers,
)

# What moves with an organisation that is merged into another one.
follow_merges(Helper, "partner")


def move_to_merged_place(gone: Place, kept: Place) -> None:
    """Let those who help at a place that is merged help at the one that stays, once each."""
    known = set(HelperPlace.objects.filter(place=kept).values_list("helper", "session"))
    for row in HelperPlace.objects.filter(place=gone).order_by("pk"):
        if (row.helper_id, row.session_id) in known:
            row.delete()
        else:
            row.place = kept
            row.save(update_fields=["place"])


follow_place_merges(move_to_merged_place)


# -- Rights of a person


def forget_entry(helper: Helper, *, by: Any, at: Any) -> None:
    """Empty the entry of somebody who asks to."""
    anonymise(helper, by=by, at=at)


register_person_rows(Helper, email="email", forget=forget_entry)
register_person_rows(HelperMail, email="problem")


# -- Searching


@register_search(
    "Aidants",
    Permission.HELPERS_VIEW,
    order=35,
    detail=lambda helper: f"{helper.function}, {helper.partner}",
    listed="helper_list",
)
def helpers_by_name(member: Member, words: str) -> QuerySet[Helper]:
    """Those in post whose name this member may read; the others are found in the list, without a name."""
    today = timezone.localdate()
    named = Helper.objects.visible_to(member, on=today).in_post(on=today).filter(sees_name=True).named(words)
    return named.select_related("partner").order_by("shown_name", "pk")
