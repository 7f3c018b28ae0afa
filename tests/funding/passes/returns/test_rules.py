"""What a scanner reads on a letter."""

import pytest

from funding.passes.returns.rules import Scan, read

CODE = "D9E8-H66X-8DP5"


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("123", Scan(letter=123)),
        (" Lettre n° 123 ", Scan(letter=123)),
        ("lettre n°\u00a0123", Scan(letter=123)),
        ("N° 7", Scan(letter=7)),
        (CODE, Scan(code=CODE)),
        (CODE.replace("-", "").lower(), Scan(code=CODE)),
        (f"https://liant.example/lot-et-garonne/pass/{CODE}/", Scan(code=CODE)),
        (f"http://localhost:8000/lot-et-garonne/pass/{CODE}", Scan(code=CODE)),
        ("000123-04", Scan(booklet=123)),
        ("n° 000123-04", Scan(booklet=123)),
        ("https://ailleurs.example/", Scan()),
        ("bonjour", Scan()),
        ("", Scan()),
        ("12345678901", Scan()),
    ],
)
def test_what_is_read(text, scan):
    assert read(text) == scan


def test_nothing_readable_says_so():
    assert not read("bonjour").is_readable
    assert read("12").is_readable
