"""The list of roadmaps with its filters, and the rows of the grid."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.core.web.columns import CARDS, NUM, FormattedColumn, LastDayColumn, StateColumn, chip_html
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import chip, chip_of, number
from inclusion.territories.models import Epci
from roadmaps.enums import ActionState, Priority, RoadmapLevel, RoadmapState
from roadmaps.plans.actions.grid import values_of
from roadmaps.plans.models.actions import Action, ActionActor
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapCarrier, RoadmapTerritory
from roadmaps.plans.models.versions import minimum_axes
from roadmaps.plans.queries import ACTIONS, LATE, carriers_of, nesting_in_list, territory_of
from roadmaps.plans.rules.cells import FIELDS, NEEDS_REASON, state_question


def _carriers(request: Any) -> Any:
    """Who carries a roadmap that this member sees."""
    seen = Roadmap.objects.visible_to(request.member).order_by().values("pk")
    return Partner.objects.filter(carried_roadmaps__roadmap__in=seen).distinct()


def _territories(request: Any) -> Any:
    """The intercommunalités of roadmaps that this member sees."""
    seen = Roadmap.objects.visible_to(request.member).order_by().values("pk")
    return Epci.objects.filter(pk__in=RoadmapTerritory.objects.filter(roadmap__in=seen).order_by().values("epci"))


class RoadmapFilter(django_filters.FilterSet):
    """Which roadmaps of the network."""

    q = django_filters.CharFilter(label="Titre", method="by_words")
    level = django_filters.ChoiceFilter(label="Niveau", choices=RoadmapLevel, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=RoadmapState, empty_label="Tous")
    carrier = django_filters.ModelChoiceFilter(
        label="Portée par", queryset=_carriers, method="by_carrier", empty_label="Tous"
    )
    epci = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=_territories, method="by_epci", empty_label="Tous"
    )

    class Meta:
        model = Roadmap
        fields = ("q", "level", "state", "carrier", "epci")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Those of which every word is in the title."""
        return queryset.matching(value)

    def by_carrier(self, queryset: Any, name: str, value: Partner) -> Any:
        """Those that this organisation carries."""
        return queryset.filter(Exists(RoadmapCarrier.objects.filter(roadmap=OuterRef("pk"), partner=value)))

    def by_epci(self, queryset: Any, name: str, value: Epci) -> Any:
        """Those of this intercommunalité."""
        return queryset.filter(Exists(RoadmapTerritory.objects.filter(roadmap=OuterRef("pk"), epci=value)))


# -- Table of roadmaps


def _title(record: Roadmap) -> SafeString:
    """The way to it; below, who carries it."""
    return format_html(
        '<div class="wide"><a href="{}">{}</a><br><span class="muted">{}</span></div>',
        record.get_absolute_url(),
        record.title,
        carriers_of(record) or ("porteur à nommer" if record.has_content else ""),
    )


def _stage(record: Roadmap) -> dict[str, Any]:
    """Its state; of one in preparation, how far it has come."""
    if record.state != RoadmapState.DRAFT or not (record.waits or record.drafted_on):
        return chip_of(record)
    if record.waits:
        return chip("Adoption à confirmer", tone="warn")
    return chip("Rédigée, à confirmer", tone="warn") if record.drafted_waits else chip("Rédigée", tone="info")


def _actions(record: Any) -> SafeString | str:
    """How many actions are written here; of a row with `actions_count`."""
    if record.has_content:
        return number(ACTIONS.amount(record.actions_count, record, over=timezone.localdate()))
    return format_html('<span class="muted">{}</span>', "sans contenu ici")


def _late(record: Any) -> str:
    """How many actions are late, marked where there are any; of a row with `late_count`."""
    if not record.has_content:
        return "–"
    late = LATE.amount(record.late_count, record, over=timezone.localdate())
    return chip_html(chip(number(late), tone="bad")) if late else number(late)


class RoadmapTable(tables.Table):
    """Roadmaps with their territory, what they take up and how many of their actions are late."""

    title = FormattedColumn("Feuille de route", show=_title, order_by=("sort_title", "pk"))
    level = tables.Column("Niveau", order_by=("level", "sort_title", "pk"), visible=False)
    carriers = tables.Column("Portée par", empty_values=(), orderable=False, visible=False)
    territory = tables.Column("Territoire", empty_values=(), orderable=False)
    start = tables.Column("Premier jour", visible=False)
    end = LastDayColumn("Jusqu’au")
    taken_count = tables.Column("Axes repris", attrs=NUM)
    nesting = tables.Column("Adoption", empty_values=(), orderable=False, visible=False)
    actions_count = FormattedColumn("Actions", show=_actions, attrs=NUM)
    late_count = FormattedColumn("En retard", show=_late, attrs=NUM)
    state = StateColumn("État", look=_stage)

    class Meta:
        model = Roadmap
        attrs = CARDS
        fields = ("title", "level", "carriers", "territory", "start", "end", "taken_count", "nesting")
        caption = "Toutes les feuilles de route"
        empty_text = "Aucune feuille de route ici."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minimum = minimum_axes()

    def render_carriers(self, record: Roadmap) -> str:
        """Who carries it."""
        return carriers_of(record)

    def render_territory(self, record: Roadmap) -> str:
        """Its intercommunalités."""
        return territory_of(record) or "–"

    def render_taken_count(self, record: Roadmap) -> str | SafeString:
        """« 3 », or « 1 sur 2 » with its sentence where too few are; a departmental one takes up none."""
        if not record.is_local or not record.has_content:
            return "–"
        found = nesting_in_list(record, self.minimum)
        if found.is_enough:
            return str(found.distinct)
        mark = chip_html(chip(f"{found.distinct} sur {found.minimum}", tone="warn"))
        return format_html('{}<span class="said">{}</span>', mark, found.sentence)

    def value_actions_count(self, record: Any) -> int | str:
        return record.actions_count if record.has_content else ""

    def value_late_count(self, record: Any) -> int | str:
        return record.late_count if record.has_content else ""

    def value_taken_count(self, record: Roadmap) -> int | str:
        return record.taken_count if record.is_local and record.has_content else ""

    def render_nesting(self, record: Roadmap) -> str:
        """What it takes up, in a sentence."""
        takes_up = record.is_local and record.has_content
        return nesting_in_list(record, self.minimum).sentence if takes_up else ""


# -- Rows of a roadmap's grid: actions by axis, displayed values of cells, codes of closed lists

#: How each column is edited, and how a page marks its figures.
KINDS = {
    "title": "text",
    "state": "choice",
    "start": "date",
    "end": "date",
    "progress": "percent",
    "priority": "choice",
    "budget": "amount",
}


@dataclass(frozen=True)
class Option:
    """One word of a closed list: how it looks, and what is asked of whoever picks it."""

    label: str
    look: SafeString | str
    asks: str = ""


@dataclass(frozen=True)
class GridRow:
    """One action: its number, its cells as they are shown."""

    action: Action
    number: str
    cells: list[dict[str, Any]]
    #: Who leads it, which is changed on its own page.
    leads: str


@dataclass(frozen=True)
class GridGroup:
    """One axis and its rows."""

    axis: Axis
    rows: list[GridRow]


def options() -> dict[str, list[Option]]:
    """The words of the closed lists, with the sign of each state."""
    states = [
        Option(
            state.label,
            SafeString(chip_html(chip(state)).strip()),
            state_question(state) if state in NEEDS_REASON else "",
        )
        for state in ActionState
    ]
    return {"state": states, "priority": [Option(one.label, one.label) for one in Priority]}


def groups_of(roadmap: Roadmap) -> list[GridGroup]:
    """The axes of a roadmap with their actions; three queries, however many there are."""
    axes = {axis.pk: GridGroup(axis, []) for axis in Axis.objects.filter(roadmap=roadmap)}
    for group in axes.values():
        group.axis.roadmap = roadmap
    looks = {one.label: one.look for one in options()["state"]}
    actors = Prefetch("actor_rows", ActionActor.objects.leads().with_names(), to_attr="leads")
    for action in Action.objects.of_roadmap(roadmap).in_order().prefetch_related(actors):
        rows = axes[action.axis_id].rows
        number = f"{action.axis.rank}.{len(rows) + 1}"
        leads = ", ".join(one.short_name for one in action.leads)
        rows.append(GridRow(action, number, list(_cells(action, looks)), leads))
    return list(axes.values())


def _cells(action: Action, looks: dict[str, SafeString | str]) -> Iterable[dict[str, Any]]:
    values = values_of(action)
    for name, field in FIELDS.items():
        shown = field.show(values[name])
        yield {
            "kind": KINDS[name],
            "shown": looks.get(shown, shown) if name == "state" else shown,
            "note": action.state_reason if name == "state" else "",
        }


def shown_cells(action: Action) -> dict[str, str]:
    """Each cell of an action as it is shown, by its field."""
    values = values_of(action)
    return {name: field.show(values[name]) for name, field in FIELDS.items()}


def heading(groups: Iterable[GridGroup]) -> str:
    """The answer of the page: how many actions there are, and how many lack a date or a budget."""
    actions = [row.action for group in groups for row in group.rows]
    if not actions:
        return "Aucune action n’est encore écrite"
    count = "1 action" if len(actions) == 1 else f"{len(actions)} actions"
    bare = sum(one.start is None or one.end is None for one in actions)
    unpriced = sum(one.budget is None for one in actions)
    lacks = [f"{bare} sans dates" if bare else "", f"{unpriced} sans budget" if unpriced else ""]
    said = ", ".join(filter(None, lacks))
    return f"{count} au tableau{f', dont {said}' if said else ''}"
