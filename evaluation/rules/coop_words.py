"""The words of the Coop's files: the headings of their columns, labels and values of its closed lists."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme

#: What the portal reads, by its own name, and the headings under which it stands (as `plain_form` makes them).
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("idcra", "id", "identifiant", "identifiantcra", "idactivite"),
    "day": ("date", "dateaccompagnement", "datedelaccompagnement", "jour"),
    "kind": ("type", "typeaccompagnement", "typedaccompagnement", "forme"),
    "people": ("participants", "nombredeparticipants", "nombredepersonnes", "nbparticipants", "personnes"),
    "place": ("canauxdaccompagnement", "canaldaccompagnement", "canal", "typelieu", "typedelieu"),
    "place_name": ("nomdulieu", "lieu", "lieudactivite"),
    "commune": ("commune", "ville"),
    "postal_code": ("codepostal",),
    "insee": ("codeinsee", "insee", "codecommune"),
    "minutes": ("dureemin", "duree", "dureeenminutes", "dureeminutes"),
    "themes": (
        "thematiquesdaccompagnement",
        "thematiquedaccompagnement",
        "thematiques",
        "thematique",
        "themes",
        "theme",
    ),
    "age": ("tranchedage", "trancheage", "age"),
    "structure": ("structure", "nomdelastructure", "structureemployeuse", "nomstructure"),
    "siret": ("siret", "siretdelastructure", "siretstructure"),
    "workshop": ("nomdelatelier", "titreatelier", "titredelatelier"),
    "equipment": ("materielnumeriqueutilise", "materiel"),
    "level": ("niveaudautonomieoudelatelier", "niveaudautonomie", "autonomie", "niveau"),
    "directed": ("beneficiairereoriente", "orienteversstructure"),
    "directed_to": ("structurederedirection",),
}
#: Kept beside a record as they come: they say something of the help, and nothing of anybody.
KEPT = ("workshop", "equipment", "level", "directed", "directed_to")
#: How the screens call the columns.
LABELS = {
    "id": "ID CRA",
    "day": "Date",
    "kind": "Type",
    "people": "Participants",
    "place": "Canaux d’accompagnement",
    "place_name": "Nom du lieu",
    "commune": "Commune",
    "postal_code": "Code postal",
    "insee": "Code Insee",
    "minutes": "Durée (min)",
    "themes": "Thématique(s) d’accompagnement",
    "age": "Tranche d’âge",
    "structure": "Structure",
    "siret": "SIRET",
    "workshop": "Nom de l’atelier",
    "equipment": "Matériel numérique utilisé",
    "level": "Niveau d’autonomie",
    "directed": "Bénéficiaire réorienté",
    "directed_to": "Structure de redirection",
}
#: Without these no row can be read.
NEEDED = ("day", "minutes")

_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}

_KINDS = {
    HelpKind.INDIVIDUAL: ("individuel", "Individuel", "Accompagnement individuel", "Ponctuel"),
    HelpKind.GROUP: ("collectif", "Collectif", "Atelier collectif", "Accompagnement collectif", "Atelier"),
}
_PLACES = {
    HelpPlace.PLACE: (
        "lieu_activite",
        "Dans un lieu d’accueil",
        "Lieu d’activité",
        "Lieux d’activité",
        "Dans un lieu d’activité",
        "Sur place",
        "En lieu d’activité",
        "Rattachement",
    ),
    HelpPlace.HOME: ("domicile", "Au domicile", "À domicile", "Domicile", "À domicile du bénéficiaire"),
    HelpPlace.DISTANCE: ("a_distance", "À distance", "Distance"),
    HelpPlace.OTHER: ("autre", "Ailleurs", "Autre lieu", "Autre"),
}
_AGES = {
    AgeBand.UNDER_12: ("<12", "Moins de 12"),
    AgeBand.FROM_12: ("12 à 17 ans", "12 - 18 ans"),
    AgeBand.FROM_18: ("18 à 24 ans",),
    AgeBand.FROM_25: ("25 à 39 ans",),
    AgeBand.FROM_40: ("40 à 59 ans",),
    AgeBand.FROM_60: ("60 à 69 ans",),
    AgeBand.FROM_70: ("70+", "Plus de 70 ans", "70 ans et +"),
    AgeBand.UNKNOWN: ("Non communiqué", "NC", "Inconnu"),
}


@lru_cache(maxsize=4096)
def plain_form(text: str) -> str:
    """Letters and figures alone, in lower case and without accents: « Tranche d’âge » → « tranchedage »."""
    letters = unicodedata.normalize("NFKD", text.replace("<", "moinsde").replace("+", "plus")).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def field_of(heading: Any) -> str:
    """What stands under a heading, by the portal's own name; nothing where it does not read it."""
    return _FIELD_OF.get(plain_form(heading), "") if isinstance(heading, str) else ""


def known_headings(cells: Iterable[Any]) -> int:
    """How many headings of a row the portal reads."""
    return len({field_of(cell) for cell in cells} - {""})


def _by_form(words: dict[Any, tuple[str, ...]], labels: Iterable[tuple[str, Any]]) -> dict[str, str]:
    found = {}
    for value, label in labels:
        for word in (value, str(label), *words.get(value, ())):
            found[plain_form(word)] = str(value)
    return found


KINDS = _by_form(_KINDS, HelpKind.choices)
PLACES = _by_form(_PLACES, HelpPlace.choices)
AGES = _by_form(_AGES, AgeBand.choices)
THEMES = _by_form({}, Theme.choices)
