"""Tables of funding: movements, statements, letters, batches for the post."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from funding.models import FundingStatement, LedgerTransaction, Letter, PostalBatch
from funding.models.positions import FundPosition
from inclusion.rules.money import euros
from inclusion.rules.periods import shown_period
from inclusion.tables import DayColumn
from inclusion.templatetags.liant import chip_of

NUM = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}


def _total(name: str) -> Any:
    """A footer: the sum of the table's whole, told by its position."""
    return lambda table: euros(getattr(table.position, name))


class EurosColumn(tables.Column):
    """An amount, to the right; a number in exports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attrs=NUM, **kwargs)

    def render(self, value: Decimal) -> str:
        """The amount in French."""
        return euros(value)

    def value(self, value: Decimal) -> Decimal:
        """The amount as a number."""
        return value


class ContributorTable(tables.Table):
    """What each contributor's euros became; totals at the foot."""

    partner = tables.Column("Contributeur", footer="Ensemble", orderable=False)
    received = EurosColumn(verbose_name="A versé", footer=_total("received"), orderable=False)
    match = EurosColumn(verbose_name="Effet levier", footer=_total("match"), orderable=False)
    paid = EurosColumn(verbose_name="A payé", footer=_total("paid"), orderable=False)
    share = EurosColumn(verbose_name="Part restante", footer=_total("shares"), orderable=False)

    class Meta:
        caption = "Ce que chaque euro est devenu"
        empty_text = "Personne ne contribue encore à ce fonds."

    def __init__(self, *args: Any, position: FundPosition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position = position


class MovementTable(tables.Table):
    """Movements of a fund."""

    booked_on = tables.DateColumn(format="d/m/Y", verbose_name="Date")
    kind = tables.Column(verbose_name="Nature")
    label = tables.Column(verbose_name="Libellé", orderable=False)
    volume = EurosColumn(verbose_name="Montant")
    recorded_at = DayColumn(verbose_name="Enregistré le")
    recorded_by = tables.Column(verbose_name="Par", orderable=False, default="Le portail")

    class Meta:
        model = LedgerTransaction
        fields = ("booked_on", "kind", "label", "volume", "recorded_at", "recorded_by")
        order_by = ("-booked_on",)
        caption = "Mouvements du fonds"

    def value_booked_on(self, value: Any) -> Any:
        """The day itself."""
        return value


class StatementTable(tables.Table):
    """Statements that were issued."""

    number = tables.Column(verbose_name="N°", attrs=NUM)
    partner = tables.Column(verbose_name="Opérateur", order_by="partner__sort_name")
    fund = tables.Column(verbose_name="Fonds", orderable=False)
    start = tables.Column(verbose_name="Période")
    issued_at = DayColumn(verbose_name="Établi le")
    replaced = tables.Column(
        verbose_name="Remplacé par", accessor="replaced_number", orderable=False, default="—"
    )
    document = tables.Column(verbose_name="Relevé", orderable=False)

    class Meta:
        model = FundingStatement
        fields = ("number", "partner", "fund", "start", "issued_at", "replaced", "document")
        order_by = ("-number",)
        caption = "Relevés établis"

    def render_start(self, record: FundingStatement) -> str:
        """Both days of the period."""
        return shown_period(record.start, record.end)

    def value_start(self, record: FundingStatement) -> str:
        """Both days of the period."""
        return shown_period(record.start, record.end)

    def render_replaced(self, value: int) -> str:
        """The number of the newer one."""
        return f"n° {value}"

    def render_document(self, record: FundingStatement) -> str:
        """The file, named by what it is."""
        return format_html(
            '<a href="{}">PDF<span class="said"> du relevé n° {}</span></a>',
            reverse("statement_document", args=[self.request.network.slug, record.pk]),
            record.number,
        )

    def value_document(self, record: FundingStatement) -> str:
        """The seal: what an export needs of the file."""
        return record.seal


class StateColumn(tables.Column):
    """A state as its chip; its words in exports."""

    def render(self, record: Any) -> str:
        """The chip."""
        return render_to_string("components/chip.html", chip_of(record))

    def value(self, record: Any) -> str:
        """The words."""
        return record.get_state_display()


class LetterTable(tables.Table):
    """Letters of a programme."""

    pk = tables.Column(verbose_name="Lettre", linkify=True)
    person = tables.Column(
        verbose_name="Pour",
        accessor="booklet__beneficiary",
        order_by="booklet__beneficiary__sort_name",
        linkify=True,
    )
    created_at = DayColumn(verbose_name="Demandée le")
    channel = tables.Column(verbose_name="Envoi")
    state = StateColumn(verbose_name="État")
    sent_at = DayColumn(verbose_name="Partie le", default="–")
    prescriber = tables.Column(
        verbose_name="Prescrite par",
        accessor="booklet__prescriber",
        order_by="booklet__prescriber__sort_name",
    )

    class Meta:
        model = Letter
        fields = ("pk", "person", "created_at", "channel", "state", "sent_at", "prescriber")
        order_by = ("-created_at", "-pk")
        caption = "Lettres"
        empty_text = "Aucune lettre ici. La première partira de la fiche d’une personne."

    def render_pk(self, value: int) -> str:
        """The number as it is printed on the letter."""
        return f"N° {value}"


class BatchLetterTable(LetterTable):
    """Letters of one batch."""

    class Meta(LetterTable.Meta):
        fields = ("pk", "person", "created_at", "state", "prescriber")
        exclude = ("channel", "sent_at")
        caption = "Lettres du lot"
        empty_text = "Ce lot est vide. Les lettres à poster s’y ajoutent d’elles-mêmes."


class BatchTable(tables.Table):
    """Batches of letters for the post."""

    number = tables.Column(verbose_name="Lot", linkify=True)
    state = StateColumn(verbose_name="État")
    letter_count = tables.Column(verbose_name="Lettres", attrs=NUM)
    opened_at = DayColumn(verbose_name="Ouvert le")
    closed_at = DayColumn(verbose_name="Fermé le", default="–")
    handed_over_at = DayColumn(verbose_name="Remis le", default="–")

    class Meta:
        model = PostalBatch
        fields = ("number", "state", "letter_count", "opened_at", "closed_at", "handed_over_at")
        order_by = ("-number",)
        caption = "Lots de courrier"

    def render_number(self, value: int) -> str:
        """The batch by its name."""
        return f"Lot n° {value}"
