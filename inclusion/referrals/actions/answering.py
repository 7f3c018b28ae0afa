"""A receiver answers a referral, says who came, writes a word back; what nobody answers goes back to its sender."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.mail import outbox
from inclusion.core.models.networks import User
from inclusion.core.registry.links import key_of
from inclusion.guide.models import Place, Session
from inclusion.help_desks.actions import bookings
from inclusion.help_desks.actions.presence import note_source
from inclusion.help_desks.enums import BookingState
from inclusion.partners.models import Partner
from inclusion.referrals.actions.sending import lock_referral, mail_receiver, mail_sender, refuse_text
from inclusion.referrals.enums import DeclineReason, ReferralState, ReferralVerb
from inclusion.referrals.models import Referral
from inclusion.referrals.rules import appointment_fault

#: Referrals of a network that one nightly run looks at.
MAX_FOLLOWED = 2000


def where_of(place: Place | None, receiver: Partner | None) -> str:
    """The address of a place or of an organisation on one line."""
    if place is not None:
        return one_line(f"{place.name}, {place.address}, {place.postal_code} {place.town}")[:200]
    return ", ".join(receiver.postal_lines)[:200] if receiver else ""


def _move(
    referral: Referral, to: ReferralState, verb: ReferralVerb, *, by: User | None, at: datetime, **changes: Any
) -> Referral:
    """Move a locked referral, unless the person has withdrawn her consent, and record it."""
    if referral.consent_withdrawn_at is not None:
        raise DomainError("La personne a retiré son accord\u00a0: cette orientation est terminée.")
    referral = states.move_locked(referral, to, by=by, at=at, **changes)
    journal.record(verb, on=referral, by=by, at=at, by_link=by is None)
    return referral


@transaction.atomic
def accept(referral: Referral, *, appointment_at: datetime, where: str = "", by: User | None, at: datetime) -> Referral:
    """Accept with an appointment, or propose a new one to somebody who did not come.

    Without `where` it is at the place itself. Of two people who accept at once, the second is refused.
    """
    _refuse_moment(appointment_at, at=at)
    referral = lock_referral(referral)
    where = one_line(refuse_text("where", where)) or where_of(referral.place, referral.receiver)
    referral = _move(
        referral,
        ReferralState.ACCEPTED,
        ReferralVerb.ACCEPTED,
        by=by,
        at=at,
        appointment_at=appointment_at,
        appointment_where=where[:200],
        answered_at=referral.answered_at or at,
    )
    _take_slot(referral, by=by, at=at)
    _say_appointment(referral, at=at)
    return referral


def _refuse_moment(appointment_at: datetime, *, at: datetime) -> None:
    if fault := appointment_fault(timezone.localtime(appointment_at), now=timezone.localtime(at)):
        raise DomainError(fault).at("appointment_at")


def _take_slot(referral: Referral, *, by: User | None, at: datetime) -> None:
    """Take the slot of a help desk of the place, where the appointment is one of its slots."""
    if referral.place is not None and referral.appointment_at is not None:
        bookings.take_for_source(
            Session.objects.filter(place=referral.place),
            source_key=key_of(referral),
            moment=referral.appointment_at,
            need=referral.need,
            by=by,
            at=at,
        )


def _say_appointment(referral: Referral, *, at: datetime) -> None:
    """Write to the sender, and to the person where she wants it."""
    mail_sender(referral, at=at)
    if referral.mails_person and referral.person.email:
        outbox.enqueue("referral_appointment", network=referral.network, target=referral, at=at)


@transaction.atomic
def move_appointment(
    referral: Referral, *, appointment_at: datetime, where: str = "", by: User | None, at: datetime
) -> Referral:
    """Give another moment to an appointment that has not taken place; without `where` the place stays as it was."""
    _refuse_moment(appointment_at, at=at)
    referral = lock_referral(referral)
    if referral.state != ReferralState.ACCEPTED:
        raise DomainError("Il n’y a pas de rendez-vous à déplacer.")
    referral.appointment_at = appointment_at
    if where := one_line(refuse_text("where", where)):
        referral.appointment_where = where[:200]
    referral.save(update_fields=["appointment_at", "appointment_where"])
    journal.record(ReferralVerb.MOVED, on=referral, by=by, at=at, by_link=by is None)
    _take_slot(referral, by=by, at=at)
    _say_appointment(referral, at=at)
    return referral


@transaction.atomic
def decline(referral: Referral, *, reason: str, word_back: str = "", by: User | None, at: datetime) -> Referral:
    """Say that the person cannot be received, and why: the sender looks for another place."""
    referral = lock_referral(referral)
    referral = _move(
        referral,
        ReferralState.DECLINED,
        ReferralVerb.DECLINED,
        by=by,
        at=at,
        decline_reason=DeclineReason(reason),
        word_back=refuse_text("word_back", word_back),
        answered_at=referral.answered_at or at,
        ended_at=at,
    )
    bookings.release_source(key_of(referral), by=by, at=at)
    mail_sender(referral, at=at)
    return referral


def _refuse_early(referral: Referral, *, at: datetime) -> None:
    """Raise DomainError on the days before the appointment."""
    day = referral.appointment_at and timezone.localdate(referral.appointment_at)
    if referral.state == ReferralState.ACCEPTED and day and day > timezone.localdate(at):
        raise DomainError("Le rendez-vous n’a pas encore eu lieu.")


@transaction.atomic
def note_met(referral: Referral, *, by: User | None, at: datetime) -> Referral:
    """Note that the person came."""
    referral = lock_referral(referral)
    _refuse_early(referral, at=at)
    note_source(key_of(referral), BookingState.ATTENDED, by=by, at=at)
    return _move(referral, ReferralState.MET, ReferralVerb.MET, by=by, at=at)


@transaction.atomic
def note_missed(referral: Referral, *, by: User | None, at: datetime) -> Referral:
    """Note that the person did not come: another appointment can be proposed."""
    referral = lock_referral(referral)
    _refuse_early(referral, at=at)
    note_source(key_of(referral), BookingState.MISSED, by=by, at=at)
    referral = _move(referral, ReferralState.MISSED, ReferralVerb.MISSED, by=by, at=at)
    mail_sender(referral, at=at)
    return referral


@transaction.atomic
def finish(referral: Referral, *, word_back: str, by: User | None, at: datetime) -> Referral:
    """End a referral with a word back to whoever sent the person."""
    referral = lock_referral(referral)
    word_back = refuse_text("word_back", word_back)
    referral = _move(referral, ReferralState.DONE, ReferralVerb.DONE, by=by, at=at, word_back=word_back, ended_at=at)
    mail_sender(referral, at=at)
    return referral


# -- What happens by itself


def follow_desk_of(source_key: str, *, at: datetime) -> None:
    """Write to the sender that the help desk of an appointment closed, or is open after all."""
    label, _, pk = source_key.partition(":")
    if label == Referral._meta.label_lower:
        mail_sender(Referral.objects.select_related("network", "sent_by").get(pk=pk), at=at)


@transaction.atomic
def remind_due(*, at: datetime) -> int:
    """Remind once, of the active network, the receivers who have said nothing for three days; return how many."""
    due = Referral.objects.to_remind(today=timezone.localdate(at)).filter(lapses_on__gt=timezone.localdate(at))
    rows = due.select_for_update(of=("self",), skip_locked=True).select_related("network", "receiver", "place")
    found = list(rows.order_by("pk")[:MAX_FOLLOWED])
    for referral in found:
        _remind(referral, at=at)
    return len(found)


def _remind(referral: Referral, *, at: datetime) -> None:
    referral.reminded_at = at
    referral.save(update_fields=["reminded_at"])
    mail_receiver(referral, "referral_reminder", at=at)


def lapse_due(*, at: datetime) -> int:
    """Give back to their senders, of the active network, those that nobody answered in time; return how many."""
    keys = list(
        Referral.objects.lapsing(today=timezone.localdate(at))
        .order_by("pk")
        .values_list("pk", flat=True)[:MAX_FOLLOWED]
    )
    return sum(_lapse(key, at=at) for key in keys)


@transaction.atomic
def _lapse(key: int, *, at: datetime) -> bool:
    """Give one back, unless somebody is answering it just now."""
    rows = Referral.objects.lapsing(today=timezone.localdate(at)).select_related("network", "sent_by")
    referral = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
    if referral is None:
        return False
    referral = states.move_locked(referral, ReferralState.LAPSED, by=None, at=at, ended_at=at)
    journal.record(ReferralVerb.LAPSED, on=referral, by=None, at=at)
    mail_sender(referral, at=at)
    return True
