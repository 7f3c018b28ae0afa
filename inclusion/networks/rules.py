"""What a public site has to say: what the law asks for, and what is still missing of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: A figure from 1 to this one, less one, could reveal few people: it is not shown (the threshold of the results).
FEWEST = 5
_TILES = re.compile(r"https://(\{s\}\.)?[a-z0-9.-]+(:[0-9]+)?/[^\s;,'\"]*", re.IGNORECASE)
_ORIGIN = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True)
class Missing:
    """Something that a page of the site lacks: the field, and the sentence that says so."""

    field: str
    sentence: str


#: The law of 21 June 2004 (article 6, III) for the publisher and the host, the GDPR (article 13) for the controller and
#: the officer, the decree of 24 July 2019 for the declaration of accessibility.
_ASKED = (
    Missing("publisher", "Les mentions légales ne nomment pas l’organisme éditeur."),
    Missing("publication_director", "Les mentions légales ne nomment pas qui dirige la publication."),
    Missing("hosting", "Les mentions légales ne nomment pas l’hébergeur."),
    Missing("data_controller", "La page des données personnelles ne dit pas qui en est responsable."),
    Missing("dpo_contact", "La page des données personnelles ne dit pas à qui écrire."),
    Missing("accessibility_contact", "La déclaration d’accessibilité ne dit pas à qui signaler une difficulté."),
    Missing("accessibility_on", "La déclaration d’accessibilité n’est pas datée."),
)


def missing_of(values: Mapping[str, object]) -> list[Missing]:
    """What a site with these values still lacks, in the order in which the law asks for it."""
    return [one for one in _ASKED if not values.get(one.field)]


def conformity(rate: int | None) -> str:
    """The word of the decree for a rate of conformity in percent; None: no audit was made, so none can be claimed."""
    if rate is None:
        return "non conforme"
    if rate == 100:
        return "totalement conforme"
    return "partiellement conforme" if rate >= 50 else "non conforme"


def tiles_problem(address: str) -> str:
    """What is wrong with the address of map tiles, as a sentence; empty where nothing is, or where there is none."""
    if not address:
        return ""
    if not _TILES.fullmatch(address):
        return "Donnez une adresse qui commence par https://, sans espace ni virgule."
    wanting = [part for part in ("{z}", "{x}", "{y}") if part not in address]
    return f"Il manque {', '.join(wanting)} dans cette adresse." if wanting else ""


def tiles_host(address: str) -> str:
    """The origin that a page has to allow to show these tiles; `{s}` stands for any subdomain."""
    match = re.match(r"(https://)([^/]+)", address.replace("{s}.", "*."))
    return match.group(0) if match else ""


def embedding_origins(text: str) -> list[str]:
    """The sites that may embed the guide, one a line; raises ValueError with the sentence for what is not one."""
    origins = [line.strip().rstrip("/") for line in text.splitlines() if line.strip()]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"«\u00a0{origin}\u00a0» n’est pas une adresse de site\u00a0: https://www.ville.fr.")
    return origins


def showable(count: int) -> bool:
    """Whether a count of people may be shown to everybody: none at all, or enough that nobody is recognised."""
    return count == 0 or count >= FEWEST
