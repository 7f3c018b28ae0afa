"""The words of the standard's lists as files write them: other apostrophes, other spaces, older terms."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inclusion.rules.places import standard

_MANY = "Maîtrise des outils numériques du quotidien"
_PAPERS = "Aide aux démarches administratives"
_WORLD = "Compréhension du monde numérique"
_WORK = "Insertion professionnelle via le numérique"
_ACCESS = "Accès internet et matériel informatique"
_FAMILIES = "Familles et/ou enfants"

#: What older versions of the standard, and the programs around it, call a value; by column, in plain words.
SYNONYMS: dict[str, dict[str, str]] = {
    "services": {
        "Prendre en main un smartphone ou une tablette": _MANY,
        "Prendre en main un ordinateur": _MANY,
        "Utiliser le numérique au quotidien": _MANY,
        "Utiliser le numérique": _MANY,
        "Approfondir ma culture numérique": _WORLD,
        "Promouvoir la citoyenneté numérique": _WORLD,
        "Favoriser mon insertion professionnelle": _WORK,
        "Créer et développer mon entreprise": _WORK,
        "Accompagner les démarches de santé": _PAPERS,
        "Réaliser des démarches administratives avec un accompagnement": _PAPERS,
        "Devenir autonome dans les démarches administratives": _PAPERS,
        "Accompagnement aux démarches en ligne": _PAPERS,
        "Accéder à du matériel": _ACCESS,
        "Accéder à une connexion internet": _ACCESS,
        "Soutenir la parentalité et l'éducation avec le numérique": "Parentalité et éducation avec le numérique",
    },
    "publics_specifiquement_adresses": {
        "Jeunes (16-26 ans)": "Jeunes",
        "Jeune": "Jeunes",
        "Étudiant": "Étudiants",
        "Familles/enfants": _FAMILIES,
        "Familles": _FAMILIES,
        "Enfants": _FAMILIES,
        "Senior": "Seniors",
        "Seniors (+ 65 ans)": "Seniors",
        "Seniors (+65 ans)": "Seniors",
        "Personnes âgées": "Seniors",
        "Uniquement femmes": "Femmes",
    },
    "prise_en_charge_specifique": {
        "Handicap moteur": "Handicaps moteurs",
        "Handicap mental": "Handicaps mentaux",
        "Handicaps mentaux : déficiences limitant les activités d'une personne": "Handicaps mentaux",
        "Déficience auditive": "Surdité",
        "Langues étrangères": "Langues étrangères (autres)",
        "Langue étrangère (anglais)": "Langues étrangères (anglais)",
        "Anglais": "Langues étrangères (anglais)",
    },
    "frais_a_charge": {
        "Gratuit : Je peux accéder gratuitement au lieu et à ses services": "Gratuit",
        "Gratuit sous condition : La gratuité est conditionnée à des critères (situation familiale, convention "
        "avec un organisme social, pass numérique...)": "Gratuit sous condition",
        "Payant : L'accès au lieu et/ou à ses services est payant": "Payant",
        "Adhésion : L'accès nécessite une adhésion annuelle payante": "Payant",
        "Gratuit sous conditions": "Gratuit sous condition",
    },
    "dispositif_programmes_nationaux": {
        "CNFS": "Conseillers numériques",
        "Conseiller numérique": "Conseillers numériques",
        "Conseillers numériques France Services": "Conseillers numériques",
        "Conseiller numérique France Services": "Conseillers numériques",
        "Aidant Connect": "Aidants Connect",
        "Espace France Services": "France Services",
        "Maison France Services": "France Services",
        "PIX": "Certification PIX",
        "Point relais CAF": "Point d'accès numérique CAF",
        "Bibliothèque numérique de référence": "Bibliothèques numérique de référence",
        "Bibliothèques numériques de référence": "Bibliothèques numérique de référence",
        "Promeneur du net": "Promeneurs du net",
        "Croix Rouge": "La Croix Rouge",
        "Relais numérique": "Relais numérique (Emmaüs Connect)",
    },
    "formations_labels": {
        "Étapes numériques": "Étapes numériques(La Poste)",
        "Fabrique de Territoire": "Fabriques de Territoire",
        "Mon Espace Santé": "Formé à « Mon Espace Santé »",
        "DUPLEX": "Formé à « DUPLEX » (illettrisme)",
    },
    "modalites_acces": {
        "Contacter par email": "Contacter par mail",
        "Envoyer un mail": "Contacter par mail",
        "Prendre rendez-vous en ligne": "Prendre un RDV en ligne",
    },
    "modalites_accompagnement": {
        "Seul : j'ai accès à du matériel et une connexion": "En autonomie",
        "Seul": "En autonomie",
        "Avec de l'aide : je suis accompagné seul dans l'usage du numérique": "Accompagnement individuel",
        "Avec de l'aide": "Accompagnement individuel",
        "A ma place : une personne fait les démarches à ma place": "Accompagnement individuel",
        "Dans un atelier : j'apprends collectivement à utiliser le numérique": "Dans un atelier collectif",
        "Dans un atelier": "Dans un atelier collectif",
        "Atelier collectif": "Dans un atelier collectif",
    },
    "itinerance": {"Oui": "Itinérant", "Non": "Fixe", "Mobile": "Itinérant"},
}


def fold(text: str) -> str:
    """Return a text as letters and digits alone, without accents or case: what two ways to write a value share."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "", plain)


def _table(values: Iterable[str], synonyms: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): value for word, value in synonyms.items()} | {fold(value): value for value in values}


_TABLES = {
    field.name: _table(field.values, SYNONYMS.get(field.name, {}))
    for field in standard.FIELDS
    if field.values
} | {
    "typologie": _table(
        standard.TYPOLOGIES,
        # As the standard itself spells it.
        {"Espace publique numérique": "EPN"}
        | {meaning: code for code, meaning in reversed(standard.TYPOLOGIES.items())},
    )
}
#: Columns whose values are those of a list.
LISTED = frozenset(_TABLES)


@dataclass
class Understood:
    """The values of one cell: those taken, those taken under another name, those that no list has."""

    values: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def parts(text: str, *, separator: str = "") -> list[str]:
    """Return the values of a cell: parted by `|` where it has one, else by `separator`, or by `;` without one."""
    mark = standard.SEPARATOR if standard.SEPARATOR in text else separator or ";"
    return [part for one in text.split(mark) if (part := one.strip())]


def understand(column: str, written: Iterable[str]) -> Understood:
    """Return what the values written in a cell of this column are in the standard's list."""
    table, found = _TABLES[column], Understood()
    exact = standard.TYPOLOGIES if column == "typologie" else standard.BY_NAME[column].values
    for word in written:
        value = word if word in exact else table.get(fold(word))
        if value is None:
            found.unknown.append(word)
            continue
        if value != word:
            found.renamed.append((word, value))
        if value not in found.values:
            found.values.append(value)
        elif value == word:
            found.repeated.append(word)
    return found
