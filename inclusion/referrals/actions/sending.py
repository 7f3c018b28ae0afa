"""A person is sent to a place or an organisation; the sender withdraws, reads what came of it; consent is withdrawn."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.health import text_fault
from inclusion.core.french.names import one_line
from inclusion.core.mail import outbox
from inclusion.core.models.networks import User
from inclusion.core.registry.links import key_of
from inclusion.guide.models import Place
from inclusion.help_desks.actions.bookings import release_source
from inclusion.partners.models import Partner
from inclusion.people.actions.files import keep_longer
from inclusion.people.models import Beneficiary
from inclusion.referrals.enums import OPEN_STATES, ReachBy, ReferralState, ReferralVerb
from inclusion.referrals.models import PathEnding, Referral, digest_of
from inclusion.referrals.queries import address_for, receiving_members
from inclusion.referrals.rules import lapses_on

#: What a referral that is passed on has in common with the one before it.
_CARRIED = (
    *("person", "sender", "sent_by", "epci", "need", "reach_by", "hours", "note"),
    *("shares_phone", "shares_email", "shares_address", "shares_path", "mails_person", "near_home", "home_visit"),
)
#: What a person must show for a receiver to reach her this way, and what her file must hold.
_REACHED = {
    ReachBy.PHONE: ("shares_phone", "phone", "son numéro de téléphone"),
    ReachBy.EMAIL: ("shares_email", "email", "son adresse électronique"),
    ReachBy.POST: ("shares_address", "town", "son adresse"),
}


def refuse_text(field: str, text: str) -> str:
    """The text as it is kept; raises DomainError for one that may not be."""
    if fault := text_fault(text):
        raise DomainError(fault).at(field)
    return text.strip()


def lock_referral(referral: Referral) -> Referral:
    """Lock a referral until the transaction ends, and return it as it is now."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related(
        "person", "sender", "receiver", "place", "network", "sent_by"
    )
    return rows.get(pk=referral.pk)


def _lock_person(person: Beneficiary) -> Beneficiary:
    """Lock a person's file; raises DomainError for one that was emptied."""
    found = Beneficiary.objects.select_for_update(of=("self",), no_key=True).filter(pk=person.pk).first()
    if found is None:
        raise DomainError("Cette personne est suivie dans un autre réseau.")
    if found.anonymised_at is not None:
        raise DomainError("Cette fiche a été anonymisée\u00a0: personne ne peut plus être orienté en son nom.")
    return found


def _destination(
    place: Place | None, receiver: Partner | None, *, sender: Partner
) -> tuple[Place | None, Partner | None]:
    """The place, locked, and the organisation that receives; raises DomainError where nobody can."""
    if place is None and receiver is None:
        raise DomainError("Choisissez un lieu ou un organisme.").at("to")
    if {one.network_id for one in (place, receiver) if one is not None} != {sender.network_id}:
        raise DomainError("Ce lieu est dans un autre réseau\u00a0: une orientation reste dans le sien.").at("to")
    if place is not None:
        place = Place.objects.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
        if place.closed_on is not None or place.merged_into_id is not None:
            raise DomainError(f"«\u00a0{place}\u00a0» est fermé\u00a0: choisissez un autre lieu.").at("to")
        receiver = place.partner
    elif receiver is not None and receiver.pk == sender.pk:
        raise DomainError(f"{sender} l’a envoyée\u00a0: choisissez un de ses lieux, ou un autre organisme.").at("to")
    has_members = receiver is not None and receiving_members(receiver).exists()
    if not has_members and not address_for(place, receiver):
        raise DomainError(
            f"{place or receiver} n’a ni compte ni adresse électronique\u00a0: appelez-le, ou choisissez un autre lieu."
        ).at("to")
    return place, receiver


def _refuse_twice(person: Beneficiary, need: str, *, on: date) -> None:
    same = Referral.objects.under_way().filter(person=person, need=need, sent_on=on)
    if same.exists():
        raise DomainError(
            "Cette personne est déjà orientée aujourd’hui pour ce besoin\u00a0: attendez la réponse, ou retirez "
            "l’orientation."
        ).at("need")


def _refuse_unreachable(person: Beneficiary, fields: dict[str, Any]) -> None:
    """Raise DomainError where the receiver would not have what it needs to reach the person."""
    way = _REACHED.get(ReachBy(fields.get("reach_by", ReachBy.SENDER)))
    if way is not None and not (fields.get(way[0]) and getattr(person, way[1])):
        raise DomainError(
            f"Pour que le lieu la joigne ainsi, la personne doit accepter de montrer {way[2]}, et sa fiche le contenir."
        ).at("reach_by")
    if fields.get("mails_person") and not person.email:
        raise DomainError("Sa fiche ne contient pas d’adresse électronique.").at("mails_person")


@transaction.atomic
def send(
    person: Beneficiary,
    *,
    need: str,
    sender: Partner,
    place: Place | None = None,
    receiver: Partner | None = None,
    consented_on: date,
    by: User,
    at: datetime,
    **fields: Any,
) -> Referral:
    """Send a person to a place, or to an organisation, with what she agreed to show.

    Raises DomainError for a place that closed, for one's own organisation without a place, for another network, for the
    same need twice on a day, for a file that was emptied, and where nobody there can be written to.
    """
    person, today = _lock_person(person), timezone.localdate(at)
    if consented_on > today:
        raise DomainError("L’accord de la personne ne peut pas être daté de l’avenir.").at("consented_on")
    place, receiver = _destination(place, receiver, sender=sender)
    _refuse_twice(person, need, on=today)
    _refuse_unreachable(person, fields)
    fields["note"] = refuse_text("note", fields.get("note", ""))
    fields["hours"] = one_line(refuse_text("hours", fields.get("hours", "")))
    referral = _write(
        Referral(
            person=person,
            need=need,
            sender=sender,
            sent_by=by,
            place=place,
            receiver=receiver,
            consented_on=consented_on,
            epci_id=person.commune.epci_id if person.commune else None,
            **fields,
        ),
        verb=ReferralVerb.SENT,
        by=by,
        at=at,
    )
    _settle_returned(referral, at=at)
    go_on(person, by=by, at=at)
    keep_longer(person, used_on=today, by=by, at=at)
    return referral


@transaction.atomic
def go_on(person: Beneficiary, *, by: User, at: datetime) -> None:
    """Reopen the path of a person, whom this transaction has locked; harmless where it has not ended."""
    ending = PathEnding.objects.filter(person=person, reopened_at=None).first()
    if ending is not None:
        ending.reopened_at = at
        ending.save(update_fields=["reopened_at"])
        label = f"Personne n° {person.pk}"
        journal.record(ReferralVerb.PATH_REOPENED, on=ending, by=by, at=at, label=label)


def _settle_returned(referral: Referral, *, at: datetime) -> None:
    """What had come back for the same need is dealt with by this one."""
    same = {name: getattr(referral, name) for name in ("person", "need", "sender")}
    Referral.objects.returned().filter(**same).update(read_at=at)


def _write(referral: Referral, *, verb: ReferralVerb, by: User | None, at: datetime) -> Referral:
    referral.network_id = referral.sender.network_id
    referral.sent_at, referral.sent_on = at, timezone.localdate(at)
    referral.lapses_on = lapses_on(referral.sent_on)
    referral.link_nonce = secrets.token_urlsafe(32)
    referral.link_sha256 = digest_of(referral.link_token)
    referral.full_clean(exclude=["sent_by"])
    referral.save()
    journal.record(verb, on=referral, by=by, at=at)
    mail_receiver(referral, "referral_new", at=at)
    return referral


def mail_receiver(referral: Referral, kind: str, *, at: datetime) -> None:
    """Write to everybody who answers there, or the secret link to the address of a place without an account."""
    members = list(receiving_members(referral.receiver)) if referral.receiver else []
    for member in members:
        outbox.enqueue(kind, network=referral.network, target=referral, recipient=member, at=at)
    if not members:
        outbox.enqueue(kind, network=referral.network, target=referral, at=at)


def mail_sender(referral: Referral, *, at: datetime) -> None:
    """Notify who sent it that something came of it."""
    if referral.sent_by is not None:
        outbox.enqueue("referral_answer", network=referral.network, target=referral, recipient=referral.sent_by, at=at)


@transaction.atomic
def pass_on(
    referral: Referral,
    *,
    place: Place | None = None,
    receiver: Partner | None = None,
    consented_on: date,
    by: User,
    at: datetime,
) -> Referral:
    """Let the receiver send the person on to another place: its referral ends, and the next one begins.

    `consented_on`: the day on which she agreed to the other place too.
    """
    referral = lock_referral(referral)
    _lock_person(referral.person)
    if consented_on > timezone.localdate(at):
        raise DomainError("L’accord de la personne ne peut pas être daté de l’avenir.").at("consented_on")
    here = referral.place or referral.receiver
    if here == (place or receiver):
        raise DomainError(f"Elle est déjà orientée vers {here}\u00a0: choisissez un autre lieu.").at("to")
    place, receiver = _destination(place, receiver, sender=referral.sender)
    referral = states.move_locked(referral, ReferralState.PASSED_ON, by=by, at=at, ended_at=at, answered_at=at)
    journal.record(ReferralVerb.PASSED_ON, on=referral, by=by, at=at)
    _refuse_twice(referral.person, referral.need, on=timezone.localdate(at))
    carried = {name: getattr(referral, name) for name in _CARRIED} | {"consented_on": consented_on}
    successor = Referral(**carried, place=place, receiver=receiver, passed_from=referral)
    mail_sender(referral, at=at)
    return _write(successor, verb=ReferralVerb.SENT, by=by, at=at)


@transaction.atomic
def withdraw(referral: Referral, *, by: User | None, at: datetime) -> Referral:
    """Take a referral back; the receiver is notified that there is nothing more to do."""
    referral = lock_referral(referral)
    referral = states.move_locked(referral, ReferralState.WITHDRAWN, by=by, at=at, ended_at=at)
    journal.record(ReferralVerb.WITHDRAWN, on=referral, by=by, at=at)
    release_source(key_of(referral), by=by, at=at)
    mail_receiver(referral, "referral_withdrawn", at=at)
    return referral


@transaction.atomic
def acknowledge(referral: Referral, *, by: User, at: datetime) -> Referral:
    """Note that the sender has read how it ended. Harmless when repeated."""
    referral = lock_referral(referral)
    if referral.is_open:
        raise DomainError("Cette orientation n’est pas terminée.")
    if referral.read_at is None:
        referral.read_at = at
        referral.save(update_fields=["read_at"])
        journal.record(ReferralVerb.READ, on=referral, by=by, at=at)
    return referral


@transaction.atomic
def withdraw_consent(person: Beneficiary, *, by: User | None, at: datetime) -> int:
    """Note that a person no longer agrees: what is under way ends, and receivers see nothing of her any more.

    Returns how many referrals this concerns; what was counted stays counted. Harmless when repeated.
    """
    rows = Referral.objects.select_for_update(of=("self",)).filter(person=person, consent_withdrawn_at=None)
    found = list(rows.select_related("network", "receiver", "place").order_by("pk"))
    for referral in found:
        if referral.state in OPEN_STATES:
            changes = {"ended_at": at, "consent_withdrawn_at": at}
            states.move_locked(referral, ReferralState.WITHDRAWN, by=by, at=at, **changes)
            release_source(key_of(referral), by=by, at=at)
            mail_receiver(referral, "referral_withdrawn", at=at)
        else:
            referral.consent_withdrawn_at = at
            referral.save(update_fields=["consent_withdrawn_at"])
        journal.record(ReferralVerb.CONSENT_WITHDRAWN, on=referral, by=by, at=at)
    return len(found)
