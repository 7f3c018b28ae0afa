"""Models of funding, by noun."""

from funding.models.calls import CallForFunds, ContributionMail, ContributionRequest
from funding.models.commitments import Commitment, Payment
from funding.models.contributions import Contribution, ContributionEarmark, LeverageRule, Receipt
from funding.models.counters import Counter
from funding.models.funds import ActionReach, Fund, FundedAction, FundedActionTarget
from funding.models.grants import Grant, GrantEarmark, GrantReceipt
from funding.models.imports import FundImport
from funding.models.ledger import Account, InvariantCheck, LedgerTransaction, Posting
from funding.models.letters import Letter, PostalBatch
from funding.models.passes import Booklet, Pass, PassProgramme, TrainingPlace
from funding.models.simulator import SimulatorLink
from funding.models.statements import (
    FundingStatement,
    StatementBatch,
    StatementBatchLine,
    StatementFile,
)
from funding.models.totals import AccountBalance, MonthTotal

__all__ = [
    "Account",
    "AccountBalance",
    "ActionReach",
    "Booklet",
    "CallForFunds",
    "Commitment",
    "Contribution",
    "ContributionEarmark",
    "ContributionMail",
    "ContributionRequest",
    "Counter",
    "Fund",
    "FundImport",
    "FundedAction",
    "FundedActionTarget",
    "FundingStatement",
    "Grant",
    "GrantEarmark",
    "GrantReceipt",
    "InvariantCheck",
    "LedgerTransaction",
    "Letter",
    "LeverageRule",
    "MonthTotal",
    "Pass",
    "PassProgramme",
    "Payment",
    "PostalBatch",
    "Posting",
    "Receipt",
    "SimulatorLink",
    "StatementBatch",
    "StatementBatchLine",
    "StatementFile",
    "TrainingPlace",
]
