"""Rows that the pages of hub days need, for the access table and the walk through all pages."""

from typing import Any

from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import Membership
from inclusion.hub_days.actions import add_evidence, issue_sheet
from inclusion.hub_days.models import HubDay
from tests.builders import AT
from tests.funding.agreement_builders import tiny_pdf
from tests.inclusion.hub_days_builders import make_allocation, make_day


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of what they are; `known` are those of the modules before."""
    hub, by = cast["hub"].partner, cast["hub"].user
    hub.kind = PartnerKind.HUB
    hub.save()
    allocation = issue_sheet(make_allocation(hub), pdf=tiny_pdf(), by=by, at=AT)
    day = make_day(allocation, by=by)
    add_evidence(day, data=tiny_pdf(), filename="emargement.pdf", by=by, at=AT)
    return {"hub_allocation": allocation, "hub_day": HubDay.objects.get(pk=day.pk)}
