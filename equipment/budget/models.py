"""The budget of the bank: what was voted for it."""

from django.db import models

from equipment.bank.models import Bank
from equipment.inventory.models import euros_field
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned


class BudgetVote(NetworkOwned):
    """What an assembly voted for the bank."""

    bank = ScopedForeignKey(Bank, on_delete=models.PROTECT, related_name="budget_votes")
    voted_on = models.DateField("votée le")
    amount = euros_field("montant")
    label = models.CharField("objet", max_length=120)

    RECORDED = ("bank", "voted_on", "amount")

    class Meta(NetworkOwned.Meta):
        verbose_name = "vote de budget"
        ordering = ["voted_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("bank"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="budget_vote_positive"),
        ]

    def __str__(self) -> str:
        return self.label
