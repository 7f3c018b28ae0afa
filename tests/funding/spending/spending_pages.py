"""What the tests of actions, commitments and movements share: the worked example here and in the other network."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import Commitment, LedgerTransaction
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import pay
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_person
from tests.funding.builders import Worked
from tests.funding.pass_builders import make_prescriber, make_programme, send

SLUG = "lot-et-garonne"


def at(name: str, row: Any) -> str:
    """The address of a page of a row."""
    return reverse(name, args=[SLUG, row.pk])


def queries(client: Any, url: str) -> int:
    """How many queries the page asks."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def settle(commitment: Commitment, amount: str, worked: Worked, *, reference: str = "MANDAT-1") -> Any:
    """A payment of a commitment in September."""
    return pay(commitment, amount=Decimal(amount), reference=reference, on=date(2026, 9, 1), by=worked.by, at=AT)


def give_back(commitment: Commitment, amount: str, worked: Worked) -> LedgerTransaction:
    """A release in October."""
    return release(commitment, amount=Decimal(amount), on=date(2026, 10, 1), by=worked.by, at=AT)


def movement_of(commitment: Commitment, kind: str) -> LedgerTransaction:
    """The one movement of this kind of a commitment."""
    return LedgerTransaction.objects.get(commitment=commitment, kind=kind)


def booklet_commitment(worked: Worked) -> Commitment:
    """A commitment that carries a booklet of passes."""
    with scoped_to(worked.fund.network):
        prescriber = make_prescriber()
        person = make_person(prescriber.partner, by=worked.by)
        return send(person, make_programme(by=worked.by), by=worked.by).booklet.commitment
