"""Send a booklet of passes to a person, cancel it, and see how many may still be sent."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.actions import locked, next_number
from funding.passes.booklets import rules as booklet_rules
from funding.passes.booklets.actions import close_requests, fund_of
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import LetterKind, LetterState, PassState
from funding.passes.letters.actions.letters import enqueue_letter, lock_batch, stop_reminder
from funding.passes.letters.models import Letter
from funding.passes.programmes.models import PassProgramme
from funding.passes.programmes.rules import SETTLING_DAYS, reach_problem, settled_by, yearly_allowance
from funding.spending.actions.commitments import commit, release
from inclusion.core import journal, states
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.address import postal_block
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.mail.tracking import suspended_by
from inclusion.core.models.networks import User
from inclusion.core.papers.typesetting import legible
from inclusion.partners.models import Partner
from inclusion.people.actions.files import keep_longer
from inclusion.people.models import Beneficiary

# -- Booklets sent and withdrawn

#: Sets of codes drawn before giving up: with codes that cannot be guessed even a second one is rare.
DRAWS = 3


class AlreadySent(DomainError):
    """A booklet was sent to this person a moment ago; `letter` is its letter."""

    def __init__(self, message: str, letter: Letter) -> None:
        super().__init__(message)
        self.letter = letter


def reach_problem_of(person: Beneficiary, *, channel: str) -> str:
    """Return why a letter cannot reach this person by this channel, as a sentence; empty when it can."""
    problem = reach_problem(
        channel=channel,
        first_name=person.first_name,
        address=person.address,
        postal_code=person.postal_code,
        town=person.town,
        country=person.country,
        email=person.email,
    )
    if not problem and channel == Channel.EMAIL and (bounce := suspended_by(person.email)):
        why = bounce.get_reason_display()
        return f"L’adresse électronique {of(person.first_name)} ne marche pas\u00a0: {why[0].lower()}{why[1:]}"
    return problem


def address_block(person: Beneficiary) -> list[str]:
    """Return the lines of the person's address as an envelope shows them: in Latin letters, which may be more."""
    return postal_block(
        name=legible(str(person)),
        lines=[legible(line.strip()) for line in person.address.splitlines() if line.strip()],
        postal_code=person.postal_code,
        town=legible(person.town),
        country=person.country,
    )


@transaction.atomic
def send_pass(
    person: Beneficiary,
    *,
    programme: PassProgramme,
    channel: str,
    prescriber: Partner,
    seen: int | None = None,
    bulk: bool = False,
    by: User,
    at: datetime,
) -> Letter:
    """Send a person a booklet of passes with its letter; the letter is written and leaves in the background.

    `seen` is how many booklets of the year the page showed that the click came from: when there are more by
    now, the same click came twice or a colleague was faster, and nothing is sent. Raises DomainError with the
    sentence to show (AlreadySent when a booklet was sent since the page was shown, or on the same day to a
    person who may have no other).
    """
    # Whoever sends to this person comes here one after the other: the limit is read under this lock.
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    locked(programme.funded_action.fund)  # its programmes keep their terms until the booklet is issued
    programme = PassProgramme.objects.select_related("funded_action__fund").get(pk=programme.pk)
    on = timezone.localdate(at)
    refuse_programme(programme, prescriber=prescriber, on=on)
    refuse_person(person, channel=channel)
    issued = Booklet.objects.issued_in(on.year).filter(beneficiary=person, programme=programme)
    sent = list(issued)
    if seen is not None and len(sent) > seen:
        raise AlreadySent(
            f"Un carnet vient déjà d’être envoyé à {person.first_name} : rien n’a été envoyé une seconde fois.",
            sent[0].letter,
        )
    allowance = yearly_allowance(limit=programme.yearly_limit, issued=len(sent), year=on.year)
    if allowance.is_reached and sent[0].issued_on == on:
        raise AlreadySent(
            f"Un carnet a déjà été envoyé à {person.first_name} aujourd’hui. {allowance.sentence}", sent[0].letter
        )
    if allowance.is_reached:
        raise DomainError(allowance.sentence)
    return issue(person, programme=programme, channel=channel, prescriber=prescriber, bulk=bulk, by=by, at=at)


def refuse_programme(programme: PassProgramme, *, prescriber: Partner, on: date) -> None:
    """Raise DomainError when this organisation can send no booklet of the programme on this day, to anybody."""
    if on < programme.opened_on:
        raise DomainError(f"Ce programme de pass ouvre le {plain_date(programme.opened_on)}.")
    if programme.closed_on is not None and on >= programme.closed_on:
        raise DomainError(
            f"Ce programme de pass est fermé depuis le {plain_date(programme.closed_on)} : "
            "aucun nouveau carnet ne peut être envoyé."
        )
    fund, last = programme.funded_action.fund, programme.days_from(on).claim_until
    if settled_by(last) >= fund.end:
        raise DomainError(
            f"Les lieux pourraient demander le paiement de ces pass jusqu’au {plain_date(last)}, et il faut ensuite "
            f"{SETTLING_DAYS}\u00a0jours pour décider et payer\u00a0: jusqu’au {plain_date(settled_by(last))}. "
            f"Le fonds «\u00a0{fund}\u00a0» se termine avant, le {plain_date(shown_end(fund.end))}. "
            "La coordination peut le prolonger."
        )
    if not PassProgramme.objects.prescribed_by(prescriber).filter(pk=programme.pk).exists():
        raise DomainError(
            f"{prescriber} n’envoie pas les pass du programme « {programme} ». Demandez à la coordination."
        )


def refuse_person(person: Beneficiary, *, channel: str) -> None:
    """Raise DomainError when no letter can reach this person by this channel."""
    if person.anonymised_at is not None:
        raise DomainError("Cette fiche a été anonymisée : créez une nouvelle fiche avec l’accord de la personne.")
    if problem := reach_problem_of(person, channel=channel):
        raise DomainError(problem)


@transaction.atomic
def issue(
    person: Beneficiary,
    *,
    programme: PassProgramme,
    channel: str,
    prescriber: Partner,
    bulk: bool = False,
    replaces: Booklet | None = None,
    by: User,
    at: datetime,
) -> Letter:
    """Make the booklet, commit its value, and queue its letter; `send_pass` has checked that it may be sent.

    `bulk` is for one of many, whose letter lets those go first that somebody waits for; `replaces` is the one that was
    not received, in whose place it counts. Raises PotTooSmall, and DomainError when the programme's envelope is used
    up.
    """
    on = timezone.localdate(at)
    days = programme.days_from(on)
    commitment = commit(
        programme.funded_action,
        amount=programme.booklet_value,
        payee=person,
        label=f"Carnet de {programme.booklet_size} pass numériques",
        on=on,
        by=by,
        at=at,
    )
    _refuse_beyond_envelope(programme)
    booklet = Booklet.objects.create(
        network_id=person.network_id,
        number=next_number("booklet"),
        programme=programme,
        beneficiary=person,
        prescriber=prescriber,
        operator=person.operator,
        commitment=commitment,
        issued_on=on,
        issued_by=by,
        valid_until=days.valid_until,
        accepted_until=days.accepted_until,
        claim_until=days.claim_until,
        replaces=replaces,
        first_id=(replaces.first_id or replaces.pk) if replaces else None,
        limit_year=replaces.limit_year if replaces else on.year,
    )
    _draw_passes(booklet)
    keep_longer(person, used_on=on, by=by, at=at)
    letter = Letter.objects.create(
        network_id=person.network_id,
        booklet=booklet,
        channel=channel,
        address=address_block(person) if channel == Channel.POST else [str(person)],
        email=person.email if channel == Channel.EMAIL else "",
        bulk=bulk,
        created_at=at,
    )
    journal.record(
        Verb.BOOKLET_ISSUED,
        on=booklet,
        by=by,
        at=at,
        programme=programme.pk,
        value=str(programme.booklet_value),
        channel=str(channel),
    )
    enqueue_letter(letter)
    return letter


def _refuse_beyond_envelope(programme: PassProgramme) -> None:
    """Raise DomainError when one more booklet would pass the programme's own envelope; the fund is locked."""
    if programme.envelope is None:
        return
    left = programme.envelope - programme.value_in_use
    if programme.booklet_value > left:
        raise DomainError(
            f"L’enveloppe du programme « {programme} », {euros(programme.envelope)}, est presque épuisée : "
            f"il reste {euros(max(left, ZERO))}, et un carnet en vaut {euros(programme.booklet_value)}. "
            "Demandez à la coordination."
        )


def _draw_passes(booklet: Booklet) -> None:
    """Give the booklet its passes with new codes; a code that some pass already bears is drawn again."""
    programme = booklet.programme
    for draw in range(DRAWS):
        passes = [
            Pass(
                network_id=booklet.network_id,
                booklet=booklet,
                rank=rank,
                code=booklet_rules.generate(),
                value=programme.face_value,
            )
            for rank in range(1, programme.booklet_size + 1)
        ]
        try:
            with transaction.atomic():
                Pass.objects.bulk_create(passes)
            return
        except IntegrityError:
            if draw == DRAWS - 1:
                raise


@transaction.atomic
def cancel_booklet(booklet: Booklet, *, by: User | None, at: datetime) -> Booklet:
    """Take a booklet back while its letter has not left: the letter stays, the passes are void, the euros go
    back to the fund. A reminder that waits goes with it: the letter came back and was to leave again."""
    locked(fund_of(booklet))  # before its passes, as everywhere
    letters = Letter.objects.select_for_update(of=("self",)).filter(booklet=booklet).order_by("pk")
    letter = next(one for one in letters if one.kind == LetterKind.PASSES)
    if letter.batch_id is not None:  # locked, so that the batch is not closed meanwhile
        lock_batch(letter.batch_id)
    if letter.state in (LetterState.WRITING, LetterState.SENDING):
        raise DomainError("La lettre est en cours de préparation : attendez quelques instants, puis recommencez.")
    states.move(letter, LetterState.CANCELLED, by=by, at=at)
    booklet = Booklet.objects.select_for_update(of=("self",)).get(pk=booklet.pk)
    booklet.cancelled_at = at
    booklet.save(update_fields=["cancelled_at"])
    for one in booklet.passes.filter(state=PassState.ISSUED):
        states.move(one, PassState.CANCELLED, by=by, at=at)
    release(booklet.commitment, on=timezone.localdate(at), of_booklet=True, by=by, at=at)
    stop_reminder(booklet, by=by, at=at)
    close_requests(booklet, by=by, at=at)
    journal.record(Verb.BOOKLET_CANCELLED, on=booklet, by=by, at=at)
    return booklet
