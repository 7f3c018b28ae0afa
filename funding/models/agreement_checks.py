"""What is missing before a step of an agreement or of a subsidy request, in French sentences."""

from funding.enums import AgreementState, SubsidyState
from funding.models.agreements import Agreement
from funding.models.subsidies import SubsidyRequest


def missing_before(agreement: Agreement, to: AgreementState) -> list[str]:
    """What stands between an agreement and this state; an empty list opens the door."""
    return []


def missing_of_subsidy(request: SubsidyRequest, to: SubsidyState) -> list[str]:
    """What stands between a subsidy request and this state; an empty list opens the door."""
    return []
