"""Tables of what a fund pays for: its actions, the commitments of one, all its movements."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django_tables2.utils import A

from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import LedgerTransaction, LedgerTransactionQuerySet
from funding.ledger.models.funds import FundedAction
from funding.ledger.queries import contributors_of
from funding.payees.models import PERSON
from funding.spending.models import Commitment
from funding.spending.queries.commitments import PassFold, PayeePosition, pass_folds
from funding.spending.queries.funds import ActionPosition, FundPosition
from inclusion.core.access import Member
from inclusion.core.french.money import euros
from inclusion.core.models.networks import User
from inclusion.core.web.columns import CARDS, NUM, DayColumn, EurosColumn, total_of
from inclusion.core.web.forms import DAY
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import number

#: Payers named in a cell before the others are counted.
NAMED = 3
BREAK = mark_safe("<br>")


class FundActionTable(tables.Table):
    """The actions of a fund: what is committed for each, who pays, whom it helped; totals at the foot.

    `commits`: whether each has its way to a new commitment.
    """

    action = tables.Column("Action", accessor="action__name", footer="Ensemble", orderable=False)
    payers = tables.Column("Qui paie", empty_values=(), orderable=False)
    committed = EurosColumn(
        verbose_name="Engagé", footer=lambda table: euros(table.position.committed), orderable=False
    )
    disbursed = EurosColumn(
        verbose_name="Dont payé", footer=lambda table: euros(table.position.disbursed), orderable=False
    )
    owed = EurosColumn(verbose_name="Dont dû", footer=lambda table: euros(table.position.owed), orderable=False)
    released = EurosColumn(verbose_name="Rendu", footer=lambda table: euros(table.position.released), orderable=False)
    left = EurosColumn(
        verbose_name="Reste à payer",
        footer=lambda table: euros(table.position.spent - table.position.owed - table.position.disbursed),
        orderable=False,
    )
    people = tables.Column("Usagers aidés", empty_values=(), attrs=NUM, orderable=False)

    class Meta:
        caption = "Actions financées"
        empty_text = "Aucune action n’est encore ouverte dans ce fonds."

    def __init__(self, *, position: FundPosition, people: dict[int, int], commits: bool = False, **kwargs: Any) -> None:
        # Only passes make debts: a fund without them has no use for the column, nor one that took nothing back.
        shown = {
            "committed": position.costs,
            "disbursed": position.costs,
            "owed": position.costs and position.owed,
            "released": position.costs and position.released,
            "left": position.costs,
        }
        super().__init__(position.actions, exclude=[name for name in shown if not shown[name]], **kwargs)
        self.position, self.people, self.commits = position, people, commits

    def render_action(self, record: ActionPosition) -> str:
        """The way to its page, and to a new commitment."""
        action = record.action
        page = format_html('<a href="{}">{}</a>', action.get_absolute_url(), action.name)
        if not self.commits:
            return page
        url = reverse("fund_commit", args=[action.network.slug, action.pk])
        said = format_html('<span class="said"> : {}</span>', action.name)
        return format_html('{}<br><a class="muted" href="{}">Engager une dépense{}</a>', page, url, said)

    def value_action(self, record: ActionPosition) -> str:
        """Its name."""
        return record.action.name

    def render_payers(self, record: ActionPosition) -> str:
        """Who pays most, each on a line."""
        if not record.payers:
            return format_html('<span class="muted">{}</span>', "Rien n’est engagé")
        lines = [
            format_html('{} <span class="num">{}</span>', name, euros(amount)) for name, amount in record.payers[:NAMED]
        ]
        if others := len(record.payers[NAMED:]):
            lines.append(format_html('<span class="muted">et {} autre{}</span>', others, "s" if others > 1 else ""))
        return format_html_join(BREAK, "{}", ((line,) for line in lines))

    def value_payers(self, record: ActionPosition) -> str:
        """All who pay."""
        return ", ".join(f"{name} : {euros(amount)}" for name, amount in record.payers)

    def render_people(self, record: ActionPosition) -> str:
        """How many users, in French."""
        return number(self.people.get(record.action.pk, 0))

    def value_people(self, record: ActionPosition) -> int:
        return self.people.get(record.action.pk, 0)


class PayeeTable(tables.Table):
    """To whom the euros of a fund, or of one action, went; totals at the foot."""

    action = tables.Column(
        "Action",
        accessor="action__name",
        footer="Ensemble",
        orderable=False,
        linkify=lambda record: record.action.get_absolute_url(),
    )
    payee = tables.Column(
        "À qui", accessor="name", footer=lambda table: "Ensemble" if "action" in table.exclude else "", orderable=False
    )
    kind = tables.Column("Qui c’est", accessor="payee__kind", default=PERSON, visible=False)
    committed = EurosColumn(verbose_name="Engagé", footer=total_of("committed"), orderable=False)
    paid = EurosColumn(verbose_name="Payé", footer=total_of("paid"), orderable=False)
    owed = EurosColumn(verbose_name="Dû", footer=total_of("owed"), orderable=False)
    released = EurosColumn(verbose_name="Rendu", footer=total_of("released"), orderable=False)
    left = EurosColumn(verbose_name="Reste à payer", footer=total_of("left"), orderable=False)

    class Meta:
        attrs = CARDS
        caption = "À qui va l’argent"
        empty_text = "Rien n’est encore engagé ni payé."

    def __init__(
        self, positions: list[PayeePosition], *, member: Member, of_one_action: bool = False, **kwargs: Any
    ) -> None:
        exclude = () if any(one.owed for one in positions) else ("owed",)
        super().__init__(positions, exclude=(*exclude, *(("action",) if of_one_action else ())), **kwargs)
        self.member = member

    def render_payee(self, record: PayeePosition) -> str:
        """Its name, as a link to its page where the reader may open it, above what it is."""
        if record.payee is None:
            return record.name
        url = record.payee.url_for(self.member)
        name = format_html('<a href="{}">{}</a>', url, record.name) if url else record.name
        return format_html('<div>{}<br><span class="muted">{}</span></div>', name, record.payee.kind)

    def value_payee(self, record: PayeePosition) -> str:
        """Its name."""
        return record.name


class PagedSums(tables.Table):
    """A table whose sums are asked of the database for the rows that are shown, not for all that could be."""

    def sums_of(self, keys: Any) -> dict[int, Any]:
        """The sums of these rows, by their keys (a list of them, or a query for them)."""
        raise NotImplementedError

    def before_render(self, request: Any) -> None:
        """Ask for the sums of this page."""
        self.sums = self.sums_of([row.record.pk for row in self.paginated_rows])


class CommitmentTable(PagedSums):
    """The commitments of one action."""

    committed_on = DayColumn("Date", order_by=("committed_on", "pk"), orderable=True)
    label = tables.Column("Objet", linkify=True, orderable=False)
    payee = tables.Column("À qui", orderable=False)
    amount = EurosColumn(verbose_name="Engagé")
    paid = EurosColumn(verbose_name="Payé", empty_values=(), orderable=False)
    owed = EurosColumn(verbose_name="Dû", empty_values=(), orderable=False)
    released = EurosColumn(verbose_name="Rendu", empty_values=(), orderable=False)
    left = EurosColumn(verbose_name="Reste à payer", empty_values=(), orderable=False)
    why = tables.Column("Pourquoi", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        attrs = CARDS
        caption = "Engagements"
        empty_text = "Aucun engagement pour le moment."

    def sums_of(self, keys: Any) -> dict[int, Any]:
        """What was paid of each, what is owed, what was given back, and what it still holds."""
        sums = ("pk", "paid", "owed", "released", "left")
        found = Commitment.objects.filter(pk__in=keys).with_sums().values_list(*sums)
        return {pk: tuple(sums) for pk, *sums in found}

    def before_render(self, request: Any) -> None:
        """Ask for the sums of this page; columns of what none of them has are left out: debts, what was given back."""
        super().before_render(request)
        for index, name in ((1, "owed"), (2, "released")):
            if not any(sums[index] for sums in self.sums.values()):
                self.columns.hide(name)

    def render_paid(self, record: Commitment) -> str:
        """What has left the fund for it."""
        return euros(self.sums[record.pk][0])

    def render_owed(self, record: Commitment) -> str:
        """What is a debt to training places."""
        return euros(self.sums[record.pk][1])

    def render_released(self, record: Commitment) -> str:
        """What was given back."""
        return euros(self.sums[record.pk][2])

    def render_left(self, record: Commitment) -> str:
        """What it still holds."""
        return euros(self.sums[record.pk][3])

    def render_why(self, record: Commitment) -> str:
        """The way to its calculation, above on the same page."""
        address = self.request.GET.copy()
        address["engagement"] = str(record.pk)
        return format_html(
            '<a href="?{}#calcul">Voir le calcul<span class="said"> : {}</span></a>', address.urlencode(), record.label
        )

    def as_values(self, exclude_columns: Any = None) -> Iterator[list[Any]]:
        """Every commitment of the list, with its sums."""
        yield ["Date", "Objet", "À qui", "Engagé", "Payé", "Dû", "Rendu", "Reste à payer"]
        sums = self.sums_of(self.data.data.order_by().values("pk"))
        for one in self.data.data:
            yield [one.committed_on, one.label, str(one.payee), one.amount, *sums[one.pk]]


#: Asks for a line for each pass, rather than one for all of a claim.
EACH_PASS = "each"


class MovementFilter(django_filters.FilterSet):
    """Which movements of one fund."""

    q = django_filters.CharFilter(label="Mots du libellé, ou référence", method="by_words")
    kind = django_filters.ChoiceFilter(label="Nature", choices=TransactionKind, empty_label="Toutes")
    action = django_filters.ModelChoiceFilter(
        label="Action",
        method="of_action",
        queryset=lambda request: FundedAction.objects.filter(fund_id=request.resolver_match.kwargs["pk"]),
        empty_label="Toutes",
    )
    partner = django_filters.ModelChoiceFilter(
        label="Contributeur",
        method="of_partner",
        queryset=lambda request: contributors_of(request.resolver_match.kwargs["pk"]),
        empty_label="Tous",
    )
    since = django_filters.DateFilter(label="Depuis le", field_name="booked_on", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label="Jusqu’au", field_name="booked_on", lookup_expr="lte", widget=DAY)

    passes = django_filters.ChoiceFilter(
        label="Pass numériques",
        choices=[(EACH_PASS, "Une ligne par pass")],
        empty_label="Une ligne par remboursement",
        method="unchanged",
    )
    claim = django_filters.NumberFilter(method="of_claim", widget=forms.HiddenInput)

    class Meta:
        model = LedgerTransaction
        fields = ("q", "kind", "action", "partner", "since", "until", "passes", "claim")

    def by_words(self, queryset: LedgerTransactionQuerySet, name: str, value: str) -> LedgerTransactionQuerySet:
        """Movements whose label or reference has all these words."""
        return queryset.matching(value)

    def unchanged(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The same movements: the list that is filtered was folded, or not, before."""
        return queryset

    def of_claim(self, queryset: QuerySet, name: str, claim: Decimal) -> QuerySet:
        """Movements of the passes that a training place asked to be paid for by this claim."""
        paid, used = (Q(payment__line__reimbursement=int(claim)), Q(redemption__lines__reimbursement=int(claim)))
        return queryset.filter(paid | used)

    def of_action(self, queryset: QuerySet, name: str, action: FundedAction) -> QuerySet:
        """Movements that engaged, paid or released euros of this action."""
        return queryset.filter(commitment__funded_action=action)

    def of_partner(self, queryset: LedgerTransactionQuerySet, name: str, partner: Partner) -> LedgerTransactionQuerySet:
        """Movements that touched the euros of this contributor."""
        return queryset.touching(partner)


def is_folded(request: HttpRequest) -> bool:
    """Whether a list of movements shows one line for all passes of a claim: unless the address asks for each."""
    return request.GET.get("passes") != EACH_PASS and not request.GET.get("claim")


#: Below zero: the euros leave the fund; above: they come in.
_IN = (TransactionKind.RECEIPT, TransactionKind.MATCH, TransactionKind.GRANT)


def signed(movement: LedgerTransaction, volume: Decimal) -> tuple[str, Decimal]:
    """Which way the euros of a movement went, in French, and how many: below zero where they left the fund.

    What is promised, given back or owed stays in the fund.
    """
    reversal = movement.reverses_id is not None
    kind = movement.reverses.kind if reversal else movement.kind
    if kind in _IN:
        return ("Entrée" if volume > 0 else "Sortie"), volume
    if kind == TransactionKind.PAYMENT:
        return ("Entrée", volume) if reversal else ("Sortie", -volume)
    return "Interne", volume


def reference_of(movement: LedgerTransaction) -> str:
    """The reference of the bank or of the payment, as a bank statement has it; none for what a bank never saw."""
    if movement.kind == TransactionKind.MATCH:
        return ""
    receipt = movement.receipt or movement.grant_receipt
    if receipt is not None:
        return receipt.bank_reference
    return movement.payment.reference if movement.payment is not None else ""


class MovementTable(PagedSums):
    """Movements of a fund. It is sorted by what an index holds, for a fund may have hundreds of thousands."""

    booked_on = DayColumn("Date", order_by=("booked_on", "pk"))
    kind = tables.Column("Nature", accessor=A("get_kind_display"), orderable=False)
    label = tables.Column("Libellé", orderable=False)
    reference = tables.Column("Référence", empty_values=(), orderable=False)
    volume = EurosColumn(verbose_name="Montant", empty_values=(), orderable=False)
    recorded_at = DayColumn(verbose_name="Enregistré le", order_by=("recorded_at", "pk"))
    recorded_by = tables.Column("Par", orderable=False, default="Le portail")

    class Meta:
        order_by = ("-booked_on",)
        attrs = CARDS
        caption = "Mouvements du fonds"
        empty_text = "Aucun mouvement ici. Le premier versement enregistré y paraîtra."

    def sums_of(self, keys: Any) -> dict[int, Decimal]:
        """The euros that each movement moved."""
        found = LedgerTransaction.objects.filter(pk__in=keys).order_by().with_volume()
        return dict(found.values_list("pk", "volume"))

    def folds_of(self, keys: Any) -> dict[int, PassFold]:
        """What each movement stands for, where the list is folded."""
        return pass_folds(keys) if self.request and is_folded(self.request) else {}

    def before_render(self, request: Any) -> None:
        """Ask for the sums of this page, and say why it is empty."""
        super().before_render(request)
        self.folds = self.folds_of(list(self.sums))
        if set(request.GET) & set(MovementFilter.base_filters):
            self.empty_text = "Aucun mouvement ne correspond à votre recherche."

    def render_label(self, record: LedgerTransaction) -> str:
        """What it is, as a link to its page, or to each pass that it stands for."""
        if fold := self.folds.get(record.pk):
            return format_html('<a href="?claim={}">{}</a>', fold.claim, _passes(record, fold))
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.label)

    def render_reference(self, record: LedgerTransaction) -> str:
        """The reference; a muted dash where there is none."""
        none = mark_safe('<span class="muted">–<span class="said"> sans référence</span></span>')
        return reference_of(record) or none

    def render_volume(self, record: LedgerTransaction) -> str:
        """The euros that it moved, with a sign where they came in or left."""
        fold = self.folds.get(record.pk)
        way, amount = signed(record, fold.amount if fold else self.sums[record.pk])
        sign = {"Entrée": "+\u00a0", "Sortie": "−\u00a0"}.get(way, "")
        return f"{sign}{euros(abs(amount))}"

    def as_values(self, exclude_columns: Any = None) -> Iterator[list[Any]]:
        """Every movement of the list, read from the database as it goes out."""
        yield ["Date", "Nature", "Libellé", "Référence", "Sens", "Montant", "Enregistré le", "Par"]
        found = self.data.data
        folds = self.folds_of(found.order_by().values("pk"))
        people = User.objects.filter(pk__in=found.order_by().values("recorded_by")).order_by()
        names = {None: "Le portail"} | {user.pk: str(user) for user in people}
        related = ("receipt", "grant_receipt", "payment", "reverses")
        for one in found.select_related(None).select_related(*related).with_volume().iterator(chunk_size=5000):
            fold = folds.get(one.pk)
            way, amount = signed(one, fold.amount if fold else one.volume)
            label = _passes(one, fold) if fold else one.label
            by = names[one.recorded_by_id]
            kind = one.get_kind_display()
            yield [one.booked_on, kind, label, reference_of(one), way, amount, one.recorded_at, by]


def _passes(movement: LedgerTransaction, fold: PassFold) -> str:
    done = "payés" if movement.kind == TransactionKind.PAYMENT else "utilisés"
    return f"{fold.passes} pass {done}, demande {fold.reference}"
