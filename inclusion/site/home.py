"""What the public site shows elsewhere, and the figures of the network itself that everybody may see."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import unit_of
from inclusion.core.models.networks import Membership, Network, NetworkQuerySet
from inclusion.core.navigation import Entry, MainAction, Todo, register_entry, register_main_action, register_todos
from inclusion.core.registry.public import OpenFigure, register_open_figures, register_site_page
from inclusion.core.scope import scoped_to
from inclusion.guide.models import Place, Session
from inclusion.partners.models import Partner

register_activity(
    Activity(
        "site",
        "Site public",
        "La présentation du réseau et ses chiffres ouverts. Les mentions légales restent en ligne dans tous les cas.",
        Group.PUBLIC,
        ("inclusion.site.views.site_home", "inclusion.site.views.site_figures"),
    )
)


def _without_address(member: Member) -> NetworkQuerySet:
    return Network.objects.filter(pk=member.network.pk, email="", closed_at=None)


@register_todos(Permission.NETWORK_SETTINGS, lambda member, today: [(_without_address(member), today)])
def address_for_answers(member: Member, today: date) -> list[Todo]:
    """A network without an address of its own: nobody can answer its e-mails."""
    return [
        Todo(
            title="Personne ne peut répondre aux courriels du réseau",
            detail="Il n’a pas d’adresse électronique à lui. Donnez-en une qui est lue.",
            action="Donner l’adresse",
            url=reverse("network_settings", args=[one.slug]),
        )
        for one in _without_address(member)
    ]


@register_open_figures
def taking_part(network: Network, day: date) -> list[OpenFigure]:
    """How many organisations take part."""
    with scoped_to(network):
        partners = Partner.objects.active().filter(added_at__lte=timezone.now()).count()
    return [
        OpenFigure(
            "Organismes dans le réseau", partners, unit_of(partners, "organismes"), "la liste des partenaires", 10
        )
    ]


@register_open_figures
def places_to_go(network: Network, day: date) -> list[OpenFigure]:
    """How many places the guide has, and how many help desks and regular workshops take place there."""
    with scoped_to(network):
        places = Place.objects.open().count()
        sessions = Session.objects.running(on=day).filter(place__in=Place.objects.open()).count()
    return [
        OpenFigure(
            "Lieux dans le guide du numérique", places, "lieux" if places > 1 else "lieu", "le guide du numérique", 20
        ),
        OpenFigure("Permanences et ateliers réguliers", sessions, "rendez-vous", "le guide du numérique", 21),
    ]


@register_main_action(
    Permission.NETWORK_NOTE,
    lambda member, today: [Membership.objects.filter(pk=member.membership.pk)] if member.only_reads else [],
    order=5,
)
def download_note(member: Member, today: date) -> MainAction:
    """What an elected official or the prefecture takes away: the network in two pages."""
    url = reverse("network_note", args=[member.network.slug])
    return MainAction("Télécharger la note en deux pages (PDF)", url, brief="Note (PDF)")


register_entry(Entry(10, "Accueil", "network_home", Permission.NETWORK_VIEW, "network_home", pages=("todo_list",)))

register_site_page("Accueil", "site_home", order=0)
register_site_page("Chiffres", "site_figures", order=90)
