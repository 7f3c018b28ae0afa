"""Files of ideas, read in plain values."""

import pytest

from roadmaps.workshops.rules import COLUMNS, match_columns, read_ideas

TOPICS = ["Aller vers", "Équiper"]


def read(*lines, topics=TOPICS, standing=((), ()), columns=("table", "text", "detail")):
    matched = [COLUMNS[name] for name in columns]
    rows = [COLUMNS.read_row(number, matched, line) for number, line in enumerate(lines, 2)]
    return read_ideas(rows, topics=topics, standing=standing)


def test_headers_are_known_however_they_are_written():
    assert match_columns(["N° de table", " IDÉE ", "Précisions", "Auteur"]) == [*COLUMNS, None]
    assert COLUMNS.count_known(["Idée", None, "autre"]) == 1


@pytest.mark.parametrize(
    ("said", "table"), [("1", 0), (2, 1), (2.0, 1), ("Table 2", 1), ("équiper", 1), ("ALLER VERS", 0)]
)
def test_a_table_by_its_number_or_its_subject(said, table):
    assert [row.table for row in read([said, "Un bus", ""]).rows] == [table]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["3", "Un bus"], "Aucune table ne porte le numéro ou le sujet «\u00a03\u00a0»."),
        (["0", "Un bus"], "Aucune table"),
        (["", "Un bus"], "Indiquez de quelle table vient cette idée\u00a0: de 1 à 2."),
        (["1", ""], "Écrivez votre idée"),
        (["1", "a" * 201], "Cette idée compte 201 caractères"),
        (["1", "Un bus", "b" * 1001], "Gardez 1000 caractères au plus"),
    ],
)
def test_lines_that_cannot_be_taken_say_why(line, why):
    found = read(line)
    assert not found.rows
    assert found.refused[0].row == 2
    assert found.refused[0].reason.startswith(why)


def test_one_table_needs_no_name_and_the_same_words_come_once():
    found = read(
        ["", "Un  bus ", " la nuit "], ["", "un BUS"], ["", "Une carte"], topics=["Tout"], standing=[["Une carte !"]]
    )
    assert [(row.number, row.text, row.detail) for row in found.rows] == [(2, "Un bus", "la nuit")]
    assert found.known == 2


def test_a_column_that_is_not_there_is_not_read():
    assert read(["Un bus"], topics=["Tout"], standing=[[]], columns=("text",)).rows[0].detail == ""
