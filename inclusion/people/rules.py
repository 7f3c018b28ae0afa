"""How long a person's file is kept, in which years people may be born, and whether a text names a person."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

#: Two years after the last thing done for the person: the period that the CNIL's guidance on social support
#: holds for reasonable, and that the letter and the person's page state.
KEEPING_YEARS = 2

#: Why a file is kept, in the words that the person's page, the file given and the page of rights share.
REASON = "Pour pouvoir lui écrire : envoyer une lettre, prêter un matériel, et savoir ce qui a déjà été fait."


#: Days before its end on which the end of a file is announced.
NOTICE_DAYS = 30


def last_of_month(today: date) -> date:
    """Return the last day of keeping that is announced as near on this day."""
    return today + timedelta(days=NOTICE_DAYS)


def keep_until(last_use: date) -> date:
    """Return the day on which a file last used on this day is anonymised (29 February becomes 1 March)."""
    try:
        return last_use.replace(year=last_use.year + KEEPING_YEARS)
    except ValueError:
        return date(last_use.year + KEEPING_YEARS, 3, 1)


#: Nobody helped is older.
MAX_AGE = 120


def birth_year_problem(year: int | None, *, today: date) -> str:
    """Return why nobody alive was born in this year, as a sentence; empty where somebody may have been."""
    if year is None or today.year - MAX_AGE <= year <= today.year:
        return ""
    if year > today.year and len(str(year)) == 4:
        return f"L’année {year} n’est pas encore venue\u00a0: vérifiez l’année de naissance."
    return f"Donnez une année de naissance sur quatre chiffres, de {today.year - MAX_AGE} à {today.year}."


#: Lines of an address on an envelope, and letters of each.
MAX_LINES, MAX_LETTERS = 5, 120


def address_problem(lines: Sequence[str]) -> str:
    """Return why an address of these lines does not fit on an envelope, for after a colon; empty where it does."""
    if len(lines) > MAX_LINES:
        return "cinq lignes au plus"
    return f"{MAX_LETTERS} caractères par ligne au plus" if max(map(len, lines), default=0) > MAX_LETTERS else ""


#: What is said of an address that cannot be read where letters are sorted, after a colon or alone.
UNREADABLE_ADDRESS = "Écrivez l’adresse en lettres et en chiffres."


def is_readable_address(lines: Sequence[str]) -> bool:
    """Whether each line has a Latin letter or a digit: without, an envelope would not show it."""
    return all(any(_is_latin(sign) or sign in "0123456789" for sign in _plain(line)) for line in lines)


def name_problem(name: str) -> str:
    """Return why an envelope cannot bear this name, as a sentence; empty where it can, or where there is none.

    Other alphabets are not read where letters are sorted, and their letters one by one in Latin ones are no name.
    """
    signs = [sign for sign in _plain(name) if unicodedata.category(sign) in {"Lu", "Ll", "Lt", "Lo"}]
    if not name or (signs and all(map(_is_latin, signs))):
        return ""
    return "La Poste lit l’alphabet latin\u00a0: écrivez le nom comme sur les papiers de la personne."


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _is_latin(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN ")


# -- Mentions of a person in a text: names, telephone numbers, addresses; and the text without them

#: What replaces what named a person.
ERASED = "[effacé]"
#: Letters of a text that is shown whole, and on either side of a name in one that is longer.
WHOLE, AROUND = 300, 80
_TITLES = "m|mr|mme|mlle|monsieur|madame|mademoiselle|famille"
_GAP = r"[\W_]{1,3}"
_IN_NUMBER = r"[\s./-]{0,2}"


class Sign(StrEnum):
    """What a text has in common with a person, in the words of a page."""

    EMAIL = "même adresse électronique"
    PHONE = "même téléphone"
    NAME = "même nom"
    ADDRESS = "même adresse"


def fold(text: str) -> str:
    """Lower case without accents, letter for letter: what is found is at the same place in the text."""
    return "".join(unicodedata.normalize("NFD", letter.lower())[0] for letter in text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text).replace("œ", "oe").replace("æ", "ae"))


def _spelt(text: str) -> str:
    """A pattern of these words, whatever is between them."""
    return _GAP.join(_words(text)).replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)")


def _alone(pattern: str) -> str:
    return rf"(?<!\w)(?:{pattern})(?!\w)"


@dataclass(frozen=True)
class Wanted:
    """A person who is looked for in texts; what is empty is not looked for."""

    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    address: str = ""

    @cached_property
    def digits(self) -> str:
        """The telephone number without prefix, spaces and dots; empty for one too short to say anything."""
        digits = re.sub(r"\D", "", re.sub(r"^\s*(\+|00)33", "0", self.phone)).removeprefix("0")
        return digits if len(digits) >= 8 else ""

    @cached_property
    def lines(self) -> list[str]:
        """Lines of the address that distinguish a place from others: a number and a street."""
        return [line for line in self.address.splitlines() if re.search(r"\d", line) and len(_words(line)) >= 2]

    @cached_property
    def _patterns(self) -> dict[Sign, re.Pattern[str]]:
        first, last = _spelt(self.first_name), _spelt(self.last_name)
        patterns = {}
        if first and last:
            name = rf"{first}{_GAP}{last}|{last}{_GAP}{first}|(?:{_TITLES})\.?{_GAP}{last}"
            patterns[Sign.NAME] = _alone(name)
        if self.email:
            patterns[Sign.EMAIL] = rf"(?<![\w.+-]){re.escape(fold(self.email))}(?![\w-])"
        if self.digits:
            number = _IN_NUMBER.join(self.digits)
            patterns[Sign.PHONE] = rf"(?<!\d)(?:(?:\+|00)33{_IN_NUMBER}(?:\(0\))?{_IN_NUMBER}|0)?{number}(?!\d)"
        if self.lines:
            patterns[Sign.ADDRESS] = "|".join(_alone(_spelt(line)) for line in self.lines)
        return {sign: re.compile(pattern) for sign, pattern in patterns.items()}

    @cached_property
    def _all(self) -> re.Pattern[str]:
        """Everything that names the person in a text of which it is known that it does: the family name alone too."""
        last = _spelt(self.last_name)
        patterns = [pattern.pattern for pattern in self._patterns.values()]
        patterns += [_alone(last)] if len(last) >= 3 else []
        patterns += [rf"\A\s*{_spelt(self.first_name)}\s*\Z"] if self.first_name else []
        return re.compile("|".join(patterns) or "(?!)")

    def words_to_look_for(self) -> list[str]:
        """Words of which one is in every text that names the person, a telephone number aside."""
        texts = [self.last_name, self.email, *self.lines]
        return [self.email if text == self.email else max(_words(text), key=len) for text in texts if _words(text)]

    def signs(self, text: str) -> frozenset[Sign]:
        """What the text has in common with the person."""
        folded = fold(text)
        return frozenset(sign for sign, pattern in self._patterns.items() if pattern.search(folded))

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in self._all.finditer(fold(text)))

    def without(self, text: str) -> str:
        """The text of which all that names the person was taken away."""
        for start, end in reversed(list(self._places(text))):
            text = text[:start] + ERASED + text[end:]
        return text

    def passages(self, text: str) -> str:
        """What to show of a text that names the person: all of a short one, of a long one what is around."""
        if len(text) <= WHOLE:
            return text
        return " […] ".join(text[max(0, start - AROUND) : end + AROUND].strip() for start, end in self._places(text))
