"""Rows that the pages of registrations need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from tests.inclusion.registration_builders import make_registration, make_waiting


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    event = known["event"]
    return {
        "registration": make_registration(
            event, name="Dominique Exemple", people=2, needs="Boucle magnétique"
        ),
        "registration_waiting": make_waiting(event, name="Camille Exemple"),
    }
