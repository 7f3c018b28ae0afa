"""Figures of lending in one picture; measures of it that indicators can use."""

from collections.abc import Callable
from datetime import date

from django.db.models import Max, QuerySet
from django.urls import reverse

from equipment.enums import LoanState
from equipment.follow_up import queries as follow_up_queries
from equipment.follow_up.queries import Follow, follow_of, sight_of
from equipment.follow_up.rules import school_year_of
from equipment.loans.models.loans import Loan
from inclusion.core.access import Member, Permission
from inclusion.core.charts.dots import Crowd
from inclusion.core.figures import register_figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Coming, Picture, Subject, register_coming, register_pictures
from inclusion.core.registry.measures import Count, register_measure
from inclusion.core.scope import scoped_to
from inclusion.core.suppression import THRESHOLD


def _of(read: Callable[[date, date], int]) -> Count:
    """The read, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> int:
        with scoped_to(network):
            return read(start, end)

    return count


register_measure(
    register_figure(
        "equipment_loans",
        "Prêts de matériel",
        "prêts",
        "Les prêts de matériel dont la remise a eu lieu dans la période.",
    ),
    _of(follow_up_queries.loans_begun),
)
register_measure(
    register_figure(
        "equipment_pupils",
        "Élèves équipés par un prêt",
        "élèves",
        "Les élèves qui ont eu un prêt remis dans la période, chacun une fois.",
    ),
    _of(follow_up_queries.pupils_equipped),
)
register_measure(
    register_figure(
        "equipment_trials",
        "Essais de matériel avec un retour",
        "essais",
        "Les prêts de la période dont un retour d’expérience a été noté.",
    ),
    _of(follow_up_queries.trials_with_feedback),
)


#: Needs that the picture names.
MAX_NEEDS = 5


@register_pictures(
    Permission.EQUIPMENT_FOLLOW,
    lambda member, today: [Loan.objects.all()] if member.only_reads else [],
    order=25,
    subject=Subject.PEOPLE,
)
def lending_of_the_year(member: Member, today: date) -> Picture | None:
    """Loans and pupils of this school year, and the needs that they answer, as the page of figures shows them."""
    follow = follow_of(sight_of(member), year=school_year_of(today), today=today)
    if not (follow.totals.loans and follow.totals.pupils):
        return None
    needs = next(sheet for sheet in follow.sheets if sheet.name == "besoins")
    return Picture(
        heading="Le matériel prêté",
        sentence=f"{so_many(follow.totals.loans, 'prêt', 'prêts')} pour "
        f"{so_many(follow.totals.pupils, 'élève', 'élèves')} depuis la rentrée",
        template="equipment/follow_up/needs_picture.html",
        context={
            "crowd": Crowd(follow.totals.pupils, "élèves"),
            "bars": [(row.name, row.loans, str(row.loans)) for row in needs.table.rows if row.loans][:MAX_NEEDS],
            "title": f"Prêts par besoin, {needs.of_years}" if needs.years else "Prêts par besoin",
        },
        foot=f"{'Prêts et élèves' if needs.years else 'Année scolaire'} {follow.year_words}, au {plain_date(today)}",
        action="Voir les chiffres des prêts",
        url=reverse("equipment_follow", args=[member.network.slug]),
        notes=_notes(follow),
    )


def _notes(follow: Follow) -> tuple[str, ...]:
    """What came of the trials, where it may be shown; that some needs are not."""
    sheets = {sheet.name: sheet for sheet in follow.sheets}
    outcomes = sheets["suites"]
    words = [f"{row.name[0].lower()}{row.name[1:]}, {row.loans}" for row in outcomes.table.rows if row.loans]
    years = f", {outcomes.years}" if outcomes.years else ""
    found = [f"Les suites des essais{years}\u00a0: {'\u00a0; '.join(words)}."] if words else []
    if any(row.is_hidden for row in sheets["besoins"].table.rows):
        found.append("D’autres besoins ne sont pas montrés, pour qu’aucun élève ne soit reconnu.")
    return tuple(found)


def _out(loans: QuerySet[Loan], today: date) -> QuerySet[Loan]:
    """Those that are to come back."""
    return loans.filter(state=LoanState.OUT, end__gt=today)


@register_coming(
    Permission.EQUIPMENT_FOLLOW,
    lambda member, today: [_out(Loan.objects.all() if member.only_reads else Loan.objects.none(), today)],
)
def last_return(member: Member, today: date) -> list[Coming]:
    """For who only reads: the day on which the last of the loans that run comes back; nothing of few loans."""
    out = _out(sight_of(member).loans if member.only_reads else Loan.objects.none(), today)
    count, last = out.count(), out.aggregate(last=Max("end"))["last"]
    if count < THRESHOLD:
        return []
    title = f"Retour du dernier des {count} prêts en cours qui ne sont pas en retard"
    url = reverse("equipment_follow", args=[member.network.slug])
    return [Coming(shown_end(last), title, url)]
