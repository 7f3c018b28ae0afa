"""Models of funding, by noun."""

from funding.models.agreement_texts import (
    AgreementSection,
    AgreementTemplateVersion,
    SectionComment,
    TemplateSection,
)
from funding.models.agreements import Agreement, AgreementParty, AgreementReminder, Instalment
from funding.models.calls import CallForFunds, ContributionMail, ContributionRequest
from funding.models.commitments import Commitment, Payment
from funding.models.contributions import Contribution, ContributionEarmark, LeverageRule, Receipt
from funding.models.counters import Counter
from funding.models.funds import ActionReach, Fund, FundedAction, FundedActionTarget
from funding.models.grants import Grant, GrantEarmark, GrantReceipt
from funding.models.imports import FundImport
from funding.models.ledger import Account, InvariantCheck, LedgerTransaction, Posting
from funding.models.letters import Letter, LetterReturn, PostalBatch
from funding.models.mailings import Mailing, MailingLine
from funding.models.passes import Booklet, Pass
from funding.models.posts import Post, PostVacancy, PostYear, RoadmapStanding
from funding.models.programmes import PassProgramme, ProgrammePlace, ProgrammePrescriber
from funding.models.redemptions import Redemption, ScanRefusal
from funding.models.reimbursements import Reimbursement, ReimbursementLine
from funding.models.simulator import SimulatorLink
from funding.models.state_aid import StateAidSchedule, StateAidYear
from funding.models.statements import (
    FundingStatement,
    StatementBatch,
    StatementBatchLine,
    StatementFile,
)
from funding.models.subsidies import SubsidyBudgetLine, SubsidyRequest
from funding.models.totals import AccountBalance, MonthTotal
from funding.models.training_places import PlaceMail, TrainingPlace

__all__ = [
    "Account",
    "AccountBalance",
    "ActionReach",
    "Agreement",
    "AgreementParty",
    "AgreementReminder",
    "AgreementSection",
    "AgreementTemplateVersion",
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
    "Instalment",
    "InvariantCheck",
    "LedgerTransaction",
    "Letter",
    "LetterReturn",
    "LeverageRule",
    "Mailing",
    "MailingLine",
    "MonthTotal",
    "Pass",
    "PassProgramme",
    "Payment",
    "PlaceMail",
    "Post",
    "PostVacancy",
    "PostYear",
    "PostalBatch",
    "Posting",
    "ProgrammePlace",
    "ProgrammePrescriber",
    "Receipt",
    "Redemption",
    "Reimbursement",
    "ReimbursementLine",
    "RoadmapStanding",
    "ScanRefusal",
    "SectionComment",
    "SimulatorLink",
    "StateAidSchedule",
    "StateAidYear",
    "StatementBatch",
    "StatementBatchLine",
    "StatementFile",
    "SubsidyBudgetLine",
    "SubsidyRequest",
    "TemplateSection",
    "TrainingPlace",
]
