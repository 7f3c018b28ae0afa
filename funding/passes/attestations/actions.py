"""A place attests what a person learnt in sessions that were paid with passes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from funding.enums import Verb
from funding.passes.attestations.models import MAX_MINUTES, AttestedUse, PassAttestation
from funding.passes.attestations.queries import attested_uses, key_of, uses_beside
from funding.passes.uses.models import Redemption
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.health import text_fault
from inclusion.core.french.names import one_line
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

    Raises DomainError where a session was taken back or none is chosen, for texts that are missing or may not be
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
    if not 0 < minutes <= MAX_MINUTES:
        raise DomainError("Donnez la durée de toutes les séances.").at("minutes")
    texts = _texts(person_name, subjects, trainer)
    attestation = PassAttestation.objects.create(
        place=use.place, beneficiary=person, minutes=minutes, given_at=at, given_by=by, **texts
    )
    AttestedUse.objects.bulk_create(
        AttestedUse(network_id=use.network_id, attestation=attestation, redemption=one) for one in chosen
    )
    journal.record(Verb.PASS_ATTESTED, on=attestation, by=by, at=at, place=use.place_id, uses=len(chosen))
    return attestation


def _texts(person_name: str, subjects: Collection[str], trainer: str) -> dict[str, object]:
    """What was typed, as it is kept. Raises DomainError, at the field, for what is missing or may not be kept."""
    texts = {"person_name": one_line(person_name)[:120], "trainer": one_line(trainer)[:80]}
    learnt = [one_line(one)[:120] for one in subjects if one.strip()]
    if not learnt:
        raise DomainError("Cochez ou écrivez ce qui a été appris.").at("subjects")
    for field, text in (*texts.items(), ("other", " ; ".join(learnt))):
        if not text:
            raise DomainError("Donnez le nom entier, comme la personne l’écrit.").at(field)
        if problem := text_fault(text):
            raise DomainError(problem).at(field)
    return {**texts, "subjects": learnt}
