"""What cohorts of civic service show elsewhere: menu, what the week asks of a coordinator, a panel, merges."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from inclusion.civic_service.models import Cohort, TrainingDay, Volunteer
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import shown_end
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.people import register_person_rows
from inclusion.core.searching import register_search
from inclusion.partners.actions import follow_merges


def running_contracts(day: date) -> list[Running]:
    """Contracts that run."""
    return [
        Running(
            Volunteer.objects.under_contract(on=day),
            "volontaire est en service civique",
            "volontaires sont en service civique",
            "cohort_list",
        )
    ]


register_activity(
    Activity(
        "civic_service",
        "Service civique",
        "Les cohortes de volontaires\u00a0: tuteurs, journées de formation, présences et attestations.",
        Group.SUPPORT,
        ("inclusion.civic_service",),
        running_contracts,
        ("mediators",),
    )
)

register_entry(
    Entry(
        49,
        "Service civique",
        "cohort_list",
        Permission.CIVIC_SERVICE_VIEW,
        ("cohort_", "volunteer_", "training_day_"),
        needs=(Cohort.objects.all(),),
        always_for=Permission.CIVIC_SERVICE_MANAGE,
        group=Group.SUPPORT,
    )
)


# -- What a coordinator of a cohort does this week


def _cohorts(member: Member) -> QuerySet[Cohort]:
    return Cohort.objects.of_the_week(member)


def _without_list(member: Member, today: date) -> QuerySet[TrainingDay]:
    return TrainingDay.objects.without_list(today=today).filter(cohort__in=_cohorts(member))


def _not_noted(member: Member, today: date) -> QuerySet[TrainingDay]:
    return TrainingDay.objects.not_noted(today=today).filter(cohort__in=_cohorts(member))


def _without_tutor(member: Member, today: date) -> QuerySet[Volunteer]:
    running = Volunteer.objects.under_contract(on=today).in_post(on=today).without_tutor()
    return running.filter(cohort__in=_cohorts(member))


def _ending(member: Member, today: date) -> QuerySet[Volunteer]:
    return Volunteer.objects.ending(today=today).filter(cohort__in=_cohorts(member))


@register_todos(Permission.CIVIC_SERVICE_VIEW, lambda member, today: [(_without_list(member, today), "on")])
def days_without_list(member: Member, today: date) -> list[Todo]:
    """One line for each day to come of which nobody knows who is expected."""
    return [
        Todo(
            title=f"La journée «\u00a0{day}\u00a0» n’a pas encore de liste",
            detail="personne ne sait qui y est attendu",
            action="Faire la liste",
            url=reverse("training_day_list_edit", args=[member.network.slug, day.pk]),
            due=day.on,
        )
        for day in _without_list(member, today).order_by("on", "pk")
    ]


@register_todos(Permission.CIVIC_SERVICE_VIEW, lambda member, today: [(_not_noted(member, today), "on")])
def days_not_noted(member: Member, today: date) -> list[Todo]:
    """One line for each day that took place and of which presence is still to note."""
    return [
        Todo(
            title=f"Qui était à la journée «\u00a0{day}\u00a0»\u00a0?",
            detail="une présence qui n’est pas notée ne compte pas",
            action="Noter les présences",
            url=day.get_absolute_url(),
            due=day.on,
        )
        for day in _not_noted(member, today).select_related("network").order_by("on", "pk")
    ]


@register_todos(Permission.CIVIC_SERVICE_VIEW, lambda member, today: [(_ending(member, today), "end")])
def ending_with_days_missing(member: Member, today: date) -> list[Todo]:
    """One line for those whose contract is soon over and who still miss days."""
    rows = list(_ending(member, today).order_by("end", "pk").select_related("cohort__network"))
    count = len(rows)
    return [
        Todo(
            title=so_many(count, "volontaire part bientôt", "volontaires partent bientôt")
            + " sans toutes ses journées de formation" * (count == 1)
            + " sans toutes leurs journées de formation" * (count > 1),
            detail="les journées dues se suivent avant la fin du contrat",
            action="Voir qui",
            url=rows[0].get_absolute_url() if count == 1 else rows[0].cohort.get_absolute_url(),
            due=shown_end(rows[0].end),
        )
    ]


@register_todos(Permission.CIVIC_SERVICE_VIEW, lambda member, today: [_without_tutor(member, today)])
def volunteers_without_tutor(member: Member, today: date) -> list[Todo]:
    """One line for those whom nobody accompanies."""
    rows = list(_without_tutor(member, today).order_by("pk").select_related("cohort__network"))
    count = len(rows)
    return [
        Todo(
            title=so_many(count, "volontaire n’a pas de tuteur", "volontaires n’ont pas de tuteur"),
            detail="la structure d’accueil doit en nommer un",
            action="Le noter" if count == 1 else "Voir qui",
            url=rows[0].get_absolute_url() if count == 1 else rows[0].cohort.get_absolute_url(),
        )
    ]


# What moves with an organisation that is merged into another one.
follow_merges(Volunteer, "host")


def _forget_volunteer(volunteer: Volunteer, *, by: Any, at: Any) -> None:
    """Empty what a contract says of a tutor and of missions; the days that were followed stay, for counting."""
    Volunteer.objects.filter(pk=volunteer.pk).update(tutor_name="", tutor_contact="", missions="")


register_person_rows(Volunteer, forget=_forget_volunteer)


# -- Searching


@register_search(
    "Cohortes de service civique", Permission.CIVIC_SERVICE_VIEW, order=36, detail=lambda cohort: cohort.season
)
def cohorts_by_title(member: Member, words: str) -> QuerySet[Cohort]:
    """Cohorts that this member may open, the last first."""
    return Cohort.objects.visible_to(member).matching(words).order_by("-start", "pk")
