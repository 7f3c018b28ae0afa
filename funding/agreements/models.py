"""Agreements, their parties and instalments, and their texts."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from funding.agreements.enums import TEXT_CHOICES, AgreementKind, InstalmentFlow, PartyRole
from funding.contributions.enums import CallState
from funding.enums import AgreementState
from funding.ledger.models.funds import Fund, FundedAction, euros_field, sees_all
from funding.staff.models import AgreementFte
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.periods import shown_period
from inclusion.core.models.history import Digest, Rows
from inclusion.core.models.mails import MailRow
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Agreements, parties, instalments

#: States in which the parties have signed.
BOUND = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.TERMINATED)
#: States in which the text and the plan may be changed.
OPEN = (AgreementState.DRAFT, AgreementState.CORRECTION)

#: Who receives what is paid under an agreement of these kinds.
PAID_ROLES = {
    AgreementKind.COFINANCING_TWO: PartyRole.COLLECTIVITE,
    AgreementKind.COFINANCING_THREE: PartyRole.EMPLOYER,
}


class AgreementQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "AgreementQuerySet":
        """Agreements that this member may see: those that the own organisation signs, or all with the right to.

        A draft is seen by those who write it alone.
        """
        if member.may(Permission.AGREEMENTS_MANAGE):
            return self
        shown = self.exclude(state=AgreementState.DRAFT)
        own = AgreementParty.objects.filter(agreement=models.OuterRef("pk"), partner=member.partner)
        if not member.may(Permission.AGREEMENTS_VIEW_ALL):
            return shown.filter(models.Exists(own))
        if sees_all(member):
            return shown
        # What a party pays in is read by those who sign with it.
        pays_in = Instalment.objects.filter(agreement=models.OuterRef("pk"), flow=InstalmentFlow.CALLED).exclude(
            party__partner=member.partner
        )
        return shown.filter(models.Exists(own) | ~models.Exists(pays_in))

    def matching(self, text: str) -> "AgreementQuerySet":
        """Agreements of which every word is in the reference or in the title, accents and case aside."""
        found = self
        for word in text.split():
            named = models.Q(reference__icontains=word) | models.Q(title__unaccent__icontains=word)
            found = found.filter(named)
        return found

    def with_fte(self) -> "AgreementQuerySet":
        """Each agreement with `paid_fte`: the FTE of posts that it pays, those of its co-financed post too."""
        paid = AgreementFte.objects.filter(agreement=models.OuterRef("pk")).order_by().values("agreement")
        paid = paid.annotate(sum=models.Sum("fte"))
        zero = Decimal("0.00")
        return self.annotate(
            paid_fte=Coalesce(models.Subquery(paid.values("sum")), zero) + Coalesce(models.F("post__fte"), zero)
        )

    def main(self) -> "AgreementQuerySet":
        """Agreements that are no amendment of another one."""
        return self.filter(parent=None)

    def in_force(self, day: date) -> "AgreementQuerySet":
        """Signed agreements of which this is a day."""
        standing = (AgreementState.SIGNED, AgreementState.ACTIVE)
        return self.filter(state__in=standing, start__lte=day, end__gt=day)

    def ending(self, *, start: date, end: date) -> "AgreementQuerySet":
        """Signed agreements whose last day lies in `[start, end)`, the first to end first."""
        standing = (AgreementState.SIGNED, AgreementState.ACTIVE)
        # The stored end is the day after the last one.
        return self.main().filter(state__in=standing, end__gt=start, end__lte=end).order_by("end", "pk")

    def not_renewed(self) -> "AgreementQuerySet":
        """Agreements that no signed successor follows; one that was terminated follows nothing."""
        followed = Agreement.objects.filter(renews=models.OuterRef("pk"), state__in=BOUND)
        followed = followed.exclude(state=AgreementState.TERMINATED)
        return self.exclude(models.Exists(followed))


class Agreement(NetworkOwned):
    """What several organisations bind themselves to; an amendment is a child of the agreement that it changes.

    `[start, end)` are its days; an amendment's `end` is the end that the agreement has from its signature on.
    """

    #: What queries add to a row that they read.
    open_remarks: Any

    #: Given one after the other in the network and year: CONV-2026-0004; an amendment: CONV-2026-0004-A1.
    reference = models.CharField("référence", max_length=24)
    kind = models.CharField("nature", max_length=20, choices=AgreementKind)
    title = models.CharField("titre", max_length=160)
    purpose = models.TextField("objet", blank=True)
    state = models.CharField("état", max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    parent = ScopedForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="amendments", verbose_name="modifie"
    )
    renews = ScopedForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="successors", verbose_name="reconduit"
    )
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")
    #: The end that the parent had before this amendment was signed.
    end_before = models.DateField("fin précédente (exclue)", null=True)
    fund = ScopedForeignKey(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name="fonds"
    )
    #: What instalments that the fund pays are committed to.
    funded_action = ScopedForeignKey(
        FundedAction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name="action financée",
    )
    #: How a CTG deals with digital inclusion: who deals with it, in which body (Landes).
    theme = models.TextField("place de l’inclusion numérique", blank=True)
    template_version = ScopedForeignKey(
        "funding.AgreementTemplateVersion", on_delete=models.PROTECT, null=True, related_name="agreements"
    )
    #: What goes to the signatories: made once when the agreement is ready to sign, cleared when it is sent back.
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, related_name="+")
    signed_document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("signée le", null=True)
    #: The first day on which it is no longer in force.
    terminated_on = models.DateField("résiliée à compter du", null=True)
    termination_reason = models.TextField("motif de la résiliation", blank=True)
    drafted_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("commencée le")

    TRANSITIONS = {
        AgreementState.DRAFT: {AgreementState.REVIEW},
        AgreementState.REVIEW: {AgreementState.CORRECTION, AgreementState.TO_SIGN},
        AgreementState.CORRECTION: {AgreementState.REVIEW},
        AgreementState.TO_SIGN: {AgreementState.SIGNED, AgreementState.CORRECTION},
        AgreementState.SIGNED: {AgreementState.ACTIVE, AgreementState.TERMINATED},
        AgreementState.ACTIVE: {AgreementState.ENDED, AgreementState.TERMINATED},
        AgreementState.ENDED: set(),
        AgreementState.TERMINATED: set(),
    }

    RECORDED_ONCE = ("signed_document", "signed_on")
    RECORDED = (
        "kind",
        "fund",
        "start",
        "end",
        "terminated_on",
        Rows("parties", ("partner", "role", Digest("iban"))),
        Rows("instalments", ("party", "flow", "year", "amount", "due_on")),
    )

    objects: ClassVar = NetworkManager.from_queryset(AgreementQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "convention"
        ordering = ["-start", "reference", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network(
                "parent", "renews", "fund", "funded_action", "template_version", "document", "signed_document"
            ),
            models.UniqueConstraint(fields=["network", "reference"], name="agreement_reference_unique"),
            models.UniqueConstraint(
                fields=["renews"],
                condition=models.Q(parent=None) & ~models.Q(state=AgreementState.TERMINATED),
                name="agreement_renewed_once",
                violation_error_message="Cette convention a déjà une suite.",
            ),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")),
                name="agreement_period",
                violation_error_message="La fin de la convention est avant son début.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(renews=None),
                name="agreement_amends_or_renews",
                violation_error_message="Un avenant ne reconduit pas une convention.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state__in=BOUND, signed_on__isnull=False, signed_document__isnull=False)
                    | (~models.Q(state__in=BOUND) & models.Q(signed_on=None, signed_document=None))
                ),
                name="agreement_signed_with_its_copy",
                violation_error_message="Une convention signée a une date et un exemplaire signé.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=AgreementState.TERMINATED, terminated_on__isnull=False)
                    & ~models.Q(termination_reason="")
                )
                | (~models.Q(state=AgreementState.TERMINATED) & models.Q(terminated_on=None, termination_reason="")),
                name="agreement_terminated_with_a_reason",
                violation_error_message="Une résiliation a une date et un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreement_detail", args=[self.network.slug, self.pk])

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    @property
    def is_amendment(self) -> bool:
        """Whether it changes another agreement."""
        return self.parent_id is not None

    @property
    def successor(self) -> "Agreement | None":
        """What follows it, begun or signed; one that was terminated follows nothing, and another may be begun."""
        return self.successors.exclude(state=AgreementState.TERMINATED).order_by("pk").first()

    @property
    def is_open(self) -> bool:
        """Whether its text, its parties and its plan may be changed."""
        return self.state in OPEN

    @property
    def is_bound(self) -> bool:
        """Whether the parties have signed."""
        return self.state in BOUND


class AgreementParty(NetworkOwned):
    """An organisation that signs an agreement, by whom, and on which day it did."""

    agreement = ScopedForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="agreement_parties", verbose_name="partie"
    )
    role = models.CharField("à quel titre", max_length=12, choices=PartyRole, default=PartyRole.PARTNER)
    signatory_name = models.CharField("signataire", max_length=120, blank=True)
    signatory_function = models.CharField("fonction du signataire", max_length=120, blank=True)
    #: By which its assembly lets the signatory sign; empty where none is needed.
    deliberation = models.CharField("numéro de la délibération", max_length=40, blank=True)
    deliberated_on = models.DateField("prise le", null=True, blank=True)
    #: The account of the party that is paid, under a co-financing agreement.
    iban = models.CharField("IBAN du compte à créditer", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    #: Who wrote this account, until another person has made the copy to sign with it.
    account_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    signed_on = models.DateField("signée le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "partie"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("agreement", "partner"),
            models.UniqueConstraint(
                fields=["agreement", "partner"],
                name="agreement_party_once",
                violation_error_message="Cet organisme est déjà partie à la convention.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.partner)

    @property
    def is_paid(self) -> bool:
        """Whether the agreement says the account on which it is paid."""
        return self.role == PAID_ROLES.get(self.agreement.kind)


class InstalmentQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "InstalmentQuerySet":
        """Instalments that no signed amendment has replaced, the first due first."""
        return self.filter(superseded_by=None).order_by("due_on", "pk")

    def binding(self) -> "InstalmentQuerySet":
        """Instalments of signed agreements that are still valid."""
        signed = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)
        return self.standing().filter(agreement__state__in=signed)

    def to_do(self) -> "InstalmentQuerySet":
        """Binding instalments that were neither called, committed nor settled."""
        return self.binding().exclude(call__state=CallState.ISSUED).filter(commitment=None, settled_on=None)


class Instalment(NetworkOwned):
    """What one party pays on which day of which year; it becomes a call for funds, or a commitment of the fund."""

    agreement = ScopedForeignKey(Agreement, on_delete=models.CASCADE, related_name="instalments")
    party = ScopedForeignKey(
        AgreementParty, on_delete=models.RESTRICT, related_name="instalments", verbose_name="payée par"
    )
    flow = models.CharField(
        "comment elle se paie", max_length=12, choices=InstalmentFlow, default=InstalmentFlow.CALLED
    )
    year = models.PositiveSmallIntegerField("au titre de l’année")
    amount = euros_field("montant")
    due_on = models.DateField("échéance")
    label = models.CharField("objet", max_length=120, blank=True)
    post_year = ScopedForeignKey(
        "funding.PostYear", on_delete=models.PROTECT, null=True, blank=True, related_name="instalments"
    )
    contribution = ScopedForeignKey(
        "funding.Contribution", on_delete=models.PROTECT, null=True, related_name="instalments"
    )
    call = ScopedForeignKey("funding.CallForFunds", on_delete=models.PROTECT, null=True, related_name="instalments")
    commitment = ScopedForeignKey("funding.Commitment", on_delete=models.PROTECT, null=True, related_name="instalments")
    settled_on = models.DateField("versée le", null=True)
    superseded_by = ScopedForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, related_name="superseded_instalments"
    )

    RECORDED = ("settled_on", "call", "commitment")

    objects: ClassVar = NetworkManager.from_queryset(InstalmentQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "échéance"
        ordering = ["due_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("agreement", "party", "post_year", "contribution", "call", "commitment", "superseded_by"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="instalment_positive",
                violation_error_message="Une échéance est supérieure à zéro.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(flow=InstalmentFlow.CALLED, commitment=None, settled_on=None)
                    | models.Q(flow=InstalmentFlow.PAID_BY_FUND, contribution=None, call=None, settled_on=None)
                    | models.Q(flow=InstalmentFlow.DIRECT, contribution=None, call=None, commitment=None)
                ),
                name="instalment_goes_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.year}"


class AgreementReminder(MailRow):
    """Somebody was reminded, by e-mail, that an agreement ends; one for each distance and address."""

    agreement = ScopedForeignKey(Agreement, on_delete=models.PROTECT, related_name="reminders")
    #: 90, 60 or 30, and the end that it speaks of: an amendment that moves the end begins anew.
    days = models.PositiveSmallIntegerField("jours avant la fin")
    end = models.DateField("fin (exclue)")
    to = models.EmailField("à")

    class Meta(MailRow.Meta):
        verbose_name = "rappel de fin de convention"
        verbose_name_plural = "rappels de fin de convention"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("agreement"),
            models.UniqueConstraint(fields=["agreement", "end", "days", "to"], name="agreement_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.days} jours"


# -- Templates, articles, remarks


class AgreementTemplateVersion(NetworkOwned):
    """A version of the text of a kind of agreement; unpublished it is being written, published it never changes."""

    text_kind = models.CharField("modèle de", max_length=20, choices=TEXT_CHOICES)
    number = models.PositiveSmallIntegerField("version")
    note = models.CharField("ce qui change", max_length=200, blank=True)
    made_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("publiée le", null=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "version d’un modèle de convention"
        verbose_name_plural = "versions de modèles de convention"
        ordering = ["text_kind", "-number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "text_kind", "number"], name="agreement_template_number_unique"),
            models.UniqueConstraint(
                fields=["network", "text_kind"],
                condition=models.Q(published_at=None),
                name="agreement_template_one_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_text_kind_display()}, version {self.number}"


class TemplateSection(NetworkOwned):
    """An article of a template, in Markdown with named fields: « Entre {{ parties }}… »."""

    version = ScopedForeignKey(AgreementTemplateVersion, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    body = models.TextField("texte")

    class Meta(NetworkOwned.Meta):
        verbose_name = "article d’un modèle"
        ordering = ["rank", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("version")]

    def __str__(self) -> str:
        return self.title


class AgreementSection(NetworkOwned):
    """An article of one agreement, taken from the template and open to change until it is signed."""

    agreement = ScopedForeignKey(Agreement, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    body = models.TextField("texte", blank=True)
    #: The text as HTML with its fields filled in, from the day on which the agreement is ready to sign: what is agreed
    #: reads the same for ever, whatever amendments, requests and partners become. Empty while it may change.
    agreed = models.TextField("texte convenu", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "article"
        ordering = ["rank", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("agreement")]

    def __str__(self) -> str:
        return self.title


class SectionCommentQuerySet(NetworkOwnedQuerySet):
    def unresolved(self) -> "SectionCommentQuerySet":
        """Remarks that nobody has dealt with."""
        return self.filter(resolved_at=None)


class SectionComment(NetworkOwned):
    """A remark on an article, open until somebody says that it was dealt with."""

    section = ScopedForeignKey(AgreementSection, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField("remarque")
    made_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    #: The organisation for which its author spoke.
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("faite le")
    resolved_at = models.DateTimeField("traitée le", null=True)
    resolved_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar = NetworkManager.from_queryset(SectionCommentQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "remarque"
        ordering = ["made_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("section", "partner"),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="section_comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
