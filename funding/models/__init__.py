"""Models of funding, by noun."""

from funding.models.funds import (
    ActionReach,
    Commitment,
    Contribution,
    Fund,
    FundedAction,
    FundedActionTarget,
    Grant,
    LeverageRule,
    Payment,
    Receipt,
)
from funding.models.ledger import Account, InvariantCheck, LedgerTransaction, Posting
from funding.models.letters import Letter, PostalBatch
from funding.models.passes import Booklet, Pass, PassProgramme, TrainingPlace
from funding.models.statements import FundingStatement, StatementCounter

__all__ = [
    "Account",
    "ActionReach",
    "Booklet",
    "Commitment",
    "Contribution",
    "Fund",
    "FundedAction",
    "FundedActionTarget",
    "FundingStatement",
    "Grant",
    "InvariantCheck",
    "LedgerTransaction",
    "Letter",
    "LeverageRule",
    "Pass",
    "PassProgramme",
    "Payment",
    "PostalBatch",
    "Posting",
    "Receipt",
    "StatementCounter",
    "TrainingPlace",
]
