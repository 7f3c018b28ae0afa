"""Rows that the pages of referrals need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from tests.builders import make_person
from tests.inclusion.referral_builders import make_referral


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    by = cast["prescriber"].user
    person = make_person(cast["prescriber"].partner, by=by, first_name="Odile", last_name="Modèle")
    receiver = cast["training_place"].partner
    return {"referred": person, "referral": make_referral(person, receiver=receiver, by=by, note="Ouvrir un compte")}
