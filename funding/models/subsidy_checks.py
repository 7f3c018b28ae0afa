"""What is missing before a step of a subsidy request, in French sentences."""

from funding.enums import BudgetSide, SubsidyState
from funding.models.agreements import BOUND
from funding.models.subsidies import SubsidyRequest
from funding.rules.subsidy_budgets import subsidy_missing, unequal


def missing_of_subsidy(request: SubsidyRequest, to: SubsidyState) -> list[str]:
    """What stands between a subsidy request and this state; an empty list opens the door."""
    if to == SubsidyState.SUBMITTED:
        return [sentence for _, sentence in _before_submission(request) if sentence]
    if to == SubsidyState.REFUSED and not request.decision_reason.strip():
        return ["Dites pourquoi la demande est refusée."]
    if to == SubsidyState.DRAFT and not request.decision_reason.strip():
        return ["Dites ce qui est à compléter."]
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
    no_lines = (
        "" if expenses and resources else "Écrivez le budget de l’année\u00a0: ses dépenses et ses recettes."
    )
    found = [
        ("La convention est signée", "" if bound else "La convention n’est pas encore signée."),
        ("Le montant demandé est dit", "" if request.asked else "Dites le montant demandé."),
        ("Le budget a des dépenses et des recettes", no_lines),
        ("Les dépenses et les recettes sont égales", "" if no_lines else unequal(expenses, resources)),
        (
            "La subvention demandée est l’une des recettes",
            "" if no_lines else subsidy_missing(resources, asked=request.asked, operator=operator),
        ),
        (
            "Ce qui est prévu dans l’année est dit",
            "" if request.project.strip() else f"Dites ce qui est prévu en {request.year}.",
        ),
    ]
    if request.needs_report:
        told = request.report.strip() or request.report_document_id
        missing = f"Joignez le bilan de {request.year - 1}, en quelques lignes ou en PDF."
        found.append((f"Le bilan de {request.year - 1} est joint", "" if told else missing))
    return found
