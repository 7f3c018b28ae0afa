"""Files of ideas, read in plain values."""

import pytest

from roadmaps.workshops.rules import known_headers, match_columns, read_ideas

TOPICS = ["Aller vers", "Équiper"]
COLUMNS = {"table": 0, "text": 1, "detail": 2}


def read(*lines, topics=TOPICS, standing=((), ()), columns=COLUMNS):
    return read_ideas(list(enumerate(lines, 2)), columns, topics=topics, standing=standing)


def test_headers_are_known_however_they_are_written():
    assert match_columns(["N° de table", " IDÉE ", "Précisions", "Auteur"]) == {
        "table": 0,
        "text": 1,
        "detail": 2,
    }
    assert known_headers(["Idée", None, "autre"]) == 1


@pytest.mark.parametrize(
    ("said", "table"),
    [("1", 0), (2, 1), (2.0, 1), ("Table 2", 1), ("équiper", 1), ("ALLER VERS", 0)],
)
def test_a_table_by_its_number_or_its_subject(said, table):
    assert [row.table for row in read([said, "Un bus", ""]).rows] == [table]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["3", "Un bus"], "Aucune table ne porte le numéro ou le sujet «\u00a03\u00a0»."),
        (["0", "Un bus"], "Aucune table"),
        (["", "Un bus"], "Dites de quelle table vient cette idée\u00a0: de 1 à 2."),
        (["1", ""], "Écrivez votre idée"),
        (["1", "a" * 201], "Cette idée compte 201 caractères"),
        (["1", "Un bus", "b" * 1001], "Gardez 1000 caractères au plus"),
    ],
)
def test_lines_that_cannot_be_taken_say_why(line, why):
    found = read(line)
    assert not found.rows
    assert found.refused[0].number == 2
    assert found.refused[0].why.startswith(why)


def test_one_table_needs_no_name_and_the_same_words_come_once():
    found = read(
        ["", "Un  bus ", " la nuit "],
        ["", "un BUS"],
        ["", "Une carte"],
        topics=["Tout"],
        standing=[["Une carte !"]],
    )
    assert [(row.number, row.text, row.detail) for row in found.rows] == [(2, "Un bus", "la nuit")]
    assert found.known == 2


def test_a_column_that_is_not_there_is_not_read():
    assert read(["Un bus"], topics=["Tout"], standing=[[]], columns={"text": 0}).rows[0].detail == ""
