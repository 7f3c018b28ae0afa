"""Rows that the pages of places need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.guide.actions.open_data import prepare
from inclusion.guide.actions.proposals import propose
from inclusion.guide.enums import GuideFileKind
from tests.builders import AT
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_check, make_help_desk


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    place = known.get("guide_place") or make_place(partner=cast["training_place"].partner)
    return {
        "guide_place": place,
        "session": make_help_desk(place),
        "place_check": make_check(place),
        "place_proposal": propose(place, kind="other", said="Le nom a changé.", at=AT),
        "guide_file_csv": prepare(GuideFileKind.CSV, at=AT),
    }
