"""Every dirt that files of places come with: taken, remarked upon or refused, never in silence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.guide.rules import standard, words
from inclusion.guide.rules.cells import shown
from inclusion.guide.rules.cleaning import Cleaned, Manner, clean_row
from inclusion.guide.rules.words import Town, Towns

TODAY = date(2026, 11, 24)
TOWNS = Towns(
    [
        Town("49007", "Angers", ("49000", "49100"), "49"),
        Town("49129", "Écouflant", ("49000",), "49"),
        Town("49023", "Beaupréau-en-Mauges", ("49600",), "49"),
        Town("01004", "Ambérieu-en-Bugey", ("01500",), "01"),
        Town("2A004", "Ajaccio", ("20000",), "2A"),
        Town("75056", "Paris", ("75001", "75020"), "75"),
    ]
)
ROW = {
    "id": "lieu-1",
    "pivot": "43493312300029",
    "nom": "Espace numérique",
    "commune": "Angers",
    "code_postal": "49000",
    "code_insee": "49007",
    "adresse": "1 rue des Lices",
    "date_maj": "2026-05-04",
}


OPTIONAL = [one.name for one in standard.FIELDS if not one.required]


def clean(**cells: str) -> Cleaned:
    return clean_row(ROW | cells, today=TODAY, towns=TOWNS)


def reasons(done: Cleaned, column: str) -> list[str]:
    return [one.reason for one in done.remarks if one.column == column]


def test_a_row_that_is_right_is_taken_as_it_is():
    done = clean()
    assert (done.problems, done.remarks) == ([], [])
    assert done.values == ROW | {"date_maj": date(2026, 5, 4)}
    assert done.town is not None
    assert done.town.code == "49007"


TAKEN = [
    ("pivot", "434 933 123 00029", "43493312300029"),
    ("pivot", "W491234567", "W491234567"),
    ("pivot", "35600000000048", "35600000000048"),
    ("code_postal", "1500", "01500"),
    ("code_postal", "49 000", "49000"),
    ("code_insee", "2a004", "2A004"),
    ("code_insee", "1004", "01004"),
    ("telephone", "02 41 05 50 00", "+33241055000"),
    ("telephone", "02.41.05.50.00", "+33241055000"),
    ("telephone", "+33 (0)2 41 05 50 00", "+33241055000"),
    ("telephone", "0033241055000", "+33241055000"),
    ("telephone", "02 41 05 50 00 / 06 12 34 56 78", "+33241055000"),
    ("telephone", "02 41 05 50 00 ou 06 12 34 56 78", "+33241055000"),
    ("telephone", "0262 12 34 56", "+262262123456"),
    ("telephone", "0690 12 34 56", "+590690123456"),
    ("courriels", "a@exemple.fr; b@exemple.fr", ["a@exemple.fr", "b@exemple.fr"]),
    ("courriels", "a@exemple.fr, pas une adresse", ["a@exemple.fr"]),
    ("site_web", "www.exemple.fr", ["https://www.exemple.fr"]),
    ("site_web", "https://exemple.fr/a;b", ["https://exemple.fr/a;b"]),
    ("site_web", "https://a.fr;https://b.fr", ["https://a.fr", "https://b.fr"]),
    ("site_web", "63122", []),
    ("date_maj", "04/05/2026", date(2026, 5, 4)),
    ("date_maj", "2026-05-04 19:00:45", date(2026, 5, 4)),
    ("date_maj", "2026-05-04T19:00:45.000Z", date(2026, 5, 4)),
    ("horaires", "Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"),
    ("horaires", "9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
    (
        "services",
        "Prendre en main un ordinateur;Approfondir ma culture numérique",
        ["Maîtrise des outils numériques du quotidien", "Compréhension du monde numérique"],
    ),
    ("frais_a_charge", "Gratuit : Je peux accéder gratuitement au lieu et à ses services", ["Gratuit"]),
    ("dispositif_programmes_nationaux", "CNFS;France services", ["Conseillers numériques", "France Services"]),
    ("dispositif_programmes_nationaux", "Point d’accès numérique CAF", ["Point d'accès numérique CAF"]),
    ("modalites_acces", "Ce lieu n’accueille pas de public", ["Ce lieu n'accueille pas de public"]),
    ("formations_labels", "Étapes numériques (La Poste)", ["Étapes numériques(La Poste)"]),
    ("formations_labels", "Étapes numériques(La Poste)|ORDI 3.0", ["Étapes numériques(La Poste)", "ORDI 3.0"]),
    ("typologie", "bib|Réseau France Services", ["BIB", "RFS"]),
    ("nom", "=SOMME(A1)", "=SOMME(A1)"),
    ("nom", "Sur\ndeux lignes", "Sur deux lignes"),
    ("nom", "Un nul\x00 caché", "Un nul caché"),
    ("autres_formations_labels", "Label ; avec un point|Autre", ["Label ; avec un point", "Autre"]),
]


@pytest.mark.parametrize(("column", "text", "value"), TAKEN)
def test_what_is_taken(column, text, value):
    done = clean(**{column: text})
    assert done.problems == []
    assert done.values[column] == value
    # Changed means reported.
    assert (shown(value) != text) <= bool(reasons(done, column))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("pivot", "00000000000000"),
        ("pivot", "néant"),
        ("telephone", "3949"),
        ("telephone", "02 41 05 50 00 00 11"),
        ("telephone", "02 41 05 50 0"),
        ("telephone", "+41 22 700 00 00"),
        ("code_insee", "Angers"),
        ("services", "Réparation de vélos"),
        ("itinerance", "parfois"),
        ("fiche_acces_libre", "oui"),
    ],
)
def test_what_cannot_be_taken_is_left_out_and_reported(column, text):
    done = clean(**{column: text})
    assert done.problems == []
    assert not done.values.get(column) or column == "code_insee"
    assert reasons(done, column)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("id", ""),
        ("id", "x" * 201),
        ("nom", ""),
        ("nom", "\x00 "),
        ("adresse", ""),
        ("code_postal", "490"),
        ("code_postal", "Angers"),
        ("date_maj", ""),
        ("date_maj", "hier"),
        ("date_maj", "31/02/2026"),
        ("date_maj", "2026-11-25"),
    ],
)
def test_what_keeps_a_row_out(column, text):
    [problem] = clean(**{column: text}).problems
    assert problem.column == column
    assert problem.reason.endswith(".")


def test_a_siret_with_a_wrong_key_is_kept_and_reported():
    done = clean(pivot="12345678901234")
    assert done.values["pivot"] == "12345678901234"
    assert "clé" in reasons(done, "pivot")[0]


@pytest.mark.parametrize(
    ("latitude", "longitude", "found"),
    [
        ("47.47", "-0.55", (47.47, -0.55)),
        ("47,47", "-0,55", (47.47, -0.55)),
        ("-0.55", "47.47", (47.47, -0.55)),
        ("55.45", "-20.88", (-20.88, 55.45)),
        ("0", "0", None),
        ("47.47", "", None),
        ("432000", "6710000", (47.436019, -0.556846)),
        ("44°13'21,6\"N", "1°12' 36'' W", (44.222667, -1.21)),
        ("nan", "inf", None),
        ("40.4", "-3.7", None),
    ],
)
def test_positions(latitude, longitude, found):
    done = clean(latitude=latitude, longitude=longitude)
    if found is None:
        assert "latitude" not in done.values
    else:
        assert (done.values["latitude"], done.values["longitude"]) == found
    assert bool(reasons(done, "latitude")) == ((latitude, longitude) != ("47.47", "-0.55"))


def test_hours_that_cannot_be_read_are_kept_in_the_presentation():
    said = "Du lundi au vendredi, sauf les vacances"
    done = clean(horaires=said, presentation_detail="Un lieu.")
    assert "horaires" not in done.values
    assert done.values["presentation_detail"] == f"Un lieu.\n\nHoraires\u00a0: {said}"
    assert reasons(done, "horaires")


def test_a_long_summary_is_kept_whole_in_the_presentation():
    text = "mot " * 100
    done = clean(presentation_resume=text, presentation_detail="Suite.")
    assert len(done.values["presentation_resume"]) == 280
    assert done.values["presentation_detail"].startswith(text.strip())


def test_the_commune_is_found_by_the_postal_code_and_what_the_address_says():
    assert clean(commune="", code_insee="", code_postal="49600").values["commune"] == "Beaupréau-en-Mauges"
    named = clean(commune="", code_insee="", adresse="1 rue X 49000 ECOUFLANT")
    assert (named.values["commune"], named.values["code_insee"]) == ("Écouflant", "49129")
    [problem] = clean(commune="", code_insee="").problems
    assert "Angers, Écouflant" in problem.reason


def test_an_arrondissement_is_of_its_town_and_keeps_its_code():
    done = clean(commune="Paris", code_postal="75020", code_insee="75120")
    assert done.values["code_insee"] == "75120"
    assert done.town is not None
    assert done.town.code == "75056"


def test_the_columns_of_a_week_become_one():
    week = {"Mo": "09:00 - 12:30 / 13:30 - 17:00", "Tu": "09:00-12:30/13:30-17:00", "We": "-", "Sa": "00:00 - 00:00"}
    done = clean_row(ROW, week=week, today=TODAY, towns=TOWNS)
    assert done.values["horaires"] == "Mo-Tu 09:00-12:30,13:30-17:00"
    assert len(reasons(done, "horaires")) == 2


def test_a_day_that_cannot_be_read_leaves_the_others():
    week = {"Mo": "sur rendez-vous", "Tu": "9-12 / 14-17", "We": "9h à midi", "Th": "//", "Sa": "x"}
    done = clean_row(ROW, week=week, today=TODAY, towns=TOWNS)
    assert done.values["horaires"] == "Tu 09:00-12:00,14:00-17:00; We 09:00-12:00"
    said = "Ce jour ne se lit pas\u00a0: les autres sont gardés."
    assert [one.before for one in done.remarks if one.reason == said] == ["lundi sur rendez-vous", "samedi x"]
    assert done.values["presentation_detail"].endswith("Horaires\u00a0: lundi sur rendez-vous")
    lost = clean_row(ROW, week={"Mo": "x", "Tu": "?"}, today=TODAY, towns=TOWNS)
    assert "horaires" not in lost.values and "lundi x" in lost.values["presentation_detail"]


@pytest.mark.parametrize("written", ["12-2025", "12/2025", "2025-12", "déc. 2025"])
def test_a_month_is_its_first_day(written):
    done = clean_row(ROW | {"date_maj": written}, today=TODAY, towns=TOWNS)
    assert done.values["date_maj"] == date(2025, 12, 1)


def test_a_column_may_have_its_own_separator():
    manner = Manner({"publics_specifiquement_adresses": ","})
    row = ROW | {"publics_specifiquement_adresses": "Jeune, Senior"}
    done = clean_row(row, today=TODAY, towns=TOWNS, manner=manner)
    assert done.values["publics_specifiquement_adresses"] == ["Jeunes", "Seniors"]


@given(st.sampled_from(standard.NAMES), st.text(max_size=60))
def test_no_cell_passes_unseen(column, text):
    """Whatever it says: taken as it is, remarked upon, or the row is refused."""
    done = clean(**{column: text})
    if any(one.column == column for one in (*done.problems, *done.remarks)):
        return
    taken = done.values.get(column)
    assert shown(taken) == text.strip() or (column in ("latitude", "longitude") and done.remarks)


@given(st.dictionaries(st.sampled_from(OPTIONAL), st.text(max_size=300)))
def test_what_is_taken_follows_the_standard(cells):
    done = clean_row(ROW | cells, today=TODAY, towns=TOWNS)
    if done.problems:
        return
    record = {name: shown(value) for name, value in done.values.items()}
    assert not [one for one in standard.problems(record) if one.column != "pivot"]
    # Cleaned again, nothing changes: what comes out goes in.
    again = clean_row(record, today=TODAY, towns=TOWNS)
    assert again.values == done.values


def test_every_synonym_leads_into_its_list():
    for column, known in words.SYNONYMS.items():
        assert set(known.values()) <= set(standard.BY_NAME[column].values)


@pytest.mark.parametrize(("latitude", "kept"), [("44.5", True), ("43.9", False)])
def test_a_position_far_from_the_commune_is_left_out_and_reported(latitude, kept):
    marmande = Town("47157", "Marmande", ("47200",), "47", point=(44.5, 0.17))
    cells = {
        "nom": "Cyber-base",
        "code_postal": "47200",
        "commune": "Marmande",
        "latitude": latitude,
        "longitude": "0.17",
    }
    done = clean_row(cells, today=TODAY, towns=Towns([marmande]))
    assert (done.values["latitude"] is not None) is kept
    assert any("À 67\u00a0km de Marmande" in one.reason for one in done.remarks) is not kept


@pytest.mark.parametrize(
    ("written", "town", "more"),
    [
        ("LE PONTET", "Le Pontet", None),
        ("84130 Le pontet", "Le Pontet", None),
        ("PONTET (LE)", "Le Pontet", None),
        ("RÉALPANIER", "Le Pontet", "RÉALPANIER"),
        ("Sorgues", "Sorgues", None),  # a commune too: the code may be wrong
    ],
)
def test_a_commune_is_written_as_its_code_says(written, town, more):
    towns = Towns([Town("84092", "Le Pontet", ("84130",), "84"), Town("84129", "Sorgues", ("84700",), "84")])
    row = {**ROW, "commune": written, "code_postal": "84130", "code_insee": "84092"}
    done = clean_row(row, today=TODAY, towns=towns, manner=Manner(address_with_town=True), department="84")
    assert (done.values["commune"], done.values.get("complement_adresse") or None) == (town, more)
