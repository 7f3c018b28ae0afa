"""A programme or exhibitors as people paste them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.events.rules import LineUnreadable, exhibitor_lines, person_lines, talk_lines

FIRST = date(2026, 6, 5)


def test_a_programme_is_read_line_by_line():
    pasted = (
        "Jour\tDébut\tFin\tIntitulé\tPar\tSalle\n"
        "05/06/2026\t10:00\t11 h 30\tL’IA, et moi ?\tDr Zoé Exemple\tGrande salle\n"
        "\n"
        "\t14h\t\tAtelier tablettes\n"
        "6/6\t9:15\t10:00\tClôture\t\tGrande salle\n"
    )
    rows = talk_lines(pasted, first=FIRST)
    assert [(one.number, one.start, one.end, one.title, one.room) for one in rows] == [
        (2, datetime(2026, 6, 5, 10), datetime(2026, 6, 5, 11, 30), "L’IA, et moi ?", "Grande salle"),
        (4, datetime(2026, 6, 5, 14), None, "Atelier tablettes", ""),
        (5, datetime(2026, 6, 6, 9, 15), datetime(2026, 6, 6, 10), "Clôture", "Grande salle"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("05/06/2026;10:00;11:00;", "il manque l’intitulé"),
        ("31/02/2026;10:00;11:00;Un", "n’est pas un jour"),
        ("demain;10:00;11:00;Un", "n’est pas un jour"),
        (";25:00;;Un", "n’est pas une heure"),
        (";dix heures;;Un", "n’est pas une heure"),
        (";;11:00;Un", "sans heure de début"),
        (";10:00;11:00;Un;Par;Salle;De trop", "7 colonnes"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, why):
    with pytest.raises(LineUnreadable, match=f"Ligne 2.*{why}"):
        talk_lines(f";9:00;;Accueil\n{line}\n", first=FIRST)


def test_exhibitors_are_read():
    rows = exhibitor_lines("Nom;Emplacement;Ce qu’il montre\nMSA;A12;Mes droits\nEmmaüs Connect")
    assert [(one.name, one.stand, one.detail) for one in rows] == [
        ("MSA", "A12", "Mes droits"),
        ("Emmaüs Connect", "", ""),
    ]
    with pytest.raises(LineUnreadable, match="manque le nom"):
        exhibitor_lines(";A12")


@pytest.mark.parametrize("head", ["Nom et prénom;Organisme;Téléphone;Courriel", "Prénom, nom", "NOM;Structure"])
def test_the_head_of_a_sheet_is_nobody(head):
    [row] = person_lines(f'{head}\nAlix Exemple;"Mairie; d\'Agen";0553000000')
    assert (row.name, row.organisation, row.phone) == ("Alix Exemple", "Mairie; d'Agen", "0553000000")


def test_somebody_whose_name_begins_like_a_head_is_somebody():
    assert [row.name for row in person_lines("Nomura Aki;CCAS\nNom Lan;;0553000000")] == ["Nomura Aki", "Nom Lan"]


def test_too_many_lines_are_refused():
    with pytest.raises(LineUnreadable, match="300 lignes au plus"):
        exhibitor_lines("\n".join(f"Un {number}" for number in range(301)))


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_refused(text):
    for read in (lambda: talk_lines(text, first=FIRST), lambda: exhibitor_lines(text)):
        try:
            rows = read()
        except LineUnreadable as refused:
            assert str(refused)
        else:
            assert len(rows) <= len(text.splitlines())
