"""The order in which letters leave the printer: as La Poste sorts them."""

import re
from collections.abc import Sequence

_FRENCH_LAST_LINE = re.compile(r"(\d{5}) (.+)")
ABROAD = "Étranger"


def sorting_code(block: Sequence[str]) -> str:
    """Return the postal code of a frozen address block, or ABROAD when its last line is a country."""
    found = _FRENCH_LAST_LINE.fullmatch(block[-1].strip()) if block else None
    return found[1] if found else ABROAD


def last_line(block: Sequence[str]) -> str:
    """Return the town of a frozen address block without its postal code, or the country."""
    found = _FRENCH_LAST_LINE.fullmatch(block[-1].strip()) if block else None
    if found:
        return found[2]
    return block[-1].strip() if block else ""


def sorting_area(code: str) -> str:
    """Return what a postal code begins with: 47 for 47922, 971 for 97110; abroad is one area of its own.

    It is the département for all but a few communes, and both parts of Corsica are 20: this is how mail is sorted.
    """
    if code == ABROAD:
        return ABROAD
    return code[:3] if code.startswith(("97", "98")) else code[:2]
