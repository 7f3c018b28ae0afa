"""Towns by everything that is typed for them: names, beginnings and ends of names, sounds, postal codes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from inclusion.guide.rules.search import Town
from inclusion.guide.rules.thesaurus import Word, sound, word_set, words_of

#: Articles that begin the names of towns, and words that are no name by themselves.
OWN_ARTICLES = word_set("le la les l")
SAINTS = ("saint", "sainte")
#: A name has as many words at most; what begins one, as many letters at least.
LONGEST, MIN_PREFIX = 9, 4
#: A last word of so many letters means its town; one behind these says where the town is.
LONG_END = 5
BESIDE = word_set("sur sous en les lez")
#: Of two towns of one name elsewhere, the one with so many times the inhabitants of the other is meant.
TIMES = 5
POSTAL = re.compile(r"\d{5}|2[ab]\d{3}")


def _own_end(name: str) -> str:
    """The last word of a name that is enough to mean it: « gadagne » of Châteauneuf-de-Gadagne, no river's « lot »."""
    *before, end = name.split()
    return end if before and len(end) >= LONG_END and before[-1] not in BESIDE else ""


@dataclass
class TownIndex:
    """Towns by their names, the beginnings and ends of these, and their postal codes."""

    towns: Sequence[Town]
    by_name: dict[str, list[Town]] = field(default_factory=dict)
    by_start: dict[str, list[Town]] = field(default_factory=dict)
    by_end: dict[str, list[Town]] = field(default_factory=dict)
    by_sound: dict[str, list[Town]] = field(default_factory=dict)
    by_code: dict[str, list[Town]] = field(default_factory=dict)
    #: First words of names that begin with « L’ ».
    elided: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for one in self.towns:
            for name in (one.search_name, *one.former):
                self.by_name.setdefault(name, []).append(one)
                self.by_start.setdefault(name[:3], []).append(one)
            self.by_sound.setdefault(sound(one.search_name), []).append(one)
            if one.name[:2] in ("L'", "L’"):
                self.elided.add(one.search_name.split()[0])
            if end := _own_end(one.search_name):
                self.by_end.setdefault(end, []).append(one)
            for code in one.postal_codes:
                self.by_code.setdefault(code, []).append(one)

    def without_article(self, word: Word) -> Word:
        """The word without the article that was typed onto it: « lisle » (sur la Sorgue)."""
        is_glued = word.form[:1] == "l" and word.form[1:] in self.elided
        return Word(word.typed, word.form[1:], word.before) if is_glued else word

    def has_bigger_alike(self, form: str, population: int) -> bool:
        """Whether one slip away lies a town that is much bigger than one of this name elsewhere."""
        return any(
            one.population >= 3 * population and OSA.distance(form, one.search_name, score_cutoff=1) == 1
            for one in self.towns
            if abs(len(one.search_name) - len(form)) <= 1
        )

    def begun(self, text: str, *, whole: bool) -> list[Town]:
        """The towns whose name goes on after this text; `whole`: with a further word."""
        start = f"{text} " if whole else text
        found = (
            one
            for one in self.by_start.get(text[:3], ())
            if any(name.startswith(start) for name in (one.search_name, *one.former))
        )
        return list({one.code: one for one in found}.values())


def bigger(exact: list[Town], begun: list[Town]) -> list[Town]:
    """The towns of this very name; a much bigger one whose name goes on instead (« Vire » for Vire Normandie)."""
    most = max(one.population for one in exact)
    return [one for one in begun if one.population >= 2 * TIMES * most] or exact


def joined(words: list[Word]) -> list[Word]:
    """The words, a postal code that was typed in two parts (« 47 000 ») being one."""
    found: list[Word] = []
    for one in words:
        last = found[-1] if found else None
        if last and not one.before and re.fullmatch(r"\d{2} \d{3}", f"{last.form} {one.form}"):
            found[-1] = Word(f"{last.typed} {one.typed}", last.form + one.form, last.before)
        else:
            found.append(one)
    return found


def names_in(text: str) -> list[str]:
    """Everything in a text that may be the name of a town, in the form in which names are searched."""
    forms = [one.form for one in words_of(text)][:40]
    return [
        " ".join(forms[start:end])
        for start in range(len(forms))
        for end in range(start + 1, min(start + LONGEST, len(forms)) + 1)
        if forms[start] not in OWN_ARTICLES
    ]


def beginnings_in(names: Iterable[str]) -> list[str]:
    """Those of the names that may be the beginning of a longer one: « mouans » for Mouans-Sartoux."""
    return [one for one in names if len(one) >= MIN_PREFIX and one.count(" ") < 2 and one not in SAINTS]


def codes_in(text: str) -> list[str]:
    """Everything in a text that may be a postal code or the code of a commune."""
    return [one.form.upper() for one in joined(words_of(text)) if POSTAL.fullmatch(one.form)]


def first_words(name: str, typed: str) -> str:
    """The first words of a name, as many as were typed, where they mean it: « bretignolles », « sainte livrade »."""
    first = " ".join(name.split()[: typed.count(" ") + 1])
    return first if len(first) > LONG_END and first not in SAINTS else name


def slips_of_town(name: str, evidence: int) -> int:
    """How many slips the name of a town may have: none in two letters, more in long ones and after « à »."""
    length = len(name)
    if length < 3:
        return 0
    if length <= 5:
        return 1
    return 1 + (length > 8 or evidence >= 2) + (length > 14)
