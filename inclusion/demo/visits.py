"""Whom the home page of the demonstration lets visitors log in as, and the pages of each that are worth seeing first.

`visits.toml` holds the words and the pages; the people come from the declared networks. Only these may be entered.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import reverse

from inclusion.core.access import ROLES
from inclusion.core.activities import page_is_on
from inclusion.core.models.networks import Membership, Network
from inclusion.core.scope import scoped_to
from inclusion.demo import loading, shapes

#: Pages that are shown of each account, and what takes the place of those that its network does not have.
SIGHTS = 3
EVERYWHERE: tuple[dict[str, Any], ...] = (
    {"label": "Voyez qui fait partie du réseau", "page": "partner_list"},
    {"label": "Cherchez qui fait quoi dans l’annuaire", "page": "directory_list"},
    {"label": "Voyez les réunions et leurs relevés", "page": "meeting_list"},
)

_FILE = Path(__file__).with_name("visits.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A page worth seeing: the name of its URL and, where it shows one row, the model and how to find the row."""

    label: str
    page: str
    of: str = ""
    where: dict[str, Any] = field(default_factory=dict)

    def address(self, network: Network) -> str:
        """Return where the page is in this network; where its row is gone, the network's home."""
        if not self.of:
            return reverse(self.page, args=[network.slug])
        with scoped_to(network):
            row = apps.get_model(self.of).objects.filter(**self.where).order_by("pk").first()
        return (
            reverse(self.page, args=[network.slug, row.pk])
            if row
            else reverse("network_home", args=[network.slug])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One account of a network: `title` is how the person is called beside the first name, in lower case."""

    network: str
    person: shapes.Person
    title: str
    sights: tuple[Sight, ...]

    @property
    def key(self) -> str:
        """What the buttons of this visit send."""
        return f"{self.network}/{self.person.email.partition('@')[0]}"

    @property
    def role(self) -> str:
        return ROLES[self.person.role].label

    def membership(self) -> Membership | None:
        """Return this account's membership in force; None unless its network is one of the demonstration."""
        network = Network.objects.filter(slug=self.network, is_demo=True).first()
        if network is None:
            return None
        with scoped_to(network):
            return (
                Membership.objects.in_force()
                .select_related("user", "network")
                .filter(user__email=self.person.email, user__is_active=True)
                .first()
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkVisits:
    """A network on the home page: whom to enter it as first, then all the others, and its public pages."""

    slug: str
    name: str
    brand: str
    territory: str
    sentence: str
    first: tuple[Visit, ...]
    others: tuple[Visit, ...]
    public: tuple[Sight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the tour: what happens, in a few words, and the button that shows it."""

    title: str
    text: str
    visit: Visit
    sight: Sight


def _visit(slug: str, person: shapes.Person, data: shapes.Network, role: dict, own: dict) -> Visit:
    title = own.get("title") or role.get("title") or data.partner(person.partner).short_name
    said = own.get("sights") or role["sights"]
    instead = [one for one in EVERYWHERE if one["page"] not in {sight["page"] for sight in said}]
    there = [Sight(**one) for one in (*said, *instead) if page_is_on(data, one["page"])]
    return Visit(network=slug, person=person, title=title, sights=tuple(there[:SIGHTS]))


def _network(raw: dict[str, Any], roles: dict[str, Any], data: shapes.Network) -> NetworkVisits:
    own = raw.get("people", {})
    people = {one.email.partition("@")[0]: one for one in (*data.people, *data.colleagues)}
    visits = {
        name: _visit(raw["slug"], person, data, roles[person.role], own.get(name, {}))
        for name, person in people.items()
    }
    return NetworkVisits(
        slug=raw["slug"],
        name=data.name,
        brand=data.brand,
        territory=raw["territory"],
        sentence=raw["sentence"],
        first=tuple(visits[name] for name in raw["first"]),
        others=tuple(visit for name, visit in visits.items() if name not in raw["first"]),
        public=tuple(Sight(**one) for one in raw.get("public", ())),
    )


@cache
def networks() -> tuple[NetworkVisits, ...]:
    """Return the networks of the demonstration, in the order of the home page."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    declared = {data.slug: data for data in loading.declared()}
    return tuple(_network(one, raw["roles"], declared[one["slug"]]) for one in raw["networks"])


@cache
def tour() -> tuple[Step, ...]:
    """Return the steps of the tour, each in the network and as the account that it names."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    visits = {visit.key: visit for one in networks() for visit in (*one.first, *one.others)}
    return tuple(
        Step(
            title=one["title"],
            text=one["text"],
            visit=visits[one["visit"]],
            sight=Sight(label=one["title"], **one["sight"]),
        )
        for one in raw["tour"]
    )


@cache
def entries() -> dict[str, tuple[Visit, Sight | None]]:
    """Return what each button of the home page opens, by the value that it sends."""
    found: dict[str, tuple[Visit, Sight | None]] = {}
    for one in networks():
        for visit in (*one.first, *one.others):
            found[visit.key] = visit, None
            found |= {f"{visit.key}/{rank}": (visit, sight) for rank, sight in enumerate(visit.sights)}
    return found | {f"tour/{rank}": (step.visit, step.sight) for rank, step in enumerate(tour())}
