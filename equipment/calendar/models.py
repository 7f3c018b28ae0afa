"""Secret addresses at which a member's own calendar reads the loans that the member may see."""

import secrets

from django.db import models
from django.urls import reverse

from equipment.schools.models import School
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned


def new_calendar_token() -> str:
    """An address that cannot be guessed."""
    return secrets.token_urlsafe(24)


class CalendarLink(NetworkOwned):
    """A subscription of one member: to all the loans that the member may see, or to those of one school."""

    membership = ScopedForeignKey("inclusion.Membership", on_delete=models.CASCADE, related_name="+")
    school = ScopedForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="établissement"
    )
    token = models.CharField("adresse", max_length=40, unique=True, default=new_calendar_token, editable=False)
    made_at = models.DateTimeField("créée le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "abonnement au calendrier des prêts"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("membership", "school"),
            models.UniqueConstraint(
                fields=["membership", "school"],
                nulls_distinct=False,
                name="calendar_link_once",
                violation_error_message="Vous avez déjà cet abonnement.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.school) if self.school else "tous les prêts"

    def get_absolute_url(self) -> str:
        return reverse("loan_ics", args=[self.network.slug, self.token])
