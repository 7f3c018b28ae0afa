"""What is said of each thing that is seen on a shelf."""

import pytest

from equipment.enums import ItemState
from equipment.stock.rules import WORDS, Counts, ScanOutcome, Standing, answer, code_in, found_of

HERE = "Armoire A"


def item(**fields) -> Standing:
    return Standing(
        **{
            "number": "EXP-1",
            "model": "Stylo",
            "state": ItemState.IN_SERVICE,
            "place": HERE,
            "loan": "",
            "school": "",
            "repaired": False,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("fields", "place", "found"),
    [
        ({}, HERE, ScanOutcome.SEEN),
        ({}, "", ScanOutcome.SEEN),
        ({}, "armoire a", ScanOutcome.SEEN),
        ({"place": ""}, "", ScanOutcome.SEEN),
        ({"place": "Armoire B"}, "", ScanOutcome.SEEN),
        ({"place": "Armoire B"}, HERE, ScanOutcome.OTHER_PLACE),
        ({"place": ""}, HERE, ScanOutcome.OTHER_PLACE),
        ({"loan": "P00012"}, HERE, ScanOutcome.OUT),
        ({"loan": "P00012", "place": "Armoire B"}, HERE, ScanOutcome.OUT),
        ({"repaired": True}, HERE, ScanOutcome.REPAIRED),
        ({"repaired": True, "place": "Atelier"}, HERE, ScanOutcome.OTHER_PLACE),
        ({"state": ItemState.LOST}, HERE, ScanOutcome.LOST),
        ({"state": ItemState.RETIRED}, HERE, ScanOutcome.RETIRED),
        ({"state": ItemState.RETIRED, "loan": "P00012"}, HERE, ScanOutcome.RETIRED),
    ],
)
def test_what_a_thing_on_a_shelf_is(fields, place, found):
    assert found_of(item(**fields), place=place) == found
    assert answer(item(**fields), typed="EXP-1", place=place).found == found


@pytest.mark.parametrize(
    ("fields", "title", "sentence"),
    [
        ({}, "EXP-1, vu", "Stylo. Rangé à «\u00a0Armoire A\u00a0»."),
        (
            {"loan": "P00012", "school": "Collège Pierre"},
            "EXP-1, inattendu ici",
            "Stylo. Il est noté en prêt (prêt P00012, Collège Pierre)\u00a0: notez son retour après l’inventaire.",
        ),
        (
            {"place": ""},
            "EXP-1, inattendu ici",
            "Stylo. Il est rangé à «\u00a0aucun lieu noté\u00a0», non à «\u00a0Armoire A\u00a0».",
        ),
    ],
)
def test_the_sentence_says_what_to_do(fields, title, sentence):
    said = answer(item(**fields), typed="EXP-1", place=HERE)
    assert (said.title, said.sentence) == (title, sentence)


def test_a_second_reading_counts_once_whatever_the_thing_is():
    said = answer(item(loan="P1"), typed="EXP-1", place=HERE, again=True)
    assert (said.found, said.title, said.tone) == (ScanOutcome.AGAIN, "EXP-1, déjà vu", "calm")


def test_an_unknown_code_is_said_as_it_was_typed():
    said = answer(None, typed="ZZZ", place=HERE)
    assert (said.found, said.tone) == (ScanOutcome.UNKNOWN, "bad")
    assert "«\u00a0ZZZ\u00a0»" in said.sentence


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" EXP-1 ", "EXP-1"),
        ("https://portail.example/vendee/materiel/c/ABCD2345/", "ABCD2345"),
        ("HTTPS://portail.example/vendee/materiel/c/ABCD2345", "ABCD2345"),
        ("http://portail.example/c/EXP%201/", "EXP 1"),
        ("https://portail.example/", ""),
        ("", ""),
    ],
)
def test_a_scanner_may_type_a_whole_address(typed, code):
    assert code_in(typed) == code


@pytest.mark.parametrize(
    ("expected", "seen", "missing", "sentence"),
    [
        (0, 0, 0, "0 matériel vu sur 0 attendu"),
        (1, 1, 0, "1 matériel vu sur 1 attendu"),
        (12, 3, 9, "3 matériels vus sur 12 attendus"),
        (1, 2, 0, "2 matériels vus sur 1 attendu"),
    ],
)
def test_the_counts(expected, seen, missing, sentence):
    counts = Counts(expected, seen, 0, 0)
    assert (counts.missing, counts.sentence) == (missing, sentence)


def test_every_finding_has_its_words():
    assert set(WORDS) == set(ScanOutcome)
