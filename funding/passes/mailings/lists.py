"""Filters and tables of mailings."""

from functools import partial
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.html import format_html

from funding.passes.booklets.models import Booklet
from funding.passes.enums import MailingOutcome
from funding.passes.mailings.models import Mailing, MailingLine
from inclusion.core.web.columns import CARDS, NUM, DayColumn, StateColumn
from inclusion.people.lists import PersonFilter, PersonTable
from inclusion.people.models import Beneficiary
from inclusion.templatetags.liant import chip_of

# -- Filters of mailings


class ChooseFilter(PersonFilter):
    """People to whom a pass may be sent."""

    fresh = django_filters.BooleanFilter(
        label="Seulement sans carnet cette année", method="by_fresh", widget=forms.CheckboxInput
    )

    def by_fresh(self, queryset: QuerySet[Beneficiary], name: str, value: Any) -> QuerySet[Beneficiary]:
        """Without those whom a booklet of this year counts for."""
        if not value:
            return queryset
        sent = Booklet.objects.issued_in(timezone.localdate().year).filter(beneficiary=OuterRef("pk"))
        return queryset.filter(~Exists(sent))


class LineFilter(django_filters.FilterSet):
    """Which lines of a mailing."""

    outcome = django_filters.ChoiceFilter(label="Résultat", choices=MailingOutcome, empty_label="Tous")

    class Meta:
        model = MailingLine
        fields = ("outcome",)


# -- Tables of mailings


class ChooseTable(PersonTable):
    """People with a box to tick each; the boxes belong to the form below the list."""

    chosen = tables.Column("Choisir", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta(PersonTable.Meta):
        fields = (
            "last_name",
            "first_name",
            "chosen",
            "notes",
            "birth_year",
            "town",
            "operator",
            "followed_by",
        )
        sequence = ("last_name", "first_name", "chosen", "...")

    def render_chosen(self, record: Beneficiary) -> str:
        return format_html(
            '<span class="field"><input type="checkbox" form="choix" name="person" value="{}" '
            'aria-label="Choisir {}"></span>',
            record.pk,
            record,
        )


class MailingTable(tables.Table):
    """The mailings of an organisation, or of all."""

    pk = tables.Column("Envoi", linkify=True)
    state = StateColumn(verbose_name="État")
    programme = tables.Column("Programme", order_by="programme__name")
    sent = tables.Column("Envoyés", attrs=NUM)
    ready = tables.Column("Prêts", attrs=NUM)
    refused = tables.Column("Écartés", attrs=NUM)
    tried_at = DayColumn(verbose_name="Préparé le")
    prescriber = tables.Column("Par", order_by="prescriber__sort_name")

    class Meta:
        model = Mailing
        fields = ("pk", "state", "programme", "sent", "ready", "refused", "tried_at", "prescriber")
        attrs = CARDS
        order_by = ("-tried_at", "-pk")
        caption = "Envois groupés"

    def render_pk(self, value: int) -> str:
        """The mailing by its name."""
        return f"N°\u00a0{value}"


class LineTable(tables.Table):
    """The lines of a mailing."""

    rank = tables.Column("Ligne")
    who = tables.Column("Personne", empty_values=(), orderable=False)
    outcome = StateColumn("Résultat", look=partial(chip_of, field="outcome"))
    problem = tables.Column("Pourquoi", default="", orderable=False)
    channel = tables.Column("Envoi")

    class Meta:
        model = MailingLine
        fields = ("rank", "who", "outcome", "problem", "channel")
        attrs = CARDS
        order_by = ("rank",)
        caption = "Ligne par ligne"
        empty_text = "Aucune ligne ici."

    def render_who(self, record: MailingLine) -> Any:
        """The person's page where there is one, and the letter; else the name that the file gives."""
        if record.person is None:
            return self.value_who(record)
        name = format_html('<a href="{}">{}</a>', record.person.get_absolute_url(), record.person)
        if record.letter_id is None:
            return name
        return format_html('{}, <a href="{}">sa lettre</a>', name, record.letter.get_absolute_url())

    def value_who(self, record: MailingLine) -> str:
        return record.name or "–"

    def render_problem(self, record: MailingLine) -> str:
        """The sentence, and what the file says there as long as it is known."""
        written = ", ".join(f"«\u00a0{cell}\u00a0»" for cell in record.unread.values() if cell)
        return f"{record.problem} Le fichier dit {written}." if written else record.problem
