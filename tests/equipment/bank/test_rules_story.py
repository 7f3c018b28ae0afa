"""The rules of a bank in sentences, and the example of one loan from its request to its check."""

from datetime import date

import pytest

from equipment.bank.rules.calendar import Closed, OpeningCalendar
from equipment.bank.rules.lending import (
    Availability,
    Delays,
    Terms,
    answer_words,
    bank_sentences,
    busy_for,
    can_have,
    lending_words,
    length_words,
    opening_words,
)
from inclusion.core.french.periods import Period, stored_end
from tests.pages import plain

WEEK = frozenset(range(5))
DELAYS = Delays(answer=5, offer=3, usual=28, extension=28, reminder=3)
TUESDAY = date(2026, 11, 24)


def terms(**changes) -> Terms:
    return Terms(**{"calendar": OpeningCalendar(WEEK), "buffer_after": 1, **changes})


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "aucun jour"),
        ([0, 1, 2, 3, 4], "du lundi au vendredi"),
        ([4, 0, 2], "le lundi, le mercredi et le vendredi"),
        ([1, 2], "le mardi et le mercredi"),
        ([3], "le jeudi"),
        (range(7), "tous les jours"),
    ],
)
def test_opening_days_in_words(days, said):
    assert opening_words(days) == said


@pytest.mark.parametrize(("days", "said"), [(28, "4 semaines"), (7, "1 semaine"), (10, "10 jours"), (1, "1 jour")])
def test_lengths_in_words(days, said):
    assert plain(length_words(days)) == said


def test_each_rule_has_its_sentence():
    said = [plain(one) for one in lending_words(terms(buffer_before=2), DELAYS)]
    assert "Un prêt dure d’habitude 4 semaines, et 90 jours au plus." in said
    assert "Le matériel se prépare en 2 jours ouverts avant le départ." in said
    assert "Au retour, il se contrôle en 1 jour ouvert avant de repartir." in said
    assert "Un matériel rendu le matin peut repartir le jour même." in lending_words(
        terms(buffer_after=0, same_day=True), DELAYS
    )
    assert "La banque répond à une demande en 5 jours ouverts." in [plain(one) for one in answer_words(DELAYS)]
    assert "Il ne se prolonge pas." in lending_words(terms(), Delays(5, 3, 28, 0, 3))


def test_a_loan_asked_for_today_for_four_weeks():
    """Tuesday 24 November, answered in five open days (1 December), four weeks (29 December), checked a day later."""
    said = [(moment, plain(sentence)) for moment, sentence in bank_sentences(terms(), DELAYS, today=TUESDAY)]
    assert said == [
        ("Demande", "Un établissement demande aujourd’hui un matériel pour 4 semaines."),
        ("Réponse", "La banque répond au plus tard le mardi 1er décembre 2026."),
        ("Départ", "Le matériel peut partir au plus tôt le mardi 1er décembre 2026."),
        ("Rappel", "L’établissement reçoit un rappel le samedi 26 décembre 2026."),
        ("Retour", "Il revient le mardi 29 décembre 2026."),
        ("Contrôle", "Il est contrôlé jusqu’au mercredi 30 décembre 2026 inclus."),
        ("Suivant", "Il peut repartir le jeudi 31 décembre 2026."),
    ]


def test_the_return_moves_out_of_the_holidays():
    holidays = Closed(Period(date(2026, 12, 19), date(2027, 1, 4)), "vacances de Noël")
    shown = terms(calendar=OpeningCalendar(WEEK, (holidays,)))
    said = dict(bank_sentences(shown, DELAYS, today=TUESDAY))
    assert plain(said["Retour"]) == "Il revient le lundi 4 janvier 2027, premier jour ouvert après 4 semaines."


def test_what_leaves_next_is_what_the_booking_accepts():
    """The day that is shown for the next loan is the first that the arithmetic of lending gives."""
    shown = terms(buffer_before=2, buffer_after=3)
    said = dict(bank_sentences(shown, DELAYS, today=TUESDAY))
    assert said["Suivant"] == "Il peut repartir le jeudi 7 janvier 2027."
    from equipment.bank.rules.lending import Busy

    first = busy_for(date(2026, 12, 1), stored_end(date(2026, 12, 29)), shown)
    availability = Availability(((Busy(first.start, first.end),),))
    day = date(2027, 1, 7)
    assert can_have(availability, day, stored_end(date(2027, 1, 11)), terms=shown, today=TUESDAY)
    assert not can_have(availability, date(2027, 1, 6), stored_end(day), terms=shown, today=TUESDAY)


def test_a_bank_that_never_opens_describes_no_loan():
    assert bank_sentences(terms(calendar=OpeningCalendar(frozenset())), DELAYS, today=TUESDAY) == []
