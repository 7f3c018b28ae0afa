"""What small tables that nobody knows become: the columns by their titles or their values, and the rows that come."""

import csv
import io
from datetime import date

import pytest

from inclusion.guide.actions.reading import NO_POINT, NO_TITLES, read_raw, understood
from inclusion.guide.forms.columns import ColumnsForm
from inclusion.guide.rules.cleaning import clean_row
from inclusion.guide.rules.guessing import guess_mapping
from inclusion.guide.rules.targets import SPECIAL, uses_of
from inclusion.guide.rules.words import Town, Towns

PAPERS = "Aide aux démarches administratives"
TOOLS = "Maîtrise des outils numériques du quotidien"
ACCESS = "Accès internet et matériel informatique"
BUYING = "Acquisition de matériel informatique à prix solidaire"
SAFETY = "Utilisation sécurisée du numérique"

HERE = (
    Town("47001", "Agen", ("47000",), "47"),
    Town("47195", "Nérac", ("47600",), "47"),
    Town("47106", "Fumel", ("47500",), "47"),
    Town("47157", "Marmande", ("47200",), "47"),
    Town("47323", "Villeneuve-sur-Lot", ("47300",), "47"),
    Town("47201", "Le Passage", ("47520",), "47"),
)


def guessed(text: str):
    raw = read_raw(text.strip().encode())
    return raw, guess_mapping(raw.headers, raw.cells, source="Essai", towns={one.words for one in HERE})


def targets(text: str) -> dict[str, str]:
    return {use.column: use.target for use in guessed(text)[1].uses}


def places(text: str) -> list[dict]:
    """What comes of each row that is a place; those that are left out are not there."""
    raw, guess = guessed(text)
    found = []
    for row in understood(raw, guess.mapping).rows:
        done = clean_row(
            row.record,
            week=row.week,
            parity=row.parity,
            today=date(2026, 11, 24),
            towns=Towns(HERE),
            manner=guess.mapping.manner,
            department="47",
        )
        if not row.refusal and all(one.column in ("date_maj", "id") for one in done.problems):
            found.append(done.values)
    return found


def column(text: str, name: str) -> list:
    return [one.get(name) for one in places(text)]


# -- Names, addresses and towns


def test_a_name_is_found_by_its_values_under_a_title_that_says_none():
    table = """
Bibliothèque;Réseau;Rue;CP;Ville
Médiathèque du Pin;Albret;1 rue A;47600;Nérac
Le Cube;Albret;2 rue B;47000;Agen
Bibliothèque Hugo;;3 rue C;47500;Fumel
Salle Zola;;4 rue D;47200;Marmande
"""
    assert column(table, "nom") == ["Médiathèque du Pin", "Le Cube", "Bibliothèque Hugo", "Salle Zola"]


def test_names_of_communes_name_no_place_and_fill_the_commune_under_any_title():
    table = """
Lieu;Structure;Rue
Agen;Cyber-base;1 rue A
Nérac;Le Cube;2 rue B
Fumel;L'Escale;3 rue C
"""
    assert targets(table) == {"Lieu": "commune", "Structure": "nom", "Rue": "adresse"}
    assert column(table, "code_postal") == ["47000", "47600", "47500"]


def test_the_name_of_somebody_is_no_name_of_a_place():
    table = """
Nom;Prénom;Structure;Adresse;Ville
Durand;Paul;Le Cube;1 rue A;Agen
Petit;Anne;L'Escale;2 rue B;Nérac
"""
    assert targets(table)["Nom"] == ""
    assert column(table, "nom") == ["Le Cube", "L'Escale"]


def test_places_of_one_name_are_distinguished_by_a_second_column():
    table = """
Structure;Nom du site;Adresse;Ville
Le Cube;Antenne du Pin;1 rue A;Agen
Le Cube;Antenne Nord;2 rue B;Agen
Le Cube;Antenne du Lac;3 rue C;Nérac
Le Cube;Antenne Sud;4 rue D;Fumel
Le Cube;Antenne du Port;5 rue E;Fumel
"""
    named = column(table, "nom")
    assert (named[0], len(set(named))) == ("Le Cube – Antenne du Pin", 5)
    whole = table.replace(";Antenne", ";Le Cube, antenne")
    assert column(whole, "nom")[0] == "Le Cube, antenne du Pin"


def test_names_that_repeat_in_each_town_or_for_each_day_are_names_of_places():
    kinds = ("CCAS", "Mairie", "France Services")
    rows = [
        f"{kind};{n} rue A;{town}" for town in ("Agen", "Nérac", "Fumel", "Marmande") for n, kind in enumerate(kinds)
    ]
    assert set(column("LIEU;RUE;VILLE\n" + "\n".join(rows), "nom")) >= {"CCAS d’Agen", "Mairie de Nérac"}
    days = [f"Le Cube {n};{n} rue A;Agen;{day};9h;12h" for n in range(6) for day in ("lundi", "mardi", "jeudi")]
    assert targets("Permanence;Rue;Ville;Jour;Début;Fin\n" + "\n".join(days))["Permanence"] == "nom"


def test_numbers_in_names_and_metres_are_no_postal_codes_and_no_telephones():
    table = """
Nom du lieu;Rue;CP et ville;X;Y;Tel;Ouvert au public
Le Fil 10002;1 rue A;47000 AGEN;512345.67;6347890.12;+33 (0)5 53 00 01 02;Oui
Le Lien 20004;2 rue B;47600 NERAC;493456.78;6341234.56;+33 (0)5 53 00 01 03;Oui
Le Pin 30006;3 rue C;47600 NERAC;493456.78;6341234.56;+33 (0)5 53 00 01 04;Non
"""
    assert column(table, "nom") == ["Le Fil 10002", "Le Lien 20004"]
    assert column(table, "telephone") == ["+33553000102", "+33553000103"]
    assert [round(one, 1) for one in column(table, "latitude")] == [44.2, 44.1]


def test_a_town_is_taken_off_an_address_wherever_it_stands():
    table = """
Nom;Adresse
Le Cube;"AGEN, 1 rue A (47000)"
Le Pin;3 rue B à Nérac 47600
L'Escale;8 cours Hugo - 47500 Fumel
"""
    assert column(table, "adresse") == ["1 rue A", "3 rue B", "8 cours Hugo"]
    assert column(table, "commune") == ["Agen", "Nérac", "Fumel"]
    towns = Towns((Town("47190", "Montpezat", ("47360",), "47"), Town("47073", "Cours", ("47360",), "47")))
    assert towns.named_in(["87 cours Victor Hugo, Montpezat"], "47360").name == "Montpezat"


@pytest.mark.parametrize("title", ["Lieu de stationnement", "Emplacement", "Où"])
def test_an_address_is_known_by_other_titles_and_by_its_values(title):
    table = f"""
Nom;{title};Ville
Le Bus;Parking de la mairie;Agen
Le Car;Place du 8 mai;Nérac
Le Van;12 rue Haute;Fumel
"""
    assert column(table, "adresse") == ["Parking de la mairie", "Place du 8 mai", "12 rue Haute"]


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [("Ville", "47000 Agen", "47600 NERAC"), ("CP Ville", "Agen (47000)", "Nérac (47600)")],
)
def test_a_postal_code_and_a_town_may_stand_in_one_cell(title, first, second):
    table = f"Nom;Adresse;{title}\nLe Cube;1 rue A;{first}\nL'Escale;2 rue B;{second}"
    assert [(one["code_postal"], one["commune"], one["adresse"]) for one in places(table)] == [
        ("47000", "Agen", "1 rue A"),
        ("47600", "Nérac", "2 rue B"),
    ]
    raw, guess = guessed(table)
    assert [use.target for use in uses_of(guess.mapping, raw.headers)] == ["nom", "adresse", "commune:all"]


def test_a_whole_address_gives_its_parts_without_a_telephone_and_a_town_without_a_code():
    table = """
Nom;Adresse complète
Le Cube;1 rue A 47600 Nérac - Tél. 05 53 00 00 01
L'Escale;Bâtiment 2, rue B, 47500 Fumel
Le Pin;3 rue C, 47000 AGEN CEDEX
Le Lac;4 rue D, Marmande
"""
    assert [(one["adresse"], one["code_postal"], one["commune"]) for one in places(table)] == [
        ("1 rue A", "47600", "Nérac"),
        ("Bâtiment 2, rue B", "47500", "Fumel"),
        ("3 rue C", "47000", "Agen"),
        ("4 rue D", "47200", "Marmande"),
    ]


def test_the_number_of_a_row_is_no_number_of_a_street():
    rows = "N°;Nom;Rue;Ville\n1;Le Cube;rue A;Agen\n2;L'Escale;rue B;Nérac\n3;Le Pin;rue C;Fumel"
    assert column(rows, "adresse") == ["rue A", "rue B", "rue C"]
    streets = rows.replace("\n1;", "\n12;").replace("\n2;", "\n3 bis;")
    assert column(streets, "adresse") == ["12 rue A", "3 bis rue B", "3 rue C"]


@pytest.mark.parametrize("written", ["Villeneuve/Lot", "VILLENEUVE", "villeneuve sur lot (47)"])
def test_a_commune_is_written_in_full(written):
    table = f"Nom;Adresse;CP;Ville\nLe Cube;1 rue A;47300;{written}\nL'Escale;2 rue B;47520;Le Passage d'Agen"
    assert column(table, "commune") == ["Villeneuve-sur-Lot", "Le Passage"]


# -- Titles in two rows, separators


def test_groups_above_the_titles_say_what_their_columns_do_not():
    table = """
Réseau du numérique;;;;;;;
Lieu;;;Lundi;;Services proposés;;
Nom;Adresse;Ville;Matin;Après-midi;Accès libre;Démarches;Ateliers
Le Cube;1 rue A;Agen;9h-12h;14h-17h;X;;X
L'Escale;2 rue B;Nérac;;14h-16h;;X;
"""
    assert [one["services"] for one in places(table)] == [[ACCESS, TOOLS], [PAPERS]]
    assert column(table, "horaires") == ["Mo 09:00-12:00,14:00-17:00", "Mo 14:00-16:00"]


def test_titles_below_those_of_groups_make_one_row_with_them():
    table = """
Nom;Adresse;Ville;Services;;
;;;Wifi;Démarches;Reconditionné
Le Cube;1 rue A;Agen;x;;
L'Escale;2 rue B;Nérac;;x;x
"""
    assert [sorted(one["services"]) for one in places(table)] == [[ACCESS], sorted([PAPERS, BUYING])]


def test_a_text_full_of_commas_does_not_make_the_separator():
    text = ", ".join(["mot"] * 12)
    table = f'Nom|Adresse|Ville|Texte\nLe Cube|1 rue A|Agen|"{text}"\nL\'Escale|2 rue B|Nérac|court'
    assert column(table, "nom") == ["Le Cube", "L'Escale"]


# -- Services and hours


def test_choices_of_a_form_hold_commas_of_their_own():
    table = """
Nom,Adresse,Ville,Services proposés
Le Cube,1 rue A,Agen,"Initiation à l'ordinateur, à la tablette ou au smartphone"
L'Escale,2 rue B,Nérac,"Aide aux démarches (CAF, impôts), Sécurité : arnaques, mots de passe"
"""
    assert [one["services"] for one in places(table)] == [[TOOLS], [PAPERS, SAFETY]]


def test_some_rows_part_services_by_commas_and_others_by_semicolons():
    table = "Nom\tAdresse\tVille\tServices\nLe Cube\t1 rue A\tAgen\tDémarches en ligne ; wifi\n"
    table += "L'Escale\t2 rue B\tNérac\tAide aux démarches, initiation"
    assert [one["services"] for one in places(table)] == [[PAPERS, ACCESS], [PAPERS, TOOLS]]


@pytest.mark.parametrize("yes", ["x", "✓", "1", "VRAI", "Oui, le matin"])
def test_columns_of_yes_say_services_before_all_else(yes):
    table = f"""
Nom;Adresse;Ville;Accès libre ordinateurs;Wifi public;Nb de postes informatiques
Le Cube;1 rue A;Agen;{yes};;0
L'Escale;2 rue B;Nérac;;{yes};0
Le Pin;3 rue C;Fumel;;;4
Le Lac;4 rue D;Marmande;;;0
"""
    assert [one["services"] for one in places(table)] == [[ACCESS], [ACCESS], [ACCESS], []]


def test_a_file_of_france_services_says_what_all_of_them_do():
    table = "lib_fs;adresse;lib_com\nFrance services d'Agen;1 rue A;Agen\nFrance services;2 rue B;Nérac"
    assert [(one["nom"], one["services"]) for one in places(table)] == [
        ("France services d'Agen", [PAPERS]),
        ("France services de Nérac", [PAPERS]),
    ]


@pytest.mark.parametrize(
    ("titles", "first", "second"),
    [
        ("Jours;Matin;Après-midi", "Lundi au vendredi;9h-12h;14h-17h", "mardi;;14h-17h"),
        ("Matin;Après-midi;Jours", "9h-12h;14h-17h;Lundi au vendredi", ";14h-17h;mardi"),
    ],
)
def test_days_and_halves_of_days_in_columns_are_one_week(titles, first, second):
    table = f"Nom;Adresse;Ville;{titles}\nLe Cube;1 rue A;Agen;{first}\nL'Escale;2 rue B;Nérac;{second}"
    assert column(table, "horaires") == ["Mo-Fr 09:00-12:00,14:00-17:00", "Tu 14:00-17:00"]
    raw, guess = guessed(table)
    assert "horaires:part" in {use.target for use in uses_of(guess.mapping, raw.headers)}


def test_a_day_in_a_column_of_its_own_completes_the_hours_of_the_week():
    table = """
Nom;Adresse;Ville;Horaires : semaine;Horaires : samedi
Le Cube;1 rue A;Agen;Du lundi au vendredi 9h-12h;10h-12h
L'Escale;2 rue B;Nérac;mardi 14h-17h;
Le Pin;3 rue C;Fumel;selon planning;10h-12h
"""
    assert column(table, "horaires")[:2] == ["Mo-Fr 09:00-12:00; Sa 10:00-12:00", "Tu 14:00-17:00"]
    assert not column(table, "horaires")[2]


def test_days_of_a_calendar_are_no_week():
    table = """
Date;Jour;Nom;Adresse;Ville;Heure début;Heure fin
04/01/2027;lundi;Le Bus;Place A;Agen;9h;12h
05/01/2027;mardi;Le Bus bleu;Place B;Nérac;14h;17h
"""
    assert not any(column(table, "horaires"))


@pytest.mark.parametrize("text", ["Mardi 9h/12h et 14h/17h", "mardi 9-12h 14-17h", "mardi 9h-12h / 14h-17h"])
def test_hours_with_a_slash_or_one_h_for_two_are_read(text):
    table = f"Nom;Adresse;Ville;Horaires\nLe Cube;1 rue A;Agen;{text}"
    assert column(table, "horaires") == ["Tu 09:00-12:00,14:00-17:00"]


# -- Rows that are no places to show


@pytest.mark.parametrize(
    ("name", "hours", "remark"),
    [
        ("Le Pin - FERMÉ", "", ""),
        ("Le Pin (fermé définitivement)", "", ""),
        ("Le Pin (fermée pour travaux jusqu'à nouvel ordre)", "", ""),
        ("Le Pin", "Structure dissoute en 2023", ""),
        ("Le Pin", "FERMÉ DÉFINITIVEMENT", ""),
        ("Le Pin", "", "ARRÊT SUPPRIMÉ"),
        ("Le Pin", "", "N'existe plus depuis 2024"),
        ("[Fermé] Le Pin", "", ""),
        ("Le Pin (en projet)", "", ""),
        ("test", "", ""),
    ],
)
def test_a_place_that_is_no_more_does_not_come(name, hours, remark):
    rows = [["Nom", "Adresse", "Ville", "Horaires", "Remarques"]]
    rows += [[f"Lieu {n}", f"{n} rue A", "Agen", "lundi 9h-12h", f"Note {n}"] for n in range(1, 15)]
    rows[1][0] = "Le Lieu - La Ferme"
    rows += [["Lieu 15", "15 rue A", "Agen", "Mardi 9h-12h, vacances : fermé", "Fermé le lundi"]]
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([*rows, [name, "3 rue C", "Fumel", hours, remark]])
    assert column(stream.getvalue(), "nom") == ["Le Lieu - La Ferme", *(f"Lieu {n}" for n in range(2, 16))]


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Statut", ("ouvert", "En projet (ouverture 2027)")),
        ("status", ("open", "closed")),
        ("Fermé ?", ("Non", "Oui")),
        ("Acceptez-vous que ces informations soient publiées ?", ("Oui", "Non")),
        ("Date de fermeture", ("", "12/03/2024")),
    ],
)
def test_a_column_says_which_places_are_not_shown(title, values):
    table = f"Nom;Adresse;Ville;{title}\nLe Cube;1 rue A;Agen;{values[0]}\nL'Escale;2 rue B;Nérac;{values[1]}"
    assert column(table, "nom") == ["Le Cube"]


def test_cells_that_stand_for_nothing_and_repeated_titles_say_nothing():
    table = """
Nom;Adresse;Ville;Téléphone;Mél
Le Cube;1 rue A;Agen;NC;-
Nom;Adresse;Ville;Téléphone;Mél
L'Escale;2 rue B;Nérac;0553000001 (mairie);accueil@escale.example
Le Pin;3 rue C;Fumel;à compléter;non renseigné
"""
    assert column(table, "telephone") == ["", "+33553000001", ""]
    assert column(table, "courriels") == [[], ["accueil@escale.example"], []]


def test_a_contact_may_hold_a_number_and_a_mailbox():
    table = "Nom;Adresse;Ville;Contact\nLe Cube;1 rue A;Agen;05 53 00 00 01 / cube@lieu.example\n"
    table += "L'Escale;2 rue B;Nérac;05 53 00 00 02 / escale@lieu.example"
    assert [(one["telephone"], one["courriels"]) for one in places(table)] == [
        ("+33553000001", ["cube@lieu.example"]),
        ("+33553000002", ["escale@lieu.example"]),
    ]


def test_the_page_offers_whatever_a_column_can_become():
    form = ColumnsForm(columns=[{"name": "A", "to": "", "also": [], "left_out": [], "values": {}, "samples": []}])
    offered = {value for _, group in form.fields["to_0"].choices if not isinstance(group, str) for value, _ in group}
    assert set(SPECIAL) <= offered


def test_english_titles_and_values():
    table = """
Site name;Address line 1;Address line 2;Town;Postcode;Services offered
Le Cube;1 rue A;Bât. B;Agen;47000;digital basics, online safety
L'Escale;2 rue B;;Nérac;47600;administrative support, computer and internet access
"""
    assert [(one["nom"], one["adresse"], one["services"]) for one in places(table)] == [
        ("Le Cube", "1 rue A", [TOOLS, SAFETY]),
        ("L'Escale", "2 rue B", [PAPERS, ACCESS]),
    ]


@pytest.mark.parametrize("title", ["Semaine (lun-ven)", "Heures d'ouverture lundi à vendredi", "En semaine"])
def test_a_title_says_the_days_of_its_hours(title):
    table = f"Nom;Adresse;Ville;{title};Samedi\nLe Cube;1 rue A;Agen;9h-12h;10h-12h\nL'Escale;2 rue B;Nérac;14h-17h;"
    assert column(table, "horaires") == ["Mo-Fr 09:00-12:00; Sa 10:00-12:00", "Mo-Fr 14:00-17:00"]
    raw, guess = guessed(table)
    assert uses_of(guess.mapping, raw.headers)[3].target == "horaires:week"


def test_the_telephone_of_whoever_manages_a_place_is_not_its_own():
    table = """
Nom du lieu;Adresse du lieu;Commune du lieu;Tél. du lieu;Nom du gestionnaire;Tél. du gestionnaire;Mail du gestionnaire
Le Cube;1 rue A;Agen;;Asso Z;0100000000;z@z.example
L'Escale;2 rue B;Nérac;0553000002;Asso Z;0100000000;z@z.example
"""
    assert column(table, "telephone") == ["", "+33553000002"]
    assert not any(column(table, "courriels"))
    assert column(table, "structure_parente") == ["Asso Z", "Asso Z"]


def test_open_data_in_objects_within_objects():
    table = """[{"name": "Le Cube", "address": {"@type": "PostalAddress", "streetAddress": "1 rue A",
    "addressLocality": "Agen"}, "geo": [44.2, 0.62]}, {"name": "L'Escale", "address": {"@type": "PostalAddress",
    "streetAddress": "2 rue B", "addressLocality": "Nérac"}, "geo": [44.1, 0.34]}]"""
    assert column(table, "adresse") == ["1 rue A", "2 rue B"]
    assert column(table, "latitude") == [44.2, 44.1]


@pytest.mark.parametrize("title", ["addr:housenumber", "Numéro", "num_voie", "house number"])
def test_the_number_of_a_street_has_a_column_of_its_own(title):
    table = f"Nom;{title};Rue;Ville\nLe Cube;5;rue de l’Usine;Fumel\nL'Escale;12 bis;rue B;Agen"
    assert column(table, "adresse") == ["5 rue de l’Usine", "12 bis rue B"]


def test_a_surface_among_points_has_no_position_and_takes_none_from_the_others():
    shapes = ('"Point", "coordinates": [0.97, 44.5]', '"Polygon", "coordinates": [[[0.6, 44.2], [0.7, 44.2]]]')
    table = ", ".join(
        f'{{"type": "Feature", "geometry": {{"type": {shape}}}, "properties": {{"name": "Lieu {n}", "addr:street": '
        f'"rue de l’Usine", "addr:housenumber": "{n}", "addr:postcode": "47500", "addr:city": "Fumel"}}}}'
        for n, shape in enumerate(shapes, 5)
    )
    table = f'{{"type": "FeatureCollection", "features": [{table}]}}'
    assert column(table, "adresse") == ["5 rue de l’Usine", "6 rue de l’Usine"]
    assert column(table, "latitude") == [44.5, None]
    raw, _ = guessed(table)
    assert [[one.reason for one in remarks] for _, _, remarks in raw.rows] == [[], [NO_POINT]]


def test_days_in_english_are_hours_and_a_closed_day_is_no_closed_place():
    table = "Name;Address;Town;Mon;Tue\nLe Cube;1 rue A;Agen;09:00-12:00;closed\n"
    table += "L'Escale;2 rue B;Nérac;closed;14:00-17:00"
    assert column(table, "horaires") == ["Mo 09:00-12:00", "Tu 14:00-17:00"]


def test_beside_columns_of_days_another_day_is_one_whatever_its_cells():
    table = "Nom;Adresse;Commune;Lundi;Mardi;Samedi\nLe Cube;1 rue A;Agen;9h-12h;9h-12h;x\n"
    table += "L'Escale;2 rue B;Nérac;9h-12h;;10-12\nLe Pin;3 rue C;Fumel;9h-12h;;x"
    assert column(table, "horaires") == ["Mo-Tu 09:00-12:00", "Mo 09:00-12:00; Sa 10:00-12:00", "Mo 09:00-12:00"]


def test_a_file_without_titles_loses_no_place_and_says_so():
    table = "Le Cube;1 rue A;47000;Agen;05 53 00 00 01\nL'Escale;2 rue B;47600;Nérac;\nLe Pin;Le bourg;47500;Fumel;"
    assert column(table, "nom") == ["Le Cube", "L'Escale", "Le Pin"]
    assert column(table, "code_postal") == ["47000", "47600", "47500"]
    raw, _ = guessed(table)
    assert raw.headers[:2] == ["Colonne 1", "Colonne 2"]
    assert [(number, *(one.reason for one in remarks)) for number, _, remarks in raw.rows] == [
        (1, NO_TITLES),
        (2,),
        (3,),
    ]


def test_a_street_in_the_second_line_of_an_address_comes_first():
    table = "Nom;Adresse 1;Adresse 2;Ville\nLe Cube;Centre social;12 rue A;Agen\nL'Escale;2 rue B;;Nérac"
    assert [(one["adresse"], one["complement_adresse"]) for one in places(table)] == [
        ("12 rue A", "Centre social"),
        ("2 rue B", ""),
    ]


def test_a_column_of_places_and_streets_is_an_address_and_a_name_where_no_other_is():
    table = "Ville;Lieu de permanence\nAgen;Salle des fêtes, 3 place A\nNérac;Mairie, place B"
    assert column(table, "adresse") == column(table, "nom") == ["Salle des fêtes, 3 place A", "Mairie, place B"]
    named = table.replace("permanence\n", "permanence;Structures\n").replace("place A", "place A;Le Cube")
    assert column(named.replace("place B", "place B;L'Escale"), "nom") == ["Le Cube", "L'Escale"]
