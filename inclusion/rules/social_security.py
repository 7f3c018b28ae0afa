"""Social security numbers, which no text of the portal keeps."""

import re

SENTENCE = "Ce texte contient un numéro de sécurité sociale\u00a0: retirez-le. Le portail n’en garde jamais."

#: Spaces of any kind, points or dashes between two signs.
_GAP = r"[\s.\-]{0,2}"


def _signs(*patterns: str) -> str:
    return _GAP.join(patterns)


#: Sex, year, month (or the code of one that is not known), département, commune, rank; then the key, or nothing.
_NUMBER = re.compile(
    r"(?<![0-9])"
    + _signs(
        "[12]",
        "[0-9]",
        "[0-9]",
        f"(?:0{_GAP}[1-9]|1{_GAP}[0-2]|2{_GAP}[0-9]|3{_GAP}[0-9]|4{_GAP}[0-2]|[5-9]{_GAP}[0-9])",
        f"(?:0{_GAP}[1-9]|[1-9]{_GAP}[0-9]|2{_GAP}[AaBb])",
        *["[0-9]"] * 6,
    )
    + f"(?:{_GAP}[0-9]{_GAP}[0-9])?"
    + r"(?![0-9])"
)


def has_social_security_number(text: str) -> bool:
    """Whether a text holds 13 or 15 digits, together or apart, that have the shape of a social security number."""
    return _NUMBER.search(text) is not None
