"""Cohorts of civic service: their volunteers, their training days, and who came."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse

from inclusion.civic_service.enums import Presence, TrainingDayState
from inclusion.civic_service.rules import Balance, balance, ending_until, list_missed_until
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.periods import shown_period
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.mediators.models import Helper
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


class DateRange(Func):
    """The days of a contract, as PostgreSQL compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


class CohortQuerySet(NetworkOwnedQuerySet):
    def matching(self, text: str) -> "CohortQuerySet":
        """Cohorts of which every word is in the title, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(title__unaccent__icontains=word)
        return found

    def editable_by(self, member: "Member") -> "CohortQuerySet":
        """Those that a member runs: the coordination all, others those that they coordinate."""
        if member.may(Permission.CIVIC_SERVICE_MANAGE):
            return self.all()
        return self.filter(coordinator=member.membership)

    def visible_to(self, member: "Member") -> "CohortQuerySet":
        """Those that a member may open: the own ones, and those of which the organisation hosts a volunteer."""
        if member.may(Permission.CIVIC_SERVICE_MANAGE):
            return self.all()
        hosted = Volunteer.objects.filter(cohort=OuterRef("pk"), host=member.partner)
        return self.filter(Q(coordinator=member.membership) | Exists(hosted))

    def of_the_week(self, member: "Member") -> "CohortQuerySet":
        """Those for which this member does what waits: of those that nobody coordinates, the coordination."""
        own = Q(coordinator=member.membership)
        if member.may(Permission.CIVIC_SERVICE_MANAGE):
            own |= Q(coordinator=None) | Q(coordinator__ended_at__isnull=False)
        return self.filter(own)


class Cohort(NetworkOwned):
    """Volunteers of one season, who follow the same training days."""

    title = models.CharField("intitulé", max_length=120)
    start = models.DateField("début de la saison")
    end = models.DateField("fin de la saison")
    coordinator = ScopedForeignKey(
        "inclusion.Membership",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cohorts",
        verbose_name="coordonnée par",
    )
    days_due = models.PositiveSmallIntegerField("journées de formation dues à chacun", default=5)
    added_at = models.DateTimeField("ajoutée le")

    RECORDED = ("days_due",)

    objects: ClassVar = NetworkManager.from_queryset(CohortQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "cohorte de service civique"
        verbose_name_plural = "cohortes de service civique"
        ordering = ["-start", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("coordinator"),
            models.UniqueConstraint(
                fields=["network", "title"],
                name="cohort_title_once",
                violation_error_message="Une cohorte du réseau porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="cohort_ends_after",
                violation_error_message="La saison finit après son début.",
            ),
            models.CheckConstraint(
                condition=Q(days_due__range=(1, 30)),
                name="cohort_days_due",
                violation_error_message="Comptez entre 1 et 30 journées de formation.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohort_detail", args=[self.network.slug, self.pk])

    @property
    def season(self) -> str:
        """« du 1er octobre 2026 au 31 mai 2027 »."""
        return shown_period(self.start, self.end)


class VolunteerQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "VolunteerQuerySet":
        """Those whom a member may read of: the whole cohort for who runs it, the own ones for a host."""
        if member.may(Permission.CIVIC_SERVICE_MANAGE):
            return self.all()
        return self.filter(Q(cohort__coordinator=member.membership) | Q(host=member.partner))

    def under_contract(self, *, on: date) -> "VolunteerQuerySet":
        """Those whose contract runs on this day."""
        return self.filter(start__lte=on, end__gt=on)

    def in_post(self, *, on: date) -> "VolunteerQuerySet":
        """Those who, on this day, have not left what they do for the network."""
        return self.filter(Q(helper__left_on=None) | Q(helper__left_on__gt=on))

    def without_tutor(self) -> "VolunteerQuerySet":
        """Those for whom nobody is named as tutor."""
        return self.filter(tutor=None, tutor_name="")

    def ending(self, *, today: date) -> "VolunteerQuerySet":
        """Those whose contract is soon over and whose training days are not all followed."""
        followed = Attendance.objects.counted().filter(volunteer=OuterRef("pk"), presence=Presence.PRESENT)
        count = followed.order_by().values("volunteer").annotate(days=models.Count("pk")).values("days")
        ends = self.in_post(on=today).filter(end__gt=today, end__lte=ending_until(today))
        followed_days = models.functions.Coalesce(models.Subquery(count), 0)
        return ends.annotate(followed=followed_days).filter(followed__lt=F("cohort__days_due"))


class Volunteer(NetworkOwned):
    """Somebody's civic service in a cohort: the host, the tutor, the contract."""

    cohort = ScopedForeignKey(Cohort, on_delete=models.PROTECT, related_name="volunteers")
    helper = ScopedForeignKey(Helper, on_delete=models.PROTECT, related_name="services_done", verbose_name="volontaire")
    host = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, related_name="volunteers", verbose_name="structure d’accueil"
    )
    tutor = ScopedForeignKey(
        Helper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tutored",
        verbose_name="tuteur ou tutrice, dans le registre",
    )
    tutor_name = models.CharField("tuteur ou tutrice", max_length=120, blank=True)
    tutor_contact = models.CharField("comment le ou la joindre", max_length=160, blank=True)
    start = models.DateField("début du contrat")
    end = models.DateField("fin du contrat")
    missions = models.TextField("missions", blank=True, max_length=2000)

    objects: ClassVar = NetworkManager.from_queryset(VolunteerQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "volontaire en service civique"
        verbose_name_plural = "volontaires en service civique"
        ordering = ["helper__sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("cohort", "helper", "host", "tutor"),
            models.UniqueConstraint(
                fields=["cohort", "helper"],
                name="volunteer_once_in_cohort",
                violation_error_message="Cette personne est déjà dans la cohorte.",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="volunteer_ends_after",
                violation_error_message="Le contrat finit après son début.",
            ),
            models.CheckConstraint(
                condition=Q(tutor=None) | ~Q(tutor=F("helper")),
                name="volunteer_own_tutor",
                violation_error_message="Personne n’est son propre tuteur.",
            ),
            ExclusionConstraint(
                name="volunteer_one_contract",
                expressions=[
                    ("helper", RangeOperators.EQUAL),
                    (DateRange("start", "end", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette personne a déjà un contrat de service civique à ces dates.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.helper)

    def get_absolute_url(self) -> str:
        return reverse("volunteer_detail", args=[self.network.slug, self.pk])

    @property
    def contract(self) -> str:
        """« du 1er octobre 2026 au 31 mai 2027 »."""
        return shown_period(self.start, self.end)

    @property
    def tutor_words(self) -> str:
        """Who is the tutor; empty for nobody."""
        return str(self.tutor) if self.tutor_id else self.tutor_name


class TrainingDayQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "TrainingDayQuerySet":
        """Those that were not cancelled."""
        return self.exclude(state=TrainingDayState.CANCELLED)

    def without_list(self, *, today: date) -> "TrainingDayQuerySet":
        """Those to come within two weeks that nobody is on the list of."""
        near = self.standing().filter(on__gte=today, on__lte=list_missed_until(today))
        return near.filter(~Exists(Attendance.objects.filter(day=OuterRef("pk"))))

    def not_noted(self, *, today: date) -> "TrainingDayQuerySet":
        """Those of today or over, of which presence is still to note."""
        waiting = Attendance.objects.filter(day=OuterRef("pk"), presence=Presence.EXPECTED)
        return self.standing().filter(Exists(waiting), on__lte=today)


class TrainingDay(NetworkOwned):
    """A day on which the volunteers of a cohort are trained."""

    TRANSITIONS = {
        TrainingDayState.PLANNED: {TrainingDayState.CANCELLED},
        TrainingDayState.CANCELLED: {TrainingDayState.PLANNED},
    }

    cohort = ScopedForeignKey(Cohort, on_delete=models.PROTECT, related_name="days")
    on = models.DateField("le")
    title = models.CharField("thème", max_length=160)
    where = models.CharField("lieu", max_length=160, blank=True)
    state = models.CharField("état", max_length=12, choices=TrainingDayState, default=TrainingDayState.PLANNED)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(TrainingDayQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "journée de formation"
        verbose_name_plural = "journées de formation"
        ordering = ["on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("cohort"),
            models.UniqueConstraint(
                fields=["cohort", "on"],
                condition=~Q(state=TrainingDayState.CANCELLED),
                name="training_day_once",
                violation_error_message="Une journée de cette cohorte est déjà prévue ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(state=TrainingDayState.CANCELLED) ^ Q(cancelled_at=None), name="training_day_cancelled_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training_day_detail", args=[self.network.slug, self.pk])


class AttendanceQuerySet(NetworkOwnedQuerySet):
    def counted(self) -> "AttendanceQuerySet":
        """Those of days that were not cancelled."""
        return self.exclude(day__state=TrainingDayState.CANCELLED)


class Attendance(NetworkOwned):
    """A volunteer on the list of a training day, and whether they came."""

    day = ScopedForeignKey(TrainingDay, on_delete=models.CASCADE, related_name="attendances")
    volunteer = ScopedForeignKey(Volunteer, on_delete=models.CASCADE, related_name="attendances")
    presence = models.CharField("présence", max_length=8, choices=Presence, default=Presence.EXPECTED)
    noted_at = models.DateTimeField("notée le", null=True, blank=True)
    noted_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = NetworkManager.from_queryset(AttendanceQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "présence à une journée de formation"
        verbose_name_plural = "présences aux journées de formation"
        ordering = ["volunteer__helper__sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("day", "volunteer"),
            models.UniqueConstraint(fields=["day", "volunteer"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(presence=Presence.EXPECTED) ^ Q(noted_at__isnull=False), name="attendance_noted_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer}, {self.day}"


def balances_of(volunteers: Iterable[Volunteer], *, today: date) -> dict[int, Balance]:
    """The training days of each volunteer, by their keys, in one query."""
    rows = list(volunteers)
    noted: dict[int, list[tuple[str, date]]] = {row.pk: [] for row in rows}
    lines = Attendance.objects.counted().filter(volunteer__in=list(noted)).order_by()
    for volunteer, presence, day in lines.values_list("volunteer", "presence", "day__on"):
        noted[volunteer].append((presence, day))
    return {row.pk: balance(row.cohort.days_due, noted[row.pk], today=today) for row in rows}
