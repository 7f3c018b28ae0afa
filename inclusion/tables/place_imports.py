"""Tables of files of places, of what became of their rows, and of who brings them."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from inclusion.columns import NUM
from inclusion.enums.places import PlaceImportState, PlaceSourceKind
from inclusion.models import PlaceImport, PlaceSource
from inclusion.scope import active_network
from inclusion.tables import MomentColumn
from inclusion.templatetags.liant import chip

_TONES = {PlaceImportState.TRIED: "warn", PlaceImportState.APPLIED: "good", PlaceImportState.DROPPED: "calm"}


def _import_page(record: PlaceImport) -> str:
    return reverse("place_import_detail", args=[active_network().slug, record.pk])


class PlaceImportTable(tables.Table):
    """The files of places that were brought."""

    document = tables.Column("Fichier", linkify=_import_page, order_by=("document__filename", "pk"))
    source = tables.Column("Source", order_by=("source__name", "pk"))
    state = tables.Column("État")
    tried_at = MomentColumn("Essayé le")
    created = tables.Column("Nouveaux", accessor=A("report__created"), orderable=False, attrs=NUM)
    updated = tables.Column("Mis à jour", accessor=A("report__updated"), orderable=False, attrs=NUM)
    unchanged = tables.Column(
        "Inchangés", accessor=A("report__unchanged"), orderable=False, attrs=NUM, visible=False
    )
    rejected = tables.Column("Refusés", accessor=A("report__rejected"), orderable=False, attrs=NUM)

    class Meta:
        model = PlaceImport
        fields = ("document", "source", "state", "tried_at", "created", "updated", "unchanged", "rejected")
        order_by = ("-tried_at",)
        caption = "Fichiers de lieux"
        empty_text = "Aucun fichier ne correspond à votre recherche."

    def render_state(self, record: PlaceImport) -> str:
        """A chip."""
        label = record.get_state_display()
        return render_to_string(
            "components/chip.html", chip(label, tone=_TONES[PlaceImportState(record.state)])
        )

    def value_state(self, record: PlaceImport) -> str:
        """Its words."""
        return record.get_state_display()

    def render_rejected(self, value: list) -> int:
        """How many rows."""
        return len(value)

    def value_rejected(self, value: list) -> int:
        """The same in exports."""
        return len(value)


class ReportTable(tables.Table):
    """What is to be said of the rows of one file."""

    row = tables.Column("Ligne", attrs=NUM)
    kind = tables.Column("Ce qu’il en est")
    column = tables.Column("Colonne")
    before = tables.Column("Écrit")
    after = tables.Column("Repris")
    reason = tables.Column("Pourquoi")
    rows = tables.Column("Lignes semblables", attrs=NUM)

    class Meta:
        order_by = ("row",)
        caption = "Lignes"
        empty_text = "Rien à dire de ces lignes."


class PlaceSourceTable(tables.Table):
    """Who says what of places, the first to be believed at the top."""

    rank = tables.Column("Rang", attrs=NUM)
    name = tables.Column("Source")
    kind = tables.Column("Nature", accessor=A("get_kind_display"), order_by="kind")
    licence = tables.Column("Licence", default="")
    places = tables.Column("Lieux", attrs=NUM)

    class Meta:
        model = PlaceSource
        fields = ("rank", "name", "kind", "licence", "places")
        order_by = ("rank",)
        caption = "Sources"
        empty_text = "Aucune source."

    def render_name(self, record: PlaceSource) -> SafeString:
        """The way to change it; the two that no file brings stay as they are."""
        if record.kind != PlaceSourceKind.FILE:
            return format_html("{}", record.name)
        url = reverse("place_source_edit", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">{}</a>', url, record.name)

    def value_name(self, record: PlaceSource) -> str:
        """Its name alone."""
        return record.name
