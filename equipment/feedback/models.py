"""Feedback on trials: answers of the school, the occupational therapist, the family."""

import secrets
from datetime import date
from uuid import uuid4

from django.db import models
from django.urls import reverse

from equipment.inventory.models import needs_field
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.models.loans import Loan
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned


def new_token() -> str:
    """An address that cannot be guessed."""
    return secrets.token_urlsafe(18)


class FeedbackLink(NetworkOwned):
    """An address that opens the form of one kind of author without an account, until its last day."""

    loan = ScopedForeignKey(Loan, on_delete=models.CASCADE, related_name="feedback_links")
    author = models.CharField("pour", max_length=10, choices=FeedbackAuthor)
    token = models.CharField("adresse", max_length=40, unique=True, default=new_token, editable=False)
    open_until = models.DateField("ouvert jusqu’au (inclus)")
    made_at = models.DateTimeField("créé le")
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lien de retour d’essai"
        ordering = ["loan", "author", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("loan"),
            models.UniqueConstraint(fields=["loan", "author"], name="feedback_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()}, {self.loan}"

    def get_absolute_url(self) -> str:
        return reverse("feedback_public", args=[self.network.slug, self.token])

    @property
    def open_until_shown(self) -> date | None:
        """Its last day; None once it was closed."""
        return None if self.closed_at else self.open_until

    def is_open_on(self, day: date) -> bool:
        """Whether an answer is taken on this day."""
        return self.closed_at is None and day <= self.open_until


class TrialFeedback(NetworkOwned):
    """One answer about a trial; its author is known by a role, never by a name."""

    loan = ScopedForeignKey(Loan, on_delete=models.CASCADE, related_name="feedbacks")
    author = models.CharField("de la part de", max_length=10, choices=FeedbackAuthor)
    #: 0 never, 1 some times, 2 each week, 3 each day.
    use = models.PositiveSmallIntegerField("usage")
    #: 1 not at all … 5 very much.
    helped = models.PositiveSmallIntegerField("aide apportée")
    needs_helped = needs_field(default=list, blank=True)
    what_helped = models.TextField("ce qui a aidé", blank=True, max_length=1000)
    what_hindered = models.TextField("ce qui a gêné", blank=True, max_length=1000)
    wish = models.CharField("et maintenant", max_length=12, blank=True)
    given_at = models.DateTimeField("reçu le")
    #: The member who wrote it, where it came from inside; None through a link.
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The form that it was written on: the same form sent again, when the connection was lost, is one answer.
    form_key = models.UUIDField("formulaire", default=uuid4, editable=False)

    class Meta(NetworkOwned.Meta):
        verbose_name = "retour d’essai"
        ordering = ["given_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("loan"),
            models.UniqueConstraint(fields=["loan", "form_key"], name="trial_feedback_once"),
            models.CheckConstraint(condition=models.Q(use__range=(0, 3)), name="trial_feedback_use"),
            models.CheckConstraint(condition=models.Q(helped__range=(1, 5)), name="trial_feedback_helped"),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()}, {self.loan}"
