"""The words of the standard's lists as files write them, and the commune that a row is of."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inclusion.core.french.names import search_form
from inclusion.guide.rules import standard

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
    field.name: _table(field.values, SYNONYMS.get(field.name, {})) for field in standard.FIELDS if field.values
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


# -- Commune of a row: by its code, by postal code and name, or by the address

#: Arrondissements of the three towns that have some: the range of their codes → the town's own.
_ARRONDISSEMENTS = ((75101, 75120, "75056"), (69381, 69389, "69123"), (13201, 13216, "13055"))


#: What names of communes are shortened by.
_SMALL = frozenset(("le", "la", "les", "l", "de", "du", "des", "d", "sur", "sous", "en", "et", "a", "au", "aux", "s"))


@dataclass(frozen=True)
class Town:
    """A commune, with what a row may call it by."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    epci: str | None = None
    #: The communes that it took in, as names are compared.
    former: tuple[str, ...] = ()
    #: Where it is, in degrees; None where no file says so.
    point: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """Its name as names are compared."""
        return search_form(self.name)


class Towns:
    """Every commune of France, found by what rows say."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self._by_code: dict[str, Town] = {}
        self._by_postal: dict[str, list[Town]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Town]] = defaultdict(list)
        for town in towns:
            self._by_code[town.code] = town
            for code in town.postal_codes:
                self._by_postal[code].append(town)
            for words in (town.words, *town.former):
                self._by_name[town.department, words].append(town)

    def of_code(self, code: str) -> Town | None:
        """The commune of this INSEE code; the town, for the code of an arrondissement."""
        if found := self._by_code.get(code):
            return found
        if code.isascii() and code.isdigit():
            whole = (town for first, last, town in _ARRONDISSEMENTS if first <= int(code) <= last)
            return self._by_code.get(next(whole, ""))
        return None

    def sharing(self, postal_code: str) -> list[Town]:
        """The communes of this postal code."""
        return self._by_postal.get(postal_code, [])

    def named(self, name: str, postal_code: str) -> Town | None:
        """The one commune of this name with this postal code; else the one of this name in the département."""
        words = search_form(re.sub(r"\bcedex\b.*|\(.*", "", name, flags=re.IGNORECASE))
        here = [town for town in self.sharing(postal_code) if words in (town.words, *town.former)]
        if len(here) == 1:
            return here[0]
        around = [town for code in departments_of(postal_code) for town in self._by_name.get((code, words), [])]
        return around[0] if len(around) == 1 else None

    def like(self, name: str, postal_code: str) -> Town | None:
        """The one commune of this postal code whose name begins as this one, or the other way about.

        « Faverges » is Faverges-Seythenex, « Le Passage d’Agen » Le Passage, « Villeneuve/Lot » Villeneuve-sur-Lot.
        """
        words = [one for one in search_form(name).split() if one not in _SMALL]
        found = [
            town
            for town in self.sharing(postal_code)
            if (own := [one for one in town.words.split() if one not in _SMALL])
            and words
            and own[: len(words)] == words[: len(own)]
            and (len(own) >= len(words) or len(self.sharing(postal_code)) == 1)
        ]
        return found[0] if len(found) == 1 else None

    def named_in(self, texts: Iterable[str], postal_code: str) -> Town | None:
        """The one commune of this postal code that the texts name; of names within each other, the longest."""
        said = [f" {search_form(text)} " for text in texts]
        found = [town for town in self.sharing(postal_code) if any(f" {town.words} " in text for text in said)]
        longest = [
            town
            for town in found
            if not any(town is not other and f" {town.words} " in f" {other.words} " for other in found)
        ]
        if len(longest) > 1:  # « 8 cours Hugo, Montpezat », where another town is called Cours
            longest = [
                town
                for town in longest
                if any(text.startswith(f" {town.words} ") or text.endswith(f" {town.words} ") for text in said)
            ]
        return longest[0] if len(longest) == 1 else None


def departments_of(code: str) -> tuple[str, ...]:
    """The départements that a postal code, or the code of a commune, may be of."""
    if code[:2] in ("97", "98"):
        return (code[:3],)
    return ("2A", "2B") if code[:2] == "20" else (code[:2],)
