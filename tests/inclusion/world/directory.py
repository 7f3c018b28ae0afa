"""Rows that the pages of directory need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from tests.inclusion.directory_builders import make_message, make_profile, make_search


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    return {
        "partner_profile": make_profile(cast["training_place"].partner, contact_email="formation@exemple.example"),
        "saved_search": make_search(cast["reader"]),
        "directory_message": make_message(cast["reader"], cast["training_place"].partner),
    }
