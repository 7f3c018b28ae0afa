"""What the tests of the pages of contributions share."""

from decimal import Decimal

from django.urls import reverse

from funding.models import Contribution, Receipt
from inclusion.core.scope import scoped_to
from tests.builders import make_partner
from tests.funding.builders import make_contribution

SLUG = "lot-et-garonne"
D = Decimal

#: A payment of the MSA, as the form sends it.
PAID = {"amount": "4 000,00", "on": "2026-10-01", "bank_reference": "VIR 2026-10-001"}


def address(name, row):
    return reverse(name, args=[SLUG, row.pk])


def promised_by_msa(worked):
    """A promise of the MSA of which nothing came yet."""
    with scoped_to(worked.fund.network):
        return make_contribution(worked.fund, make_partner("MSA"), "4000.00", by=worked.by)


def given_by_caf(worked):
    """The CAF's contribution, which came whole."""
    with scoped_to(worked.fund.network):
        return Contribution.objects.get(partner=worked.caf)


def promise_of_msa(worked, **fields):
    """A promise of the MSA, as the form sends it."""
    with scoped_to(worked.fund.network):
        msa = make_partner("MSA").pk
    return {"partner": msa, "year": "2026", "amount": "4 000,00", "on": "2026-01-12", **fields}


def counts(worked):
    """How many contributions and receipts there are."""
    with scoped_to(worked.fund.network):
        return Contribution.objects.count(), Receipt.objects.count()
