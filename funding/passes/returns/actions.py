"""Letters that came back, by post or e-mail: recorded, sent a second time to a corrected address."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import LetterKind, PassState
from funding.passes.letters.actions import enqueue_letter
from funding.passes.letters.enums import LetterState
from funding.passes.letters.models import CAME_BACK, Letter, LetterReturn
from funding.passes.returns.rules import Scan, read
from funding.passes.sending.actions.booklets import address_block, reach_problem_of
from inclusion.core import journal, states
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User

#: What La Poste writes on what it brings back.
REASONS = (
    "N’habite pas à l’adresse indiquée",
    "Refusée",
    "Adresse incomplète",
    "Autre",
)


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
        raise AlreadyReturned(f"La {str(letter).lower()} est déjà notée comme revenue{when}.", letter).at(
            "scan"
        )
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


def readdress_problem(letter: Letter, *, at: datetime) -> str:
    """Return why a returned letter cannot leave again whatever the address, or an empty string."""
    booklet = letter.booklet
    if letter.state not in CAME_BACK:
        return "Cette lettre n’est pas notée comme revenue."
    if booklet.beneficiary.anonymised_at is not None:
        return "La fiche de cette personne a été anonymisée : cette lettre ne peut plus partir."
    if not Pass.objects.filter(booklet=booklet, state=PassState.ISSUED).exists():
        return "Il ne reste aucun pass valable dans ce carnet : cette lettre ne servirait à rien."
    if booklet.valid_until < timezone.localdate(at):
        until = plain_date(booklet.valid_until)
        return f"Ces pass étaient valables jusqu’au {until} : un nouveau carnet est nécessaire."
    return ""


@transaction.atomic
def readdress(
    letter: Letter, *, channel: str = Channel.POST, same_address: bool = False, by: User, at: datetime
) -> Letter:
    """Send a letter that came back once more, with the same passes: it is written again, to where the person's file
    says now. What was written before stays among the documents.

    Raises DomainError when it cannot leave, when the person cannot be reached this way, or when the address is the
    one that it came back from and nobody said that this is right (`same_address`).
    """
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if problem := readdress_problem(letter, at=at):
        raise DomainError(problem)
    person = letter.booklet.beneficiary
    if problem := reach_problem_of(person, channel=channel):
        raise DomainError(problem).at("channel")
    address = address_block(person) if channel == Channel.POST else [str(person)]
    if channel == Channel.POST and address == letter.address and not same_address:
        raise DomainError(
            f"L’adresse {of(person.first_name)} n’a pas changé depuis que la lettre est revenue. Corrigez sa fiche, "
            "ou indiquez que cette adresse est la bonne."
        ).at("same_address")
    before = letter.document_id
    letter = states.move(
        letter,
        LetterState.QUEUED,
        by=by,
        at=at,
        channel=channel,
        address=address,
        email=person.email if channel == Channel.EMAIL else "",
        content={},
        document=None,
        batch=None,
        sent_at=None,
        handed_to_server_at=None,
        failure="",
        attempts_before=letter.attempts,
        retry_at=at,
    )
    journal.record(Verb.LETTER_READDRESSED, on=letter, by=by, at=at, channel=str(channel), document=before)
    enqueue_letter(letter)
    return letter


def earlier_documents(letter: Letter) -> list[Document]:
    """Return what was written of a letter before it was sent again: stored for good, and no longer the letter's own."""
    entries = JournalEntry.objects.filter(
        verb=Verb.LETTER_READDRESSED, target_model=letter._meta.label, target_id=letter.pk
    )
    keys = [entry.details["document"] for entry in entries if entry.details.get("document")]
    return list(Document.objects.filter(pk__in=keys).order_by("pk"))
