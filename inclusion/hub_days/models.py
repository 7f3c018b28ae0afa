"""The days that a regional hub gives to a network, and what they were spent on (Vaucluse: twenty a year)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import Membership, Network
from inclusion.core.roles import Permission, permissions_of
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet, scoped_to
from inclusion.hub_days.enums import HubDayState, HubUse
from inclusion.hub_days.rules import NOTHING, Balance, days_words
from inclusion.meetings.models import Body, Meeting
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


class HubAllocationQuerySet(NetworkOwnedQuerySet):
    def recordable_by(self, member: "Member") -> "HubAllocationQuerySet":
        """Those whose days this member may note: a hub its own, who answers for the network all."""
        if member.may(Permission.HUB_MANAGE):
            return self.all()
        return self.filter(partner=member.partner) if member.may(Permission.HUB_RECORD) else self.none()

    def years(self) -> list[int]:
        """The years in which a hub gives days, the latest first."""
        return list(self.order_by("-year").values_list("year", flat=True).distinct())


class HubAllocation(NetworkOwned):
    """How many half days a hub gives to the network in a year."""

    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, related_name="hub_allocations", verbose_name="hub")
    year = models.PositiveSmallIntegerField("année")
    half_days = models.PositiveSmallIntegerField("demi-journées")
    note = models.TextField("précisions", blank=True)
    sheet = ScopedForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fiche annuelle"
    )

    RECORDED_ONCE = ("partner", "year")
    RECORDED = ("half_days",)

    objects: ClassVar = NetworkManager.from_queryset(HubAllocationQuerySet)()

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


class HubDayQuerySet(NetworkOwnedQuerySet):
    def counted(self) -> "HubDayQuerySet":
        """What is spent or spoken for."""
        return self.exclude(state=HubDayState.CANCELLED)

    def half_days(self) -> int:
        """How many half days these are."""
        return self.aggregate(total=models.Sum("half_days"))["total"] or 0

    def done(self) -> "HubDayQuerySet":
        """What took place."""
        return self.filter(state=HubDayState.DONE)

    def passed(self, *, today: date) -> "HubDayQuerySet":
        """What was planned for a day that is over, and of which nobody has said whether it took place."""
        return self.filter(state=HubDayState.PLANNED, on__lt=today)

    def to_come(self, *, today: date) -> "HubDayQuerySet":
        """What is planned, the next first."""
        return self.filter(state=HubDayState.PLANNED, on__gte=today).order_by("on", "pk")

    def recordable_by(self, member: "Member") -> "HubDayQuerySet":
        """Those that this member may note."""
        return self.filter(allocation__in=HubAllocation.objects.recordable_by(member))


class HubDay(NetworkOwned):
    """What a hub does for the network on a day, in half days; `allocation` is the year that it is taken from."""

    TRANSITIONS = {
        HubDayState.PLANNED: {HubDayState.DONE, HubDayState.CANCELLED},
        HubDayState.DONE: {HubDayState.PLANNED},
        HubDayState.CANCELLED: {HubDayState.PLANNED},
    }

    allocation = ScopedForeignKey(HubAllocation, on_delete=models.PROTECT, related_name="days")
    on = models.DateField("le")
    half_days = models.PositiveSmallIntegerField("demi-journées")
    use = models.CharField("pour", max_length=16, choices=HubUse)
    title = models.CharField("intitulé", max_length=200)
    who = models.CharField("qui, au hub", max_length=200, blank=True)
    body = ScopedForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="hub_days", verbose_name="instance"
    )
    meeting = ScopedForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="hub_days", verbose_name="réunion"
    )
    note = models.TextField("ce qui a été fait", blank=True)
    evidence = ScopedForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="justificatif"
    )
    state = models.CharField("état", max_length=12, choices=HubDayState, default=HubDayState.PLANNED)
    done_at = models.DateTimeField("noté comme fait le", null=True, blank=True)

    RECORDED = ("allocation", "on", "half_days")

    objects: ClassVar = NetworkManager.from_queryset(HubDayQuerySet)()

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

    def get_absolute_url(self) -> str:
        return reverse("hub_day_detail", args=[self.network.slug, self.pk])

    @property
    def length(self) -> str:
        """« 2,5 jours »."""
        return days_words(self.half_days)


def balances_of(allocations: Iterable[HubAllocation]) -> dict[int, Balance]:
    """What became of each allocation, by its key, in one query."""
    rows = list(allocations)
    spent: dict[int, dict[str, int]] = {}
    counted = HubDay.objects.counted().filter(allocation__in=[one.pk for one in rows]).order_by()
    for line in counted.values("allocation", "state").annotate(total=models.Sum("half_days")):
        spent.setdefault(line["allocation"], {})[line["state"]] = line["total"]
    return {
        one.pk: Balance(
            one.half_days,
            spent.get(one.pk, {}).get(HubDayState.DONE, 0),
            spent.get(one.pk, {}).get(HubDayState.PLANNED, 0),
        )
        for one in rows
    }


def balance_of(allocation: HubAllocation) -> Balance:
    """What became of one allocation."""
    return balances_of([allocation])[allocation.pk]


def balance_of_year(allocations: Iterable[HubAllocation]) -> Balance:
    """What became of several together."""
    return sum(balances_of(allocations).values(), NOTHING)


def spent_by_use(days: HubDayQuerySet) -> dict[str, tuple[int, int]]:
    """Half days done and planned by use, each use named: `{"workshops": (done, planned)}`."""
    found = {use.value: [0, 0] for use in HubUse}
    for line in days.counted().order_by().values("use", "state").annotate(total=models.Sum("half_days")):
        found[line["use"]][0 if line["state"] == HubDayState.DONE else 1] += line["total"]
    return {use: (done, planned) for use, (done, planned) in found.items()}


def hub_memberships(user: models.Model) -> list[Membership]:
    """The memberships of a user in partners that are hubs and that follow hub days, over all networks, by their name.

    Each is read in the scope of its own network, which it carries.
    """
    found = []
    for network in Network.objects.of_user(user).select_related("department").defer("logo"):
        with scoped_to(network):
            rows = Membership.objects.in_force().select_related("partner")
            seat = rows.filter(user_id=user.pk, partner__kind=PartnerKind.HUB).first()
        if seat is not None and Permission.HUB_VIEW in permissions_of(seat.roles):
            seat.network = network
            found.append(seat)
    return found
