"""The chain of one scope, as one member sees it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Least, TruncMonth

from evaluation.chain.rules import Crowd, may_show, overlap_may_be_shown
from funding.ledger.enums import TransactionKind
from funding.ledger.models.funds import FundedAction, may_be_added_up, sees_all
from funding.ledger.models.totals import MonthTotal
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import Period
from inclusion.core.roles import Permission
from inclusion.core.suppression import THRESHOLD
from inclusion.people.models import Beneficiary

if TYPE_CHECKING:
    from inclusion.core.access import Member

from evaluation.chain.queries.figures import (
    AMOUNT,
    FIGURES,
    KNOWN,
    MONEY,
    OUTPUTS_BY_KEY,
    PEOPLE,
    Group,
    Money,
    Output,
    Part,
    Scope,
    crowds_of,
    groups_of,
)
from evaluation.chain.queries.outcomes import Change, changes_of


@dataclass(frozen=True)
class Cell:
    """The euros of one fund, contributor and action, by figure."""

    fund: int
    partner: int | None
    action: int | None
    amounts: Mapping[str, Decimal]


@dataclass
class Chain:
    """All figures of a scope, for one member: few queries, whatever the number of rows."""

    scope: Scope
    member: "Member"
    #: The network's funded actions by their keys, with their funds.
    known: Mapping[int, FundedAction]

    @cached_property
    def sees_people(self) -> bool:
        """Whether small groups are shown to this member, who may read all files of people anyway."""
        return self.member.may(Permission.PEOPLE_VIEW_ALL)

    @cached_property
    def cells(self) -> list[Cell]:
        """The money of the network until the end of the year; one query."""
        start, end = self.scope.period
        sums = {
            f"sum_{place}": Sum("amount", filter=one.q(Period(start, end)), default=ZERO)
            for place, one in enumerate(MONEY)
        }
        keys = ("fund_id", "account__partner_id", "account__funded_action_id")
        rows = MonthTotal.objects.filter(booked_in__lt=end).order_by().values_list(*keys).annotate(**sums)
        return [
            Cell(*row[:3], {one.key: amount for one, amount in zip(MONEY, row[3:], strict=True)})
            for row in rows
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """What was done in the network in the year; one query."""
        return groups_of(self.scope.period)

    @cached_property
    def crowds(self) -> dict[str, Crowd]:
        return crowds_of(self.groups)

    @cached_property
    def actions(self) -> frozenset[int]:
        """The funded actions of the scope: of an operator, those that its euros finance in the year."""
        scope = self.scope
        chosen = (
            one
            for one in self.known.values()
            if (scope.fund is None or one.fund_id == scope.fund.pk)
            and (scope.action is None or one.pk == scope.action.pk)
        )
        keys = {one.pk for one in chosen}
        if scope.partner is not None:
            keys &= {
                one.action
                for one in self.cells
                if one.partner == scope.partner.pk and (one.amounts["engage"] or one.amounts["paye"])
            }
        return frozenset(keys)

    @cached_property
    def changes(self) -> dict[int, list[Change]]:
        """What was measured; nothing of it is of one intercommunalité."""
        return {} if self.scope.epci else changes_of(self.actions, self.scope.period)

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(str(one) for one in self.known.values())

    def name_of(self, action: int) -> str:
        """An action by its name, and by its fund where two bear one name."""
        name = str(self.known[action])
        return f"{name}, {self.known[action].fund}" if self._names[name] > 1 else name

    # -- What may be shown

    @cached_property
    def is_own(self) -> bool:
        """Whether the money of the scope is the member's organisation's own."""
        return self.scope.partner is not None and self.scope.partner.pk == self.member.partner.pk

    @cached_property
    def shows_parts(self) -> bool:
        """Whether sums may be told apart by month: they are the own ones, or the member sees each contributor's."""
        return self.is_own or sees_all(self.member)

    @cached_property
    def shows_money(self) -> bool:
        """Whether totals reveal nothing of one other contributor (see `FundPosition.has_totals_for`)."""
        return self.shows_parts or self._adds_up(lambda one: one.fund)

    @cached_property
    def shows_costs(self) -> bool:
        """The same of what each action costs."""
        return self.shows_money and (self.shows_parts or self._adds_up(lambda one: one.action))

    def _adds_up(self, of: Callable[[Cell], int | None]) -> bool:
        """Whether each of these sums in the scope's fund may be shown: in all, where none is chosen."""
        scope = self.scope
        fund = scope.action.fund_id if scope.action else scope.fund and scope.fund.pk
        amounts: dict[tuple[int | None, str], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for one in self.cells:
            if fund not in (None, one.fund):
                continue
            if one.partner is not None and one.partner != self.member.partner.pk:
                for key, amount in one.amounts.items():
                    amounts[of(one), key][one.partner] += amount
        return all(may_be_added_up(parts.values()) for parts in amounts.values())

    def shows(self, figure: Money | Output, action: int | None = None) -> bool:
        """Whether a figure of the scope, or of one of its actions, is shown to the member."""
        if isinstance(figure, Money):
            return self.shows_costs if action or self.scope.action else self.shows_money
        if self.sees_people or (figure.is_typed and figure.crowd is None):
            return True
        wanted = self.actions if action is None else {action}
        if figure is not PEOPLE:
            crowd = self.crowds.get(figure.key)
            return figure.crowd is None or crowd is None or may_show(crowd, wanted, self.scope.area)
        if not all(self.shows(one) for one in KNOWN):
            return False
        keys = {one.key for one in KNOWN}
        parts = [one.people for one in self._mine(self.actions) if one.key in keys]
        return overlap_may_be_shown(parts, self._people)

    def speaks_of(self, figure: Output, action: int) -> bool:
        """Whether an action has something of a figure: where it is hidden, whatever the intercommunalité."""
        if self.shows(figure, action):
            return bool(self.total(figure, action))
        return bool(self.crowds[figure.key].by_action.get(action))

    def names_rows(self, figure: Money | Output) -> bool:
        """Whether the list has a line for each row: two such lists, put together, would tell of one person."""
        if isinstance(figure, Money):
            return self.shows_parts
        return self.sees_people or (figure is not PEOPLE and figure.crowd is None)

    def names_actions(self, figure: Money | Output) -> bool:
        """Whether the list of a figure says which action each row is of: that too would part a sum."""
        if isinstance(figure, Money):
            return figure.of_action and self.shows_costs
        return figure is not PEOPLE and (
            self.sees_people or figure.crowd is None or self.scope.action is not None
        )

    # -- Figures

    def figures(self, *parts: Part) -> list[Money | Output]:
        """The figures that are said of the scope."""
        return [
            one for one in FIGURES.values() if one.said_of(self.scope) and (not parts or one.part in parts)
        ]

    def total(self, figure: Money | Output, action: int | None = None) -> Decimal:
        """The figure of the scope, or of one of its actions; whether it is shown says `shows`."""
        if isinstance(figure, Money):
            return sum((one.amounts[figure.key] for one in self.cells if self._has(one, action)), ZERO)
        if figure is PEOPLE:
            return Decimal(self._people)
        actions = self.actions if action is None else {action}
        if self._by_operator(figure):
            return self._reach.get(action, 0) if action else sum(self._reach.values(), Decimal(0))
        return sum((one.total for one in self._mine(actions) if one.key == figure.key), Decimal(0))

    def _has(self, cell: Cell, action: int | None) -> bool:
        scope = self.scope
        wanted = scope.action.pk if scope.action else action
        return (
            (scope.fund is None or cell.fund == scope.fund.pk)
            and (scope.partner is None or cell.partner == scope.partner.pk)
            and (wanted is None or cell.action == wanted)
        )

    def _mine(self, actions: Collection[int]) -> list[Group]:
        area = self.scope.area
        return [one for one in self.groups if one.action in actions and area in (None, one.area)]

    def _by_operator(self, figure: Money | Output) -> bool:
        """Whether an operator reads of its own users alone, as in its statement."""
        return figure.key == "usagers-declares" and self.scope.partner is not None

    @cached_property
    def _reach(self) -> dict[int, Decimal]:
        rows = self.rows(OUTPUTS_BY_KEY["usagers-declares"]).order_by()
        return dict(rows.values_list("funded").annotate(total=Sum("size")))

    @cached_property
    def _people(self) -> int:
        return self.rows(PEOPLE).count()

    # -- Rows of a figure

    def rows(self, figure: Money | Output) -> QuerySet[Any]:
        """The rows that a figure of the scope is the sum of, each with `size`, and what a list says of it."""
        if isinstance(figure, Money):
            return self._money_rows(figure)
        if figure is PEOPLE:
            return self._people_rows()
        rows = figure.rows(self.scope.period).filter(funded__in=self.actions)
        if self.scope.area is not None:
            rows = rows.filter(area=self.scope.area)
        if self._by_operator(figure):
            rows = rows.filter(partner=self.scope.partner)
        return rows

    def listed(self, figure: Money | Output) -> Any:
        """The rows as the member reads them: where none may be told apart, their sums by month.

        Where a month is of few people, there is one sum alone.
        """
        rows = self.rows(figure)
        if isinstance(figure, Money) or self.names_rows(figure):
            return rows
        crowd = Count("pk") if figure is PEOPLE else figure.crowd
        months = rows.order_by().values(month=TruncMonth("day")).annotate(crowd=crowd, sum=Sum("size"))
        known = {"what": "", "funded": self.scope.action and self.scope.action.pk}
        found = [
            {"day": month, "size": total, **known}
            for month, people, total in months.order_by("-month").values_list("month", "crowd", "sum")
            if people >= THRESHOLD or not total
        ]
        total = self.total(figure)
        if sum(one["size"] for one in found) == total:
            return found
        return [{"day": None, "size": total, **known}]

    def _money_rows(self, figure: Money) -> QuerySet[Any]:
        scope = self.scope
        rows = MonthTotal.objects.filter(figure.q(scope.period), booked_in__lt=scope.period.end)
        if scope.fund is not None:
            rows = rows.filter(fund=scope.fund)
        if scope.partner is not None:
            rows = rows.filter(account__partner=scope.partner)
        if scope.action is not None:
            rows = rows.filter(account__funded_action=scope.action)
        action = F("account__funded_action_id") if self.shows_costs else Value(None, BigIntegerField())
        columns = {"funded": action, "of_fund": F("fund_id")}
        what = Case(*(When(effect=kind, then=Value(str(kind.label))) for kind in TransactionKind))
        order: list[Any] = ["of_fund", *(["funded"] if self.shows_costs else [])]
        # Sums that others may not be told apart in are shown by fund and action alone.
        if self.shows_parts:
            columns |= {"day": F("booked_in"), "what": what}
            order = [F("day").desc(), *order, "what"]
        else:
            columns |= {"day": Value(None, DateField()), "what": Value("")}
        summed = rows.order_by().values(**columns).annotate(size=Sum("amount"))
        return summed.exclude(size=0).order_by(*order)

    def _people_rows(self) -> QuerySet[Any]:
        parts = [
            one.rows(self.scope.period).filter(funded__in=self.actions, **{person: OuterRef("pk")})
            for one, person in zip(KNOWN, ("beneficiary", "person"), strict=True)
        ]
        passes, aids = parts
        people = Beneficiary.objects.filter(Exists(passes.order_by()) | Exists(aids.order_by()))
        if self.scope.area is not None:
            people = people.filter(commune__epci=self.scope.area)
        firsts = [Subquery(one.order_by("day").values("day")[:1]) for one in parts]
        return people.annotate(
            day=Least(*firsts),
            what=Case(
                When(
                    Q(Exists(passes.order_by())) & Q(Exists(aids.order_by())), then=Value("Pass et appareil")
                ),
                When(Exists(aids.order_by()), then=Value("Appareil")),
                default=Value("Pass numérique"),
            ),
            size=Value(1, AMOUNT),
        ).order_by("-day", "-pk")
