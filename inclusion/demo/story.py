"""What happened in a demonstration network, day by day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush

from django.utils import timezone

from inclusion.core.web.acting import Stamp
from inclusion.demo.loading import Loaded, moment

_joined: "list[Callable[[Story], None]]" = []


def register_joined(load: "Callable[[Story], None]") -> "Callable[[Story], None]":
    """Add what an upper app notes in the same story as the funds, whose posts ask for it; called with the story."""
    _joined.append(load)
    return load


@dataclass
class Story:
    """What happened, to be loaded day by day: same-day events in the order in which they were noted."""

    loaded: Loaded
    events: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)
    noted: int = 0

    def then(self, on: date, event: Callable[[], object]) -> None:
        """Note an event of that day; one event may note another."""
        heappush(self.events, (on, self.noted, event))
        self.noted += 1

    def note_joined(self) -> None:
        """Let upper apps note what they load with this story."""
        for load in _joined:
            load(self)

    def load(self) -> None:
        """Let everything up to today happen, the earliest first."""
        today = timezone.localdate()
        while self.events and self.events[0][0] <= today:
            heappop(self.events)[2]()

    def by(self, on: date) -> Stamp:
        """Who does it and when, as every action wants to know."""
        return {"by": self.loaded.coordinator, "at": moment(on)}

    def by_another(self, on: date) -> Stamp:
        """The second person, for what one alone may not do."""
        return {"by": self.loaded.users["finances"], "at": moment(on)}
