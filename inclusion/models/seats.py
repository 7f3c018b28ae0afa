"""Who sits in a body of the governance."""

from datetime import date

from django.db import models

from inclusion.constraints import ScopedForeignKey, same_network
from inclusion.enums.meetings import Seat
from inclusion.models.bodies import Body
from inclusion.models.partners import Partner
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class BodySeatQuerySet(NetworkQuerySet):
    """Reads of seats."""

    def sitting(self, *, on: date) -> "BodySeatQuerySet":
        """Seats that are taken on this day."""
        return self.exclude(until__lte=on).exclude(since__gt=on)


class BodySeat(NetworkOwned):
    """One person in a body, for an organisation; who has no account is invited by e-mail all the same."""

    body = ScopedForeignKey(Body, on_delete=models.PROTECT, related_name="seats", verbose_name="instance")
    partner = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, related_name="body_seats", verbose_name="organisme"
    )
    user = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("nom", max_length=120)
    job_title = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    kind = models.CharField("siège comme", max_length=12, choices=Seat, default=Seat.MEMBER)
    since = models.DateField("depuis le", null=True, blank=True)
    #: The first day on which the seat is free again.
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects = scoped_manager(BodySeatQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "membre d’une instance"
        verbose_name_plural = "membres des instances"
        ordering = ["name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("body", "partner"),
            models.UniqueConstraint(
                fields=["body", "email"],
                condition=models.Q(until=None) & ~models.Q(email=""),
                name="body_seat_email_unique",
                violation_error_message="Cette adresse est déjà celle d’un membre de l’instance.",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since=None) | models.Q(until__gt=models.F("since")),
                name="body_seat_ends_after",
                violation_error_message="Une personne ne quitte pas l’instance avant d’y être entrée.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
