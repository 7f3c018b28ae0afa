"""Codes read out of the picture that a camera sent."""

from funding.rules import pass_codes
from funding.rules.redemptions import code_in
from inclusion.core.papers.codes import texts_of_picture


def codes_of_picture(data: bytes) -> list[str]:
    """Return the codes of passes that a picture shows; none for what is no picture, is too large, or shows none."""
    codes = [code_in(text) for text in texts_of_picture(data)]
    return list(dict.fromkeys(code for code in codes if pass_codes.is_well_formed(code)))
