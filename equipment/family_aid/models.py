"""A device for a family, against a training path: programmes, proposals, commissions, sessions, attendance."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.rules import seats_said
from equipment.refurbishing.enums import DeviceKind
from equipment.refurbishing.models import Device
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.names import search_form
from inclusion.core.models.mails import MailQuerySet, MailState
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: Where a family has or had a device.
WITH_DEVICE = (AidState.GIVEN, AidState.COMPLETED, AidState.STOPPED)
_DECIDED = (AidState.ACCEPTED, AidState.REFUSED, *WITH_DEVICE)


class AidProgrammeQuerySet(NetworkOwnedQuerySet):
    def open_on(self, day: date) -> "AidProgrammeQuerySet":
        """Programmes in which families may be proposed on this day."""
        return self.filter(opened_on__lte=day).filter(models.Q(closed_on=None) | models.Q(closed_on__gt=day))


class AidProgramme(NetworkOwned):
    """What families may be given, and the sessions that they promise to follow."""

    name = models.CharField("nom", max_length=120)
    purpose = models.TextField("à quoi elle sert", blank=True)
    #: What pays for it, in the words of the app that knows of money (see `inclusion.core.registry`); empty without one.
    payer_key = models.CharField(max_length=60, blank=True)
    payer_label = models.CharField("financée par", max_length=160, blank=True)
    #: As many as there are subjects, where it names any.
    sessions_promised = models.PositiveSmallIntegerField("séances à suivre", default=3)
    subjects = ArrayField(models.CharField(max_length=120), verbose_name="sujets à suivre", default=list, blank=True)
    commitment = models.TextField("engagement de la famille", blank=True)
    opened_on = models.DateField("ouverte le")
    closed_on = models.DateField("fermée le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(AidProgrammeQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "aide à l’équipement"
        ordering = ["-opened_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "name"],
                name="aid_programme_name_once",
                violation_error_message="Une aide porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(subjects__len=0) | models.Q(subjects__len=models.F("sessions_promised")),
                name="aid_programme_a_session_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def subject_of(self, title: str) -> str | None:
        """The subject that a session of this title treats, as the programme writes it; the title where it has none.

        None where the programme has subjects and this is none of them.
        """
        written = {search_form(one): one for one in self.subjects}
        return written.get(search_form(title)) if written else title

    def get_absolute_url(self) -> str:
        return reverse("aid_programme_detail", args=[self.network.slug, self.pk])


class AidCommission(NetworkOwned):
    """A sitting that decides on proposals."""

    programme = ScopedForeignKey(AidProgramme, on_delete=models.PROTECT, related_name="commissions")
    held_on = models.DateField("date")
    place = models.CharField("lieu", max_length=160, blank=True)
    members = models.TextField("membres", blank=True)
    minutes = models.TextField("relevé de décisions", blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "commission d’attribution"
        verbose_name_plural = "commissions d’attribution"
        ordering = ["-held_on", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("programme")]

    def __str__(self) -> str:
        return f"Commission du {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("aid_commission_detail", args=[self.network.slug, self.pk])


class FamilyAidQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "FamilyAidQuerySet":
        """All for who decides or hands over, the own proposals for who proposes, the own sessions for who trains."""
        if member.may(Permission.AID_DECIDE) or member.may(Permission.EQUIPMENT_MANAGE):
            return self
        own = models.Q(proposed_for=member.partner)
        if member.may(Permission.AID_TRAIN):
            own |= models.Q(attendances__session__trainer=member.partner)
        return self.filter(own).distinct()

    def to_decide(self) -> "FamilyAidQuerySet":
        """Proposed and not decided yet, the oldest first."""
        return self.filter(state=AidState.PROPOSED).order_by("proposed_at", "pk")


class FamilyAid(NetworkOwned):
    """One family, from the proposal to the end of its training path."""

    #: What queries add to a row that they read.
    noted: Any

    programme = ScopedForeignKey(AidProgramme, on_delete=models.PROTECT, related_name="aids", verbose_name="aide")
    person = ScopedForeignKey(
        "inclusion.Beneficiary", on_delete=models.PROTECT, related_name="family_aids", verbose_name="personne"
    )
    proposed_for = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="aids_proposed", verbose_name="proposée par"
    )
    proposed_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("proposée le")
    kind = models.CharField("appareil souhaité", max_length=12, choices=DeviceKind, default=DeviceKind.LAPTOP)
    children = models.PositiveSmallIntegerField("enfants scolarisés", default=1)
    situation = models.TextField("pourquoi cette famille", max_length=1000)
    state = models.CharField("état", max_length=10, choices=AidState, default=AidState.PROPOSED)
    commission = ScopedForeignKey(
        AidCommission, on_delete=models.PROTECT, null=True, blank=True, related_name="aids", verbose_name="commission"
    )
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    decided_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Why it was refused, stopped or withdrawn.
    reason = models.TextField("motif", blank=True)
    #: One that a family brought back and that went through the chain anew may be another family's later.
    device = ScopedForeignKey(
        Device, on_delete=models.PROTECT, null=True, blank=True, related_name="family_aids", verbose_name="appareil"
    )
    given_at = models.DateTimeField("remis le", null=True, blank=True)
    receipt = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField("parcours terminé le", null=True, blank=True)
    outcome = models.TextField("ce que cela a permis", blank=True)

    TRANSITIONS = {
        AidState.PROPOSED: {AidState.ACCEPTED, AidState.REFUSED, AidState.WITHDRAWN},
        AidState.ACCEPTED: {AidState.GIVEN, AidState.WITHDRAWN},
        AidState.REFUSED: set(),
        AidState.GIVEN: {AidState.COMPLETED, AidState.STOPPED},
        # An attendance that was noted by mistake is taken back.
        AidState.COMPLETED: {AidState.GIVEN},
        AidState.STOPPED: {AidState.GIVEN},
        AidState.WITHDRAWN: set(),
    }

    RECORDED_ONCE = ("programme", "person")
    RECORDED = ("device", "given_at")

    objects: ClassVar = NetworkManager.from_queryset(FamilyAidQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "aide à une famille"
        verbose_name_plural = "aides aux familles"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "person", "proposed_for", "commission", "device", "receipt"),
            models.CheckConstraint(
                condition=~models.Q(state__in=_DECIDED)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, commission__isnull=False),
                name="family_aid_decided_by_a_commission",
                violation_error_message="Une décision porte sa commission, sa date et son auteur.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=WITH_DEVICE, device__isnull=False, given_at__isnull=False)
                | models.Q(~models.Q(state__in=WITH_DEVICE), given_at=None),
                name="family_aid_given_a_device",
                violation_error_message="Une remise porte son appareil et sa date.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[AidState.REFUSED, AidState.STOPPED, AidState.WITHDRAWN])
                | ~models.Q(reason=""),
                name="family_aid_no_with_reason",
                violation_error_message="Indiquez pourquoi.",
            ),
            models.CheckConstraint(condition=models.Q(children__gte=1), name="family_aid_of_children"),
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=~models.Q(state__in=[AidState.REFUSED, AidState.WITHDRAWN]),
                name="family_aid_once",
                violation_error_message="Cette personne a déjà une aide de ce programme.",
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=models.Q(state=AidState.GIVEN),
                name="family_aid_device_once",
                violation_error_message="Cet appareil est celui d’une autre famille, dont le parcours est en cours.",
            ),
        ]

    def __str__(self) -> str:
        return f"aide {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("family_aid_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: AidState) -> list[str]:
        """What is missing before this state, in French sentences."""
        found = []
        if to in (AidState.ACCEPTED, AidState.REFUSED) and self.commission_id is None:
            found.append("Choisissez la commission qui décide.")
        if to in (AidState.REFUSED, AidState.STOPPED, AidState.WITHDRAWN) and not self.reason.strip():
            found.append("Indiquez pourquoi.")
        if to == AidState.GIVEN and self.device_id is None:
            found.append("Choisissez l’appareil à remettre.")
        return found


class TrainingSessionQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "TrainingSessionQuerySet":
        """Sessions that were not cancelled."""
        return self.filter(cancelled_at=None)

    def noted_by(self, member: "Member") -> "TrainingSessionQuerySet":
        """Sessions of which this member notes who came: all for who decides, the own ones for who trains."""
        return self if member.may(Permission.AID_DECIDE) else self.filter(trainer=member.partner)

    def visible_to(self, member: "Member") -> "TrainingSessionQuerySet":
        """Sessions that this member may read: the own ones of who only trains."""
        wide = (Permission.AID_PROPOSE, Permission.EQUIPMENT_MANAGE, Permission.AID_DECIDE)
        return self if any(map(member.may, wide)) else self.filter(trainer=member.partner)

    def with_seats(self) -> "TrainingSessionQuerySet":
        """Adds `taken`, how many seats are taken, and `present`, how many came."""
        takes = ~models.Q(attendances__state=Attendance.EXCUSED)
        came = models.Q(attendances__state=Attendance.PRESENT)
        return self.annotate(
            taken=models.Count("attendances", filter=takes), present=models.Count("attendances", filter=came)
        )


class TrainingSession(NetworkOwned):
    """A named session of the training path."""

    #: What queries add to a row that they read.
    taken: Any
    unnoted: Any

    programme = ScopedForeignKey(AidProgramme, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField("séance", max_length=120)
    starts_at = models.DateTimeField("début")
    minutes = models.PositiveSmallIntegerField("durée en minutes", default=120)
    place = models.CharField("lieu", max_length=160)
    trainer = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="aid_sessions",
        verbose_name="animée par",
    )
    seats = models.PositiveSmallIntegerField("places", default=12)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(TrainingSessionQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "séance de formation"
        verbose_name_plural = "séances de formation"
        ordering = ["starts_at", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("programme", "trainer")]

    def __str__(self) -> str:
        return self.title

    @property
    def seats_said(self) -> str:
        """How many seats are taken, in words; of a session that was read `with_seats`."""
        taken: int = getattr(self, "taken", 0)
        return seats_said(taken, self.seats)

    def get_absolute_url(self) -> str:
        return reverse("training_session_detail", args=[self.network.slug, self.pk])


class SessionAttendanceQuerySet(MailQuerySet):
    def waiting(self) -> "SessionAttendanceQuerySet":
        """Somebody is expected whose reminder has neither left nor failed."""
        return super().waiting().filter(state=Attendance.EXPECTED, session__cancelled_at=None)

    def taking_a_seat(self) -> "SessionAttendanceQuerySet":
        """All but those who said that they would not come."""
        return self.exclude(state=Attendance.EXCUSED)

    def followed_or_to_come(self, *, at: datetime) -> "SessionAttendanceQuerySet":
        """Those that count for a path, now or soon: present, or expected at a session that has not begun."""
        to_come = models.Q(state=Attendance.EXPECTED, session__starts_at__gt=at)
        return self.filter(to_come | models.Q(state=Attendance.PRESENT), session__cancelled_at=None)


class SessionAttendance(MailState, NetworkOwned):
    """Somebody of a family in a session: expected, then present or not; and the reminder of the day before."""

    session = ScopedForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="attendances")
    aid = ScopedForeignKey(FamilyAid, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField("présence", max_length=10, choices=Attendance, default=Attendance.EXPECTED)
    noted_at = models.DateTimeField("notée le", null=True, blank=True)
    noted_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    #: Noted, and noted again where it was noted wrongly: the history keeps who did.
    TRANSITIONS = {state: set(Attendance) - {state} for state in Attendance}

    objects: ClassVar = NetworkManager.from_queryset(SessionAttendanceQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "présence"
        ordering = ["session", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("session", "aid"),
            models.UniqueConstraint(fields=["session", "aid"], name="session_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.aid}, {self.session}"
