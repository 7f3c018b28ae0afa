"""The data that passes keep about people: lines of their path and of lists, the export and erasure of their files."""

from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from funding.agreements.models import Agreement, AgreementParty, AgreementSection
from funding.bank_details.models import BankDetailsChange
from funding.contributions.models import CallForFunds, Receipt
from funding.grants.models import GrantReceipt
from funding.ledger.models.entries import LedgerTransaction
from funding.passes.attestations.models import AttestedUse, PassAttestation
from funding.passes.booklets.models import Booklet, Pass, ReplacementRequest
from funding.passes.enums import LetterKind, LetterState, PassState
from funding.passes.letters.models import CAME_BACK, NOT_LEFT, Letter, LetterReturn
from funding.passes.mailings.models import MailingLine
from funding.passes.people import actions as people_actions
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.uses.models import Redemption, ScanRefusal
from funding.payees.models import Payee
from funding.spending.models import Commitment, Payment, PaymentRequest
from funding.statements.models import FundingStatement
from inclusion.core.enums import Channel
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import day_and_month, plain_date
from inclusion.core.registry.people import (
    PathLine,
    register_path_lines,
    register_person_data,
    register_person_notes,
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
    for one in PassAttestation.objects.standing().filter(beneficiary=person).select_related("place"):
        title = f"Attestation de formation\u00a0: {one.place}"
        lines.append(PathLine(on=timezone.localdate(one.given_at), title=title, detail=", ".join(one.subjects)))
    return lines


#: What a letter still needs, by its state.
LETTER_NOTES = {
    LetterState.FAILED: "lettre à relancer",
    LetterState.UNCERTAIN: "lettre à vérifier",
    LetterState.RETURNED: "lettre revenue",
    LetterState.BOUNCED: "lettre non remise",
}


@register_person_notes(Permission.PASSES_VIEW)
def passes_in_short(people: list[int], day: date) -> dict[int, str]:
    """What became of the last booklet of each of these people: its letter until it has left, then its passes."""
    sent = Letter.objects.filter(kind=LetterKind.PASSES, booklet__beneficiary__in=people, booklet__cancelled_at=None)
    counted = sent.select_related("booklet", "batch").annotate(
        of=Count("booklet__passes"), left=Count("booklet__passes", filter=Q(booklet__passes__state=PassState.ISSUED))
    )
    # The last one of each person stays.
    ordered = counted.order_by("booklet__issued_on", "pk")
    return {one.booklet.beneficiary_id: _in_short(one, one.of, one.left, day) for one in ordered}


def _in_short(letter: Letter, of: int, left: int, day: date) -> str:
    state, until = LetterState(letter.state), letter.booklet.valid_until
    if (note := LETTER_NOTES.get(state)) and (left or state not in CAME_BACK):
        return note
    if state == LetterState.BATCHED:
        return f"lettre prête, {letter.departure or 'à poster'}"
    if state in NOT_LEFT:
        return "lettre en préparation" if letter.channel != Channel.HAND else "lettre à remettre"
    if not left:
        return "carnet terminé"
    last = day_and_month(until) if until.year == day.year else plain_date(until)
    if until < day:
        return f"{left} pass sur {of} non utilisés, validité finie le {last}"
    return f"{left} pass sur {of} {'reste' if left == 1 else 'restent'}, jusqu’au {last}"


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
register_person_rows(PassAttestation, part_of="beneficiary")
register_person_rows(AttestedUse, part_of="attestation__beneficiary")
register_person_rows(MailingLine, part_of="person")
register_person_rows(Pass, ReplacementRequest, part_of="booklet__beneficiary")
register_person_rows(Redemption, ScanRefusal, part_of="one_pass__booklet__beneficiary")
