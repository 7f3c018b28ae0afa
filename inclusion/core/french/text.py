"""Text that every database, file and mail can carry: without control characters, half pairs and noncharacters."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn

#: C0 but tab and line ends, DEL and C1, surrogates, and the code points that Unicode keeps from being characters; XML
#: 1.0 refuses most of them, PostgreSQL NUL and surrogates.
_NONCHARACTERS = "".join(chr((plane << 16) + 0xFFFE) + chr((plane << 16) + 0xFFFF) for plane in range(17))
CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
LINE_END = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")

UNPRINTABLE = "Ce texte contient un caractère invisible qu’aucun fichier ne peut porter\u00a0: retapez-le."
ONE_LINE = "Écrivez ce texte sur une seule ligne."


def printable(text: str) -> str:
    """The text without what no file can carry; its lines stay."""
    return CONTROL.sub("", text)


def on_one_line(text: str) -> str:
    """The same on one line: a space for each line end. Other spaces stay as they are."""
    return CONTROL.sub("", LINE_END.sub(" ", text))


#: What Markdown reads as more than itself: signs anywhere, and what begins the point of a list.
_MARKS = re.compile(r"([\\*_\[\]])")
_POINTS = re.compile(r"^(\s*(?:\d{1,9}(?=[.)])|(?=[-+])))([-+.)])", re.MULTILINE)


def as_markdown(text: str) -> str:
    """The text for a place that reads Markdown, where it shows as it was typed."""
    return _POINTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def visible(text: str) -> str:
    """The text without signs that nobody sees: joiners, hyphens and spaces of no width, changes of direction."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def each_text(change: Callable[[str], str], value: Any) -> Any:
    """The data with every text in it changed, the names of fields aside."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(change, one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(change, one) for one in value]
    return value


class TooDeep(ValueError):
    """A document that is nested too deeply."""


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def read_json(data: bytes | str) -> Any:
    """What a JSON document that came from outside says, its texts made `printable`.

    Raises ValueError for what is no JSON (NaN and Infinity are none) or no UTF-8, TooDeep for what is nested too deep.
    """
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return each_text(printable, json.loads(text, parse_constant=_refuse_constant))
    except RecursionError:
        raise TooDeep from None
