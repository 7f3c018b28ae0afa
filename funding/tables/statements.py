"""Tables of funding statements."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from funding.models import FundingStatement
from funding.tables.columns import NUM
from inclusion.rules.periods import shown_period
from inclusion.tables import DayColumn


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
