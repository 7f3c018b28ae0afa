"""Links that open the simulator of a fund to whoever was invited."""

from datetime import date

from django.db import models

from funding.ledger.models.funds import Fund
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned


class SimulatorLink(NetworkOwned):
    """Opens the simulator without an account, until a day or until it is withdrawn."""

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="simulator_links")
    token = models.CharField(max_length=64, unique=True, editable=False)
    note = models.CharField("pour qui", max_length=120)
    made_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("créé le")
    #: The last day on which it opens.
    expires_on = models.DateField("valable jusqu’au")
    withdrawn_at = models.DateTimeField("retiré le", null=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lien vers le simulateur"
        verbose_name_plural = "liens vers le simulateur"
        ordering = ["-made_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("fund")]

    def __str__(self) -> str:
        return self.note

    def opens_on(self, day: date) -> bool:
        """Whether it still opens the simulator on this day."""
        return self.withdrawn_at is None and day <= self.expires_on
