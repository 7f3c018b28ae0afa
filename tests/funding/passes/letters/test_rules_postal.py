"""The order of the post, read from the frozen address."""

import pytest

from funding.passes.letters.rules import ABROAD, last_line, sorting_area, sorting_code


@pytest.mark.parametrize(
    ("block", "code", "town"),
    [
        (["Jeanne Exemple", "12 rue des Exemples", "47200 MARMANDE"], "47200", "MARMANDE"),
        (["Jeanne", "BP 12", "47922 AGEN CEDEX 9"], "47922", "AGEN CEDEX 9"),
        (["Jeanne", "Hauptstr 1", "10623 BERLIN", "ALLEMAGNE"], ABROAD, "ALLEMAGNE"),
        (["Jeanne Exemple"], ABROAD, "Jeanne Exemple"),
        ([], ABROAD, ""),
    ],
)
def test_codes_and_towns(block, code, town):
    assert (sorting_code(block), last_line(block)) == (code, town)


def test_what_goes_abroad_comes_last():
    assert sorted(["97400", ABROAD, "01000"]) == ["01000", "97400", ABROAD]


@pytest.mark.parametrize(
    ("code", "area"),
    [("47922", "47"), ("01000", "01"), ("20200", "20"), ("97110", "971"), ("98800", "988"), (ABROAD, ABROAD)],
)
def test_areas(code, area):
    assert sorting_area(code) == area
