"""Reads of people who help: the personal link, who helps at a place, in an intercommunalité, for an organisation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Count, DecimalField, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from inclusion.core.registry.panels import totals_row
from inclusion.guide.models import Place
from inclusion.mediators.models import Helper, HelperPlace, HelperQuerySet, HelperTerritory, HelperTraining
from inclusion.mediators.rules import counted
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member

_SALT = "mediators.own"
_KEYS = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


def link_of(helper: Helper) -> str:
    """The secret part of somebody's personal link: signed by the portal's key, and kept nowhere."""
    return signing.Signer(salt=_SALT).sign(f"{helper.pk}-{helper.link_number}")


def helper_of_link(signed: str, *, on: date) -> Helper | None:
    """Whose link it is; None for one that is wrong, was replaced, or is of somebody who left."""
    try:
        found = _KEYS.fullmatch(signing.Signer(salt=_SALT).unsign(signed))
    except signing.BadSignature:
        return None
    if found is None:
        return None
    rows = Helper.objects.not_gone(on=on).select_related("partner", "network__department")
    return rows.filter(pk=int(found[1]), link_number=int(found[2])).first()


# -- Who helps at a place


@dataclass(frozen=True)
class Team:
    """Who helps somewhere: how many of each status, and those whose name is shown."""

    count: int
    words: str
    #: Name, function, and the days and hours where they are known.
    named: tuple[tuple[str, str, str], ...] = ()


def place_rows() -> Any:
    """The places where somebody helps that are still in the guide, with all that an entry shows of them."""
    rows = HelperPlace.objects.filter(place__closed_on=None).select_related("place", "session")
    return rows.order_by("place__sort_name", "pk")


def team_at(place: Place, member: "Member | None", *, on: date) -> Team:
    """Who helps at a place, as far as this member, or a visitor, may know; two queries."""
    if member is None:
        found: HelperQuerySet = Helper.objects.public(on=on)
    else:
        found = Helper.objects.visible_to(member, on=on).in_post(on=on)
    there = HelperPlace.objects.filter(place=place).select_related("session").order_by("pk")
    rows = found.filter(places__place=place).distinct().select_related("partner")
    people = list(rows.prefetch_related(Prefetch("places", there, to_attr="here")).order_by("sort_name", "pk"))
    statuses: dict[str, int] = {}
    named = []
    for one in people:
        statuses[one.status] = statuses.get(one.status, 0) + 1
        if one.sight_of(member, on=on).name:
            named.append((str(one), one.function, hours_of(one.here)))
    return Team(len(people), counted(statuses), tuple(named))


def hours_of(rows: Iterable[HelperPlace]) -> str:
    """The sessions and hours of somebody at one place, in words."""
    said = [" ".join(filter(None, (row.session.title if row.session else "", row.hours))) for row in rows]
    return "\u00a0; ".join(filter(None, said))


# -- Figures: an intercommunalité, the trainings of each employer


def helpers_in_epci(siren: str, *, on: date) -> list[QuerySet]:
    """How many people help in an intercommunalité, whether they may be found or not, and how many were trained."""
    there = Helper.objects.in_post(on=on).in_epci(siren).order_by()
    trained = HelperTraining.objects.filter(helper__in=there.values("pk"))
    return [totals_row(there, count=Count("pk")), totals_row(trained, count=Count("helper", distinct=True))]


def trainings_by_employer(member: "Member", *, on: date) -> Any:
    """The employers of those whose entries this member keeps, with `people`, `trained` and `hours` of training."""
    helpers = Helper.objects.editable_by(member).in_post(on=on).order_by()
    mine = Q(helpers__in=helpers.values("pk"))
    hours = Sum("helpers__trainings__hours", filter=mine)
    rows = Partner.objects.active().filter(pk__in=helpers.values("partner"))
    return rows.annotate(
        people=Count("helpers", filter=mine, distinct=True),
        trained=Count("helpers__trainings__helper", filter=mine, distinct=True),
        training_hours=Coalesce(hours, Value(Decimal(0)), output_field=DecimalField()),
    ).order_by("sort_name", "pk")


def with_lists(helpers: HelperQuerySet) -> HelperQuerySet:
    """Entries with all that a list shows of them, in as many queries for any number."""
    territories = HelperTerritory.objects.select_related("epci").order_by("epci__name", "pk")
    return helpers.select_related("partner", "network").prefetch_related(
        Prefetch("territories", territories), Prefetch("places", place_rows()), "trainings"
    )


def helping_prefetch(member: "Member", *, on: date) -> Prefetch:
    """Who helps for each organisation, as far as a member may know, as its `helping`."""
    found = Helper.objects.visible_to(member, on=on).in_post(on=on).only("partner", "status")
    return Prefetch("helpers", found.order_by("pk"), to_attr="helping")


def helping_words(partner: Partner) -> str:
    """« 2 médiateurs numériques » of an organisation that was read with `helping_prefetch`; empty for nobody."""
    statuses: dict[str, int] = {}
    for one in getattr(partner, "helping", ()):
        statuses[one.status] = statuses.get(one.status, 0) + 1
    return counted(statuses)
