"""Address blocks after NF Z10-011: 38 characters, six lines (seven abroad), nothing that the postman needs is lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.core.french.address import abbreviation, postal_block
from tests.examples import examples


def block(*lines, name="Mme Jeanne Martin", postal_code="47000", town="Agen", country=""):
    return postal_block(name=name, lines=lines, postal_code=postal_code, town=town, country=country)


def test_a_plain_address():
    assert block("12 rue des Lilas") == ["Mme Jeanne Martin", "12 rue des Lilas", "47000 AGEN"]


def test_blank_lines_are_dropped_and_spaces_tidied():
    assert block("", "  ", "-", " 28   bis  rue\u00a0Basse ") == ["Mme Jeanne Martin", "28 bis rue Basse", "47000 AGEN"]
    assert block(name=" ", postal_code="", town="") == []
    assert postal_block(name="A", lines="Bât. B\n3 rue X", postal_code="47 000", town="Agen") == [
        "A",
        "Bât. B",
        "3 rue X",
        "47000 AGEN",
    ]


@pytest.mark.parametrize(
    ("postal_code", "town", "line"),
    [
        ("31068", "Toulouse Cedex 7", "31068 TOULOUSE CEDEX 7"),
        ("75334", "Paris Cedex 07", "75334 PARIS CEDEX 07"),
        ("47300", "Villeneuve-sur-Lot", "47300 VILLENEUVE SUR LOT"),
        ("85350", "L’Île-d'Yeu", "85350 L ILE D YEU"),
        ("62128", "Écoust-Saint-Mein", "62128 ECOUST SAINT MEIN"),
        ("62990", "Bœuf-Ménil", "62990 BOEUF MENIL"),
        ("70190", "Beaujeu-Saint-Vallier-Pierrejux-et-Quitteur", "70190 B ST V PIERREJUX ET QUITTEUR"),
        ("80390", "Saint-Quentin-la-Motte-Croix-au-Bailly", "80390 ST Q LA MOTTE CROIX AU BAILLY"),
        ("34520", "La Vacquerie-et-Saint-Martin-de-Castries Cedex 02", "34520 V ET ST M DE CASTRIES CEDEX 02"),
        ("", "Agen", "AGEN"),
        ("47000", "", "47000"),
    ],
)
def test_the_last_line_is_postal_code_and_town_in_capitals(postal_code, town, line):
    assert block("1 rue X", postal_code=postal_code, town=town)[-1] == line


@pytest.mark.parametrize(
    ("street", "line"),
    [
        ("12, rue des Lilas", "12 rue des Lilas"),
        ("7, avenue Léon-Blum", "7 avenue Léon-Blum"),
        ("2 allée Jules Guesde B.P. 7015", "2 allée Jules Guesde BP 7015"),
        ("12-14 rue de l’Église", "12-14 rue de l’Église"),
        ("128 boulevard du Maréchal de Lattre de Tassigny", "128 bd du Mal de Lattre de Tassigny"),
        ("128 bis boulevard du Maréchal de Lattre de Tassigny", "128 bis bd du Mal de L de Tassigny"),
        ("4 AVENUE DU GENERAL LECLERC DE HAUTECLOCQUE", "4 AV DU GAL LECLERC DE HAUTECLOCQUE"),
        ("Avenue du Professeur Jean-Baptiste Charcot-Dumont", "Av du Pr Jean-Baptiste Charcot-Dumont"),
        ("12 av du Général-de-Gaulle-et-de-la-Résistance-Française", "12 av du Gal de G et de la R Française"),
        ("3 rue du 19 mars 1962 et des Combattants d’Afrique", "3 r du 19 m 1962 et des C d’Afrique"),
    ],
)
def test_too_long_a_street_is_abbreviated_from_its_left(street, line):
    assert block(street)[1] == line


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        (
            "Maison de l'emploi et de la formation 13, rue de la Tuilerie",
            ["Maison de l'emploi et de la formation", "13 rue de la Tuilerie"],
        ),
        ("Immeuble Plein-Centre 60, avenue du Centre", ["Immeuble Plein-Centre", "60 avenue du Centre"]),
        ("resid goelands 28  bis impasse des petrels", ["resid goelands", "28 bis impasse des petrels"]),
        ("PARC D ACTIVITE DE SAUMATY 26 AV ANDRE ROUSSIN", ["PARC D ACTIVITE DE SAUMATY", "26 AV ANDRE ROUSSIN"]),
        ("Maison de la Médiation 72 Chaussée de l'Hôtel", ["Maison de la Médiation", "72 Chaussée de l'Hôtel"]),
        ("12 boulevard du Maréchal Jean Larrieu BP 46", ["12 boulevard du Maréchal Jean Larrieu", "BP 46"]),
        ("BP 80111 159, avenue du Colonel Jacques-Douzans", ["BP 80111", "159 avenue du Colonel Jacques-Douzans"]),
    ],
)
def test_a_complement_and_a_street_on_one_long_line_are_parted(line, parted):
    assert block(line)[1:-1] == parted


def test_no_punctuation_from_the_fourth_line_on():
    assert block("Appartement 12, 3e étage", "Résidence L’Étoile", "12, rue de l’Hôtel-Dieu", "B.P. n°46") == [
        "Mme Jeanne Martin",
        "Appartement 12, 3e étage",
        "Résidence L’Étoile",
        "12 rue de l Hôtel Dieu",
        "BP n°46",
        "47000 AGEN",
    ]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Mme Marie-Antoinette de La Rochefoucauld", ["Mme Marie-Antoinette de La", "Rochefoucauld"]),
        (
            "Monsieur Jean-Christophe Alexandre de La Rochefoucauld-Montbel",
            ["Monsieur Jean-Christophe Alexandre de", "La Rochefoucauld-Montbel"],
        ),
        ("A" * 50, ["A" * 38, "A" * 12]),
        ("Marie-" * 7 + "Anne", ["Marie-" * 6, "Marie-Anne"]),
        (
            "Association départementale pour la formation des personnes éloignées du numérique Lot-et-Garonne",
            ["Asso d pour la formation des personnes", "éloignées du numérique Lot-et-Garonne"],
        ),
        (
            "Maximilienne-Joséphine Wilhelmine-Frédérique Hohenzollern-Sigmaringen",
            ["Maximilienne-Joséphine Wilhelmine-", "Frédérique Hohenzollern-Sigmaringen"],
        ),
        (
            "Maximiliennejoséphine Wilhelminefrédérique Hohenzollernsigmaringen",
            ["M Wilhelminefrédérique", "Hohenzollernsigmaringen"],
        ),
    ],
)
def test_too_long_a_name_runs_over_two_lines(name, lines):
    assert block("1 rue X", name=name)[:-2] == lines


def test_too_many_lines_share_one_before_any_is_dropped():
    name = "Monsieur Jean-Christophe Alexandre de La Rochefoucauld-Montbel"
    assert block("Apt 12", "Bât. C", "12 rue des Lilas", "Les Fontaines", "BP 46", name=name)[2:] == [
        "Apt 12 Bât. C",
        "12 rue des Lilas",
        "Les Fontaines BP 46",
        "47000 AGEN",
    ]


def test_what_does_not_fit_is_dropped_but_never_street_nor_town():
    long = [f"Complément d’adresse interminable {letter}" for letter in "ABCDE"]
    found = block(*long, "Appartement 12 de l’aile occidentale", "12 rue des Lilas", "BP 46 de la zone du Grand Large")
    assert len(found) == 6
    assert "12 rue des Lilas" in found
    assert any("Appartement 12" in line or "Apt 12" in line for line in found)
    assert found[-1] == "47000 AGEN"


def test_abroad_the_country_is_a_seventh_line():
    assert block("Rue de la Loi 16", postal_code="1000", town="Bruxelles", country="Belgique") == [
        "Mme Jeanne Martin",
        "Rue de la Loi 16",
        "1000 BRUXELLES",
        "BELGIQUE",
    ]
    lines = ["Apt 3", "Bât. C", "12 rue des Lilas", "BP 46"]
    found = block(*lines, postal_code="1200-109", town="Lisboa", country="Portugal")
    assert found[-2:] == ["1200-109 LISBOA", "PORTUGAL"]
    assert len(found) == 7


@pytest.mark.parametrize("country", ["", " ", "France", "FRANCE", "fr"])
def test_at_home_the_country_is_not_written(country):
    assert block("1 rue X", country=country)[-1] == "47000 AGEN"


@pytest.mark.parametrize(
    ("word", "short"),
    [("Avenue", "Av"), ("AVENUE", "AV"), ("chaussée", "chs"), ("Saint-Quentin", "St-Quentin"), ("Lilas", "Lilas")],
)
def test_abbreviations_keep_the_case(word, short):
    assert abbreviation(word) == short


words = st.text("abcdefgé'-.,ABCÉ0123456789", min_size=1, max_size=30)
phrases = st.lists(words, max_size=10).map(" ".join)


@settings(max_examples=examples(150), deadline=None)
@given(
    name=phrases,
    lines=st.lists(phrases, max_size=8),
    postal_code=st.text("0123456789AB -", max_size=45),
    town=phrases,
    country=st.sampled_from(["", "Belgique", "Royaume-Uni de Grande-Bretagne et d’Irlande du Nord"]),
)
def test_the_shape_always_holds(name, lines, postal_code, town, country):
    found = postal_block(name=name, lines=lines, postal_code=postal_code, town=town, country=country)
    assert len(found) <= (7 if country else 6)
    assert all(line and line == line.strip() and len(line) <= 38 for line in found)
    assert not any(re.search(r"[.,;'’]", line) for line in found[3:])


left = st.lists(
    st.sampled_from(
        ["avenue", "du", "Maréchal", "Général", "Saint", "Jean", "Baptiste", "de", "la", "Grande", "Armée", "des"]
    ),
    max_size=14,
)


@settings(max_examples=examples(100), deadline=None)
@given(number=st.integers(1, 9999), left=left, last=st.sampled_from(["Tassigny", "Combattants", "Saint-Exupéry"]))
def test_number_and_last_word_of_a_street_always_stay(number, left, last):
    street = block(" ".join([str(number), "rue", *left, last]))[1]
    assert street.split()[0] == str(number)
    assert street.split()[-1] == last
