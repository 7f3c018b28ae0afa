"""Tables of what a fund pays for: its actions, the commitments of one, all its movements."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django_tables2.utils import A

from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.spending.models import Commitment
from funding.spending.queries import ActionPosition, FundPosition
from inclusion.core.french.money import euros
from inclusion.core.models.networks import User
from inclusion.core.web.columns import NUM, DayColumn, EurosColumn
from inclusion.templatetags.liant import number

#: Payers named in a cell before the others are counted.
NAMED = 3
BREAK = mark_safe("<br>")


class FundActionTable(tables.Table):
    """The actions of a fund: what is committed for each, who pays, whom it helped; totals at the foot.

    `commits`: whether each has its way to a new commitment.
    """

    action = tables.Column(
        "Action",
        accessor="action__name",
        footer="Ensemble",
        orderable=False,
    )
    payers = tables.Column("Qui paie", empty_values=(), orderable=False)
    committed = EurosColumn(
        verbose_name="Engagé", footer=lambda table: euros(table.position.committed), orderable=False
    )
    disbursed = EurosColumn(
        verbose_name="Dont payé", footer=lambda table: euros(table.position.disbursed), orderable=False
    )
    owed = EurosColumn(
        verbose_name="Dont dû", footer=lambda table: euros(table.position.owed), orderable=False
    )
    released = EurosColumn(
        verbose_name="Rendu", footer=lambda table: euros(table.position.released), orderable=False
    )
    left = EurosColumn(
        verbose_name="Reste à payer",
        footer=lambda table: euros(table.position.spent - table.position.owed - table.position.disbursed),
        orderable=False,
    )
    people = tables.Column(
        "Usagers aidés",
        empty_values=(),
        footer=lambda table: number(sum(table.people.values())),
        attrs=NUM,
        orderable=False,
    )

    class Meta:
        caption = "Actions financées"
        empty_text = "Aucune action n’est encore ouverte dans ce fonds."

    def __init__(
        self, *, position: FundPosition, people: dict[int, int], commits: bool = False, **kwargs: Any
    ) -> None:
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
            format_html('{} <span class="num">{}</span>', name, euros(amount))
            for name, amount in record.payers[:NAMED]
        ]
        if others := len(record.payers[NAMED:]):
            lines.append(
                format_html('<span class="muted">et {} autre{}</span>', others, "s" if others > 1 else "")
            )
        return format_html_join(BREAK, "{}", ((line,) for line in lines))

    def value_payers(self, record: ActionPosition) -> str:
        """All who pay."""
        return ", ".join(f"{name} : {euros(amount)}" for name, amount in record.payers)

    def render_people(self, record: ActionPosition) -> str:
        """How many users, in French."""
        return number(self.people.get(record.action.pk, 0))

    def value_people(self, record: ActionPosition) -> int:
        return self.people.get(record.action.pk, 0)


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
    amount = EurosColumn(verbose_name="Engagé")
    paid = EurosColumn(verbose_name="Payé", empty_values=(), orderable=False)
    owed = EurosColumn(verbose_name="Dû", empty_values=(), orderable=False)
    released = EurosColumn(verbose_name="Rendu", empty_values=(), orderable=False)
    left = EurosColumn(verbose_name="Reste à payer", empty_values=(), orderable=False)
    why = tables.Column("Pourquoi", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
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
            '<a href="?{}#calcul">Voir le calcul<span class="said"> : {}</span></a>',
            address.urlencode(),
            record.label,
        )

    def as_values(self, exclude_columns: Any = None) -> Iterator[list[Any]]:
        """Every commitment of the list, with its sums."""
        yield ["Date", "Objet", "Engagé", "Payé", "Dû", "Rendu", "Reste à payer"]
        rows = self.data.data.values_list("pk", "committed_on", "label", "amount")
        sums = self.sums_of(self.data.data.order_by().values("pk"))
        for pk, on, label, amount in rows:
            yield [on, label, amount, *sums[pk]]


class MovementTable(PagedSums):
    """Movements of a fund. It is sorted by what an index holds, for a fund may have hundreds of thousands."""

    booked_on = DayColumn("Date", order_by=("booked_on", "pk"))
    kind = tables.Column("Nature", accessor=A("get_kind_display"), orderable=False)
    label = tables.Column("Libellé", linkify=True, orderable=False)
    volume = EurosColumn(verbose_name="Montant", empty_values=(), orderable=False)
    recorded_at = DayColumn(verbose_name="Enregistré le", order_by=("recorded_at", "pk"))
    recorded_by = tables.Column("Par", orderable=False, default="Le portail")

    class Meta:
        order_by = ("-booked_on",)
        caption = "Mouvements du fonds"
        empty_text = "Aucun mouvement ici. Le premier versement enregistré y paraîtra."

    def sums_of(self, keys: Any) -> dict[int, Decimal]:
        """The euros that each movement moved."""
        found = LedgerTransaction.objects.filter(pk__in=keys).order_by().with_volume()
        return dict(found.values_list("pk", "volume"))

    def render_volume(self, record: LedgerTransaction) -> str:
        """The euros that it moved."""
        return euros(self.sums[record.pk])

    def as_values(self, exclude_columns: Any = None) -> Iterator[list[Any]]:
        """Every movement of the list, read from the database as it goes out."""
        yield ["Date", "Nature", "Libellé", "Montant", "Enregistré le", "Par"]
        found = self.data.data
        people = User.objects.filter(pk__in=found.order_by().values("recorded_by")).order_by()
        names = {None: "Le portail"} | {user.pk: str(user) for user in people}
        kinds = dict(TransactionKind.choices)
        columns = ("booked_on", "kind", "label", "volume", "recorded_at", "recorded_by_id")
        rows = found.select_related(None).with_volume().values_list(*columns)
        for on, kind, label, volume, at, by in rows.iterator(chunk_size=5000):
            yield [on, kinds[kind], label, volume, at, names[by]]
