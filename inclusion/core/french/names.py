"""How French joins words and numbers, and how the names of places are searched, shortened and joined to « de »."""

import re
import unicodedata
from decimal import Decimal

from inclusion.core.french.money import grouped

_BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
#: What mail programs turn into a link.
_WEB_ADDRESS = re.compile(r"://|(?i:www\.)|\w\.[a-z]{2}")
_VOWELS = frozenset("aeiouœæ")


def of(named: object) -> str:
    """« de MSA », « d’Orange », « d’État »: elided before a vowel; an h is taken as sounded, a y too.

    An article that belongs to the name stays as it is written: « de La Poste ».
    """
    name = str(named)
    first = unicodedata.normalize("NFD", name[:1]).lower()[:1]
    return f"d’{name}" if first in _VOWELS else f"de {name}"


#: The article that the name of an organisation takes, by its first word.
_ARTICLES = {
    "le ": "centre conseil département groupement pôle réseau service syndicat ccas cias cms",
    "la ": "caisse commune communauté fédération mairie maison médiathèque métropole mission mutualité préfecture "
    "région ville caf carsat cpam msa",
    "l’": "agence association espace établissement office union",
}


def article_of(name: str) -> str:
    """« le », « la » or « l’ », with its space, for an organisation; empty where it takes none or has one."""
    first = name.partition(" ")[0].lower()
    return next((article for article, words in _ARTICLES.items() if first in words.split()), "")


def with_article(name: str) -> str:
    """« le Conseil départemental de Lot-et-Garonne », « La Poste »."""
    return f"{article_of(name)}{name}"


def towards(name: str) -> str:
    """« au CMS de Marmande », « à la Mairie d’Agen », « à l’Espace Jasmin », « à France services »."""
    article = article_of(name)
    return f"au {name}" if article == "le " else f"à {article}{name}"


def so_many(count: int, one: str, many: str) -> str:
    """« 1 lettre », « 3 552 lettres », « 0 lettre »: the count, a space that does not break, and its words."""
    return f"{grouped(count)}\u00a0{many if count > 1 else one}"


#: Words whose plural is their singular, and those behind which the number of the unit says nothing.
_ALWAYS_SAME = {
    "accès",
    "avis",
    "bus",
    "corps",
    "cours",
    "fois",
    "mois",
    "parcours",
    "pays",
    "prix",
    "rendez-vous",
    "temps",
    "voix",
}
_BEHIND = {"à", "au", "aux", "avec", "d", "de", "des", "du", "en", "par", "pour", "sans", "sur"}


def unit_of(count: Decimal | int, unit: str) -> str:
    """The unit of a number, typed in the plural: « feuille de route » for 1, « feuilles de route » for 2."""
    if not -2 < count < 2:
        return unit
    words, is_behind = [], False
    for word in unit.split(" "):
        is_behind = is_behind or re.split("[’']", word)[0].lower() in _BEHIND
        plural = word.endswith("s") and not word.endswith("ss") and word.lower() not in _ALWAYS_SAME
        words.append(word[:-1] if plural and not is_behind and len(word) > 3 and not word.isupper() else word)
    return " ".join(words)


def one_line(text: str) -> str:
    """The text on one line, each run of white space as one space; those that do not break, as before « : », stay."""
    return _BREAKABLE.sub(" ", text).strip()


def quoted(text: str) -> str:
    """A text in guillemets; those that it has itself become “ ”: « Ateliers “Mes droits” »."""
    inner = re.sub(r"\s*»", "”", re.sub(r"«\s*", "“", text))
    return f"«\u00a0{inner}\u00a0»"


def has_web_address(text: str) -> bool:
    """Whether a name holds what a mail program turns into a link."""
    return bool(_WEB_ADDRESS.search(text))


def shown_size(count: int) -> str:
    """A size for people, in Mo; rounded up, so that what is too great never reads as what is accepted."""
    tenths = -(-count * 10 // (1024 * 1024))
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}\u00a0Mo" if rest else f"{whole}\u00a0Mo"


# -- French place names: search, abbreviation, contraction with "de"

# The codes of the Code officiel géographique ("TNCC"): which article a name takes, hence how "de" joins it.
LINKS = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’"}

# Where the source differs from use: the départements named "X-et-Y" take no article (the Conseil
# départemental *de* Lot-et-Garonne), and two overseas names need theirs.
LINK_OVERRIDES = {"41": 0, "47": 0, "82": 0, "984": 4, "989": 5}

KINDS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "METRO": "Métropole",
    "MET69": "Métropole de Lyon",
}

_ARTICLE = re.compile(r"^(l|le|la|les) (?=.)")
_SAINT = re.compile(r"\bst(e?)\b")


def typographic(name: str) -> str:
    """Return the name with the apostrophe that screens and letters show (’ instead of ')."""
    return name.replace("'", "’")


def search_form(text: str) -> str:
    """Return what a name is searched by: plain lower-case words, "st" as "saint", no first article.

    Accents, hyphens and apostrophes do not count. Both the stored name and what is typed go through it: "isle
    sur la s" finds L'Isle-sur-la-Sorgue.
    """
    plain = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    plain = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    plain = _SAINT.sub(lambda found: f"saint{found[1]}", plain)
    return _ARTICLE.sub("", plain)


def department_of_name(code: str, name: str, link: int) -> str:
    """Return the name joined to "de": "de Lot-et-Garonne", "du Vaucluse", "des Landes".

    Parameters
    ----------
    code: of the département, for the few whose use differs from the source.
    link: code of the article in the Code officiel géographique; an unknown one raises KeyError.
    """
    return LINKS[LINK_OVERRIDES.get(code, link)] + typographic(name)


def epci_full_name(name: str, kind: str) -> str:
    """Return the name to show of an EPCI, its kind spelled out unless the name already says what it is.

    "CC du Pays de Duras" → "Communauté de communes du Pays de Duras"; "CC Albret Communauté" → "Albret
    Communauté".
    """
    rest = name.removeprefix(f"{kind} ").strip().strip('"').replace(" - Agglomération", " Agglomération")
    if kind not in ("CC", "CA", "CU") or rest == name:
        return typographic(rest)
    if re.search(r"Agglo|Communauté\b|Métropole", rest):
        return typographic(rest)
    return f"{KINDS[kind]} {typographic(rest)}"


#: Those that are said with « à »: islands and towns.
_AT = ("Paris", "La Réunion", "Mayotte", "Saint-")
#: How « de » and an article become « in ».
_IN = {"du ": "dans le ", "des ": "dans les ", "de l’": "dans l’", "de la ": "en ", "de ": "en ", "d’": "en "}


def in_department(of_name: str) -> str:
    """« en Lot-et-Garonne », « dans le Vaucluse », « dans les Landes », from the name with « de »."""
    begins = next(one for one in _IN if of_name.startswith(one))
    name = of_name.removeprefix(begins)
    return f"à {name}" if name.startswith(_AT) else f"{_IN[begins]}{name}"
