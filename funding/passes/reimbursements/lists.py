"""Filters and tables of claims and of what is owed to places."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from funding.passes.enums import ReimbursementState
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.reimbursements.models import Reimbursement
from funding.passes.reimbursements.queries import Stage
from funding.passes.reimbursements.rules import month_name, transfer_label
from inclusion.core.access import Permission
from inclusion.core.french.money import ZERO, euros
from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, NOWRAP, NUM, DayColumn, EurosColumn, FormattedColumn, StateColumn
from inclusion.templatetags.liant import chip, number

# -- Filters of claims and of what is owed to places


def _places(request: Any) -> QuerySet[TrainingPlace]:
    """The places that the member may choose from."""
    if request.member.may(Permission.REIMBURSEMENTS_DECIDE):
        return TrainingPlace.objects.all()
    return TrainingPlace.objects.run_by(request.member)


class _OfPlaces(django_filters.FilterSet):
    """What is chosen by place and programme."""

    place = django_filters.ModelChoiceFilter(label="Lieu", queryset=TrainingPlace.objects.none(), empty_label="Tous")
    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=PassProgramme.objects.none(), empty_label="Tous"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["place"].queryset = _places(self.request)
        self.filters["programme"].queryset = PassProgramme.objects.all()


class ReimbursementFilter(_OfPlaces):
    """Which claims."""

    state = django_filters.ChoiceFilter(label="État", choices=ReimbursementState, empty_label="Tous")
    exported = django_filters.ChoiceFilter(
        label="Export comptable",
        choices=(("no", "Jamais exportées"), ("yes", "Déjà exportées")),
        empty_label="Toutes",
        method="by_export",
    )

    class Meta:
        model = Reimbursement
        fields = ("state", "place", "programme", "exported")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.member.may(Permission.REIMBURSEMENTS_DECIDE):
            del self.filters["exported"]

    def by_export(self, queryset: Any, name: str, value: str) -> Any:
        """Those that were sent to the accounting office, or not yet."""
        return queryset.filter(exported_at__isnull=value == "no")


class DuesFilter(_OfPlaces):
    """What is owed, of which place and programme, how far it has come."""

    programme = django_filters.ModelChoiceFilter(
        label="Programme",
        field_name="one_pass__booklet__programme",
        queryset=PassProgramme.objects.none(),
        empty_label="Tous",
    )
    stage = django_filters.ChoiceFilter(label="Étape", choices=Stage, empty_label="Toutes")

    class Meta:
        model = TrainingPlace
        fields = ("place", "programme", "stage")


# -- Tables of claims, of debts to places, and of the payment order

LOOKS = {
    Stage.TO_ASK: ("warn", "clock"),
    Stage.TOO_LATE: ("bad", "circle-alert"),
    Stage.ASKED: ("info", "inbox"),
    Stage.VALIDATED: ("warn", "banknote"),
    Stage.DEDUCT: ("calm", "undo-2"),
}


def _total(name: str) -> Any:
    """A footer: the sum of all the rows that the filters leave, made in the database: a page reads its own rows."""

    def render(table: Any) -> str:
        rows = table.data.data.order_by()
        return euros(rows.aggregate(together=Sum(name, default=ZERO))["together"])

    return render


class ReimbursementTable(tables.Table):
    """Claims, each with what it comes to; read `with_total`. A telephone shows the first columns."""

    reference = tables.Column("Référence", footer="Ensemble", linkify=True, attrs=NOWRAP)
    total = EurosColumn(verbose_name="Montant", footer=_total("total"))
    state = StateColumn("État")
    place = tables.Column("Lieu", order_by="place__name")
    programme = tables.Column("Programme", order_by="programme__name")
    month = tables.Column("Jusqu’à fin")
    uses = tables.Column("Pass", attrs=NUM)
    asked_at = DayColumn(verbose_name="Demandée le")
    paid_on = DayColumn("Payée le", visible=False)
    payment_reference = tables.Column("Référence du paiement", default="", visible=False)

    class Meta:
        model = Reimbursement
        fields = (
            "reference",
            "total",
            "state",
            "place",
            "programme",
            "month",
            "uses",
            "asked_at",
            "paid_on",
            "payment_reference",
        )
        attrs = CARDS
        caption = "Demandes de remboursement"
        empty_text = "Aucune demande ici."

    def render_month(self, value: date) -> str:
        """« novembre 2026 »."""
        return month_name(value)


def _place_page(record: dict[str, Any]) -> str:
    return reverse("training_place", args=[active_network().slug, record["place_id"]])


def _stage(record: dict[str, Any]) -> dict[str, str]:
    stage = Stage(record["stage"])
    tone, sign = LOOKS[stage]
    return chip(stage.label, tone=tone, sign=sign)


def _age(record: dict[str, Any]) -> str:
    """How long ago, and the day."""
    days = (timezone.localdate() - record["since"]).days
    age = "aujourd’hui" if days <= 0 else "1 jour" if days == 1 else f"{number(days)} jours"
    return format_html('{} <span class="muted">({})</span>', age, f"{record['since']:%d/%m/%Y}")


class DuesTable(tables.Table):
    """What is owed to places, by place, programme, month and stage, the oldest debt first; rows are dicts."""

    place__name = tables.Column("Lieu", footer="Ensemble", linkify=_place_page)
    programme = tables.Column(
        "Programme", accessor="one_pass__booklet__programme__name", order_by="one_pass__booklet__programme__name"
    )
    month = tables.Column("Séances de")
    stage = StateColumn("Étape", look=_stage)
    since = FormattedColumn("Dû depuis", show=_age)
    passes = tables.Column("Pass", attrs=NUM)
    amount = EurosColumn(verbose_name="Montant", footer=_total("amount"))

    class Meta:
        fields = ("place__name", "programme", "month", "stage", "since", "passes", "amount")
        attrs = CARDS
        caption = "Ce qui est dû aux lieux"
        empty_text = "Rien n’est dû ici."

    def render_month(self, value: date) -> str:
        """« novembre 2026 »."""
        return month_name(value)


#: The head of the file for the accounting office.
ACCOUNTING = (
    "Référence",
    "Lieu",
    "Organisme",
    "SIRET",
    "IBAN",
    "Titulaire du compte",
    "Montant",
    "Fonds",
    "Programme",
    "Mois",
    "Libellé du virement",
    "Validée le",
)


def accounting_rows(claims: Iterable[Reimbursement]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of the file for the accounting office, its head first; the claims come from `export`."""
    yield ACCOUNTING
    for one in claims:
        partner, programme = one.place.partner, one.programme
        yield (
            one.reference,
            one.place.name,
            partner.name,
            partner.siret,
            one.iban,
            one.account_holder,
            one.total,
            programme.funded_action.fund.name,
            programme.name,
            month_name(one.month),
            transfer_label(one.reference, programme=programme.name, place=one.place.name, month=one.month),
            timezone.localdate(one.validated_at),
        )
