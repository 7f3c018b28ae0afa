"""Tables of funds: what each contributor's euros became."""

from typing import Any

import django_tables2 as tables

from funding.models.positions import FundPosition
from inclusion.columns import EurosColumn
from inclusion.rules.money import euros


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
