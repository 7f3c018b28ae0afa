"""Reads of the budget: what is left of the votes."""

from decimal import Decimal

from django.db.models import Count, Sum

from equipment.bank.models import Bank
from equipment.budget.models import BudgetVote
from equipment.budget.rules import Budget, budget_of
from equipment.inventory.models import Purchase


def budget_read(bank: Bank, *, besides: int = 0) -> Budget:
    """What was voted and bought; the purchase with the key `besides` is left out, as when it is being changed."""
    votes = BudgetVote.objects.filter(bank=bank).values_list("voted_on", "label", "amount")
    rows = (
        Purchase.objects.filter(bank=bank)
        .exclude(pk=besides)
        .order_by("bought_on__year")
        .values("bought_on__year")
        .annotate(amount_sum=Sum("amount"), count=Count("pk"))
    )
    bought: dict[int, tuple[Decimal, int]] = {row["bought_on__year"]: (row["amount_sum"], row["count"]) for row in rows}
    return budget_of(votes, bought)
