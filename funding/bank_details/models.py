"""Changes of the accounts that the portal prints and pays: those of funds and of training places."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.urls import reverse

from funding.approvals.models import Approval, ApprovalQuerySet
from funding.enums import ApprovalState
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.names import of
from inclusion.core.models.history import Digest
from inclusion.core.models.mails import MailRow
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned

if TYPE_CHECKING:
    from inclusion.core.access import Member


class BankDetailsChangeQuerySet(ApprovalQuerySet):
    def visible_to(self, member: "Member") -> "BankDetailsChangeQuerySet":
        """All for the coordination; for the people of a training place those of its account."""
        if member.may(Permission.FUNDS_MANAGE):
            return self
        if member.may(Permission.REIMBURSEMENTS_OWN):
            return self.filter(place__partner=member.partner)
        return self.none()


class BankDetailsChange(Approval):
    """Another account for a fund or a training place, which counts once somebody else has confirmed it."""

    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, null=True, related_name="bank_details_changes")
    place = ScopedForeignKey(
        "funding.TrainingPlace", on_delete=models.PROTECT, null=True, related_name="bank_details_changes"
    )
    #: The place itself gave it, whoever noted it: nobody of the place confirms it.
    is_from_place = models.BooleanField("donné par le lieu", default=False)
    #: Empty: no account any more.
    iban = models.CharField("IBAN", max_length=34, blank=True)
    account_holder = models.CharField("titulaire du compte", max_length=120, blank=True)

    RECORDED_ONCE = ("fund", "place", Digest("iban"), Digest("account_holder"), "asked_by", "is_from_place")

    objects: ClassVar = NetworkManager.from_queryset(BankDetailsChangeQuerySet)()

    class Meta(Approval.Meta):
        verbose_name = "changement de compte"
        constraints = [
            *Approval.Meta.constraints,
            *same_network("fund", "place"),
            models.CheckConstraint(condition=models.Q(fund=None) ^ models.Q(place=None), name="bank_details_of_one"),
            models.UniqueConstraint(
                fields=["fund", "place"],
                condition=models.Q(state=ApprovalState.WAITING),
                nulls_distinct=False,
                name="bank_details_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Compte {of(self.account)}"

    @property
    def account(self) -> Any:
        """The fund or the training place."""
        return self.fund or self.place

    def get_absolute_url(self) -> str:
        return reverse("bank_details_confirm", args=[self.network.slug, self.pk])


class BankDetailsMail(MailRow):
    """An e-mail about a change that was asked for, to an address that was known before."""

    change = ScopedForeignKey(BankDetailsChange, on_delete=models.PROTECT, related_name="mails")
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "courriel sur un changement de compte"
        verbose_name_plural = "courriels sur un changement de compte"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("change"),
            models.UniqueConstraint(fields=["change", "to"], name="bank_details_mail_once"),
        ]

    def __str__(self) -> str:
        return f"Changement de compte, {self.change.account}"
