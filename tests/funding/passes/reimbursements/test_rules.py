"""What places are owed in words, what is odd in a claim, when a place is warned, what a bank transfer is called."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.passes.reimbursements.rules import (
    LABEL_LENGTH,
    Dues,
    SeenUse,
    deducted,
    month_name,
    oddities,
    transfer_label,
    warning_due,
)
from inclusion.core.french.hours import is_open_on

D = Decimal
MONDAY = date(2026, 11, 23)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_dues_add_up_and_are_written_in_words():
    dues = Dues(to_ask=D("40.00"), too_late=D("10.00"), asked=D("50.00"), validated=D("30.00"), to_deduct=D("20.00"))
    assert dues.owed == D("110.00")
    assert plain(dues.sentence) == (
        "110,00 € sont dus : 40,00 € à demander, 10,00 € hors délai, 50,00 € demandés, à valider, "
        "30,00 € validés, à payer, moins 20,00 € à déduire."
    )
    assert dues + Dues(paid=D("5.00"), to_ask=D("0.50")) == Dues(
        D("40.50"), D("10.00"), D("50.00"), D("30.00"), D("5.00"), D("20.00")
    )


@pytest.mark.parametrize(
    ("dues", "sentence"),
    [
        (Dues(), "Rien n’est dû."),
        (Dues(paid=D("10.00")), "Rien n’est dû."),
        (Dues(to_ask=D("1.50")), "1,50 € est dû : 1,50 € à demander."),
        (Dues(to_deduct=D("10.00")), "10,00 € ont été payés en trop : moins 10,00 € à déduire."),
    ],
)
def test_dues_in_a_sentence(dues, sentence):
    assert plain(dues.sentence) == sentence


@pytest.mark.parametrize(
    ("total", "deductions", "count"),
    [
        ("0.00", [], 0),
        ("30.00", ["10.00", "10.00"], 2),
        ("10.00", ["10.00", "10.00"], 1),
        ("9.99", ["10.00"], 0),
        ("25.00", ["20.00", "10.00", "5.00"], 1),  # the oldest first: what comes after waits with it
    ],
)
def test_deductions_stop_before_a_claim_falls_below_zero(total, deductions, count):
    assert deducted(D(total), [D(one) for one in deductions]) == count


@pytest.mark.parametrize(
    ("left", "due"), [(31, None), (30, 30), (16, 30), (15, 15), (8, 15), (7, 7), (0, 7), (-1, None)]
)
def test_a_place_is_warned_at_the_tightest_distance_that_was_reached(left, due):
    assert warning_due(MONDAY + timedelta(days=left), today=MONDAY) == due


def test_months_have_their_name():
    assert month_name(date(2026, 2, 1)) == "février 2026"


def test_the_label_of_a_transfer_is_of_the_letters_of_banks():
    label = transfer_label(
        "R-2026-0001", programme="Pass numérique n°2", place="L’Œuvre d’à côté", month=date(2026, 11, 1)
    )
    assert label == "R-2026-0001 11/2026 Pass numerique n 2 L'OEuvre d'a cote"
    long = transfer_label("R-2026-0001", programme="P" * 120, place="L" * 120, month=date(2026, 11, 1))
    assert len(long) == LABEL_LENGTH
    assert long.startswith("R-2026-0001 11/2026 P")


def seen(rank, *, booklet=1, used_on=MONDAY, late=0, session="Atelier", was_open=True):
    return SeenUse(
        serial=f"{booklet:06d}-{rank:02d}",
        booklet=booklet,
        used_on=used_on,
        recorded_on=used_on + timedelta(days=late),
        session=session,
        was_open=was_open,
    )


def test_what_is_usual_is_not_reported():
    uses = [seen(1), seen(2), seen(1, booklet=2), seen(3, used_on=MONDAY + timedelta(days=1), was_open=None)]
    assert oddities(uses) == []


def test_what_is_unusual_is_reported_with_its_passes():
    found = oddities(
        [
            *(seen(rank) for rank in (1, 2, 3)),
            seen(1, booklet=2, was_open=False),
            seen(2, booklet=2, late=1),
            seen(1, booklet=3, late=6, session="??"),
        ]
    )
    assert [(plain(one.sentence), one.serials) for one in found] == [
        (
            "3 pass du carnet n° 000001 ont servi le même jour, le 23 novembre 2026.",
            ("000001-01", "000001-02", "000001-03"),
        ),
        ("D’après ses horaires, le lieu était fermé le 23 novembre 2026 : 1 pass.", ("000002-01",)),
        ("2 pass ont été enregistrés jusqu’à 6 jours après la séance.", ("000002-02", "000003-01")),
        ("1 pass a une séance sans nom qui la dise.", ("000003-01",)),
    ]


@pytest.mark.parametrize(
    ("hours", "day", "is_open"),
    [
        ("Mo-Fr 09:00-12:00; PH off", MONDAY, True),
        ("Tu 09:00-12:00", MONDAY, False),
        ("Mo-Fr 09:00-12:00", date(2026, 11, 29), False),
        ("", MONDAY, None),
        ("le lundi", MONDAY, None),
        ("Mo 22:00-02:00", date(2026, 11, 24), True),
    ],
)
def test_a_place_is_open_closed_or_nobody_knows(hours, day, is_open):
    assert is_open_on(hours, day) is is_open
