"""The letter, read back: words, tags, codes, and what shows in the window of an envelope."""

import io
import re
import subprocess
from datetime import timedelta

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from funding.documents.letters import home_of, letter_context, pass_address, render_letter
from funding.models import Letter
from funding.rules.nearness import Home
from inclusion.models import Network
from tests.builders import AT, make_commune, make_epci, make_partner, make_person, make_user
from tests.funding.pass_builders import make_letter, make_place, make_programme

#: The rectangle of the first page, in millimetres from its corner, that the window always shows; see pass_letter.css.
WINDOW = (100.0, 45.0, 190.0, 79.0)
#: The rectangle of which the window may show a part, where nothing but the address may stand.
AROUND = (90.0, 34.0, 200.0, 92.0)
MM = 72 / 25.4


@pytest.fixture
def by(scope):
    Network.objects.update(
        host_name="Conseil départemental de Lot-et-Garonne",
        host_service="Mission inclusion numérique",
        host_address="1633 avenue du Général Leclerc\n47922 Agen Cedex 9",
        phone="05 53 69 40 00",
        email="declic47@exemple.example",
        signatory="La présidente du Conseil départemental",
    )
    return make_user()


def words_of(data, *options):
    out = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True, timeout=60
    )
    return out.stdout.decode()


def said(data):
    return " ".join(words_of(data).split())


def boxes(data, page=1):
    """Every word of a page with its box in millimetres: (left, top, right, bottom, word)."""
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>',
        words_of(data, "-bbox", "-f", str(page), "-l", str(page)),
    )
    return [(*(float(edge) / MM for edge in box[:4]), box[4]) for box in found]


def meets(box, rectangle):
    left, top, right, bottom = rectangle
    return box[0] < right and box[2] > left and box[1] < bottom and box[3] > top


def lies_in(box, rectangle):
    left, top, right, bottom = rectangle
    return box[0] >= left and box[2] <= right and box[1] >= top and box[3] <= bottom


def pages(data):
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def picture(data, page, folder, dpi=150):
    (folder / "letter.pdf").write_bytes(data)
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            str(dpi),
            "-gray",
            "-png",
            "-f",
            str(page),
            "-l",
            str(page),
            "-singlefile",
            str(folder / "letter.pdf"),
            str(folder / "page"),
        ],
        check=True,
        timeout=60,
    )
    return Image.open(folder / "page.png")


def test_the_letter_says_in_plain_words_what_to_do(by):
    make_place("Cyber-base de Marmande", by=by)
    data = render_letter(
        make_letter(by=by, followed_by=make_partner("CMS de Marmande", address="2 rue du Port"))
    )
    text = said(data)
    for words in (
        "Conseil départemental de Lot-et-Garonne",
        "Mission inclusion numérique",
        "Le 24 novembre 2026",
        "Voici vos 10 pass numériques",
        "Bonjour Jeanne Exemple,",
        "Chaque pass vaut 10 €",
        "jusqu’au 24 novembre 2027",
        "05 53 69 40 00",
        "CMS de Marmande, 2 rue du Port",
        "La présidente du Conseil départemental",
        "jusqu’au 24 novembre 2028",  # until when the file is kept
        "CNIL",
        "Cyber-base de Marmande",
        "05 53 20 00 00",
        "Du lundi au vendredi : 9 h à 12 h, 14 h à 17 h 30",
    ):
        assert words in text, words
    assert pages(data) == 2


def test_the_letter_is_tagged_french_and_called_by_its_title(by):
    with pikepdf.open(io.BytesIO(render_letter(make_letter(by=by)))) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]) == "Votre pass numérique"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        texts = {
            str(one.get("/Alt"))
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        }
    assert len([text for text in texts if text.startswith("Code à scanner du pass ")]) == 10


def test_the_codes_are_printed_and_read_back_from_the_page(by, network, tmp_path):
    letter = make_letter(by=by)
    data = render_letter(letter)
    codes = [one.code for one in letter.booklet.passes.all()]
    read = {found.text for found in zxingcpp.read_barcodes(picture(data, 2, tmp_path))}
    assert read == {pass_address(code, network) for code in codes}
    assert pass_address(codes[0], network) == f"http://localhost:8000/lot-et-garonne/pass/{codes[0]}/"
    text = said(data)
    assert all(code in text for code in codes)


PEOPLE = {
    "plain": {},
    "long": {
        "first_name": "Marie-Élisabeth-Joséphine",
        "last_name": "de La Rochefoucauld-Montmorency-Bérenger",
        "address": (
            "Résidence Les Jardins de l’Hôtel-de-Ville, bâtiment C, escalier 2, appartement 114\n"
            "147 bis boulevard du Maréchal-Jean-de-Lattre-de-Tassigny\nLieu-dit Le Grand Bourg de Saint-Étienne"
        ),
        "postal_code": "47310",
        "town": "Saint-Vincent-de-Lamontjoie-sur-Garonne",
    },
    "capitals": {
        "first_name": "MOHAMMED-AMMAR",
        "last_name": "WAMBA MWAMBA MAHAMADOU",
        "address": "RÉSIDENCE DU DOMAINE DE MONTMORENCY",
        "town": "Montgommery-Wambrechies-Mandagout",
    },
    "box": {"address": "BP 80317", "postal_code": "47303", "town": "Villeneuve-sur-Lot CEDEX"},
    "no second line": {"address": "Le Bourg", "postal_code": "47120", "town": "Saint-Sernin"},
    "abroad": {
        "first_name": "Şükrü",
        "last_name": "Großmann-Łukaszewicz",
        "address": "c/o Frau Anneliese Großmann-Schröder\nStraße des siebzehnten Juni 135\n4. Stock links",
        "postal_code": "10623",
        "town": "Berlin-Charlottenburg",
        "country": "Allemagne",
    },
}


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE.keys())
def test_the_address_and_nothing_else_shows_in_the_window(by, person):
    letter = make_letter(by=by, **person)
    data = render_letter(letter)
    in_window = [box for box in boxes(data) if meets(box, AROUND)]
    assert " ".join(box[4] for box in in_window).split() == " ".join(letter.address).split()
    outside = [box for box in in_window if not lies_in(box, WINDOW)]
    assert not outside
    assert pages(data) == 2


def test_an_address_of_five_lines_shows_in_a_low_window_too(by):
    letter = make_letter(by=by, address="Résidence des Oliviers\nBâtiment C\n12 rue des Exemples")
    assert len(letter.address) == 5
    low = (100.0, 55.0, 190.0, 79.0)
    assert all(lies_in(box, low) for box in boxes(render_letter(letter)) if meets(box, AROUND))


def test_a_letter_by_mail_shows_the_name_alone(by):
    letter = make_letter(by=by, channel="email", email="jeanne@exemple.example")
    shown = [box[4] for box in boxes(render_letter(letter)) if meets(box, AROUND)]
    assert shown == ["Jeanne", "Exemple"]


def test_a_logo_of_any_proportion_keeps_the_address_where_it_is(by, tmp_path):
    for size in ((1200, 100), (100, 1200)):
        out = io.BytesIO()
        Image.new("RGB", size, "#1f5fa8").save(out, "png")
        Network.objects.update(logo=out.getvalue(), logo_type="image/png")
        data = render_letter(make_letter(by=by, programme=make_programme(by=by, name=f"Pass {size}")))
        assert all(lies_in(box, WINDOW) for box in boxes(data) if meets(box, AROUND))
        assert pages(data) == 2


def test_the_same_letter_gives_the_same_bytes(by):
    letter = make_letter(by=by)
    assert render_letter(letter) == render_letter(Letter.objects.get(pk=letter.pk))


# -- Places --------------------------------------------------------------------------------------------------


def place_names(letter):
    return [near.place.name for near in letter_context(letter)["places"]]


def test_three_places_the_nearest_first(by):
    epci = make_epci()
    marmande = make_commune(epci=epci)
    tonneins = make_commune("47310", "Tonneins", ("47400",), epci=epci)
    agen = make_commune("47001", "Agen", ("47000",), epci=make_epci("200000002", "Agen"))
    make_place("Agen", by=by, commune=agen, latitude=44.2049, longitude=0.6212)
    make_place("Tonneins", by=by, commune=tonneins, latitude=44.39, longitude=0.31)
    make_place("Marmande", by=by, commune=marmande)
    make_place(
        "Fumel", by=by, commune=make_commune("47106", "Fumel", ("47500",)), latitude=44.5, longitude=0.97
    )
    letter = make_letter(by=by, commune=marmande)
    assert place_names(letter) == ["Marmande", "Tonneins", "Agen"]


def test_a_place_that_no_longer_accepts_passes_is_not_named(by):
    closed = make_place("Fermé", by=by)
    closed.accepts_passes = False
    closed.save()
    letter = make_letter(by=by)
    assert place_names(letter) == []
    assert "Téléphonez-nous. Nous vous disons où aller." in said(render_letter(letter))


def test_hours_that_change_or_are_unknown_ask_to_call(by):
    make_place("Un", by=by, opening_hours="We[1] 14:00-17:00")
    make_place("Deux", by=by, opening_hours="")
    text = said(render_letter(make_letter(by=by)))
    assert "Les horaires changent selon les semaines. Téléphonez avant de venir." in text
    assert "Les horaires ne sont pas connus. Téléphonez avant de venir." in text


@pytest.mark.parametrize(
    ("person", "home"),
    [
        ({}, Home("47157", "200000001", "47")),
        ({"town": "marmande cedex"}, Home(None, None, "47")),
        ({"country": "Allemagne"}, Home(None, None, "47")),
    ],
)
def test_where_a_person_lives_is_found_from_code_and_town(by, network, person, home):
    make_commune(epci=make_epci())
    assert home_of(make_person(make_partner(), by=by, **person), network) == home


def test_a_letter_says_the_day_it_was_asked_for_though_it_is_written_later(by):
    letter = make_letter(by=by)
    Letter.objects.filter(pk=letter.pk).update(created_at=AT - timedelta(days=30))
    assert "Le 25 octobre 2026" in said(render_letter(Letter.objects.get(pk=letter.pk)))
