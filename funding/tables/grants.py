"""Tables of grants."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.models import Grant
from funding.rules.grants import Deadline
from funding.tables.columns import EurosColumn, StateColumn
from inclusion.rules.money import ZERO, euros
from inclusion.templatetags.liant import chip


def _total(name: str) -> Any:
    """A footer: the sum over all rows, whichever are shown."""
    return lambda table: euros(sum((getattr(grant, name) for grant in table.data), ZERO))


def _shown(deadline: Deadline) -> SafeString:
    told = render_to_string("components/chip.html", chip(deadline.chip, tone=deadline.tone))
    return (
        format_html('<span class="nowrap">{}</span><br><span class="muted">{}</span>', told, deadline.words)
        if deadline.words
        else told
    )


class GrantTable(tables.Table):
    """Grants with what came in, what they pay, what is left, and until when.

    On the page the funder and the actions stand under the name, and the last column tells the state; a file has them
    apart.
    """

    name = tables.Column("Subvention", footer="Ensemble")
    funder = tables.Column("Financeur", visible=False)
    funded_actions = tables.Column("Réservée à", visible=False)
    amount = EurosColumn(verbose_name="Accordé", footer=_total("amount"))
    received = EurosColumn(verbose_name="Reçu", footer=_total("received"))
    used = EurosColumn(verbose_name="Employé", footer=_total("used"))
    left = EurosColumn(verbose_name="Reste", footer=_total("left"))
    spend_by = tables.Column("À employer", empty_values=())
    justify_by = tables.Column("À justifier", empty_values=())
    state = StateColumn(verbose_name="État", visible=False)

    class Meta:
        model = Grant
        fields = (
            "name",
            "funder",
            "funded_actions",
            "amount",
            "received",
            "used",
            "left",
            "spend_by",
            "justify_by",
            "state",
        )
        caption = "Subventions du fonds"

    def render_name(self, record: Grant) -> SafeString:
        """Its name, who gives it, what for."""
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}, pour {}</span>',
            record.get_absolute_url(),
            record.name,
            record.funder,
            self.value_funded_actions(record),
        )

    def value_name(self, record: Grant) -> str:
        """Its name."""
        return record.name

    def value_funded_actions(self, record: Grant) -> str:
        """The names of the actions that it is reserved for."""
        return ", ".join(str(action) for action in record.funded_actions.all())

    def render_spend_by(self, record: Grant) -> SafeString:
        """How pressing it is."""
        return _shown(record.spending(today=timezone.localdate()))

    def value_spend_by(self, record: Grant) -> date | None:
        """The day itself."""
        return record.spend_by

    def render_justify_by(self, record: Grant) -> SafeString:
        """How pressing it is, or when it was done."""
        return _shown(record.justifying(today=timezone.localdate()))

    def value_justify_by(self, record: Grant) -> date | None:
        """The day itself."""
        return record.justify_by


def total_left(grants: Iterable[Grant]) -> Decimal:
    """What is left of all these grants, in euros."""
    return sum((grant.left for grant in grants), ZERO)
