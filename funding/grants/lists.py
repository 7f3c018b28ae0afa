"""Tables of grants."""

from collections.abc import Iterable
from decimal import Decimal

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from funding.grants.models import Grant
from funding.grants.rules import Deadline
from inclusion.core.french.money import ZERO
from inclusion.core.web.columns import EurosColumn, LinkColumn, ListColumn, StateColumn, chip_html, total_of
from inclusion.templatetags.liant import chip


def _in_words(deadline: Deadline) -> SafeString:
    """A deadline as its chip, and when it is below."""
    shown = chip_html(chip(deadline.chip, tone=deadline.tone))
    when = format_html('<br><span class="muted">{}</span>', deadline.words) if deadline.words else ""
    return format_html('<div><span class="nowrap">{}</span>{}</div>', shown, when)


def _purpose(grant: Grant) -> str:
    """Who gives it, and the actions that it is reserved for."""
    return f"{grant.funder}, pour {', '.join(map(str, grant.funded_actions.all()))}"


class GrantTable(tables.Table):
    """Grants with what came in, what they pay, what is left, and until when.

    On the page the funder and the actions are under the name, and both deadlines together; a file has each apart.
    """

    name = LinkColumn("Subvention", below=_purpose, footer="Ensemble")
    funder = tables.Column("Financeur", visible=False)
    funded_actions = ListColumn("Réservée à", accessor="funded_actions__all", order_by="funded_actions", visible=False)
    amount = EurosColumn(verbose_name="Accordé", footer=total_of("amount"))
    received = EurosColumn(verbose_name="Reçu", footer=total_of("received"))
    used = EurosColumn(verbose_name="Engagé", footer=total_of("used"))
    left = EurosColumn(verbose_name="Reste", footer=total_of("left"))
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

    def render_deadlines(self, record: Grant) -> SafeString:
        """How pressing both are; a justified one shows when it was."""
        today = timezone.localdate()
        both = (record.spending(today=today), record.justifying(today=today))
        return format_html_join("", "{}", ((_in_words(deadline),) for deadline in both))


def total_left(grants: Iterable[Grant]) -> Decimal:
    """What is left of all these grants, in euros."""
    return sum((grant.left for grant in grants), ZERO)
