"""Places ask to be paid for the passes they accepted; the coordinator corrects and validates what they ask.

Lock order: the fund, the claim, the uses, the passes. See `reimbursement_payments` for the money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.bank_details.actions import ask_bank_details, cleaned_account
from funding.enums import Verb
from funding.ledger.actions import locked, next_number
from funding.passes.enums import PlaceMailKind, ReimbursementState
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.reimbursements.actions.corrections import take_back
from funding.passes.reimbursements.actions.outbox import notify_place
from funding.passes.reimbursements.actions.payments import lines_of, lock_claim, settle
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.reimbursements.papers import claim_pdf
from funding.passes.reimbursements.rules import deducted, month_name
from funding.passes.uses.models import Redemption
from inclusion.core import journal, states
from inclusion.core.documents import store_pdf
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import iban_problem
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import month_of, next_month
from inclusion.core.models.documents import Document
from inclusion.core.models.networks import User


class ClaimSeenOtherwise(DomainError):
    """What would be asked is no longer what the page showed: a pass was used or taken back meanwhile."""


@dataclass(frozen=True)
class Claim:
    """What a place would ask for."""

    uses: Sequence[Redemption]
    #: Uses that were paid and taken back since, which this claim makes good.
    deductions: Sequence[Redemption]
    #: Those that wait for the next claim, since this one would fall below zero.
    waiting: Sequence[Redemption] = ()

    @property
    def total(self) -> Decimal:
        """What is to be paid, in euros."""
        value = sum((one.one_pass.value for one in self.uses), ZERO)
        return value - sum((one.one_pass.value for one in self.deductions), ZERO)


def claim_of(place: TrainingPlace, programme: PassProgramme, month: date, *, on: date) -> Claim:
    """Return what a place can ask for on a day: its uses of a programme up to the end of a month, the oldest first.

    Uses whose last day to be asked for is over are left out. Only reads; trusted in the lock of the fund.
    """
    rows = Redemption.objects.filter(place=place, one_pass__booklet__programme=programme)
    rows = rows.select_related("one_pass__booklet")
    unclaimed = rows.unclaimed().filter(used_on__lt=next_month(month), one_pass__booklet__claim_until__gte=on)
    uses = list(unclaimed.order_by("used_on", "recorded_at", "pk"))
    back = list(rows.to_deduct().order_by("taken_back_at", "pk"))
    total = sum((one.one_pass.value for one in uses), ZERO)
    count = deducted(total, [one.one_pass.value for one in back])
    return Claim(uses, back[:count], back[count:])


@transaction.atomic
def ask(
    place: TrainingPlace,
    programme: PassProgramme,
    month: date,
    *,
    iban: str,
    account_holder: str,
    certified: bool,
    seen: Decimal | None = None,
    by: User,
    at: datetime,
) -> Reimbursement:
    """Ask to be paid for every use of a programme up to the end of a month that was not asked for yet.

    What was paid and taken back since is deducted. `seen` is the total that the page showed, where one did. Raises
    ClaimSeenOtherwise where it is another one by now, and DomainError for a month to come, an IBAN that is none, no
    holder, sessions that nobody certifies, and nothing to ask for.
    """
    today, month = timezone.localdate(at), month_of(month)
    iban, account_holder = _account(iban, account_holder)
    if not certified:
        raise DomainError("Certifiez que les séances ont eu lieu.").at("certified")
    if month > today:
        raise DomainError(f"Le mois {of(month_name(month))} n’a pas commencé.").at("month")
    fund = locked(programme.funded_action.fund)
    place = TrainingPlace.objects.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
    found = claim_of(place, programme, month, on=today)
    if not found.uses:
        raise DomainError(f"Rien n’est à demander pour «\u00a0{programme}\u00a0» jusqu’à fin {month_name(month)}.")
    if seen is not None and seen != found.total:
        raise ClaimSeenOtherwise(
            f"Rien n’a été demandé\u00a0: depuis que cette page s’est affichée, le total est devenu "
            f"{euros(found.total)}. Regardez les lignes, puis recommencez."
        )
    claim = Reimbursement.objects.create(
        network_id=fund.network_id,
        place=place,
        programme=programme,
        reference=f"R-{today.year}-{next_number(f'reimbursement-{today.year}'):04d}",
        month=month,
        iban=iban,
        account_holder=account_holder,
        asked_at=at,
        asked_by=by,
    )
    _write_lines(claim, found, by=by, at=at)
    ask_bank_details(place, iban=iban, account_holder=account_holder, by=by, at=at)
    claim.document = _kept(claim, DocumentKind.REIMBURSEMENT, by=by, at=at)
    claim.save(update_fields=["document"])
    journal.record(
        Verb.REIMBURSEMENT_ASKED,
        on=claim,
        by=by,
        at=at,
        total=str(found.total),
        passes=len(found.uses),
        deducted=len(found.deductions),
    )
    return claim


def _account(iban: str, account_holder: str) -> tuple[str, str]:
    """The account as it is kept; raises DomainError where it is none."""
    if problem := iban_problem(iban):
        raise DomainError(problem).at("iban")
    iban, account_holder = cleaned_account(iban, account_holder)
    if not account_holder:
        raise DomainError("Indiquez à quel nom est ce compte.").at("account_holder")
    return iban, account_holder


def account_blocker(claim: Reimbursement) -> str:
    """Return why the account of a claim cannot be paid, as a sentence: its place's is another one so far."""
    if (claim.iban, claim.account_holder) == (claim.place.iban, claim.place.account_holder):
        return ""
    return (
        f"Le compte de la demande {claim} n’est pas celui {of(claim.place)}\u00a0: une autre personne que celle "
        "qui l’a indiqué le confirme d’abord, depuis la page du lieu."
    )


def _write_lines(claim: Reimbursement, found: Claim, *, by: User, at: datetime) -> None:
    """The lines of a claim, which nobody changes any more: its uses, then what it makes good."""
    common = {"network_id": claim.network_id, "reimbursement": claim, "added_at": at, "added_by": by}
    ReimbursementLine.objects.bulk_create(
        [
            *(ReimbursementLine(redemption=one, amount=one.one_pass.value, **common) for one in found.uses),
            *(
                ReimbursementLine(redemption=one, amount=-one.one_pass.value, reason=one.taken_back_because, **common)
                for one in found.deductions
            ),
        ]
    )


def _kept(claim: Reimbursement, kind: DocumentKind, *, by: User, at: datetime) -> Document:
    """The claim on paper, as it is now."""
    validated = kind == DocumentKind.REIMBURSEMENT_ORDER
    name = "remboursement-valide" if validated else "demande-remboursement"
    return store_pdf(
        claim_pdf(claim, lines_of(claim), validated=validated),
        kind=kind,
        filename=f"{name}-{claim.reference}.pdf",
        by=by,
        at=at,
    )


@transaction.atomic
def correct(line: ReimbursementLine, *, reason: str, by: User, at: datetime) -> ReimbursementLine:
    """Take a wrong use out of a claim that waits to be validated: a line below zero makes it good.

    The pass is the person's again. Raises DomainError without a reason, for a line that is a correction itself, twice,
    and once the claim is validated.
    """
    _, claim = lock_claim(line.reimbursement)
    if claim.state != ReimbursementState.SUBMITTED:
        raise DomainError(
            f"La demande {claim} n’attend plus d’être validée\u00a0: une erreur se déduit de la demande suivante."
        )
    if line.amount < 0:
        raise DomainError("Cette ligne est déjà une correction.")
    take_back(line.redemption, reason=reason, by=by, at=at)
    return ReimbursementLine.objects.get(reimbursement=claim, redemption=line.redemption_id, amount__lt=0)


@transaction.atomic
def validate(claim: Reimbursement, *, seen: Decimal | None = None, by: User, at: datetime) -> Reimbursement:
    """Agree to pay what a place asks for; where nothing is left to be paid the claim is over at once.

    `seen` is the total that the page showed, where one did. Raises ClaimSeenOtherwise where it is another one by now,
    and DomainError for a claim that was validated already or whose account nobody has confirmed.
    """
    fund, claim = lock_claim(claim)
    if claim.state != ReimbursementState.SUBMITTED:
        raise DomainError(f"La demande {claim} est déjà validée.")
    if sentence := account_blocker(claim):
        raise DomainError(sentence)
    lines = lines_of(claim)
    total = sum((line.amount for line in lines), ZERO)
    if seen is not None and seen != total:
        raise ClaimSeenOtherwise(
            "La demande n’a pas été validée\u00a0: depuis que cette page s’est affichée, le total est devenu "
            f"{euros(total)}. Regardez les lignes, puis recommencez."
        )
    if total < 0:
        raise DomainError("Le total d’une demande ne peut pas être inférieur à zéro.")
    state = ReimbursementState.VALIDATED if total else ReimbursementState.CLOSED
    claim = states.move(claim, state, by=by, at=at, validated_at=at, validated_by=by)
    if not total:
        settle(claim, lines, fund=fund, by=by, at=at)
    claim.order = _kept(claim, DocumentKind.REIMBURSEMENT_ORDER, by=by, at=at)
    claim.save(update_fields=["order"])
    journal.record(Verb.REIMBURSEMENT_VALIDATED, on=claim, by=by, at=at, total=str(total))
    notify_place(claim, PlaceMailKind.VALIDATED, at=at)
    return claim
