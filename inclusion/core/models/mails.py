"""What every e-mail that is a row has in common, and the rows of the outbox."""

from datetime import datetime
from typing import Any

from django.db import models

from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager

#: E-mails that have not left and were not given up.
WAITING = models.Q(mailed_at=None, problem="")
#: The state of an e-mail that nothing has tried to send.
UNTRIED: dict[str, Any] = {"mailed_at": None, "problem": "", "due_at": None, "delayed_since": None}


class _Waiting:
    """What is asked of a query of e-mails."""

    def waiting(self: Any) -> Any:
        """E-mails that have not left and were not given up."""
        return self.filter(WAITING)

    def due(self: Any, *, at: datetime) -> Any:
        """E-mails that wait and are to be sent now, or tried another time; those never tried come first."""
        due = self.waiting().filter(models.Q(due_at=None) | models.Q(due_at__lte=at))
        return due.order_by(models.F("due_at").asc(nulls_first=True), "pk")


class MailQuerySet(_Waiting, NetworkOwnedQuerySet):
    """Reads of e-mails of one network."""


class OutgoingMailQuerySet(_Waiting, models.QuerySet):
    """Reads of e-mails of the outbox."""


class MailState(models.Model):
    """When an e-mail left, or why it did not.

    Waiting: no moment, no problem. Left: its moment. Never left: the problem alone. A moment and a problem together: it
    was sent and the mail server's answer never came.
    """

    mailed_at = models.DateTimeField("parti le", null=True, editable=False)
    problem = models.CharField("problème", max_length=200, blank=True, editable=False)
    due_at = models.DateTimeField("à réessayer à partir du", null=True, editable=False)
    delayed_since = models.DateTimeField(
        "remis à plus tard par le serveur depuis le", null=True, editable=False
    )

    class Meta:
        abstract = True


class Mail(MailState):
    """An e-mail that is a row."""

    written_at = models.DateTimeField("à envoyer depuis le")

    class Meta:
        abstract = True
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["due_at"], condition=WAITING, name="%(class)s_waiting")]


class MailRow(Mail, NetworkOwned):
    """An e-mail of a network."""

    objects = scoped_manager(MailQuerySet)

    class Meta(Mail.Meta, NetworkOwned.Meta):
        abstract = True


class OutgoingMail(Mail):
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

    objects = OutgoingMailQuerySet.as_manager()

    class Meta(Mail.Meta):
        verbose_name = "courriel à envoyer"
        indexes = [
            *Mail.Meta.indexes,
            models.Index(fields=["written_at"], condition=~models.Q(sealed=""), name="outgoing_mail_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
