"""Letters that follow a person who moves, that came back by post or e-mail, or that nobody received."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.approvals import actions as approvals
from funding.enums import Verb
from funding.ledger.actions import locked
from funding.passes.booklets.actions import close_requests, fund_of, stock_of
from funding.passes.booklets.models import SERVED, Booklet, Pass, ReplacementRequest
from funding.passes.enums import BatchState, LetterKind, LetterState, PassState
from funding.passes.letters.actions.letters import enqueue_letter, lock_batch, lock_person, readdress_problem, requeue
from funding.passes.letters.models import CAME_BACK, LEFT, Letter, LetterReturn
from funding.passes.programmes.models import pass_settings
from funding.passes.returns.rules import LostLetter, Scan, read
from funding.passes.sending.actions.booklets import (
    address_block,
    issue,
    reach_problem_of,
    refuse_person,
    refuse_programme,
)
from funding.passes.uses.actions import withdraw
from inclusion.core import journal, states
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from inclusion.people.models import Beneficiary

#: What La Poste writes on what it brings back.
REASONS = ("N’habite pas à l’adresse indiquée", "Refusée", "Adresse incomplète", "Autre")


class AlreadyReturned(DomainError):
    """This letter was noted before; `letter` is it."""

    def __init__(self, message: str, letter: Letter) -> None:
        super().__init__(message)
        self.letter = letter


def letter_scanned(text: str) -> Letter:
    """Return the letter that a scan or a typed number names. Raises DomainError when it names none."""
    scan = read(text)
    if not scan.is_readable:
        raise DomainError(
            f"«\u00a0{text.strip()[:60]}\u00a0» n’est ni un numéro de lettre, ni le code d’un pass. Rien n’est noté."
        ).at("scan")
    letter = _letter(scan)
    if letter is None:
        raise DomainError(
            f"Aucune lettre du réseau ne correspond à «\u00a0{text.strip()[:60]}\u00a0». Rien n’est noté."
        ).at("scan")
    return letter


def _letter(scan: Scan) -> Letter | None:
    letters = Letter.objects.for_lists()
    if scan.letter is not None:
        return letters.filter(pk=scan.letter).first()
    booklets = Booklet.objects.all()
    if scan.booklet is not None:
        booklets = booklets.filter(number=scan.booklet)
    else:
        booklets = booklets.filter(passes__code=scan.code)
    of_booklet = letters.filter(booklet__in=booklets)
    # A reminder may bear the same codes: the one that is with La Poste is the one that came back.
    return (
        of_booklet.filter(state=LetterState.POSTED).order_by("-sent_at").first()
        or of_booklet.filter(kind=LetterKind.PASSES).first()
    )


@transaction.atomic
def record_return(letter: Letter, *, reason: str = "", by: User, at: datetime) -> LetterReturn:
    """Note that La Poste brought a letter back.

    Raises AlreadyReturned for one that was noted before, DomainError for one that did not leave by post.
    """
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.state == LetterState.RETURNED:
        before = letter.returns.first()
        when = f", le {plain_date(before.returned_on)}" if before else ""
        raise AlreadyReturned(f"La {str(letter).lower()} est déjà notée comme revenue{when}.", letter).at("scan")
    if letter.state != LetterState.POSTED:
        raise DomainError(
            f"La {str(letter).lower()} n’est pas partie par La Poste : elle est « "
            f"{letter.get_state_display().lower()} ». Rien n’est noté."
        ).at("scan")
    batch = letter.batch
    assert batch is not None  # what left by post left in a batch: a constraint of the database
    letter = states.move(letter, LetterState.RETURNED, by=by, at=at)
    back = LetterReturn.objects.create(
        network_id=letter.network_id,
        letter=letter,
        batch=batch,
        returned_on=timezone.localdate(at),
        reason=reason.strip()[:120],
        recorded_at=at,
        recorded_by=by,
    )
    journal.record(Verb.LETTER_RETURNED, on=letter, by=by, at=at, batch=batch.pk)
    return back


@transaction.atomic
def readdress(
    letter: Letter, *, channel: str = Channel.POST, same_address: bool = False, by: User, at: datetime
) -> Letter:
    """Send a letter that came back once more, with the same passes: it is written again, to where the person's file
    says now. What was written before stays among the documents.

    Raises DomainError when it cannot leave, when the person cannot be reached this way, or when the address is the
    one that it came back from and nobody said that this is right (`same_address`).
    """
    person = lock_person(letter)
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if problem := readdress_problem(letter, at=at):
        raise DomainError(problem)
    if problem := reach_problem_of(person, channel=channel):
        raise DomainError(problem).at("channel")
    address, email = _destination(person, channel)
    if channel == Channel.POST and address == letter.address and not same_address:
        raise DomainError(
            f"L’adresse {of(person.first_name)} n’a pas changé depuis que la lettre est revenue. Corrigez sa fiche, "
            "ou indiquez que cette adresse est la bonne."
        ).at("same_address")
    close_requests(letter.booklet, by=by, at=at)
    before = letter.document_id
    letter = requeue(letter, address=address, email=email, channel=channel, sent_at=None, by=by, at=at)
    journal.record(Verb.LETTER_READDRESSED, on=letter, by=by, at=at, channel=str(channel), document=before)
    enqueue_letter(letter)
    return letter


def _destination(person: Beneficiary, channel: str) -> tuple[list[str], str]:
    """The address block and the e-mail address of a letter that goes this way."""
    by_post = channel == Channel.POST
    email = person.email if channel == Channel.EMAIL else ""
    return address_block(person) if by_post else [str(person)], email


def earlier_documents(letter: Letter) -> list[Document]:
    """Return what was written of a letter before it was written anew: stored for good, no longer the letter's own."""
    entries = JournalEntry.objects.filter(
        verb__in=(Verb.LETTER_READDRESSED, Verb.LETTER_REWRITTEN), target_model=letter._meta.label, target_id=letter.pk
    )
    keys = [entry.details["document"] for entry in entries if entry.details.get("document")]
    return list(Document.objects.filter(pk__in=keys).order_by("pk"))


# -- Letters that follow the person

#: What a letter says of who it goes to, and where.
NAMED = ("first_name", "last_name")
#: Where a letter goes, by its way.
WHERE = {Channel.POST: ("address", "postal_code", "town", "country"), Channel.EMAIL: ("email",), Channel.HAND: ()}
ADDRESSED = (*NAMED, *WHERE[Channel.POST], *WHERE[Channel.EMAIL])
#: States of a letter that has not left and is not being sent at this moment.
FOLLOWS = (LetterState.QUEUED, LetterState.WRITING, LetterState.WRITTEN, LetterState.FAILED, LetterState.BATCHED)


def follow_person(person: Beneficiary, changed: Collection[str], *, by: User, at: datetime) -> None:
    """Have the letters that have not left follow the name and address of a person, whom this transaction has locked.

    They are written anew; one in a closed batch is marked, and its files can be made anew. Raises DomainError where
    this keeps a letter from reaching the person, unless it has failed and waits for somebody anyway.
    """
    if not set(ADDRESSED) & set(changed):
        return
    letters = Letter.objects.select_for_update(of=("self",)).filter(booklet__beneficiary=person)
    for letter in letters.filter(state__in=FOLLOWS).order_by("pk"):
        problem = reach_problem_of(person, channel=letter.channel)
        if problem and letter.state != LetterState.FAILED and set(WHERE[Channel(letter.channel)]) & set(changed):
            # The person can no longer be reached the way a letter goes.
            if letter.batch is not None and letter.batch.state == BatchState.CLOSED:
                raise DomainError(
                    f"La {str(letter).lower()} est dans un lot fermé : donnez la nouvelle adresse, ou attendez que le "
                    f"lot soit remis à La Poste. {problem}"
                )
            raise DomainError(
                f"La {str(letter).lower()} attend de partir\u00a0: donnez la nouvelle adresse, ou annulez d’abord son "
                f"envoi. {problem}"
            )
        address, email = _destination(person, letter.channel)
        if problem and not email and letter.state == LetterState.FAILED:  # it waits for one
            address = []
        if letter.batch_id is not None and lock_batch(letter.batch_id).state != BatchState.OPEN:
            _mark_outdated(letter, address, by=by, at=at)
        elif (address, email) != (letter.address, letter.email) or set(NAMED) & set(changed):
            _rewrite(letter, address=address, email=email, by=by, at=at)


def _mark_outdated(letter: Letter, address: list[str], *, by: User, at: datetime) -> None:
    """Say of a letter in a closed batch that its files are to be made anew, or no longer."""
    now = [] if address == letter.address else address
    if now != letter.new_address:
        letter.new_address = now
        letter.save(update_fields=["new_address"])
        journal.record(Verb.LETTER_OUTDATED, on=letter, by=by, at=at)


def _rewrite(letter: Letter, *, address: list[str], email: str, by: User, at: datetime) -> None:
    """Have a letter that has not left written for this address."""
    before, begun = letter.document_id, letter.state != LetterState.QUEUED
    if letter.state in (LetterState.QUEUED, LetterState.FAILED):
        letter.address, letter.email, letter.content, letter.document = address, email, {}, None
        letter.save(update_fields=["address", "email", "content", "document"])
    else:
        letter = requeue(letter, address=address, email=email, rewritten_at=at, by=by, at=at)
        enqueue_letter(letter)
    if begun:
        journal.record(Verb.LETTER_REWRITTEN, on=letter, by=by, at=at, document=before)


# -- Letters that nobody received

NOT_RECEIVED = "Lettre non reçue"


def lost_letter(letter: Letter, *, at: datetime) -> LostLetter:
    """Return what decides whether the booklet of a letter may be replaced."""
    booklet, is_first = letter.booklet, letter.kind == LetterKind.PASSES
    passes = Pass.objects.filter(booklet=booklet)
    left = passes.filter(state=PassState.ISSUED)
    return LostLetter(
        has_left=is_first and letter.state in LEFT,
        came_back=is_first and letter.state in CAME_BACK,
        in_doubt=is_first and letter.state == LetterState.UNCERTAIN,
        left=len(left),
        served=passes.filter(state__in=SERVED).count(),
        is_replacement=booklet.replaces_id is not None,
        left_on=timezone.localdate(letter.sent_at) if letter.sent_at else None,
        by_post=letter.state == LetterState.POSTED,
        valid_until=booklet.valid_until,
        wait_days=pass_settings().lost_letter_days,
        obstacle=_obstacle(booklet, freed=sum(one.value for one in left), on=timezone.localdate(at)),
    )


def _obstacle(booklet: Booklet, *, freed: Decimal | int, on: date) -> str:
    """Why no other booklet can go to this person, with the euros that come back of this one; empty where one can."""
    if booklet.beneficiary.anonymised_at is not None:
        return "La fiche de cette personne a été anonymisée\u00a0: aucun autre carnet ne peut partir."
    try:
        refuse_programme(booklet.programme, prescriber=booklet.prescriber, on=on)
    except DomainError as refused:
        return str(refused)
    stock = stock_of(booklet.programme, on=on)
    if stock.obstacle:
        return stock.obstacle
    if stock.left + freed < stock.booklet_value:
        return "Le programme ne peut pas payer un autre carnet en ce moment."
    return ""


@transaction.atomic
def replace_booklet(letter: Letter, *, channel: str, decides: bool, by: User, at: datetime) -> Letter:
    """Cancel what is left of a booklet that was not received, and send another one in its place: both or neither.

    It has the programme's size, and counts for the limit in the place of the first. Raises DomainError where that
    cannot be, or is for the coordination to decide (`decides`): see `LostLetter`.
    """
    person = lock_person(letter)
    locked(fund_of(letter.booklet))
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    lost, on = lost_letter(letter, at=at), timezone.localdate(at)
    if problem := lost.blocker(on) or ("" if decides else lost.decision_reason(on)):
        raise DomainError(problem)
    programme, prescriber = letter.booklet.programme, letter.booklet.prescriber
    refuse_person(person, channel=channel)
    for asked in ReplacementRequest.objects.waiting().filter(booklet=letter.booklet):
        decide = approvals.withdraw if asked.asked_by_id == by.pk else approvals.confirm
        decide(asked, by=by, at=at)
        journal.record(Verb.REPLACEMENT_DECIDED, on=asked, by=by, at=at, booklet=letter.booklet_id)
    before = withdraw(letter.booklet, reason=NOT_RECEIVED, by=by, at=at)
    sent = issue(person, programme=programme, channel=channel, prescriber=prescriber, replaces=before, by=by, at=at)
    journal.record(Verb.BOOKLET_REPLACED, on=sent.booklet, by=by, at=at, replaces=before.pk, served=lost.served)
    return sent


@transaction.atomic
def ask_replacement(letter: Letter, *, by: User, at: datetime) -> ReplacementRequest:
    """Ask the coordination to replace a booklet that the person did not receive; asked once while that waits."""
    locked(fund_of(letter.booklet))  # whoever ends its passes does so before or after
    booklet = Booklet.objects.select_for_update(of=("self",)).get(pk=letter.booklet_id)
    if problem := lost_letter(letter, at=at).blocker(timezone.localdate(at)):
        raise DomainError(problem)
    if ReplacementRequest.objects.waiting().filter(booklet=booklet).exists():
        raise DomainError("Le remplacement de ce carnet est déjà demandé\u00a0: la coordination décide.")
    asked = ReplacementRequest.objects.create(booklet=booklet, asked_by=by, asked_at=at)
    journal.record(Verb.REPLACEMENT_ASKED, on=asked, by=by, at=at, booklet=booklet.pk)
    return asked


@transaction.atomic
def decline_replacement(asked: ReplacementRequest, *, by: User, at: datetime) -> ReplacementRequest:
    """Decide that the booklet stays as it is. Raises DomainError where that was decided before."""
    asked = approvals.withdraw(asked, by=by, at=at)
    journal.record(Verb.REPLACEMENT_DECLINED, on=asked, by=by, at=at, booklet=asked.booklet_id)
    return asked
