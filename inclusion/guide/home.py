"""What the guide shows elsewhere: public pages, navigation, to-do cards."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.navigation import Entry, Figure, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry import register_public_page
from inclusion.guide import papers as guide_papers  # noqa: F401  (it adds itself to the files of the guide)
from inclusion.guide.enums import GuideFileKind
from inclusion.guide.models import GuideFile, Place, PlaceCheck, Session
from inclusion.guide.queries import networks_with_places
from inclusion.guide.rules.provenance import FRESH, STALE, days_of
from inclusion.networks.models import NetworkSite
from inclusion.partners.actions import follow_merges


def running_guide(day: date) -> list[Running]:
    """Places that are asked each month whether their sheet is right."""
    asked = Place.objects.open().exclude(emails=[])
    if NetworkSite.objects.filter(asks_places=False).exists():
        asked = asked.none()
    return [
        Running(
            asked,
            "lieu reçoit chaque mois une question sur sa fiche\u00a0: cessez d’abord de la poser",
            "lieux reçoivent chaque mois une question sur leur fiche\u00a0: cessez d’abord de la poser",
            "site_settings",
        )
    ]


register_activity(
    Activity(
        "guide",
        "Guide du numérique",
        "Les lieux où se faire aider, leurs permanences et leurs horaires, ouverts à tous.",
        Group.PUBLIC,
        ("inclusion.guide",),
        running_guide,
    )
)

register_public_page("Guide du numérique", "guide", networks_with_places, short="Guide", order=10)


# -- The guide in the navigation, pending work of the coordination and of keepers

#: Answers of places come with what is to be decided; places to renew after that; what is left out of a file last.
TO_SETTLE, TO_RENEW, LEFT_OUT, FIGURE = 24, 58, 70, 44

register_entry(
    Entry(
        24,
        "Guide",
        "place_list",
        Permission.GUIDE_VIEW,
        ("place_", "session_", "guide_"),
        waiting=lambda member: (
            [PlaceCheck.objects.to_settle()] if member.may(Permission.GUIDE_MANAGE) else []
        ),
        group=Group.PUBLIC,
    )
)


@register_todos
def answers_to_settle(member: Member, today: date) -> list[Todo]:
    """One line for what places want corrected, or say is closed."""
    if not member.may(Permission.GUIDE_MANAGE):
        return []
    count = PlaceCheck.objects.to_settle().count()
    if not count:
        return []
    return [
        Todo(
            tone="warn",
            chip="À traiter",
            title=so_many(
                count, "lieu demande un changement de sa fiche", "lieux demandent un changement de leur fiche"
            ),
            detail="une correction, ou une fermeture",
            action="Lire les réponses",
            url=reverse("place_check_list", args=[member.network.slug]),
            order=TO_SETTLE,
        )
    ]


@register_todos
def own_places_to_renew(member: Member, today: date) -> list[Todo]:
    """The own places of which nobody has said anything for eighteen months."""
    if not member.may(Permission.GUIDE_OWN):
        return []
    _, until = days_of(STALE, today)
    stale = list(Place.objects.open().of(member).filter(updated_on__lte=until).order_by("updated_on")[:4])
    return [
        Todo(
            tone="bad",
            chip=STALE.label,
            title=f"La fiche «\u00a0{place}\u00a0» date",
            detail="vérifiez-la, un clic suffit si tout est juste",
            action="Ouvrir la fiche",
            url=reverse("place_detail", args=[member.network.slug, place.pk]),
            order=TO_RENEW,
        )
        for place in stale[:3]
    ]


@register_todos
def places_left_out(member: Member, today: date) -> list[Todo]:
    """One line for the places that the national file had to leave out."""
    if not member.may(Permission.GUIDE_MANAGE):
        return []
    faults = GuideFile.objects.filter(kind=GuideFileKind.CSV).values_list("faults", flat=True).first()
    if not faults:
        return []
    without_pivot = sum(any(one["column"] == "pivot" for one in fault["reasons"]) for fault in faults)
    return [
        Todo(
            tone="info",
            chip="Export national",
            title=so_many(len(faults), "lieu n’est pas publié", "lieux ne sont pas publiés")
            + " dans l’export national",
            detail=f"{without_pivot} sans SIRET ni RNA" if without_pivot else "le standard les refuserait",
            action="Voir lesquels",
            url=reverse("guide_left_out", args=[member.network.slug]),
            order=LEFT_OUT,
        )
    ]


@register_figures
def fresh_places(member: Member, today: date) -> list[Figure]:
    """How many of the open places are up to date."""
    if not member.may(Permission.GUIDE_MANAGE):
        return []
    after, _ = days_of(FRESH, today)
    counted = Place.objects.open().aggregate(
        all=Count("pk"), fresh=Count("pk", filter=Q(updated_on__gt=after))
    )
    if not counted["all"]:
        return []
    return [
        Figure(
            "Fiches du guide à jour",
            str(counted["fresh"]),
            f"sur {so_many(counted['all'], 'lieu', 'lieux')}",
            "Voir les lieux",
            reverse("place_list", args=[member.network.slug]),
            order=FIGURE,
        )
    ]


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(Place, "partner")
follow_merges(Session, "held_by")


# -- Links of the work on files of places
