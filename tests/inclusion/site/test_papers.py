"""The note of a network in two pages: what a reader sees, the same for the coordination, on the letterhead."""

import subprocess
from datetime import date

import pytest

from inclusion.core.access import Member
from inclusion.core.navigation import Home
from inclusion.core.papers.drawings import drawings_of
from inclusion.core.scope import scoped_to
from inclusion.site.papers import note_pdf
from inclusion.site.queries import pictures_of, reader_of
from tests.pages import plain

#: They read what is printed.
pytestmark = pytest.mark.papers

DAY = date(2026, 11, 24)


def text_of(data: bytes) -> str:
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().split())


def pages_in(data: bytes) -> int:
    out = subprocess.run(["pdfinfo", "-"], input=data, capture_output=True, check=True).stdout.decode()
    return int(next(line for line in out.splitlines() if line.startswith("Pages:")).split()[1])


def test_the_note_says_what_the_home_of_a_reader_says_on_two_pages_at_most(world, cast, network):
    with scoped_to(network):
        reader = Member(cast["reader"])
        pictures = pictures_of(Home(reader_of(reader), DAY))
        paper = note_pdf(reader, on=DAY)
        assert note_pdf(Member(cast["coordinator"]), on=DAY) == paper
    assert len(pictures) == 4
    assert pages_in(paper) <= 2
    text = plain(text_of(paper))
    for one in pictures:
        assert plain(one.sentence).split(" ;")[0] in text, one.sentence
        assert plain(one.foot) in text
    assert "Note du mardi 24 novembre 2026" in text and network.name in text


def test_a_network_that_shows_nothing_yet_says_so(cast, network):
    with scoped_to(network):
        assert "rien à montrer" in text_of(note_pdf(Member(cast["reader"]), on=DAY))


def test_only_readers_and_the_coordination_download_it(world, network, client_of):
    where = f"/{network.slug}/note.pdf"
    answer = client_of("reader").get(where)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert client_of("operator").get(where).status_code == 403
    assert where in client_of("coordinator").get(f"/{network.slug}/").content.decode()


def test_a_drawing_on_paper_has_its_colours_and_no_link(world, cast, network):
    with scoped_to(network):
        reader = reader_of(Member(cast["reader"]))
        picture = next(one for one in pictures_of(Home(reader, DAY)) if "standings" in one.context)
        drawn = drawings_of(
            picture.template, {"picture": picture.context, "network": network}, brand=network.brand, most=(174, 80)
        )
    assert drawn and all(one.alt and one.height <= 80 for one in drawn)
    for one in drawn:
        svg = one.src.partition("base64,")[2]
        text = subprocess.run(["base64", "-d"], input=svg.encode(), capture_output=True, check=True).stdout.decode()
        assert "var(" not in text and "<a " not in text and text.count("<svg") == text.count("</svg>")


@pytest.mark.parametrize("role", ["reader", "coordinator"])
def test_who_reads_for_the_note_may_no_more_than_a_reader(cast, network, role):
    with scoped_to(network):
        assert reader_of(Member(cast[role])).only_reads
