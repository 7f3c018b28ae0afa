"""Filters and tables of funding statements."""

from decimal import Decimal

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from funding.ledger.models.funds import Fund
from funding.statements.models import FundingStatement, StatementBatchLine
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import Period, civil_year
from inclusion.core.web.columns import CARDS, NUM, DayColumn
from inclusion.core.web.parameters import YEARS
from inclusion.partners.models import Partner

# -- Filters of statements


class StatementFilter(django_filters.FilterSet):
    """Which statements."""

    partner = django_filters.ModelChoiceFilter(
        label="Opérateur",
        queryset=lambda request: Partner.objects.filter(statements__isnull=False).distinct(),
        empty_label="Tous",
    )
    fund = django_filters.ModelChoiceFilter(
        label="Fonds", queryset=lambda request: Fund.objects.all(), empty_label="Tous"
    )
    year = django_filters.NumberFilter(
        label="Année", field_name="start", lookup_expr="year", min_value=YEARS[0], max_value=YEARS[-1], decimal_places=0
    )

    class Meta:
        model = FundingStatement
        fields = ("partner", "fund", "year")


# -- Tables of funding statements


class StatementTable(tables.Table):
    """Statements that were issued."""

    number = tables.Column(verbose_name="N°", attrs=NUM, linkify=True)
    partner = tables.Column(verbose_name="Opérateur", order_by="partner__sort_name")
    fund = tables.Column(verbose_name="Fonds", orderable=False)
    start = tables.Column(verbose_name="Période")
    as_at = DayColumn(verbose_name="Enregistré jusqu’au", default="—", orderable=False)
    issued_at = DayColumn(verbose_name="Établi le")
    mailed_at = DayColumn(verbose_name="Envoyé le", default="—", orderable=False)
    opened_at = DayColumn(verbose_name="Ouvert le", default="—", orderable=False)
    replaced = tables.Column(verbose_name="Remplacé par", accessor="replaced_number", orderable=False, default="—")
    document = tables.Column(verbose_name="Relevé", accessor="seal", orderable=False)

    class Meta:
        model = FundingStatement
        fields = (
            "number",
            "partner",
            "fund",
            "start",
            "as_at",
            "issued_at",
            "mailed_at",
            "opened_at",
            "replaced",
            "document",
        )
        attrs = CARDS
        order_by = ("-number",)
        caption = "Relevés établis"
        empty_text = "Aucun relevé ici. «\u00a0Établir un relevé\u00a0» en montre d’abord les chiffres."

    def render_start(self, record: FundingStatement) -> str:
        """A civil year by its number, else both days of the period."""
        if Period(record.start, record.end) == civil_year(record.start.year):
            return f"année {record.start.year}"
        return record.period

    def value_start(self, record: FundingStatement) -> str:
        """Both days of the period."""
        return record.period

    def render_replaced(self, value: int) -> str:
        """The number of the newer one."""
        return f"n° {value}"

    def render_document(self, record: FundingStatement) -> str:
        """The file, named by what it is; the page that makes it where it is missing."""
        if not record.has_file:
            words = '<a href="{}">À préparer<span class="said">, relevé n° {}</span></a>'
            return format_html(words, record.get_absolute_url(), record.number)
        return format_html(
            '<a href="{}">PDF<span class="said"> du relevé n° {}</span></a>',
            reverse("statement_document", args=[self.request.network.slug, record.pk]),
            record.number,
        )

    def value_document(self, record: FundingStatement) -> str:
        """The seal: what an export needs of the file."""
        return record.seal


class SealedColumn(tables.Column):
    """One amount of a statement's sealed figures, which contain amounts as text."""

    def __init__(self, verbose_name: str, figure: str) -> None:
        self.figure = figure
        accessor = f"statement__figures__{figure}"
        super().__init__(
            verbose_name=verbose_name, accessor=accessor, orderable=False, default="—", footer=self._total, attrs=NUM
        )

    def _total(self, table: tables.Table) -> str:
        """Of all operators, those on other pages too."""
        issued = (row.record.statement for row in table.rows if row.record.statement)
        return euros(sum((Decimal(one.figures[self.figure]) for one in issued), ZERO))

    def render(self, value: str) -> str:
        """The amount in French."""
        return euros(Decimal(value))

    def value(self, value: str) -> Decimal:
        """The amount as a number."""
        return Decimal(value)


class BatchLineTable(tables.Table):
    """The operators of a batch of statements."""

    partner = tables.Column(verbose_name="Opérateur", orderable=False, footer="Ensemble")
    statement = tables.Column(verbose_name="Relevé", orderable=False, empty_values=())
    received = SealedColumn("Versé", "received")
    match = SealedColumn("Effet levier", "match")
    committed = SealedColumn("Engagé par sa part", "committed")
    closing = SealedColumn("Lui reste", "closing")
    mailed_at = DayColumn(verbose_name="Envoyé le", default="pas encore", orderable=False)
    opened_at = DayColumn(verbose_name="Ouvert le", default="pas encore", orderable=False)

    class Meta:
        model = StatementBatchLine
        fields = ("partner", "statement", "received", "match", "committed", "closing", "mailed_at", "opened_at")
        caption = "Un relevé par contributeur"

    def render_statement(self, record: StatementBatchLine) -> str:
        """The number, which leads to the statement; or why there is none."""
        if record.statement is None:
            return record.failure or "en préparation"
        words = '<a href="{}">n° {}</a>'
        return format_html(words, record.statement.get_absolute_url(), record.statement.number)

    def value_statement(self, record: StatementBatchLine) -> int | str:
        """The number, or why there is none."""
        return record.failure if record.statement is None else record.statement.number
