"""The data that passes keep about people: lines of their path, the export and the erasure of their files."""

from django.db.models import Count

from funding.agreements.models import Agreement, AgreementParty, AgreementSection
from funding.bank_details.models import BankDetailsChange
from funding.contributions.models import CallForFunds, Receipt
from funding.grants.models import GrantReceipt
from funding.imports.models import FundImport
from funding.ledger.models.entries import LedgerTransaction
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.letters.models import Letter, LetterReturn
from funding.passes.mailings.models import MailingLine
from funding.passes.people import actions as people_actions
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.uses.models import Redemption, ScanRefusal
from funding.payees.models import Payee
from funding.spending.models import Commitment, Payment, PaymentRequest
from funding.statements.models import FundingStatement
from inclusion.core.french.names import so_many
from inclusion.core.registry import (
    PathLine,
    register_path_lines,
    register_person_data,
    register_person_rows,
)
from inclusion.core.roles import Permission
from inclusion.people.models import Beneficiary


@register_path_lines(Permission.PASSES_VIEW)
def passes_on_path(person: Beneficiary) -> list[PathLine]:
    """The booklets that a person was sent, and the days on which she used passes at a place."""
    booklets = Booklet.objects.filter(beneficiary=person, cancelled_at=None).select_related("programme")
    lines = [
        PathLine(on=one.issued_on, title=f"Pass numérique envoyés\u00a0: {one.programme}", is_done=False)
        for one in booklets
    ]
    uses = Redemption.objects.standing().filter(one_pass__booklet__beneficiary=person).order_by()
    for use in uses.values("used_on", "place__name").annotate(count=Count("pk")):
        count = so_many(use["count"], "pass utilisé", "pass utilisés")
        lines.append(PathLine(on=use["used_on"], title=use["place__name"], detail=count))
    return lines


register_person_data(
    export=people_actions.export,
    blockers=people_actions.blockers,
    consequences=people_actions.consequences,
    forget=people_actions.forget,
)

register_person_rows(
    BankDetailsChange,
    CallForFunds,
    Commitment,
    FundImport,
    FundingStatement,
    GrantReceipt,
    LedgerTransaction,
    Payee,
    Payment,
    PaymentRequest,
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
