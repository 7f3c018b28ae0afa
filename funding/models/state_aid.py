"""What the State pays for digital advisers: dated schedules that the network edits."""

from django.db import models

from funding.models.funds import euros_field
from funding.rules import state_aid as rules
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.history import Rows
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class StateAidScheduleQuerySet(NetworkOwnedQuerySet):
    """Reads of schedules."""

    def as_rules(self) -> list[rules.AidSchedule]:
        """The schedules of the network, as the rules compute with them; the known waves where it has none."""
        rows = list(self.prefetch_related("years"))
        return [row.as_rule() for row in rows] if rows else list(rules.known_waves())


class StateAidSchedule(NetworkOwned):
    """What the State pays for one full-time post whose contract begins in `[start, end)`."""

    name = models.CharField("nom", max_length=80)
    private = models.BooleanField("employeur privé", default=False)
    start = models.DateField("contrats à partir du")
    end = models.DateField("contrats avant le", null=True, blank=True)
    paid_until = models.DateField("plus rien à partir du", null=True, blank=True)

    RECORDED = ("start", "end", "paid_until", Rows("years", ("number", "amount", "uplift")))

    objects = scoped_manager(StateAidScheduleQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "barème de l’aide de l’État"
        verbose_name_plural = "barèmes de l’aide de l’État"
        ordering = ["start", "private", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="state_aid_period",
                violation_error_message="La fin du barème est avant son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_rule(self) -> rules.AidSchedule:
        """The same as plain values."""
        years = list(self.years.all())
        return rules.AidSchedule(
            self.name,
            self.private,
            self.start,
            self.end,
            tuple(one.amount for one in years),
            tuple(one.uplift for one in years),
            self.paid_until,
        )


class StateAidYear(NetworkOwned):
    """The euros of twelve months of a contract, and what a territory with a bonus gets on top."""

    schedule = ScopedForeignKey(StateAidSchedule, on_delete=models.CASCADE, related_name="years")
    number = models.PositiveSmallIntegerField("année du contrat")
    amount = euros_field("montant")
    uplift = euros_field("bonification", default=0)

    class Meta(NetworkOwned.Meta):
        verbose_name = "année d’un barème"
        verbose_name_plural = "années d’un barème"
        ordering = ["number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("schedule"),
            models.UniqueConstraint(fields=["schedule", "number"], name="state_aid_year_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, amount__gte=0, uplift__gte=0), name="state_aid_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule}, année {self.number}"
