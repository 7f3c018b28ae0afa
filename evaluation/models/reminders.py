"""E-mails that remind structures of a campaign that they propose; the people they receive are never written to."""

from django.db import models

from evaluation.enums import ReminderKind
from evaluation.models.surveys import CampaignStructure
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class CampaignReminderQuerySet(NetworkOwnedQuerySet):
    """Reads of reminders."""

    def waiting(self) -> "CampaignReminderQuerySet":
        """Reminders that have not left and were not given up."""
        return self.filter(mailed_at=None, problem="")


class CampaignReminder(NetworkOwned):
    """One e-mail to one structure. See `inclusion.core.mail.rows` for how it leaves, once."""

    structure = ScopedForeignKey(CampaignStructure, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("nature", max_length=5, choices=ReminderKind)
    #: The day that the coordination asked for it, or the end of the campaign that it tells of.
    about = models.DateField("au sujet du")
    to = models.EmailField("à")
    asked_at = models.DateTimeField("demandé le")
    mailed_at = models.DateTimeField("envoyé le", null=True)
    problem = models.TextField("ce qui a échoué", blank=True)

    objects = scoped_manager(CampaignReminderQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "rappel à une structure"
        verbose_name_plural = "rappels aux structures"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("structure"),
            #: Two who ask on one day send one e-mail.
            models.UniqueConstraint(fields=["structure", "kind", "about"], name="campaign_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.structure}"
