"""Cells of the Coop's files as people and programs write them."""

from datetime import date, datetime, time, timedelta

import pytest

from evaluation.activity.rules.coop import (
    AGES,
    COLUMNS,
    FEWEST_HEADINGS,
    KINDS,
    MAX_REFUSED_LISTED,
    PLACES,
    THEMES,
    Acts,
    CoopReport,
    Help,
    plain_form,
    read_day,
    read_minutes,
    read_people,
    read_row,
    read_themes,
)
from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme
from inclusion.core.imports.cells import Unreadable
from inclusion.core.imports.columns import Fault
from inclusion.core.imports.spreadsheets import Titles
from tests.evaluation.coop_files import ABOVE, HEADINGS

LAST = date(2026, 11, 26)


@pytest.mark.parametrize(
    "written",
    ["24/11/2026", "24/11/26", "24.11.2026", "24-11-2026", "2026-11-24", "2026-11-24T10:30:00Z", "24/11/2026 10:30",
     46350, "46350", 46350.4, date(2026, 11, 24), datetime(2026, 11, 24, 10, 30)],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written):
    assert read_day(written) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "why"),
    [("", "manque"), (None, "manque"), ("31/02/2026", "n’existe pas"), ("hier", "Écrivez une date"),
     ("12", "Écrivez une date"), ("01/01/1999", "avant l’an 2000"), (True, "manque")],
)  # fmt: skip
def test_what_is_no_day_says_why(written, why):
    with pytest.raises(Unreadable, match=why):
        read_day(written)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [(45, 45), ("45", 45), ("45 min", 45), ("45 minutes", 45), ("45mn", 45), (45.0, 45), ("1h30", 90), ("1 h 30", 90),
     ("1h", 60), ("2 heures", 120), ("1h30min", 90), ("1,5 h", 90), ("1:30", 90), ("01:30:00", 90), (time(1, 30), 90),
     (timedelta(minutes=90), 90), ("0h45", 45)],
)  # fmt: skip
def test_a_length_is_read_however_it_is_written(written, minutes):
    assert read_minutes(written) == minutes


@pytest.mark.parametrize("written", ["", None, 0, "0", "24h", "-5", "longtemps", 1440, float("inf"), "1e5", "²"])
def test_what_is_no_length_is_refused(written):
    with pytest.raises(Unreadable):
        read_minutes(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1", (0, 1)), ("", (0, 1)), (8, (0, 8)), ("2/8", (2, 8)), ("8 participants", (0, 8)), ("12 personnes", (0, 12))],
)
def test_people_are_read(written, read):
    assert read_people(written) == read


@pytest.mark.parametrize("written", ["0", "9/8", "0/3", "beaucoup", "10001", "-1"])
def test_what_is_no_number_of_people_is_refused(written):
    with pytest.raises(Unreadable):
        read_people(written)


def test_every_value_and_every_label_is_known():
    for words, choices in ((THEMES, Theme), (PLACES, HelpPlace), (AGES, AgeBand), (KINDS, HelpKind)):
        for value, label in choices.choices:
            assert words[plain_form(value)] == words[plain_form(label)] == value


def test_themes_are_parted_known_ones_named_others_kept():
    other: dict[str, str] = {}
    assert read_themes("E-mail\nPapiers - Élections - Citoyenneté; email | drones, fusées", other) == [
        "email",
        "papiers_elections_citoyennete",
        "drones, fusées",
    ]
    assert read_themes("Santé, Bureautique, drones", other) == ["sante", "bureautique", "drones"]
    assert other == {}
    [cut] = read_themes("x" * 70, other)
    assert (len(cut), other) == (60, {"Thématique(s) d’accompagnement": "x" * 70})


def test_headings_are_found_and_what_is_personal_is_not_read():
    assert not [line for line in ABOVE if COLUMNS.count_known(line) >= FEWEST_HEADINGS]
    titles = Titles(HEADINGS, COLUMNS.match_once(HEADINGS))
    assert COLUMNS.missing(titles.matched) == []
    assert {
        "Bénéficiaire",
        "Notes supplémentaires",
        "Nom du médiateur",
        "Adresse",
        "Code Insee du bénéficiaire",
    } <= set(titles.ignored)
    assert titles.matched[HEADINGS.index("Code Insee")].name == "insee"
    assert COLUMNS.missing(COLUMNS.match_once(["Date", "Type", "Tags", "ID CRA"])) == ["Durée (min)"]
    api = COLUMNS.match_once(["id", "date", "duree", "type", "type_lieu", "thematiques"])
    names = [column.name for column in api]
    assert (names, COLUMNS.missing(api)) == (["id", "day", "minutes", "kind", "place", "themes"], [])


def read(**cells) -> Help | Fault:
    names = list({"day": "Date", "minutes": "Durée"} | {name: name for name in cells})
    headings = {"day": "Date", "minutes": "Durée", "kind": "Type", "people": "Participants", "place": "Canal",
                "age": "Tranche d’âge", "insee": "Code Insee", "place_name": "Nom du lieu", "id": "ID CRA"}  # fmt: skip
    matched = COLUMNS.match_once([headings[name] for name in names])
    said = {"day": "24/11/2026", "minutes": 45, **cells}
    row = COLUMNS.read_row(2, matched, [said[name] for name in names])
    return read_row(row, last_day=LAST)


def test_words_that_nobody_knows_are_kept_by_their_column():
    row = read(kind="demarche_administrative", place="Dans un bus", age="Centenaire", people="4")
    assert (row.kind, row.place, row.age_band) == (HelpKind.GROUP, HelpPlace.OTHER, AgeBand.UNKNOWN)
    assert row.other == {
        "Type": "demarche_administrative",
        "Canaux d’accompagnement": "Dans un bus",
        "Tranche d’âge": "Centenaire",
    }


def test_a_day_to_come_is_refused_where_it_stands():
    row = read(day="27/11/2026", kind="individuel")
    assert row == Fault(2, "Date", "27/11/2026", "Ce jour n’est pas encore venu.")


def test_a_code_that_lost_its_zero_finds_it_again():
    assert read(insee=1004, kind="individuel").insee == "01004"


def test_rows_without_a_number_are_known_by_what_they_say():
    first, again = Acts(), Acts()
    same = {"kind": "individuel", "age": "70+"}
    for _row in range(2):
        assert first.take(read(**same), 1) == "new"
    for _row in range(3):
        again.take(read(**same), 1)
    assert list(first.acts) == list(again.acts)[:2]
    other = Acts()
    other.take(read(**same), 2)
    assert not set(other.acts) & set(first.acts)


def test_a_report_lists_some_refused_rows_and_counts_all():
    report = CoopReport(rows=MAX_REFUSED_LISTED + 1)
    for number in range(MAX_REFUSED_LISTED + 1):
        report.refuse(Fault(number, "Date", "", "La date manque."))
    assert (len(report.refused), report.refused_unlisted, report.is_whole) == (MAX_REFUSED_LISTED, 1, True)
    assert CoopReport.from_json(report.as_json()) == report
