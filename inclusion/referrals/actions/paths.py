"""How at ease a person feels is noted; her path ends and is reopened; what is kept of it is exported and erased."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.models.networks import User
from inclusion.core.registry.links import key_of
from inclusion.core.registry.people import PersonRecords
from inclusion.core.suppression import THRESHOLD
from inclusion.help_desks.actions.bookings import release_source
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.referrals.actions.sending import go_on, mail_receiver
from inclusion.referrals.enums import OPEN_STATES, PathEndReason, ReferralState, ReferralVerb
from inclusion.referrals.models import FeltLevel, PathEnding, Referral
from inclusion.referrals.queries import level_words, shared_of


def _label(person: Beneficiary) -> str:
    return f"Personne n° {person.pk}"


def _lock_known(person: Beneficiary) -> Beneficiary:
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at is not None:
        raise DomainError("Cette fiche a été anonymisée\u00a0: elle ne peut plus être modifiée.")
    return person


@transaction.atomic
def note_level(
    person: Beneficiary,
    *,
    partner: Partner,
    device: int | None = None,
    online: int | None = None,
    safety: int | None = None,
    by: User,
    at: datetime,
) -> FeltLevel:
    """Note what a person said of how at ease she feels; earlier answers stay."""
    person = _lock_known(person)
    level = FeltLevel(
        network_id=person.network_id,
        person=person,
        partner=partner,
        noted_at=at,
        noted_by=by,
        device=device,
        online=online,
        safety=safety,
    )
    level.full_clean()
    level.save()
    journal.record(ReferralVerb.LEVEL_NOTED, on=level, by=by, at=at, label=_label(person))
    return level


@transaction.atomic
def end_path(person: Beneficiary, *, reason: str, ended_on: date, by: User, at: datetime) -> PathEnding:
    """Note that a person needs no more help, moved or stopped; raises DomainError while a referral is under way."""
    person = _lock_known(person)
    if ended_on > timezone.localdate(at):
        raise DomainError("Donnez un jour passé, ou aujourd’hui.").at("ended_on")
    if Referral.objects.under_way().filter(person=person).exists():
        raise DomainError("Une orientation est encore en cours\u00a0: terminez-la ou retirez-la d’abord.")
    if PathEnding.objects.filter(person=person, reopened_at=None).exists():
        raise DomainError("Ce parcours est déjà terminé.")
    ending = PathEnding.objects.create(person=person, reason=PathEndReason(reason), ended_on=ended_on, ended_by=by)
    journal.record(ReferralVerb.PATH_ENDED, on=ending, by=by, at=at, label=_label(person))
    return ending


@transaction.atomic
def reopen_path(person: Beneficiary, *, by: User, at: datetime) -> None:
    """Go on with a path that had ended; harmless where it has not."""
    go_on(_lock_known(person), by=by, at=at)


# -- What is kept about a person: export and erasure


def export(person: Beneficiary) -> PersonRecords:
    """Return what referrals and paths hold about a person, in the words that she reads."""
    referrals = Referral.objects.filter(person=person).for_pages().order_by("pk")
    levels = FeltLevel.objects.filter(person=person).select_related("partner").order_by("pk")
    endings = PathEnding.objects.filter(person=person).order_by("pk")
    return PersonRecords(
        tables={
            "Vos orientations": [_record(one) for one in referrals],
            "Comment vous vous sentez avec le numérique": [
                {"Noté le": one.noted_at, "Par": str(one.partner)} | dict(level_words(one)) for one in levels
            ],
            "Fins de votre parcours": [
                {"Terminé le": one.ended_on, "Raison": one.get_reason_display(), "Rouvert le": one.reopened_at}
                for one in endings
            ],
        }
    )


def _record(referral: Referral) -> dict[str, Any]:
    return {
        "Envoyée le": referral.sent_at,
        "Par": str(referral.sender),
        "Vers": referral.destination,
        "Besoin": referral.get_need_display(),
        "Accord donné le": referral.consented_on,
        "Accord retiré le": referral.consent_withdrawn_at,
        "Ce que vous avez accepté de montrer": ", ".join(shared_of(referral)),
        "Quand vous êtes libre": referral.hours,
        "Ce dont vous avez besoin": referral.note,
        "État": referral.get_state_display(),
        "Rendez-vous": referral.appointment_at,
        "Lieu du rendez-vous": referral.appointment_where,
        "Mot en retour": referral.word_back,
    }


def blockers(person: Beneficiary, *, on: date, asked: bool) -> list[str]:
    """Return why a file cannot be emptied yet: at night, while a referral is under way."""
    if not asked and Referral.objects.under_way().filter(person=person).exists():
        return ["Une orientation est encore en cours."]
    return []


def consequences(person: Beneficiary) -> list[str]:
    """Return what erasing does to referrals, and what stays."""
    found = Referral.objects.filter(person=person).count()
    if not found:
        return []
    words = so_many(found, "orientation ne dit plus rien d’elle", "orientations ne disent plus rien d’elle")
    return [f"{words}\u00a0: les lieux ne la voient plus, seuls le besoin et l’issue restent comptés."]


@transaction.atomic
def forget(person: Beneficiary, *, reason: str, by: User | None, at: datetime) -> None:
    """End what is under way and empty every text; the receivers see nothing any more."""
    rows = Referral.objects.select_for_update(of=("self",)).filter(person=person)
    for referral in list(rows.select_related("network", "receiver", "place").order_by("pk")):
        if referral.state in OPEN_STATES:
            changes = {"ended_at": at, "consent_withdrawn_at": at}
            states.move_locked(referral, ReferralState.WITHDRAWN, by=by, at=at, **changes)
            journal.record(ReferralVerb.WITHDRAWN, on=referral, by=by, at=at)
            release_source(key_of(referral), by=by, at=at)
            mail_receiver(referral, "referral_withdrawn", at=at)
    rows.filter(consent_withdrawn_at=None).update(consent_withdrawn_at=at)
    rows.update(note="", hours="", word_back="", appointment_where="", mails_person=False)
    for epci in set(rows.exclude(epci=None).values_list("epci", flat=True)):
        # Among few people the intercommunalité alone would still point at her.
        people = Referral.objects.filter(epci=epci).order_by().values("person").distinct()
        if people.count() < THRESHOLD:
            rows.filter(epci=epci).update(epci=None)
    FeltLevel.objects.filter(person=person).delete()
    PathEnding.objects.filter(person=person).delete()
