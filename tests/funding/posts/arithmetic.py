"""Reads a line of arithmetic as a person would, and says whether it is true."""

import re
from fractions import Fraction

_CENT = Fraction(1, 100)
_TERM = re.compile(r"\s*([+−×÷])?\s*(\d+(?:,\d+)?)")


def is_true(line: str) -> bool:
    """Whether « 14 000 × 2 − 20 000 = 8 000,00 € » is true; « ≈ » is true within a cent, and never where « = » is."""
    plain = re.sub("[\u202f\u00a0€]", "", line)
    sign = next(sign for sign in "=≈≤>" if sign in plain)
    left, right = (_value(part) for part in plain.split(sign))
    match sign:
        case "=":
            return left == right
        case "≈":
            return 0 < abs(left - right) < _CENT
        case "≤":
            return left <= right
    return left > right


def _value(text: str) -> Fraction:
    """Sums of products, exactly."""
    found, at = [], 0
    while at < len(text.rstrip()):
        term = _TERM.match(text, at)
        assert term, text
        found.append((term[1] or "+", Fraction(term[2].replace(",", "."))))
        at = term.end()
    sums: list[Fraction] = []
    for sign, number in found:
        if sign in "+−":
            sums.append(number if sign == "+" else -number)
        else:
            sums[-1] *= number if sign == "×" else 1 / number
    return sum(sums, Fraction(0))
