"""Which places go into the files of open data, and a place in data.inclusion's schema v1 (1.0.8)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from inclusion.guide.rules import standard
from inclusion.guide.rules.standard import BY_NAME, SEPARATOR, Problem, Shape, problems

#: What a spreadsheet runs: an equals sign in front, or another sign of the kind before a call or a pipe.
_FORMULA = re.compile(r"\s*(?:[=＝]|[+\-@＋－＠][^\s]*[(|!])")
RUNS = "Un tableur prendrait ce texte pour une formule."
PIPE = "Une des valeurs contient une barre verticale, qui sépare les valeurs dans le fichier."
NO_PIVOT = "Le numéro SIRET ou RNA manque."


def would_run(text: str) -> bool:
    """Whether a spreadsheet that opens the file would run this text instead of showing it.

    « +33553640000 » and « - Accueil » are shown; « =1+1 » and « @SUM(A1) » would run.
    """
    return bool(_FORMULA.match(text))


def unpublishable(row: Mapping[str, str], values: Mapping[str, object]) -> list[Problem]:
    """What keeps a place out of the national files: `row` holds its cells, `values` what they were made of."""
    found = [
        Problem(one.column, NO_PIVOT) if one.column == "pivot" and not row["pivot"] else one for one in problems(row)
    ]
    found += [
        Problem(name, RUNS) for name, text in row.items() if would_run(text) and BY_NAME[name].shape != Shape.NUMBER
    ]
    found += [
        Problem(name, PIPE)
        for name, value in values.items()
        if isinstance(value, list) and any(SEPARATOR in str(one) for one in value)
    ]
    return found


# -- Place of the national standard in data.inclusion's schema v1 (1.0.8): one structure, its services

MAX_NAME, MIN_NAME = 150, 3
MAX_TEXT, MIN_TEXT = 10_000, 5
MAX_URL = 2083

#: Code of a typology → the network that carries it.
NETWORKS_OF_TYPOLOGIES = {
    "ACI": "aci",
    "AFPA": "afpa",
    "AI": "ai",
    "ASE": "ase",
    "AVIP": "creches-avip",
    "CAARUD": "caarud",
    "CADA": "cada",
    "CAF": "caf",
    "CAP_EMPLOI": "cap-emploi-reseau-cheops",
    "CAVA": "cava",
    "CCAS": "ccas-cias",
    "CCONS": "chambres-consulaires",
    "CD": "departements",
    "CDAS": "departements",
    "CHRS": "chrs",
    "CHU": "chu",
    "CIAS": "ccas-cias",
    "CIDFF": "cidff",
    "CMP": "cmp",
    "CMS": "cms",
    "CPAM": "cpam",
    "CPH": "cph",
    "CSAPA": "csapa",
    "DEPT": "departements",
    "E2C": "ecoles-de-la-deuxieme-chance",
    "EA": "ea",
    "EATT": "eatt",
    "EI": "ei",
    "EITI": "eiti",
    "EPI": "espaces-publics-numeriques",
    "EPIDE": "epide",
    "EPN": "espaces-publics-numeriques",
    "ESAT": "esat",
    "ETTI": "etti",
    "FABRIQUE": "fabrique-de-territoire",
    "FAIS": "federation-des-acteurs-de-la-solidarite",
    "FT": "france-travail",
    "GEIQ": "geiq",
    "HUDA": "huda",
    "LA_POSTE": "la-poste",
    "MDE": "maisons-de-l-emploi",
    "MDEF": "maisons-de-l-emploi",
    "MDPH": "mdph",
    "MDS": "maisons-des-solidarites",
    "MJC": "mjc",
    "ML": "mission-locale",
    "MSA": "mutualite-sociale-agricole",
    "MSAP": "msap",
    "MUNI": "communes",
    "ODC": "delegataire-conseil-departemental",
    "PAD": "points-justice",
    "PIJ_BIJ": "reseau-information-jeunesse",
    "PIMMS": "pimms-mediation",
    "PJJ": "pjj",
    "PLIE": "plie",
    "REG": "regions",
    "RESSOURCERIE": "ressourceries",
    "RFS": "france-service",
    "RS_FJT": "residences-fjt",
    "SPIP": "spip",
    "UDAF": "unaf",
}
#: A national programme or a label → the network that carries it.
NETWORKS_OF_PROGRAMMES = {
    "Aidants Connect": "aidants-connect",
    "Conseillers numériques": "conseillers-numeriques",
    "Emmaüs Connect": "emmaus",
    "Relais numérique (Emmaüs Connect)": "emmaus",
    "France Services": "france-service",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
    "La Croix Rouge": "croix-rouge",
    "Point d'accès numérique CAF": "caf",
    "Fabriques de Territoire": "fabrique-de-territoire",
}


@dataclass(frozen=True)
class Kind:
    """What a service of the standard is for data.inclusion: its short name, its type, its themes."""

    slug: str
    type: str
    themes: tuple[str, ...]


_BASICS = "numerique--maitriser-les-fondamentaux-du-numerique"
KINDS = dict(
    zip(
        standard.SERVICES,
        (
            Kind(
                "demarches",
                "accompagnement",
                (
                    "numerique--acceder-a-des-services-en-ligne",
                    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
                ),
            ),
            Kind("quotidien", "formation", (_BASICS,)),
            Kind(
                "emploi",
                "accompagnement",
                (_BASICS, "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi"),
            ),
            Kind("securite", "formation", (_BASICS,)),
            Kind("parentalite", "atelier", (_BASICS, "famille--soutien-a-la-parentalite-et-a-leducation")),
            Kind("creation", "atelier", (_BASICS,)),
            Kind("culture", "information", (_BASICS,)),
            Kind("acces", "aide-materielle", ("numerique--acceder-a-une-connexion-internet",)),
            Kind("equipement", "aide-materielle", ("numerique--acquerir-un-equipement",)),
        ),
        strict=True,
    )
)
PUBLICS = dict(zip(standard.PUBLICS, ("jeunes", "etudiants", "familles", "seniors", "femmes"), strict=True))
EVERYBODY = "tous-publics"
HANDICAPS = frozenset({"Surdité", "Handicaps moteurs", "Handicaps mentaux", "Déficience visuelle"})
HANDICAP = "personnes-en-situation-de-handicap"
BY_LINK = "utiliser-lien-mobilisation"
PRESCRIBED = "Envoyer un mail avec une fiche de prescription"
NO_PUBLIC = "Ce lieu n'accueille pas de public"
AFAR = "À distance"
ACCESS = {
    "Se présenter": "se-presenter",
    "Téléphoner": "telephoner",
    "Contacter par mail": "envoyer-un-courriel",
    "Prendre un RDV en ligne": BY_LINK,
    PRESCRIBED: "envoyer-un-courriel",
}


def structure(values: Mapping[str, Any], *, source: str, page: str) -> dict[str, Any]:
    """Return the place as a structure: `source` names who publishes, `page` is the address of its page.

    What is not known is None, as the schema has it.
    """
    carried = [NETWORKS_OF_TYPOLOGIES.get(code) for code in values["typologie"]]
    carried += [
        NETWORKS_OF_PROGRAMMES.get(name)
        for name in (*values["dispositif_programmes_nationaux"], *values["formations_labels"])
    ]
    return {
        "source": source,
        "id": f"{source}--{values['id']}",
        "nom": _name(values),
        "date_maj": values["date_maj"],
        "lien_source": page,
        "siret": values["pivot"] if len(values["pivot"]) == 14 and values["pivot"].isdecimal() else None,
        "description": _text(values["presentation_detail"]) or _text(values["presentation_resume"]),
        "reseaux_porteurs": _once(carried) or None,
        "accessibilite_lieu": _address(values["fiche_acces_libre"]),
        "horaires_accueil": values["horaires"] or None,
        "site_web": next(filter(None, map(_address, values["site_web"])), None),
        **_where(values),
        **_contact(values),
    }


def services(values: Mapping[str, Any], *, source: str, page: str) -> list[dict[str, Any]]:
    """Return one service for each service of the standard that the place gives, in the standard's order."""
    given = [name for name in standard.SERVICES if name in values["services"]]
    return [_service(name, values, source=source, page=page) for name in given]


def _service(name: str, values: Mapping[str, Any], *, source: str, page: str) -> dict[str, Any]:
    kind = KINDS[name]
    place = f"{source}--{values['id']}"
    where = f"{values['nom']}, {values['commune']}"
    description = _text(values["presentation_detail"]) or _text(values["presentation_resume"])
    booking = _address(values["prise_rdv"])
    modes = [ACCESS.get(mode) for mode in values["modalites_acces"]]
    return {
        "source": source,
        "structure_id": place,
        "id": f"{place}--{kind.slug}",
        "nom": name,
        "description": _cut(f"{name} ({where}). {description or ''}".strip(), MAX_TEXT),
        "date_maj": values["date_maj"],
        "lien_source": page,
        "type": kind.type,
        "thematiques": list(kind.themes),
        "frais": _fees(values["frais_a_charge"]),
        "frais_precisions": _fees_in_words(values["frais_a_charge"]),
        "publics": _publics(values),
        "publics_precisions": ", ".join(values["prise_en_charge_specifique"]) or None,
        "modes_accueil": _reception(values) or None,
        "modes_mobilisation": _once(one for one in modes if one != BY_LINK or booking) or None,
        "mobilisable_par": _who(values["modalites_acces"]) or None,
        "lien_mobilisation": booking,
        "horaires_accueil": values["horaires"] or None,
        **_where(values),
        **_contact(values),
    }


def _where(values: Mapping[str, Any]) -> dict[str, Any]:
    names = ("adresse", "complement_adresse", "code_postal", "code_insee", "commune", "latitude", "longitude")
    return {name: None if values[name] in ("", None) else values[name] for name in names}


def _contact(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "telephone": values["telephone"] or None,
        "courriel": next((one for one in values["courriels"] if "@" in one), None),
    }


def _name(values: Mapping[str, Any]) -> str:
    """The name as the schema takes it: 3 to 150 characters, no full stop at its end."""
    name = _cut(values["nom"].strip().rstrip("."), MAX_NAME)
    return name if len(name) >= MIN_NAME else f"{name} {values['commune']}".strip()


def _text(text: str) -> str | None:
    return _cut(text.strip(), MAX_TEXT) if len(text.strip()) >= MIN_TEXT else None


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _address(text: str) -> str | None:
    """The text where it is an address of the web that the schema takes."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and parts.netloc and len(text) <= MAX_URL and " " not in text
    return text if fits else None


def _fees(fees: list[str]) -> str | None:
    """« gratuit », « payant », or nothing where it depends: the words beside it then say on what."""
    if "Payant" in fees:
        return "payant" if fees == ["Payant"] else None
    return "gratuit" if fees else None


def _fees_in_words(fees: list[str]) -> str | None:
    return None if fees in ([], ["Gratuit"], ["Payant"]) else ", ".join(fees)


def _publics(values: Mapping[str, Any]) -> list[str]:
    """Whom it addresses; everybody where the place addresses nobody in particular."""
    named = [PUBLICS.get(one) for one in values["publics_specifiquement_adresses"]]
    found = _once(named) or [EVERYBODY]
    return [*found, HANDICAP] if HANDICAPS & set(values["prise_en_charge_specifique"]) else found


def _reception(values: Mapping[str, Any]) -> list[str]:
    afar = AFAR in values["modalites_accompagnement"]
    comes = NO_PUBLIC not in values["modalites_acces"] and (
        not afar or set(values["modalites_accompagnement"]) != {AFAR}
    )
    return [*(["en-presentiel"] if comes else []), *(["a-distance"] if afar else [])]


def _who(modes: list[str]) -> list[str]:
    """Who may turn to the service: people themselves, professionals with a prescription."""
    people = any(mode in ACCESS and mode != PRESCRIBED for mode in modes)
    return [*(["usagers"] if people else []), *(["professionnels"] if PRESCRIBED in modes else [])]


def _once(items: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, items)))
