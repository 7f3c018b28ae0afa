"""Filters and tables of mailings."""

from functools import partial
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from funding.passes.booklets.models import Booklet
from funding.passes.enums import MailingOutcome
from funding.passes.mailings.models import Mailing, MailingLine
from inclusion.core.access import MemberRequest, Permission
from inclusion.core.registry.people import person_notes
from inclusion.core.web.columns import CARDS, NUM, OFF_CARDS, DayColumn, StateColumn
from inclusion.partners.queries import operators
from inclusion.people.models import Beneficiary, BeneficiaryQuerySet
from inclusion.people.rules import last_of_month
from inclusion.templatetags.liant import chip_of

# -- Filters of mailings


class ChooseFilter(django_filters.FilterSet):
    """People to whom a pass may be sent."""

    q = django_filters.CharFilter(
        label="Nom, ville ou année de naissance",
        method="by_words",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    operator = django_filters.ModelChoiceFilter(
        label="Usager de", queryset=lambda request: operators(), empty_label="Tous"
    )
    keeping = django_filters.ChoiceFilter(
        label="Gardées encore", choices=[("month", "un mois au plus")], method="by_end", empty_label="Toutes"
    )
    fresh = django_filters.BooleanFilter(
        label="Seulement sans carnet cette année", method="by_fresh", widget=forms.CheckboxInput
    )

    class Meta:
        model = Beneficiary
        fields = ["q", "operator", "keeping", "fresh"]

    def by_words(self, queryset: BeneficiaryQuerySet, name: str, value: str) -> BeneficiaryQuerySet:
        """Whose name, town or year has these words."""
        return queryset.matching(value)

    def by_end(self, queryset: QuerySet[Beneficiary], name: str, value: str) -> QuerySet[Beneficiary]:
        """Whose file is kept until the end of this month at most."""
        return queryset.filter(keep_until__lte=last_of_month(timezone.localdate()))

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


class ChooseTable(tables.Table):
    """People with a box to tick each; the boxes belong to the form below the list."""

    last_name = tables.Column("Nom", linkify=True, order_by="sort_name")
    first_name = tables.Column("Prénom", attrs=OFF_CARDS)
    chosen = tables.Column("Choisir", empty_values=(), orderable=False, exclude_from_export=True)
    notes = tables.Column("En cours", empty_values=(), orderable=False, exclude_from_export=True)
    birth_year = tables.Column("Naissance", default="")
    town = tables.Column("Ville", order_by=("postal_code", "town"), default="")
    operator = tables.Column("Usager de", order_by="operator__sort_name", default="", attrs=OFF_CARDS)
    followed_by = tables.Column("Suivi par", order_by="followed_by__sort_name")

    class Meta:
        attrs = CARDS
        caption = "Personnes"
        empty_text = "Personne ne correspond à votre recherche."

    def before_render(self, request: MemberRequest) -> None:
        """Ask once what is going on for the people of this page; without anything there is no column."""
        people = [row.record.pk for row in self.paginated_rows]
        self.notes = person_notes(request.member, people, timezone.localdate())
        if not self.notes:
            self.columns.hide("notes")
        if not request.member.may(Permission.PEOPLE_VIEW_ALL):  # all of them are their own organisation's
            self.columns.hide("followed_by")

    def render_last_name(self, record: Beneficiary) -> str:
        """The name; on a card with the first name."""
        return format_html('{}<span class="on-cards"> {}</span>', record.last_name, record.first_name)

    def value_last_name(self, record: Beneficiary) -> str:
        """The name alone."""
        return record.last_name

    def render_notes(self, record: Beneficiary) -> str:
        """What is going on, each on a line."""
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in self.notes.get(record.pk, ())))

    def render_town(self, record: Beneficiary) -> str:
        """The town with its postal code."""
        return f"{record.postal_code} {record.town}".strip()

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
