"""Events: their programme, exhibitors and figures; who registers, who waits for a place, who came."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.phones import phone_in
from inclusion.core.models.columns import WithoutAccents, name_order, sort_key
from inclusion.core.models.mails import MailRow
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.events.enums import (
    Audience,
    Entrance,
    EventKind,
    EventState,
    FigureKind,
    RegistrationMailKind,
    RegistrationState,
    TalkKind,
)
from inclusion.events.rules import Question, brief_when, duration_of, hour, when_words
from inclusion.guide.models import Place
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


class EventSeries(NetworkOwned):
    """A rendez-vous that comes back: « Les Jeudis de l’inclusion numérique »."""

    title = models.CharField("intitulé", max_length=160)
    summary = models.CharField("en une phrase", max_length=280, blank=True)
    #: An RRULE of RFC 5545, empty where the dates were chosen one by one.
    rule = models.CharField("rythme", max_length=200, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "rendez-vous réguliers"
        ordering = ["title", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "title"],
                name="event_series_title_unique",
                violation_error_message="Des rendez-vous réguliers portent déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventQuerySet(NetworkOwnedQuerySet):
    def shown(self) -> "EventQuerySet":
        """What the public may know of, cancelled ones included so that nobody comes for nothing."""
        return self.exclude(state=EventState.DRAFT).exclude(published_at=None)

    def to_come(self, *, at: datetime) -> "EventQuerySet":
        """Those that are not over, the next first."""
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")

    def announced(self, *, at: datetime) -> "EventQuerySet":
        """Those that everybody may come to know of and that are still to be: not called off, for more than members."""
        return self.shown().to_come(at=at).exclude(state=EventState.CANCELLED).exclude(entrance=Entrance.MEMBERS)

    def over(self, *, at: datetime) -> "EventQuerySet":
        """Those that are over, the last first."""
        return self.filter(ends_at__lte=at).order_by("-starts_at", "-pk")

    def editable_by(self, member: "Member") -> "EventQuerySet":
        """Every event for whoever runs them all, else those of the member's own organisation."""
        if member.may(Permission.EVENTS_MANAGE):
            return self.all()
        return self.filter(partner=member.partner) if member.may(Permission.EVENTS_OWN) else self.none()

    def matching(self, text: str) -> "EventQuerySet":
        """Events whose title or venue contains the words, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
        return found

    def for_pages(self) -> "EventQuerySet":
        """With what every page and every file says of an event."""
        return self.select_related("network", "partner", "place", "commune", "series")

    def visible_to(self, member: "Member") -> "EventQuerySet":
        """Every event that was shown, and the drafts of the member's own organisation, or all of them."""
        if member.may(Permission.EVENTS_MANAGE):
            return self.all()
        return self.filter(~models.Q(state=EventState.DRAFT) | models.Q(partner=member.partner))


class Event(NetworkOwned):
    """One event of the network, or of one of its organisations."""

    TRANSITIONS = {
        EventState.DRAFT: {EventState.PUBLISHED, EventState.CANCELLED},
        EventState.PUBLISHED: {EventState.DRAFT, EventState.HELD, EventState.CANCELLED},
        EventState.HELD: {EventState.PUBLISHED},
        EventState.CANCELLED: {EventState.DRAFT},
    }

    kind = models.CharField("nature", max_length=12, choices=EventKind)
    title = models.CharField("intitulé", max_length=160)
    summary = models.CharField("en une phrase", max_length=280, blank=True)
    description = models.TextField("présentation", blank=True)
    starts_at = models.DateTimeField("commence le")
    ends_at = models.DateTimeField("finit le")
    series = ScopedForeignKey(EventSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, related_name="events", verbose_name="organisé par")
    place = ScopedForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name="lieu du guide"
    )
    venue = models.CharField("lieu", max_length=160, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    video_url = models.URLField("lien de visioconférence", blank=True, max_length=500)
    #: Services of the national standard that it is about.
    themes = ArrayField(models.TextField(), verbose_name="thèmes", default=list, blank=True)
    audience = models.CharField("pour qui", max_length=12, choices=Audience, default=Audience.EVERYBODY)
    entrance = models.CharField("entrée", max_length=14, choices=Entrance, default=Entrance.FREE)
    capacity = models.PositiveIntegerField("places", null=True, blank=True)
    registration_until = models.DateTimeField("inscriptions jusqu’au", null=True, blank=True)
    contact = models.CharField("renseignements", max_length=200, blank=True)
    cost = models.CharField("ce que cela coûte", max_length=120, blank=True)
    accessibility = models.CharField("accessibilité", max_length=280, blank=True)
    #: Where those who came say what they thought: an address, often of a survey of the portal.
    feedback_url = models.URLField("lien pour donner son avis", blank=True, max_length=500)
    #: What whoever registers is asked, as `inclusion.events.rules.Question` has it.
    questions = models.JSONField("questions", default=list, blank=True)
    state = models.CharField("état", max_length=12, choices=EventState, default=EventState.DRAFT)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancel_reason = models.CharField("raison de l’annulation", max_length=200, blank=True)
    report = models.TextField("bilan", blank=True)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField("modifié le")
    sort_name = sort_key("title", "venue")

    objects: ClassVar = NetworkManager.from_queryset(EventQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "événement"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("series", "partner", "place"),
            models.UniqueConstraint(fields=["uid"], name="event_uid_unique"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after",
                violation_error_message="Un événement finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=EventState.CANCELLED) ^ models.Q(cancelled_at=None),
                name="event_cancelled_when",
                violation_error_message="Un événement annulé porte la date de son annulation.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(EventState.PUBLISHED, EventState.HELD))
                | models.Q(published_at__isnull=False),
                name="event_published_when",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(capacity__gte=1),
                name="event_capacity",
                violation_error_message="Un événement sur inscription a au moins une place.",
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="event_when")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event_detail", args=[self.network.slug, self.pk])

    @property
    def takes_registrations(self) -> bool:
        """Whether one has to register to come."""
        return self.entrance != Entrance.FREE

    @property
    def when(self) -> str:
        """When it is, in words: « mardi 24 novembre 2026, de 14 h à 16 h »."""
        return when_words(timezone.localtime(self.starts_at), timezone.localtime(self.ends_at))

    @property
    def days(self) -> str:
        """Its day or days alone: « 24 novembre 2026 »."""
        return brief_when(timezone.localtime(self.starts_at), timezone.localtime(self.ends_at))

    @property
    def is_shown(self) -> bool:
        """Whether the public may know of it (see `EventQuerySet.shown`)."""
        return self.state != EventState.DRAFT and self.published_at is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == EventState.CANCELLED

    @property
    def where(self) -> str:
        """Where it is, in one line: the venue, its address, the town; or that it takes place at a distance."""
        parts = [self.venue or (self.place.name if self.place else ""), self.address, self.town]
        if self.place and not self.address:
            parts[1] = self.place.address
        shown = ", ".join(part for part in parts if part)
        return shown or ("En visioconférence" if self.video_url else "")

    @property
    def town(self) -> str:
        """The name of the town, where one is known."""
        if self.commune:
            return self.commune.name
        return self.place.town if self.place else ""

    @property
    def phone(self) -> str:
        """The number that whoever has no e-mail address calls: the event's, its organiser's, or the network's."""
        own = self.partner.phone.strip()
        return phone_in(self.contact) or phone_in(own) or own or self.network.phone.strip()

    @property
    def asked(self) -> list[Question]:
        """What whoever registers is asked."""
        return [Question(**{**one, "choices": tuple(one["choices"])}) for one in self.questions]

    @property
    def duration(self) -> timedelta | None:
        """How long it lasts for whoever follows all of it; None where nothing says so."""
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return duration_of(start, end, [(one.starts_at, one.ends_at) for one in self.talks.all()])

    @property
    def shows_video(self) -> bool:
        """Whether anybody may have the video link: where one registers, those who did receive it."""
        return bool(self.video_url) and self.entrance == Entrance.FREE

    def blockers(self, to: str) -> list[str]:
        """What is missing before it is published or taken back."""
        if to == EventState.PUBLISHED and self.state == EventState.DRAFT:
            return self._before_published()
        if to == EventState.DRAFT and self.state == EventState.PUBLISHED and self.registrations.exists():
            return ["Des personnes se sont inscrites\u00a0: annulez l’événement, elles seront prévenues."]
        return []

    def _before_published(self) -> list[str]:
        missing = []
        if not (self.place_id or self.venue or self.address or self.video_url):
            missing.append("Indiquez où il a lieu\u00a0: un lieu, une adresse ou un lien de visioconférence.")
        if self.place and self.place.is_closed:
            missing.append(f"«\u00a0{self.place}\u00a0» est fermé définitivement\u00a0: choisissez un autre lieu.")
        until, end = self.registration_until, timezone.localdate(self.ends_at)
        if until and timezone.localdate(until) > end:  # its whole last day
            missing.append("Les inscriptions se ferment après la fin\u00a0: changez leur dernier jour.")
        return missing


class Talk(NetworkOwned):
    """A moment of the programme of an event."""

    event = ScopedForeignKey(Event, on_delete=models.CASCADE, related_name="talks")
    kind = models.CharField("nature", max_length=10, choices=TalkKind, default=TalkKind.TALK)
    title = models.CharField("intitulé", max_length=200)
    speakers = models.CharField("par", max_length=300, blank=True)
    detail = models.TextField("en quelques mots", blank=True)
    starts_at = models.DateTimeField("commence le", null=True, blank=True)
    ends_at = models.DateTimeField("finit le", null=True, blank=True)
    room = models.CharField("salle", max_length=80, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "moment du programme"
        ordering = ["starts_at", "room", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("event"),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="talk_ends_after",
                violation_error_message="Ce moment finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        """« 10 h – 11 h 30 », « 10 h », or nothing where no hour was given."""
        hours = [hour(timezone.localtime(one)) for one in (self.starts_at, self.ends_at) if one]
        return " – ".join(hours)


class Exhibitor(NetworkOwned):
    """Somebody who shows something at an event: a partner of the network, or another."""

    event = ScopedForeignKey(Event, on_delete=models.CASCADE, related_name="exhibitors")
    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="exhibitions")
    name = models.CharField("nom", max_length=160)
    detail = models.CharField("ce qu’il montre", max_length=280, blank=True)
    stand = models.CharField("emplacement", max_length=40, blank=True)
    website = models.URLField("site", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "exposant"
        ordering = ["name", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("event", "partner")]

    def __str__(self) -> str:
        return self.name


class EventFigure(NetworkOwned):
    """Something that was counted at an event: 1 420 visitors, 200 speakers."""

    event = ScopedForeignKey(Event, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField("chiffre", max_length=12, choices=FigureKind)
    label = models.CharField("intitulé", max_length=80, blank=True)
    value = models.PositiveIntegerField("nombre")
    on = models.DateField("le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "chiffre d’un événement"
        ordering = ["kind", "on", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("event")]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


# -- Registrations, waiting list, attendance

#: States in which somebody takes a place.
TAKING = (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.MISSED)


class RegistrationQuerySet(NetworkOwnedQuerySet):
    def taking(self) -> "RegistrationQuerySet":
        """Those that have a place."""
        return self.filter(state__in=TAKING)

    def waiting_in_order(self) -> "RegistrationQuerySet":
        """The waiting list: who came first is first."""
        return self.filter(state=RegistrationState.WAITING).order_by("registered_at", "pk")

    def to_call(self, *, at: datetime) -> "RegistrationQuerySet":
        """Those without an address who are to be called about something, before the event was to begin."""
        return self.filter(
            call_about__len__gt=0,
            state__in=(RegistrationState.REGISTERED, RegistrationState.WAITING),
            event__starts_at__gt=at,
        ).order_by(name_order(), "pk")

    def certified(self, *, at: datetime) -> "RegistrationQuerySet":
        """Those of whom a paper can say that they were there: noted as present, named still, the event over."""
        return self.filter(state=RegistrationState.ATTENDED, forgotten_at=None, event__ends_at__lte=at)

    def trained(self) -> "RegistrationQuerySet":
        """Those who were present at a training, named still or not."""
        return self.filter(state=RegistrationState.ATTENDED, event__kind=EventKind.TRAINING)

    def matching(self, text: str) -> "RegistrationQuerySet":
        """Those whose name, organisation or address contains every word, accents and case aside."""
        found = self.annotate(
            said=models.functions.Lower(
                WithoutAccents(
                    models.functions.Concat(
                        "name",
                        models.Value(" "),
                        "organisation",
                        models.Value(" "),
                        "email",
                        output_field=models.TextField(),
                    )
                )
            )
        )
        for word in text.split():
            found = found.filter(said__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
        return found

    def places_taken(self) -> int:
        """How many places these have together."""
        return self.taking().aggregate(total=models.Sum("people"))["total"] or 0


class Registration(NetworkOwned):
    """One registration, for one or several people; name and address go some time after the event."""

    TRANSITIONS = {
        RegistrationState.REGISTERED: {
            RegistrationState.CANCELLED,
            RegistrationState.ATTENDED,
            RegistrationState.MISSED,
        },
        RegistrationState.WAITING: {
            RegistrationState.REGISTERED,
            RegistrationState.CANCELLED,
            RegistrationState.ATTENDED,  # who came without a place and found one
        },
        RegistrationState.CANCELLED: set(),
        RegistrationState.ATTENDED: {RegistrationState.MISSED, RegistrationState.REGISTERED},
        RegistrationState.MISSED: {RegistrationState.ATTENDED, RegistrationState.REGISTERED},
    }

    event = ScopedForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    name = models.CharField("nom", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    organisation = models.CharField("organisme", max_length=160, blank=True)
    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    people = models.PositiveSmallIntegerField("personnes", default=1)
    needs = models.CharField("besoin particulier pour venir", max_length=200, blank=True)
    #: What was answered to each question of the event, by its words.
    answers = models.JSONField("réponses", default=dict, blank=True)
    #: What somebody without an address has not been called about yet.
    call_about = ArrayField(
        models.CharField(max_length=12, choices=RegistrationMailKind),
        verbose_name="à dire par téléphone",
        default=list,
        blank=True,
        editable=False,
    )
    token = models.CharField(max_length=43, unique=True, editable=False)
    state = models.CharField("état", max_length=12, choices=RegistrationState, default=RegistrationState.REGISTERED)
    registered_at = models.DateTimeField("reçue le")
    ended_at = models.DateTimeField("annulée le", null=True, blank=True)
    forgotten_at = models.DateTimeField("anonymisée le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(RegistrationQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "inscription"
        ordering = ["registered_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("event", "partner"),
            models.UniqueConstraint(
                "event",
                models.functions.Lower("email"),
                condition=~models.Q(state=RegistrationState.CANCELLED) & ~models.Q(email=""),
                name="registration_once",
                violation_error_message="Cette adresse est déjà inscrite.",
            ),
            models.CheckConstraint(
                condition=models.Q(people__range=(1, 30)),
                name="registration_people",
                violation_error_message="Une inscription vaut pour une à trente personnes.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RegistrationState.CANCELLED) ^ models.Q(ended_at=None),
                name="registration_ended_when",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None) | models.Q(name="", email="", phone="", needs="", answers={}),
                name="registration_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Inscription anonymisée"

    @property
    def answers_in_order(self) -> list[tuple[str, str]]:
        """What was answered, in the order of the questions; last what is no longer asked."""
        order = [one.label for one in self.event.asked]
        return sorted(self.answers.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))

    @property
    def called_at(self) -> str:
        """The number that a telephone can dial; empty for any other words."""
        return phone_in(self.phone)

    @property
    def call_words(self) -> str:
        """What is to be said by telephone, in its order: « Une place s’est libérée, Changement »."""
        return ", ".join(RegistrationMailKind(one).label for one in self.call_about)


class RegistrationMail(MailRow):
    """An e-mail about a registration: one for each thing said and version of the event."""

    registration = ScopedForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField("objet", max_length=12, choices=RegistrationMailKind)
    sequence = models.PositiveIntegerField(default=0)

    class Meta(MailRow.Meta):
        verbose_name = "courriel d’une inscription"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("registration"),
            models.UniqueConstraint(fields=["registration", "kind", "sequence"], name="registration_mail_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
