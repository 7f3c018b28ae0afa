"""How many registered for an event, wait for it, came to it."""

from dataclasses import dataclass

from django.db import models

from inclusion.enums.events import RegistrationState
from inclusion.models.events import Event
from inclusion.models.registrations import TAKING, Registration
from inclusion.rules.french import so_many


@dataclass(frozen=True)
class Counts:
    """People, not registrations: a group of three counts for three."""

    capacity: int | None
    taken: int
    waiting: int
    present: int
    missed: int
    expected: int
    any: bool

    @property
    def free(self) -> int | None:
        """Places left, None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def taken_words(self) -> str:
        """« 12 inscrits », « 0 inscrit »."""
        return so_many(self.taken, "inscrit", "inscrits")

    @property
    def noted(self) -> bool:
        """Whether somebody's presence was noted."""
        return bool(self.present or self.missed)


def counts_of(event: Event) -> Counts:
    """What stands for an event, in one question."""
    people = {
        row["state"]: row["total"]
        for row in Registration.objects.filter(event=event)
        .order_by()
        .values("state")
        .annotate(total=models.Sum("people"))
    }
    return Counts(
        capacity=event.capacity,
        taken=sum(people.get(state, 0) for state in TAKING),
        waiting=people.get(RegistrationState.WAITING, 0),
        present=people.get(RegistrationState.ATTENDED, 0),
        missed=people.get(RegistrationState.MISSED, 0),
        expected=people.get(RegistrationState.REGISTERED, 0),
        any=bool(people),
    )
