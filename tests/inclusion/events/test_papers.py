"""The poster and the programme of an event, read back."""

import io
import subprocess

import pikepdf
import pytest

from inclusion.core.papers.codes import code_picture
from inclusion.events.papers import poster_pdf, programme_pdf, public_address
from tests.inclusion.event_builders import make_event, make_exhibitor, make_talk

pytestmark = [pytest.mark.usefixtures("scope"), pytest.mark.papers]
WORST = {
    "summary": "Un rendez-vous pour toutes et tous. " * 7,
    "accessibility": "Plain-pied, boucle magnétique. " * 9,
    "venue": "Salle polyvalente intercommunale des Trois Rivières et du Grand Chêne",
    "address": "12 bis avenue du Général-de-Gaulle, bâtiment B, deuxième étage",
    "cost": "Gratuit sous condition",
    "contact": "Une adresse bien longue, accueil@exemple.example, ou 05 53 00 00 00",
}


def words_of(data):
    """The words of a PDF."""
    out = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return " ".join(out.stdout.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize(("sheet", "width"), [("a4", 210), ("a3", 297)])
@pytest.mark.parametrize(("title", "fields"), [("Forum", {}), ("Accompagner " * 13, WORST)], ids=["plain", "full"])
def test_a_poster_is_one_sheet_whatever_it_says(sheet, width, title, fields):
    event = make_event(title.strip(), **{name: value.strip() for name, value in fields.items()})
    make_talk(event)
    make_exhibitor(event)
    data = poster_pdf(event, sheet=sheet)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert round(float(pdf.pages[0].mediabox[2]) / 72 * 25.4) == width
    text = words_of(data)
    for words in ("15 janvier 2099", "Organisé par"):
        assert words in text


def test_its_address_is_that_of_the_public_page(network):
    event = make_event()
    assert public_address(event).endswith(f"/{network.slug}/agenda/{event.pk}/")
    assert code_picture(public_address(event)).startswith("data:image/svg+xml;base64,")


def test_a_programme_says_its_days_rooms_and_exhibitors():
    event = make_event("Festival")
    make_talk(event, "Ouverture", room="Grande salle", speakers="Zoé Exemple")
    make_talk(event, "À placer", starts_at=None)
    make_exhibitor(event, "Emmaüs", stand="B2")
    text = words_of(programme_pdf(event))
    for words in ("Ouverture", "Grande salle", "Zoé Exemple", "À une heure qui sera dite", "Emmaüs", "B2"):
        assert words in text
