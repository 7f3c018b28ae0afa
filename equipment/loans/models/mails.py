"""E-mails about requests and returns: to the bank that is asked, to whoever asked, to whoever borrows."""

from django.db import models

from equipment.loans.enums import ReminderKind, RequestMailKind
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.mails import MailRow

# -- E-mails about requests, to the bank and to whoever asked


class LoanRequestMail(MailRow):
    """One e-mail to one address about a request."""

    kind = models.CharField("nature", max_length=10, choices=RequestMailKind)
    request = ScopedForeignKey(LoanRequest, on_delete=models.CASCADE, related_name="mails")
    #: What is offered or booked, where the e-mail speaks of it.
    loan = ScopedForeignKey(Loan, on_delete=models.PROTECT, null=True, blank=True, related_name="request_mails")
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "courriel sur une demande de prêt"
        verbose_name_plural = "courriels sur les demandes de prêt"
        constraints = [
            *MailRow.Meta.constraints,
            *same_network("request", "loan"),
            #: Nothing is said twice to one address.
            models.UniqueConstraint(
                fields=["request", "kind", "loan", "to"], nulls_distinct=False, name="loan_request_mail_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.request}"


# -- Reminders of returns to borrowers, and of late loans to the bank


class LoanReminder(MailRow):
    """One e-mail to one address."""

    kind = models.CharField("nature", max_length=10, choices=ReminderKind)
    #: None for the bank's e-mail, which is about all of them.
    loan = ScopedForeignKey(Loan, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders")
    #: The day of return before it, the day of the milestone after it, the day of the bank's e-mail.
    about = models.DateField("au sujet du")
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "rappel d’un prêt"
        verbose_name_plural = "rappels des prêts"
        constraints = [
            *MailRow.Meta.constraints,
            *same_network("loan"),
            #: Nothing is said twice to one address.
            models.UniqueConstraint(
                fields=["network", "kind", "loan", "about", "to"], nulls_distinct=False, name="loan_reminder_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ReminderKind.BANK, loan=None)
                | models.Q(~models.Q(kind=ReminderKind.BANK), loan__isnull=False),
                name="loan_reminder_of_a_loan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.loan or self.about}"
