"""Filters and tables of letters and of postal batches."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet

from funding.passes.enums import LetterState
from funding.passes.letters.models import Letter, PostalBatch
from inclusion.core.access import MemberRequest
from inclusion.core.enums import Channel
from inclusion.core.web.columns import CARDS, NUM, DayColumn, StateColumn
from inclusion.core.web.forms import DAY
from inclusion.partners.models import Partner

# -- Filters of letters


def _prescribers(request: MemberRequest) -> QuerySet[Partner]:
    seen = Letter.objects.visible_to(request.member)
    return Partner.objects.filter(pk__in=seen.order_by().values("booklet__prescriber"))


class LetterFilter(django_filters.FilterSet):
    """Which letters of a programme."""

    state = django_filters.ChoiceFilter(label="État", choices=LetterState, empty_label="Tous")
    channel = django_filters.ChoiceFilter(label="Envoi", choices=Channel, empty_label="Tous")
    prescriber = django_filters.ModelChoiceFilter(
        label="Prescrite par", field_name="booklet__prescriber", queryset=_prescribers, empty_label="Tous"
    )
    since = django_filters.DateFilter(label="Depuis le", field_name="created_at", lookup_expr="date__gte", widget=DAY)
    until = django_filters.DateFilter(label="Jusqu’au", field_name="created_at", lookup_expr="date__lte", widget=DAY)

    class Meta:
        model = Letter
        fields = ("state", "channel", "prescriber", "since", "until")


# -- Tables of letters and of batches for the post


class LetterTable(tables.Table):
    """Letters of a programme."""

    pk = tables.Column(verbose_name="Lettre", linkify=True)
    person = tables.Column(
        verbose_name="Pour", accessor="booklet__beneficiary", order_by="booklet__beneficiary__sort_name", linkify=True
    )
    created_at = DayColumn(verbose_name="Demandée le")
    channel = tables.Column(verbose_name="Envoi")
    state = StateColumn(verbose_name="État")
    sent_at = DayColumn(verbose_name="Partie le", default="–")
    prescriber = tables.Column(
        verbose_name="Prescrite par", accessor="booklet__prescriber", order_by="booklet__prescriber__sort_name"
    )

    class Meta:
        model = Letter
        fields = ("pk", "person", "created_at", "channel", "state", "sent_at", "prescriber")
        attrs = CARDS
        order_by = ("-created_at", "-pk")
        caption = "Lettres"
        empty_text = "Aucune lettre ici. La première partira de la fiche d’une personne."

    def render_pk(self, value: int) -> str:
        """The number as it is printed on the letter."""
        return f"N° {value}"


class BatchLetterTable(LetterTable):
    """Letters of one batch, also those that came back and left again in another one."""

    came_back_on = tables.DateColumn(verbose_name="Revenue le", format="d/m/Y", default="–")

    class Meta(LetterTable.Meta):
        fields = ("pk", "person", "created_at", "state", "came_back_on", "prescriber")
        exclude = ("channel", "sent_at")
        caption = "Lettres du lot"
        empty_text = "Ce lot est vide. Les lettres à poster s’y ajoutent d’elles-mêmes."


class BatchTable(tables.Table):
    """Batches of letters for the post."""

    number = tables.Column(verbose_name="Lot", linkify=True)
    state = StateColumn(verbose_name="État")
    letter_count = tables.Column(verbose_name="Lettres", attrs=NUM)
    returned_count = tables.Column(verbose_name="Revenues", attrs=NUM)
    opened_at = DayColumn(verbose_name="Ouvert le")
    closed_at = DayColumn(verbose_name="Fermé le", default="–")
    handed_over_at = DayColumn(verbose_name="Remis le", default="–")

    class Meta:
        model = PostalBatch
        fields = ("number", "state", "letter_count", "returned_count", "opened_at", "closed_at", "handed_over_at")
        attrs = CARDS
        order_by = ("-number",)
        caption = "Lots de courrier"

    def render_number(self, value: int) -> str:
        """The batch by its name."""
        return f"Lot n° {value}"
