"""Letters set in two layers look the same as letters set whole, and say the same."""

import subprocess

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from funding.models import Letter
from funding.passes.enums import LetterKind
from funding.passes.letters.papers import batches
from funding.passes.letters.papers.batches import print_file
from funding.passes.letters.papers.layers import MAX_NAME
from funding.passes.letters.papers.letters import content_of, render_letters
from inclusion.core.models.documents import Document
from tests.builders import make_user
from tests.examples import examples
from tests.funding.pass_builders import make_letter, make_place
from tests.setup_data import setup_data

DPI = 60
WORDS = st.text("abcdeé ïMWœ’-", min_size=1).map(str.strip).filter(bool)


@setup_data
def content(scope):
    """What a letter of ten passes says that names two places."""
    by = make_user()
    for name in ("Cyber-base de Marmande", "Médiathèque"):
        make_place(name, by=by)
    return content_of(make_letter(by=by))


@st.composite
def alike(draw, content):
    """A letter of the kind, with as many passes and texts as long as drawn."""
    size = draw(st.sampled_from([1, 3, 10, 21]))
    shared = {
        "kind": draw(st.sampled_from(LetterKind.values)),
        "mentions": draw(st.sampled_from(["", "Titre non cessible. " * 9])),
        "opening": draw(st.lists(WORDS.map(lambda word: f"{word} " * 25), max_size=2)),
        "session": draw(st.sampled_from(["", content["session"]])),
        "prescriber": draw(WORDS.map(lambda words: f"au {words}")),
        "places": draw(st.sampled_from([[], content["places"]])),
    }
    first = content["vouchers"][0]
    shared["vouchers"] = [first | {"rank": rank} for rank in range(1, size + 1) if shared["kind"] == LetterKind.PASSES]
    return content | shared


@st.composite
def own(draw, content, number):
    """The same letter to somebody else."""
    vouchers = []
    for one in content["vouchers"]:
        code = "-".join(draw(st.text("ACDEFHJK234567", min_size=4, max_size=4)) for _ in range(3))
        scan = one["scan"].replace(one["code"], code)
        serial = f"{number:06d}-{one['rank']:02d}"
        vouchers.append(one | {"code": code, "scan": scan, "serial": serial})
    return content | {
        "number": number,
        "name": draw(WORDS),
        "address": draw(st.lists(WORDS, min_size=1, max_size=6)),
        "written_on": draw(st.sampled_from(["1er mai 2026", "24 novembre 2026"])),
        "vouchers": vouchers,
    }


def printed(contents, path):
    """The file of a large batch of these letters."""
    kept = {content["number"]: content for content in contents}
    letters = [Letter(pk=number, address=one["address"], document=Document(pk=number)) for number, one in kept.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "AT_ONCE", 1)
        return print_file(letters, path, progress=lambda done: True, read=lambda some: kept)


def pictures(path):
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", str(path), str(path.with_suffix(""))], check=True)
    return [Image.open(one) for one in sorted(path.parent.glob(f"{path.stem}-*.pgm"))]


def words(path):
    out = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True)
    return [sorted(page.split()) for page in out.stdout.split("\f")]


# Slow: each example sets four letters twice and draws all of their pages.
@settings(max_examples=examples(24), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_letter_in_two_layers_is_the_same_to_the_eye_and_word_by_word(content, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    shared = data.draw(alike(content))
    contents = [data.draw(own(shared, number)) for number in (1, 2, 3)]
    layered, whole = folder / "layered.pdf", folder / "whole.pdf"
    made = printed(contents, layered)
    whole.write_bytes(render_letters(contents, tagged=False))
    short = [one for one in contents if len(one["name"]) <= MAX_NAME]
    in_layers = {one.letter.pk for one in made if one.forms}
    assert in_layers == ({one["number"] for one in short} if len(short) > 1 else set())
    assert words(layered) == words(whole)
    for one, other in zip(pictures(layered), pictures(whole), strict=True):
        counts = ImageChops.difference(one, other).histogram()
        assert sum(counts[32:]) <= 0.003 * sum(counts)


def test_a_form_stands_once_in_the_file_whatever_its_letters(content, tmp_path):
    contents = [content | {"number": number} for number in range(1, 7)]
    made = printed(contents, tmp_path / "lot.pdf")
    assert [one.pages for one in made] == [2] * 6
    with pikepdf.open(tmp_path / "lot.pdf") as pdf:
        forms = {str(name) for page in pdf.pages for name in page.Resources.XObject if "/Form" in str(name)}
        assert forms == {"/Form0", "/Form1"}
        assert sum(one.get("/Subtype") == "/Form" for one in pdf.objects if isinstance(one, pikepdf.Stream)) == 2


def test_what_few_share_or_says_more_in_another_language_is_set_whole(content, tmp_path):
    contents = [
        content | {"number": 1},
        content | {"number": 2, "prescriber": "au CCAS"},
        content | {"number": 3, "name": "W" * MAX_NAME},
        content | {"number": 4, "name": "W" * (MAX_NAME + 1)},
    ]
    made = printed(contents, tmp_path / "lot.pdf")
    assert [bool(one.forms) for one in made] == [True, False, True, False]
