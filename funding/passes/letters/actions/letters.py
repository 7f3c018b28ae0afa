"""Write letters, send them, batch them for the post, and deal with those that failed."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils import timezone

from funding.enums import Verb
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import BatchState, LetterKind, LetterState, PassState
from funding.passes.letters.models import CAME_BACK, Letter, PostalBatch, posting_days
from funding.passes.letters.rules import next_posting_day
from funding.passes.programmes.models import PassProgramme
from inclusion.core import jobs, journal, states
from inclusion.core.documents import store_pdf
from inclusion.core.enums import Channel, DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.mail import emails
from inclusion.core.mail.tracking import refuse_suspended
from inclusion.core.models.documents import Document
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import User
from inclusion.networks.actions import lock_network
from inclusion.people.models import Beneficiary

# -- The worker's part of a letter, done exactly once
#
# See docs/adr for the decision. What a worker has is its claim: the row's state and its number of attempts.
# Whoever comes back from slow work finds out under the row's lock whether the claim is still its own, and goes
# home when it is not.

logger = logging.getLogger(__name__)

type Clock = Callable[[], datetime]
type Render = Callable[[Letter], bytes]
type Compose = Callable[[Letter], EmailMessage]

#: Attempts until somebody has to look: to write a letter, and to reach the mail server (about two hours in all).
MAX_ATTEMPTS = 9
FIRST_PAUSE = timedelta(seconds=30)

NOT_WRITTEN = "La lettre n’a pas pu être écrite. Rien n’est parti ; la personne qui tient le portail est prévenue."
NOT_REACHED = "Le serveur de messagerie ne répond pas. Rien n’est parti."
NO_EMAIL = "La fiche de la personne ne donne plus d’adresse électronique. Rien n’est parti."
NO_ADDRESS = "La fiche de la personne ne donne plus d’adresse pour cette lettre\u00a0: complétez-la d’abord."


#: Priorities, see CELERY_BROKER_TRANSPORT_OPTIONS: what somebody waits for, and one of many.
PRESSING, ONE_OF_MANY = 0, 5


class ClaimLost(Exception):
    """Another worker took the letter up meanwhile: what was done here counts for nothing."""


def enqueue_letter(letter: Letter) -> None:
    """Have a worker carry on with the letter once this transaction is committed; one of many lets others go first."""
    enqueue_writing(letter.pk, network_id=letter.network_id, bulk=letter.bulk)


def enqueue_writing(letter_id: int, *, network_id: int, bulk: bool) -> None:
    """Send the task of a letter once this is committed: one of many after all that somebody waits for."""
    jobs.enqueue_best_effort(
        "funding.tasks.write_letter",
        priority=ONE_OF_MANY if bulk else PRESSING,
        network_id=network_id,
        letter_id=letter_id,
    )


def enqueue_files(job_id: int, *, network_id: int) -> None:
    """Send the task that makes the files of a batch once this is committed."""
    jobs.enqueue_best_effort("funding.tasks.build_postal_batch", network_id=network_id, job_id=job_id)


def process_letter(letter_id: int, *, render: Render, compose: Compose, clock: Clock) -> None:
    """Take a letter as far as it goes: written, then sent or in the batch. Harmless when repeated or done by
    two at once.

    `render` makes the PDF (and may put what it says on `content`), `compose` the e-mail around it. Nothing is
    raised for what is noted on the row.
    """
    try:
        claimed = _claim(letter_id, fresh=LetterState.QUEUED, taken=LetterState.WRITING, clock=clock)
        if claimed:
            write(claimed, render=render, clock=clock)
            if claimed.channel != Channel.EMAIL:
                return
        elif not Letter.objects.filter(pk=letter_id, channel=Channel.EMAIL).exists():
            return
        claimed = _claim(letter_id, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, clock=clock)
        if claimed and not _write_anew(claimed, at=clock()):
            deliver(claimed, compose=compose, clock=clock)
    except ClaimLost:
        logger.info("letter %s: another worker has it", letter_id)


def _claim(letter_id: int, *, fresh: LetterState, taken: LetterState, clock: Clock) -> Letter | None:
    """Claim the letter for a step; None when it is not to be had or was tried often enough."""
    claimed: Letter | None = jobs.claim(Letter, letter_id, fresh=fresh, taken=taken, at=clock())
    if claimed is None or claimed.handed_to_server_at is not None:
        return claimed
    if claimed.attempts - claimed.attempts_before > MAX_ATTEMPTS:
        failure = NOT_WRITTEN if taken == LetterState.WRITING else NOT_REACHED
        give_up(claimed, failure=failure, at=clock())
        return None
    return claimed


def _still_ours(claimed: Letter) -> Letter:
    """Lock the letter and return it; raise ClaimLost when another worker or a person has moved it since."""
    row = Letter.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
    if row.state != claimed.state or row.attempts != claimed.attempts:
        raise ClaimLost(claimed.pk)
    return row


def write(claimed: Letter, *, render: Render, clock: Clock) -> None:
    """Make the PDF outside any transaction, then store it and move on in one."""
    try:
        data = render(claimed)
    except OperationalError:  # the database went away: the sweep will find the letter
        raise
    except Exception:
        logger.exception("letter %s could not be written", claimed.pk)
        give_up(claimed, failure=NOT_WRITTEN, at=clock())
        return
    keep(claimed, data, at=clock())


@transaction.atomic
def keep(claimed: Letter, data: bytes, *, at: datetime) -> None:
    """Store what was written if the claim is still valid; a letter for the post goes into the open batch at once."""
    row = _still_ours(claimed)
    document = store_letter(row, data, at=at)
    states.move_locked(
        row, LetterState.WRITTEN, by=None, at=at, document=document, content=claimed.content, retry_at=None
    )
    journal.record(Verb.LETTER_WRITTEN, on=row, by=None, at=at, sha256=document.sha256)
    if row.channel == Channel.POST:
        add_to_batch(row, at=at)


def store_letter(letter: Letter, data: bytes, *, at: datetime) -> Document:
    """Store what was written of a letter."""
    return store_pdf(data, kind=DocumentKind.PASS_LETTER, filename=f"lettre-pass-{letter.pk}.pdf", by=None, at=at)


@transaction.atomic
def add_to_batch(letter: Letter, *, at: datetime) -> Letter:
    """Put a written letter, which this transaction has locked, into the network's open batch.

    The first one gives the batch its day of the post.
    """
    batch = _open_batch(at=at)
    if not batch.to_print().exists():
        _begin(batch, at=at)
    if batch.posting_on is None and (day := next_posting_day(posting_days(), after=at)):
        batch.set_posting_day(day)
    return states.move_locked(letter, LetterState.BATCHED, by=None, at=at, batch=batch)


def _begin(batch: PostalBatch, *, at: datetime) -> None:
    """An empty batch counts its days from its next letter."""
    batch.opened_at = at
    batch.save(update_fields=["opened_at"])


def _open_batch(*, at: datetime) -> PostalBatch:
    """Return the one open batch, locked so that it is not closed meanwhile; open one when there is none."""
    found = PostalBatch.objects.select_for_update(of=("self",)).filter(state=BatchState.OPEN)
    if batch := found.first():
        return batch
    # One at a time makes the next batch; who waited here finds it made.
    lock_network()
    if batch := found.first():
        return batch
    last = PostalBatch.objects.aggregate(last=Max("number"))["last"] or 0
    return PostalBatch.objects.create(number=last + 1, opened_at=at)


@transaction.atomic
def give_up(claimed: Letter, *, failure: str, at: datetime) -> None:
    """Say on the row that the letter failed and why; somebody can ask again."""
    person = lock_person(claimed)
    row = _still_ours(claimed)
    changes = _readdressed(row, person, at=at)
    states.move_locked(
        row, LetterState.FAILED, by=None, at=at, failure=failure, retry_at=None, handed_to_server_at=None, **changes
    )
    journal.record(Verb.LETTER_FAILED, on=row, by=None, at=at)


@transaction.atomic
def _write_anew(claimed: Letter, *, at: datetime) -> bool:
    """Whether an e-mail that is about to be sent goes back to be written, as its person's file has changed.

    A letter follows its person by itself, but not while a worker sends it: that one may have died since.
    """
    if claimed.handed_to_server_at is not None:
        return False
    person = lock_person(claimed)
    row = _still_ours(claimed)
    changes = _readdressed(row, person, at=at)
    if not changes:
        return False
    if not person.email:
        states.move_locked(row, LetterState.FAILED, by=None, at=at, failure=NO_EMAIL, retry_at=None, **changes)
        journal.record(Verb.LETTER_FAILED, on=row, by=None, at=at)
        return True
    row = states.move_locked(row, LetterState.QUEUED, by=None, at=at, failure="", retry_at=at, **changes)
    enqueue_letter(row)
    return True


def deliver(claimed: Letter, *, compose: Compose, clock: Clock) -> None:
    """Send a written letter by e-mail, at most once.

    The moment before its bytes are sent is committed; a letter found sent by a worker that said
    no more is never sent again but by somebody's decision.
    """
    if claimed.handed_to_server_at is not None:
        doubt(claimed, at=clock())
        return
    message = compose(claimed)
    try:
        refuse_suspended(claimed, message)
        emails.send_once(message, before_handover=lambda: _hand_over(claimed, at=clock()))
    except emails.MailDelayed:
        put_off(claimed, at=clock())
    except (DomainError, emails.MailRefused) as refusal:
        give_up(claimed, failure=str(refusal), at=clock())
    except emails.MailUncertain:
        doubt(claimed, at=clock())
    else:
        note_sent(claimed, at=clock())


@transaction.atomic
def _hand_over(claimed: Letter, *, at: datetime) -> None:
    row = _still_ours(claimed)
    row.handed_to_server_at = at
    row.claimed_at = at
    row.save(update_fields=["handed_to_server_at", "claimed_at"])


@transaction.atomic
def put_off(claimed: Letter, *, at: datetime) -> None:
    """Wait longer each time for a mail server that cannot be reached or asked to come back later, and at last
    give up."""
    tries = claimed.attempts - claimed.attempts_before
    person = lock_person(claimed)
    if tries >= MAX_ATTEMPTS or not person.email:
        give_up(claimed, failure=NOT_REACHED if person.email else NO_EMAIL, at=at)
        return
    row = _still_ours(claimed)
    changes = _readdressed(row, person, at=at)
    states.move_locked(
        row,
        LetterState.QUEUED if changes else LetterState.WRITTEN,
        by=None,
        at=at,
        failure=NOT_REACHED,
        handed_to_server_at=None,
        retry_at=at + FIRST_PAUSE * 2 ** (tries - 1),
        **changes,
    )


@transaction.atomic
def doubt(claimed: Letter, *, at: datetime) -> None:
    """Nobody can know whether the server took the letter: a person has to look."""
    row = _still_ours(claimed)
    states.move_locked(row, LetterState.UNCERTAIN, by=None, at=at)
    journal.record(Verb.LETTER_UNCERTAIN, on=row, by=None, at=at)


@transaction.atomic
def note_sent(claimed: Letter, *, at: datetime) -> None:
    """The server said yes. Even a worker whose claim lapsed meanwhile may say so of a letter that is in doubt."""
    row = Letter.objects.select_for_update(of=("self",)).get(pk=claimed.pk)
    ours = row.state == LetterState.SENDING and row.attempts == claimed.attempts
    if not ours and row.state != LetterState.UNCERTAIN:
        raise ClaimLost(claimed.pk)
    states.move_locked(row, LetterState.SENT, by=None, at=at, sent_at=at, failure="", retry_at=None)
    journal.record(Verb.LETTER_SENT, on=row, by=None, at=at)


@transaction.atomic
def note_bounced(letter: Letter, *, bounce: MailBounce, by: None = None, at: datetime) -> None:
    """A letter that this transaction has locked came back from its address: its passes stay as they are."""
    reason, left_at = bounce.get_reason_display(), letter.sent_at or letter.handed_to_server_at
    letter = states.move_locked(letter, LetterState.BOUNCED, by=by, at=at, failure=reason, sent_at=left_at)
    journal.record(Verb.LETTER_BOUNCED, on=letter, by=by, at=at, reason=bounce.reason)


# -- Decisions about letters that stopped

#: Letters that are retried by one click, which somebody waits for.
MAX_RETRIED = 1000


@transaction.atomic
def retry(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Retry a failed letter from where it stopped: what is written is not written a second time."""
    letter = _locked(letter, LetterState.FAILED, "Cette lettre n’est plus en échec : rien n’a été relancé.")
    if not letter.address:
        raise DomainError(NO_ADDRESS)
    return _retried(letter, by=by, at=at)


@transaction.atomic
def retry_all_failed(programme: PassProgramme, *, by: User, at: datetime) -> int:
    """Retry the failed letters of a programme, at most MAX_RETRIED of them, and return how many.

    From now on each is one of many: letters that somebody waits for go first.
    """
    failed = Letter.objects.select_for_update(of=("self",)).filter(
        booklet__programme=programme, state=LetterState.FAILED
    )
    letters = list(failed.exclude(address=[]).order_by("pk")[:MAX_RETRIED])
    if not letters:
        raise DomainError("Plus aucune lettre de ce programme n’est en échec : rien n’a été relancé.")
    many = {"bulk": True} if len(letters) > 1 else {}
    for letter in letters:
        _retried(letter, by=by, at=at, **many)
    return len(letters)


def _retried(letter: Letter, *, by: User, at: datetime, **changes: object) -> Letter:
    to = LetterState.WRITTEN if letter.document_id else LetterState.QUEUED
    letter = states.move_locked(letter, to, by=by, at=at, **_afresh(letter, at=at), **changes)
    journal.record(Verb.LETTER_RETRIED, on=letter, by=by, at=at)
    enqueue_letter(letter)
    return letter


@transaction.atomic
def confirm_sent(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Somebody made sure that a letter in doubt has arrived."""
    letter = _locked(letter, LetterState.UNCERTAIN, "Cette lettre n’est plus à vérifier.")
    sent_at = letter.handed_to_server_at or at
    letter = states.move_locked(letter, LetterState.SENT, by=by, at=at, sent_at=sent_at, failure="")
    journal.record(Verb.LETTER_CONFIRMED, on=letter, by=by, at=at)
    return letter


@transaction.atomic
def send_again(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Somebody made sure that a letter in doubt has not arrived, or prefers two copies to none.

    It is written anew where the person's file says another name or address by now.
    """
    person = lock_person(letter)
    letter = _locked(letter, LetterState.UNCERTAIN, "Cette lettre n’est plus à vérifier.")
    if letter.booklet.cancelled_at is not None:
        raise DomainError("Les pass de cette lettre ont été annulés : elle ne repart pas.")
    if not person.email:
        raise DomainError(NO_ADDRESS)
    changes = _readdressed(letter, person, at=at)
    to = LetterState.QUEUED if changes else LetterState.WRITTEN
    letter = states.move_locked(letter, to, by=by, at=at, **_afresh(letter, at=at), **changes)
    journal.record(Verb.LETTER_RETRIED, on=letter, by=by, at=at, in_doubt=True)
    enqueue_letter(letter)
    return letter


def lock_person(letter: Letter) -> Beneficiary:
    """The person, locked: whoever sends to them or changes their file comes one after the other."""
    people = Beneficiary.objects.select_for_update(of=("self",), no_key=True)
    return people.get(booklets=letter.booklet_id)


def _readdressed(letter: Letter, person: Beneficiary, *, at: datetime) -> dict[str, object]:
    """What has an e-mail written anew, where the name or the address has changed while it was being sent; else nothing.

    The letter and its person are locked: before, it could not follow them.
    """
    address, email = [str(person)] if person.email else [], person.email
    is_same = (address, email) == (letter.address, letter.email)
    if is_same or letter.channel != Channel.EMAIL or letter.document_id is None:
        return {}
    journal.record(Verb.LETTER_REWRITTEN, on=letter, by=None, at=at, document=letter.document_id)
    return {"address": address, "email": email, "content": {}, "document": None, "rewritten_at": at}


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


def _locked(letter: Letter, state: LetterState, refusal: str) -> Letter:
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.state != state:
        raise DomainError(refusal)
    return row


def _afresh(letter: Letter, *, at: datetime) -> dict[str, object]:
    """What a new round of attempts starts from; `retry_at` lets the sweep find it should its task be lost."""
    return {"failure": "", "handed_to_server_at": None, "retry_at": at, "attempts_before": letter.attempts}


# -- Letters that a prescriber prints


@transaction.atomic
def hand_over_letter(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Record that a written letter was handed to the person.

    Raises DomainError for a letter that goes another way, that is not written yet, or was given already.
    """
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.channel != Channel.HAND:
        raise DomainError("Cette lettre part par courrier ou par courriel : elle ne se remet pas en main propre.")
    if row.state == LetterState.HANDED:
        raise DomainError("Cette lettre est déjà notée comme remise.")
    if row.state in (LetterState.QUEUED, LetterState.WRITING):
        raise DomainError("La lettre n’est pas encore écrite : attendez quelques instants, puis imprimez-la.")
    row = states.move(row, LetterState.HANDED, by=by, at=at, sent_at=at, retry_at=None)
    journal.record(Verb.LETTER_HANDED, on=row, by=by, at=at)
    return row


def lock_batch(pk: int) -> PostalBatch:
    """Return the batch, locked so that it is not closed meanwhile."""
    return PostalBatch.objects.select_for_update(of=("self",)).get(pk=pk)


def requeue(letter: Letter, *, by: User, at: datetime, **changes: object) -> Letter:
    """Have a letter written once more from its beginning; what a worker does with it meanwhile counts for nothing."""
    return states.move_locked(
        letter,
        LetterState.QUEUED,
        by=by,
        at=at,
        content={},
        document=None,
        batch=None,
        new_address=[],
        handed_to_server_at=None,
        failure="",
        attempts_before=letter.attempts,
        retry_at=at,
        **changes,
    )


# -- Cancellation of reminders


def is_reminder(letter: Letter) -> bool:
    """Whether a letter only reminds of a booklet that another one carried."""
    return letter.kind == LetterKind.REMINDER


@transaction.atomic
def cancel_reminder(letter: Letter, *, by: User | None, at: datetime) -> Letter:
    """Keep a reminder that has not left from leaving; its booklet stays as it is. There is no other for it.

    One that was stopped already, as it is with its booklet, stays as it is.
    """
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.state == LetterState.CANCELLED:
        return row
    if row.batch_id is not None:  # locked, so that the batch is not closed meanwhile
        lock_batch(row.batch_id)
    if row.state in (LetterState.WRITING, LetterState.SENDING):
        raise DomainError("La lettre est en cours de préparation\u00a0: attendez quelques instants, puis recommencez.")
    row = states.move(row, LetterState.CANCELLED, by=by, at=at)
    journal.record(Verb.REMINDER_CANCELLED, on=row.booklet, by=by, at=at, letter=row.pk)
    return row


def stop_void(letter: Letter, *, by: User | None, at: datetime) -> None:
    """Cancel a locked letter of a closed batch whose booklet was cancelled since: it is not printed, or taken out."""
    letter = states.move_locked(letter, LetterState.CANCELLED, by=by, at=at)
    journal.record(Verb.REMINDER_CANCELLED, on=letter.booklet, by=by, at=at, letter=letter.pk)


def stop_reminder(booklet: Booklet, *, by: User | None, at: datetime) -> None:
    """Cancel the reminder of a booklet that can still be stopped: it would speak of passes that are void."""
    waiting = Letter.objects.filter(booklet=booklet, kind=LetterKind.REMINDER)
    for reminder in waiting.select_related("batch"):
        if reminder.may_be_cancelled:
            cancel_reminder(reminder, by=by, at=at)
