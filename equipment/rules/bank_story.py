"""The rules of a bank in plain sentences, and one loan told from its asking to its checking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from equipment.rules.lending import Availability, Free, Terms, busy_for, first_free
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import DAYS, long_date, shown_end

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
        found.append(
            f"Au retour, il se contrôle en {so_many(terms.buffer_after, *open_days)} avant de repartir."
        )
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
        "Quand un matériel attendu se libère, l’établissement a "
        f"{so_many(delays.offer, *open_days)} pour accepter.",
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
