"""One column of a file of places: its title, what its cells look like, how the values of a list are parted in it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from inclusion.core.french.hours import is_readable
from inclusion.core.french.identifiers import clean_siret, siret_problem
from inclusion.guide.rules import french_hours, keywords, parts, words
from inclusion.guide.rules.cells import number
from inclusion.guide.rules.mapping import key

#: So many different values make a list; more are texts.
FEW = 12
#: So many rows are looked at.
LOOKED_AT = 600


@dataclass(frozen=True)
class Column:
    """One column of a file: its title and what its cells say."""

    name: str
    texts: tuple[str, ...]
    rows: int

    @cached_property
    def title(self) -> str:
        """The words of its title."""
        return keywords.plain(self.name)

    @cached_property
    def apart(self) -> str:
        """The same where capitals part words: « codePostal »."""
        return keywords.plain(re.sub(r"([a-zé])([A-Z])", r"\1 \2", self.name))

    @cached_property
    def glued(self) -> str:
        """The title without its spaces."""
        return self.title.replace(" ", "")

    @cached_property
    def values(self) -> Counter[str]:
        """How often each value is there."""
        return Counter(self.texts)

    @property
    def samples(self) -> list[str]:
        """Three values to show."""
        return [text[:120] for text in list(self.values)[:3]]

    @property
    def filled(self) -> float:
        """Which part of the rows says something here."""
        return len(self.texts) / self.rows if self.rows else 0.0

    @property
    def variety(self) -> float:
        """How many different values it has for each of its cells, to a tenth."""
        return round(len(self.values) / len(self.texts), 1) if self.texts else 0.0

    @property
    def counts(self) -> bool:
        """Whether it numbers the rows: 1, 2, 3…"""
        first = self.texts[0] if len(self.texts) > 2 else ""
        return first.isdigit() and list(self.texts) == [str(int(first) + n) for n in range(len(self.texts))]

    def share(self, looks: object) -> float:
        """Which part of the cells that say something looks so."""
        return sum(bool(looks(text)) for text in self.texts) / len(self.texts) if self.texts else 0.0  # type: ignore[operator]

    def of_values(self, looks: object) -> float:
        """The same of the different values."""
        return sum(bool(looks(text)) for text in self.values) / len(self.values) if self.values else 0.0  # type: ignore[operator]

    def named(self, pattern: str, but: str = "") -> bool:
        """Whether its title has these words, and none of the others."""
        titles = (self.title, self.apart)
        found = any(re.search(pattern, one) for one in titles)
        return found and not (but and any(re.search(but, one) for one in titles))


def _said(text: str) -> str:
    """What a cell says; nothing where it stands for an empty one."""
    return "" if keywords.is_void(text) else text.strip()


def columns_of(headers: Iterable[str], rows: Sequence[Mapping[str, str]]) -> list[Column]:
    """The columns of a file whose cells are given by `key` of their title; some of very many rows."""
    step = max(1, len(rows) // LOOKED_AT)
    looked = rows[::step]
    return [
        Column(one, tuple(text for row in looked if (text := _said(row.get(key(one), "")))), len(looked))
        for one in headers
        if one
    ]


# -- What a cell looks like


def is_siret(text: str) -> bool:
    """Whether a cell is a SIRET with its key, or the number of an association."""
    said = clean_siret(text)
    return bool(re.fullmatch(r"W\d{9}|\d{14}", said)) and (said[0] == "W" or not siret_problem(said))


def is_street_number(text: str) -> bool:
    """Whether it may be a number in a street: « 12 », « 3 bis », « 4-6 »."""
    return bool(re.fullmatch(r"\d{1,4}(?:\.0)?(?: ?(?:bis|ter|quater|[a-d]))?(?:[-/ ]\d{1,4})?", text, re.IGNORECASE))


def is_postal(text: str) -> bool:
    """Whether it may be a postal code."""
    return bool(re.fullmatch(r"(?:F-)?\d{4,5}(?:\.0)?|\d{2} \d{3}", text)) and text[:5] not in ("00000", "0000")


def is_insee(text: str) -> bool:
    """Whether it may be the code of a commune."""
    return bool(re.fullmatch(r"(?:\d{4,5}|2[AB]\d{3})(?:\.0)?", text))


def is_email(text: str) -> bool:
    """Whether an e-mail address is in it."""
    return bool(re.search(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", text, re.IGNORECASE))


def is_url(text: str) -> bool:
    """Whether it is the address of a page."""
    return bool(
        re.match(r"https?://|www\.|[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|re|corsica)(?:/|$)", text, re.IGNORECASE)
    )


def is_phone(text: str) -> bool:
    """Whether it begins with a telephone number."""
    return (
        bool(re.match(r"(?:\+?(?:33|262|59\d)(?:\s*\(0\))?|0)?\D{0,3}[1-9](?:\D{0,2}\d{2}){4}(?!\d)", text))
        and "@" not in text
        # « 6391234.56 » is a coordinate in metres.
        and not re.fullmatch(r"\d+[.,]\d+", text)
    )


def has_phone(text: str) -> bool:
    """Whether a telephone number is in it."""
    return bool(re.search(r"(?<!\d)0[1-9](?:[ .-]?\d{2}){4}(?!\d)", text))


def is_answer(text: str) -> bool:
    """Whether it says yes or no."""
    return keywords.is_yes(text) or keywords.is_no(text)


def is_hours(text: str) -> bool:
    """Whether it speaks of hours."""
    return is_readable(text) or bool(re.search(r"\d\s*h|\d{1,2}:\d{2}|\b\d{4}\s*-\s*\d{4}\b", text.lower()))


def is_read(text: str) -> bool:
    """Whether its hours can be read."""
    return is_readable(text) or french_hours.from_sentence(text) is not None


def is_point(text: str) -> bool:
    """Whether it holds both coordinates of a point."""
    first, second = (number(one) for one in parts.point(text))
    return first is not None and second is not None and ("." in text or "," in text)


def is_coordinate(text: str) -> bool:
    """Whether it is one coordinate, in degrees or metres."""
    value = number(text)
    return value is not None and (
        (abs(value) <= 180 and re.search(r"[.,]\d{2}|°.*'", text) is not None) or value > 100_000
    )


def is_words(text: str) -> bool:
    """Whether it is words, and no address of a page or a mailbox."""
    return bool(re.search(r"[^\W\d_]{2}", text)) and not is_email(text) and not is_url(text)


def known_share(column: Column, name: str, separator: str) -> tuple[float, float]:
    """Which part of the values of a column has a word that a list of the standard knows, and has no other."""
    some = every = 0
    for text in column.values:
        cut = [one.strip() for one in re.split(f"[|;\\n{re.escape(separator)}](?![^(]*\\))", text) if one.strip()]
        said = [bool(words.understand(name, [one]).values or keywords.meanings(name, one)) for one in cut]
        some += any(said)
        every += any(said) and all(knows or keywords.says_nothing(one) for knows, one in zip(said, cut, strict=True))
    return (some / len(column.values), every / len(column.values)) if column.values else (0.0, 0.0)


def separator_of(column: Column) -> str:
    """What parts the values of a list; a slash alone is one only where spaces stand around it or commas do not."""
    joined = "\n".join(column.values)
    if "|" in joined:
        return ""
    if re.search(r";\s*\S", joined):
        # « A ; B » in some rows, « C, D » in others.
        without = [text for text in column.values if ";" not in text]
        commas = [text for text in without if re.search(r",\s?\S", re.sub(r"\([^)]*\)", "", text))]
        return ",;" if without and len(commas) >= 0.2 * len(without) else ""
    marks = "/" if re.search(r"\S\s+/|/\s+\S", joined) else ""
    return marks + ("," if re.search(r",\s?\S", re.sub(r"\([^)]*\)", "", joined)) else "")
