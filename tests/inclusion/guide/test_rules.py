"""The words of the guide: what is open, which town is meant, how far."""

from datetime import UTC, date, datetime

import pytest

from inclusion.core.french.hours import Openness, state_at, week_of
from inclusion.guide.rules import search, standard
from inclusion.guide.rules.search import said_state, shown_distance, shown_phone

WEDNESDAY = datetime(2026, 11, 25, 10, 0)
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00"


@pytest.mark.parametrize(
    ("expression", "moment", "said"),
    [
        (OFFICE, WEDNESDAY, "Ouvert jusqu’à 12 h"),
        (OFFICE, datetime(2026, 11, 25, 12, 30), "Fermé, ouvre à 14 h"),
        (OFFICE, datetime(2026, 11, 25, 18, 0), "Fermé, ouvre demain à 9 h"),
        (OFFICE, datetime(2026, 11, 27, 18, 0), "Fermé, ouvre lundi à 9 h"),
        ("We[1] 09:30-12:00", WEDNESDAY, "Fermé, ouvre le 2 décembre à 9 h 30"),
        # Christmas is a Friday in 2026.
        (OFFICE, datetime(2026, 12, 25, 10, 0), "Fermé, jour férié, ouvre lundi à 9 h"),
        ("Mo-Fr 09:00-12:00; PH 10:00-11:00", datetime(2026, 12, 25, 10, 30), "Ouvert jusqu’à 11 h"),
        ("24/7", WEDNESDAY, "Ouvert"),
        ('We 09:00-12:00 "sur rendez-vous"', WEDNESDAY, "Ouvert jusqu’à 12 h (sur rendez-vous)"),
        ("Mo-Fr 20:00-02:00", datetime(2026, 11, 25, 23, 0), "Ouvert jusqu’à 2 h"),
        ("2020 Mo-Fr 09:00-12:00", WEDNESDAY, "Fermé"),
        ('We unknown "sur rendez-vous"', WEDNESDAY, "Horaires à demander"),
        ("le matin", WEDNESDAY, ""),
        ("", WEDNESDAY, ""),
    ],
)
def test_what_is_open_is_said_in_a_few_words(expression, moment, said):
    assert said_state(state_at(expression, moment), moment).replace("\u00a0", " ") == said


def test_a_moment_with_a_zone_is_read_on_the_clock_of_paris_whatever_the_season():
    assert state_at(OFFICE, datetime(2026, 11, 25, 8, 0, tzinfo=UTC)).openness == Openness.OPEN  # 9 h
    assert state_at(OFFICE, datetime(2026, 7, 1, 7, 0, tzinfo=UTC)).openness == Openness.OPEN  # 9 h
    assert state_at(OFFICE, datetime(2026, 7, 1, 6, 59, tzinfo=UTC)).openness == Openness.CLOSED


def test_a_week_is_described_from_monday_and_closed_on_public_holidays():
    week = week_of("Mo-Fr 09:00-12:00,14:00-17:00", date(2026, 12, 21))
    assert [day.name for day in week] == [*("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")]
    assert [day.is_open for day in week] == [True] * 4 + [False] * 3
    assert week[4].is_holiday and week[4].said == "Fermé"
    assert week_of("n’importe quoi", date(2026, 12, 21)) == ()


@pytest.mark.parametrize(
    ("km", "said"),
    [(None, ""), (0.0, "à 100 m"), (0.34, "à 300 m"), (0.96, "à 1 km"), (4.23, "à 4,2 km"), (27.4, "à 27 km")],
)
def test_distances(km, said):
    assert shown_distance(km).replace("\u00a0", " ") == said


def test_phones():
    assert shown_phone("+33553000000").replace("\u00a0", " ") == "05 53 00 00 00"
    assert shown_phone("3949") == "3949"


@pytest.mark.parametrize(
    ("phone", "network_phone", "asks", "calls", "or_calls"),
    [
        (
            "05 53 00 00 00",
            "05 53 69 00 00",
            "téléphonez au 05 53 00 00 00",
            "Téléphoner avant de venir",
            ["Ou téléphoner"],
        ),
        (
            "",
            "05 53 69 00 00",
            "appelez le réseau au 05 53 69 00 00",
            "Appelez le réseau au 05 53 69 00 00",
            ["Ou appeler le réseau au 05 53 69 00 00"],
        ),
        ("", "", "renseignez-vous avant de venir", "Renseignez-vous avant de venir", []),
    ],
)
def test_nobody_is_sent_to_a_telephone_that_has_no_number(phone, network_phone, asks, calls, or_calls):
    assert search.whom_to_ask(phone, network_phone) == asks
    assert search.ways_in(["Téléphoner"], phone, network_phone) == [calls]
    ways = search.ways_in(["Se présenter", "Téléphoner"], phone, network_phone)
    assert ways == ["Venir sans rendez-vous", *or_calls]


def test_every_word_of_the_standard_has_its_plain_words():
    pairs = (
        (search.NEEDS, standard.SERVICES),
        (search.PUBLICS, standard.PUBLICS),
        (search.CARE, standard.SPECIAL_CARE),
        (search.WAYS_IN, standard.ACCESS_MODES),
        (search.HELP, standard.SUPPORT_MODES),
        (search.FEES, standard.FEES),
    )
    for words, values in pairs:
        assert tuple(words) == values
    assert search.plain(search.WAYS_IN, ["Ce lieu n’accueille pas de public", "Autre"]) == [
        "Ce lieu ne reçoit pas le public",
        "Autre",
    ]


def test_letters_in_a_comment_are_no_public_holidays():
    noel = datetime(2026, 12, 25, 10, 0, tzinfo=UTC)
    assert state_at('Mo-Fr 09:00-12:00 "PHARMACIE"', noel).openness == Openness.CLOSED


def test_a_comment_alone_says_neither_open_nor_closed():
    state = state_at('"sur rendez-vous"', datetime(2026, 11, 26, 10, 0, tzinfo=UTC))
    assert (state.openness, state.comment) == (Openness.UNKNOWN, "sur rendez-vous")
