"""A postal address as French envelopes show it, after the standard NF Z10-011."""

import re
from collections.abc import Callable, Iterable
from unicodedata import category, combining, normalize

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


def abbreviation(word: str) -> str:
    """The usual abbreviation in the case of the word (Avenue, Av; AVENUE, AV), or the word where there is none.

    A hyphenated word is abbreviated part by part: Saint-Quentin gives St-Quentin.
    """
    short = _WORDS.get("".join(letter for letter in normalize("NFD", word.lower()) if not combining(letter)))
    if short is None:
        return "-".join(map(abbreviation, word.split("-"))) if "-" in word else word
    if word.isupper():
        return short.upper()
    return short.capitalize() if word[0].isupper() else short


def is_abbreviation(word: str) -> bool:
    """Whether the word is one of the usual abbreviations, in any case."""
    return word.lower() in _SHORT


# -- Postal addresses as on French envelopes (NF Z10-011)

WIDTH = 38
LINES_BEFORE_TOWN = 5
NAME_LINES = 2
UNPUNCTUATED_FROM = 3  # index of the fourth line

STREET_TYPES = (
    "allees?|all|avenue|ave?|boulevard|boul|bl?d|bvd|chaussee|chemin|chem?|chs|cite|clos|cours?|cote|crs|degre|descente|"
    "domaine|esplanade|faubourg|fg|grande?|hameau|impasse|imp|lotissement|lot|mail|montee|parvis|passage|place|placette|"
    "pl|pont|promenade|prom|quai|quartier|residence|rond|route|rte|ruelle|rue|r|sente|sentier|square|sq|traverse|"
    "venelle|villa|voie|zone"
)

_NUMBER = r"\d{1,4}(?!\d)(?:\s?[-/]\s?\d+)?\s?(?:(?:bis|ter|quater|quinquies)\b|[a-d]\b)?"
_STREET_WORD = rf"(?:{STREET_TYPES})\b"
_NUMBERED_STREET = re.compile(rf"{_NUMBER}[\s,]*{_STREET_WORD}", re.IGNORECASE)
_NAMED_STREET = re.compile(_STREET_WORD, re.IGNORECASE)
_NUMBERED = re.compile(rf"{_NUMBER}[\s,]+\D", re.IGNORECASE)
_INNER_STREET = re.compile(rf"(?<=[\s,]){_NUMBER}[\s,]*{_STREET_WORD}", re.IGNORECASE)
_BOX = re.compile(r"(?:b\.?\s?p|c\.?\s?s|t\.?\s?s\.?\s?a|cidex)\b\.?\s?(?:n[o°]?\s?)?\d", re.IGNORECASE)
_LEADING_BOX = re.compile(rf"{_BOX.pattern}\d*\s", re.IGNORECASE)
_INNER_BOX = re.compile(rf"(?<=[\s,]){_BOX.pattern}", re.IGNORECASE)
_SUFFIXES = {"bis", "ter", "quater", "quinquies", "a", "b", "c", "d"}
_SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "sur", "aux", "au", "a"}
_FRANCE = {"", "france", "fr", "republique francaise"}
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss"}
)


def without_accents(text: str) -> str:
    """The text in plain letters: « Bœuf-Écoust » gives « Boeuf-Ecoust »."""
    return "".join(letter for letter in normalize("NFD", text.translate(_LETTERS)) if not combining(letter))


def _bare(line: str) -> str:
    """The line with each letter's base in its place, so that what is found there is found at the same position
    here."""
    return "".join(normalize("NFD", letter)[0] for letter in line)


def _tidy(text: str) -> str:
    """One line, single plain spaces, composed letters."""
    return " ".join(normalize("NFC", text).split())


def _without_sentence_signs(line: str) -> str:
    """The line without commas, points and the like; hyphens and apostrophes inside words are spelling and stay."""
    line = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", line)  # B.P. is one word
    line = re.sub(r"\s*&\s*", " et ", line)
    return _tidy(re.sub(r"[,;:.!?…()\[\]\"«»“”]|(?<=\s)[-–—/](?=\s)", " ", line))


def _without_punctuation(line: str) -> str:
    """The line in letters, digits and spaces only, as sorting machines want it."""
    kept = (sign if category(sign)[0] not in "PS" or sign == "°" else " " for sign in _without_sentence_signs(line))
    return _tidy("".join(kept))


def _shortened(
    words: list[str],
    fits: Callable[[str], bool],
    *,
    kept: Iterable[int] = (),
    ways: Iterable[Callable[[str], str]] | None = None,
) -> list[str]:
    """Shorten words from the left until they fit; the last word and the words at `kept` stay as they are.

    First the usual abbreviations (AVENUE, AV), then initials of longer words, then small words are left out, then
    words.
    """
    words = list(words)
    free = sorted(set(range(len(words) - 1)) - set(kept))
    for shorter in ways or (abbreviation, _initial, _nothing_if_small, _nothing):
        for index in free:
            if fits(" ".join(word for word in words if word)):
                return [word for word in words if word]
            words[index] = shorter(words[index])
    return [word for word in words if word]


def _initial(word: str) -> str:
    kept = is_abbreviation(word) or _is_small(word) or word[:1].isdigit()
    return word if kept else word[:1]


def _is_small(word: str) -> bool:
    return without_accents(word).lower() in _SMALL_WORDS


def _nothing_if_small(word: str) -> str:
    return "" if _is_small(word) else word


def _nothing(word: str) -> str:
    return ""


def _fits_a_line(line: str) -> bool:
    return len(line) <= WIDTH


def _fitted(line: str) -> str:
    """A line of at most 38 characters: abbreviated from its left words, its numbers and its last word kept.

    Where they alone are too long, hyphens part words too, and what is still too long is cut at its right.
    """
    if _fits_a_line(line):
        return line
    for candidate in (line, _without_punctuation(line)):
        words = candidate.split()
        kept = [index for index, word in enumerate(words) if _is_number(words, index)]
        shortened = " ".join(_shortened(words, _fits_a_line, kept=kept))
        if _fits_a_line(shortened):
            return shortened
    words = _without_punctuation(line).split()
    numbers = [word for index, word in enumerate(words[:-1]) if _is_number(words, index)][:1]
    return " ".join([*numbers, words[-1]])[:WIDTH].rstrip()


def _is_number(words: list[str], index: int) -> bool:
    """Whether the word is a street number, a box or a floor, or the « bis » that belongs to one."""
    word = words[index]
    if any(sign.isdigit() for sign in word):
        return True
    return index > 0 and word.lower() in _SUFFIXES and words[index - 1].isdigit()


def _wrapped(text: str) -> list[str]:
    """The words on as few lines as hold them; a word longer than a line makes a longer line."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _fits_name_lines(text: str) -> bool:
    lines = _wrapped(text)
    return len(lines) <= NAME_LINES and all(map(_fits_a_line, lines))


def _parted(text: str, *, after: str) -> list[str]:
    """Two lines parted after one of these signs (after any when empty), the first as long as can be; or nothing."""
    for end in range(min(WIDTH, len(text)), 0, -1):
        two = [text[:end].strip(), text[end:].strip()]
        if _fits_a_line(two[1]) and (not after or text[end - 1] in after):
            return two
    return []


def _name_lines(name: str) -> list[str]:
    """The name on one line or two, never cut off.

    Words stay whole where they can, else they part after a hyphen. A name too long for two lines keeps its last
    word: the words before are abbreviated from the left, then become initials (Jean-Baptiste, J). A word longer
    than a line is carried over.
    """
    if _fits_name_lines(name):
        return _wrapped(name)
    if parted := _parted(name, after=" -\u2010\u2011"):
        return parted
    if all(map(_fits_a_line, name.split())) or not _parted(name, after=""):
        name = " ".join(_shortened(name.split(), _fits_name_lines))
    if _fits_name_lines(name):
        return _wrapped(name)
    return _parted(name, after="") or [name[:WIDTH], name[WIDTH : NAME_LINES * WIDTH]]


def _street_index(lines: list[str]) -> int:
    """Which line names the street: number and kind of street, then a kind of street, then a number, then no box."""
    for looks_right in (_NUMBERED_STREET.match, _NAMED_STREET.match, _INNER_STREET.search, _NUMBERED.match):
        for index in range(len(lines) - 1, -1, -1):
            if looks_right(_bare(lines[index])):
                return index
    places = [index for index, line in enumerate(lines) if not _BOX.match(line)]
    return places[-1] if places else len(lines) - 1


def _unfolded(lines: list[str], room: int) -> list[str]:
    """Part lines that are too long where a street or a box begins inside them, as far as there is space."""
    unfolded = list(lines)
    index = 0
    while index < len(unfolded):
        line = unfolded[index]
        if len(unfolded) < room and not _fits_a_line(_without_sentence_signs(line)):
            bare = _bare(line)
            if box := _LEADING_BOX.match(bare):
                cut: int | None = box.end()
            else:
                inner = _INNER_STREET.search(bare) or _INNER_BOX.search(bare)
                cut = inner.start() if inner else None
            if cut is not None:
                unfolded[index : index + 1] = [line[:cut].strip(" ,-–"), line[cut:].strip(" ,-–")]
        index += 1
    return unfolded


def _folded(lines: list[str], room: int) -> list[str]:
    """At most `room` lines: neighbours are joined, the shortest pair first; what cannot be joined is dropped.

    Joined lines may take the usual abbreviations. The street stays alone and always stays. Complements without a
    number go first, from the top, for a floor, a flat or a box is what the postman needs.
    """
    folded = list(lines)
    while len(folded) > room:
        street = _street_index(folded)
        pairs = [index for index in range(len(folded) - 1) if street not in (index, index + 1)]
        joined = {index: f"{folded[index]} {folded[index + 1]}" for index in pairs}
        shortest = min(joined, key=lambda index: len(joined[index]), default=None)
        if shortest is not None:
            abbreviated = " ".join(_shortened(joined[shortest].split(), _fits_a_line, ways=(abbreviation,)))
            if _fits_a_line(abbreviated):
                folded[shortest : shortest + 2] = [abbreviated]
                continue
        others = [index for index in range(len(folded)) if index != street]
        plain = [index for index in others if not any(sign.isdigit() for sign in folded[index])]
        del folded[(plain or others)[0]]
    return folded


def _town_line(postal_code: str, town: str, *, abroad: bool) -> str:
    """Postal code and town in plain capitals; CEDEX and its number stay, too long a town is shortened at its left."""
    code = _tidy(postal_code).upper()
    if not abroad:
        digits = re.sub(r"[\s.\-]", "", code)
        code = digits if re.fullmatch(r"\d{5}", digits) else _without_punctuation(code)
    name = _without_punctuation(without_accents(town).upper())
    if _fits_a_line(f"{code} {name}".strip()):
        return f"{code} {name}".strip()
    found = re.search(r" CEDEX(?: \d+)?$", name)
    cedex = found.group() if found else ""
    room = WIDTH - len(cedex) - (len(code) + 1 if code else 0)
    words = _shortened(name.removesuffix(cedex).split(), lambda text: len(text) <= room)
    return f"{code} {' '.join(words)[: max(room, 0)].rstrip()}{cedex}".strip()[:WIDTH].rstrip()


def postal_block(*, name: str, lines: Iterable[str], postal_code: str, town: str, country: str = "") -> list[str]:
    """The lines of an address, top to bottom: at most 6 of 38 characters, 7 abroad, none blank.

    `lines` are the complements, the street and the box or place, in the order of the envelope. Too long a street is
    abbreviated from its left words, its number and its last word stay; a line that holds a complement and the
    street is parted where there is space. Too long a name runs over two lines. When there are too many lines,
    neighbours share one; what still does not fit is dropped, never the street nor the town. `country` is empty or «
    France » at home.
    """
    given = lines.splitlines() if isinstance(lines, str) else [part for line in lines for part in line.splitlines()]
    # A line without any letter or digit ("-", "/") says nothing.
    body = [_tidy(line) for line in given if any(sign.isalnum() for sign in line)]
    addressee = _name_lines(_tidy(name))
    room = LINES_BEFORE_TOWN - len(addressee)
    body = _folded(_unfolded(body, room), room)
    if body:
        street = _street_index(body)
        body[street:] = [_without_sentence_signs(line) for line in body[street:]]
    block = [*addressee, *body]
    block[UNPUNCTUATED_FROM:] = [_without_punctuation(line) for line in block[UNPUNCTUATED_FROM:]]
    block[len(addressee) :] = [_fitted(line) for line in block[len(addressee) :]]

    land = _without_punctuation(without_accents(country))
    abroad = land.lower() not in _FRANCE
    block.append(_town_line(postal_code, town, abroad=abroad))
    if abroad:
        block.append(_fitted(land.upper()))
    return [line for line in block if line]
