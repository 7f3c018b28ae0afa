"""Measures of lending that indicators can use."""

from collections.abc import Callable
from datetime import date

from equipment.follow_up import queries as follow_up_queries
from inclusion.core.models.networks import Network
from inclusion.core.registry import Count, register_measure
from inclusion.core.scope import scoped_to


def _of(read: Callable[[date, date], int]) -> Count:
    """The read, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> int:
        with scoped_to(network):
            return read(start, end)

    return count


register_measure("equipment_loans", "Prêts de matériel", "prêts", _of(follow_up_queries.loans_begun))
register_measure(
    "equipment_pupils", "Élèves équipés par un prêt", "élèves", _of(follow_up_queries.pupils_equipped)
)
register_measure(
    "equipment_trials", "Essais de matériel avec un retour", "essais", _of(follow_up_queries.trials_told)
)
