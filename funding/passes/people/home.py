"""The data that passes keep about people, registered for the export and the erasure of their files."""

from funding.models import (
    Agreement,
    AgreementParty,
    AgreementSection,
    CallForFunds,
    Commitment,
    FundImport,
    FundingStatement,
    GrantReceipt,
    LedgerTransaction,
    Letter,
    LetterReturn,
    MailingLine,
    Pass,
    Payment,
    Receipt,
    Redemption,
    Reimbursement,
    ReimbursementLine,
    ScanRefusal,
)
from funding.passes.people import actions as people_actions
from inclusion.core.registry import register_person_data, register_person_rows

register_person_data(
    export=people_actions.export,
    blockers=people_actions.blockers,
    consequences=people_actions.consequences,
    forget=people_actions.forget,
)

register_person_rows(
    CallForFunds,
    Commitment,
    FundImport,
    FundingStatement,
    GrantReceipt,
    LedgerTransaction,
    Payment,
    Receipt,
    Reimbursement,
    ReimbursementLine,
    kept="C’est une pièce des comptes du fonds, que la loi demande de garder dix ans.",
)
register_person_rows(
    Agreement, AgreementParty, AgreementSection, kept="Ce qu’une convention dit ne change que par un avenant."
)
register_person_rows(Letter, part_of="booklet__beneficiary")
register_person_rows(LetterReturn, part_of="letter__booklet__beneficiary")
register_person_rows(MailingLine, part_of="person")
register_person_rows(Pass, part_of="booklet__beneficiary")
register_person_rows(Redemption, ScanRefusal, part_of="one_pass__booklet__beneficiary")
