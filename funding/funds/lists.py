"""Tables of funds: what each contributor gave, and what its euros finance."""

from typing import Any

import django_tables2 as tables

from funding.spending.queries import FundPosition
from inclusion.core.french.money import euros
from inclusion.core.web.columns import EurosColumn


def _total(name: str) -> Any:
    """A footer: the sum of the whole table, known by its position."""
    return lambda table: euros(getattr(table.position, name)) if table.position.totals else ""


def _together(table: Any) -> str:
    return "Ensemble" if table.position.totals else ""


class ContributorTable(tables.Table):
    """What each contributor gave, what of it is committed and paid; totals at the foot."""

    partner = tables.Column("Contributeur", footer=_together, orderable=False)
    received = EurosColumn(verbose_name="A versé", footer=_total("received"), orderable=False)
    match = EurosColumn(verbose_name="Effet levier", footer=_total("match"), orderable=False)
    paid = EurosColumn(verbose_name="Engagé", footer=_total("paid"), orderable=False)
    disbursed = EurosColumn(verbose_name="Dont payé", footer=_total("disbursed_of_shares"), orderable=False)
    share = EurosColumn(verbose_name="Part restante", footer=_total("shares"), orderable=False)

    class Meta:
        caption = "Ce que les euros de chacun financent"
        empty_text = "Personne ne contribue encore à ce fonds."

    def __init__(self, *args: Any, position: FundPosition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position = position
