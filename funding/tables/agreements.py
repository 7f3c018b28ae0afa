"""Tables of agreements."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.html import format_html

from funding.models import Agreement, Instalment
from funding.models.funds import euros_field
from funding.tables.columns import EurosColumn, StateColumn
from inclusion.rules.money import ZERO
from inclusion.rules.periods import shown_end


def listed(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with what a list shows of them: their parties, and `planned`, the sum of their instalments."""
    planned = (
        Instalment.objects.filter(agreement=OuterRef("pk"), superseded_by=None)
        .order_by()
        .values("agreement")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    total = Coalesce(Subquery(planned), ZERO, output_field=euros_field(""))
    return (
        agreements.annotate(planned=total)
        .select_related("network", "parent")
        .prefetch_related("parties__partner")
    )


class AgreementTable(tables.Table):
    """Agreements with who signs them, their days, what they plan, and where they stand."""

    reference = tables.Column("Référence")
    title = tables.Column("Titre")
    kind = tables.Column("Nature")
    parties = tables.Column("Parties", orderable=False, empty_values=())
    start = tables.DateColumn(format="d/m/Y", verbose_name="Début")
    end = tables.Column("Dernier jour")
    planned = EurosColumn(verbose_name="Échéances")
    state = StateColumn(verbose_name="État")

    class Meta:
        model = Agreement
        fields = ("reference", "title", "kind", "parties", "start", "end", "planned", "state")
        order_by = ("-reference",)
        caption = "Conventions"
        empty_text = "Aucune convention ici."

    def render_reference(self, record: Agreement) -> str:
        """The number, in one piece, with the way to the agreement."""
        return format_html('<a class="nowrap" href="{}">{}</a>', record.get_absolute_url(), record.reference)

    def value_reference(self, value: str) -> str:
        """The number."""
        return value

    def render_kind(self, record: Agreement) -> str:
        """The kind, or that it changes another."""
        return (
            f"Avenant à {record.parent.reference}" if record.parent is not None else record.get_kind_display()
        )

    def render_parties(self, record: Agreement) -> str:
        """Their names."""
        return ", ".join(str(one.partner) for one in record.parties.all()) or "–"

    def value_parties(self, record: Agreement) -> str:
        """Their names."""
        return ", ".join(str(one.partner) for one in record.parties.all())

    def value_start(self, value: Any) -> Any:
        """The day itself."""
        return value

    def render_end(self, value: date) -> str:
        """The last day, that one included."""
        return f"{shown_end(value):%d/%m/%Y}"

    def value_end(self, value: date) -> date:
        """The last day itself."""
        return shown_end(value)
