"""The guide on paper, read back: the leaflet of a town, the whole guide with its contents and indexes."""

import io
import subprocess
from datetime import date, datetime

import pikepdf
import zxingcpp
from PIL import Image

from inclusion.guide.enums import GuideFileKind
from inclusion.guide.models import Session
from inclusion.guide.papers import area_of, areas_of, guide_book, leaflet_pdf
from inclusion.guide.queries import WRITERS
from tests.builders import make_commune, make_epci
from tests.inclusion.place_builders import make_place
from tests.setup_data import setup_data

NOW = datetime(2026, 11, 24, 10, 0)


def words_of(data, *options):
    out = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return " ".join(out.stdout.decode().split()).replace("\u00a0", " ")


@setup_data
def places(scope):
    epci = make_epci()
    make_commune("47157", "Marmande", ("47200",), epci=epci)
    make_commune("47310", "Tonneins", ("47400",), epci=epci)
    make_commune("47001", "Agen", ("47000",))
    marmande = {"town": "Marmande", "postal_code": "47200", "insee_code": "47157"}
    media = make_place(name="Médiathèque Albert-Camus", opening_hours="Tu-Sa 09:00-12:00", **marmande)
    Session.objects.create(
        place=media,
        kind="help_desk",
        title="Aide aux papiers",
        opening_hours="We[1] 14:00-17:00",
        booking="Sans rendez-vous",
    )
    make_place(name="L'Escale", phone="", opening_hours="", services=["Compréhension du monde numérique"], **marmande)
    make_place(name="Espace de Tonneins", town="Tonneins", postal_code="47400", insee_code="47310")
    make_place(name="Maison d’Agen", town="Agen", postal_code="47000", insee_code="47001")
    make_place(name="Fermé pour de bon", closed_on=date(2026, 1, 1), **marmande)
    return media


def test_the_leaflet_of_a_town_holds_its_places_and_no_other(scope, places):
    data = leaflet_pdf(scope, area_of("47157"), at=NOW)
    words = words_of(data)
    for said in (
        "Être aidé avec le numérique à Marmande",
        "Médiathèque Albert-Camus",
        "L’Escale",
        "02 41 05 00 00",
        "Du mardi au samedi : 9 h à 12 h",
        "Permanence : Aide aux papiers",
        "mercredi du mois",
        "Faire une démarche en ligne",
        "24 novembre 2026",
    ):
        assert said in words, said
    assert "Tonneins" not in words and "Fermé pour de bon" not in words


def test_a_place_without_a_telephone_sends_to_that_of_the_network(scope, places):
    scope.phone = "05 53 69 00 00"
    scope.save()
    words = words_of(leaflet_pdf(scope, area_of("47157"), at=NOW))
    assert "à demander : appelez le réseau au 05 53 69 00 00" in words


def test_the_leaflet_is_tagged_in_big_type_and_its_code_leads_to_the_town(scope, places):
    data = leaflet_pdf(scope, area_of("47157"), at=NOW)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/StructTreeRoot" in pdf.Root and str(pdf.Root.Lang).startswith("fr")
    picture = subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-f", "1", "-l", "1", "-"], input=data, capture_output=True, check=True
    ).stdout
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert code.text.endswith("/lot-et-garonne/guide/villes/47157/")


def test_the_leaflet_of_an_intercommunalite_goes_town_by_town(scope, places):
    words = words_of(leaflet_pdf(scope, area_of("200000001"), at=NOW))
    assert "dans Val de Garonne" in words
    assert words.index("Médiathèque") < words.index("Espace de Tonneins") and "Agen" not in words


def test_an_area_without_a_place_still_prints(scope, places):
    make_commune("47323", "Virazeil", ("47200",))
    assert "Aucun lieu" in words_of(leaflet_pdf(scope, area_of("47323"), at=NOW))


def test_a_code_that_is_none_is_no_area(scope, places):
    assert area_of("99999") is None and area_of("x") is None and area_of("123456789") is None


def test_towns_are_listed_by_intercommunalite(scope, places):
    lines = [(one.name, [(town.name, town.count) for town in one.towns]) for one in areas_of(scope)]
    assert lines == [("Val de Garonne", [("Marmande", 2), ("Tonneins", 1)]), ("Autres communes", [("Agen", 1)])]


def test_the_whole_guide_has_contents_places_and_indexes_that_name_the_right_page(scope, places):
    data, count = guide_book(scope, at=NOW)
    assert count == 4
    words = words_of(data)
    for said in ("Sommaire", "4 lieux", "Autres communes", "Trouver par ville", "Trouver par besoin"):
        assert said in words, said
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    where = next(n for n in range(3, pages + 1) if "Espace de Tonneins" in words_of(data, "-f", str(n), "-l", str(n)))
    index = next(
        n for n in range(where + 1, pages + 1) if "Trouver par ville" in words_of(data, "-f", str(n), "-l", str(n))
    )
    assert f"Espace de Tonneins {where}" in words_of(data, "-layout", "-f", str(index), "-l", str(index))


def test_a_guide_without_places_says_so(scope):
    data, count = guide_book(scope, at=NOW)
    assert count == 0 and "Aucun lieu" in words_of(data)


def test_the_whole_guide_is_among_the_files_that_are_prepared_ahead(scope, places):
    written = WRITERS[GuideFileKind.GUIDE](scope)
    assert written.count == 4 and written.data.startswith(b"%PDF") and written.faults == []


def test_the_same_places_give_the_same_bytes(scope, places):
    assert guide_book(scope, at=NOW) == guide_book(scope, at=NOW)
