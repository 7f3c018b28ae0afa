"""Claims of places for the tests, made by the actions that the portal itself uses."""

from datetime import date, datetime
from typing import Any

from funding.models import PassProgramme, Redemption, Reimbursement, TrainingPlace
from funding.passes.reimbursements.actions.claims import ask
from inclusion.core.models.networks import User
from tests.builders import AT, make_partner, make_person
from tests.funding.builders import confirm_accounts
from tests.funding.pass_builders import send
from tests.funding.redemption_builders import passes_of, use

IBAN = "FR76 3000 6000 0112 3456 7890 189"
NOVEMBER = date(2026, 11, 1)


def use_passes(
    count: int, place: TrainingPlace, programme: PassProgramme, *, by: User, at: datetime = AT, **fields: Any
) -> list[Redemption]:
    """So many passes of a new person's booklet, used in a place."""
    person = make_person(make_partner(), by=by)
    letter = send(person, programme, by=by, at=at)
    uses = [use(one, place, by=by, at=at, **fields) for one in passes_of(letter)[:count]]
    assert all(isinstance(one, Redemption) for one in uses), uses
    return uses


def claim(
    place: TrainingPlace,
    programme: PassProgramme,
    *,
    by: User,
    at: datetime = AT,
    month: date = NOVEMBER,
    **fields: Any,
) -> Reimbursement:
    """What the place is owed, asked for, on an account that somebody else has confirmed."""
    values = {"iban": IBAN, "account_holder": "Cyber-base", "certified": True, **fields}
    asked = ask(place, programme, month, by=by, at=at, **values)
    confirm_accounts(at=at)
    asked.place.refresh_from_db()
    return asked
