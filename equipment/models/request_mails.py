"""E-mails about requests: to the bank that is asked, to whoever asked."""

from django.db import models

from equipment.enums import RequestMailKind
from equipment.models.loans import Loan
from equipment.models.requests import LoanRequest
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class LoanRequestMailQuerySet(NetworkOwnedQuerySet):
    """Reads of e-mails about requests."""

    def waiting(self) -> "LoanRequestMailQuerySet":
        """E-mails that have not left and were not given up."""
        return self.filter(mailed_at=None, problem="")


class LoanRequestMail(NetworkOwned):
    """One e-mail to one address about a request. See `inclusion.core.mail.rows` for how it leaves, once."""

    kind = models.CharField("nature", max_length=10, choices=RequestMailKind)
    request = ScopedForeignKey(LoanRequest, on_delete=models.CASCADE, related_name="mails")
    #: What is offered or booked, where the e-mail speaks of it.
    loan = ScopedForeignKey(
        Loan, on_delete=models.PROTECT, null=True, blank=True, related_name="request_mails"
    )
    to = models.EmailField("à")
    asked_at = models.DateTimeField("demandé le")
    mailed_at = models.DateTimeField("envoyé le", null=True)
    problem = models.TextField("ce qui a échoué", blank=True)

    objects = scoped_manager(LoanRequestMailQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "courriel sur une demande de prêt"
        verbose_name_plural = "courriels sur les demandes de prêt"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("request", "loan"),
            #: Nothing is said twice to one address.
            models.UniqueConstraint(
                fields=["request", "kind", "loan", "to"],
                nulls_distinct=False,
                name="loan_request_mail_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.request}"
