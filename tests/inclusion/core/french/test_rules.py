"""« de » is elided where French elides it."""

import pytest

from inclusion.core.french.names import of, one_line


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("MSA", "de MSA"),
        ("Orange", "d’Orange"),
        ("État", "d’État"),
        ("URSSAF", "d’URSSAF"),
        ("La Poste", "de La Poste"),
        ("Hub territorial", "de Hub territorial"),
        ("47 Numérique", "de 47 Numérique"),
        ("", "de "),
    ],
)
def test_of_whom(name, told):
    assert of(name) == told


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
