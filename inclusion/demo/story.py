"""What happened in a demonstration network, told day by day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from inclusion.demo.loading import Loaded, moment

_joined: "list[Callable[[Story], None]]" = []


def register_joined(tell: "Callable[[Story], None]") -> "Callable[[Story], None]":
    """Add what an upper app tells in the same story as the funds, whose posts ask for it; called with the story."""
    _joined.append(tell)
    return tell


@dataclass
class Story:
    """What happened, to be told day by day: same-day events in the order in which they were noted."""

    loaded: Loaded
    events: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)

    def then(self, on: date, event: Callable[[], object]) -> None:
        """Note an event of that day."""
        self.events.append((on, len(self.events), event))

    def tell_joined(self) -> None:
        """Note what upper apps tell in this story."""
        for tell in _joined:
            tell(self)

    def tell(self) -> None:
        """Let everything up to today happen, the earliest first."""
        today = timezone.localdate()
        for on, _, event in sorted(self.events, key=lambda one: one[:2]):
            if on <= today:
                event()

    def by(self, on: date) -> dict[str, object]:
        """Who does it and when, as every action wants to know."""
        return {"by": self.loaded.coordinator, "at": moment(on)}

    def by_another(self, on: date) -> dict[str, object]:
        """The second person, for what one alone may not do."""
        return {"by": self.loaded.users["finances"], "at": moment(on)}
