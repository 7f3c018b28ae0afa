"""Referrals of a demonstration network, by the actions that people use, as of days before it is loaded."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from inclusion.core.models.networks import User
from inclusion.demo.loading import Loaded, moment
from inclusion.demo.shapes import Referral as ReferralData
from inclusion.guide.models import Place
from inclusion.referrals.actions import answering, paths, sending
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import nearest_places, receiving_members

#: Days between what is sent, the appointment and the word back.
_ANSWERED, _MET, _DONE = 1, 3, 4
#: Days after which the sender has read what came back.
_READ = 12


def load_referrals(loaded: Loaded) -> None:
    """Send each person, the earliest first, and let happen what happened; then give back what nobody answered."""
    today = timezone.localdate()
    for one in sorted(loaded.data.referrals, key=lambda data: -data.days_ago):
        _load(loaded, one, today - timedelta(days=one.days_ago))
    if loaded.data.referrals:
        _note_levels(loaded, today)
        for referral in Referral.objects.returned().filter(ended_at__lt=moment(today - timedelta(days=_READ))):
            sending.acknowledge(referral, by=loaded.users["prescriber"], at=referral.ended_at + timedelta(hours=3))
        answering.lapse_due(at=timezone.now())
        answering.remind_due(at=timezone.now())


def _note_levels(loaded: Loaded, today: date) -> None:
    """How at ease the first person felt, twice: she has learnt something."""
    person = loaded.people[loaded.data.referrals[0].person]
    does: dict[str, Any] = {"partner": person.followed_by, "by": loaded.users["prescriber"]}
    paths.note_level(person, device=1, online=1, at=moment(today - timedelta(days=90)), **does)
    paths.note_level(person, device=2, online=2, safety=1, at=moment(today - timedelta(days=5)), **does)


def _load(loaded: Loaded, data: ReferralData, on: date) -> None:
    person, sender = loaded.people[data.person], loaded.users["prescriber"]
    referral = sending.send(
        person,
        need=data.need,
        sender=person.followed_by,
        consented_on=on,
        note=data.note,
        **dict[str, Any]({f"shares_{name}": True for name in data.shares}),
        **_destination(loaded, data.to),
        by=sender,
        at=moment(on),
    )
    if data.story == "withdrawn":
        sending.withdraw(referral, by=sender, at=moment(on + timedelta(days=1)))
    elif data.story == "passed_on":
        _pass_on(loaded, referral, data, on)
    elif data.story != "sent":
        _answer(referral, data, on)


def _destination(loaded: Loaded, to: str) -> dict[str, Any]:
    kind, _, name = to.partition(":")
    if kind == "partner":
        return {"receiver": loaded.partners[name]}
    return {"place": Place.objects.get(name=name)}


def _receiver(referral: Referral) -> User | None:
    """Who answers: a member of the organisation, or nobody by name, by the secret link."""
    member = receiving_members(referral.receiver).first() if referral.receiver else None
    return member.user if member else None


def _pass_on(loaded: Loaded, referral: Referral, data: ReferralData, on: date) -> None:
    """The place sends the person on to another one that is near, which receives her."""
    day = on + timedelta(days=_ANSWERED)
    near = nearest_places(referral.person, sender=referral.sender, need=referral.need, today=day)
    other = next(one for one in near if one.pk != referral.place_id)
    by = _receiver(referral) or loaded.coordinator
    _answer(sending.pass_on(referral, place=other, consented_on=day, by=by, at=moment(day)), data, day)


def _answer(referral: Referral, data: ReferralData, on: date) -> None:
    by, day = _receiver(referral), on + timedelta(days=_ANSWERED)
    if data.story == "declined":
        answering.decline(referral, reason=data.reason, word_back=data.word, by=by, at=moment(day))
        return
    met = timezone.localdate() + timedelta(days=1) if data.story in ("accepted", "link") else on + timedelta(days=_MET)
    answering.accept(referral, appointment_at=_at(met), by=by, at=moment(day))
    if data.story == "missed":
        answering.note_missed(referral, by=by, at=_at(met, 12))
    elif data.story not in ("accepted", "link"):
        answering.note_met(referral, by=by, at=_at(met, 12))
    if data.story in ("done", "passed_on"):
        answering.finish(referral, word_back=data.word, by=by, at=moment(on + timedelta(days=_DONE)))


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
