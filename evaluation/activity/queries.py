"""Counts of the help that was given."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, QuerySet, Sum, TextField
from django.db.models.functions import Coalesce, ExtractQuarter, TruncMonth

from evaluation.activity.models import HelpRecord, HelpRecordQuerySet
from evaluation.activity.rules.records import AgePart
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: Where help is counted that no territory is known of.
NOWHERE = "Territoire non renseigné"
#: How many of the last acts of a member say what they help with most.
RECENT = 200

_TERRITORY = Coalesce("commune__epci_id", "partner__epci_id", "partner__commune__epci_id")


def help_totals(start: date, end: date, partner: Partner | None = None) -> dict[str, int]:
    """Acts, people and minutes of the help given on these half-open days."""
    found = HelpRecord.objects.between(start, end)
    if partner is not None:
        found = found.filter(partner=partner)
    return found.order_by().aggregate(
        acts=Count("pk"), people=Sum("people", default=0), minutes=Sum("minutes", default=0)
    )


def years_of_help(today: date) -> list[int]:
    """The years of which help is known, and this one; the latest first."""
    known = HelpRecord.objects.order_by().dates("given_on", "year")
    return sorted({today.year, *(day.year for day in known)}, reverse=True)


def _counted(found: QuerySet[Any], **by: Any) -> QuerySet[Any]:
    return found.order_by().values(**by).annotate(acts=Count("pk"), helped=Sum("people"), length=Sum("minutes"))


def by_month(found: HelpRecordQuerySet) -> list[dict[str, Any]]:
    """Acts, people (`helped`) and minutes (`length`) by month."""
    return list(_counted(found, month=TruncMonth("given_on")).order_by("month"))


def by_theme(found: HelpRecordQuerySet) -> list[dict[str, Any]]:
    """The same by theme; an act of several themes counts under each."""
    unnested = Func(F("themes"), function="unnest", output_field=TextField())
    rows = found.order_by().annotate(theme=unnested).values("theme").annotate(acts=Count("pk"))
    return list(rows.order_by("-acts", "theme"))


def by_place(found: HelpRecordQuerySet) -> list[dict[str, Any]]:
    """The same by kind of place."""
    return list(_counted(found, where=F("place")).order_by("-acts"))


def by_structure(found: HelpRecordQuerySet) -> list[dict[str, Any]]:
    """The same by structure, with its name."""
    rows = list(_counted(found, structure=F("partner_id")).order_by("-acts", "structure"))
    names = Partner.objects.in_bulk([row["structure"] for row in rows])
    return [row | {"label": str(names[row["structure"]])} for row in rows]


def counted_by_territory(found: HelpRecordQuerySet) -> QuerySet:
    """The same by the SIREN of the intercommunalité, without its name."""
    return _counted(found, territory=_TERRITORY)


def by_territory(found: HelpRecordQuerySet) -> list[dict[str, Any]]:
    """The same by intercommunalité: of the commune where help was given, else of the structure."""
    rows = list(counted_by_territory(found).order_by("-acts", "territory"))
    names = Epci.objects.in_bulk([row["territory"] for row in rows if row["territory"]])
    return [row | {"label": str(names.get(row["territory"], NOWHERE))} for row in rows]


def age_parts(found: HelpRecordQuerySet) -> Iterator[AgePart]:
    """People by age, structure, territory and quarter; of a workshop of several ages, each age's own."""
    of = {"territory": _TERRITORY, "structure": F("partner_id"), "quarter": ExtractQuarter("given_on")}
    mixed = found.filter(other__has_key="ages").order_by()
    rows = [
        *(
            (row, {row["age_band"]: row["helped"]})
            for row in found.exclude(other__has_key="ages")
            .order_by()
            .values("age_band", **of)
            .annotate(helped=Sum("people"))
        ),
        *((row, row["other__ages"]) for row in mixed.values("other__ages", **of).iterator()),
    ]
    epcis = Epci.objects.in_bulk({row["territory"] for row, _ in rows} - {None})
    partners = Partner.objects.in_bulk({row["structure"] for row, _ in rows})
    for row, ages in rows:
        territory = str(epcis.get(row["territory"], NOWHERE))
        for age_band, people in ages.items():
            yield AgePart(territory, str(partners[row["structure"]]), row["quarter"], age_band, people)


def last_help_of(user: User) -> HelpRecord | None:
    """What somebody noted last."""
    return HelpRecord.objects.noted_here().filter(by=user).order_by("-recorded_at", "-pk").first()


def themes_used_by(user: User) -> dict[str, int]:
    """How often each theme occurs in what somebody noted lately."""
    recent = HelpRecord.objects.noted_here().filter(by=user).order_by("-recorded_at")[:RECENT]
    counted: dict[str, int] = {}
    for themes in recent.values_list("themes", flat=True):
        for theme in themes:
            counted[theme] = counted.get(theme, 0) + 1
    return counted
