"""Figures of lending in one picture; measures of it that indicators can use."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from equipment.follow_up import queries as follow_up_queries
from equipment.follow_up.queries import follow_of, sight_of
from equipment.follow_up.rules import school_year_of
from equipment.loans.models.loans import Loan
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Picture, register_pictures
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


#: Needs that the picture names.
MAX_NEEDS = 5


@register_pictures(
    Permission.EQUIPMENT_FOLLOW,
    lambda member, today: [Loan.objects.all()] if member.only_reads else [],
    order=25,
)
def lending_of_the_year(member: Member, today: date) -> Picture | None:
    """Loans and pupils of this school year, and the needs that they answer, as the page of figures shows them."""
    follow = follow_of(sight_of(member), year=school_year_of(today), today=today)
    if not (follow.totals.loans and follow.totals.pupils):
        return None
    needs = next(sheet.table.rows for sheet in follow.sheets if sheet.name == "besoins")
    return Picture(
        heading="Le matériel prêté",
        sentence=f"{so_many(follow.totals.loans, 'prêt', 'prêts')} pour "
        f"{so_many(follow.totals.pupils, 'élève', 'élèves')} depuis la rentrée",
        template="equipment/follow_up/needs_picture.html",
        context={
            "bars": [(row.name, row.loans, str(row.loans)) for row in needs if row.loans][:MAX_NEEDS],
            "hides": any(row.is_hidden for row in needs),
        },
        foot=f"Année scolaire {follow.year_words}, au {plain_date(today)}",
        action="Voir les chiffres des prêts",
        url=reverse("equipment_follow", args=[member.network.slug]),
    )
