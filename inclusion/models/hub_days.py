"""The days that a regional hub gives to a network, and what they were spent on (Vaucluse: twenty a year)."""

from django.db import models

from inclusion.constraints import same_network
from inclusion.enums.hub_days import HubDayState, HubUse
from inclusion.models.bodies import Body
from inclusion.models.documents import Document
from inclusion.models.meetings import Meeting
from inclusion.models.partners import Partner
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class HubAllocation(NetworkOwned):
    """How many half days a hub gives to the network in a year."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="hub_allocations", verbose_name="hub"
    )
    year = models.PositiveSmallIntegerField("année")
    half_days = models.PositiveSmallIntegerField("demi-journées")
    note = models.TextField("précisions", blank=True)
    sheet = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fiche annuelle",
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "jours Hub d’une année"
        ordering = ["-year", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner", "sheet"),
            models.UniqueConstraint(
                fields=["partner", "year"],
                name="hub_allocation_once_a_year",
                violation_error_message="Les jours de ce hub sont déjà attribués pour cette année.",
            ),
            models.CheckConstraint(
                condition=models.Q(year__range=(2015, 2100)) & models.Q(half_days__range=(1, 732)),
                name="hub_allocation_plausible",
                violation_error_message="Donnez une année et un nombre de jours plausibles.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.year}"


class HubDayQuerySet(NetworkQuerySet):
    """Reads of hub days."""

    def counted(self) -> "HubDayQuerySet":
        """What is spent or spoken for."""
        return self.exclude(state=HubDayState.CANCELLED)

    def half_days(self) -> int:
        """How many half days these are."""
        return self.aggregate(total=models.Sum("half_days"))["total"] or 0


class HubDay(NetworkOwned):
    """What a hub does for the network on a day, in half days; `allocation` is the year that it is taken from."""

    TRANSITIONS = {
        HubDayState.PLANNED: {HubDayState.DONE, HubDayState.CANCELLED},
        HubDayState.DONE: {HubDayState.PLANNED},
        HubDayState.CANCELLED: {HubDayState.PLANNED},
    }

    allocation = models.ForeignKey(HubAllocation, on_delete=models.PROTECT, related_name="days")
    on = models.DateField("le")
    half_days = models.PositiveSmallIntegerField("demi-journées")
    use = models.CharField("pour", max_length=16, choices=HubUse)
    title = models.CharField("intitulé", max_length=200)
    who = models.CharField("qui, au hub", max_length=200, blank=True)
    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hub_days",
        verbose_name="instance",
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hub_days",
        verbose_name="réunion",
    )
    note = models.TextField("ce qui a été fait", blank=True)
    evidence = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="justificatif",
    )
    state = models.CharField("état", max_length=12, choices=HubDayState, default=HubDayState.PLANNED)
    done_at = models.DateTimeField("noté comme fait le", null=True, blank=True)

    objects = scoped_manager(HubDayQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "jour Hub"
        verbose_name_plural = "jours Hub"
        ordering = ["on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("allocation", "body", "meeting", "evidence"),
            models.CheckConstraint(
                condition=models.Q(half_days__range=(1, 60)),
                name="hub_day_half_days",
                violation_error_message="Comptez au moins une demi-journée, et trente jours au plus.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=HubDayState.DONE) ^ models.Q(done_at=None),
                name="hub_day_done_when",
                violation_error_message="Ce qui est fait porte la date où cela a été noté.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
