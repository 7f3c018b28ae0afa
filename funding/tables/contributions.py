"""Tables of contributions: what each contributor promised for each year, and what came of it."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string

from funding.enums import ContributionStanding
from funding.models import Contribution
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.columns import EurosColumn
from inclusion.templatetags.liant import chip


class StandingColumn(tables.Column):
    """Where a contribution stands: its chip on the page, its words in exports."""

    def render(self, value: str) -> str:
        """The chip."""
        return render_to_string("components/chip.html", chip(ContributionStanding(value)))

    def value(self, value: str) -> str:
        """The words."""
        return str(ContributionStanding(value).label)


#: A promise that ended is not awaited, so that what is promised is what came and what is to come.
ENDED = (ContributionStanding.WITHDRAWN, ContributionStanding.REFUNDED)


def _total(name: str) -> Any:
    """A footer: the sum of the rows that the filters leave, those that ended aside, on every page of the list."""
    return lambda table: euros(
        sum((Decimal(getattr(row, name)) for row in table.data if row.standing not in ENDED), ZERO)
    )


def _together(table: tables.Table) -> str:
    """What the totals are of."""
    ended = any(row.standing in ENDED for row in table.data)
    return "Ensemble, sans ce qui est retiré ou rendu" if ended else "Ensemble"


class ContributionTable(tables.Table):
    """Contributions of one fund; totals of the filtered rows at the foot."""

    partner = tables.Column(
        "Contributeur",
        linkify=lambda record: record.get_absolute_url(),
        order_by=("partner__sort_name", "-year"),
        footer=_together,
    )
    year = tables.Column("Année")
    pledged = EurosColumn(verbose_name="Promis", footer=_total("pledged"))
    called = EurosColumn(verbose_name="Appelé", footer=_total("called"))
    received = EurosColumn(verbose_name="Reçu", footer=_total("received"))
    outstanding = EurosColumn(verbose_name="Reste à recevoir", footer=_total("outstanding"))
    standing = StandingColumn(verbose_name="État")

    class Meta:
        model = Contribution
        fields = ("partner", "year", "pledged", "called", "received", "outstanding", "standing")
        order_by = ("-year", "partner")
        caption = "Contributions promises et reçues"
        empty_text = "Aucune contribution ici. La première promesse se note en haut de cette page."
