"""Filters and tables of agreements."""

from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter

import django_filters
import django_tables2 as tables
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from funding.agreements.enums import AgreementKind
from funding.agreements.models import Agreement, Instalment
from funding.enums import AgreementState
from funding.ledger.models.funds import euros_field
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.columns import (
    NOWRAP,
    NUM,
    DayColumn,
    EurosColumn,
    FormattedColumn,
    LastDayColumn,
    LinkColumn,
    ListColumn,
    StateColumn,
)
from inclusion.core.web.forms import DAY
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import number

# -- Filters of agreements

WITHIN = [("30", "30 jours"), ("90", "90 jours"), ("180", "6 mois"), ("365", "Un an")]


def parties_of(request) -> QuerySet:
    """The partners that sign an agreement which this member may see."""
    seen = Agreement.objects.visible_to(request.member)
    return Partner.objects.filter(agreement_parties__agreement__in=seen).distinct()


class AgreementFilter(django_filters.FilterSet):
    """Which agreements of the network."""

    kind = django_filters.ChoiceFilter(label="Nature", choices=AgreementKind, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=AgreementState, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Partie", queryset=parties_of, method="signed_by", empty_label="Toutes"
    )
    before = django_filters.DateFilter(label="Finit avant le", method="that_end_before", widget=DAY)
    within = django_filters.ChoiceFilter(
        label="Finit dans", choices=WITHIN, method="that_end", empty_label="Peu importe"
    )

    class Meta:
        model = Agreement
        fields = ("kind", "state", "partner", "before", "within")

    def signed_by(self, queryset: QuerySet, name: str, value: Partner) -> QuerySet:
        """Agreements to which this partner is a party."""
        return queryset.filter(parties__partner=value)

    def that_end_before(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        """Agreements in force whose last day comes before this day."""
        ending = Agreement.objects.ending(start=timezone.localdate(), end=value)
        return queryset.filter(pk__in=ending.order_by().values("pk"))

    def that_end(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Agreements in force whose last day comes within so many days."""
        today = timezone.localdate()
        ending = Agreement.objects.ending(start=today, end=today + timedelta(days=int(value) + 1))
        return queryset.filter(pk__in=ending.order_by().values("pk"))


# -- Tables of agreements

SHORT_KINDS = {
    AgreementKind.FRAMEWORK: "Cadre",
    AgreementKind.COOPERATION: "Coopération",
    AgreementKind.COFINANCING_TWO: "Cofinancement bipartite",
    AgreementKind.COFINANCING_THREE: "Cofinancement tripartite",
    AgreementKind.CTG: "CTG",
}


def listed(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with what a list shows: their parties, `planned`, the sum of their instalments, and `paid_fte`."""
    planned = (
        Instalment.objects.filter(agreement=OuterRef("pk"), superseded_by=None)
        .order_by()
        .values("agreement")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    total = Coalesce(Subquery(planned), ZERO, output_field=euros_field(""))
    return (
        agreements.with_fte()
        .annotate(planned=total)
        .select_related("network", "parent")
        .prefetch_related("parties__partner")
    )


class AgreementTable(tables.Table):
    """Agreements with who signs them, their days, what they plan, and their states."""

    reference = LinkColumn("Convention", below=attrgetter("title"), attrs=NOWRAP)
    title = tables.Column("Titre", visible=False)
    state = StateColumn(verbose_name="État")
    kind = tables.Column("Nature")
    parties = ListColumn("Parties", accessor="parties__all", orderable=False, default="–")
    start = DayColumn("Début", visible=False)
    end = LastDayColumn("Dernier jour")
    planned = EurosColumn(verbose_name="Échéances")
    paid_fte = FormattedColumn(
        "ETP payés", show=lambda row: number(row.paid_fte, 2) if row.paid_fte else "–", attrs=NUM
    )

    class Meta:
        model = Agreement
        fields = ("reference", "title", "state", "kind", "parties", "start", "end", "planned", "paid_fte")
        order_by = ("-reference",)
        caption = "Conventions"
        empty_text = "Aucune convention ici."

    def render_kind(self, record: Agreement) -> str:
        """The kind in few words, or that it changes another."""
        if record.parent is not None:
            return f"Avenant à {record.parent.reference}"
        return SHORT_KINDS[AgreementKind(record.kind)]

    def value_kind(self, record: Agreement) -> str:
        """The kind in full, or that it changes another."""
        return self.render_kind(record) if record.parent is not None else record.get_kind_display()

    def render_planned(self, value: Decimal) -> str:
        """The sum; a dash where nothing is to be paid."""
        return euros(value) if value else "–"

    def value_planned(self, value: Decimal) -> Decimal:
        """The sum as a number."""
        return value
