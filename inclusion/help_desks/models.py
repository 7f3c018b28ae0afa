"""Who is at a help desk on which days, how its slots are booked, who comes."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.french.hours import said_hour
from inclusion.core.french.phones import shown_phone
from inclusion.core.models.mails import MailRow
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.guide.models import Session
from inclusion.guide.rules.search import NEEDS
from inclusion.help_desks.enums import ENDED, STANDING, TAKING, BookingMailKind, BookingOrigin, BookingState
from inclusion.help_desks.rules import (
    KEPT_DAYS,
    MAX_CAPACITY,
    MAX_DAYS,
    MAX_MINUTES,
    MAX_NOTICE,
    MIN_MINUTES,
    WAITING_DAYS,
    Slot,
    said_moment,
)
from inclusion.mediators.models import Helper

_STATES = BookingState


class DeskHelper(NetworkOwned):
    """Somebody of the register who is at a help desk, on its days `[since, until)`."""

    session = ScopedForeignKey(Session, on_delete=models.CASCADE, related_name="desk_helpers")
    helper = ScopedForeignKey(Helper, on_delete=models.CASCADE, related_name="desks", verbose_name="personne")
    since = models.DateField("à partir du")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "personne d’une permanence"
        verbose_name_plural = "personnes des permanences"
        ordering = ["since", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("session", "helper"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="desk_helper_ends_after",
                violation_error_message="Le dernier jour suit le premier.",
            ),
            models.UniqueConstraint(
                fields=["session", "helper"],
                condition=Q(until=None),
                name="desk_helper_once",
                violation_error_message="Cette personne tient déjà cette permanence.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper.journal_label}, {self.session}"


class Replacement(NetworkOwned):
    """On one day somebody is not at a help desk: another one is there, or nobody."""

    session = ScopedForeignKey(Session, on_delete=models.CASCADE, related_name="replacements")
    on = models.DateField("le")
    absent = ScopedForeignKey(Helper, on_delete=models.CASCADE, related_name="+", verbose_name="absente")
    substitute = ScopedForeignKey(
        Helper, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="remplacée par"
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "remplacement"
        ordering = ["on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("session", "absent", "substitute"),
            models.UniqueConstraint(fields=["session", "on", "absent"], name="replacement_once"),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("absent")),
                name="replacement_by_another",
                violation_error_message="Choisissez une autre personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.on:%d/%m/%Y}"


class BookingSettings(NetworkOwned):
    """How the slots of a help desk are booked; its row is what bookings lock."""

    session = ScopedOneToOneField(Session, on_delete=models.CASCADE, related_name="booking_settings")
    minutes = models.PositiveSmallIntegerField("durée d’un créneau, en minutes", default=30)
    capacity = models.PositiveSmallIntegerField("personnes par créneau", default=1)
    days_ahead = models.PositiveSmallIntegerField("réservable combien de jours à l’avance", default=28)
    notice_hours = models.PositiveSmallIntegerField("au plus tard combien d’heures avant", default=2)
    is_online = models.BooleanField("réservable par tous, sur la page du guide", default=True)
    records_help = models.BooleanField("noter les personnes venues dans les aides apportées", default=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "rendez-vous d’une permanence"
        verbose_name_plural = "rendez-vous des permanences"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("session"),
            models.CheckConstraint(
                condition=Q(
                    minutes__range=(MIN_MINUTES, MAX_MINUTES),
                    capacity__range=(1, MAX_CAPACITY),
                    days_ahead__range=(1, MAX_DAYS),
                    notice_hours__lte=MAX_NOTICE,
                ),
                name="booking_settings_bounds",
                violation_error_message="Ces réglages dépassent ce que le portail accepte.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def notice(self) -> timedelta:
        """How long before its beginning a slot is booked at the latest."""
        return timedelta(hours=self.notice_hours)


class BookingQuerySet(NetworkOwnedQuerySet):
    def taking(self) -> "BookingQuerySet":
        """Those that take a part of a slot: whoever comes without a booking takes none."""
        return self.filter(state__in=TAKING).exclude(origin=BookingOrigin.WALK_IN)

    def waiting_in_order(self) -> "BookingQuerySet":
        """The waiting list: whoever came first is first."""
        return self.filter(state=_STATES.WAITING).order_by("booked_at", "pk")

    def to_call(self) -> "BookingQuerySet":
        """Those who are to hear something and have no e-mail address: a slot is free, theirs is lost or restored."""
        announced = Q(state=_STATES.BOOKED, is_to_tell=True, starts_at__gt=timezone.now())
        waits = Q(state__in=(_STATES.OFFERED, _STATES.DISPLACED))
        return self.filter(announced | waits, email="", forgotten_at=None)

    def on_day(self, day: date) -> "BookingQuerySet":
        """Those of one day, in the order in which people come."""
        return self.filter(starts_at__date=day).order_by("starts_at", "booked_at", "pk")

    def expired(self, *, at: datetime) -> "BookingQuerySet":
        """Offers whose time is over, waits that lasted too long, and what was to be placed anew and never was."""
        return self.filter(
            Q(state=_STATES.OFFERED, offer_until__lte=at)
            | Q(state=_STATES.WAITING, booked_at__lte=at - timedelta(days=WAITING_DAYS))
            | Q(state=_STATES.DISPLACED, starts_at__lte=at - timedelta(days=WAITING_DAYS))
        )

    def to_forget(self, *, today: date) -> "BookingQuerySet":
        """Those that are three months old and still name somebody."""
        last = timezone.make_aware(datetime.combine(today - timedelta(days=KEPT_DAYS), datetime.min.time()))
        return self.filter(Q(starts_at__lt=last) | Q(starts_at=None, booked_at__lt=last), forgotten_at=None)

    def counts(self) -> dict[str, int]:
        """How many there are of each state."""
        found = self.order_by().values("state").annotate(count=models.Count("pk"))
        return {row["state"]: row["count"] for row in found}


class Booking(NetworkOwned):
    """One person who comes to a help desk, or waits for a slot; name and contacts go three months later."""

    TRANSITIONS = {
        _STATES.BOOKED: {_STATES.CANCELLED, _STATES.DISPLACED, _STATES.ATTENDED, _STATES.MISSED},
        _STATES.WAITING: {_STATES.OFFERED, _STATES.BOOKED, _STATES.CANCELLED, _STATES.LAPSED},
        _STATES.OFFERED: {_STATES.BOOKED, _STATES.WAITING, _STATES.CANCELLED, _STATES.LAPSED},
        _STATES.DISPLACED: {_STATES.BOOKED, _STATES.WAITING, _STATES.CANCELLED, _STATES.LAPSED},
        _STATES.ATTENDED: {_STATES.MISSED, _STATES.BOOKED, _STATES.CANCELLED},
        _STATES.MISSED: {_STATES.ATTENDED, _STATES.BOOKED},
        _STATES.CANCELLED: set(),
        _STATES.LAPSED: set(),
    }

    #: Besides a booked one: whoever joins the waiting list, and whoever came without a booking.
    FIRST_STATES = (_STATES.WAITING, _STATES.ATTENDED)

    session = ScopedForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField("rendez-vous le", null=True, blank=True)
    ends_at = models.DateTimeField("jusqu’à", null=True, blank=True)
    name = models.CharField("nom", max_length=120, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    need = models.CharField("besoin", max_length=80, choices=list(NEEDS.items()))
    origin = models.CharField("origine", max_length=10, choices=BookingOrigin)
    state = models.CharField("état", max_length=10, choices=BookingState, default=BookingState.BOOKED)
    booked_at = models.DateTimeField("demandé le")
    offer_until = models.DateTimeField("à prendre avant le", null=True, blank=True)
    #: Comes as planned after all, has no e-mail address, and nobody has called yet.
    is_to_tell = models.BooleanField("à prévenir par téléphone", default=False, editable=False)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    forgotten_at = models.DateTimeField("anonymisé le", null=True, blank=True, editable=False)
    token = models.CharField(max_length=43, unique=True, editable=False)
    #: What a calendar, and the help that was given, know it by.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    #: The row of another feature that it was made for (`registry.links.key_of`).
    source_key = models.CharField(max_length=60, blank=True, editable=False)

    objects: ClassVar = NetworkManager.from_queryset(BookingQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["starts_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("session"),
            models.CheckConstraint(
                condition=~Q(state__in=[*TAKING, _STATES.DISPLACED])
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="booking_when",
                violation_error_message="Un rendez-vous a un jour et une heure.",
            ),
            models.CheckConstraint(
                condition=~Q(state=_STATES.WAITING) | Q(starts_at=None, ends_at=None),
                name="booking_waiting_without_slot",
            ),
            models.CheckConstraint(
                condition=Q(state=_STATES.OFFERED) ^ Q(offer_until=None), name="booking_offered_until"
            ),
            models.CheckConstraint(condition=Q(state__in=ENDED) ^ Q(ended_at=None), name="booking_ended_when"),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(name="", phone="", email=""), name="booking_forgotten"
            ),
            models.UniqueConstraint(
                fields=["network", "source_key"],
                condition=~Q(source_key="") & Q(state__in=STANDING),
                name="booking_one_for_a_source",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "starts_at"], name="booking_by_slot"),
            models.Index(fields=["network", "starts_at"], name="booking_by_day"),
            models.Index(
                fields=["session", "booked_at"], condition=Q(state=_STATES.WAITING), name="booking_waiting_list"
            ),
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        if self.source_pk:
            return f"Orientation n°\u00a0{self.source_pk}"
        return "Personne sans rendez-vous" if self.origin == BookingOrigin.WALK_IN else "Rendez-vous anonymisé"

    def blockers(self, to: str) -> list[str]:
        """Somebody who came is taken off the list only where nothing was booked."""
        if to == _STATES.CANCELLED and self.state == _STATES.ATTENDED and self.origin != BookingOrigin.WALK_IN:
            return ["Cette personne est notée venue\u00a0: reprenez d’abord sa présence."]
        return []

    @property
    def slot(self) -> Slot:
        """From when to when."""
        assert self.starts_at and self.ends_at  # who only waits has none
        return Slot(self.starts_at, self.ends_at)

    @property
    def when(self) -> str:
        """« mardi 1er décembre 2026 à 14 h 30 »; empty for somebody who waits."""
        return said_moment(self.starts_at) if self.starts_at else ""

    @property
    def hour(self) -> str:
        """« 14 h 30 », of a booking that has a slot."""
        return said_hour(timezone.localtime(self.starts_at))

    @property
    def shown_phone(self) -> str:
        """The number as it is dialled by people."""
        return shown_phone(self.phone)

    @property
    def is_standing(self) -> bool:
        """Whether the person still hopes to come."""
        return self.state in STANDING

    @property
    def source_pk(self) -> int:
        """The key of the referral that it was made for; 0 for none."""
        return int(self.source_key.rpartition(":")[2]) if self.source_key else 0

    def about(self) -> dict[str, Any]:
        """What a line of the journal says: the desk, and nobody's name."""
        return {"on": self, "label": self.session.title, "session": self.session_id}


class BookingMail(MailRow):
    """An e-mail about a booking: one of each kind for each slot that it had."""

    booking = ScopedForeignKey(Booking, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField("objet", max_length=10, choices=BookingMailKind)
    sequence = models.PositiveIntegerField(default=0)

    class Meta(MailRow.Meta):
        verbose_name = "courriel d’un rendez-vous"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("booking"),
            models.UniqueConstraint(fields=["booking", "kind", "sequence"], name="booking_mail_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
