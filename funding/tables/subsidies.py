"""Tables of subsidy requests."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from funding.models import SubsidyRequest
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.columns import EurosColumn, StateColumn


def _total(name: str) -> Any:
    """A footer: the sum of the rows that the filters leave, on every page of the list."""
    return lambda table: euros(sum((Decimal(getattr(row, name) or ZERO) for row in table.data), ZERO))


class SubsidyTable(tables.Table):
    """Subsidy requests that a member may see; totals of the filtered rows at the foot."""

    year = tables.Column("Année", footer="Ensemble")
    operator = tables.Column(
        "Opérateur",
        accessor="party__partner",
        order_by="party__partner__sort_name",
        linkify=lambda record: record.get_absolute_url(),
    )
    agreement = tables.Column(
        "Convention", accessor="party__agreement__reference", order_by="party__agreement__reference"
    )
    asked = EurosColumn(verbose_name="Demandé", footer=_total("asked"))
    granted = EurosColumn(verbose_name="Accordé", footer=_total("granted"), default="–")
    submitted_on = tables.DateColumn(format="d/m/Y", verbose_name="Déposée le", default="–")
    state = StateColumn("État")

    class Meta:
        model = SubsidyRequest
        fields = ("year", "operator", "agreement", "asked", "granted", "submitted_on", "state")
        order_by = ("-year", "operator")
        caption = "Demandes de subvention"
        empty_text = "Aucune demande ne correspond à votre recherche."

    def value_submitted_on(self, value: Any) -> Any:
        """The day itself."""
        return value
