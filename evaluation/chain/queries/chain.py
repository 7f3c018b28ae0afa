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
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Least, TruncMonth
from django.utils import timezone

from evaluation.activity.rules.records import whole_hours
from evaluation.chain.rules import Crowd, listed, may_show, overlap_may_be_shown
from funding.ledger.enums import TransactionKind
from funding.ledger.models.funds import FundedAction, may_be_added_up, sees_all
from funding.ledger.models.totals import MonthTotal
from inclusion.core.figures import FigureAmount
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.money import figure as in_figures
from inclusion.core.french.names import of
from inclusion.core.french.periods import Period
from inclusion.core.roles import Permission
from inclusion.core.suppression import THRESHOLD
from inclusion.people.models import Beneficiary

if TYPE_CHECKING:
    from inclusion.core.access import Member

from evaluation.chain.queries.definitions import DEFINED
from evaluation.chain.queries.figures import (
    AMOUNT,
    FIGURES,
    KNOWN,
    MONEY,
    MONEY_BY_KEY,
    OUTPUTS_BY_KEY,
    PEOPLE,
    Money,
    Output,
    Part,
    Scope,
    Share,
)
from evaluation.chain.queries.groups import Group, crowds_of, groups_of
from evaluation.chain.queries.outcomes import Change, changes_of
from evaluation.chain.queries.shares import ActionShare, Cell, shares_of


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

    @property
    def _funds(self) -> Q:
        """Whose sums count: an example alone where it is asked for, never in a total of the network."""
        chosen = self.scope.fund or (self.scope.action and self.scope.action.fund)
        return Q(fund=chosen) if chosen and chosen.is_example else Q(fund__is_example=False)

    @cached_property
    def cells(self) -> list[Cell]:
        """The money of the network until the end of the year; one query."""
        start, end = self.scope.period
        sums = {
            f"sum_{place}": Sum("amount", filter=one.q(Period(start, end)), default=ZERO)
            for place, one in enumerate(MONEY)
        }
        inside = Q(booked_in__gte=start, positive=True)
        firsts = {
            "received_first": Min("first_id", filter=inside & MONEY_BY_KEY["verse"].accounts),
            "committed_first": Min("first_id", filter=inside & MONEY_BY_KEY["engage"].accounts),
        }
        keys = ("fund_id", "account__partner_id", "account__funded_action_id")
        rows = MonthTotal.objects.filter(self._funds, booked_in__lt=end).order_by().values_list(*keys)
        return [
            Cell(*row[:5], {one.key: amount for one, amount in zip(MONEY, row[5:], strict=True)})
            for row in rows.annotate(**firsts).annotate(**sums).order_by("fund_id", *keys[1:])
        ]

    @cached_property
    def shares(self) -> dict[int, ActionShare]:
        """What the operator of the scope pays of each of its actions, its part of the grants included."""
        scope = self.scope
        if scope.partner is None:
            return {}
        cells = [one for one in self.cells if scope.fund is None or one.fund == scope.fund.pk]
        found = shares_of(cells, scope.partner.pk, on=scope.last_day)
        return {key: one for key, one in found.items() if scope.action is None or key == scope.action.pk}

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
            if (not one.fund.is_example if scope.fund is None and scope.action is None else True)
            and (scope.fund is None or one.fund_id == scope.fund.pk)
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
        """What was measured, of those whom each action reached in the intercommunalité."""
        return changes_of(self.actions, self.scope.period, self.scope.area)

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
        """Whether sums may be shown by month: they are the own ones, or the member sees each contributor's."""
        return self.is_own or sees_all(self.member)

    @cached_property
    def shows_money(self) -> bool:
        """Whether totals reveal nothing of one other contributor (see `FundPosition.has_totals_for`)."""
        return self.shows_parts or self._adds_up(lambda one: one.fund)

    @cached_property
    def shows_costs(self) -> bool:
        """The same of what each action costs."""
        return self.shows_money and (self.shows_parts or self._adds_up(lambda one: one.action))

    @cached_property
    def shows_whole_costs(self) -> bool:
        """Whether what all contributors pay of an action may be said beside the part of one."""
        return sees_all(self.member) or self._adds_up(lambda one: one.action)

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
        """Whether the list has a line for each row: two such lists, put together, would reveal one person."""
        if isinstance(figure, Money):
            return self.shows_parts
        return self.sees_people or (figure is not PEOPLE and figure.crowd is None)

    def names_actions(self, figure: Money | Output) -> bool:
        """Whether the list of a figure says which action each row is of: that too would part a sum."""
        if isinstance(figure, Money):
            return figure.of_action and self.shows_costs
        return figure is not PEOPLE and (self.sees_people or figure.crowd is None or self.scope.action is not None)

    # -- Figures

    def figures(self, *parts: Part) -> list[Money | Output]:
        """The figures that are said of the scope."""
        return [one for one in FIGURES.values() if one.said_of(self.scope) and (not parts or one.part in parts)]

    def total(self, figure: Money | Output, action: int | None = None) -> Decimal:
        """The figure of the scope, or of one of its actions; whether it is shown says `shows`."""
        if isinstance(figure, Share):
            return sum((row["size"] for row in self._share_rows(figure) if action in (None, row["funded"])), ZERO)
        if isinstance(figure, Money):
            return sum((one.amounts[figure.key] for one in self.cells if self._has(one, action)), ZERO)
        if figure is PEOPLE:
            return Decimal(self._people)
        actions = self.actions if action is None else {action}
        if self._by_operator(figure):
            return self._reach.get(action, 0) if action else sum(self._reach.values(), Decimal(0))
        return sum((one.total for one in self._mine(actions) if one.key == figure.key), Decimal(0))

    def amount(self, figure: Money | Output, action: int | None = None) -> FigureAmount:
        """The same as every page of the portal may show it; time in hours."""
        scope, today = self.scope, timezone.localdate()
        total = self.total(figure, action)
        stands = isinstance(figure, Money) and figure.stands
        funded = self.known[action] if action else scope.action
        return DEFINED[figure.key].amount(
            whole_hours(total) if figure.unit.in_hours else total,
            *filter(None, (scope.fund if not funded else None, scope.partner, funded, scope.epci)),
            over=min(scope.last_day, today) if stands else scope.period,
            today=today,
        )

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

    def rows(self, figure: Money | Output) -> Any:
        """The rows that a figure of the scope is the sum of, each with `size`, and what a list says of it."""
        if isinstance(figure, Share):
            return self._share_rows(figure)
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
        """The rows as the member reads them: where none may be shown alone, their sums by month.

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
        rows = MonthTotal.objects.filter(self._funds, figure.q(scope.period), booked_in__lt=scope.period.end)
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
        # Sums in which others may not be distinguished are shown by fund and action alone.
        if self.shows_parts:
            columns |= {"day": F("booked_in"), "what": what}
            order = [F("day").desc(), *order, "what"]
        else:
            columns |= {"day": Value(None, DateField()), "what": Value("")}
        summed = rows.order_by().values(**columns).annotate(size=Sum("amount"))
        return summed.exclude(size=0).order_by(*order)

    def _share_rows(self, figure: Share) -> list[dict[str, Any]]:
        """A row for each action: how the part was worked out, or of which cost it is and what the action did."""
        rows = []
        for key, one in self.shares.items():
            whole, did = self.shows_whole_costs, listed(self.did(key))
            if figure.key == "part-des-subventions":
                size, what = one.grants, _arithmetic(one) if whole and one.granted else ""
            else:
                size, what = one.amount, self.share_words(one, with_cost=whole)
                what = f"{what[0].upper()}{what[1:]}{f'\u00a0; l’action a permis {did}' if did else ''}"
            if size:
                rows.append({"day": None, "what": what, "size": size, "funded": key})
        return rows

    def share_words(self, one: ActionShare, *, with_cost: bool = True) -> str:
        """« Part de CAF\u00a0: 1 234,50 € sur 4 000,00 € »."""
        whole = f" sur {euros(one.cost)}" if with_cost and self.shows_whole_costs else ""
        return f"part {of(self.scope.partner)}\u00a0: {euros(one.amount)}{whole}"

    def shares_in(self, figure: Money | Output) -> list[str]:
        """« Mes droits depuis chez moi\u00a0: 560 pass\u00a0; part de la CAF\u00a0: 1 234,50 € sur 4 000 € »."""
        if isinstance(figure, Money):
            return []
        counted = KNOWN if figure is PEOPLE else (figure,)
        found = []
        for key, one in self.shares.items():
            shown = [each for each in counted if key in self.actions and self.shows(each, key)]
            did = [each.unit.words(total) for each in shown if (total := self.total(each, key))]
            if did:
                found.append(f"{self.name_of(key)}\u00a0: {listed(did)}\u00a0; {self.share_words(one)}")
        return found

    def did(self, action: int) -> list[str]:
        """What an action did, in words: what is known of it and may be shown."""
        known = (one for one in FIGURES.values() if isinstance(one, Output) and one is not PEOPLE)
        return [
            one.unit.words(total)
            for one in known
            if not one.is_typed and self.shows(one, action) and (total := self.total(one, action))
        ]

    def _people_rows(self) -> QuerySet[Any]:
        parts = [
            one.rows(self.scope.period).filter(funded__in=self.actions, **{person: OuterRef("pk")})
            for one, person in zip(KNOWN, ("beneficiary", "person"), strict=True)
        ]
        passes, aids = parts
        people = Beneficiary.objects.filter(Exists(passes.order_by()) | Exists(aids.order_by()))
        if self.scope.area is not None:
            people = people.filter(commune__epci=self.scope.area)
        # Of a scope without an action neither has a row: the cast says to the database that nothing is a day too.
        firsts = [Cast(Subquery(one.order_by("day").values("day")[:1]), DateField()) for one in parts]
        return people.annotate(
            day=Least(*firsts),
            what=Case(
                When(Q(Exists(passes.order_by())) & Q(Exists(aids.order_by())), then=Value("Pass et appareil")),
                When(Exists(aids.order_by()), then=Value("Appareil")),
                default=Value("Pass numérique"),
            ),
            size=Value(1, AMOUNT),
        ).order_by("-day", "-pk")


def _arithmetic(one: ActionShare) -> str:
    """How a part of the grants was worked out: the grants, times the own weight, by that of all."""
    line = one.granted
    assert line is not None
    return f"{in_figures(line.grants)} × {in_figures(line.own)} ÷ {in_figures(line.all)}"
