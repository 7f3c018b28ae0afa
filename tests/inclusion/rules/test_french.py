"""« de » is elided where French elides it."""

import pytest

from inclusion.rules.french import of


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
