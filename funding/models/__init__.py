"""Models of funding, by noun."""

from funding.models.contributions import Contribution, LeverageRule, Receipt
from funding.models.funds import (
    ActionReach,
    Commitment,
    Fund,
    FundedAction,
    FundedActionTarget,
    Grant,
    Payment,
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
