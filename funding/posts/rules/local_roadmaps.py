"""Local roadmaps as posts ask for them: an upper app has the register of them, and says here where it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from inclusion.core.access import Member


@dataclass(frozen=True)
class RegisteredRoadmap:
    """A local roadmap of an intercommunalité, as the posts of its territory ask for it.

    `url`: empty where the reader may not open it. `drafted_waits`: the coordination has not confirmed that day.
    `adopted_on`: the day of its first adoption that the coordination confirmed. `waits`: one was noted and is not
    confirmed. `parent`: the departmental roadmap that it is under, empty where it is under none. `is_over`: it was
    closed or its last day is past. `has_content`: what it says is written in the portal. `axes_are_known`: it is known
    to take up as many departmental axes as its network asks for.
    """

    epci: str
    title: str
    url: str
    drafted_on: date | None
    drafted_waits: bool
    adopted_on: date | None
    waits: bool
    parent: str
    parent_is_adopted: bool
    is_over: bool
    has_content: bool
    axes_are_known: bool

    @property
    def is_nested(self) -> bool:
        """Whether it is under a departmental roadmap."""
        return bool(self.parent)

    @property
    def is_drafted(self) -> bool:
        """Whether it is drafted, as the coordination confirmed."""
        return self.drafted_on is not None and not self.drafted_waits

    @property
    def counts_as_drafted(self) -> bool:
        """Whether the agreement of a post may be signed on it: not on one that is over."""
        return self.is_nested and self.is_drafted and not self.is_over

    @property
    def counts_as_adopted(self) -> bool:
        """Whether the later years of a post may be paid on it: on one that is over as well, it was adopted."""
        return self.parent_is_adopted and self.adopted_on is not None and self.axes_are_known


Find = Callable[[Sequence[str] | None, Member | None], Sequence[RegisteredRoadmap]]
_roadmap_registers: list[Find] = []


def register_local_roadmaps(find: Find) -> None:
    """Say where the local roadmaps of the active network are: called with SIREN, or None for all, and who reads."""
    _roadmap_registers.append(find)


def local_roadmaps(
    sirens: Sequence[str] | None = None, *, member: Member | None = None
) -> dict[str, list[RegisteredRoadmap]]:
    """Return the local roadmaps of these intercommunalités by SIREN, what counts most first.

    With `member`, those that they may open have their address.
    """
    found = [one for find in _roadmap_registers for one in find(sirens, member)]
    by_epci: dict[str, list[RegisteredRoadmap]] = {}
    for one in sorted(found, key=lambda one: (one.is_over, not one.counts_as_adopted, not one.counts_as_drafted)):
        by_epci.setdefault(one.epci, []).append(one)
    return by_epci
