"""« de » is elided where French elides it."""

import pytest

from inclusion.core.french.names import of, one_line, towards, unit_of, with_article


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("MSA", "de MSA"),
        ("Orange", "d’Orange"),
        ("État", "d’État"),
        ("Œuvre sociale", "d’Œuvre sociale"),
        ("URSSAF", "d’URSSAF"),
        ("La Poste", "de La Poste"),
        ("Hub territorial", "de Hub territorial"),
        ("47 Numérique", "de 47 Numérique"),
        ("", "de "),
    ],
)
def test_of_whom(name, phrase):
    assert of(name) == phrase


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Un \t axe\nde plus ", "Un axe de plus"),
        ("Objectif 2\u00a0: «\u00a0parcours\u00a0»", "Objectif 2\u00a0: «\u00a0parcours\u00a0»"),
        ("\u00a0Titre\u202f!\u00a0", "Titre\u202f!"),
        ("", ""),
    ],
)
def test_one_line_keeps_the_spaces_that_do_not_break(typed, kept):
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("name", "named", "there"),
    [
        ("Conseil départemental d’Exemple", "le Conseil départemental d’Exemple", "au Conseil départemental d’Exemple"),
        ("CMS de Marmande", "le CMS de Marmande", "au CMS de Marmande"),
        ("Fédération Exemple", "la Fédération Exemple", "à la Fédération Exemple"),
        ("Espace Jasmin", "l’Espace Jasmin", "à l’Espace Jasmin"),
        ("La Poste", "La Poste", "à La Poste"),
        ("France services", "France services", "à France services"),
        ("", "", "à "),
    ],
)
def test_an_organisation_takes_the_article_of_its_first_word(name, named, there):
    assert (with_article(name), towards(name)) == (named, there)


@pytest.mark.parametrize(
    ("count", "unit", "phrase"),
    [
        (1, "feuilles de route", "feuille de route"),
        (0, "personnes en difficultés", "personne en difficultés"),
        (2, "feuilles de route", "feuilles de route"),
        (1, "pass", "pass"),
        (1, "parcours suivis", "parcours suivi"),
        (1, "heures d’atelier", "heure d’atelier"),
        (1, "ETP", "ETP"),
        (1, "jours Hub", "jour Hub"),
    ],
)
def test_a_unit_agrees_with_its_number(count, unit, phrase):
    assert unit_of(count, unit) == phrase
