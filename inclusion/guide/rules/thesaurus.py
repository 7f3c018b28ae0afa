"""The thesaurus of the guide: expressions that people type, what they mean, and slips of the keyboard in them."""

import lzma
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from inclusion.guide.rules.standard import SERVICES

_FILE = Path(__file__).parents[2] / "data" / "needs.toml"
#: The words of French without accents, one a line: see SOURCES.md beside it.
_FRENCH = Path(__file__).parents[2] / "data" / "french_words.txt.xz"
_WORD = re.compile(r"\w+|€")
#: Words that are compared as another one: short forms, and what loses its meaning without its accent.
_FORMS = {"st": "saint", "ste": "sainte", "€": "euros"} | dict.fromkeys(
    ("retraité", "retraités", "retraitée", "retraitées"), "pensionne"
)
#: Verbs of which any form says the same, whoever speaks, also as they sound: « ma mère sait pas », « chais pas ».
_VERBS = {
    form: verb
    for verb, forms in {
        "sais": "sait savent savons savez jsais chais",
        "peux": "peut peuvent pouvons pouvez jpeux",
        "arrive": "arrives arrivent arrivons arrivez jarrive",
        "comprends": "comprend comprennent comprenons jcomprends",
        "connais": "connait connaissent connaissons",
        "parle": "parles parlent parlons",
        "lis": "lisent lisons",
        "entends": "entend entendent",
        "prends": "prend prennent prenez",
        "viens": "vient viennent",
    }.items()
    for form in forms.split()
}


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


#: Small words of which an expression says nothing, and others that may stand between its words.
ARTICLES = word_set("de d du des la le les l un une a au aux en et ou")
_BETWEEN = ARTICLES | word_set(
    "mon ma mes son sa ses notre nos votre vos leur leurs ce cette ces cet pour sur par avec dans n ne je j s m se me "
    "est trop tres tout bien vraiment"
)
#: Letters of a word from which on one slip, then two, are forgiven.
ONE_SLIP, TWO_SLIPS = 5, 9
#: Letters of the sign of a gender or a number at most.
_ENDING = 2
#: What negations may lack: « je sais pas lire » is « je ne sais pas lire ».
_NEGATION = word_set("ne n")
#: The beginning of a word that an expression gives (« imprim* ») has as many letters at least.
MIN_STEM = 3
#: Words whose nearest expression is remembered.
MAX_REMEMBERED = 5000
#: What an expression counts: what says the need, a price, what says it where nothing else does, what one wants to use.
LEVELS = ("words", "prices", "general", "tools")
#: Expressions of one network, and letters of one of them.
MAX_EXPRESSIONS, MAX_LETTERS = 300, 60
#: The value of an ignored word that is not understood where no need stands beside it.
BESIDE = "beside"


type _Token = tuple[str, bool]  # what is compared, and whether it is a beginning


@dataclass(frozen=True)
class Meaning:
    """What an expression means: a service of the standard, a choice of the search, a kind of place, or nothing.

    Of services the smallest `rank` counts: what says the need before what one learns or uses.
    """

    kind: str
    value: str = ""
    field: str = ""
    rank: int = 0


@dataclass(frozen=True)
class Word:
    """A word as it was typed, the form that is compared, and what stands before it besides spaces."""

    typed: str
    form: str
    before: str = ""


@dataclass(frozen=True)
class Match:
    """An expression found from one word on: the words after the last one, and what it means."""

    end: int
    meanings: tuple[Meaning, ...]
    #: Its words, and their letters: of two that overlap the greater one is meant.
    size: tuple[int, int]


def fold(text: str) -> str:
    """Lower case without accents, ligatures apart."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of(text: str) -> list[Word]:
    """The words of a text: « St Vite » as « saint vite », « S/ Lot » as « sur lot »."""
    found, end = [], 0
    for one in _WORD.finditer(text):
        form = fold(one[0])
        form = _VERBS.get(form, form)
        if form == "s" and text[one.end() : one.end() + 1] == "/":
            form = "sur"
        found.append(Word(one[0], _FORMS.get(one[0].lower(), _FORMS.get(form, form)), text[end : one.start()].strip()))
        end = one.end()
    return found


def stem(form: str) -> str:
    """The form without the sign of a plural."""
    return form[:-1] if len(form) > 3 and form[-1] in "sx" else form


@dataclass
class Thesaurus:
    """Expressions by the beginning of their first word; made once."""

    _index: dict[str, list[tuple[tuple[_Token, ...], Meaning]]] = field(default_factory=dict)
    _letters: dict[str, set[_Token]] = field(default_factory=dict)
    _sounds: dict[str, str] = field(default_factory=dict)
    _stem_sounds: dict[str, str] = field(default_factory=dict)
    _ignored: set[str] = field(default_factory=set)
    #: Those that say nothing beside a need, and are not understood where there is none.
    _beside: set[str] = field(default_factory=set)
    ambiguous: frozenset[str] = frozenset()
    _near: dict[str, tuple[str, int] | None] = field(default_factory=dict)

    def add(self, expression: str, meaning: Meaning) -> None:
        """Add an expression; one without a word that counts is left out."""
        tokens = _tokens(expression)
        if not tokens:
            return
        self._index.setdefault(tokens[0][0][:MIN_STEM], []).append((tokens, meaning))
        if meaning.kind == "ignored":
            if len(tokens) == 1:
                (self._beside if meaning.value == BESIDE else self._ignored).add(tokens[0][0])
            return
        for text, begins in tokens:
            if len(text) >= ONE_SLIP - (not begins):
                self._letters.setdefault(text[0], set()).add((text, begins))
                (self._stem_sounds if begins else self._sounds).setdefault(sound(text), text)

    def with_more(self, lines: Iterable[tuple[str, str]]) -> "Thesaurus":
        """The same with the expressions that a network adds: pairs of an expression and a service."""
        more = Thesaurus(
            {key: list(some) for key, some in self._index.items()},
            {key: set(some) for key, some in self._letters.items()},
            dict(self._sounds),
            dict(self._stem_sounds),
            self._ignored,
            self._beside,
            self.ambiguous,
        )
        for expression, service in lines:
            more.add(expression, Meaning("service", service))
        return more

    def match(self, words: Sequence[Word | None], start: int) -> Match | None:
        """The longest expression that begins at this word; None stands for a word that is something else."""
        word = words[start]
        if word is None:
            return None
        best: tuple[int, int] = (0, 0)
        found: list[tuple[int, Meaning]] = []
        for tokens, meaning in self._index.get(word.form[:MIN_STEM], []):
            end = _end(tokens, words, start)
            size = (len(tokens), sum(len(text) for text, _ in tokens))
            if end and size >= best:
                found = [*(found if size == best else []), (end, meaning)]
                best = size
        if not found:
            return None
        known = [meaning for _, meaning in found if meaning.kind != "ignored"]
        return Match(found[0][0], tuple(dict.fromkeys(known or (one for _, one in found))), best)

    def nearest(self, form: str) -> tuple[str, int] | None:
        """The word of an expression that a slip of the keyboard made this of, and the slips; None for no such."""
        if form not in self._near:
            if len(self._near) > MAX_REMEMBERED:
                self._near.clear()
            self._near[form] = self._nearest(form)
        return self._near[form]

    def _stem_alike(self, heard: str) -> str:
        """The beginning of an expression's word that sounds like the beginning of this: « fotocopie »."""
        parts = (heard[:end] for end in range(len(heard), ONE_SLIP - 1, -1))
        return next((self._stem_sounds[one] for one in parts if one in self._stem_sounds), "")

    def says_nothing(self, form: str) -> bool:
        """Whether a word is another form of a verb or a noun that says nothing: « envoyé » of envoyer."""
        if len(form) <= ONE_SLIP or not is_french(form):
            return False
        roots = (form, form[:-1], form[:-2], form[:-3])
        known = self._ignored | self._beside
        return any(f"{one}{end}" in known for one in roots for end in ("", "r", "er"))

    def needs_a_need(self, form: str) -> bool:
        """Whether a word that is ignored says something after all where no need stands beside it: « domicile »."""
        return not {form, stem(form)} & self._ignored and (
            bool({form, stem(form)} & self._beside) or self.says_nothing(form)
        )

    def _nearest(self, form: str) -> tuple[str, int] | None:
        most = slips_forgiven(form)
        if not most or form.isdecimal():
            return None
        if is_french(form):
            ends = [one for one in self._letters.get(form[0], ()) if not one[1] and _is_inflected(form, one[0])]
            return (min(ends)[0], 1) if ends else None
        found: dict[int, set[str]] = {}
        for letters in {form[:1], form[1:2]}:
            for text, begins in self._letters.get(letters, ()):
                if letters == form[0] or text[1:2] == form[0]:
                    size = len(text)
                    parts = {form[: size + more] for more in (-1, 0, 1)} if begins else {form, stem(form)}
                    bound = min(most, slips_forgiven(text) or 1)
                    slips = min(OSA.distance(part, text, score_cutoff=bound) for part in parts)
                    if slips <= bound:
                        found.setdefault(slips, set()).add(text)
        if not found:
            alike = self._sounds.get(sound(form)) or self._stem_alike(sound(form))
            return (alike, 1) if alike else None
        slips = min(found)
        return min(found[slips], key=lambda one: (abs(len(one) - len(form)), one)), slips


def _tokens(expression: str) -> tuple[_Token, ...]:
    starred = [one.endswith("*") for one in re.findall(r"\w+\*?", expression)]
    forms = [fold(one.rstrip("*")) for one in re.findall(r"\w+\*?", expression)]
    found = [
        (form if star else stem(_VERBS.get(form, form)), star)
        for form, star in zip(forms, starred, strict=True)
        if form not in ARTICLES | _NEGATION or len(forms) == 1
    ]
    if len(found) == 1 and len(forms) > 1 and forms[0] in ("un", "des", "les", "en", "a"):
        # « un ordinateur », which « mon ordinateur » is not.
        found = [(forms[0], False), *found]
    return tuple(found)


def _end(tokens: Sequence[_Token], words: Sequence[Word | None], start: int) -> int:
    """The number of the word after the last of the expression, 0 where it is not there."""
    at = start
    for number, (text, begins) in enumerate(tokens):
        while True:
            word = words[at] if at < len(words) else None
            if word is None:
                return 0
            if word.form.startswith(text) if begins else stem(word.form) == text or word.form == text:
                break
            if number == 0 or word.form not in _BETWEEN:
                return 0
            at += 1
        at += 1
    return at


#: Spellings of one sound, in their order: « hagetmo » for Hagetmau, « informatik » for informatique.
_SOUNDS = (
    *(("eaux", "o"), ("eau", "o"), ("aux", "o"), ("au", "o"), ("ph", "f"), ("qu", "k"), ("q", "k"), ("y", "i")),
    *(("an", "en"), ("am", "en"), ("em", "en"), ("ain", "in"), ("ein", "in"), ("im", "in"), ("ck", "k"), ("h", "")),
)
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sound(form: str) -> str:
    """About how a word sounds: words that sound the same are a slip apart."""
    for letters, one in _SOUNDS:
        form = form.replace(letters, one)
    return _DOUBLE.sub(r"\1", form).rstrip("estxd") or form


@lru_cache(maxsize=1)
def _french() -> bytes:
    """One text of a megabyte: as a set of words it would take ten."""
    return lzma.decompress(_FRENCH.read_bytes())


@lru_cache(maxsize=4096)
def is_french(form: str) -> bool:
    """Whether a word of three letters or more is one of French: whoever typed it meant it."""
    return len(form) >= MIN_STEM and f"\n{form}\n".encode() in _french()


def _is_inflected(one: str, other: str) -> bool:
    """Whether two words differ in their last letters alone: « artificiel », « artificielle »."""
    short, long = sorted((one, other), key=len)
    return len(short) > ONE_SLIP and len(long) - len(short) <= _ENDING and long.startswith(short)


def slips_forgiven(form: str) -> int:
    """How many slips of the keyboard a word of this length may have."""
    return (len(form) >= ONE_SLIP) + (len(form) >= TWO_SLIPS)


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """The thesaurus that every network has."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found = Thesaurus(ambiguous=frozenset(data["ambiguous"]["words"].split()))
    for service, levels in data["services"].items():
        for rank, level in enumerate(LEVELS):
            for expression in levels.get(level, ()):
                found.add(expression, Meaning("service", service, rank=rank))
    for expression in data["beyond"]["words"]:
        found.add(expression, Meaning("service", SERVICES[0], "beyond", LEVELS.index("tools")))
    for expression in data["places"]["words"]:
        found.add(expression, Meaning("place"))
    for name, choices in data["filters"].items():
        values = choices.items() if isinstance(choices, dict) else [("on", choices)]
        for value, expressions in values:
            for expression in expressions:
                found.add(expression, Meaning("filter", value, name))
    for expression in (*data["ignored"]["words"].split(), *data["ignored"]["phrases"]):
        found.add(expression, Meaning("ignored"))
    for expression in data["ignored"]["beside"].split():
        found.add(expression, Meaning("ignored", BESIDE))
    return found


# -- Expressions that a network adds


def is_ignored(expression: str) -> bool:
    """Whether an expression says nothing in the thesaurus: « bonjour », « le »."""
    words = words_of(expression)
    found = thesaurus().match(words, 0)
    return found is not None and found.end == len(words) and found.meanings[0].kind == "ignored"


def own_expressions(text: str) -> list[tuple[str, str]]:
    """The pairs of an expression and a service, one a line: « mission bus : Aide aux démarches administratives ».

    Several services stand with a comma between them. Raises ValueError with the sentence to show.
    """
    found: list[tuple[str, str]] = []
    known = {fold(one): one for one in SERVICES}
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        expression, _, named = line.partition(":")
        expression = expression.strip()
        services = [one.strip() for one in named.split(",") if one.strip()]
        if not services or not _tokens(expression):
            raise ValueError(
                f"«\u00a0{line}\u00a0»\u00a0: écrivez l’expression, deux-points, puis un ou plusieurs services."
            )
        if len(expression) > MAX_LETTERS or any(
            begins and len(text) < MIN_STEM for text, begins in _tokens(expression)
        ):
            raise ValueError(
                f"«\u00a0{expression}\u00a0»\u00a0: {MAX_LETTERS} lettres au plus, et trois avant une étoile."
            )
        for one in services:
            if fold(one.replace("’", "'")) not in known:
                raise ValueError(f"«\u00a0{one}\u00a0» n’est pas un service du standard national.")
            found.append((expression, known[fold(one.replace("’", "'"))]))
    if len(found) > MAX_EXPRESSIONS:
        raise ValueError(f"Donnez {MAX_EXPRESSIONS} expressions au plus.")
    return found
