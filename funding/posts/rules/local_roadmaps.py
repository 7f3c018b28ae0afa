"""Local roadmaps as posts ask for them: an upper app has the register of them, and says here where it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RegisteredRoadmap:
    """A local roadmap of an intercommunalité, as the posts of its territory ask for it.

    `adopted_on`: the day of its first adoption that the coordination confirmed. `waits`: one was noted and is not
    confirmed. `is_nested`: it is under a departmental roadmap. `has_content`: what it says is written in the portal.
    """

    epci: str
    title: str
    url: str
    drafted_on: date | None
    adopted_on: date | None
    waits: bool
    is_nested: bool
    has_content: bool

    @property
    def counts_as_drafted(self) -> bool:
        """Whether the agreement of a post may be signed on it."""
        return self.is_nested and self.drafted_on is not None

    @property
    def counts_as_adopted(self) -> bool:
        """Whether the later years of a post may be paid on it."""
        return self.is_nested and self.adopted_on is not None


_roadmap_registers: list[Callable[[Sequence[str] | None], Sequence[RegisteredRoadmap]]] = []


def register_local_roadmaps(find: Callable[[Sequence[str] | None], Sequence[RegisteredRoadmap]]) -> None:
    """Say where the local roadmaps of the active network are: called with SIREN, or None for all."""
    _roadmap_registers.append(find)


def local_roadmaps(sirens: Sequence[str] | None = None) -> dict[str, list[RegisteredRoadmap]]:
    """Return the local roadmaps of these intercommunalités by SIREN, what counts most first."""
    found = [one for find in _roadmap_registers for one in find(sirens)]
    by_epci: dict[str, list[RegisteredRoadmap]] = {}
    for one in sorted(found, key=lambda one: (not one.counts_as_adopted, not one.counts_as_drafted)):
        by_epci.setdefault(one.epci, []).append(one)
    return by_epci
