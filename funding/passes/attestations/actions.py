"""A place attests what a person learnt in sessions that were paid with passes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.passes.attestations.models import MAX_MINUTES, MAX_SESSION_MINUTES, AttestedUse, PassAttestation
from funding.passes.attestations.queries import attested_uses, key_of, sessions_of, uses_beside
from funding.passes.programmes.labels import spoken_minutes
from funding.passes.programmes.models import PassProgramme
from funding.passes.uses.models import Redemption
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.health import text_fault
from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number
from inclusion.core.french.names import one_line, search_form
from inclusion.core.models.networks import User
from inclusion.people.models import Beneficiary

ERASED = "La fiche de cette personne est effacée\u00a0: aucune attestation ne peut plus être établie."


def attest_blocker(use: Redemption) -> str:
    """Why nothing can be attested from a use, as a sentence; empty where it can."""
    if use.taken_back_at is not None:
        return "L’utilisation de ce pass a été annulée\u00a0: il n’y a pas eu de séance à attester."
    return ERASED if use.one_pass.booklet.beneficiary.anonymised_at is not None else ""


def paper_blocker(attestation: PassAttestation) -> str:
    """Why an attestation cannot be printed any more, as a sentence; empty where it can."""
    if not attestation.person_name:
        return ERASED
    if attestation.withdrawn_at is not None:
        return "Cette attestation a été annulée\u00a0: établissez-en une autre."
    if attested_uses(attestation).exclude(taken_back_at=None).exists():
        return "Une séance de cette attestation a été annulée depuis\u00a0: établissez-en une autre."
    return ""


@transaction.atomic
def attest(
    use: Redemption,
    *,
    person_name: str,
    sessions: Collection[str],
    subjects: Collection[str],
    minutes: int,
    trainer: str,
    by: User,
    at: datetime,
) -> PassAttestation:
    """Attest sessions of the person who used this pass, at its place; `sessions` are their keys.

    The same attestation, given once more on the same day, is the one that is there. Raises DomainError where a session
    was taken back or none is chosen, for a length that they cannot have had, for texts that are missing or may not be
    kept, and once the person's file is empty.
    """
    booklet = use.one_pass.booklet
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=booklet.beneficiary_id)
    use = Redemption.objects.select_for_update(of=("self",)).select_related("place").get(pk=use.pk)
    if problem := attest_blocker(use):
        raise DomainError(problem)
    found = uses_beside(use).select_for_update(of=("self",))
    chosen = [one for one in found if key_of(one) in sessions]
    if not chosen or {key_of(one) for one in chosen} != set(sessions):
        raise DomainError("Cochez les séances qui ont eu lieu.").at("sessions")
    most = longest(booklet.programme, len(sessions_of(chosen)))
    if not 0 < minutes <= most:
        raise DomainError(f"Donnez la durée de toutes les séances\u00a0: {spoken_minutes(most)} au plus.").at("hours")
    texts = _texts(person_name, subjects, trainer)
    if problem := _name_fault(str(texts["person_name"]), person):
        raise DomainError(problem).at("person_name")
    if known := _same_of_the_day(use, chosen, texts | {"minutes": minutes}, at=at):
        return known
    attestation = PassAttestation.objects.create(
        place=use.place, beneficiary=person, minutes=minutes, given_at=at, given_by=by, **texts
    )
    AttestedUse.objects.bulk_create(
        AttestedUse(network_id=use.network_id, attestation=attestation, redemption=one) for one in chosen
    )
    journal.record(Verb.PASS_ATTESTED, on=attestation, by=by, at=at, place=use.place_id, uses=len(chosen))
    return attestation


def longest(programme: PassProgramme, sessions: int) -> int:
    """Minutes that so many sessions can have lasted: each twice as long as the programme says, else ten hours."""
    each = 2 * programme.session_minutes if programme.session_minutes else MAX_SESSION_MINUTES
    return min(sessions * each, MAX_MINUTES)


def _name_fault(name: str, person: Beneficiary) -> str:
    """Why this cannot be the whole name of the person, as a sentence; empty where it can."""
    if not search_form(name).startswith(search_form(person.first_name)):
        return f"Le prénom est celui de la fiche\u00a0: {person.first_name}. Commencez par lui."
    return "" if " " in name else "Écrivez le prénom et le nom."


def _same_of_the_day(
    use: Redemption, chosen: Collection[Redemption], said: dict[str, object], *, at: datetime
) -> PassAttestation | None:
    """What was attested in the same words of the same sessions on this day: a form that was sent twice."""
    found = PassAttestation.objects.standing().filter(
        place=use.place, beneficiary=use.one_pass.booklet.beneficiary_id, given_at__date=timezone.localdate(at), **said
    )
    wanted = {one.pk for one in chosen}
    same = (one for one in found if {line.redemption_id for line in one.lines.all()} == wanted)
    return next(same, None)


@transaction.atomic
def withdraw_attestation(attestation: PassAttestation, *, by: User, at: datetime) -> PassAttestation:
    """Withdraw what was attested by mistake: it is printed no more. Twice is once."""
    row = PassAttestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = at, by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        journal.record(Verb.PASS_ATTESTATION_WITHDRAWN, on=row, by=by, at=at)
    return row


def _texts(person_name: str, subjects: Collection[str], trainer: str) -> dict[str, object]:
    """What was typed, as it is kept. Raises DomainError, at the field, for what is missing or may not be kept."""
    texts = {"person_name": one_line(person_name)[:120], "trainer": one_line(trainer)[:80]}
    learnt = [one_line(one)[:120] for one in subjects if one.strip()]
    if not learnt:
        raise DomainError("Cochez ou écrivez ce qui a été appris.").at("subjects")
    for field, text in (*texts.items(), ("other", " ; ".join(learnt))):
        if not text:
            raise DomainError("Donnez le nom entier, comme la personne l’écrit.").at(field)
        # « Sourd » is a name as well.
        problem = text_fault(text) if field == "other" else NIR_REFUSED if has_social_security_number(text) else ""
        if problem:
            raise DomainError(problem).at(field)
    return {**texts, "subjects": learnt}
