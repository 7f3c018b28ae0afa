"""Tables of grants."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from funding.grants.models import Grant
from funding.grants.rules import Deadline
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.columns import EurosColumn, StateColumn
from inclusion.templatetags.liant import chip


def _total(name: str) -> Any:
    """A footer: the sum over all rows, whichever are shown."""
    return lambda table: euros(sum((getattr(grant, name) for grant in table.data), ZERO))


def _in_words(deadline: Deadline) -> SafeString:
    """A deadline as its chip, and when it is below."""
    shown = render_to_string("components/chip.html", chip(deadline.chip, tone=deadline.tone))
    when = format_html('<br><span class="muted">{}</span>', deadline.words) if deadline.words else ""
    return format_html('<div><span class="nowrap">{}</span>{}</div>', shown, when)


class GrantTable(tables.Table):
    """Grants with what came in, what they pay, what is left, and until when.

    On the page the funder and the actions are under the name, and both deadlines together; a file has each apart.
    """

    name = tables.Column("Subvention", footer="Ensemble")
    funder = tables.Column("Financeur", visible=False)
    funded_actions = tables.Column("Réservée à", visible=False)
    amount = EurosColumn(verbose_name="Accordé", footer=_total("amount"))
    received = EurosColumn(verbose_name="Reçu", footer=_total("received"))
    used = EurosColumn(verbose_name="Employé", footer=_total("used"))
    left = EurosColumn(verbose_name="Reste", footer=_total("left"))
    deadlines = tables.Column("Échéances", accessor="pk", order_by="spend_by", exclude_from_export=True)
    spend_by = tables.Column("À employer", visible=False)
    justify_by = tables.Column("À justifier", visible=False)
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
            "deadlines",
            "spend_by",
            "justify_by",
            "state",
        )
        caption = "Subventions du fonds"

    def render_name(self, record: Grant) -> SafeString:
        """The way to it; below, who gives it, and what for."""
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}, pour {}</span>',
            record.get_absolute_url(),
            record.name,
            record.funder,
            self.value_funded_actions(record),
        )

    def value_name(self, value: str) -> str:
        return value

    def value_funded_actions(self, record: Grant) -> str:
        """The names of the actions that it is reserved for."""
        return ", ".join(str(action) for action in record.funded_actions.all())

    def render_deadlines(self, record: Grant) -> SafeString:
        """How pressing both are; a justified one shows when it was."""
        today = timezone.localdate()
        both = (record.spending(today=today), record.justifying(today=today))
        return format_html_join("", "{}", ((_in_words(deadline),) for deadline in both))

    def value_spend_by(self, record: Grant) -> Any:
        return record.spend_by

    def value_justify_by(self, record: Grant) -> Any:
        return record.justify_by


def total_left(grants: Iterable[Grant]) -> Decimal:
    """What is left of all these grants, in euros."""
    return sum((grant.left for grant in grants), ZERO)
