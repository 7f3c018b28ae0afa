"""The arithmetic of lending: how long an item is busy, which dates are possible and why; a bank's rules in words.

Days are half-open everywhere: a loan from the 3rd to the 10th, brought back on the 10th, is `[3, 11)`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from equipment.bank.rules.calendar import OpeningCalendar
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import DAYS, Period, long_date, plain_date, shown_end, stored_end

_ONE_DAY = timedelta(days=1)
#: What a bank may choose at most, in days: how long a loan or its extension lasts; how early a reminder comes.
MAX_DAYS, MAX_REMINDER_DAYS = 366, 60
#: In open days: to prepare a loan, to check a return or to accept an offer, and to answer a request.
MAX_WORKING_DAYS, MAX_ANSWER_DAYS = 30, 60
#: How far ahead free dates are looked for, in days.
HORIZON = 365


@dataclass(frozen=True)
class Terms:
    """What a bank asks of every loan: days in calendar days, buffers in open days."""

    calendar: OpeningCalendar
    buffer_before: int = 0
    buffer_after: int = 0
    same_day: bool = False
    longest: int = 90


@dataclass(frozen=True)
class Busy:
    """Days on which one item is not free; `end` None while nobody knows when it will be; `why` ends a sentence."""

    start: date
    end: date | None
    why: str = "il est déjà réservé"

    def touches(self, start: date, end: date) -> bool:
        """Whether it shares a day with these half-open days."""
        return self.start < end and (self.end is None or start < self.end)


def busy_for(start: date, end: date, terms: Terms, *, since: date | None = None) -> Period:
    """The days on which a loan keeps its item: from its preparing to its checking, both in open days.

    A loan that is brought back on a day keeps the item on this day, unless the bank lends again on the same day.
    Nothing is prepared before the day `since`: the day of the booking.
    """
    first = min(max(terms.calendar.before(start, terms.buffer_before), since or date.min), start)
    if terms.buffer_after:
        return Period(first, stored_end(terms.calendar.after(shown_end(end), terms.buffer_after)))
    last = shown_end(end) if terms.same_day else end
    return Period(first, max(last, first + _ONE_DAY))


def problems_with(start: date, end: date, *, terms: Terms, today: date) -> list[str]:
    """Why a loan cannot have these days whatever the item, as French sentences; an empty list when it can.

    Pick-up and return fall on open days, the pick-up not in the past, and not longer than the bank lends.
    """
    if start >= end:
        return ["Le retour ne peut pas précéder le départ."]
    due, found = shown_end(end), []
    if start >= today and (closed := terms.calendar.why_closed(start)):
        found.append(f"Départ\u00a0: {_lower(closed)}{_advice(terms.calendar, start)}")
    if start != due >= today and (closed := terms.calendar.why_closed(due)):
        found.append(f"Retour\u00a0: {_lower(closed)}{_advice(terms.calendar, due)}")
    return [*past(start, today=today), *found, *too_long(start, due, terms=terms)]


def past(start: date, *, today: date) -> list[str]:
    """The sentence about a pick-up that is over."""
    return [f"Le départ, le {plain_date(start)}, est déjà passé."] if start < today else []


def too_long(start: date, due: date, *, terms: Terms) -> list[str]:
    """The sentence about a loan that is longer than the bank lends, with its last possible day."""
    if (due - start).days <= terms.longest:
        return []
    last = terms.calendar.last_open(start + timedelta(days=terms.longest))
    upto = f" Pour ce départ, rendez-le au plus tard le {long_date(last)}." if last and last > start else ""
    return [f"Un prêt dure {terms.longest} jours au plus.{upto}"]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _advice(calendar: OpeningCalendar, day: date) -> str:
    after = calendar.next_open(day)
    return f" Le premier jour ouvert ensuite est le {long_date(after)}." if after else ""


@dataclass(frozen=True)
class Availability:
    """The items of which one would do (a model), or which are all needed (a kit): each with what keeps it busy."""

    items: tuple[tuple[Busy, ...], ...]
    #: All of them leave together.
    together: bool = False
    #: What each is called, in the same order, for the reasons.
    names: tuple[str, ...] = field(default=())

    def free(self, days: Period) -> list[int]:
        """The positions of the items that are free on these days."""
        return [
            position
            for position, busy in enumerate(self.items)
            if not any(one.touches(days.start, days.end) for one in busy)
        ]

    def suffices(self, days: Period) -> bool:
        """Whether a loan can have what it needs on these days."""
        free = self.free(days)
        return bool(self.items) and (len(free) == len(self.items) if self.together else bool(free))


def can_have(availability: Availability, start: date, end: date, *, terms: Terms, today: date) -> bool:
    """Whether a loan can be booked for these days: the same question as the booking itself asks."""
    return not problems_with(start, end, terms=terms, today=today) and availability.suffices(
        busy_for(start, end, terms, since=today)
    )


@dataclass(frozen=True)
class Free:
    """Days that can be had: `[start, end)`."""

    start: date
    end: date

    @property
    def due(self) -> date:
        """The day of return."""
        return shown_end(self.end)


def nearest(
    availability: Availability, start: date, end: date, *, terms: Terms, today: date, horizon: int = HORIZON
) -> list[Free]:
    """The nearest days of about the same length that can be had: at most one earlier and one later.

    The length is kept where the day of return is open, else the return moves to the open day after it, or before
    it where the loan would grow too long. Days that are over count as days from today.
    """
    length = max((shown_end(end) - start).days, 0)
    asked, start, found = (start, end), max(start, today), []
    for step, since in ((-1, start - _ONE_DAY), (1, start)):
        for n in range(horizon):
            day = since + step * n * _ONE_DAY
            if day < today:
                break
            one = _fitted(availability, day, length, terms=terms, today=today)
            if one and (one.start, one.end) != asked:
                found.append(one)
                break
    return sorted(found, key=lambda one: one.start)


def first_free(availability: Availability, length: int, *, since: date, terms: Terms, today: date) -> Free | None:
    """The first days of about this length that can be had from a day on; None within the horizon."""
    for n in range(HORIZON):
        if one := _fitted(availability, since + n * _ONE_DAY, length, terms=terms, today=today):
            return one
    return None


def _fitted(availability: Availability, start: date, length: int, *, terms: Terms, today: date) -> Free | None:
    """A loan from this very day, of this length or as near to it as open days let it be."""
    if start < today or not terms.calendar.is_open(start):
        return None
    wanted = start + min(length, terms.longest) * _ONE_DAY
    due = terms.calendar.next_open(wanted)
    if due is None or (due - start).days > terms.longest:
        due = terms.calendar.last_open(wanted)
    if due is not None and due >= start:
        end = stored_end(due)
        if can_have(availability, start, end, terms=terms, today=today):
            return Free(start, end)
    return None


def latest_end(availability: Availability, start: date, *, after: date, before: date, terms: Terms) -> date | None:
    """The latest end (excluded) between two others at which a loan from `start` can come back; None without one."""
    end = before - _ONE_DAY
    while end > after:
        if terms.calendar.is_open(shown_end(end)) and availability.suffices(busy_for(start, end, terms, since=start)):
            return end
        end -= _ONE_DAY
    return None


def reasons(
    availability: Availability, start: date, end: date, *, terms: Terms, today: date | None = None
) -> list[str]:
    """Why no item, or not every part, can be had on days that the bank accepts, as French sentences."""
    days = busy_for(start, end, terms, since=today)
    if not availability.items:
        return ["Aucun exemplaire n’est en service."]
    said = [
        (name, _clash(busy, days))
        for name, busy in zip(availability.names or _unnamed(availability), availability.items, strict=True)
    ]
    clashes = [(name, one) for name, one in said if one is not None]
    if availability.together:
        return [f"{name}\u00a0: {_until(one)}." for name, one in clashes]
    if len(clashes) < len(availability.items):
        return []
    if len(clashes) == 1:
        return [f"Le seul exemplaire n’est pas libre\u00a0: {_until(clashes[0][1])}."]
    head = f"Aucun des {len(clashes)} exemplaires n’est libre à ces dates."
    ending = [one.end for _, one in clashes if one.end is not None]
    if not ending:
        return [head, "Personne ne peut dire quand l’un d’eux le sera."]
    return [head, f"Le premier peut l’être le {long_date(min(ending))}."]


def _unnamed(availability: Availability) -> Sequence[str]:
    return [f"exemplaire {position + 1}" for position in range(len(availability.items))]


def _clash(busy: Iterable[Busy], days: Period) -> Busy | None:
    touching = [one for one in busy if one.touches(days.start, days.end)]
    # The one that lasts longest is the one to wait for.
    return max(touching, key=lambda one: one.end or date.max, default=None)


def _until(one: Busy) -> str:
    if one.end is None:
        return f"{one.why}, sans date de fin connue"
    return f"{one.why}, jusqu’au {long_date(shown_end(one.end))} inclus"


# -- Rules of a bank in plain sentences, and the example of one loan

_WEEK = tuple(range(7))


@dataclass(frozen=True)
class Delays:
    """What a bank promises and asks besides the terms of its loans; open days unless it says calendar days."""

    answer: int
    offer: int
    #: Calendar days.
    usual: int
    extension: int
    reminder: int


def opening_words(days: Sequence[int]) -> str:
    """« du lundi au vendredi », « le lundi, le mardi et le jeudi », « tous les jours »."""
    found = sorted(set(days))
    if not found:
        return "aucun jour"
    if tuple(found) == _WEEK:
        return "tous les jours"
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"du {DAYS[found[0]]} au {DAYS[found[-1]]}"
    named = [f"le {DAYS[one]}" for one in found]
    return " et ".join(filter(None, [", ".join(named[:-1]), named[-1]]))


def length_words(days: int) -> str:
    """A length in calendar days as people say it: « 4 semaines », « 10 jours »."""
    weeks, rest = divmod(days, 7)
    return so_many(weeks, "semaine", "semaines") if weeks and not rest else so_many(days, "jour", "jours")


def lending_words(terms: Terms, delays: Delays) -> list[str]:
    """What holds for every loan, a sentence for each rule."""
    open_days = ("jour ouvert", "jours ouverts")
    found = [
        f"Un prêt dure d’habitude {length_words(delays.usual)}, et {length_words(terms.longest)} au plus.",
        f"Il se prolonge de {length_words(delays.extension)} au plus, si personne n’attend le matériel."
        if delays.extension
        else "Il ne se prolonge pas.",
        "Le départ et le retour tombent un jour d’ouverture.",
    ]
    if terms.buffer_before:
        found.append(f"Le matériel se prépare en {so_many(terms.buffer_before, *open_days)} avant le départ.")
    if terms.buffer_after:
        found.append(f"Au retour, il se contrôle en {so_many(terms.buffer_after, *open_days)} avant de repartir.")
    elif terms.same_day:
        found.append("Un matériel rendu le matin peut repartir le jour même.")
    else:
        found.append("Un matériel rendu un jour peut repartir dès le lendemain.")
    return found


def answer_words(delays: Delays) -> list[str]:
    """What is promised to who asks, a sentence for each rule."""
    open_days = ("jour ouvert", "jours ouverts")
    return [
        f"La banque répond à une demande en {so_many(delays.answer, *open_days)}.",
        f"Quand un matériel attendu se libère, l’établissement a {so_many(delays.offer, *open_days)} pour accepter.",
        f"Un rappel part {so_many(delays.reminder, 'jour', 'jours')} avant le retour."
        if delays.reminder
        else "Aucun rappel ne part avant le retour.",
    ]


def bank_sentences(terms: Terms, delays: Delays, *, today: date) -> list[tuple[str, str]]:
    """One loan of the usual length, asked for today where everything is free: (moment, sentence), in their order.

    Empty where the bank is closed for more than a year.
    """
    answered = terms.calendar.after(today, delays.answer)
    alone = Availability(((),))
    loan = first_free(alone, delays.usual, since=answered, terms=terms, today=today)
    if loan is None:
        return []
    busy = busy_for(loan.start, loan.end, terms)
    found = [
        ("Demande", f"Un établissement demande aujourd’hui un matériel pour {length_words(delays.usual)}."),
        ("Réponse", f"La banque répond au plus tard le {long_date(answered)}."),
    ]
    if busy.start < loan.start:
        found.append(("Préparation", f"Le matériel est mis de côté dès le {long_date(busy.start)}."))
    found += [("Départ", f"Le matériel peut partir au plus tôt le {long_date(loan.start)}.")]
    if delays.reminder:
        day = loan.due - timedelta(days=delays.reminder)
        if day > loan.start:
            found.append(("Rappel", f"L’établissement reçoit un rappel le {long_date(day)}."))
    found.append(("Retour", f"Il revient le {long_date(loan.due)}{_moved(loan, delays.usual)}."))
    if terms.buffer_after:
        found.append(("Contrôle", f"Il est contrôlé jusqu’au {long_date(shown_end(busy.end))} inclus."))
    found.append(("Suivant", f"Il peut repartir {_next_lending_day(terms, busy.end)}."))
    return found


def _moved(loan: Free, usual: int) -> str:
    """Why a loan is not just as long as usual."""
    days = (loan.due - loan.start).days
    if days == usual:
        return ""
    return f", {'premier jour ouvert après' if days > usual else 'dernier jour ouvert avant'} {length_words(usual)}"


def _next_lending_day(terms: Terms, end: date) -> str:
    day = terms.calendar.next_open(end)
    # What is prepared for the next one takes its own open days.
    if day is not None and terms.buffer_before:
        day = terms.calendar.after(day, terms.buffer_before)
    return f"le {long_date(day)}" if day else "à la réouverture de la banque"
