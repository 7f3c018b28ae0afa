"""The letter, read back: words, tags, codes, and what shows in the window of an envelope."""

import html
import io
import json
import re
import subprocess
import sys
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from funding.grants.actions import award_grant, record_grant_receipt
from funding.models import Letter, Pass, PassProgramme
from funding.passes.enums import LetterKind, PassState
from funding.passes.letters.papers.letters import (
    Neighbourhood,
    content_of,
    contents_of,
    may_be_set_again,
    pass_address,
    render_content,
    render_letter,
    render_letters,
    sample_content,
)
from funding.passes.letters.rules import Home
from funding.passes.programmes.labels import LANGUAGES
from funding.passes.programmes.rules import proposed_mentions
from inclusion.core.models.networks import Network
from inclusion.core.papers.typesetting import MAX_DOCUMENTS, legible
from inclusion.partners.actions import change_partner
from inclusion.partners.models import Partner
from tests.builders import AT, make_commune, make_epci, make_partner, make_person, make_user
from tests.funding.builders import department, make_contribution, make_rule, receive
from tests.funding.pass_builders import make_letter, make_place, make_programme
from tests.setup_data import setup_data

#: The rectangle of the first page, in millimetres from its corner, that the window always shows; see pass_letter.typ.
WINDOW = (100.0, 45.0, 190.0, 79.0)
#: The rectangle of which the window may show a part, where nothing but the address may be.
AROUND = (90.0, 34.0, 200.0, 92.0)
MM = 72 / 25.4


@setup_data
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


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def letter(by, programme):
    return make_letter(by=by, programme=programme)


def words_of(data, *options):
    out = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True, timeout=60)
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


def alternatives(data):
    """The alternative texts of all figures."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            str(one.Alt)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        ]


def picture(data, page, folder, dpi=150):
    (folder / "letter.pdf").write_bytes(data)
    options = ["-r", str(dpi), "-gray", "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", *options, folder / "letter.pdf", folder / "page"], check=True)
    return Image.open(folder / "page.pgm")


def test_the_letter_says_in_plain_words_what_to_do(by, programme):
    make_place("Cyber-base de Marmande", by=by)
    partner = make_partner("CMS de Marmande", address="2 rue du Port")
    data = render_letter(make_letter(by=by, programme=programme, followed_by=partner))
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
        "Vous pouvez aussi aller au CMS de Marmande, 2 rue du Port",
        "Lettre perdue ? Téléphonez au 05 53 69 40 00 : vos pass seront remplacés.",
        "Le Conseil départemental de Lot-et-Garonne garde votre nom",
        "La présidente du Conseil départemental",
        "jusqu’au 24 novembre 2028",  # until when the file is kept
        "CNIL",
        "Cyber-base de Marmande",
        "05 53 20 00 00",
        "Du lundi au vendredi : 9 h à 12 h, 14 h à 17 h 30",
    ):
        assert words in text, words
    assert pages(data) == 2


def test_the_letter_is_tagged_french_and_called_by_its_title(by, letter):
    make_place(by=by)
    data = render_letter(letter)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Votre pass numérique"
        kinds = {
            str(one.S) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        }
    assert len([text for text in alternatives(data) if text.startswith("Code à scanner du pass ")]) == 10
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Lbl", "/LBody", "/P", "/Figure"} <= kinds


def test_the_codes_are_printed_and_read_back_from_the_page(letter, network, tmp_path):
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
    "the widest letters": {
        "first_name": "W" * 38,
        "last_name": "W" * 80,
        "address": "\n".join(["W" * 38, "M" * 38, "12 rue " + "W" * 31]),
        "town": "W" * 32,
    },
    "six lines": {
        "first_name": "Anne-Françoise-Ghislaine",
        "last_name": "Ñuñez-Œuvrard de Castelnau",
        "address": "Chez M. et Mme Lefèvre\nAppt 114 Esc 2 Bât C\n147 bis bd de l’Île-de-Ré\nBP 80317",
        "postal_code": "47922",
        "town": "Agen CEDEX 9",
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
    "seven lines abroad": {
        "first_name": "Żaneta-Świętosława",
        "last_name": "Wierzbięta-Brzęczyszczykiewicz",
        "address": "Osiedle Tysiąclecia\nBlok 12 klatka C mieszkanie 114\nul. Świętokrzyska 35\nSkr. poczt. 1234",
        "postal_code": "00-950",
        "town": "Łódź-Śródmieście",
        "country": "Pologne",
    },
    "code as a name": {
        "first_name": '#panic("x")',
        "last_name": "$x$ *a* @b <c>",
        "address": '#read("/etc/passwd")\n12 rue = Titre',
        "town": "Ville `c` // d",
    },
    "letters that take more space in ours": {
        "first_name": "Щасливіщенко-Пащенківна",
        "last_name": "Щербаківщенко-Площинський",
        "address": "12 rue de la Площадь Щорса и Щепкина напротив\nЩщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщ",
    },
    "other letters": {"first_name": "Иван", "last_name": "الأمير", "address": "12 rue 😀 des Lys"},
}


def ink(data, folder, page=1, dpi=150):
    """The box of what is printed in the rectangle around the window, in millimetres."""
    image = picture(data, page, folder, dpi=dpi).convert("L")
    left, top, right, bottom = (round(edge / 25.4 * dpi) for edge in AROUND)
    dark = image.crop((left, top, right, bottom)).point(lambda grey: 255 * (grey < 200)).getbbox()
    return tuple((edge + shift) * 25.4 / dpi for edge, shift in zip(dark, (left, top) * 2, strict=True))


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE.keys())
def test_the_address_and_nothing_else_shows_in_the_window(by, programme, person, tmp_path):
    letter = make_letter(by=by, programme=programme, **person)
    data = render_letter(letter)
    in_window = [box for box in boxes(data) if meets(box, AROUND)]
    shown = [legible(line) for line in letter.address]
    assert html.unescape(" ".join(box[4] for box in in_window)).split() == " ".join(shown).split()
    outside = [box for box in in_window if not lies_in(box, WINDOW)]
    assert not outside
    assert lies_in(ink(data, tmp_path), WINDOW)  # every part of every glyph, as it is printed
    assert pages(data) == 2


def test_an_address_that_no_rule_shortened_is_made_smaller_rather_than_cut_off(letter, tmp_path):
    content = content_of(letter) | {"address": ["W" * 60] * 7}
    data = render_content(content)
    assert sum(box[4] == "W" * 60 for box in boxes(data)) == 7
    assert lies_in(ink(data, tmp_path), WINDOW)


def test_an_address_of_five_lines_shows_in_a_low_window_too(by, programme):
    address = "Résidence des Oliviers\nBâtiment C\n12 rue des Exemples"
    letter = make_letter(by=by, programme=programme, address=address)
    assert len(letter.address) == 5
    low = (100.0, 55.0, 190.0, 79.0)
    assert all(lies_in(box, low) for box in boxes(render_letter(letter)) if meets(box, AROUND))


def test_a_letter_by_mail_shows_the_name_alone(by, programme):
    letter = make_letter(by=by, programme=programme, channel="email", email="jeanne@exemple.example")
    shown = [box[4] for box in boxes(render_letter(letter)) if meets(box, AROUND)]
    assert shown == ["Jeanne", "Exemple"]


LOGOS = [
    ("wide", (1200, 100), "RGB", "png"),
    ("tall", (100, 1200), "RGB", "png"),
    ("one pixel", (1, 1), "1", "png"),
    ("palette", (400, 300), "P", "png"),
    ("see-through", (3000, 3000), "RGBA", "png"),
    ("photo", (800, 600), "RGB", "jpeg"),
    ("print colours", (800, 600), "CMYK", "jpeg"),
]


@pytest.mark.parametrize(("size", "mode", "kind"), [one[1:] for one in LOGOS], ids=[one[0] for one in LOGOS])
def test_a_logo_of_any_proportion_keeps_the_address_where_it_is(letter, tmp_path, size, mode, kind):
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    Network.objects.update(logo=out.getvalue(), logo_type=f"image/{kind}")
    data = render_letter(letter)
    assert all(lies_in(box, WINDOW) for box in boxes(data) if meets(box, AROUND))
    assert lies_in(ink(data, tmp_path), WINDOW)
    assert pages(data) == 2
    assert "Réseau" in " ".join(alternatives(data)) or letter.network.name in alternatives(data)
    assert len(json.dumps(letter.content)) < 20_000  # the picture itself is not kept with each letter


def test_a_letter_is_not_set_again_under_another_logo(letter):
    content = content_of(letter)
    assert may_be_set_again(content)
    assert not may_be_set_again({})
    assert not may_be_set_again({"version": 1, "network": content["network"]})  # as letters were before
    assert not may_be_set_again(content | {"network": content["network"] | {"logo": "0" * 64}})


def test_the_same_letter_gives_the_same_bytes(letter):
    assert render_letter(letter) == render_letter(Letter.objects.get(pk=letter.pk))


# -- Places --------------------------------------------------------------------------------------------------


def place_names(letter):
    return [near["name"] for near in content_of(letter)["places"]]


def test_the_nearest_places_come_first(by, programme):
    epci = make_epci()
    marmande = make_commune(epci=epci)
    tonneins = make_commune("47310", "Tonneins", ("47400",), epci=epci)
    agen = make_commune("47001", "Agen", ("47000",), epci=make_epci("200000002", "Agen"))
    make_place("Agen", by=by, commune=agen, latitude=44.2049, longitude=0.6212)
    make_place("Tonneins", by=by, commune=tonneins, latitude=44.39, longitude=0.31)
    make_place("Marmande", by=by, commune=marmande)
    make_place("Fumel", by=by, commune=make_commune("47106", "Fumel", ("47500",)), latitude=44.5, longitude=0.97)
    letter = make_letter(by=by, programme=programme, commune=marmande)
    assert place_names(letter) == ["Marmande", "Tonneins", "Agen", "Fumel"]


def test_a_place_that_no_longer_accepts_passes_is_not_named(by, letter):
    closed = make_place("Fermé", by=by)
    closed.accepts_passes = False
    closed.save()
    assert place_names(letter) == []
    assert "Téléphonez-nous. Nous vous disons où aller." in said(render_letter(letter))


@pytest.mark.parametrize("language", ["fr", *LANGUAGES])
def test_without_places_or_a_telephone_the_prescriber_is_where_to_go(by, language):
    programme = make_programme(by=by, translations={one: {} for one in LANGUAGES})
    prescriber = make_partner("CMS de Marmande", address="2 rue du Port")
    letter = make_letter(by=by, programme=programme, language=language, followed_by=prescriber)
    Network.objects.update(phone="")
    content = content_of(Letter.objects.get(pk=letter.pk))
    assert "Allez au CMS de Marmande, 2 rue du Port. On vous dira" in said(render_content(content))
    if language != "fr":
        assert "CMS de Marmande, 2 rue du Port" in content["translation"]["far"][0]


def test_hours_that_change_or_are_unknown_ask_to_call(by, letter):
    make_place("Un", by=by, opening_hours="We[1] 14:00-17:00")
    make_place("Deux", by=by, opening_hours="")
    text = said(render_letter(letter))
    assert "Les horaires changent selon les semaines. Téléphonez avant de venir." in text
    assert "Les horaires ne sont pas connus. Téléphonez avant de venir." in text


@pytest.mark.parametrize(
    ("person", "home"),
    [
        ({}, Home("47157", "200000001", "47")),
        ({"town": "marmande cedex"}, Home("47157", "200000001", "47")),
        ({"postal_code": "47922", "town": "Agen cedex 9"}, Home("47001", None, "47")),  # the prescriber's
        ({"country": "Allemagne"}, Home("47001", None, "47")),
    ],
)
def test_where_a_person_lives_is_found_from_code_and_town(by, network, person, home):
    make_commune(epci=make_epci())
    prescriber = make_partner(commune=make_commune("47001", "Agen", ("47000",)))
    assert Neighbourhood(network).home(make_person(prescriber, by=by, **person), prescriber=prescriber) == home


def test_a_letter_says_the_day_it_was_asked_for_though_it_is_written_later(letter):
    Letter.objects.filter(pk=letter.pk).update(created_at=AT - timedelta(days=30))
    assert "Le 25 octobre 2026" in said(render_letter(Letter.objects.get(pk=letter.pk)))


def sizes_of(data, folder):
    """Each piece of text with the page that it is on and the size in points that it is printed in."""
    (folder / "letter.pdf").write_bytes(data)
    out = subprocess.run(
        ["pdftohtml", "-xml", "-i", "-hidden", "-zoom", "3", "-stdout", str(folder / "letter.pdf")],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    sizes = {key: int(size) / 3 for key, size in re.findall(r'<fontspec id="(\d+)" size="(-?\d+)"', out)}
    found = []
    for number, page in enumerate(out.split("<page ")[1:], start=1):
        for font, words in re.findall(r'<text [^>]*font="(\d+)">(.*?)</text>', page, re.DOTALL):
            found.append((number, sizes[font], html.unescape(re.sub("<[^>]+>", "", words)).strip()))
    return [one for one in found if one[2]]


@pytest.mark.parametrize("mentions", ["", "Titre non cessible. Financé par le fonds Exemple. " * 4])
def test_passes_are_printed_in_eleven_points_and_nothing_in_less_than_nine(by, mentions, tmp_path):
    for name in ("Un", "Deux", "Trois", "Quatre"):
        make_place(name, by=by)
    programme = make_programme(by=by, session_passes=2, session_minutes=120, mentions=mentions[:200])
    letter = make_letter(by=by, programme=programme)
    pieces = sizes_of(render_letter(letter), tmp_path)
    assert len(pieces) > 80
    assert min(size for _, size, _ in pieces) >= 9
    own = ("Pass ", "N°", "Formation au", "Jusqu’au", "10 €", *(one.code for one in letter.booklet.passes.all()))
    passes = [piece for piece in pieces if piece[0] == 2 and piece[2].replace("\u00a0", " ").startswith(own)]
    assert len(passes) >= 40
    assert not [piece for piece in passes if piece[1] < 11]


def shown_places(data):
    text = words_of(data, "-f", "2", "-l", "2")
    return [int(number) for number in re.findall(r"^Lieu numéro (\d)", text, re.MULTILINE)]


@pytest.mark.parametrize(("size", "least"), [(1, 6), (10, 3)])
def test_as_many_places_as_fit_with_their_hours(by, size, least):
    """The nearest first; no more is left white below the passes than one place would take."""
    for number in range(6):
        make_place(f"Lieu numéro {number}", by=by)
    data = render_letter(make_letter(by=by, programme=make_programme(by=by, booklet_size=size)))
    shown = shown_places(data)
    assert shown == list(range(len(shown)))
    assert len(shown) >= least
    assert pages(data) == 2
    if len(shown) < 6:
        assert max(box[3] for box in boxes(data, page=2) if box[3] < 285) > 283 - 22


# -- Who pays, who signs, what a session costs ---------------------------------------------------------------


def test_who_signs_and_what_a_session_costs(by):
    programme = make_programme(
        by=by,
        session_passes=2,
        session_minutes=90,
        signatory_name="Claude Exemple",
        signatory_title="La présidente du Département",
    )
    text = said(render_letter(make_letter(by=by, programme=programme)))
    assert "La présidente du Département Claude Exemple" in text
    assert "Une séance de 1 heure 30 coûte 2 pass." in text


def picture_of(colour="#1f5fa8", size=(300, 100)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "png")
    return out.getvalue()


def test_the_letter_names_who_paid_its_own_booklet_by_logo_or_name(by, programme, letter):
    """Not who else gives to the fund."""
    fund = programme.funded_action.fund  # which the CAF pays
    receive(make_contribution(fund, make_partner("MSA Exemple"), "500.00", by=by), "500.00", by=by)
    caf = Partner.objects.get(name__startswith="CAF")
    assert f"Ces pass sont payés par : {caf}." in said(render_letter(letter))
    both = make_letter(by=by, programme=programme)  # 900 € and 500 € pay it in proportion
    assert f"Ces pass sont payés par : {caf}, MSA Exemple." in said(render_letter(both))
    change_partner(caf, new_logo=picture_of(), by=by, at=AT)
    data = render_letter(both)
    assert "Ces pass sont payés par : MSA Exemple." in said(data)
    assert str(caf) in alternatives(data)
    assert may_be_set_again(both.content)
    change_partner(Partner.objects.get(pk=caf.pk), remove_logo=True, by=by, at=AT)
    assert render_content(both.content) == data  # what was written keeps its logo


def grant_of(programme, amount, *, by, **fields):
    action = programme.funded_action
    awarded = award_grant(
        action.fund,
        amount=Decimal(amount),
        actions=[action],
        awarded_on=date(2026, 6, 1),
        by=by,
        at=AT,
        **{"name": fields["funder"], **fields},
    )
    record_grant_receipt(
        awarded, amount=Decimal(amount), bank_reference=awarded.name, on=date(2026, 6, 2), by=by, at=AT
    )


def test_the_emblem_of_the_union_stands_where_its_grant_paid_the_booklet(by, programme, letter):
    sentence = "Cofinancé par l’Union européenne"
    grant_of(programme, "50.00", by=by, funder="Union européenne (FSE+)", is_european=True)
    assert sentence not in said(render_letter(letter))  # paid before
    funded = make_letter(by=by, programme=programme)
    grant_of(programme, "500.00", by=by, funder="ANCT")
    data = render_letter(funded)
    assert sentence in said(data)
    assert "Ces pass sont payés par : Union européenne (FSE+), CAF de Pass numérique." in said(data)
    assert "Emblème de l’Union européenne" in alternatives(data)
    assert pages(data) == 2
    alone = said(render_letter(make_letter(by=by, programme=programme)))
    assert sentence not in alone
    assert "Ces pass sont payés par : ANCT." in alone


def test_who_added_to_the_euros_of_a_contributor_pays_too(by):
    programme = make_programme(by=by, pot="0.00")
    fund = programme.funded_action.fund
    make_rule(fund, by=by)
    receive(make_contribution(fund, make_partner("MSA Exemple"), "500.00", by=by), "500.00", by=by)
    text = said(render_letter(make_letter(by=by, programme=programme)))
    assert f"Ces pass sont payés par : {department()}, MSA Exemple." in text


def test_many_who_pay_with_the_longest_texts_take_no_page_more(by):
    programme = make_programme(
        by=by,
        letter_opening=("Vous apprenez à utiliser un ordinateur. " * 7)[:279],
        letter_closing=("Nous vous attendons. " * 7)[:139],
        session_passes=2,
        session_minutes=120,
        signatory_name="Claude Exemple",
    )
    fund = programme.funded_action.fund
    for number in range(19):
        partner = make_partner(f"Caisse Exemple numéro {number}")
        receive(make_contribution(fund, partner, "10.00", by=by), "10.00", by=by)
        if number < 5:
            change_partner(partner, new_logo=picture_of(), by=by, at=AT)
    grant_of(programme, "50.00", by=by, funder="FSE+", is_european=True)
    data = render_letter(make_letter(by=by, programme=programme))
    assert re.search(r"payés par : .* et \d+ autres\.", said(data))
    assert len(re.findall("Caisse Exemple numéro", " ".join(alternatives(data)))) == 3
    assert pages(data) == 2


# -- Languages -----------------------------------------------------------------------------------------------


def in_language(by, language, **fields):
    make_place(by=by)
    programme = make_programme(
        name=f"Pass {language}",
        by=by,
        session_passes=2,
        session_minutes=120,
        translations={one: {} for one in LANGUAGES},
        **fields,
    )
    return make_letter(by=by, programme=programme, language=language, address="12 rue des Exemples")


def test_a_letter_is_in_french_alone_where_the_programme_does_not_write_in_the_language(by, programme):
    letter = make_letter(by=by, programme=programme, language="uk")
    assert content_of(letter)["translation"] is None
    assert pages(render_letter(letter)) == 2
    assert content_of(in_language(by, "fr"))["translation"] is None
    assert content_of(in_language(by, ""))["translation"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_more_says_the_same_in_the_person_s_language(by, language, tmp_path):
    letter = in_language(by, language)
    data = render_letter(letter)
    other = letter.content["translation"]
    assert pages(data) == 3
    page = " ".join(words_of(data, "-f", "3", "-l", "3").split())
    assert f"en {language.label.lower()}" in page
    # What is read back is what was written, in the order in which it is read: shaped letters give the plain ones.
    plain = plain_words(page)
    for sentence in (other["title"], other["until"], other["session"], *other["near"], other["lost"]):
        assert plain_words(sentence) <= plain, sentence
    assert plain_words(other["here"]) <= plain_words(words_of(data, "-f", "1", "-l", "1"))
    assert ink(data, tmp_path) == ink(render_content(letter.content | {"translation": None}), tmp_path)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        langs = {str(one.Lang) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Lang" in one}
    assert language.value in langs


def plain_words(text):
    # Of lam and alef, drawn as one sign, what reads pages back gives the second letter first.
    text = re.sub("ل([اأإآ])", r"\1ل", text)
    text = re.sub("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", unicodedata.normalize("NFKC", text))
    return set(re.findall(r"[^\W\d]+|\d+", text))


def test_arabic_runs_from_right_to_left_and_is_joined(by, tmp_path):
    data = render_letter(in_language(by, "ar"))
    lines = [box for box in boxes(data, page=3) if re.search("[\u0600-\u06ff]", box[4])]
    # Each word as it is drawn, from the left: its letters come the other way round.
    title = {box[4][::-1]: box for box in reversed(lines)}
    assert title["قسائم"][0] > title["التدريب"][0] > title["الرقمي"][0]
    assert max(box[2] for box in lines) > 188  # begins at the right edge
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = {str(one.FontName) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one}
    assert any("Tajawal" in name for name in names)


def test_the_telephone_reads_the_right_way_round_in_arabic(by):
    data = render_letter(in_language(by, "ar"))
    pieces = [box for box in sorted(boxes(data, page=3)) if re.fullmatch(r"\d\d(\D\d\d)*", box[4])]
    (line,) = {box[1] for box in pieces if "69" in box[4]}
    phone = [box for box in pieces if box[1] == line]
    assert " ".join(box[4].replace("\u00a0", " ") for box in phone) == "05 53 69 40 00"


def test_the_network_s_own_words_stand_in_place_of_the_portal_s(by):
    letter = in_language(by, "uk")
    programme = letter.booklet.programme
    programme.translations["uk"] = {"opening": "Перше речення.\nДруге {value}. 😀"}
    programme.save()
    text = said(render_letter(letter))
    assert "Перше речення. Друге {value}. ?" in text
    assert "Вартість кожного" not in text
    assert "Бажаємо вам успішного навчання." in text


def test_a_reminder_is_translated_on_a_page_more(by):
    letter = in_language(by, "pt")
    data = render_letter(remind(letter))
    assert pages(data) == 2
    assert "Vales que ainda pode usar: 10." in said(data)


# -- Contents --------------------------------------------------------------------------------------------------------


def test_every_pass_bears_all_that_it_must(by, programme, network):
    PassProgramme.objects.filter(pk=programme.pk).update(
        nature="Ateliers et formations", mentions="Titre non cessible.\nFinancé par le fonds Exemple."
    )
    letter = make_letter(by=by, programme=PassProgramme.objects.get(pk=programme.pk))
    text = said(render_letter(letter))
    number = letter.booklet.number
    for rank in range(1, 11):
        assert f"Pass {rank} sur 10, n° {number:06d}-{rank:02d}" in text
        assert f"n° {number:06d}-{rank:02d}" in text
    for words in (
        "Ateliers et formations",
        "Jusqu’au 24 novembre 2027",
        network.name,
        "Titre non cessible. Financé par le fonds Exemple.",
    ):
        assert text.count(words) >= 10, words


def test_the_proposed_mentions_fit_on_every_pass_below_three_places_with_long_hours(letter, tmp_path):
    mentions = proposed_mentions(
        issuer="Conseil départemental de Lot-et-Garonne",
        address="Hôtel du Département\n1633 avenue du Général Leclerc\n47922 Agen Cedex 9",
    )
    hours = [
        "Mardi\u00a0: 14\u00a0h à 18\u00a0h",
        "Mercredi\u00a0: 9\u00a0h\u00a030 à 12\u00a0h\u00a030, 14\u00a0h à 17\u00a0h\u00a030",
        "Vendredi\u00a0: 14\u00a0h à 18\u00a0h",
        "Samedi\u00a0: 9\u00a0h\u00a030 à 12\u00a0h\u00a030, 14\u00a0h à 17\u00a0h\u00a030",
    ]
    near = {"address": "23 rue des Études", "town": "47300 Villeneuve-sur-Lot", "phone": "05 36 49 20 03"}
    places = [near | {"name": f"Médiathèque de Villeneuve-sur-Lot {n}", "hours": hours[n:]} for n in range(3)]
    data = render_content(content_of(letter) | {"mentions": mentions, "places": places})
    assert pages(data) == 2
    assert len({found.text for found in zxingcpp.read_barcodes(picture(data, 2, tmp_path))}) == 10
    assert said(data).count("Aucun remboursement en espèces") == 10


def test_a_programme_has_its_own_beginning_and_end(by, programme):
    PassProgramme.objects.filter(pk=programme.pk).update(
        letter_opening="Le Département vous aide.\n\nVoici comment.", letter_closing="À bientôt dans nos *ateliers* !"
    )
    text = said(render_letter(make_letter(by=by, programme=PassProgramme.objects.get(pk=programme.pk))))
    assert "Le Département vous aide. Voici comment." in text
    assert "À bientôt dans nos *ateliers* !" in text
    assert "Un pass numérique sert à payer" not in text


@pytest.mark.parametrize(
    ("size", "title", "count"), [(1, "Voici votre pass numérique", 2), (20, "Voici vos 20 pass", 3)]
)
def test_a_booklet_of_any_size(by, size, title, count, tmp_path):
    letter = make_letter(by=by, programme=make_programme(by=by, booklet_size=size))
    data = render_letter(letter)
    assert title in said(data)
    assert pages(data) == count
    read = [
        found.text for page in range(2, count + 1) for found in zxingcpp.read_barcodes(picture(data, page, tmp_path))
    ]
    assert len(set(read)) == len(read) == size


def remind(letter):
    return Letter.objects.create(
        network_id=letter.network_id,
        booklet=letter.booklet,
        kind=LetterKind.REMINDER,
        channel=letter.channel,
        address=letter.address,
        created_at=AT + timedelta(days=90),
    )


def test_the_reminder_says_that_the_passes_wait_and_where_to_go_on_one_sheet(by, letter, tmp_path):
    for name in ("Cyber-base de Marmande", "Médiathèque de Tonneins", "Espace numérique du Mas-d’Agenais"):
        make_place(name, by=by)
    data = render_letter(remind(letter))
    text = said(data)
    for words in (
        "Vos pass n’ont pas encore servi",
        "Nous vous avons envoyé 10 pass numériques le 24 novembre 2026. Vous n’en avez utilisé aucun.",
        "jusqu’au 24 novembre 2027",
        "Cyber-base de Marmande",
        "Médiathèque de Tonneins",
        "05 53 69 40 00",
        "Le 22 février 2027",
    ):
        assert words in text, words
    assert "Découpez" not in text
    assert pages(data) == 1
    assert min(size for _, size, words in sizes_of(data, tmp_path) if words.startswith("Du lundi")) >= 11


def test_the_reminder_counts_what_is_left(letter):
    Pass.objects.filter(booklet=letter.booklet, rank__gt=4).update(state=PassState.REDEEMED)
    text = said(render_letter(remind(letter)))
    assert "Il vous reste 4 pass numériques" in text
    assert "Vous pouvez encore en utiliser 4." in text


def test_what_a_letter_says_is_kept_as_json_and_gives_the_same_bytes(by, letter):
    make_place(by=by)
    data = render_letter(letter)
    assert render_content(json.loads(json.dumps(letter.content))) == data
    assert letter.content == content_of(letter)


def test_what_many_letters_say_is_read_in_a_handful_of_queries(by, django_assert_max_num_queries):
    make_place(by=by)
    programme = make_programme(by=by, pot="5000.00")
    commune = make_commune(epci=make_epci())
    letters = [make_letter(by=by, programme=programme, commune=commune) for _ in range(12)]
    with django_assert_max_num_queries(12):
        together = contents_of(letters)
    assert together == [content_of(letter) for letter in letters]
    assert contents_of([]) == []


def test_many_letters_in_one_document_are_those_of_each_alone(by, programme):
    letters = [make_letter(by=by, programme=programme, first_name=name) for name in ("Jeanne", "Awa", "Łukasz")]
    contents = contents_of(letters)
    together = render_letters(contents)
    assert said(together) == " ".join(said(render_content(one)) for one in contents)
    assert pages(together) == 6
    with pytest.raises(ValueError, match="between 1 and"):
        render_letters(contents[:1] * (MAX_DOCUMENTS + 1))


def test_a_sample_shows_the_letter_of_a_programme_to_nobody(by, programme):
    make_place("Cyber-base de Marmande", by=by)
    data = render_content(sample_content(programme, on=date(2028, 2, 29)))
    text = said(data)
    assert "Bonjour Camille Exemple," in text
    assert "Le 29 février 2028" in text
    assert "Cyber-base de Marmande" in text
    assert "Pass 10 sur 10" in text
    assert not Letter.objects.exists()


@pytest.mark.thorough
def test_a_program_that_judges_pdf_ua_finds_nothing_wrong(by, letter, tmp_path):
    """What it covers: the Matterhorn checkpoints that need no person; what means what, somebody has to look at."""
    make_place(by=by)
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "#1f5fa8").save(out, "png")
    Network.objects.update(logo=out.getvalue(), logo_type="image/png")
    contents = contents_of([letter, remind(letter)])
    (tmp_path / "letter.pdf").write_bytes(render_content(contents[0]))
    (tmp_path / "both.pdf").write_bytes(render_letters(contents))
    report = subprocess.run(
        [
            sys.executable,
            "-c",
            "from outloud.cli import main; main()",
            "--layer",
            "conformance",
            "--fail-on",
            "warning",
            str(tmp_path / "letter.pdf"),
            str(tmp_path / "both.pdf"),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert report.returncode == 0, report.stdout + report.stderr
