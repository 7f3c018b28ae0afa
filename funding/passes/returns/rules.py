"""What a scanner reads, or somebody types, on a returned letter."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from funding.passes.booklets import rules as booklet_rules

_NUMBER = re.compile(r"(?:lettre\s*)?(?:n\s*[°ºo.]?\s*)?(\d{1,9})", re.IGNORECASE)
_SERIAL = re.compile(r"(?:n\s*[°ºo.]?\s*)?(\d{6,9})\s*-\s*\d{2}", re.IGNORECASE)


@dataclass(frozen=True)
class Scan:
    """What was read: the number of a letter, the code of a pass, or the number of a booklet; one of them alone."""

    letter: int | None = None
    code: str = ""
    booklet: int | None = None

    @property
    def is_readable(self) -> bool:
        """Whether anything was made out."""
        return self.letter is not None or bool(self.code) or self.booklet is not None


def read(text: str) -> Scan:
    """Make out what was scanned: « 123 », « Lettre n° 123 », the code or the address of a pass, its serial number."""
    text = " ".join(text.split())
    if "://" in text:
        parts = [part for part in urlsplit(text).path.split("/") if part]
        if len(parts) >= 3 and parts[-2] == "pass" and booklet_rules.is_well_formed(parts[-1]):
            return Scan(code=booklet_rules.normalise(parts[-1]))
        return Scan()
    if found := _SERIAL.fullmatch(text):
        return Scan(booklet=int(found.group(1)))
    if found := _NUMBER.fullmatch(text):
        return Scan(letter=int(found.group(1)))
    if booklet_rules.is_well_formed(text):
        return Scan(code=booklet_rules.normalise(text))
    return Scan()
