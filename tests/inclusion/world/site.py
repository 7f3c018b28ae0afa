"""Rows that the pages of site need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    return {}
