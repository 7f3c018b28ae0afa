"""The usual abbreviations of words in French addresses, after La Poste and the tax office's list of streets."""

from unicodedata import combining, normalize

_WORDS = {
    "abbaye": "abe",
    "administratif": "adm",
    "administrative": "adm",
    "agglomeration": "agl",
    "allee": "all",
    "allees": "all",
    "ancien": "anc",
    "ancienne": "anc",
    "appartement": "apt",
    "association": "asso",
    "avenue": "av",
    "batiment": "bat",
    "boulevard": "bd",
    "capitaine": "cne",
    "cardinal": "cal",
    "carrefour": "car",
    "centre": "ctre",
    "chaussee": "chs",
    "chemin": "che",
    "colonel": "cl",
    "commandant": "cdt",
    "commissaire": "cre",
    "docteur": "dr",
    "domaine": "dom",
    "ecole": "ec",
    "escalier": "esc",
    "esplanade": "esp",
    "etage": "etg",
    "faubourg": "fg",
    "general": "gal",
    "grand": "gd",
    "grande": "gde",
    "grands": "gds",
    "grandes": "gdes",
    "hameau": "ham",
    "immeuble": "imm",
    "impasse": "imp",
    "industriel": "ind",
    "industrielle": "ind",
    "inferieur": "inf",
    "inferieure": "inf",
    "lieutenant": "lt",
    "lotissement": "lot",
    "madame": "mme",
    "mademoiselle": "mlle",
    "maison": "mais",
    "maitre": "me",
    "marechal": "mal",
    "monseigneur": "mgr",
    "monsieur": "m",
    "montee": "mte",
    "passage": "pas",
    "pavillon": "pav",
    "petit": "pt",
    "petite": "pte",
    "place": "pl",
    "porte": "pte",
    "prefecture": "pref",
    "president": "pdt",
    "professeur": "pr",
    "promenade": "prom",
    "quartier": "qua",
    "residence": "res",
    "rond-point": "rpt",
    "route": "rte",
    "saint": "st",
    "sainte": "ste",
    "saintes": "stes",
    "saints": "sts",
    "sentier": "sen",
    "square": "sq",
    "superieur": "sup",
    "superieure": "sup",
    "terrasse": "tsse",
    "traverse": "tra",
    "universite": "univ",
    "village": "vge",
}

_SHORT = frozenset(_WORDS.values())


def _plain(word: str) -> str:
    return "".join(letter for letter in normalize("NFD", word.lower()) if not combining(letter))


def abbreviation(word: str) -> str:
    """The usual abbreviation in the case of the word (Avenue, Av; AVENUE, AV), or the word where there is none.

    A hyphenated word is abbreviated part by part: Saint-Quentin gives St-Quentin.
    """
    short = _WORDS.get(_plain(word))
    if short is None:
        return "-".join(map(abbreviation, word.split("-"))) if "-" in word else word
    if word.isupper():
        return short.upper()
    return short.capitalize() if word[0].isupper() else short


def is_abbreviation(word: str) -> bool:
    """Whether the word is one of the usual abbreviations, in any case."""
    return word.lower() in _SHORT
