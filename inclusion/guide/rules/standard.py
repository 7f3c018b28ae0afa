"""The national standard « Lieux de médiation numérique », version 1.0.2: its 32 fields, their order and their lists."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

VERSION = "1.0.2"
#: What parts the values of one cell.
SEPARATOR = "|"

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
PUBLICS = ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
SPECIAL_CARE = (
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
)
FEES = ("Gratuit", "Gratuit sous condition", "Payant")
PROGRAMMES = (
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
)
LABELS = (
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
)
ACCESS_MODES = (
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    "Ce lieu n'accueille pas de public",
    "Envoyer un mail avec une fiche de prescription",
)
SUPPORT_MODES = ("En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance")
ITINERANCE = ("Itinérant", "Fixe")

#: What a place is, by its code: the list of the national programs, as the standard itself leaves the field open.
TYPOLOGIES = {
    "ACI": "Structures porteuses d’ateliers et chantiers d’insertion",
    "ACIPHC": "SIAE — Atelier chantier d’insertion premières heures en chantier",
    "AFPA": "Agence nationale pour la formation professionnelle des adultes",
    "AI": "Associations intermédiaires",
    "ASE": "Aide sociale à l’enfance",
    "ASSO": "Associations",
    "ASSO_CHOMEUR": "Associations de chômeurs",
    "Autre": "Autre",
    "AVIP": "Crèche à vocation d’insertion professionnelle",
    "BIB": "Bibliothèque / Médiathèque",
    "CAARUD": "Centre d’accueil et d’accompagnement à la réduction de risques pour usagers de drogues",
    "CADA": "Centres d’accueil de demandeurs d’asile",
    "CAF": "Caisses d’allocation familiale",
    "CAP_EMPLOI": "Cap Emploi",
    "CAVA": "Centres d’adaptation à la vie active",
    "CC": "Communautés de Commune",
    "CCAS": "Centres communaux d’action sociale",
    "CCONS": "Chambres consulaires",
    "CD": "Conseils Départementaux",
    "CDAS": "Centre départemental d’action sociale",
    "CFP": "Centre des finances publiques",
    "CHRS": "Centres d’hébergement et de réinsertion sociale",
    "CHU": "Centres d’hébergement d’urgence",
    "CIAS": "Centres intercommunaux d’action sociale",
    "CIDFF": "Centres d’information sur les droits des femmes et des familles",
    "CITMET": "Cité des métiers",
    "CMP": "Centre Médico Psychologique",
    "CMS": "Centre médico-social",
    "CPAM": "Caisse primaire d’assurance maladie",
    "CPH": "Centres provisoires d’hébergement",
    "CS": "Centre social",
    "CSAPA": "Centre de soins, d’accompagnement et de prévention en addictologie",
    "CSC": "Centre socioculturel",
    "DEETS": "Directions de l’Economie, de l’Emploi, du Travail et des Solidarités",
    "DEPT": "Services sociaux du Conseil départemental",
    "DIPLP": "Délégation interministérielle à la prévention et à la lutte contre la pauvreté",
    "E2C": "École de la deuxième chance",
    "EA": "Entreprise adaptée",
    "EATT": "Entreprise adaptée",
    "EI": "Entreprises d’insertion",
    "EITI": "Entreprises d’insertion par le travail indépendant",
    "ENM": "Espace Numérique Mobile",
    "EPCI": "Intercommunalité",
    "EPI": "Espace Public Internet",
    "EPIDE": "Établissement pour l’insertion dans l’emploi",
    "EPN": "Espace public numérique",
    "ES": "Épicerie solidaire",
    "ESAT": "Établissements ou services d’aide par le travail",
    "ESS": "Entreprise de l’Économie Sociale et Solidaire",
    "ETTI": "Entreprises de travail temporaire d’insertion",
    "EVS": "Espace de vie sociale",
    "FABLAB": "Fablab",
    "FABRIQUE": "Fabrique",
    "FAIS": "Fédérations d’acteurs de l’insertion et de la solidarité",
    "FT": "France travail",
    "GEIQ": "Groupements d’employeurs pour l’insertion et la qualification",
    "HUDA": "Hébergement d’urgence pour demandeurs d’asile",
    "LA_POSTE": "La Poste",
    "MDE": "Maison de l’emploi",
    "MDH": "Maison des Habitants",
    "MDEF": "Maison de l’emploi et de la formation",
    "MDPH": "Maison Départementale des Personnes Handicapées",
    "MDS": "Maison Départementale des Solidarités",
    "MJC": "Maison des jeunes et de la culture",
    "ML": "Mission Locale",
    "MQ": "Maison de quartier",
    "MSA": "Mutualité Sociale Agricole",
    "MSAP": "Maison de Services Au Public",
    "MUNI": "Municipalités",
    "OACAS": "Structures agréées Organisme d’accueil communautaire et d’activité solidaire",
    "ODC": "Organisation délégataire d’un CD",
    "OF": "Organisme de formations",
    "OIL": "Opérateur d’intermédiation locative",
    "OPCS": "Organisation porteuse de la clause sociale",
    "PAD": "Point d’Accès au Droit",
    "PENSION": "Pension de famille",
    "PI": "Point info",
    "PIJ_BIJ": "Points et bureaux information jeunesse",
    "PIMMS": "Point Information Médiation Multi Services",
    "PJJ": "Protection judiciaire de la jeunesse",
    "PLIE": "Plans locaux pour l’insertion et l’emploi",
    "PREF": "Préfecture, Sous-Préfecture",
    "PREVENTION": "Service ou club de prévention",
    "REG": "Région",
    "RELAIS_LECTURE": "Relais lecture",
    "RESSOURCERIE": "Ressourcerie",
    "RFS": "Réseau France Services",
    "RS_FJT": "Résidence sociale - Foyer de Jeunes Travailleurs",
    "SCP": "Services et clubs de prévention",
    "SPIP": "Services pénitentiaires d’insertion et de probation",
    "TIERS_LIEUX": "Tiers lieu & coworking",
    "UDAF": "Union Départementale d’Aide aux Familles",
}


class Shape(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LIST = "list"


@dataclass(frozen=True)
class Field:
    """One column of the standard: its name, the attribute of a place that holds it, and what it may say."""

    name: str
    attribute: str
    label: str
    shape: Shape = Shape.TEXT
    required: bool = False
    pattern: str | None = None
    values: tuple[str, ...] = ()
    max_length: int | None = None


_L = Shape.LIST
FIELDS = (
    Field("id", "standard_id", "Identifiant", required=True),
    Field("pivot", "pivot", "SIRET ou RNA", required=True, pattern=r"^[a-zA-Z0-9]{9,14}$"),
    Field("nom", "name", "Nom", required=True),
    Field("commune", "town", "Commune", required=True),
    Field("code_postal", "postal_code", "Code postal", required=True, pattern=r"^\d{5}$"),
    Field("code_insee", "insee_code", "Code commune", pattern=r"^([013-9]\d|2[AB1-9])\d{3}$"),
    Field("adresse", "address", "Adresse", required=True),
    Field("complement_adresse", "address_more", "Complément d’adresse"),
    Field("latitude", "latitude", "Latitude", Shape.NUMBER),
    Field("longitude", "longitude", "Longitude", Shape.NUMBER),
    Field("typologie", "typologies", "Types de lieu", _L),
    Field(
        "telephone",
        "phone",
        "Téléphone",
        pattern=r"^(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)(\d){6,9}$",
    ),
    Field("courriels", "emails", "Adresses électroniques", _L),
    Field("site_web", "websites", "Sites", _L),
    Field("horaires", "opening_hours", "Horaires"),
    Field("presentation_resume", "summary", "En une phrase", max_length=280),
    Field("presentation_detail", "detail", "Présentation"),
    Field("source", "source", "Source"),
    Field("itinerance", "itinerance", "Fixe ou itinérant", _L, values=ITINERANCE),
    Field("structure_parente", "parent", "Structure parente"),
    Field("date_maj", "updated_on", "À jour au", Shape.DATE, required=True),
    Field("services", "services", "Services", _L, values=SERVICES),
    Field("publics_specifiquement_adresses", "publics", "Publics", _L, values=PUBLICS),
    Field("prise_en_charge_specifique", "special_care", "Prises en charge", _L, values=SPECIAL_CARE),
    Field("frais_a_charge", "fees", "Frais à charge", _L, values=FEES),
    Field("dispositif_programmes_nationaux", "programmes", "Programmes nationaux", _L, values=PROGRAMMES),
    Field("formations_labels", "labels", "Formations et labels", _L, values=LABELS),
    Field("autres_formations_labels", "other_labels", "Autres formations et labels", _L),
    Field("modalites_acces", "access_modes", "Modalités d’accès", _L, values=ACCESS_MODES),
    Field("modalites_accompagnement", "support_modes", "Modalités d’accompagnement", _L, values=SUPPORT_MODES),
    Field("fiche_acces_libre", "accessibility_url", "Fiche Acceslibre"),
    Field("prise_rdv", "booking_url", "Prise de rendez-vous"),
)
#: The columns of a file, in their order.
NAMES = tuple(field.name for field in FIELDS)
BY_NAME = {field.name: field for field in FIELDS}
#: The column's name → the attribute of a place, and back.
ATTRIBUTES = {field.name: field.attribute for field in FIELDS}
COLUMNS = {field.attribute: field.name for field in FIELDS}


@dataclass(frozen=True)
class Problem:
    """What keeps a value from the standard: the column, and a French sentence."""

    column: str
    reason: str


def problems(record: Mapping[str, str]) -> list[Problem]:
    """Return what the schema finds wrong with one row of a file, its cells by column; nothing is corrected here.

    A column that is not there counts as empty. That identifiers are not given twice is for whoever has the whole file.
    """
    found = ((field, _problem(field, record.get(field.name) or "")) for field in FIELDS)
    return [Problem(field.name, reason) for field, reason in found if reason]


def _problem(field: Field, text: str) -> str | None:
    """What is wrong with this cell."""
    if not text:
        return "Cette valeur est obligatoire." if field.required else None
    if field.shape == Shape.NUMBER and not _is_number(text):
        return f"«\u00a0{text}\u00a0» n’est pas un nombre."
    if field.shape == Shape.DATE and not _is_day(text):
        return f"«\u00a0{text}\u00a0» n’est pas une date de la forme AAAA-MM-JJ."
    if field.pattern and not re.fullmatch(field.pattern, text, re.ASCII):
        return f"«\u00a0{text}\u00a0» n’a pas la forme attendue."
    if field.max_length and len(text) > field.max_length:
        return f"Ce texte dépasse {field.max_length} caractères."
    unknown = [one for one in text.split(SEPARATOR) if field.values and one not in field.values]
    return f"«\u00a0{unknown[0]}\u00a0» n’est pas dans la liste." if unknown else None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
