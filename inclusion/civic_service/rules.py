"""The training days that are due to a volunteer, those that were followed, and what is left of a contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inclusion.civic_service.enums import Presence
from inclusion.core.french.names import so_many

#: Training days that a cohort may owe: more would be a training course.
MAX_DAYS_DUE = 30
#: Days before a training day in which its list is missed.
LIST_AHEAD = 14
#: Days before the end of a contract in which missing days press.
ENDS_SOON = 45


@dataclass(frozen=True)
class Balance:
    """The training days of one volunteer: due, followed, missed, and those of a list that are still to come."""

    due: int
    done: int
    missed: int = 0
    to_come: int = 0

    @property
    def missing(self) -> int:
        """How many days are still to follow."""
        return max(self.due - self.done, 0)

    @property
    def is_complete(self) -> bool:
        """Whether all that was due was followed."""
        return self.done >= self.due

    @property
    def is_planned(self) -> bool:
        """Whether the days to come make up for those that are missing."""
        return self.to_come >= self.missing

    @property
    def words(self) -> str:
        """« 3 jours sur 5 »."""
        return f"{so_many(self.done, 'jour', 'jours')} sur {self.due}"

    @property
    def detail(self) -> str:
        """What is left to do, in words."""
        if self.is_complete:
            return "tout est suivi"
        left = so_many(self.missing, "jour à suivre", "jours à suivre")
        if not self.to_come:
            return f"{left}, aucun prévu"
        return f"{left}, {so_many(self.to_come, 'prévu', 'prévus')}"


def balance(due: int, presences: Iterable[tuple[str, date]], *, today: date) -> Balance:
    """The balance of a volunteer from the presence on each day whose list they are on; days that were cancelled aside.

    A day that is over and of which nothing was noted counts neither as followed nor as to come.
    """
    noted = list(presences)
    return Balance(
        due,
        done=sum(presence == Presence.PRESENT for presence, _ in noted),
        missed=sum(presence == Presence.ABSENT for presence, _ in noted),
        to_come=sum(presence == Presence.EXPECTED and day >= today for presence, day in noted),
    )


def contract_blocker(day: date, *, start: date, end: date) -> str:
    """Why a volunteer is not on the list of a day, as a French sentence; empty where they may be."""
    if not start <= day < end:
        return "Cette journée est en dehors du contrat du volontaire."
    return ""


def list_missed_until(today: date) -> date:
    """The last day whose list is missed."""
    return today + timedelta(days=LIST_AHEAD)


def ending_until(today: date) -> date:
    """The last end of a contract that is near."""
    return today + timedelta(days=ENDS_SOON)
