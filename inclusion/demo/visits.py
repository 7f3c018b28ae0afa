"""Whom the home page of the demonstration lets visitors log in as, the pages of each that are worth seeing first, and a
guided tour of each network, and one through several of them.

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
    """A page worth seeing: the name of its URL, what stands behind its "?" and, where it shows one row, the model and
    how to find the row; "{pk}" behind the "?" is the row's key.
    """

    label: str
    page: str
    query: dict[str, str] = field(default_factory=dict)
    of: str = ""
    where: dict[str, Any] = field(default_factory=dict)

    def address(self, network: Network) -> str:
        """Return where the page is in this network; where its row is gone, the network's home."""
        if not self.of:
            return reverse(self.page, args=[network.slug], query=self.query)
        with scoped_to(network):
            row = apps.get_model(self.of).objects.filter(**self.where).order_by("pk").first()
        if row is None:
            return reverse("network_home", args=[network.slug])
        if self.query:
            query = {name: value.format(pk=row.pk) for name, value in self.query.items()}
            return reverse(self.page, args=[network.slug], query=query)
        return reverse(self.page, args=[network.slug, row.pk])


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

    def membership(self, network: Network) -> Membership | None:
        """Return this account's membership in force."""
        with scoped_to(network):
            return (
                Membership.objects.in_force()
                .select_related("user")
                .filter(user__email=self.person.email, user__is_active=True)
                .first()
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a tour: what the page shows and what to do there, a sentence each. The public has no `visit`.

    `way`: what to click from the home page to come there; « field = value » is written or chosen.
    """

    key: str
    network: str
    number: int
    title: str
    text: str
    task: str
    visit: Visit | None
    sight: Sight
    way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A guided tour."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a button opens: as whom (None: the public), which page (None: the role's home), which step of a tour."""

    network: str
    visit: Visit | None
    sight: Sight | None = None
    step: Step | None = None

    def demo_network(self) -> Network | None:
        """Return the network, where it is one of the demonstration."""
        return Network.objects.filter(slug=self.network, is_demo=True).first()


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
    tour: Tour


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
        tour=_tour(raw["tour"], raw["slug"], {raw["slug"]: visits}),
    )


def _tour(raw: dict[str, Any], name: str, visits: dict[str, dict[str, Visit]]) -> Tour:
    """A tour; its steps are in the network of its name where they name none."""
    steps = []
    for rank, one in enumerate(raw["steps"]):
        network = one.get("network", name)
        steps.append(
            Step(
                key=f"tour/{name}/{rank}",
                network=network,
                number=rank + 1,
                title=one["title"],
                text=one["text"],
                task=one["task"],
                visit=visits[network][one["visit"]] if "visit" in one else None,
                sight=Sight(label=one["title"], **one["sight"]),
                way=tuple(one.get("way", ())),
            )
        )
    return Tour(title=raw["title"], steps=tuple(steps))


def _raw() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def networks() -> tuple[NetworkVisits, ...]:
    """Return the networks of the demonstration, in the order of the home page."""
    raw = _raw()
    declared = {data.slug: data for data in loading.declared()}
    return tuple(_network(one, raw["roles"], declared[one["slug"]]) for one in raw["networks"])


@cache
def questions() -> Tour:
    """Return what a coordination asks every week, each where a network answers it."""
    visits = {
        one.slug: {visit.key.partition("/")[2]: visit for visit in (*one.first, *one.others)} for one in networks()
    }
    return _tour(_raw()["questions"], "questions", visits)


@cache
def entries() -> dict[str, Entry]:
    """Return what each button of the home page and of the tours opens, by the value that it sends."""
    found: dict[str, Entry] = {}
    for one in networks():
        for visit in (*one.first, *one.others):
            found[visit.key] = Entry(network=one.slug, visit=visit)
            for rank, sight in enumerate(visit.sights):
                found[f"{visit.key}/{rank}"] = Entry(network=one.slug, visit=visit, sight=sight)
    for tour in _tours():
        for step in tour.steps:
            found[step.key] = Entry(network=step.network, visit=step.visit, sight=step.sight, step=step)
    return found


def _tours() -> tuple[Tour, ...]:
    return (questions(), *(one.tour for one in networks()))


def tour_of(step: Step) -> Tour:
    """Return the tour that the step is of."""
    return next(tour for tour in _tours() if step in tour.steps)
