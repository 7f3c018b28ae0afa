"""What one cell holds of several things: an address with its postal code and town, a point, one week in two."""

import re
from dataclasses import dataclass
from enum import StrEnum

from inclusion.core.french.text import read_json
from inclusion.guide.rules.keywords import plain


class Part(StrEnum):
    """What is taken out of a cell."""

    ALL = ""
    STREET = "street"
    POSTAL_CODE = "postal_code"
    TOWN = "town"
    CITY = "city"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"


@dataclass(frozen=True)
class Address:
    """An address taken apart; what is not there is empty."""

    street: str = ""
    postal_code: str = ""
    town: str = ""


#: Five digits that are no number of a post box.
_CODE = re.compile(r"(?<![\d.,])(?<!BP )(?<!CS )(?<!TSA )(?<!BP)(?<!CS)(?<!B\.P\. )(?:F-)?(\d{5}|\d{2} \d{3})(?![\d.])")
#: Telephone numbers and mailboxes that stand after a town.
_REST = re.compile(
    r"(?i)[\s,;:–—-]*(?:\b(?:t[ée]l|phone|fax|mail|courriel)\b|\S+@|\+33|\b0\d(?:[ .-]?\d{2}){4}).*", re.DOTALL
)
_EDGES = " \t\n,;:-–—/|()"


def take_apart(text: str) -> Address:
    """Return the street, the postal code and the town of « 12 rue X - 33000 Ville »; the last code counts."""
    found = list(_CODE.finditer(text))
    if not found:
        return Address(text.strip())
    code = found[-1]
    before, after = text[: code.start()].strip(_EDGES), _REST.sub("", text[code.end() :]).strip(_EDGES)
    # « 1 rue X, 51200, Épernay, Marne, Grand Est, FRA »; « 33000 Bordeaux, 8 rue Y ».
    town, _, rest = (part.strip(_EDGES) for part in re.sub(r"\n|\s[-–—]\s", ",", after).partition(","))
    street = before or rest
    return Address(street, code[1].replace(" ", ""), re.sub(r"(?i)\s*\bcedex\b.*", "", town))


def is_city(text: str) -> bool:
    """Whether a cell holds a postal code and a town alone: « 47000 Agen », « Agen (47000) »."""
    found = take_apart(text)
    name = found.town or found.street
    alone = not (found.town and found.street) and not re.search(r"\d", name)
    return bool(found.postal_code and name) and alone and not is_street(name)


_STREETS = re.compile(
    r"\d{1,4}(?: ?(?:bis|ter|quater|[a-d]))? (?:[a-z]+ )?[a-z]{2}|.*\b(?:rue|avenue|av|place|pl|boulevard|bd|bld|chemin"
    r"|che|route|rte|impasse|imp|quai|allees?|cours|square|esplanade|parvis|rond point|za|zi|zac|zone|lieu ?dit|bourg"
    r"|promenade|passage|residence|faubourg|parking|devant|street|road)\b"
)


def is_street(text: str) -> bool:
    """Whether a text reads like an address."""
    return bool(_STREETS.match(plain(text)))


_WEEK = r"lun|mar|mer|jeu|ven|sam|dim|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?"


def names_days(text: str) -> bool:
    """Whether a cell names days of the week."""
    return bool(re.search(rf"\b(?:{_WEEK})\b|tous les jours", plain(text)))


_NUMBER = r"(-?\d+\.\d+|-?\d+(?:,\d+)?)"
_POINT = re.compile(
    rf"(?:SRID=\d+;)?\s*(?:POINT\s*Z?)?\s*[(\[]*\s*{_NUMBER}\s*(?:[,;|]\s*|\s+/\s+|\s+){_NUMBER}(?:[\s,]+[\d.]+)?\s*[)\]]*",
    re.IGNORECASE,
)


def point(text: str) -> tuple[str, str]:
    """Return the two numbers of a point: « 44.8, -0.57 », « POINT (-0.57 44.8) », GeoJSON; empty where there is none.

    Which one is the latitude is seen where they are read: only one way they lie in France.
    """
    if text.startswith("{"):
        try:
            content = read_json(text)
        except ValueError:
            return "", ""
        if isinstance(content, dict) and {"lat", "lon"} <= content.keys():
            return str(content["lat"]), str(content["lon"])
        if isinstance(coordinates := content.get("coordinates") if isinstance(content, dict) else None, list):
            return (str(coordinates[1]), str(coordinates[0])) if len(coordinates) > 1 else ("", "")
        return "", ""
    found = _POINT.fullmatch(text.strip())
    if not found:
        return "", ""
    first, second = found[1].replace(",", "."), found[2].replace(",", ".")
    return (second, first) if "point" in text.lower() else (first, second)


def taken(part: Part, text: str) -> str:
    """This part of a cell."""
    if part in (Part.LATITUDE, Part.LONGITUDE):
        return point(text)[part == Part.LONGITUDE]
    if part == Part.ALL:
        return text
    address = take_apart(text)
    if part == Part.CITY:
        return address.town or address.street
    return {Part.STREET: address.street, Part.POSTAL_CODE: address.postal_code, Part.TOWN: address.town}.get(part, text)


#: One week in two, in OpenStreetMap's notation.
ODD, EVEN = "week 1-53/2", "week 2-52/2"


def weeks(text: str) -> str:
    """Which weeks a cell speaks of: odd, even, or every one ("")."""
    words = plain(text)
    if re.search(r"\bsemaines? impaires?\b|^impaires?$", words):
        return ODD
    return EVEN if re.search(r"\bsemaines? paires?\b|^paires?$", words) else ""
