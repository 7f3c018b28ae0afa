"""SMS that remind people of passes before they end: one for each booklet."""

from django.db import models

from inclusion.core.constraints import ScopedOneToOneField, same_network
from inclusion.core.models.mails import MailRow


class SmsReminder(MailRow):
    """A short message about a booklet. Whom it goes to and what it says are composed when it leaves, and not kept."""

    booklet = ScopedOneToOneField("funding.Booklet", on_delete=models.PROTECT, related_name="sms_reminder")
    #: As how many messages it is charged.
    parts = models.PositiveSmallIntegerField("SMS")

    class Meta(MailRow.Meta):
        verbose_name = "SMS de rappel"
        verbose_name_plural = "SMS de rappel"
        constraints = [*MailRow.Meta.constraints, *same_network("booklet")]

    def __str__(self) -> str:
        return f"SMS de rappel n° {self.pk}"

    @property
    def is_uncertain(self) -> bool:
        """Whether the gateway never said that it took it: it is not sent a second time."""
        return self.mailed_at is not None and bool(self.problem)
