"""Passes sent to several people at once: who, and what was done for each."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.passes.enums import MailingOutcome, MailingState
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.enums import Channel
from inclusion.core.scope import NetworkOwned


class Mailing(NetworkOwned):
    """One sending of a programme's booklets to several people, tried out first, then carried out by one job."""

    programme = ScopedForeignKey("funding.PassProgramme", on_delete=models.PROTECT, related_name="mailings")
    prescriber = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="mailings")
    state = models.CharField("état", max_length=10, choices=MailingState, default=MailingState.TRIED)
    #: The name of the file that it came from; empty when the people were chosen in a list.
    filename = models.CharField("fichier", max_length=160, blank=True)
    job = ScopedForeignKey("inclusion.Job", on_delete=models.PROTECT, null=True, related_name="mailings")
    tried_at = models.DateTimeField("préparé le")
    tried_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("terminé le", null=True)

    TRANSITIONS = {
        MailingState.TRIED: {MailingState.RUNNING, MailingState.DROPPED},
        MailingState.RUNNING: {MailingState.DONE},
        MailingState.DONE: set(),
        MailingState.DROPPED: set(),
    }

    class Meta(NetworkOwned.Meta):
        verbose_name = "envoi groupé"
        verbose_name_plural = "envois groupés"
        ordering = ["-tried_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "prescriber", "job"),
            models.CheckConstraint(
                condition=Q(state__in=[MailingState.TRIED, MailingState.DROPPED]) | Q(job__isnull=False),
                name="mailing_started_has_its_job",
            ),
        ]

    def __str__(self) -> str:
        return f"Envoi groupé n° {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("mailing", args=[self.network.slug, self.pk])


class MailingLine(NetworkOwned):
    """One person of a mailing."""

    mailing = ScopedForeignKey(Mailing, on_delete=models.CASCADE, related_name="lines")
    #: The row in the file, or the rank in the choice.
    rank = models.PositiveIntegerField("ligne")
    person = ScopedForeignKey(
        "inclusion.Beneficiary", on_delete=models.PROTECT, null=True, related_name="mailing_lines"
    )
    #: What the file said of a person who has no file yet; emptied when the mailing is over.
    fields = models.JSONField(default=dict)
    channel = models.CharField("envoi", max_length=10, choices=Channel, default=Channel.POST)
    outcome = models.CharField("résultat", max_length=10, choices=MailingOutcome)
    #: Kept when the mailing is over: it quotes nothing of the file.
    problem = models.CharField("raison", max_length=300, blank=True)
    letter = ScopedOneToOneField("funding.Letter", on_delete=models.PROTECT, null=True, related_name="mailing_line")

    class Meta(NetworkOwned.Meta):
        verbose_name = "ligne d’un envoi groupé"
        verbose_name_plural = "lignes d’un envoi groupé"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("mailing", "person", "letter"),
            models.UniqueConstraint(fields=["mailing", "rank"], name="mailing_line_rank_unique"),
            models.CheckConstraint(
                condition=Q(outcome=MailingOutcome.SENT, letter__isnull=False)
                | (~Q(outcome=MailingOutcome.SENT) & Q(letter=None)),
                name="mailing_line_sent_has_letter",
            ),
        ]

    @property
    def name(self) -> str:
        """Who it is for: by their file, else as the brought file says, as long as it is known."""
        if self.person is not None:
            return str(self.person)
        return " ".join(filter(None, (self.fields.get("first_name"), self.fields.get("last_name"))))

    @property
    def unread(self) -> dict[str, str]:
        """What the file says where it could not be read, by column, until the file is forgotten."""
        found: dict[str, str] = self.fields.get("unread", {})
        return found
