"""What apps and features register for one another, so that nothing is imported upwards."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import JSONField, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils import timezone

from inclusion.core.activities import is_on, only_on
from inclusion.core.errors import DomainError
from inclusion.core.figures import FigureDefinition, register_figure
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network

if TYPE_CHECKING:
    from inclusion.core.access import Permission
    from inclusion.core.navigation import Figure

Panel = Callable[[HttpRequest, Any], tuple[str, dict[str, Any]] | None]

_panels: dict[str, list[Panel]] = {}


def register_panel(page: str, panel: Panel) -> None:
    """Add a panel to the page of this URL name.

    It returns its template and context, or None where it has nothing to show.
    """
    _panels.setdefault(page, []).append(panel)


def register_person_panel(panel: Panel) -> None:
    """Add a panel to a person's page; it is called with the request and the person."""
    register_panel("person_detail", panel)


def register_partner_panel(panel: Panel) -> None:
    """Add a panel to a partner's page; it is called with the request and the partner."""
    register_panel("partner_detail", panel)


def panels_for(page: str, request: Any, subject: Any) -> list[dict[str, Any]]:
    """Return the panels of a page as `{"template", "context"}`, in the order of their registration."""
    shown = (panel(request, subject) for panel in only_on(request.network, _panels.get(page, [])))
    return [{"template": template, "context": context} for template, context in filter(None, shown)]


#: What a network opens to everybody, beside the way to join it: its label, and the name of its address.
PublicPage = tuple[str, str]


@dataclass(frozen=True)
class _PublicPage:
    label: str
    short: str
    url_name: str
    order: int
    open_in: Callable[[date], set[int]]


_public_pages: list[_PublicPage] = []


def register_public_page(
    label: str, url_name: str, open_in: Callable[[date], set[int]], *, short: str = "", order: int = 50
) -> None:
    """Show a public page beside the networks that have it; `open_in` returns their keys on a day, all at once.

    `short` is what the navigation of the public site calls it, in the order of `order`.
    """
    _public_pages.append(_PublicPage(label, short or label, url_name, order, open_in))


def public_pages(day: date) -> dict[int, list[PublicPage]]:
    """Return the public pages of the networks that have some, by the network's key."""
    found: dict[int, list[PublicPage]] = {}
    networks = {one.pk: one for one in Network.objects.only("activities")}
    for one in _public_pages:
        for network in one.open_in(day):
            if is_on(networks[network], one.open_in):
                found.setdefault(network, []).append((one.label, one.url_name))
    return found


def site_pages(network: Network, day: date) -> list[PublicPage]:
    """Return the public pages of this network, as its site's navigation calls and orders them."""
    shown = (one for one in _public_pages if is_on(network, one.open_in) and network.pk in one.open_in(day))
    here = sorted(shown, key=lambda one: one.order)
    return [(one.short, one.url_name) for one in here]


#: The rows of one queryset of `values()`: decimals stay decimals, days are in ISO format.
FoundRows = list[dict[str, Any]]


class _DecimalDecoder(json.JSONDecoder):
    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class _RowsAsJson(Subquery):
    template = "(SELECT coalesce(jsonb_agg(to_jsonb(found)), '[]') FROM (%(subquery)s) AS found)"
    output_field = JSONField(decoder=_DecimalDecoder)


def totals_row(rows: QuerySet, **totals: Any) -> QuerySet:
    """Return aggregates over all of these rows as a queryset of one row, for `register_epci_figures`."""
    return rows.order_by().values(every=Value(1)).annotate(**totals).values(*totals)


@dataclass(frozen=True)
class _EpciFigures:
    permission: "Permission"
    rows: Callable[[str, date], Sequence[QuerySet]]
    read: "Callable[[Any, str, date, Sequence[FoundRows]], list[Figure]]"
    order: int


_epci_figures: list[_EpciFigures] = []


def register_epci_figures(
    permission: "Permission",
    rows: Callable[[str, date], Sequence[QuerySet]],
    read: "Callable[[Any, str, date, Sequence[FoundRows]], list[Figure]]",
    *,
    order: int,
) -> None:
    """Show figures on the page of an intercommunalité.

    `rows` is called with its SIREN and the day and returns querysets of `values()`; `read` is called with the member,
    the SIREN, the day and what each of them found.
    """
    _epci_figures.append(_EpciFigures(permission, rows, read, order))


def epci_figures(member: Any, siren: str, day: date) -> "list[Figure]":
    """Return what the features that the network has count in an intercommunalité, as far as this member may see it.

    One statement asks for the rows of all of them.
    """
    shown = [one for one in _epci_figures if member.may(one.permission) and is_on(member.network, one.read)]
    wanted = [(one, one.rows(siren, day)) for one in sorted(shown, key=lambda one: one.order)]
    columns = [_RowsAsJson(rows) for _, parts in wanted for rows in parts]
    found = iter(Network.objects.filter(pk=member.network.pk).values_list(*columns).get() if columns else ())
    return [
        figure
        for one, parts in wanted
        for figure in one.read(member, siren, day, [next(found) for _ in parts])
    ]


_ways_back: dict[str, Callable[[Any], dict[str, str]]] = {}


def register_way_back(kind: str, way: Callable[[Any], dict[str, str]]) -> None:
    """Say where the work of this kind leads: called with the job, it returns `{"label", "url"}`."""
    _ways_back[kind] = way


def back_to(job: Any) -> dict[str, str] | None:
    """Return the page to go on from when this work is over, where its kind has one."""
    way = _ways_back.get(job.kind)
    return way(job) if way else None


@dataclass
class PersonRecords:
    """What is stored about one person, in the words that the person reads: tables by title, and files."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonData:
    """What an upper app holds about the people helped, and how it erases it.

    `export(person)` returns what it holds. `blockers(person, on=day, asked=…)` says in sentences why the file
    cannot be emptied yet; more prevents the nightly erasure than somebody's own request (`asked`).
    `consequences(person)` says in sentences what erasing does and what stays. `forget(person, reason=…, by=…,
    at=…)` empties what it holds, in the transaction that empties the file.
    """

    export: Callable[[Any], PersonRecords]
    blockers: Callable[..., list[str]]
    consequences: Callable[[Any], list[str]]
    forget: Callable[..., None]


_person_data: list[PersonData] = []


def register_person_data(
    *,
    export: Callable[[Any], PersonRecords],
    blockers: Callable[..., list[str]],
    consequences: Callable[[Any], list[str]],
    forget: Callable[..., None],
) -> None:
    """Say what an app holds about people beside their files, so that it is handed over and forgotten with them."""
    _person_data.append(PersonData(export, blockers, consequences, forget))


def person_data() -> list[PersonData]:
    """What upper apps hold about people, in the order of their registration."""
    return list(_person_data)


@dataclass(frozen=True)
class PersonRows:
    """How rows of a model that may name a person helped are treated where they ask (`inclusion.people.actions.traces`).

    Rows of a model about which nothing is said are searched, shown to whoever answers for the network, and emptied of
    what names the person once these confirm that it is them.

    `part_of`: lookup that leads to the person whose file a row is part of; such a row needs no confirmation.
    `email`: column in which the person's address says for sure that the row is theirs.
    `forget(row, by=…, at=…)`: what empties such a row, where taking the name away is not enough.
    `kept`: why a row stays as it is, as a French sentence.
    `unseen`: what is said of a row of which nothing may be shown; the name goes from it without a question.
    """

    part_of: str = ""
    email: str = ""
    forget: Callable[..., None] | None = None
    kept: str = ""
    unseen: str = ""


_person_rows: dict[str, PersonRows] = {}


def register_person_rows(*models: Any, **treated: Any) -> None:
    """Say how rows of these models are treated where a person asks; raises ValueError for one that is known."""
    for model in models:
        if model._meta.label in _person_rows:
            raise ValueError(f"{model._meta.label} is registered twice")
        _person_rows[model._meta.label] = PersonRows(**treated)


def person_rows(model: Any) -> PersonRows:
    """How the rows of this model are treated."""
    return _person_rows.get(model._meta.label, PersonRows())


Count = Callable[[Network, date, date], Decimal | int]


@dataclass(frozen=True)
class Measure:
    """What the portal counts by itself: `count(network, start, end)` over the days from `start`, before `end`.

    `figure` says what it counts; the count runs in the scope of the network. `is_typed`: somebody typed
    the numbers that it adds up, and one person may be in several of them.
    """

    figure: FigureDefinition
    count: Count
    is_typed: bool = False

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def label(self) -> str:
        return self.figure.label

    @property
    def unit(self) -> str:
        return self.figure.unit


_measures: dict[str, Measure] = {}


def register_measure(
    key: str, label: str, unit: str, definition: str, count: Count, *, is_typed: bool = False
) -> None:
    """Offer to the upper apps what this app can count; one key is one figure and measure, for good: rows keep it."""
    if key in _measures:
        raise ValueError(f"the measure {key} is registered twice")
    _measures[key] = Measure(register_figure(key, label, unit, definition), count, is_typed)


def measures() -> dict[str, Measure]:
    """What the portal can count by itself, by key, in the order of registration."""
    return dict(_measures)


@dataclass(frozen=True)
class LinkTarget:
    """What can pay for something, or what something may serve: its key (see `key_of`), its name, its page."""

    key: str
    label: str
    url: str


_payers: list[Callable[[date], list[LinkTarget]]] = []


#: How the key of a funded action begins, for apps that know funds by their keys alone.
FUNDED_ACTION = "funding.fundedaction:"


def key_of(row: Any) -> str:
    """Name a row for an app that may not know its table: « funding.fundedaction:12 »."""
    return f"{row._meta.label_lower}:{row.pk}"


def register_payers(source: Callable[[date], list[LinkTarget]]) -> Callable[[date], list[LinkTarget]]:
    """Offer what can pay in the active network on a day; money itself stays with the app that offers it."""
    _payers.append(source)
    return source


def payers(day: date) -> list[LinkTarget]:
    """What can pay in the active network on a day, in the order of registration."""
    return [one for source in only_on(active_network(), _payers) for one in source(day)]


#: Finds what breaks an invariant of a network: each fault is a row that shows where to look.
Finder = Callable[[Network], list[dict[str, Any]]]


@dataclass(frozen=True)
class Invariant:
    """What is checked, as a French sentence that says what holds, and what finds the rows where it does not."""

    sentence: str
    find: Finder
    #: Where ordinary work may lead to such rows: what the coordinator reads of them. No fault then.
    warning: str = ""


_invariants: dict[str, Invariant] = {}


def register_invariant(name: str, sentence: str, find: Finder, *, warning: str = "") -> None:
    """Have something proven each night in every network; raises ValueError for a name that is taken.

    `find(network)` runs in the scope of the network.
    """
    if name in _invariants:
        raise ValueError(f"the invariant {name} is registered twice")
    _invariants[name] = Invariant(sentence, find, warning)


def invariants() -> dict[str, Invariant]:
    """What is proven, by name, in the order of registration."""
    return dict(_invariants)


@dataclass(frozen=True)
class LinkSource:
    """What a task or an event may serve (an action of a roadmap), by the app that stores it.

    `offered(day)` returns what may be chosen in the active network; `keys(rows)` the key of what each of these rows of
    one model serves, by the row's; `link(row, key)` stores it, in the place of what the row served before.
    """

    offered: Callable[[date], list[LinkTarget]]
    keys: Callable[[QuerySet[Any]], dict[int, str]]
    link: Callable[[Any, str], None]


_link_sources: list[LinkSource] = []


def register_links(source: LinkSource) -> None:
    """Offer what a task or an event may serve."""
    _link_sources.append(source)


def link_targets(day: date) -> list[LinkTarget]:
    """What a task or an event may serve on a day, in the order of registration."""
    shown = (source for source in _link_sources if is_on(active_network(), source.offered))
    return [one for source in shown for one in source.offered(day)]


def linked_targets(rows: QuerySet[Any], day: date) -> dict[int, LinkTarget]:
    """What these rows of one model serve, by their keys; only what is offered on this day."""
    offered = {one.key: one for one in link_targets(day)}
    keys = {row: key for source in _link_sources for row, key in source.keys(rows).items()}
    return {row: offered[key] for row, key in keys.items() if key in offered}


def linked_key(row: Any) -> str:
    """The key of what a row serves; empty where it serves nothing."""
    rows = type(row).objects.filter(pk=row.pk)
    return next((key for source in _link_sources for key in source.keys(rows).values()), "")


def link(row: Any, key: str) -> None:
    """Let a row serve what this key names; nothing, where it is empty."""
    for source in _link_sources:
        source.link(row, key)


def change_link(row: Any, key: str | None) -> bool:
    """Let a row serve what this key names, nothing where it is empty, the same as before for None; whether it is new.

    Raises DomainError for a new one that is not offered: an old one may stay.
    """
    if key is None or key == linked_key(row):
        return False
    if key and key not in {one.key for one in link_targets(timezone.localdate())}:
        raise DomainError("Ce à quoi vous le rattachez n’existe plus.").at("linked_key")
    link(row, key)
    return True


@dataclass(frozen=True)
class ActionOutcome:
    """What came of a funded action, in a short line: what a note adds to it, and whether somebody typed the number."""

    text: str
    note: str = ""
    typed: bool = False


#: `read(actions, start, end)`: what came over the days from `start`, before `end`, by the key of the funded action.
OutcomeReader = Callable[[list[int], date, date], dict[int, list[ActionOutcome]]]

_action_outcomes: list[OutcomeReader] = []


def register_action_outcomes(read: OutcomeReader) -> OutcomeReader:
    """Say what came of funded actions, as far as any operator may know of it: no small group, published results."""
    _action_outcomes.append(read)
    return read


def action_outcomes(actions: list[int], start: date, end: date) -> dict[int, list[ActionOutcome]]:
    """What came of these funded actions over these days, in the order of registration; no key where nothing did."""
    found: dict[int, list[ActionOutcome]] = {}
    for read in only_on(active_network(), _action_outcomes):
        for action, lines in read(actions, start, end).items():
            found.setdefault(action, []).extend(lines)
    return found


@dataclass(frozen=True)
class OpenFigure:
    """A figure that the network shows to everybody: its number, what it counts, and where it comes from."""

    label: str
    value: Decimal | int
    unit: str = ""
    source: str = ""
    order: int = 50


_open_figures: list[Callable[[Network, date], list[OpenFigure]]] = []


def register_open_figures(
    source: Callable[[Network, date], list[OpenFigure]],
) -> Callable[[Network, date], list[OpenFigure]]:
    """Offer figures for the public site; nothing that reveals few people may be among them."""
    _open_figures.append(source)
    return source


def open_figures(network: Network, day: date) -> list[OpenFigure]:
    """The figures that everybody may see, by their order."""
    found = (one for source in only_on(network, _open_figures) for one in source(network, day))
    return sorted(found, key=lambda one: one.order)


_first_days: list[Callable[[], Any]] = []


def register_first_day(read: Callable[[], Any]) -> Callable[[], Any]:
    """Offer the first day on which a body of the governance took digital inclusion up, as a subquery of its row."""
    _first_days.append(read)
    return read


def first_days() -> list[Any]:
    """These subqueries, of what the active network does."""
    return [read() for read in only_on(active_network(), _first_days)]


@dataclass(frozen=True)
class HelpGiven:
    """Help that somebody received at a help desk: `once` names it for good; nobody who was helped is named."""

    once: UUID
    partner: Any
    given_on: date
    need: str
    minutes: int
    place_name: str
    commune: Any


_help_keepers: list[tuple[Callable[..., None], Callable[..., None]]] = []


def register_help_keeper(note: Callable[..., None], take_back: Callable[..., None]) -> None:
    """Let an app count help: `note(given, by=…, at=…)`, once for each `once`; `take_back(once, by=…, at=…)`."""
    _help_keepers.append((note, take_back))


def note_help(given: HelpGiven, *, by: Any, at: Any) -> None:
    """Have help counted where the network counts it."""
    for note, _ in _help_keepers:
        if is_on(active_network(), note):
            note(given, by=by, at=at)


def help_is_counted() -> bool:
    """Whether the network counts help at all."""
    return any(is_on(active_network(), note) for note, _ in _help_keepers)


def take_back_help(once: UUID, *, by: Any, at: Any) -> None:
    """Have help counted no more; nothing where it was not."""
    for _, take_back in _help_keepers:
        take_back(once, by=by, at=at)


_source_followers: list[Callable[..., None]] = []


def register_source_follower(changed: Callable[..., None]) -> None:
    """Let an app hear that a help desk closed on what it booked, or is open again: `changed(source_key, at=…)`."""
    _source_followers.append(changed)


def say_source_changed(source_key: str, *, at: Any) -> None:
    """Say so to whoever booked this slot for a row of another app; nothing where no app did."""
    for changed in _source_followers if source_key else ():
        changed(source_key, at=at)


_place_marks: list[Callable[[list[int], date], dict[int, list[str]]]] = []


def register_place_marks(
    source: Callable[[list[int], date], dict[int, list[str]]],
) -> Callable[[list[int], date], dict[int, list[str]]]:
    """Say in a word what an app knows of partners’ places (« accepte le pass numérique »), by the partner’s key."""
    _place_marks.append(source)
    return source


def place_marks(partners: list[int], day: date) -> dict[int, list[str]]:
    """What the apps say of the places of these partners, in the order of registration."""
    found: dict[int, list[str]] = {}
    for source in only_on(active_network(), _place_marks):
        for partner, words in source(partners, day).items():
            found.setdefault(partner, []).extend(words)
    return found


@dataclass(frozen=True)
class PathLine:
    """Something on a person's path: its day, what it is, what came of it, and its page where it has one.

    `is_done`: whether the person took part in it, which her own sheet lists.
    """

    on: date
    title: str
    detail: str = ""
    url: str = ""
    is_done: bool = True


type PathSource = Callable[[Any], list[PathLine]]

_path_sources: list[tuple[str, PathSource]] = []


def register_path_lines(permission: str) -> Callable[[PathSource], PathSource]:
    """Add what an app knows to the path of a person, for whoever follows her and holds this permission."""

    def add(source: PathSource) -> PathSource:
        _path_sources.append((permission, source))
        return source

    return add


def path_lines(person: Any, member: Any) -> list[PathLine]:
    """What the apps know of a person's path, as far as this member may read it."""
    allowed = [source for permission, source in _path_sources if member.may(permission)]
    return [line for source in only_on(member.network, allowed) for line in source(person)]
