"""What pays for something, what something serves, and what came of it, by keys that name rows of other apps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from inclusion.core.activities import is_on, only_on
from inclusion.core.errors import DomainError
from inclusion.core.scope import active_network


@dataclass(frozen=True)
class LinkTarget:
    """What can pay for something, or what something may serve: its key (see `key_of`), its name, its page."""

    key: str
    label: str
    url: str


_payers: list[Callable[[date], list[LinkTarget]]] = []


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


#: `read(actions, start, end)`: what came over the days from `start`, before `end`, by the keys of the funded actions;
#: `actions` has the name of each for apps that may not know its table (see `key_of`).
OutcomeReader = Callable[[dict[int, str], date, date], dict[int, list[ActionOutcome]]]


_action_outcomes: list[OutcomeReader] = []


def register_action_outcomes(read: OutcomeReader) -> OutcomeReader:
    """Say what came of funded actions, as far as any operator may know of it: no small group, published results."""
    _action_outcomes.append(read)
    return read


def action_outcomes(actions: Iterable[Any], start: date, end: date) -> dict[int, list[ActionOutcome]]:
    """What came of these funded actions over these days, in the order of registration; no key where nothing did."""
    found: dict[int, list[ActionOutcome]] = {}
    names = {one.pk: key_of(one) for one in actions}
    for read in only_on(active_network(), _action_outcomes):
        for action, lines in read(names, start, end).items():
            found.setdefault(action, []).extend(lines)
    return found
