"""Figures of help on the home page, and measures offered to be counted."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from evaluation.activity.queries import help_totals
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import grouped
from inclusion.core.french.periods import civil_year
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Figure, register_figures
from inclusion.core.registry import Count, register_measure
from inclusion.core.scope import scoped_to


@register_figures
def people_helped(member: Member, today: date) -> list[Figure]:
    """People helped this year: by the whole network for whoever reads it all, else by the member's own structure."""
    sees_all = member.may(Permission.ACTIVITY_VIEW)
    if not (sees_all or member.may(Permission.ACTIVITY_RECORD)):
        return []
    year = civil_year(today.year)
    totals = help_totals(year.start, year.end, None if sees_all else member.partner)
    if not totals["acts"]:
        return []
    name, link = (
        ("help_figures", "les chiffres de l’aide") if sees_all else ("help_list", "les aides apportées")
    )
    return [
        Figure(
            f"Aidés en {today.year}" if sees_all else f"Aidés par votre structure en {today.year}",
            grouped(totals["people"]),
            "personne" if totals["people"] == 1 else "personnes",
            link,
            reverse(name, args=[member.network.slug]),
            order=60,
        )
    ]


def _of(read: Callable[[dict[str, int]], int]) -> Count:
    """One of the totals, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> int:
        with scoped_to(network):
            return read(help_totals(start, end))

    return count


register_measure("help_acts", "Aides apportées", "aides", _of(lambda totals: totals["acts"]))
register_measure("help_people", "Personnes aidées", "personnes", _of(lambda totals: totals["people"]))
register_measure("help_hours", "Heures d’aide", "heures", _of(lambda totals: round(totals["minutes"] / 60)))
