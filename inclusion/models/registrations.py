"""Who registers for an event, who waits for a place, who came."""

from django.db import models

from inclusion.constraints import ScopedForeignKey, same_network
from inclusion.enums.events import RegistrationMailKind, RegistrationState
from inclusion.models.events import Event
from inclusion.models.mails import MailRow
from inclusion.models.partners import Partner
from inclusion.models.text import WithoutAccents
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager

#: States in which somebody takes a place.
TAKING = (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.MISSED)


class RegistrationQuerySet(NetworkQuerySet):
    """Reads of registrations."""

    def taking(self) -> "RegistrationQuerySet":
        """Those that have a place."""
        return self.filter(state__in=TAKING)

    def waiting_in_order(self) -> "RegistrationQuerySet":
        """The waiting list: who came first stands first."""
        return self.filter(state=RegistrationState.WAITING).order_by("registered_at", "pk")

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
    partner = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    people = models.PositiveSmallIntegerField("personnes", default=1)
    needs = models.CharField("besoin particulier pour venir", max_length=200, blank=True)
    token = models.CharField(max_length=43, unique=True, editable=False)
    state = models.CharField(
        "état", max_length=12, choices=RegistrationState, default=RegistrationState.REGISTERED
    )
    registered_at = models.DateTimeField("reçue le")
    ended_at = models.DateTimeField("annulée le", null=True, blank=True)
    forgotten_at = models.DateTimeField("anonymisée le", null=True, blank=True)

    objects = scoped_manager(RegistrationQuerySet)

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
                condition=models.Q(forgotten_at=None) | models.Q(name="", email="", phone="", needs=""),
                name="registration_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Inscription anonymisée"


class RegistrationMail(MailRow):
    """An e-mail about a registration: one for each thing said and version of the event."""

    registration = ScopedForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField("objet", max_length=12, choices=RegistrationMailKind)
    sequence = models.PositiveIntegerField(default=0)

    class Meta(MailRow.Meta):
        verbose_name = "courriel d’une inscription"
        ordering = ["-written_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("registration"),
            models.UniqueConstraint(
                fields=["registration", "kind", "sequence"], name="registration_mail_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
