"""The letter of a programme before any was sent fits all that may be written."""

import io
from datetime import date

import pikepdf
import pytest

from funding.passes.letters.papers.letters import preview
from funding.passes.programmes.rules import ROOM, too_long
from tests.builders import make_user
from tests.funding.pass_builders import make_programme

TODAY = date(2026, 11, 24)
SENTENCE = "Vous apprenez à utiliser un ordinateur. "


def longest(name: str) -> str:
    """As many characters, on as many lines, as the form lets through."""
    most, lines = ROOM[name]
    text = (SENTENCE * 20)[: most - lines]
    cut = len(text) // lines
    text = "\n".join(text[cut * n : cut * (n + 1)].strip() for n in range(lines))
    assert not too_long(text, name=name)
    return text


def pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


@pytest.mark.usefixtures("scope")
def test_the_longest_texts_take_no_page_more():
    programme = make_programme(by=make_user())
    usual = pages(preview(programme, on=TODAY))
    programme.letter_opening, programme.letter_closing = longest("letter_opening"), longest("letter_closing")
    assert pages(preview(programme, on=TODAY)) == usual
