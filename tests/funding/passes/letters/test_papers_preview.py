"""The letter of a programme before any was sent fits all that may be written."""

import io
from datetime import date

import pikepdf
import pytest

from funding.passes.enums import LetterKind
from funding.passes.letters.papers.letters import content_of, preview, render_content, sample_content
from funding.passes.programmes.rules import MAX_TEXT_SIZES, too_long
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.people.rules import keep_until
from tests.builders import make_partner, make_user
from tests.funding.pass_builders import make_letter, make_place, make_programme

TODAY = date(2026, 11, 24)
SENTENCE = "Vous apprenez à utiliser un ordinateur. "


def longest(name: str) -> str:
    """As many characters, on as many lines, as the form lets through."""
    most, lines = MAX_TEXT_SIZES[name]
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


@pytest.mark.usefixtures("scope")
def test_an_example_says_until_when_a_file_is_kept_as_the_letter_would():
    letter = make_letter(by=make_user())
    written = letter.booklet.issued_on
    example = sample_content(letter.booklet.programme, on=written)
    assert example["keep_until"] == content_of(letter)["keep_until"] == plain_date(keep_until(written))


@pytest.mark.parametrize(("kind", "count"), [(LetterKind.PASSES, 2), (LetterKind.REMINDER, 1)])
@pytest.mark.parametrize("closing", ["Nous vous souhaitons une bonne formation.", longest("letter_closing")])
@pytest.mark.usefixtures("scope")
def test_the_longest_of_all_texts_together_take_no_page_more(kind, count, closing):
    by = make_user()
    Network.objects.update(phone="05 53 69 40 00", email="declic47@exemple.example")
    for number in range(4):
        make_place(
            f"Médiathèque de Villeneuve-sur-Lot {number}",
            by=by,
            opening_hours="Mo 09:00-12:00; Tu,We 14:00-18:00; Th 09:30-12:30; Fr 10:00-12:00; Sa 09:00-17:00",
        )
    programme = make_programme(
        by=by,
        letter_opening=longest("letter_opening"),
        letter_closing=closing,
        session_passes=2,
        session_minutes=90,
        signatory_name="Claude-Élisabeth Exemple de la Fontaine",
        signatory_title=("La vice-présidente chargée des solidarités et de l’inclusion numérique " * 2)[:120],
    )
    prescriber = make_partner(
        "Centre médico-social de Villeneuve-sur-Lot et du Fumélois",
        address="Résidence des Oliviers, bâtiment C\n147 bis boulevard du Maréchal-de-Lattre-de-Tassigny, 47300",
        phone="05 53 69 40 00",
    )
    letter = make_letter(by=by, programme=programme, followed_by=prescriber)
    letter.kind = kind
    letter.save()
    content = content_of(letter)
    content["payers"] |= {"european": True, "names": ("Caisse d’allocations familiales, " * 6)[:180]}
    assert pages(render_content(content)) == count
