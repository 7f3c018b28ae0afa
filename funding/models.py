"""The index of the model classes of funding."""

from funding.agreements.models import (
    Agreement,
    AgreementParty,
    AgreementReminder,
    AgreementSection,
    AgreementTemplateVersion,
    Instalment,
    SectionComment,
    TemplateSection,
)
from funding.bank_details.models import BankDetailsChange, BankDetailsMail
from funding.contributions.models import (
    CallForFunds,
    Contribution,
    ContributionEarmark,
    ContributionMail,
    ContributionRequest,
    LeverageRule,
    Receipt,
)
from funding.grants.models import Grant, GrantEarmark, GrantReceipt
from funding.imports.models import FundImport
from funding.ledger.models.entries import Account, Counter, InvariantCheck, LedgerTransaction, Posting
from funding.ledger.models.funds import ActionReach, Fund, FundedAction, FundedActionTarget
from funding.ledger.models.totals import AccountBalance, MonthTotal
from funding.passes.attestations.models import AttestedUse, PassAttestation
from funding.passes.booklets.models import Booklet, Pass, ReplacementRequest
from funding.passes.follow_up.models import SmsReminder
from funding.passes.letters.models import Letter, LetterReturn, PostalBatch
from funding.passes.mailings.models import Mailing, MailingLine
from funding.passes.place_requests.models import PlaceRequest
from funding.passes.programmes.models import (
    PassProgramme,
    PlaceMail,
    ProgrammePlace,
    ProgrammePrescriber,
    SmsMonth,
    TrainingPlace,
)
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.uses.models import Redemption, ScanRefusal
from funding.payees.models import Payee
from funding.posts.models import Post, PostYear, StateAidSchedule, StateAidYear
from funding.simulator.models import SimulatorLink
from funding.spending.models import Commitment, Payment, PaymentRequest, SupportingDocument
from funding.staff.models import AgreementFte, JobOffer, PostHolder, StaffPost
from funding.statements.models import (
    FundingStatement,
    StatementBatch,
    StatementBatchLine,
    StatementFile,
    StatementMail,
    StatementOpening,
)
from funding.subsidies.models import SubsidyBudgetLine, SubsidyRequest

__all__ = [
    "Account",
    "AccountBalance",
    "ActionReach",
    "Agreement",
    "AgreementFte",
    "AgreementParty",
    "AgreementReminder",
    "AgreementSection",
    "AgreementTemplateVersion",
    "AttestedUse",
    "BankDetailsChange",
    "BankDetailsMail",
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
    "JobOffer",
    "LedgerTransaction",
    "Letter",
    "LetterReturn",
    "LeverageRule",
    "Mailing",
    "MailingLine",
    "MonthTotal",
    "Pass",
    "PassAttestation",
    "PassProgramme",
    "Payee",
    "Payment",
    "PaymentRequest",
    "PlaceMail",
    "PlaceRequest",
    "Post",
    "PostHolder",
    "PostYear",
    "PostalBatch",
    "Posting",
    "ProgrammePlace",
    "ProgrammePrescriber",
    "Receipt",
    "Redemption",
    "Reimbursement",
    "ReimbursementLine",
    "ReplacementRequest",
    "ScanRefusal",
    "SectionComment",
    "SimulatorLink",
    "SmsMonth",
    "SmsReminder",
    "StaffPost",
    "StateAidSchedule",
    "StateAidYear",
    "StatementBatch",
    "StatementBatchLine",
    "StatementFile",
    "StatementMail",
    "StatementOpening",
    "SubsidyBudgetLine",
    "SubsidyRequest",
    "SupportingDocument",
    "TemplateSection",
    "TrainingPlace",
]
