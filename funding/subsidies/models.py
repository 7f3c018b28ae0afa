"""What is asked of each operator of a cooperation agreement for each year, and what is missing before a step."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from funding.agreements.enums import SubsidyState
from funding.agreements.models import BOUND, AgreementParty
from funding.ledger.models.funds import euros_field, sees_all
from funding.subsidies.enums import BudgetSide
from funding.subsidies.rules import subsidy_missing, unequal
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.history import Rows
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Subsidy requests


class SubsidyRequestQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "SubsidyRequestQuerySet":
        """Requests that this member may see: those to the own organisation, once submitted, or all with the right."""
        if member.may(Permission.AGREEMENTS_MANAGE):
            return self
        shown = self.exclude(state=SubsidyState.DRAFT)
        if member.may(Permission.AGREEMENTS_VIEW_ALL) and sees_all(member):
            return shown
        return shown.filter(party__partner=member.partner)

    def to_decide(self) -> "SubsidyRequestQuerySet":
        """Requests that wait for the operator, the oldest first."""
        return self.filter(state=SubsidyState.SUBMITTED).order_by("submitted_on", "pk")


class SubsidyRequest(NetworkOwned):
    """A request to one operator for one year of a cooperation agreement: budget, report of the past year, decision."""

    party = ScopedForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="subsidy_requests")
    year = models.PositiveSmallIntegerField("année")
    state = models.CharField("état", max_length=12, choices=SubsidyState, default=SubsidyState.DRAFT)
    asked = euros_field("montant demandé")
    project = models.TextField("ce qui est prévu dans l’année", blank=True)
    report = models.TextField("bilan de l’année passée", blank=True)
    report_document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, related_name="+")
    #: The first year of an agreement that renews no other has no year before it.
    needs_report = models.BooleanField("bilan attendu", default=True)
    submitted_on = models.DateField("déposée le", null=True)
    decided_on = models.DateField("décidée le", null=True)
    granted = euros_field("montant accordé", null=True)
    #: Why it was granted or refused as it was; while it is to be completed, why it was sent back.
    decision_reason = models.TextField("motif de la décision", blank=True)
    decided_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    TRANSITIONS = {
        SubsidyState.DRAFT: {SubsidyState.SUBMITTED},
        SubsidyState.SUBMITTED: {SubsidyState.DRAFT, SubsidyState.GRANTED, SubsidyState.REFUSED},
        SubsidyState.GRANTED: set(),
        SubsidyState.REFUSED: {SubsidyState.DRAFT},
    }

    RECORDED_ONCE = ("party", "year")
    RECORDED = ("asked", "granted", Rows("budget_lines", ("side", "label", "amount")))

    objects: ClassVar = NetworkManager.from_queryset(SubsidyRequestQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "demande de subvention"
        verbose_name_plural = "demandes de subvention"
        ordering = ["-year", "party__partner__sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("party", "report_document"),
            models.UniqueConstraint(
                fields=["party", "year"],
                name="subsidy_request_one_a_year",
                violation_error_message="Une demande existe déjà pour cet opérateur et cette année.",
            ),
            models.CheckConstraint(condition=models.Q(asked__gte=0), name="subsidy_asked_not_negative"),
            models.CheckConstraint(
                condition=(
                    models.Q(state=SubsidyState.GRANTED, granted__gt=0, decided_on__isnull=False)
                    | models.Q(state=SubsidyState.REFUSED, granted=None, decided_on__isnull=False)
                    | models.Q(state__in=[SubsidyState.DRAFT, SubsidyState.SUBMITTED], granted=None, decided_on=None)
                ),
                name="subsidy_decided_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SubsidyState.DRAFT) | models.Q(submitted_on__isnull=False),
                name="subsidy_submitted_with_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("subsidy_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: SubsidyState) -> list[str]:
        """What is missing before this state, in French sentences."""

        return missing_of_subsidy(self, to)


class SubsidyBudgetLine(NetworkOwned):
    """A line of the budget of a subsidy request."""

    request = ScopedForeignKey(SubsidyRequest, on_delete=models.CASCADE, related_name="budget_lines")
    side = models.CharField("dépense ou recette", max_length=10, choices=BudgetSide)
    label = models.CharField("libellé", max_length=120)
    amount = euros_field("montant")

    class Meta(NetworkOwned.Meta):
        verbose_name = "ligne de budget"
        verbose_name_plural = "lignes de budget"
        ordering = ["side", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("request"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self) -> str:
        return self.label


# -- Blockers of a subsidy request, in French sentences


def missing_of_subsidy(request: SubsidyRequest, to: SubsidyState) -> list[str]:
    """What blocks a subsidy request from this state; an empty list allows it."""
    if to == SubsidyState.SUBMITTED:
        return [sentence for _, sentence in _before_submission(request) if sentence]
    if to == SubsidyState.REFUSED and not request.decision_reason.strip():
        return ["Indiquez pourquoi la demande est refusée."]
    if to == SubsidyState.DRAFT and not request.decision_reason.strip():
        return ["Indiquez ce qui est à compléter."]
    return []


def checklist_of_subsidy(request: SubsidyRequest) -> list[tuple[str, bool]]:
    """What a request needs to be submitted, each met or not."""
    return [(label, not sentence) for label, sentence in _before_submission(request)]


def _before_submission(request: SubsidyRequest) -> list[tuple[str, str]]:
    """Each condition and, where it is not met, what to do."""
    lines = list(request.budget_lines.all())
    expenses = [(one.label, one.amount) for one in lines if one.side == BudgetSide.EXPENSE]
    resources = [(one.label, one.amount) for one in lines if one.side == BudgetSide.RESOURCE]
    operator = str(request.party)
    bound = request.party.agreement.state in BOUND
    no_lines = "" if expenses and resources else "Écrivez le budget de l’année\u00a0: ses dépenses et ses recettes."
    found = [
        ("La convention est signée", "" if bound else "La convention n’est pas encore signée."),
        ("Le montant demandé est dit", "" if request.asked else "Indiquez le montant demandé."),
        ("Le budget a des dépenses et des recettes", no_lines),
        ("Les dépenses et les recettes sont égales", "" if no_lines else unequal(expenses, resources)),
        (
            "La subvention demandée est l’une des recettes",
            "" if no_lines else subsidy_missing(resources, asked=request.asked, operator=operator),
        ),
        (
            "Ce qui est prévu dans l’année est dit",
            "" if request.project.strip() else f"Indiquez ce qui est prévu en {request.year}.",
        ),
    ]
    if request.needs_report:
        has_report = request.report.strip() or request.report_document_id
        missing = f"Joignez le bilan de {request.year - 1}, en quelques lignes ou en PDF."
        found.append((f"Le bilan de {request.year - 1} est joint", "" if has_report else missing))
    return found
