"""What funding offers to be counted, to whoever follows indicators."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from funding.models import measures
from inclusion.core.models.networks import Network
from inclusion.core.registry import Count, register_measure
from inclusion.core.scope import scoped_to


def _of(read: Callable[[date, date], Decimal | int]) -> Count:
    """The read, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> Decimal | int:
        with scoped_to(network):
            return read(start, end)

    return count


register_measure("passes_issued", "Pass remis", "pass", _of(measures.passes_issued))
register_measure("passes_used", "Pass utilisés", "pass", _of(measures.passes_used))
register_measure(
    "people_helped", "Personnes aidées par un pass", "personnes", _of(measures.people_sent_passes)
)
register_measure("posts_fte", "Postes cofinancés, en moyenne", "ETP", _of(measures.posts_fte))
register_measure("fund_paid", "Euros payés par les fonds", "€", _of(measures.fund_paid))
