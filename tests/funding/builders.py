"""Funds for the tests, made by the actions that the portal itself uses."""

from datetime import date
from decimal import Decimal
from typing import Any

from funding.models import Fund
from inclusion.enums import PartnerKind
from inclusion.models import Partner
from tests.builders import make_partner

START, END = date(2026, 1, 1), date(2029, 1, 1)


def make_fund(name: str = "Fonds d’inclusion numérique", **fields: Any) -> Fund:
    """A fund of three years in the active network."""
    values = {"envelope": Decimal("300000.00"), "start": START, "end": END, **fields}
    return Fund.objects.create(name=name, host=fields.pop("host", None) or department(), **values)


def department() -> Partner:
    """The Conseil départemental of the active network, which carries the funds and adds to them."""
    return Partner.objects.filter(kind=PartnerKind.DEPARTMENT).first() or make_partner(
        "Conseil départemental", kind=PartnerKind.DEPARTMENT
    )
