"""Uses of passes for the tests, made by the actions that the portal itself uses."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from funding.models import Letter, Pass, Redemption, ScanRefusal, TrainingPlace
from funding.passes.uses.actions import Scan, redeem
from inclusion.core.models.networks import User
from tests.builders import AT

SESSION = "Atelier smartphone"


def passes_of(letter: Letter) -> list[Pass]:
    """The passes that a letter carries, in their order."""
    return list(Pass.objects.filter(booklet=letter.booklet_id).select_related("booklet").order_by("rank"))


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


def use(
    one: Pass, place: TrainingPlace, *, by: User, at: datetime = AT, **fields: Any
) -> Redemption | ScanRefusal:
    """Use one pass in a place."""
    return redeem(place, scan(one.code, at=at, **fields), by=by, at=at)
