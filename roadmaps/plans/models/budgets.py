"""Who pays for an action: lines on funds, other financing; posts asked for, documents attached."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from funding.ledger.enums import AccountKind
from funding.ledger.models.entries import Account
from funding.ledger.models.funds import euros_field
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.french.money import ZERO
from inclusion.core.scope import NetworkOwned
from roadmaps.enums import PaperKind, StaffOutcome
from roadmaps.plans.models.actions import Action, ActionLink
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.rules.financing import left_to_find


class FundLine(NetworkOwned):
    """What an action plans to have from a fund, and the action of the fund that its money goes through.

    A funded action belongs to one line at most: its euros count once. What was committed and paid is never typed.
    """

    action = ScopedForeignKey(Action, on_delete=models.PROTECT, related_name="fund_lines")
    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="roadmap_lines")
    planned = euros_field("prévu")
    funded_action = ScopedOneToOneField(
        "funding.FundedAction",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="roadmap_line",
        verbose_name="action financée",
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "ligne sur un fonds"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("action", "fund", "funded_action"),
            models.UniqueConstraint(
                fields=["action", "fund"],
                name="roadmap_fund_line_once",
                violation_error_message="Cette action a déjà une ligne sur ce fonds.",
            ),
            models.CheckConstraint(condition=models.Q(planned__gte=0), name="roadmap_fund_line_positive"),
        ]

    def __str__(self) -> str:
        return str(self.fund)


class OtherFinancing(NetworkOwned):
    """Money for an action that goes through no fund of the network."""

    action = ScopedForeignKey(Action, on_delete=models.CASCADE, related_name="other_financing")
    label = models.CharField("financement", max_length=160)
    partner = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="roadmap_financing",
        verbose_name="financeur",
    )
    amount = euros_field("montant")
    secured_on = models.DateField("obtenu le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "autre financement"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("action", "partner"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="roadmap_financing_positive"),
        ]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class ActionMoney:
    """The euros of one action."""

    budget: Decimal | None
    #: Planned on funds, and expected from others.
    funds: Decimal = ZERO
    others: Decimal = ZERO
    #: What others have confirmed.
    secured: Decimal = ZERO
    #: By the ledger of the funds: promised in all (what was paid included), and what has left or is owed.
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    #: Posts that serve it, and whether it is done or dropped.
    posts: int = 0
    is_over: bool = False

    @property
    def planned(self) -> Decimal:
        """All lines together."""
        return self.funds + self.others

    @property
    def to_find(self) -> Decimal | None:
        """What no line pays yet; below zero where the lines exceed the budget; None where that is not known."""
        return left_to_find(self.budget, self.planned, is_over=self.is_over, has_posts=bool(self.posts))


def money_of(actions: Iterable[Action]) -> dict[int, ActionMoney]:
    """The euros of these actions by their keys; four queries, however many there are."""
    actions = list(actions)
    keys = [one.pk for one in actions]
    funds: dict[int, Decimal] = defaultdict(Decimal)
    of_line: dict[int, int] = {}
    for action_id, planned, funded in FundLine.objects.filter(action__in=keys).values_list(
        "action_id", "planned", "funded_action_id"
    ):
        funds[action_id] += planned
        if funded is not None:
            of_line[funded] = action_id
    others: dict[int, Decimal] = defaultdict(Decimal)
    secured: dict[int, Decimal] = defaultdict(Decimal)
    for action_id, amount, secured_on in OtherFinancing.objects.filter(action__in=keys).values_list(
        "action_id", "amount", "secured_on"
    ):
        others[action_id] += amount
        secured[action_id] += amount if secured_on else ZERO
    spent = spent_of(of_line)
    committed: dict[int, Decimal] = defaultdict(Decimal)
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for funded, action_id in of_line.items():
        committed[action_id] += spent[funded][0]
        paid[action_id] += spent[funded][1]
    posts = posts_serving(keys)
    return {
        one.pk: ActionMoney(
            one.budget,
            funds[one.pk] + ZERO,
            others[one.pk] + ZERO,
            secured[one.pk] + ZERO,
            committed[one.pk] + ZERO,
            paid[one.pk] + ZERO,
            posts.get(one.pk, 0),
            one.is_over,
        )
        for one in actions
    }


def posts_serving(actions: Iterable[int]) -> dict[int, int]:
    """How many posts serve these actions, by the key of each that any serves; one query."""
    links = ActionLink.objects.filter(action__in=list(actions)).exclude(staff_post=None)
    counted = links.order_by().values_list("action").annotate(models.Count("pk"))
    return dict(iter(counted))


def served_by_posts(roadmap: Roadmap) -> set[int]:
    """The keys of the actions of a roadmap that posts serve."""
    return set(posts_serving(Action.objects.of_roadmap(roadmap).order_by().values_list("pk", flat=True)))


def spent_of(funded_actions: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """What the ledger says of these actions of funds: promised (owed and paid included), and paid; one query."""
    found: dict[int, tuple[Decimal, Decimal]] = dict.fromkeys(funded_actions, (ZERO, ZERO))
    kinds = (AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID)
    sums = (
        Account.objects.filter(funded_action__in=list(found), kind__in=kinds)
        .order_by()
        .values_list("funded_action_id", "kind")
        .annotate(total=models.Sum("balance__amount", default=ZERO))
    )
    for key, kind, total in sums:
        committed, paid = found[key]
        found[key] = (committed + total, paid + (total if kind == AccountKind.PAID else ZERO))
    return found


# -- Posts and documents of a roadmap


class StaffRequest(NetworkOwned):
    """A post that a roadmap asked for, and what became of it: Annecy had two granted and two not."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.CASCADE, related_name="staff_requests")
    action = ScopedForeignKey(Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="staff_requests")
    title = models.CharField("poste", max_length=160)
    fte = models.DecimalField("équivalent temps plein", max_digits=4, decimal_places=2)
    outcome = models.CharField("décision", max_length=8, choices=StaffOutcome, default=StaffOutcome.ASKED)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    reason = models.TextField("raison", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "poste demandé"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "action"),
            models.CheckConstraint(condition=models.Q(fte__gt=0), name="roadmap_staff_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class RoadmapPaper(NetworkOwned):
    """A document attached to a roadmap, or to one of its actions: a diagnostic, minutes."""

    #: What queries add to a row that they read.
    shown_size: Any

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.CASCADE, related_name="papers")
    action = ScopedForeignKey(Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers")
    kind = models.CharField("nature", max_length=12, choices=PaperKind)
    title = models.CharField("titre", max_length=160)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("joint le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "document joint"
        ordering = ["kind", "-added_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("roadmap", "action", "document")]

    def __str__(self) -> str:
        return self.title
