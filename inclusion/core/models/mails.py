"""What every e-mail that is a row has in common, and the rows of the outbox."""

from typing import Any

from django.db import models

from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class _Waiting:
    """What is asked of a query of e-mails."""

    def waiting(self: Any) -> Any:
        """E-mails that have not left and were not given up."""
        return self.filter(mailed_at=None, problem="")


class MailQuerySet(_Waiting, NetworkOwnedQuerySet):
    """Reads of e-mails of one network."""


class OutgoingMailQuerySet(_Waiting, models.QuerySet):
    """Reads of e-mails of the outbox."""


class MailState(models.Model):
    """When an e-mail left, or why it did not."""

    written_at = models.DateTimeField("à envoyer depuis le")
    mailed_at = models.DateTimeField("parti le", null=True)
    problem = models.CharField("problème", max_length=200, blank=True)

    class Meta:
        abstract = True


class MailRow(MailState, NetworkOwned):
    """An e-mail of a network."""

    objects = scoped_manager(MailQuerySet)

    class Meta(NetworkOwned.Meta):
        abstract = True


class OutgoingMail(MailState):
    """An e-mail of the outbox: what it is about and for whom, as keys; no address and no readable text.

    The network is None for the e-mails of an account, which is in no network or in several.
    """

    network = models.ForeignKey("inclusion.Network", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    #: Keys of the row that it is about and of the member or user who receives it; the kind says of which models.
    target_id = models.BigIntegerField(null=True)
    recipient_id = models.BigIntegerField(null=True)
    #: Encrypted text and address of what cannot be composed a second time; empty once it has left or is given up.
    sealed = models.TextField(blank=True)
    due_at = models.DateTimeField("à envoyer, ou à réessayer, à partir du")
    delayed_since = models.DateTimeField("remis à plus tard par le serveur depuis le", null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel à envoyer"
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(mailed_at=None, problem=""),
                name="outgoing_mail_waiting",
            ),
            models.Index(fields=["written_at"], condition=~models.Q(sealed=""), name="outgoing_mail_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
