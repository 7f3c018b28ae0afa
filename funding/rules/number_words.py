"""Amounts in French words, as a call for funds writes them beside the figures, in the spelling of official letters.

Source of the spelling: the traditional one (hyphens below one hundred only), which the Académie française admits beside
that of 1990. « vingt » and « cent » take an s when they are multiplied and end the number, or come before a noun
such as « million »; « mille » never does.
"""

from decimal import Decimal

from inclusion.core.french.money import Exact, cents_at_least_zero

_BELOW_TWENTY = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
)
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_NOUNS = ((10**9, "milliard"), (10**6, "million"))


def number_in_words(count: int) -> str:
    """« deux mille quatre-vingts » for 2080. Raises `ValueError` below zero and from one thousand billion on."""
    if not 0 <= count < 10**12:
        raise ValueError("A number in words is from zero to 999 999 999 999.")
    words = []
    for size, noun in _NOUNS:
        times, count = divmod(count, size)
        if times:
            words.append(f"{_below_thousand(times, ends=True)} {noun}{'s' if times > 1 else ''}")
    thousands, rest = divmod(count, 1000)
    if thousands == 1:
        words.append("mille")
    elif thousands:
        words.append(f"{_below_thousand(thousands, ends=False)} mille")
    if rest or not words:
        words.append(_below_thousand(rest, ends=True))
    return " ".join(words)


def _below_thousand(count: int, *, ends: bool) -> str:
    """`ends`: whether nothing but a noun follows, which is what the s of « cents » and « quatre-vingts » needs."""
    hundreds, rest = divmod(count, 100)
    if not hundreds:
        return _below_hundred(rest, ends=ends)
    head = "cent" if hundreds == 1 else f"{_BELOW_TWENTY[hundreds]} cent"
    if rest:
        return f"{head} {_below_hundred(rest, ends=ends)}"
    return f"{head}s" if ends and hundreds > 1 else head


def _below_hundred(count: int, *, ends: bool) -> str:
    if count < 20:
        return _BELOW_TWENTY[count]
    tens = max(ten for ten in _TENS if ten <= count)  # seventy counts on from sixty, ninety from eighty
    rest = count - tens
    if not rest:
        return f"{_TENS[tens]}s" if tens == 80 and ends else _TENS[tens]
    if rest in (1, 11) and tens != 80:
        return f"{_TENS[tens]} et {_BELOW_TWENTY[rest]}"
    return f"{_TENS[tens]}-{_BELOW_TWENTY[rest]}"


def euros_in_words(value: Exact) -> str:
    """« dix mille euros et cinquante centimes ».

    Raises `InvalidAmount` for an amount below zero or with parts of a cent.
    """
    amount: Decimal = cents_at_least_zero(value)
    whole, rest = divmod(int(amount * 100), 100)
    of = "d’" if whole and whole % 10**6 == 0 else ""
    said = f"{number_in_words(whole)} {of}euro{'s' if whole > 1 else ''}"
    if not rest:
        return said
    said_cents = f"{number_in_words(rest)} centime{'s' if rest > 1 else ''}"
    return f"{said} et {said_cents}" if whole else said_cents
