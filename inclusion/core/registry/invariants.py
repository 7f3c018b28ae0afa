"""What is proven each night in every network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inclusion.core.models.networks import Network

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
