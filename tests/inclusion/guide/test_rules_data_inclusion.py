"""A place as data.inclusion describes it: the closed lists of schema v1, and nothing beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.guide.rules import standard
from inclusion.guide.rules.open_data import KINDS, NETWORKS_OF_PROGRAMMES, NETWORKS_OF_TYPOLOGIES, services, structure

TYPES = {"accompagnement", "aide-financiere", "aide-materielle", "atelier", "formation", "information"}
PUBLICS = {"tous-publics", "etudiants", "familles", "femmes", "jeunes", "seniors"} | {
    "personnes-en-situation-de-handicap"
}
MODES = {"envoyer-un-courriel", "se-presenter", "telephoner", "utiliser-lien-mobilisation"}
THEMES = {
    "numerique--acceder-a-des-services-en-ligne",
    "numerique--acceder-a-une-connexion-internet",
    "numerique--acquerir-un-equipement",
    "numerique--maitriser-les-fondamentaux-du-numerique",
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
    "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
    "famille--soutien-a-la-parentalite-et-a-leducation",
}
CARRIERS = {
    "aci",
    "afpa",
    "ai",
    "ase",
    "aidants-connect",
    "caarud",
    "cada",
    "caf",
    "cap-emploi-reseau-cheops",
    "cava",
    "ccas-cias",
    "chambres-consulaires",
    "chrs",
    "chu",
    "cidff",
    "cmp",
    "cms",
    "communes",
    "conseillers-numeriques",
    "cpam",
    "cph",
    "creches-avip",
    "croix-rouge",
    "csapa",
    "delegataire-conseil-departemental",
    "departements",
    "ecoles-de-la-deuxieme-chance",
    "ea",
    "eatt",
    "ei",
    "eiti",
    "emmaus",
    "epide",
    "esat",
    "espaces-publics-numeriques",
    "etti",
    "fabrique-de-territoire",
    "federation-des-acteurs-de-la-solidarite",
    "france-service",
    "france-travail",
    "geiq",
    "grandes-ecoles-du-numerique",
    "huda",
    "la-poste",
    "maisons-de-l-emploi",
    "maisons-des-solidarites",
    "mdph",
    "mission-locale",
    "mjc",
    "msap",
    "mutualite-sociale-agricole",
    "pimms-mediation",
    "pjj",
    "plie",
    "points-justice",
    "regions",
    "reseau-information-jeunesse",
    "residences-fjt",
    "ressourceries",
    "spip",
    "unaf",
}

PLACE = {
    "id": "a-1",
    "pivot": "21490007800012",
    "nom": "Bibliothèque Toussaint",
    "commune": "Angers",
    "code_postal": "49000",
    "code_insee": "49007",
    "adresse": "49 rue Toussaint",
    "complement_adresse": "",
    "latitude": 47.47,
    "longitude": None,
    "typologie": ["BIB", "MUNI", "RFS"],
    "telephone": "+33241242550",
    "courriels": ["a@b.example", "c@d.example"],
    "site_web": ["bm.angers.fr", "https://bm.angers.fr"],
    "horaires": "Tu-Sa 10:00-18:00",
    "presentation_resume": "",
    "presentation_detail": "Des ordinateurs, et quelqu’un à côté.",
    "date_maj": "2026-11-24",
    "services": ["Accès internet et matériel informatique", "Aide aux démarches administratives"],
    "publics_specifiquement_adresses": ["Seniors"],
    "prise_en_charge_specifique": ["Surdité"],
    "frais_a_charge": ["Gratuit"],
    "dispositif_programmes_nationaux": ["France Services", "Conseillers numériques"],
    "formations_labels": [],
    "modalites_acces": ["Se présenter", "Prendre un RDV en ligne", standard.ACCESS_MODES[5]],
    "modalites_accompagnement": ["Accompagnement individuel", "À distance"],
    "fiche_acces_libre": "voir acceslibre",
    "prise_rdv": "",
}


def structure_with(**changed):
    return structure({**PLACE, **changed}, source="liant-x", page="https://liant.example/x/guide/lieux/1/")


def offered(**changed):
    return services({**PLACE, **changed}, source="liant-x", page="https://liant.example/x/guide/lieux/1/")


def test_a_place_is_a_structure():
    place = structure_with()
    assert place["id"] == "liant-x--a-1"
    assert place["siret"] == "21490007800012"
    assert place["reseaux_porteurs"] == ["communes", "france-service", "conseillers-numeriques"]
    assert place["courriel"] == "a@b.example"
    # What the schema would refuse is left out: an address without a scheme, a text that is no link.
    assert place["site_web"] == "https://bm.angers.fr"
    assert place["accessibilite_lieu"] is None
    assert structure_with(pivot="W123456789")["siret"] is None


def test_each_service_is_one_service_in_the_order_of_the_standard():
    first, second = offered()
    assert (first["nom"], second["nom"]) == (PLACE["services"][1], PLACE["services"][0])
    assert first["structure_id"] == "liant-x--a-1"
    assert first["id"] != second["id"]
    assert first["type"] == "accompagnement"
    assert "numerique--acceder-a-des-services-en-ligne" in first["thematiques"]
    assert first["frais"] == "gratuit"
    assert first["publics"] == ["seniors", "personnes-en-situation-de-handicap"]
    # No link to book by, no mode that needs one.
    assert first["modes_mobilisation"] == ["se-presenter", "envoyer-un-courriel"]
    assert first["mobilisable_par"] == ["usagers", "professionnels"]
    assert first["modes_accueil"] == ["en-presentiel", "a-distance"]
    assert offered(prise_rdv="https://rdv.example")[0]["lien_mobilisation"] == "https://rdv.example"
    assert offered(services=[]) == []


@pytest.mark.parametrize(
    ("fees", "said", "precisely"),
    [
        ([], None, None),
        (["Gratuit"], "gratuit", None),
        (["Payant"], "payant", None),
        (["Gratuit sous condition"], "gratuit", "Gratuit sous condition"),
        (["Gratuit", "Payant"], None, "Gratuit, Payant"),
    ],
)
def test_fees_that_depend_are_said_in_words(fees, said, precisely):
    one = offered(frais_a_charge=fees)[0]
    assert (one["frais"], one["frais_precisions"]) == (said, precisely)


def test_names_and_texts_fit():
    assert structure_with(nom="EP")["nom"] == "EP Angers"
    assert structure_with(nom="Espace.")["nom"] == "Espace"
    assert len(structure_with(nom="x" * 200)["nom"]) == 150
    assert structure_with(presentation_detail="non", presentation_resume="Une phrase.")["description"] == "Une phrase."
    assert structure_with(presentation_detail="", presentation_resume="")["description"] is None
    assert len(offered(presentation_detail="y" * 20_000)[0]["description"]) == 10_000


def test_the_lists_are_those_of_the_schema():
    assert set(KINDS) == set(standard.SERVICES)
    for kind in KINDS.values():
        assert kind.type in TYPES
        assert set(kind.themes) <= THEMES
    assert len({kind.slug for kind in KINDS.values()}) == len(KINDS)
    assert {*NETWORKS_OF_TYPOLOGIES.values(), *NETWORKS_OF_PROGRAMMES.values()} <= CARRIERS
    assert set(NETWORKS_OF_TYPOLOGIES) <= set(standard.TYPOLOGIES)
    assert set(NETWORKS_OF_PROGRAMMES) <= {*standard.PROGRAMMES, *standard.LABELS}


def some(values):
    return st.lists(st.sampled_from(values), unique=True)


@given(
    st.fixed_dictionaries(
        {
            "nom": st.text(min_size=1, max_size=200),
            "presentation_detail": st.text(),
            "services": some(standard.SERVICES),
            "publics_specifiquement_adresses": some(standard.PUBLICS),
            "prise_en_charge_specifique": some(standard.SPECIAL_CARE),
            "frais_a_charge": some(standard.FEES),
            "modalites_acces": some(standard.ACCESS_MODES),
            "modalites_accompagnement": some(standard.SUPPORT_MODES),
            "prise_rdv": st.text(),
            "site_web": st.lists(st.text()),
        }
    )
)
def test_whatever_the_place_says_the_lists_hold(changed):
    place = structure_with(**changed)
    assert 3 <= len(place["nom"]) <= 150
    assert place["description"] is None or 5 <= len(place["description"]) <= 10_000
    found = offered(**changed)
    assert len(found) == len(changed["services"])
    for one in found:
        assert 5 <= len(one["description"]) <= 10_000
        assert set(one["publics"]) <= PUBLICS
        assert set(one["modes_mobilisation"] or []) <= MODES
        assert set(one["mobilisable_par"] or []) <= {"usagers", "professionnels"}
        assert set(one["modes_accueil"] or []) <= {"a-distance", "en-presentiel"}
        assert one["frais"] in (None, "gratuit", "payant")
