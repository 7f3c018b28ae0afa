"""What every e-mail that is a row has in common; see `inclusion.mail_rows` for how it leaves."""

from django.db import models

from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class MailQuerySet(NetworkQuerySet):
    """Reads of e-mails."""

    def waiting(self) -> "MailQuerySet":
        """E-mails that have not left and were not given up."""
        return self.filter(mailed_at=None, problem="")


class MailRow(NetworkOwned):
    """An e-mail: when it left, or why it did not."""

    written_at = models.DateTimeField("à envoyer depuis le")
    mailed_at = models.DateTimeField("parti le", null=True)
    problem = models.CharField("problème", max_length=200, blank=True)

    objects = scoped_manager(MailQuerySet)

    class Meta(NetworkOwned.Meta):
        abstract = True
