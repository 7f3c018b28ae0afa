"""What a home page says: its title, and what waits by when it is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inclusion.core.charts.days import Ahead
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance
from inclusion.core.navigation import Coming, Todo, Urgency

#: Days to come of one picture, and how far off they are at most.
MAX_COMING, COMING_WITHIN = 4, timedelta(days=92)


@dataclass(frozen=True)
class TodoGroup:
    """What waits of one urgency: the lines that are shown, and how many there are."""

    urgency: Urgency
    todos: list[Todo]
    count: int

    @property
    def is_late(self) -> bool:
        return self.urgency == Urgency.LATE

    @property
    def counted(self) -> str:
        """« 2 », « 2 sur 6 »."""
        return f"{len(self.todos)} sur {self.count}" if len(self.todos) < self.count else str(self.count)


def by_urgency(todos: Sequence[Todo], today: date, *, most: int | None = None) -> list[TodoGroup]:
    """These in groups, the most pressing first; they come by their last days.

    Of `most` lines in all, each group has at least one; those that are left are for what presses most.
    """
    whole = {urgency: [one for one in todos if one.urgency_on(today) == urgency] for urgency in Urgency}
    found = {urgency: own for urgency, own in whole.items() if own}
    left = (len(todos) if most is None else most) - len(found)
    groups = []
    for urgency, own in found.items():
        shown = own[: 1 + left]
        left -= len(shown) - 1
        groups.append(TodoGroup(urgency, shown, len(own)))
    return groups


def home_title(todos: Sequence[Todo], today: date) -> str:
    """« 2 choses sont en retard, 2 sont pour aujourd’hui »."""
    counts = dict.fromkeys(Urgency, 0)
    for one in todos:
        counts[one.urgency_on(today)] += 1
    late, now = counts[Urgency.LATE], counts[Urgency.TODAY]
    if late and now:
        verb = "est" if now == 1 else "sont"
        return f"{so_many(late, 'chose est', 'choses sont')} en retard, {now} {verb} pour aujourd’hui"
    if late:
        return f"{so_many(late, 'chose est', 'choses sont')} en retard"
    if now:
        return f"{so_many(now, 'chose est', 'choses sont')} à faire aujourd’hui"
    if counts[Urgency.WEEK]:
        return f"{so_many(counts[Urgency.WEEK], 'chose est', 'choses sont')} à faire cette semaine"
    return "Rien ne presse" if todos else "Rien ne vous attend"


def days_to_come(coming: Sequence[Coming], today: date) -> list[Ahead]:
    """Each of these days: how far it is, and its date."""
    found = []
    for one in coming:
        far, _, day = distance(one.on, today).partition(", ")
        found.append(Ahead(one.title, (one.on - today).days, far, day))
    return found
