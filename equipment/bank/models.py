"""The loan bank of a network: its partners, days and rules, and who may see which loans."""

from typing import TYPE_CHECKING, ClassVar, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from equipment.bank.enums import HolidayZone, Weekday
from equipment.enums import MdphStep, TrialOutcome
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.periods import shown_period
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


def _working_days() -> list[int]:
    return [day.value for day in Weekday if day < Weekday.SATURDAY]


class BankQuerySet(NetworkOwnedQuerySet):
    def current(self) -> "Bank | None":
        """The bank of the active network, where it has opened one."""
        return cast("Bank | None", self.select_related("host", "dsden", "mdph").first())


class Bank(NetworkOwned):
    """The loan bank of a network, with its rules of lending."""

    name = models.CharField("nom", max_length=120)
    host = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="loan_banks", verbose_name="tenue par"
    )
    address = models.TextField("où retirer et rendre le matériel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    opening_days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday), verbose_name="jours d’ouverture", default=_working_days
    )
    opening_hours = models.CharField("heures d’ouverture", max_length=120, blank=True)
    zone = models.CharField("zone de vacances scolaires", max_length=1, choices=HolidayZone)
    closed_in_holidays = models.BooleanField("fermée pendant les vacances scolaires", default=True)
    buffer_before = models.PositiveSmallIntegerField("jours ouverts pour préparer un prêt", default=0)
    buffer_after = models.PositiveSmallIntegerField("jours ouverts pour contrôler un retour", default=1)
    #: Without buffers only: an item that comes back in the morning may leave on the same day.
    same_day_turnround = models.BooleanField("retour et prêt le même jour", default=False)
    usual_days = models.PositiveSmallIntegerField("durée habituelle d’un prêt, en jours", default=28)
    longest_days = models.PositiveSmallIntegerField("durée la plus longue, en jours", default=90)
    longest_extension = models.PositiveSmallIntegerField("prolongation la plus longue, en jours", default=28)
    answer_days = models.PositiveSmallIntegerField("jours ouverts pour répondre à une demande", default=5)
    offer_days = models.PositiveSmallIntegerField(
        "jours ouverts pour accepter une proposition de la liste d’attente", default=3
    )
    reminder_days = models.PositiveSmallIntegerField("rappel avant le retour, en jours", default=3)
    #: Who follows the loans of all schools, and those of pupils whose file is at the MDPH.
    dsden = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="DSDEN"
    )
    mdph = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="MDPH"
    )
    opened_at = models.DateTimeField("ouverte le")

    objects: ClassVar = NetworkManager.from_queryset(BankQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "banque de prêt"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("host", "dsden", "mdph"),
            models.UniqueConstraint(
                fields=["network"],
                name="bank_one_per_network",
                violation_error_message="Ce réseau a déjà sa banque de prêt.",
            ),
            models.CheckConstraint(
                condition=models.Q(opening_days__len__gt=0),
                name="bank_opens_some_day",
                violation_error_message="La banque ouvre au moins un jour par semaine.",
            ),
            models.CheckConstraint(
                condition=models.Q(same_day_turnround=False) | models.Q(buffer_before=0, buffer_after=0),
                name="bank_same_day_without_buffers",
                violation_error_message=(
                    "Un retour et un prêt le même jour demandent une préparation et un contrôle de 0 jour."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(usual_days__gte=1, longest_days__gte=models.F("usual_days")),
                name="bank_lengths",
                violation_error_message="La durée la plus longue est au moins la durée habituelle, d’un jour au moins.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("equipment_home", args=[self.network.slug])


class SchoolHoliday(NetworkOwned):
    """Holidays of a zone, as the network keeps them: taken from the official calendar, editable."""

    zone = models.CharField("zone", max_length=1, choices=HolidayZone)
    name = models.CharField("vacances", max_length=60)
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")

    class Meta(NetworkOwned.Meta):
        verbose_name = "vacances scolaires"
        verbose_name_plural = "vacances scolaires"
        ordering = ["start", "zone", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "zone", "start"],
                name="school_holiday_once",
                violation_error_message="Des vacances de cette zone commencent déjà ce jour-là.",
            ),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")),
                name="school_holiday_period",
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, zone {self.zone}"

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)


class BankClosure(NetworkOwned):
    """Days on which the bank is closed besides weekends, public and school holidays."""

    bank = ScopedForeignKey(Bank, on_delete=models.CASCADE, related_name="closures")
    start = models.DateField("premier jour fermé")
    end = models.DateField("fin (exclue)")
    reason = models.CharField("raison", max_length=120)

    class Meta(NetworkOwned.Meta):
        verbose_name = "fermeture"
        ordering = ["start", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("bank"),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")),
                name="bank_closure_period",
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)


# -- Visibility of loans by role

#: What the MDPH has a file of: asked or notified, or a trial that ended with a request.
AT_THE_MDPH = Q(mdph_step__in=[MdphStep.REQUESTED, MdphStep.NOTIFIED]) | Q(outcome=TrialOutcome.MDPH_REQUEST)


def runs_the_bank(member: "Member") -> bool:
    """Whether the member answers requests and hands items over."""
    return member.may(Permission.EQUIPMENT_MANAGE)


def is_dsden(member: "Member") -> bool:
    """Whether the member's organisation is the one that the bank names as the DSDEN."""
    bank = Bank.objects.current()
    return bank is not None and bank.dsden_id == member.partner.pk


def is_mdph(member: "Member") -> bool:
    """Whether the member's organisation is the one that the bank names as the MDPH."""
    bank = Bank.objects.current()
    return bank is not None and bank.mdph_id == member.partner.pk


def sees_all_schools(member: "Member") -> bool:
    """Whether the loans of every school are shown to this member."""
    return runs_the_bank(member) or is_dsden(member)
