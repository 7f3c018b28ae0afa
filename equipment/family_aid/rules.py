"""How far a family is on its training path, and which counts of families may be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inclusion.core.french.names import so_many
from inclusion.core.suppression import THRESHOLD, suppress

#: More sessions than this are no promise that a family can keep.
MAX_SESSIONS = 20
#: How long a session lasts, and how many it takes.
MIN_MINUTES, MAX_MINUTES = 15, 8 * 60
MAX_SEATS = 200
#: Families are reminded of the sessions of the day and of the day after.
REMINDED_WITHIN = timedelta(days=2)
#: A parent is at least of this age, in years, and has at most so many children at school.
YOUNGEST_PARENT, MAX_CHILDREN = 15, 20
#: A commission decides about a family within so long.
DECIDED_WITHIN = timedelta(days=30)

PRESENT, EXPECTED = "present", "expected"
MISSED = ("absent", "excused")


@dataclass(frozen=True)
class Path:
    """A training path: the sessions that were promised, and what became of those that the family was put on.

    Where the aid names subjects, `promised`, `attended` and `expected` count subjects: one followed twice counts once.
    """

    promised: int
    attended: int
    expected: int
    missed: int
    #: Subjects that the family has neither followed nor a day for.
    missing: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many sessions are still to follow."""
        return max(self.promised - self.attended, 0)

    @property
    def to_choose(self) -> int:
        """How many of them have no day yet."""
        return max(self.left - self.expected, 0)

    @property
    def is_complete(self) -> bool:
        """Whether what was promised was followed."""
        return self.left == 0

    @property
    def sentence(self) -> str:
        """« 2 séances suivies sur 3, il en reste 1 à choisir »."""
        followed = "séance suivie" if self.attended < 2 else "séances suivies"
        said = f"{self.attended} {followed} sur {self.promised}"
        if self.is_complete:
            return said
        parts = []
        if self.expected:
            parts.append(f"{min(self.expected, self.left)} à venir")
        if self.to_choose:
            parts.append(f"{self.to_choose} à choisir")
        named = ", ".join(f"«\u00a0{one}\u00a0»" for one in self.missing)
        said = f"{said}, {', '.join(parts)}" if parts else said
        return f"{said}\u00a0: {named}" if named and self.to_choose else said


def path_of(promised: int, noted: Iterable[tuple[str, str]], subjects: Sequence[str] = ()) -> Path:
    """Return the path of a family from its attendances: the title of each session, and its state.

    The states are those of `equipment.family_aid.enums.Attendance`; the titles are among `subjects`, where there are
    any.
    """
    noted = list(noted)
    states = [state for _, state in noted]
    attended, expected = states.count(PRESENT), states.count(EXPECTED)
    missing: list[str] = []
    if subjects:
        followed = {title for title, state in noted if state == PRESENT} & set(subjects)
        planned = {title for title, state in noted if state == EXPECTED} & set(subjects) - followed
        attended, expected = len(followed), len(planned)
        missing = [one for one in subjects if one not in followed | planned]
    return Path(
        promised=promised,
        attended=attended,
        expected=expected,
        missed=sum(1 for one in states if one in MISSED),
        missing=tuple(missing),
    )


@dataclass(frozen=True)
class Slot:
    """A session that could be followed: its key, its title, when it begins, how many seats are left."""

    key: int
    title: str
    starts_at: datetime
    left: int


def next_slot(missed: str, slots: Sequence[Slot], *, now: datetime) -> Slot | None:
    """Return the session to propose in place of the one that was missed, among those to come with a seat.

    The next of the same title, else the next of any.
    """
    free = sorted(
        (slot for slot in slots if slot.left > 0 and slot.starts_at > now), key=lambda slot: (slot.starts_at, slot.key)
    )
    same = [slot for slot in free if slot.title.strip().lower() == missed.strip().lower()]
    return next(iter([*same, *free]), None)


def decided_said(accepted: int, refused: int, waiting: int = 0, postponed: int = 0) -> str:
    """« 2 aides accordées, 1 refusée, 1 pas encore décidée, 1 reportée »."""
    said = [so_many(accepted, "aide accordée", "aides accordées"), so_many(refused, "refusée", "refusées")]
    if waiting:
        said.append(so_many(waiting, "pas encore décidée", "pas encore décidées"))
    if postponed:
        said.append(so_many(postponed, "reportée", "reportées"))
    return ", ".join(said)


def seats_said(taken: int, seats: int) -> str:
    """« 3 places prises sur 12 »."""
    return f"{so_many(taken, 'place prise', 'places prises')} sur {seats}"


def initials(first_name: str, last_name: str) -> str:
    """« J. E. »: who is meant, for who knows already."""
    return " ".join(f"{name.strip()[0].upper()}." for name in (first_name, last_name) if name.strip())


def short_name(first_name: str, last_name: str) -> str:
    """« Jeanne E. »: enough to greet somebody by."""
    initial = f"{last_name.strip()[0].upper()}." if last_name.strip() else ""
    return f"{first_name.strip()} {initial}".strip()


def shown_of_period(helped: int, completed: int) -> tuple[int | None, int | None]:
    """How many families had a device over a period, and how many ended their path, as far as both may be shown.

    None where one is too small, or the difference is: whose path goes on would be known.
    """
    if 0 < helped < THRESHOLD:
        return None, None
    others = abs(helped - completed)
    hides = 0 < completed < THRESHOLD or 0 < others < THRESHOLD
    return helped, None if hides else completed


def shown_counts(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the parts of a group of families and, under "whole", all of them.

    None where one is too small to be shown, or would reveal another that is. The parts make up the whole, so what
    is shown of two never gives a third away.
    """
    whole = sum(parts.values())
    if 0 < whole < THRESHOLD:
        return dict.fromkeys([*parts, "whole"])
    shown = suppress(parts)
    hidden = [count for key, count in parts.items() if shown[key] is None]
    gives_away = bool(hidden) and sum(hidden) <= len(hidden)
    return {**shown, "whole": None if gives_away else whole}


def shown_minutes(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"
