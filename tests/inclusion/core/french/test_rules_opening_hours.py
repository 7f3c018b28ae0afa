"""Opening hours, said in French."""

from datetime import date

import pytest

from inclusion.core.french.hours import french_week, is_readable

AFTER = date(2026, 11, 25)


def lines(expression, after=AFTER):
    return [line.replace("\u00a0", " ") for line in french_week(expression, after=after).lines]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
            ["Du lundi au vendredi : 9 h à 12 h, 14 h à 17 h 30", "Samedi : 9 h à 12 h"],
        ),
        ("Mo,Tu 08:05-12:00", ["Lundi et mardi : 8 h 05 à 12 h"]),
        ("Mo,We 09:00-12:00", ["Lundi : 9 h à 12 h", "Mercredi : 9 h à 12 h"]),
        ("24/7", ["Tous les jours : toute la journée"]),
        ("Mo-Fr 08:00-20:00; We off", ["Lundi et mardi : 8 h à 20 h", "Jeudi et vendredi : 8 h à 20 h"]),
        ('Tu 09:00-12:00 "sur rendez-vous"', ["Mardi : 9 h à 12 h (sur rendez-vous)"]),
        ("Sa 20:00-24:00", ["Samedi : 20 h à minuit"]),
        ("Sa 22:00-02:00", ["Samedi : 22 h à minuit", "Dimanche : minuit à 2 h"]),
        ("Mo off", []),
    ],
)
def test_a_regular_week(expression, said):
    assert lines(expression) == said


@pytest.mark.parametrize("expression", ["We[1] 14:00-17:00", "week 01-53/2 Mo 09:00-12:00"])
def test_hours_that_change_from_week_to_week_are_not_shown_as_regular(expression):
    week = french_week(expression, after=AFTER)
    assert week.varies
    assert week.lines == ()


@pytest.mark.parametrize("expression", ["", "  ", "du lundi au vendredi", "Mo-Fr 9h-12h"])
def test_what_cannot_be_read_says_nothing(expression):
    week = french_week(expression, after=AFTER)
    assert (week.lines, week.varies) == ((), False)


def test_the_season_of_the_letter_counts():
    expression = "Sep-Jun Mo 09:00-12:00; Jul-Aug Mo 10:00-11:00"
    assert lines(expression, after=date(2026, 11, 25)) == ["Lundi : 9 h à 12 h"]
    assert lines(expression, after=date(2026, 7, 1)) == ["Lundi : 10 h à 11 h"]
    assert french_week(expression, after=date(2026, 8, 25)).varies


def test_the_notation_can_be_checked():
    assert is_readable("Mo-Fr 09:00-12:00")
    assert not is_readable("lundi matin")
