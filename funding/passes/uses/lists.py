"""Filters and tables of uses of passes and of refused scans."""

from operator import attrgetter
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from funding.passes.enums import PassState, RefusalReason
from funding.passes.programmes.models import TrainingPlace
from funding.passes.uses.models import Redemption, ScanRefusal
from inclusion.core.access import Permission
from inclusion.core.scope import active_network
from inclusion.core.web.columns import (
    CARDS,
    DayColumn,
    EurosColumn,
    FormattedColumn,
    MomentColumn,
    StateColumn,
    chip_html,
)
from inclusion.core.web.forms import DAY
from inclusion.templatetags.liant import chip, short_date

# -- Filters of redemptions and of refused scans

#: What became of a use, as a place asks for it.
USE_STATES = (
    ("open", "À demander"),
    ("asked", "Remboursement demandé"),
    ("paid", "Payé"),
    ("lapsed", "Jamais réclamé"),
    ("taken_back", "Annulé"),
)


def visible_places(request: Any) -> QuerySet[TrainingPlace]:
    """The places that the member may choose from: all for who decides on reimbursements."""
    if request.member.may(Permission.REIMBURSEMENTS_DECIDE):
        return TrainingPlace.objects.all()
    return TrainingPlace.objects.run_by(request.member)


def _offer_places(filters: django_filters.FilterSet) -> None:
    """Offer the places that the member may see; where there is only one there is nothing to choose."""
    places = visible_places(filters.request)
    if places[1:2]:
        filters.filters["place"].queryset = places
    else:
        del filters.filters["place"]


class RedemptionFilter(django_filters.FilterSet):
    """Which uses: where, in which session, when, what became of them."""

    place = django_filters.ModelChoiceFilter(label="Lieu", queryset=TrainingPlace.objects.none(), empty_label="Tous")
    session = django_filters.CharFilter(label="Séance", lookup_expr="unaccent__icontains")
    state = django_filters.ChoiceFilter(label="État", choices=USE_STATES, empty_label="Tous", method="by_state")
    since = django_filters.DateFilter(label="Depuis le", field_name="used_on", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label="Jusqu’au", field_name="used_on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = Redemption
        fields = ("place", "session", "state", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self)

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Uses of which this became."""
        if value == "taken_back":
            return queryset.exclude(taken_back_at=None)
        standing = queryset.standing()
        if value in ("open", "asked"):
            return standing.filter(one_pass__state=PassState.REDEEMED, asked=value == "asked")
        return standing.filter(one_pass__state=value)


class RefusalFilter(django_filters.FilterSet):
    """Which refused scans."""

    settled = django_filters.ChoiceFilter(
        label="État", choices=(("no", "À regarder"), ("yes", "Traité")), empty_label="Tous", method="by_settled"
    )
    reason = django_filters.ChoiceFilter(label="Raison", choices=RefusalReason, empty_label="Toutes")
    place = django_filters.ModelChoiceFilter(label="Lieu", queryset=TrainingPlace.objects.none(), empty_label="Tous")

    class Meta:
        model = ScanRefusal
        fields = ("settled", "reason", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self)

    def by_settled(self, queryset: Any, name: str, value: str) -> Any:
        """Those that were dealt with, or wait for it."""
        return queryset.filter(settled_at__isnull=value == "no")


# -- Tables of redemptions and of refused scans


class RedemptionTable(tables.Table):
    """Uses of passes: never who they were for. Numbers and moments go out in the files alone."""

    used_on = DayColumn("Séance du", order_by=("used_on", "pk"))
    session = tables.Column(verbose_name="Séance")
    place = tables.Column(verbose_name="Lieu", order_by="place__name")
    one_pass = FormattedColumn(
        "Pass", show=lambda use: format_html('<span class="nowrap">{}</span>', use.one_pass), order_by="one_pass__code"
    )
    serial = tables.Column(verbose_name="N°", accessor="one_pass__serial", visible=False)
    value = EurosColumn(verbose_name="Valeur", accessor="one_pass__value", order_by="one_pass__value")
    state = StateColumn(verbose_name="État", look=attrgetter("chip"), orderable=False)
    recorded_at = MomentColumn(verbose_name="Enregistré le", visible=False)
    offline = tables.Column(verbose_name="Envoyé plus tard", visible=False)
    attest = tables.Column(verbose_name="Attestation", empty_values=(), orderable=False, exclude_from_export=True)
    undo = tables.Column(verbose_name="Corriger", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        model = Redemption
        fields = (
            "used_on",
            "session",
            "place",
            "one_pass",
            "serial",
            "value",
            "state",
            "recorded_at",
            "offline",
            "attest",
            "undo",
        )
        order_by = ("-used_on",)
        attrs = CARDS
        caption = "Pass utilisés"
        empty_text = "Aucun pass utilisé ne correspond à votre recherche."

    def render_offline(self, value: bool) -> str:
        return "oui" if value else "non"

    def render_attest(self, record: Redemption) -> str:
        """The way to attest the sessions of the person; nothing where the use was taken back."""
        if record.taken_back_at is not None:
            return "–"
        url = reverse("redemption_attest", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">Attester<span class="said"> {}</span></a>', url, record.one_pass)

    def render_undo(self, record: Redemption) -> str:
        """The way to take a use back; nothing where it was."""
        if record.taken_back_at is not None or record.one_pass.state == PassState.LAPSED:
            return "–"
        url = reverse("redemption_undo", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">Annuler<span class="said"> {}</span></a>', url, record.one_pass)


class RefusalTable(tables.Table):
    """Scans that a place confirmed and that were refused."""

    recorded_at = MomentColumn(verbose_name="Envoyé le", order_by=("recorded_at", "pk"))
    code = tables.Column(verbose_name="Code", orderable=False, attrs={"td": {"class": "nowrap"}})
    reason = tables.Column(verbose_name="Raison", accessor="get_reason_display", order_by="reason")
    session = tables.Column(verbose_name="Séance")
    used_on = tables.DateColumn(format="d/m/Y", verbose_name="Séance du")
    place = tables.Column(verbose_name="Lieu", order_by="place__name")
    settled_how = tables.Column(verbose_name="Ce qui a été décidé", empty_values=(), orderable=False)

    class Meta:
        model = ScanRefusal
        fields = ("recorded_at", "code", "reason", "session", "used_on", "place", "settled_how")
        order_by = ("-recorded_at",)
        attrs = CARDS
        caption = "Pass refusés"
        empty_text = "Aucun pass refusé. Ceux qu’un lieu confirme et qui ne peuvent être utilisés paraissent ici."

    def __init__(self, *args: Any, may_settle: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_settle = may_settle

    def render_settled_how(self, record: ScanRefusal) -> str:
        """The sentence; or that it waits, with the way to say it for who may."""
        if record.settled_at is not None:
            return format_html(
                "{} {} <span class='muted'>({})</span>",
                chip_html(chip("Traité", tone="good")),
                record.settled_how,
                short_date(record.settled_at),
            )
        shown = chip_html(chip("À regarder", tone="warn"))
        if not self.may_settle:
            return shown
        url = reverse("refusal_settle", args=[active_network().slug, record.pk])
        return format_html('{} <a href="{}">Décider<span class="said"> pour {}</span></a>', shown, url, record.code)

    def value_settled_how(self, record: ScanRefusal) -> str:
        return record.settled_how or "À regarder"


class SettledByCoordinationTable(RefusalTable):
    """The same, with the way to decide."""

    class Meta(RefusalTable.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, may_settle=True, **kwargs)
