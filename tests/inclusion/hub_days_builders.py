"""Makers of hubs, of what they give in a year, and of their days."""

from datetime import date
from typing import Any

from inclusion.core.enums import PartnerKind
from inclusion.hub_days import actions as hub_day_actions
from inclusion.hub_days.enums import HubDayState, HubUse
from inclusion.hub_days.models import HubAllocation, HubDay
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner


def make_hub(name: str = "Hub du Sud", **fields: Any) -> Partner:
    """A partner that is a hub."""
    return make_partner(name, kind=PartnerKind.HUB, **fields)


def make_allocation(partner: Partner | None = None, *, year: int = 2026, half_days: int = 40) -> HubAllocation:
    """What a hub gives in a year: twenty days."""
    return HubAllocation.objects.create(partner=partner or make_hub(), year=year, half_days=half_days)


def make_day(allocation: HubAllocation | None = None, *, done: bool = False, **fields: Any) -> HubDay:
    """Two half days, planned or done, by the actions."""
    allocation = allocation or make_allocation()
    values = {
        "on": date(2026, 10, 6),
        "half_days": 2,
        "use": HubUse.WORKSHOPS,
        "title": "Atelier d’écriture",
        "by": None,
        "at": AT,
        **fields,
    }
    day = hub_day_actions.plan_day(partner=allocation.partner, **values)
    if done:
        day = hub_day_actions.note_done(day, by=values["by"], at=AT)
    assert day.state == (HubDayState.DONE if done else HubDayState.PLANNED)
    return day
