"""Tables of the training of helpers: what each intercommunalité has, and the trainings that took place."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.core.access import MemberRequest, Permission
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date
from inclusion.core.scope import active_network
from inclusion.core.web.columns import NUM, DayColumn, EurosColumn
from roadmaps.coverage.queries import AllotmentReading
from roadmaps.coverage.rules.allotments import Places, sum_of


def _total(part: str, name: str) -> Any:
    """A footer: the sum of one figure over all rows."""

    def shown(table: tables.Table) -> str:
        total: Places = sum_of(getattr(row, part) for row in table.data)
        value = getattr(total, name)
        return str(value) if name == "places" else "–" if value is None else euros(value)

    return shown


class AllotmentTable(tables.Table):
    """What each intercommunalité has of an envelope: given, used, left."""

    epci = tables.Column("Intercommunalité", accessor="allotment__epci", footer="Ensemble", orderable=False)
    given = tables.Column("Places attribuées", accessor="given__places", attrs=NUM, footer=_total("given", "places"))
    used = tables.Column("Personnes formées", accessor="used__places", attrs=NUM, footer=_total("used", "places"))
    amount = EurosColumn(verbose_name="Attribué", accessor="given__amount", footer=_total("given", "amount"))
    spent = EurosColumn(verbose_name="Dépensé", accessor="used__amount", footer=_total("used", "amount"))
    average = EurosColumn(
        verbose_name="Coût moyen", accessor="used__average", default="–", footer=_total("used", "average")
    )
    act = tables.Column("Que faire", accessor="allotment__pk", orderable=False)

    class Meta:
        caption = "Places attribuées"
        empty_text = "Aucune intercommunalité n’a encore de places."

    def before_render(self, request: MemberRequest) -> None:
        """Who does not allot is offered no way to."""
        if not request.member.may(Permission.ROADMAPS_MANAGE):
            self.columns.hide("act")

    def render_epci(self, record: AllotmentReading) -> SafeString:
        """Its name; below, since when it is committed."""
        one = record.allotment
        since = f"engagée le {plain_date(one.committed_on)}{f', {one.proof}' if one.proof else ''}"
        return format_html('{}<br><span class="muted">{}</span>', one.epci, since)

    def render_used(self, record: AllotmentReading) -> SafeString:
        """How many were trained; below, how many places are left."""
        left = f"reste {record.left.places}"
        return format_html('{}<br><small class="muted">{}</small>', record.used.places, left)

    def render_spent(self, record: AllotmentReading) -> SafeString:
        """What was spent; below, what is left."""
        left = f"reste {euros(record.left.amount)}"
        return format_html('{}<br><small class="muted">{}</small>', euros(record.used.amount), left)

    def render_act(self, record: AllotmentReading) -> SafeString:
        """Note a training, change, take back where nothing was used."""
        slug, one = active_network().slug, record.allotment
        links = [("training_use", "Noter une formation"), ("training_allotment_change", "Modifier")]
        if not record.uses:
            links.append(("training_allotment_withdraw", "Retirer"))
        return SafeString(
            "<br>".join(
                format_html(
                    '<a href="{}">{}<span class="said">, {}</span></a>', reverse(name, args=[slug, one.pk]), words, one
                )
                for name, words in links
            )
        )


class UseTable(tables.Table):
    """The trainings paid by an envelope."""

    label = tables.Column("Formation", footer="Ensemble")
    held_on = DayColumn("Tenue le")
    epci = tables.Column("Intercommunalité", accessor="allotment__epci", orderable=False)
    places = tables.Column("Personnes formées", attrs=NUM, footer=lambda table: sum(row.places for row in table.data))
    amount = EurosColumn(
        verbose_name="Coût", footer=lambda table: euros(sum((row.amount for row in table.data), Decimal("0.00")))
    )
    act = tables.Column("Que faire", accessor="pk", orderable=False)

    class Meta:
        caption = "Formations tenues"
        empty_text = "Aucune formation n’est encore notée."

    def before_render(self, request: MemberRequest) -> None:
        """Who does not note them is offered no way to take one back."""
        if not request.member.may(Permission.ROADMAPS_MANAGE):
            self.columns.hide("act")

    def render_act(self, record: Any) -> SafeString:
        """The way to take it back."""
        url = reverse("training_use_withdraw", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">Retirer<span class="said">, {}</span></a>', url, record.label)
