"""What every e-mail that is a row has in common, and the rows of the outbox."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from inclusion.core.enums import BounceReason
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

#: E-mails that have not left and were not given up.
WAITING = models.Q(mailed_at=None, problem="")
#: The state of an e-mail that nothing has tried to send.
UNTRIED: dict[str, Any] = {"mailed_at": None, "problem": "", "due_at": None, "delayed_since": None, "bounced_at": None}
#: A mark holds the name of the sending of which it is: see `inclusion.core.mail.tracking`.
MAX_MARK = 60


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
    was sent and the mail server's answer never came. One that came back did not arrive: the problem says why, and
    `bounced_at` when that was read.
    """

    mailed_at = models.DateTimeField("parti le", null=True, editable=False)
    problem = models.CharField("problème", max_length=200, blank=True, editable=False)
    due_at = models.DateTimeField("à réessayer à partir du", null=True, editable=False)
    delayed_since = models.DateTimeField("remis à plus tard par le serveur depuis le", null=True, editable=False)
    bounced_at = models.DateTimeField("revenu le", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def sending(self) -> str:
        """Names this sending among those of the row: what came back from an earlier one says nothing of this one."""
        return ""

    @property
    def was_sent(self) -> bool:
        """Whether it was handed over to the mail server and has not come back."""
        return self.mailed_at is not None


class Mail(MailState):
    """An e-mail that is a row."""

    written_at = models.DateTimeField("à envoyer depuis le")

    class Meta:
        abstract = True
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["due_at"], condition=WAITING, name="%(class)s_waiting")]

    @property
    def sending(self) -> str:
        """It is written anew for each sending."""
        return self.written_at.isoformat()


class MailRow(Mail, NetworkOwned):
    """An e-mail of a network."""

    objects: ClassVar = NetworkManager.from_queryset(MailQuerySet)()

    class Meta(Mail.Meta, NetworkOwned.Meta):
        abstract = True


class MailBounceQuerySet(NetworkOwnedQuerySet):
    def suspending(self) -> "MailBounceQuerySet":
        """Those for which an address is not written to, until somebody says that it is right."""
        return self.filter(is_hard=True, lifted_at=None)


class MailBounce(NetworkOwned):
    """An e-mail that came back from an address, and why; the message that said so is not kept."""

    email = models.EmailField("adresse électronique")
    reason = models.CharField("raison", max_length=12, choices=BounceReason)
    #: Nothing is sent to the address any more: one of those that came back from it says so, which is the first for good
    #: or the third of a fortnight.
    is_hard = models.BooleanField("ne marche pas")
    #: The mark of the e-mail: each comes back once.
    mark = models.CharField(max_length=MAX_MARK, editable=False)
    received_at = models.DateTimeField("revenu le")
    lifted_at = models.DateTimeField("adresse confirmée le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(MailBounceQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "courriel revenu"
        verbose_name_plural = "courriels revenus"
        ordering = ["-received_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "mark"], name="mail_bounce_once"),
            models.UniqueConstraint(
                fields=["network", "email"],
                condition=models.Q(is_hard=True, lifted_at=None),
                name="mail_bounce_suspends_once",
            ),
        ]
        indexes = [models.Index(fields=["network", "email"], name="mail_bounce_email")]

    def __str__(self) -> str:
        return self.email


class OutgoingMail(Mail):
    """An e-mail of the outbox: what it is about and for whom, as keys; no address and no readable text.

    The network is None for the e-mails of an account, which is in no network or in several.
    """

    network = models.ForeignKey("inclusion.Network", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    #: Keys of the row that it is about and of the member or user who receives it; the kind says of which models.
    target_id: "models.BigIntegerField[Any, Any]" = models.BigIntegerField(null=True)
    recipient_id: "models.BigIntegerField[Any, Any]" = models.BigIntegerField(null=True)
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
