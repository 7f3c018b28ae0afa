"""What happened in a demonstration network, told day by day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from inclusion.demo.loading import Loaded, moment


@dataclass
class Story:
    """What happened, to be told day by day: same-day events in the order in which they were noted."""

    loaded: Loaded
    events: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)

    def then(self, on: date, event: Callable[[], object]) -> None:
        """Note an event of that day."""
        self.events.append((on, len(self.events), event))

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
