"""Uses of passes for the tests, made by the actions that the portal itself uses."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.models import Letter, Pass, Redemption, ScanRefusal, TrainingPlace
from funding.passes.attestations.actions import attest
from funding.passes.attestations.models import PassAttestation
from funding.passes.attestations.queries import key_of
from funding.passes.enums import LetterKind, LetterState
from funding.passes.letters.models import NOT_LEFT
from funding.passes.uses.actions import Scan, redeem
from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.models.history import StateChange
from inclusion.core.models.networks import User
from tests.builders import AT

SESSION = "Atelier smartphone"


def passes_of(letter: Letter) -> list[Pass]:
    """The passes that a letter carries, in their order."""
    return list(Pass.objects.filter(booklet=letter.booklet_id).select_related("booklet").order_by("rank"))


def passes_that_left(letter: Letter) -> list[Pass]:
    """The same, once its letter was sent."""
    let_leave(letter.booklet_id)
    return passes_of(letter)


def scan(code: str, *, used_on: date | None = None, at: datetime = AT, **fields: Any) -> Scan:
    """A scan with an identity of its own, of a session of the day."""
    values: dict[str, Any] = {
        "code": code,
        "session": SESSION,
        "used_on": used_on or timezone.localdate(at),
        "key": uuid4(),
        **fields,
    }
    return Scan(**values)


@transaction.atomic
def let_leave(booklet: int, *, at: datetime = AT) -> None:
    """Note that the letter of a booklet was sent, unless it has left: a pass is used only then."""
    waiting = Letter.objects.filter(booklet=booklet, kind=LetterKind.PASSES, state__in=NOT_LEFT)
    for letter in waiting:
        letter.document = letter.document or store(
            b"%PDF-", kind=DocumentKind.PASS_LETTER, filename="l.pdf", media_type="application/pdf", by=None, at=at
        )
        before, letter.state, letter.sent_at, letter.batch = letter.state, LetterState.SENT, at, None
        letter.save()
        StateChange.objects.create(
            target_model=letter._meta.label, target_id=letter.pk, from_state=before, to_state=letter.state, at=at
        )
        journal.record(Verb.LETTER_SENT, on=letter, by=None, at=at)


def use(one: Pass, place: TrainingPlace, *, by: User, at: datetime = AT, **fields: Any) -> Redemption | ScanRefusal:
    """Use one pass in a place, once its letter has left."""
    let_leave(one.booklet_id, at=at)
    return redeem(place, scan(one.code, at=at, **fields), by=by, at=at)


def make_attestation(use: Redemption, *, by: User, at: datetime = AT, **fields: Any) -> PassAttestation:
    """What the place of a use attests: one session of two hours."""
    values: dict[str, Any] = {
        "person_name": f"{use.one_pass.booklet.beneficiary.first_name} Exemple",
        "sessions": [key_of(use)],
        "subjects": ["Utilisation sécurisée du numérique"],
        "minutes": 120,
        "trainer": "Claire Formatrice",
        **fields,
    }
    return attest(use, by=by, at=at, **values)
