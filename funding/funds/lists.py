"""Tables of funds: what each contributor gave, and what became of it."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from funding.spending.queries.funds import ContributorPosition, FundPosition
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.columns import EurosColumn

#: The length of the longest bar, in pixels.
BAR = 100


def _total(name: str) -> Any:
    """A footer: the sum of the whole table, known by its position."""
    return lambda table: euros(getattr(table.position, name)) if table.position.totals else ""


def _together(table: Any) -> str:
    return "Ensemble" if table.position.totals else ""


class ContributorTable(tables.Table):
    """What each contributor gave, what of it is committed, paid and given back, what is left; the most left first.

    Columns of which a fund has nothing are left out: the match without a rule, what was given back. A file has what
    was paid as well.
    """

    partner = tables.Column("Contributeur", footer=_together, orderable=False)
    received = EurosColumn(verbose_name="Versé", footer=_total("received"), orderable=False)
    match = EurosColumn(verbose_name="Effet levier", footer=_total("match"), orderable=False)
    committed = EurosColumn(verbose_name="Engagé", footer=_total("committed_of_shares"), orderable=False)
    disbursed = EurosColumn(
        verbose_name="Dont payé", footer=_total("disbursed_of_shares"), orderable=False, visible=False
    )
    released = EurosColumn(verbose_name="Rendu", footer=_total("released_of_shares"), orderable=False)
    share = EurosColumn(verbose_name="Reste", footer=_total("shares"), orderable=False)
    bar = tables.Column(
        mark_safe('<span class="said">Reste, en barre</span>'),
        accessor="share",
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        caption = "À qui sont les euros du pot commun"
        empty_text = "Personne ne contribue encore à ce fonds."

    def __init__(self, *, position: FundPosition, **kwargs: Any) -> None:
        own = position.contributors
        rows = sorted(own, key=lambda one: -one.share) if position.everybody else own
        exclude = [
            name
            for name, shown in (
                ("match", position.has_leverage),
                ("released", any(one.released for one in own)),
                ("bar", position.everybody),
            )
            if not shown
        ]
        super().__init__(rows, exclude=exclude, **kwargs)
        self.position = position
        self.longest = max((one.share for one in own), default=ZERO)

    def render_bar(self, record: ContributorPosition) -> SafeString | str:
        """What is left of it, as a bar beside those of the others."""
        if record.share <= 0:
            return ""
        width = max(round(record.share * BAR / self.longest), 1)
        rect = format_html('<rect width="{}" height="12" y="1" fill="var(--c1)"/>', width)
        bar = '<svg class="share" width="{}" height="14" aria-hidden="true">{}</svg>'
        return format_html(bar, BAR, rect)
