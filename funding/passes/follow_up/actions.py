"""Reminder letters about booklets that were not used: one for each booklet."""

from collections.abc import Iterable, Sized
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from funding.enums import Verb
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import LetterKind, PassState
from funding.passes.follow_up.models import SmsReminder
from funding.passes.follow_up.queries import ending_booklets
from funding.passes.letters.actions.letters import enqueue_letter
from funding.passes.letters.models import CAME_BACK, LEFT, Letter
from funding.passes.programmes.models import PassProgramme, SmsMonth, pass_settings
from funding.passes.programmes.rules import sms_text
from funding.passes.sending.actions.booklets import address_block, reach_problem_of
from inclusion.core import journal
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import month_of, plain_date
from inclusion.core.french.phones import mobile_of, parts_of
from inclusion.core.mail import outbox
from inclusion.core.models.networks import User
from inclusion.people.actions.files import keep_longer
from inclusion.people.models import Beneficiary

#: How many reminders one click may ask for.
MAX_REMINDERS = 200


def channel_for(person: Beneficiary) -> str:
    """Return how the person is reminded: as they are written to; by post or e-mail where letters are handed over."""
    if person.channel != Channel.HAND:
        return person.channel
    by_post = not reach_problem_of(person, channel=Channel.POST)
    return Channel.POST if by_post or not person.email else Channel.EMAIL


def problem_of(booklet: Booklet, *, on: date) -> str:
    """Return why the person cannot be reminded of this booklet on this day, as a sentence; empty when they can."""
    person = booklet.beneficiary
    if person.anonymised_at is not None:
        return "Cette fiche a été anonymisée\u00a0: il n’y a plus personne à qui écrire."
    if booklet.cancelled_at is not None:
        return "Ce carnet est annulé\u00a0: il n’y a rien à rappeler."
    if booklet.valid_until < on:
        return f"Ce carnet n’est plus valable depuis le {plain_date(booklet.valid_until)}."
    if all(one.state != PassState.ISSUED for one in booklet.passes.all()):
        return "Tous les pass de ce carnet ont déjà servi."
    if sentence := _of_letters(booklet):
        return sentence
    return reach_problem_of(person, channel=channel_for(person))


def _of_letters(booklet: Booklet) -> str:
    letters = {letter.kind: letter for letter in booklet.letters.all()}
    if reminder := letters.get(LetterKind.REMINDER):
        day = plain_date(timezone.localdate(reminder.created_at))
        return f"Un rappel a déjà été demandé le {day}\u00a0: il n’y en a qu’un par carnet."
    first = letters.get(LetterKind.PASSES)
    if first is not None and first.state in CAME_BACK:
        return "La lettre de ce carnet est revenue\u00a0: corrigez d’abord l’adresse, et envoyez-la de nouveau."
    if first is None or first.state not in LEFT:
        return "La lettre de ce carnet n’est pas encore partie."
    return ""


@transaction.atomic
def remind(booklet: Booklet, *, bulk: bool = False, by: User | None, at: datetime) -> Letter:
    """Queue a letter that reminds a person of their booklet; it is written and leaves as the first one did.

    Raises DomainError with the sentence to show: one reminder for each booklet, none for one that is over.
    """
    # Whoever sends to this person, or empties their file, comes here one after the other.
    people = Beneficiary.objects.select_for_update(of=("self",), no_key=True)
    person = people.get(pk=booklet.beneficiary_id)
    # Locked, so that its passes are not cancelled between the look at it and the letter that speaks of them.
    locked = Booklet.objects.select_for_update(of=("self",)).select_related("beneficiary")
    booklet = locked.get(pk=booklet.pk)
    on = timezone.localdate(at)
    if problem := problem_of(booklet, on=on):
        raise DomainError(problem)
    channel = channel_for(person)
    letter = Letter.objects.create(
        network_id=booklet.network_id,
        booklet=booklet,
        kind=LetterKind.REMINDER,
        channel=channel,
        address=address_block(person) if channel == Channel.POST else [str(person)],
        email=person.email if channel == Channel.EMAIL else "",
        bulk=bulk,
        created_at=at,
    )
    keep_longer(person, used_on=on, by=by, at=at)
    journal.record(Verb.REMINDER_ASKED, on=booklet, by=by, at=at, letter=letter.pk, channel=str(channel))
    enqueue_letter(letter)
    return letter


# -- Before passes end: of itself, by SMS or by a letter


def sms_problem_of(booklet: Booklet, *, on: date) -> str:
    """Why no SMS reminds the person of this booklet on this day, as a sentence; empty where one may."""
    person = booklet.beneficiary
    if (
        booklet.cancelled_at is not None
        or booklet.valid_until < on
        or not Pass.objects.filter(booklet=booklet, state=PassState.ISSUED).exists()
    ):
        return "Il n’y a plus rien à rappeler."
    if Letter.objects.filter(booklet=booklet, kind=LetterKind.PASSES, state__in=CAME_BACK).exists():
        return "La lettre de ce carnet est revenue."
    if person.sms_consent_on is None:
        return "Cette personne n’a pas accepté de SMS."
    return "" if mobile_of(person.phone) else "Aucun portable français n’est connu."


def _count(*, parts: int, at: datetime) -> None:
    """Count SMS of the network, before any leaves. Raises DomainError beyond what it may send in the month."""
    month, _ = SmsMonth.objects.get_or_create(month=month_of(timezone.localdate(at)), defaults={"ceiling": 0})
    try:
        with transaction.atomic():  # the database adds and compares, whoever else counts at the same moment
            SmsMonth.objects.filter(pk=month.pk).update(
                parts=F("parts") + parts, ceiling=Greatest(F("parts"), pass_settings().sms_ceiling)
            )
    except IntegrityError:
        raise DomainError("Le plafond de SMS de ce mois est atteint.") from None


@transaction.atomic
def remind_by_sms(booklet: Booklet, *, by: User | None, at: datetime) -> SmsReminder:
    """Queue the SMS of a booklet, once, within what the network may send in the month.

    Raises DomainError with the sentence to show.
    """
    people = Beneficiary.objects.select_for_update(of=("self",), no_key=True)
    people.get(pk=booklet.beneficiary_id)
    booklet = Booklet.objects.select_related("beneficiary", "programme", "network").get(pk=booklet.pk)
    if problem := sms_problem_of(booklet, on=timezone.localdate(at)):
        raise DomainError(problem)
    network = booklet.network
    text = sms_text(network=network.name, phone=network.phone, valid_until=booklet.valid_until)
    _count(parts=parts_of(text), at=at)
    row = outbox.enqueue_once(SmsReminder, booklet=booklet, at=at, defaults={"parts": parts_of(text)})
    if row is None:
        raise DomainError("Un SMS de rappel a déjà été demandé pour ce carnet.")
    journal.record(Verb.REMINDER_ASKED, on=booklet, by=by, at=at, sms=row.pk)
    return row


@transaction.atomic
def remind_before_end(programme: PassProgramme, *, by: User | None = None, at: datetime) -> int:
    """Remind of the booklets of a programme that end soon with passes left, once each; returns of how many.

    By SMS who agreed, as far as the month allows it; others by a letter, as they are written to.
    """
    by_sms = programme.reminder_sms and bool(settings.SMS_GATEWAY["url"])
    booklets = ending_booklets(programme, on=timezone.localdate(at))
    return sum(_remind_somehow(booklet, by_sms=by_sms, by=by, at=at) for booklet in booklets)


def _remind_somehow(booklet: Booklet, *, by_sms: bool, by: User | None, at: datetime) -> bool:
    if by_sms:
        with suppress(DomainError):
            remind_by_sms(booklet, by=by, at=at)
            return True
    with suppress(DomainError):
        remind(booklet, bulk=True, by=by, at=at)
        return True
    return False


def refuse_too_many(chosen: Sized) -> None:
    """Raise DomainError for more reminders than one click may ask for."""
    if len(chosen) > MAX_REMINDERS:
        raise DomainError(f"Choisissez {MAX_REMINDERS} personnes au plus à la fois\u00a0: rien n’est parti.")


@dataclass
class Reminded:
    """What came of several reminders asked for at once."""

    letters: list[Letter] = field(default_factory=list)
    refused: list[tuple[Booklet, str]] = field(default_factory=list)


def remind_all(booklets: Iterable[Booklet], *, by: User, at: datetime) -> Reminded:
    """Remind of several booklets, each on its own: one that is refused keeps no other from leaving."""
    chosen = list(booklets)
    refuse_too_many(chosen)
    done = Reminded()
    for booklet in chosen:
        try:
            done.letters.append(remind(booklet, bulk=len(chosen) > 1, by=by, at=at))
        except DomainError as refused:
            done.refused.append((booklet, str(refused)))
    return done
