"""The remaining budget of the bank on the home page."""

from datetime import date

from django.urls import reverse

from equipment.bank.models import Bank
from equipment.budget.queries import budget_read
from inclusion.core.access import Member, Permission
from inclusion.core.figures import Figure
from inclusion.core.french.money import euros
from inclusion.core.navigation import register_figures


@register_figures(Permission.EQUIPMENT_MANAGE, lambda member, today: [Bank.objects.all()], order=30)
def money_left(member: Member, today: date) -> list[Figure]:
    """What the bank can still buy for; nothing without a bank or before the first vote."""
    bank = Bank.objects.current()
    if bank is None:
        return []
    budget = budget_read(bank)
    if not budget.voted:
        return []
    return [
        Figure(
            f"Budget disponible, {bank}",
            euros(budget.left, decimals=False),
            "",
            f"sur {euros(budget.voted, decimals=False)} votés",
            reverse("bank_budget", args=[member.network.slug]),
        )
    ]
