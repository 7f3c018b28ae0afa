"""When an event is and how long; pasted lists; the organiser's questions; the order of the waiting list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations

from inclusion.core.french.health import text_fault
from inclusion.core.french.names import search_form
from inclusion.core.french.periods import day_and_month, long_date, plain_date
from inclusion.events.enums import QuestionKind

#: Days before the event on which whoever has a place is reminded.
REMIND_BEFORE = 2
#: Days after the end until which somebody is still asked for an opinion.
ASK_UNTIL = 3
#: Days after the end from which nobody can be recognised any more.
KEPT_DAYS = 92

#: Nothing that lasts longer is one event: what comes back is given as a rhythm.
LONGEST = timedelta(days=31)
#: As many dates as one form makes at once.
MAX_DATES = 60
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

#: How often a rendez-vous comes back.
RHYTHMS = (
    ("weekly", "Chaque semaine, le même jour"),
    ("fortnightly", "Une semaine sur deux, le même jour"),
    ("monthly", "Chaque mois, le même jour de la semaine"),
    ("quarterly", "Chaque trimestre, le même jour de la semaine"),
)


def hour(moment: datetime) -> str:
    """« 14 h », « 14 h 05 »; the moment is in local time."""
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02d}" if moment.minute else "")


def when_words(start: datetime, end: datetime) -> str:
    """When an event is, in words, both moments in local time.

    « mardi 24 novembre 2026, de 14 h à 16 h », « du vendredi 4 décembre 2026 à 10 h au samedi 5 décembre 2026 à 18 h ».
    """
    if is_one_evening(start, end):
        return f"{long_date(start.date())}, de {hour(start)} à {hour(end)}"
    return f"du {long_date(start.date())} à {hour(start)} au {long_date(end.date())} à {hour(end)}"


def brief_when(start: datetime, end: datetime) -> str:
    """The day or days alone: « 24 novembre 2026 », « du 4 au 5 décembre 2026 », « du 30 novembre au 2 décembre »."""
    first, last = start.date(), start.date() if is_one_evening(start, end) else end.date()
    if first == last:
        return plain_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"du {'1er' if first.day == 1 else first.day} au {plain_date(last)}"
    named = day_and_month(first) if first.year == last.year else plain_date(first)
    return f"du {named} au {plain_date(last)}"


def is_one_evening(start: datetime, end: datetime) -> bool:
    """Whether one day names it: it ends on it, or in the night that follows, before six, within twelve hours."""
    if start.date() == end.date():
        return True
    next_morning = end.date() == start.date() + timedelta(days=1) and end.hour < 6
    return next_morning and end - start <= timedelta(hours=12)


def days_of(start: datetime, end: datetime) -> list[date]:
    """Every day of an event, the first to the last; a night that runs into the next day belongs to its own."""
    last = start.date() if is_one_evening(start, end) else end.date()
    return [start.date() + timedelta(days=number) for number in range((last - start.date()).days + 1)]


def duration_of(
    start: datetime, end: datetime, moments: Iterable[tuple[datetime | None, datetime | None]] = ()
) -> timedelta | None:
    """How long somebody who followed all of an event was there.

    The time that its programme covers, what goes on at once counted once, where it has hours; else from its start to
    its end. None where it lasts several days and no programme says for how long on each.
    """
    total = timedelta()
    until: datetime | None = None
    for begins, ends in sorted((begins, ends) for begins, ends in moments if begins and ends):
        since = begins if until is None else max(begins, until)
        if ends > since:
            total, until = total + (ends - since), ends
    if total:
        return total
    return end - start if is_one_evening(start, end) else None


def duration_words(duration: timedelta) -> str:
    """« 3 h », « 6 h 30 », « 45 min »."""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    if not hours:
        return f"{minutes}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{minutes:02d}" if minutes else "")


def fault_of_times(start: datetime, end: datetime) -> str:
    """What is wrong with the times of an event, as a sentence; empty where nothing is."""
    if end <= start:
        return "L’événement finit avant d’avoir commencé\u00a0: vérifiez les jours et les heures."
    if end - start > LONGEST:
        return (
            "Un événement dure un mois au plus. Pour un rendez-vous qui revient, ajoutez la première date, "
            "puis répétez-la."
        )
    return ""


@dataclass(frozen=True)
class Slot:
    """A moment of a programme: which, in which room, from when to when (its end is not in it)."""

    key: int
    title: str
    room: str
    start: datetime
    end: datetime

    def meets(self, other: "Slot") -> bool:
        """Whether both want one room at one time; a room that is not named is nobody's."""
        same_room = bool(self.room.strip()) and self.room.strip().casefold() == other.room.strip().casefold()
        return same_room and self.start < other.end and other.start < self.end


def clashes(slots: Iterable[Slot]) -> list[tuple[Slot, Slot]]:
    """Pairs of moments that want one room at one time, in the order in which they came."""
    return [(one, other) for one, other in combinations(slots, 2) if one.meets(other)]


def fault_of_slot(slot: Slot, *, start: datetime, end: datetime) -> str:
    """What is wrong with a moment of the programme of an event from `start` to `end`; empty where nothing is."""
    if slot.end <= slot.start:
        return "Ce moment finit avant d’avoir commencé."
    if slot.start < start or slot.end > end:
        return f"Ce moment déborde de l’événement, qui va {_span(start, end)}."
    return ""


def _span(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"de {hour(start)} à {hour(end)}"
    return f"du {day_and_month(start.date())} à {hour(start)} au {day_and_month(end.date())} à {hour(end)}"


def rule_of(rhythm: str, first: date, *, times: int) -> str:
    """The RRULE (RFC 5545) of a rhythm of `RHYTHMS` that gives `times` dates, the first one included.

    By months it keeps the rank of the weekday, the third Thursday; the fifth, which few months have, means the last.
    Raises ValueError for a rhythm that is not one of them.
    """
    day = _WEEK[first.weekday()]
    rank = (first.day - 1) // 7 + 1
    by_month = f"BYDAY={rank if rank < 5 else -1}{day}"
    parts = {
        "weekly": f"FREQ=WEEKLY;BYDAY={day}",
        "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "monthly": f"FREQ=MONTHLY;{by_month}",
        "quarterly": f"FREQ=MONTHLY;INTERVAL=3;{by_month}",
    }
    if rhythm not in parts:
        raise ValueError(rhythm)
    return f"{parts[rhythm]};COUNT={times}"


def shifted(moment: datetime, *, before: datetime, after: datetime) -> datetime:
    """A moment of an event that moved from `before` to `after`, as far from its start in local time."""
    return moment + (after - before)


# -- Pasted programmes and lists of exhibitors: one line each, in known columns

#: What the columns are, in their order, as the page says it.
TALK_COLUMNS = ("jour", "début", "fin", "intitulé", "par", "salle")
EXHIBITOR_COLUMNS = ("nom", "emplacement", "ce qu’il montre")
#: A sheet that people signed; the telephone and the address may be in either of the last two.
PERSON_COLUMNS = ("nom", "organisme", "téléphone", "adresse électronique")
#: More lines than any festival has moments; and those of a sheet that is copied at once.
MAX_LINES, MAX_PERSONS = 300, 20
#: Digits of the shortest thing that is a telephone number in a sheet.
MIN_DIGITS = 8
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|H|:)\s*(\d{2})?(?::\d{2})?(?:\s*min)?")


class LineUnreadable(ValueError):
    """A pasted line cannot be read; the message is the French sentence, with the number of the line."""


@dataclass(frozen=True)
class TalkLine:
    """A moment of a programme, as one line says it; times in local time."""

    number: int
    start: datetime | None
    end: datetime | None
    title: str
    speakers: str
    room: str


@dataclass(frozen=True)
class ExhibitorLine:
    """An exhibitor, as one line says it."""

    number: int
    name: str
    stand: str
    detail: str


def talk_lines(pasted: str, *, first: date) -> list[TalkLine]:
    """Read the lines of a programme; a missing day is that of the line before, at first the event's own.

    Raises LineUnreadable for the first line that cannot be read; nothing is guessed and no line is dropped.
    """
    day, found = first, []
    for number, cells in _lines(pasted, TALK_COLUMNS):
        day_text, start_text, end_text, title, speakers, room = cells
        if not title:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque l’intitulé (quatrième colonne).")
        day = _day(day_text, number, near=first) if day_text else day
        start, end = (_hour(text, number) for text in (start_text, end_text))
        if end and not start:
            raise LineUnreadable(f"Ligne {number}\u00a0: une heure de fin sans heure de début.")
        found.append(
            TalkLine(
                number,
                datetime.combine(day, start) if start else None,
                datetime.combine(day, end) if end else None,
                title,
                speakers,
                room,
            )
        )
    return found


def exhibitor_lines(pasted: str) -> list[ExhibitorLine]:
    """Read the lines of a list of exhibitors; raises LineUnreadable as `talk_lines` does."""
    found = []
    for number, (name, stand, detail) in _lines(pasted, EXHIBITOR_COLUMNS):
        if not name:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque le nom (première colonne).")
        found.append(ExhibitorLine(number, name, stand, detail))
    return found


@dataclass(frozen=True)
class PersonLine:
    """Somebody on a sheet that is copied."""

    number: int
    name: str
    organisation: str
    phone: str
    email: str


def person_lines(pasted: str) -> list[PersonLine]:
    """Read the lines of a sheet of people; raises LineUnreadable as `talk_lines` does, and for too many."""
    found = []
    for number, (name, organisation, *reach) in _lines(pasted, PERSON_COLUMNS, most=MAX_PERSONS):
        if not name:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque le nom (première colonne).")
        if re.search(r"[0-9@]", name):
            raise LineUnreadable(
                f"Ligne {number}\u00a0: «\u00a0{name}\u00a0» n’est pas un nom\u00a0: séparez les colonnes."
            )
        phone = next((cell for cell in reach if cell and "@" not in cell), "")
        email = next((cell.lower() for cell in reach if "@" in cell), "")
        if phone and len(re.findall(r"[0-9]", phone)) < MIN_DIGITS:
            raise LineUnreadable(f"Ligne {number}\u00a0: «\u00a0{phone}\u00a0» n’est pas un numéro de téléphone.")
        found.append(PersonLine(number, name, organisation, phone, email))
    return found


def person_key(name: str, organisation: str) -> tuple[str, str]:
    """A name with its organisation, accents and case aside."""
    return search_form(name) or name.strip(), search_form(organisation) or organisation.strip()


def same_person(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two names, each with its organisation, are of one person: an organisation may be missing."""
    return one[0] == other[0] and (not one[1] or not other[1] or one[1] == other[1])


def _lines(pasted: str, columns: tuple[str, ...], *, most: int = MAX_LINES) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their number and as many cells as there are columns; a head is left out."""
    lines = pasted.strip("\ufeff").splitlines()
    written = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    split = [(number, [cell.strip().strip('"') for cell in _cells(line)]) for number, line in written]
    if split and _is_head(split[0][1], columns):
        split = split[1:]
    if len(split) > most:
        raise LineUnreadable(f"Collez {most} lignes au plus à la fois.")
    for number, cells in split:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise LineUnreadable(
                f"Ligne {number}\u00a0: {len(cells)} colonnes, au lieu de {len(columns)} ({', '.join(columns)})."
            )
    return [(number, (cells + [""] * len(columns))[: len(columns)]) for number, cells in split]


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    return re.findall(r'(?:^|;)((?:"[^"]*"|[^;])*)', line)  # « ; » between quotes is text


def _is_head(cells: list[str], columns: tuple[str, ...]) -> bool:
    """Whether a first line names the columns: « Nom », or « Nom et prénom » beside neither a number nor an address."""
    first = cells[0].casefold()
    names = columns == PERSON_COLUMNS and re.match(r"(prénoms?\W+(et\W+)?)?noms?\b", first)
    return first == columns[0] or bool(names and not re.search(r"[0-9@]", "".join(cells)))


def _day(text: str, number: int, *, near: date) -> date:
    """A day as French writes it; without its year, that of the event."""
    try:
        if iso := _ISO.fullmatch(text):
            return date(*map(int, iso.groups()))
        if found := _DAY.fullmatch(text):
            day, month, year = found.groups()
            whole = near.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
            return date(whole, int(month), int(day))
    except ValueError:
        pass
    raise LineUnreadable(f"Ligne {number}\u00a0: «\u00a0{text}\u00a0» n’est pas un jour (24/11/2026).")


def _hour(text: str, number: int) -> time | None:
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise LineUnreadable(f"Ligne {number}\u00a0: «\u00a0{text}\u00a0» n’est pas une heure (14:30 ou 14 h 30).")


# -- Order of the waiting list: first come, first served


def served(waiting: Sequence[int], *, free: int | None) -> int:
    """How many of the first groups of a waiting list, each of so many people, fit into the free places.

    `free` is None where there is no limit.
    """
    if free is None:
        return len(waiting)
    for rank, people in enumerate(waiting):
        free -= people
        if free < 0:
            return rank
    return len(waiting)


def has_a_place(people: int, *, free: int | None, somebody_waits: bool) -> bool:
    """Whether a newcomer with so many people gets a place at once: there are enough, and nobody waits before."""
    return free is None or (not somebody_waits and people <= free)


# -- Questions that an organiser asks of whoever registers

#: As many questions as one event asks; how long a question, one of its choices and an answer may be.
MAX_QUESTIONS, MAX_LABEL, MAX_CHOICE, MAX_ANSWER = 5, 120, 80, 200
MAX_CHOICES = 12
YES_NO = ("Oui", "Non")


@dataclass(frozen=True)
class Question:
    """A question: its words, how it is answered (`QuestionKind`), the choices of a list, whether one has to answer."""

    label: str
    kind: str = QuestionKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def offered(self) -> tuple[str, ...]:
        """The answers among which one chooses; none where one writes."""
        return YES_NO if self.kind == QuestionKind.YES_NO else self.choices

    @property
    def fault(self) -> str:
        """What is wrong with it, as a French sentence; empty where nothing is."""
        if len(self.label) > MAX_LABEL:
            return f"Une question tient en {MAX_LABEL}\u00a0caractères."
        if self.kind == QuestionKind.CHOICE:
            if not 2 <= len(set(self.choices)) == len(self.choices) <= MAX_CHOICES:
                return f"Une liste a de deux à {MAX_CHOICES} réponses, toutes différentes."
            if any(len(choice) > MAX_CHOICE for choice in self.choices):
                return f"Une réponse de la liste tient en {MAX_CHOICE}\u00a0caractères."
        return text_fault("\n".join((self.label, *self.choices)))

    def fault_of(self, answer: str) -> str:
        """What is wrong with an answer that is not empty, as a French sentence; empty where nothing is."""
        if self.offered and answer not in self.offered:
            return "Choisissez une réponse de la liste."
        if len(answer) > MAX_ANSWER:
            return f"Répondez en {MAX_ANSWER}\u00a0caractères au plus."
        return text_fault(answer)


def fault_of_questions(questions: Sequence[Question]) -> str:
    """What is wrong with the questions of an event, as a French sentence; empty where nothing is."""
    if len(questions) > MAX_QUESTIONS:
        return f"Posez {MAX_QUESTIONS} questions au plus."
    if len({search_form(one.label) for one in questions}) < len(questions):
        return "Deux questions sont les mêmes."
    return ""


# -- People counted once, whatever the number of trainings they followed


def count_people(rows: Iterable[tuple[str, str, str]]) -> int:
    """How many people these rows of an address, a name and an organisation are: one for each address, or each name
    with its organisation.
    """
    groups: list[set[tuple[str, ...]]] = []
    for email, name, organisation in rows:
        keys: set[tuple[str, ...]] = {person_key(name, organisation)}
        keys |= {(email.lower(),)} if email else set()
        met = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*met)]
    return len(groups)
