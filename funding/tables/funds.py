"""Tables of funds: what each contributor's euros became, and movements."""

from typing import Any

import django_tables2 as tables

from funding.models import LedgerTransaction
from funding.models.positions import FundPosition
from funding.tables.columns import EurosColumn
from inclusion.rules.money import euros
from inclusion.tables import DayColumn


def _total(name: str) -> Any:
    """A footer: the sum of the table's whole, told by its position."""
    return lambda table: euros(getattr(table.position, name))


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
