"""Help given at a help desk, for the apps that count it or booked it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from inclusion.core.activities import is_on
from inclusion.core.scope import active_network


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
