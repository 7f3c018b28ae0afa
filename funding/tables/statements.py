"""Tables of funding statements."""

from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from funding.models import FundingStatement, StatementBatchLine
from funding.tables.columns import NUM, EurosColumn
from inclusion.rules.money import euros
from inclusion.rules.periods import shown_period
from inclusion.tables import DayColumn


class StatementTable(tables.Table):
    """Statements that were issued."""

    number = tables.Column(verbose_name="N°", attrs=NUM, linkify=True)
    partner = tables.Column(verbose_name="Opérateur", order_by="partner__sort_name")
    fund = tables.Column(verbose_name="Fonds", orderable=False)
    start = tables.Column(verbose_name="Période")
    as_at = DayColumn(verbose_name="Connu le", default="—", orderable=False)
    issued_at = DayColumn(verbose_name="Établi le")
    replaced = tables.Column(
        verbose_name="Remplacé par", accessor="replaced_number", orderable=False, default="—"
    )
    document = tables.Column(verbose_name="Relevé", orderable=False)

    class Meta:
        model = FundingStatement
        fields = ("number", "partner", "fund", "start", "as_at", "issued_at", "replaced", "document")
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
        """The file, named by what it is; the page that makes it where it is missing."""
        if not record.has_file:
            words = '<a href="{}">À préparer<span class="said">, relevé n° {}</span></a>'
            return format_html(words, record.get_absolute_url(), record.number)
        return pdf_of(self, record)

    def value_document(self, record: FundingStatement) -> str:
        """The seal: what an export needs of the file."""
        return record.seal


def pdf_of(table: tables.Table, statement: FundingStatement) -> str:
    """The link to the file of a statement."""
    return format_html(
        '<a href="{}">PDF<span class="said"> du relevé n° {}</span></a>',
        reverse("statement_document", args=[table.request.network.slug, statement.pk]),
        statement.number,
    )


class SealedColumn(EurosColumn):
    """One amount of a statement's sealed figures, which hold amounts as text."""

    def __init__(self, verbose_name: str, figure: str) -> None:
        super().__init__(
            verbose_name=verbose_name, accessor=f"statement__figures__{figure}", orderable=False, default="—"
        )

    def render(self, value: str) -> str:
        """The amount in French."""
        return euros(Decimal(value))

    def value(self, value: str) -> Decimal:
        """The amount as a number."""
        return Decimal(value)


class BatchLineTable(tables.Table):
    """The operators of a batch of statements."""

    partner = tables.Column(verbose_name="Opérateur", orderable=False)
    statement = tables.Column(
        verbose_name="Relevé", accessor="statement__number", orderable=False, default="—", attrs=NUM
    )
    received = SealedColumn("Versé", "received")
    match = SealedColumn("Effet levier", "match")
    paid = SealedColumn("Payé par sa part", "paid")
    closing = SealedColumn("Lui reste", "closing")
    failure = tables.Column(verbose_name="Ce qui manque", orderable=False, default="")

    class Meta:
        model = StatementBatchLine
        fields = ("partner", "statement", "received", "match", "paid", "closing", "failure")
        caption = "Un relevé par contributeur"

    def render_statement(self, record: StatementBatchLine, value: int) -> str:
        """The number, which leads to the statement."""
        return format_html('<a href="{}">n° {}</a>', record.statement.get_absolute_url(), value)

    def value_statement(self, value: int) -> int:
        """The number."""
        return value
