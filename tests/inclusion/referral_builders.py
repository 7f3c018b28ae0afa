"""Makers of referrals, by the actions that people use."""

from datetime import timedelta
from typing import Any

from inclusion.core.models.networks import User
from inclusion.guide.rules.search import NEEDS
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.referrals.actions import answering, sending
from inclusion.referrals.models import Referral
from tests.builders import AT

#: What most people come for.
NEED = next(iter(NEEDS))
#: The next day, at the same hour.
TOMORROW = AT + timedelta(days=1)


def make_referral(person: Beneficiary, *, by: User, **fields: Any) -> Referral:
    """A referral of the organisation that follows the person, sent for the first need."""
    values: dict[str, Any] = {"need": NEED, "sender": person.followed_by, "consented_on": AT.date(), "at": AT, **fields}
    return sending.send(person, by=by, **values)


def make_accepted(referral: Referral, *, by: User | None = None, **fields: Any) -> Referral:
    """The same with an appointment on the next day."""
    return answering.accept(referral, by=by, **{"appointment_at": TOMORROW, "at": AT, **fields})


def make_met(referral: Referral, *, by: User | None = None) -> Referral:
    """The same, and the person came on the next day."""
    return answering.note_met(make_accepted(referral, by=by), by=by, at=TOMORROW)


def make_receiver(name: str = "Médiathèque", **fields: Any) -> Partner:
    """An organisation without an account that can be written to."""
    return Partner.objects.create(
        name=name, **{"kind": "training_place", "added_at": AT, "email": "mediation@exemple.example", **fields}
    )
