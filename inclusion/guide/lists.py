"""The search of the public guide; lists of places, of files of places and of what became of their rows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_tables2.utils import A

from inclusion.core.french.names import search_form, typographic
from inclusion.core.models.networks import Network
from inclusion.core.registry.panels import place_marks
from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, NUM, FormattedColumn, MomentColumn, StateColumn, chip_html
from inclusion.guide.enums import PlaceImportState, PlaceSourceKind
from inclusion.guide.models import Place, PlaceImport, PlaceQuerySet, PlaceSource
from inclusion.guide.queries import (
    Point,
    nearest_first,
    open_at,
    open_within,
    point_of,
    points_around,
    understood,
    with_service,
)
from inclusion.guide.rules.cleaning import at_town
from inclusion.guide.rules.keywords import meanings
from inclusion.guide.rules.provenance import AGES, BY_KEY, days_of, freshness
from inclusion.guide.rules.search import Town, Understanding, asked_stretches
from inclusion.guide.rules.standard import SERVICES
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import chip
from inclusion.territories.models import Commune

#: The choice in the form → the list of the standard that it looks into.
_LISTS = {
    "venir": "access_modes",
    "aide": "support_modes",
    "public": "publics",
    "accueil": "special_care",
    "programme": "programmes",
}


#: What a sentence asks for that a place gives or not, beside its services; the rest says when, or at what price.
_GIVEN = ("aide", "accueil", "programme", "marque", "venir")


@dataclass(frozen=True)
class GuideResults:
    """Places in their order, each with `km` and `is_here`, and how the question was understood.

    `where` reads after a count (« à Marmande », « autour de vous ») and is empty for the whole guide.
    """

    places: PlaceQuerySet
    understood: Understanding
    towns: tuple[Town, ...] = ()
    where: str = ""
    unknown: tuple[str, ...] = ()
    #: Where distances are counted from: somebody's own position, or that of the one town that was meant.
    origin: Point | None = None
    #: The words that the names or addresses of the places contain, where they were looked for.
    named: str = ""
    #: Whether no place says that it helps with the needs of the sentence: then the places are those near.
    is_lacking: bool = False

    @property
    def code(self) -> str:
        """The code of the one commune that was meant; empty for none or several."""
        return self.towns[0].code if len(self.towns) == 1 else ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether the town that was asked for lies outside the network's département."""
        return bool(self.towns) and not any(one.is_here for one in self.towns)


def search(asked: dict[str, Any], network: Network, *, at: datetime) -> GuideResults:
    """Return the places that answer what a GuideSearchForm asked; `at` is on the clock of Paris, without a zone."""
    said = understood(asked.get("q", ""), network)
    wanted = Place.objects.open().filter(_condition(asked, at), _condition_said(said, at))
    given = tuple(one for one in said.choices if one[0] in _GIVEN)
    needs = replace(said, choices=given)
    is_lacking = (
        bool(said.services or given)
        and not wanted.exists()
        and not Place.objects.open().filter(_condition_said(needs, at)).exists()
    )
    if is_lacking:  # who is near may know who helps
        others = tuple(one for one in said.choices if one not in given)
        wanted = Place.objects.open().filter(
            _condition(asked, at), _condition_said(replace(said, services=(), choices=others), at)
        )
    wanted, named = _named_like(wanted, said)
    asked_towns = [one.typed for one in said.parts if one.kind == "town"]
    unknown = () if named else tuple(one for one in (*said.unknown, *said.names) if one not in asked_towns)
    towns = said.towns or said.options
    if not towns and "lat" in asked and "lon" in asked:
        here = (asked["lat"], asked["lon"])
        places = nearest_first(wanted, origin=here)
        return GuideResults(places, said, (), "autour de vous", unknown, here, named, is_lacking)
    codes = [one.code for one in towns]
    # Where a town lay that another one took in is not known: no distance is counted from the other's centre.
    is_former = len(towns) == 1 and search_form(" ".join(asked_towns)) in towns[0].former
    origin = point_of(Commune.objects.get(pk=codes[0])) if len(codes) == 1 and not is_former else None
    around = points_around(codes) if codes and not origin else []
    all_first = not asked.get("public") and "public" not in dict(said.choices)
    places = nearest_first(wanted, origin=origin, communes=codes, around=around, all_first=all_first)
    return GuideResults(places, said, towns, _where(towns, said), unknown, origin, named, is_lacking)


def places_there(found: GuideResults) -> PlaceQuerySet:
    """The open places of the towns that were meant, whatever they help with."""
    codes = [one.code for one in found.towns]
    return nearest_first(Place.objects.open(), origin=found.origin, communes=codes).filter(is_here=True)


def _condition(asked: dict[str, Any], at: datetime) -> Q:
    condition = Q()
    if service := asked.get("besoin"):
        condition &= with_service(service, on=at.date())
    for name, column in _LISTS.items():
        if value := asked.get(name):
            condition &= _holds(column, value)
    if mark := asked.get("marque"):
        # The condition of a place of whose partner another app says this: « Accepte le pass numérique ».
        partners = list(
            Place.objects.open().exclude(partner=None).order_by().values_list("partner", flat=True).distinct()
        )
        marks = place_marks(partners, at.date())
        condition &= Q(partner__in=[one for one in partners if mark in marks.get(one, ())])
    if asked.get("gratuit"):
        condition &= Q(fees__contains=["Gratuit"])
    if asked.get("ouvert"):
        condition &= open_at(at)
    if asked.get("jour") or asked.get("moment"):
        condition &= open_within(asked_stretches(asked.get("jour", ""), asked.get("moment", ""), today=at.date()))
    return condition


def _condition_said(said: Understanding, at: datetime) -> Q:
    """The condition of a sentence: any of its needs, and each of its choices; a place for everybody is for them too."""
    needs = Q()
    for service in said.services:
        needs |= with_service(service, on=at.date())
    chosen = {field: value for field, value in said.choices if field != "public"}
    condition = needs & _condition(chosen, at)
    for field, value in said.choices:
        if field == "public":
            condition &= Q(publics=[]) | _holds("publics", value)
    return condition


def _named_like(wanted: PlaceQuerySet, said: Understanding) -> tuple[PlaceQuerySet, str]:
    """The places whose name or address has the words that say neither a need nor a town; all where none has them."""
    words = " ".join((*said.names, *said.unknown))
    if words and not said.options:
        kinds = {kind for one in said.names for kind in meanings("typologie", one)}
        of_kind = wanted.filter(typologies__overlap=sorted(kinds)).matching(" ".join(said.unknown))
        found = wanted.filter(Q(pk__in=wanted.matching(words)) | Q(pk__in=of_kind)) if kinds else wanted.matching(words)
        if found.exists():
            return found, words
    return wanted, ""


def _holds(column: str, value: str) -> Q:
    """The list holds the value, with either apostrophe."""
    spelled = {value, typographic(value)}
    return Q(**{f"{column}__overlap": sorted(spelled)})


def _where(towns: tuple[Town, ...], said: Understanding) -> str:
    """« à Marmande », « à Virazeil et à Marmande », « pour 47200 » where a code means many."""
    if len(towns) > 2 or said.options:
        typed = " ".join(one.typed for one in said.parts if one.kind == "town")
        return f"pour «\u00a0{typed}\u00a0»"
    return " et ".join(at_town(typographic(one.name)) for one in towns)


# -- Filters of places, for their keepers and the coordination

LACKS = {
    "pivot": ("un SIRET ou un RNA", Q(pivot="")),
    "point": ("un point sur la carte", Q(latitude=None)),
    "hours": ("des horaires", Q(opening_hours="")),
    "email": ("une adresse électronique", Q(emails=[])),
    "services": ("des services", Q(services=[])),
}


class PlaceFilter(django_filters.FilterSet):
    """Places by words, town, service, freshness, keeper, and by what is not known of them."""

    q = django_filters.CharFilter(label="Nom ou adresse", method="by_words")
    town = django_filters.ChoiceFilter(label="Commune", choices=(), empty_label="Toutes")
    service = django_filters.ChoiceFilter(
        label="Service", choices=[(one, one) for one in SERVICES], method="by_service", empty_label="Tous"
    )
    fresh = django_filters.ChoiceFilter(
        label="Fraîcheur", choices=[(one.key, one.label) for one in AGES], method="by_freshness", empty_label="Toutes"
    )
    partner = django_filters.ModelChoiceFilter(label="Tenu par", queryset=Partner.objects.none(), empty_label="Tous")
    lacks = django_filters.ChoiceFilter(
        label="Il manque",
        choices=[(key, label) for key, (label, _) in LACKS.items()],
        method="by_lack",
        empty_label="Sans importance",
    )
    standing = django_filters.ChoiceFilter(
        label="État",
        choices=[("closed", "Fermés définitivement"), ("all", "Ouverts et fermés")],
        method="by_standing",
        empty_label="Ouverts",
    )

    class Meta:
        model = Place
        fields = ["q", "town", "service", "fresh", "partner", "lacks", "standing"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Place.objects.filter(merged_into=None).order_by("town").values_list("town", flat=True)
        self.filters["town"].extra["choices"] = [(one, one) for one in towns.distinct()]
        kept = Place.objects.filter(partner__isnull=False).values("partner")
        self.filters["partner"].queryset = Partner.objects.filter(pk__in=kept)

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def by_service(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(services__contains=[value])

    def by_freshness(self, queryset: Any, name: str, value: str) -> Any:
        after, until = days_of(BY_KEY[value], timezone.localdate())
        if after is not None:
            queryset = queryset.filter(updated_on__gt=after)
        return queryset if until is None else queryset.filter(updated_on__lte=until)

    def by_lack(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(LACKS[value][1])

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        """The list itself begins with the open ones; here only the closed are chosen."""
        return queryset.exclude(closed_on=None) if value == "closed" else queryset


# -- Tables of places and of their answers


def _page(record: Place) -> str:
    return reverse("place_detail", args=[active_network().slug, record.pk])


def _freshness(record: Place) -> str:
    """The chip, with the day it counts from."""
    if record.closed_on is not None:
        return chip_html(chip("Fermé", tone="calm", sign="lock"))
    age = freshness(record.updated_on, timezone.localdate())
    return chip_html(chip(age.label, tone=age.tone))


class PlaceTable(tables.Table):
    """The places of the guide."""

    name = tables.Column("Lieu", linkify=_page, order_by="sort_name")
    town = tables.Column("Commune", order_by=("town", "sort_name"))
    partner = tables.Column("Tenu par", order_by=("partner__sort_name", "sort_name"), default="–")
    updated_on = FormattedColumn("Fraîcheur", show=_freshness, order_by=("updated_on", "sort_name"))
    lacks = tables.Column("Il manque", empty_values=(), orderable=False)

    class Meta:
        model = Place
        fields = ("name", "town", "partner", "updated_on", "lacks")
        caption = "Lieux du guide"
        empty_text = "Aucun lieu ne correspond à votre recherche."

    def render_lacks(self, record: Place) -> str:
        """What is not known, in words."""
        return ", ".join(_lacking(record)) or "–"

    def value_lacks(self, record: Place) -> str:
        """The same in exports."""
        return ", ".join(_lacking(record))


def _lacking(record: Place) -> list[str]:
    missing = {
        "pivot": not record.pivot,
        "point": record.latitude is None,
        "hours": not record.opening_hours,
        "email": not record.emails,
        "services": not record.services,
    }
    return [LACKS[key][0] for key, is_missing in missing.items() if is_missing]


# -- Filters of files of places


class PlaceImportFilter(django_filters.FilterSet):
    """Files by their name and by what became of them."""

    q = django_filters.CharFilter(label="Nom du fichier", field_name="document__filename", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=PlaceImportState.choices, empty_label="Tous")

    class Meta:
        model = PlaceImport
        fields = ["q", "state"]


# -- Tables of files of places, of their rows, of their sources

_TONES = {PlaceImportState.TRIED: "warn", PlaceImportState.APPLIED: "good", PlaceImportState.DROPPED: "calm"}


def _import_page(record: PlaceImport) -> str:
    return reverse("place_import_detail", args=[active_network().slug, record.pk])


def _state(record: PlaceImport) -> dict[str, str]:
    return chip(record.get_state_display(), tone=_TONES[PlaceImportState(record.state)])


class PlaceImportTable(tables.Table):
    """The files of places that were brought."""

    document = tables.Column("Fichier", linkify=_import_page, order_by=("document__filename", "pk"))
    source = tables.Column("Source", order_by=("source__name", "pk"))
    state = StateColumn("État", look=_state)
    tried_at = MomentColumn("Essayé le")
    created = tables.Column("Nouveaux", accessor=A("report__created"), orderable=False, attrs=NUM)
    updated = tables.Column("Mis à jour", accessor=A("report__updated"), orderable=False, attrs=NUM)
    unchanged = tables.Column("Inchangés", accessor=A("report__unchanged"), orderable=False, attrs=NUM, visible=False)
    rejected = tables.Column("Refusés", accessor=A("report__rejected"), orderable=False, attrs=NUM)

    class Meta:
        model = PlaceImport
        fields = ("document", "source", "state", "tried_at", "created", "updated", "unchanged", "rejected")
        order_by = ("-tried_at",)
        caption = "Fichiers de lieux"
        empty_text = "Aucun fichier ne correspond à votre recherche."

    def render_rejected(self, value: list) -> int:
        """How many rows."""
        return len(value)


class ReportTable(tables.Table):
    """What is to be said of the rows of one file."""

    row = tables.Column("Ligne", attrs=NUM)
    kind = tables.Column("Ce qu’il en est")
    column = tables.Column("Colonne")
    before = tables.Column("Écrit", default="")
    after = tables.Column("Repris", default="")
    reason = tables.Column("Pourquoi")
    rows = tables.Column("Lignes semblables", attrs=NUM)

    class Meta:
        attrs = CARDS
        order_by = ("row",)
        caption = "Lignes"
        empty_text = "Rien à dire de ces lignes."


def _source_page(record: PlaceSource) -> str | None:
    """The page that changes it; the two that no file brings stay as they are."""
    if record.kind != PlaceSourceKind.FILE:
        return None
    return reverse("place_source_edit", args=[active_network().slug, record.pk])


class PlaceSourceTable(tables.Table):
    """Who says what of places, the first to be believed at the top."""

    rank = tables.Column("Priorité", attrs=NUM)
    name = tables.Column("Source", linkify=_source_page)
    kind = tables.Column("Nature", accessor=A("get_kind_display"), order_by="kind")
    licence = tables.Column("Licence", default="")
    places = tables.Column("Lieux", attrs=NUM)

    class Meta:
        model = PlaceSource
        fields = ("rank", "name", "kind", "licence", "places")
        order_by = ("rank",)
        caption = "Sources"
        empty_text = "Aucune source."
