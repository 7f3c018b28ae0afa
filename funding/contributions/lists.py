"""Filters and tables of contributions and of calls for funds."""

from functools import partial

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils import timezone

from funding.contributions.enums import CallState, ContributionStanding
from funding.contributions.models import CallForFunds, Contribution
from funding.ledger.queries import contributors_of
from inclusion.core.web.columns import NOWRAP, DayColumn, EurosColumn, StateColumn, total_of
from inclusion.templatetags.liant import chip, chip_of

# -- Filters of contributions


def years_of(request) -> list[tuple[int, str]]:
    """The years of which the fund whose page this is has contributions, the latest first."""
    rows = Contribution.objects.filter(fund_id=request.resolver_match.kwargs["pk"])
    years = rows.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, str(year)) for year in years]


class ContributionFilter(django_filters.FilterSet):
    """Which contributions of one fund."""

    year = django_filters.ChoiceFilter(label="Année", empty_label="Toutes")
    standing = django_filters.ChoiceFilter(label="État", choices=ContributionStanding, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Contributeur",
        queryset=lambda request: contributors_of(request.resolver_match.kwargs["pk"]),
        empty_label="Tous",
    )

    class Meta:
        model = Contribution
        fields = ("year", "partner")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = years_of(self.request)


# -- Filters of calls for funds

STANDINGS = [("due", "À verser"), ("late", "En retard"), ("paid", "Réglé"), ("cancelled", "Annulé")]


class CallFilter(django_filters.FilterSet):
    """Which calls of one fund."""

    standing = django_filters.ChoiceFilter(label="État", choices=STANDINGS, method="that_stand", empty_label="Tous")
    year = django_filters.ChoiceFilter(label="Année", field_name="contribution__year", empty_label="Toutes")
    partner = django_filters.ModelChoiceFilter(
        label="Contributeur",
        field_name="contribution__partner",
        queryset=lambda request: contributors_of(request.resolver_match.kwargs["pk"]),
        empty_label="Tous",
    )

    class Meta:
        model = CallForFunds
        fields = ("standing", "year", "partner")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = years_of(self.request)

    def that_stand(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Calls by what is still to come of them on this day; the rows come from `with_outstanding`."""
        if value == "cancelled":
            return queryset.filter(state=CallState.CANCELLED)
        standing = queryset.filter(state=CallState.ISSUED)
        if value == "paid":
            return standing.filter(outstanding=0)
        due = standing.filter(outstanding__gt=0)
        today = timezone.localdate()
        return due.filter(due_on__lt=today) if value == "late" else due.filter(due_on__gte=today)


# -- Tables of contributions


#: A promise that ended is not awaited, so that what is promised is what came and what is to come.
ENDED = (ContributionStanding.WITHDRAWN, ContributionStanding.REFUNDED)


_total = partial(total_of, counts=lambda row: row.standing not in ENDED)


def _together(table: tables.Table) -> str:
    """What the totals are of."""
    ended = any(row.standing in ENDED for row in table.data)
    return "Ensemble, sans ce qui est retiré ou rendu" if ended else "Ensemble"


def _standing(contribution: Contribution) -> dict[str, str]:
    return chip(ContributionStanding(contribution.standing))


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
    standing = StateColumn("État", look=_standing)

    class Meta:
        model = Contribution
        fields = ("partner", "year", "pledged", "called", "received", "outstanding", "standing")
        order_by = ("-year", "partner")
        caption = "Contributions promises et reçues"
        empty_text = "Aucune contribution ici. La première promesse se note en haut de cette page."


# -- Tables of calls for funds


def call_chip(call: CallForFunds) -> dict[str, str]:
    """The state of a call, as its chip: cancelled, paid, late, or waiting. The call comes from `with_outstanding`."""
    if call.state == "cancelled":
        return chip_of(call)
    if not call.outstanding:
        return chip("Réglé", tone="good")
    if call.is_late_on(timezone.localdate()):
        return chip("En retard", tone="bad")
    return chip("À verser", tone="warn")


_call_total = partial(total_of, counts=lambda row: row.state != "cancelled")


class CallTable(tables.Table):
    """Calls for funds of one fund; totals of the filtered rows at the foot. A file has the day of each call too."""

    reference = tables.Column("Référence", footer="Ensemble, sans les annulés", linkify=True, attrs=NOWRAP)
    partner = tables.Column(
        "Contributeur", accessor="contribution__partner", order_by="contribution__partner__sort_name"
    )
    year = tables.Column("Année", accessor="contribution__year")
    due_on = DayColumn("Échéance")
    amount = EurosColumn(verbose_name="Appelé", footer=_call_total("amount"))
    outstanding = EurosColumn(verbose_name="Reste à venir", footer=_call_total("outstanding"))
    state = StateColumn("État", look=call_chip, orderable=False)
    called_on = DayColumn("Appelé le", visible=False)

    class Meta:
        model = CallForFunds
        fields = ("reference", "partner", "year", "due_on", "amount", "outstanding", "state", "called_on")
        order_by = ("-reference",)
        caption = "Appels de fonds"
        empty_text = "Aucun appel de fonds ici."
