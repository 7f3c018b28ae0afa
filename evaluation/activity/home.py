"""Figures of help on the home page, and measures offered to be counted."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from evaluation.activity.actions import note_help_given, take_back_help_given
from evaluation.activity.models import HelpRecord
from evaluation.activity.queries import counted_by_territory, help_totals
from evaluation.activity.rules.records import whole_hours
from evaluation.enums import PublishedPart
from evaluation.results.models import Publication
from evaluation.results.queries.published import last_change
from inclusion.core.access import Member, Permission
from inclusion.core.charts.dots import Crowd
from inclusion.core.figures import Figure, register_figure
from inclusion.core.french.money import grouped
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import civil_year, plain_date
from inclusion.core.models.networks import Network
from inclusion.core.navigation import (
    MainAction,
    Picture,
    Subject,
    register_figures,
    register_main_action,
    register_pictures,
)
from inclusion.core.registry.help import register_help_keeper
from inclusion.core.registry.measures import Count, register_measure
from inclusion.core.registry.panels import FoundRows, register_epci_figures
from inclusion.core.scope import scoped_to
from inclusion.core.suppression import shown_count
from inclusion.partners.actions import follow_merges

_READS = (Permission.ACTIVITY_VIEW, Permission.ACTIVITY_RECORD)


def _of_year(member: Member, today: date) -> QuerySet[HelpRecord]:
    """What was noted this year: by all for whoever reads it all, else by the member's own structure."""
    found = HelpRecord.objects.between(*civil_year(today.year))
    return found if member.may(Permission.ACTIVITY_VIEW) else found.filter(partner=member.partner)


@register_figures(_READS, lambda member, today: [_of_year(member, today)], order=25)
def people_helped(member: Member, today: date) -> list[Figure]:
    """How many took part in help this year: in the network for whoever reads it all, else in the own structure."""
    sees_all = member.may(Permission.ACTIVITY_VIEW)
    totals = help_totals(*civil_year(today.year), None if sees_all else member.partner)
    name, link = ("help_figures", "les chiffres de l’aide") if sees_all else ("help_list", "les aides apportées")
    return [
        Figure(
            f"Aides en {today.year}" if sees_all else f"Aides de votre structure en {today.year}",
            grouped(totals["people"]),
            "participation" if totals["people"] == 1 else "participations",
            link,
            reverse(name, args=[member.network.slug]),
        )
    ]


@register_main_action(
    Permission.ACTIVITY_RECORD, lambda member, today: [HelpRecord.objects.filter(partner=member.partner)], order=70
)
def note_help(member: Member, today: date) -> MainAction:
    """What whoever gives help does most, once their structure notes it here."""
    return MainAction("Noter une aide", reverse("help_add", args=[member.network.slug]))


@register_pictures(
    Permission.ACTIVITY_VIEW,
    lambda member, today: [_of_year(member, today), _published()] if member.only_reads else [],
    order=20,
    subject=Subject.PEOPLE,
)
def people_and_changes(member: Member, today: date) -> Picture | None:
    """How many took part in help this year, and what last changed for those who answered twice."""
    people = help_totals(*civil_year(today.year))["people"]
    changed = last_change()
    if not people and changed is None:
        return None
    said = []
    if people:
        said.append(so_many(people, "participation", "participations") + f" aux aides en {today.year}")
    notes: tuple[str, ...] = (NOTHING_PUBLISHED,)
    if changed is not None:
        title = changed.summary.title
        said.append(f"{title[:1].lower()}{title[1:]}" if said else title)
        notes = (f"{changed.summary.note} {changed.source}",)
    return Picture(
        heading="Les personnes et ce qui change",
        sentence="\u00a0; ".join(said),
        template="evaluation/activity/people_picture.html",
        context={
            "crowd": Crowd(people, "participations") if people else None,
            "changed": changed.summary.moves if changed else [],
        },
        foot=f"Du 1er janvier au {plain_date(today)}" if people else notes[0],
        action="Voir les chiffres de l’aide" if people else "Voir les enquêtes",
        url=reverse("help_figures" if people else "survey_list", args=[member.network.slug]),
        notes=notes if people else (),
        beside=("Voir l’enquête", changed.url) if people and changed else None,
    )


#: Said where people were helped and no survey has compared before and after.
NOTHING_PUBLISHED = "Ce qui change n’est pas encore mesuré\u00a0: aucune enquête n’a comparé avant et après."


def _published() -> QuerySet[Publication]:
    return Publication.objects.current().filter(part=PublishedPart.PAIRED)


def _of(read: Callable[[dict[str, int]], int]) -> Count:
    """One of the totals, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> int:
        with scoped_to(network):
            return read(help_totals(start, end))

    return count


register_measure(
    register_figure(
        "help_acts",
        "Aides apportées",
        "aides",
        "Les aides notées par les structures dans la période, une ligne chacune.",
    ),
    _of(lambda totals: totals["acts"]),
)
register_measure(
    register_figure(
        "help_people",
        "Participations aux aides",
        "participations",
        "Le nombre de personnes noté à chaque aide\u00a0: une personne venue deux fois compte deux fois.",
    ),
    _of(lambda totals: totals["people"]),
    is_typed=True,
)
register_measure(
    register_figure(
        "help_hours", "Heures d’aide", "heures", "Le temps noté pour les aides de la période, en heures entières."
    ),
    _of(lambda totals: whole_hours(totals["minutes"])),
)


def _help_rows(siren: str, day: date) -> list[QuerySet]:
    return [counted_by_territory(HelpRecord.objects.between(*civil_year(day.year)))]


def help_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """How many took part in help this year in an intercommunalité, as far as small groups may be shown."""
    [found] = rows
    if not found:
        return []
    counts = {row["territory"] or "": row["helped"] for row in found}
    return [Figure("Participations aux aides", shown_count(counts, siren), f"en {day.year}, nombre saisi", "", "")]


register_epci_figures(Permission.ACTIVITY_VIEW, _help_rows, help_in, order=40)


# What help desks saw counts as help given, once.
register_help_keeper(note_help_given, take_back_help_given)

follow_merges(HelpRecord, "partner")
