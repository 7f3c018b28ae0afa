"""What a sentence typed into the guide asks for: needs, a town, choices, names of places; and what is not understood.

Nothing that was typed is dropped: each word belongs to a part, says nothing (« bonjour »), or is unknown.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from inclusion.core.french.names import search_form
from inclusion.guide.rules.search import Part, Town, Understanding
from inclusion.guide.rules.standard import SERVICES
from inclusion.guide.rules.thesaurus import (
    LEVELS,
    Match,
    Meaning,
    Thesaurus,
    Word,
    is_french,
    sound,
    word_set,
    words_of,
)
from inclusion.guide.rules.towns import (
    BESIDE,
    LONGEST,
    MIN_PREFIX,
    OWN_ARTICLES,
    POSTAL,
    SAINTS,
    TIMES,
    TownIndex,
    bigger,
    first_words,
    joined,
    slips_of_town,
)

#: Words after which a town is named; and those that may also join two nouns.
_AT = word_set("a au aux en vers pres autour dans sur chez secteur commune ville proche")
_OF = word_set("de d du des")
_NEAR = word_set("pres autour proche cote alentours environs ville commune secteur mairie ccas prefecture")
#: Inhabitants from which a town elsewhere is meant by its name alone; by a name that is also a usual word.
_KNOWN, _FAMOUS = 5_000, 50_000
#: The same where it stands after « à » in small letters: « à sens », no « à l’école ».
_BIG = 20_000
#: Towns that are offered at most.
FEW = 6
_STREETS = word_set("rue avenue av bd boulevard impasse allee allees")
_WITH_NUMBER = _STREETS | word_set("place chemin route quai cours square lotissement bis ter")
#: The number of a département, and one with its unit (« 50 euros », « 3 fois »): digits at most.
_MAX_DIGITS = 4
_SENIOR, _CHILD = 60, 17
#: A choice of a day or of a part of it, beside which « ouvert » is not « ouvert maintenant ».
_WHEN = ("jour", "moment")
_ELIDED, _VOWELS = "ldjnsmtc", "aeiouyh"
#: The rank of what one wants to use.
_TOOLS = LEVELS.index("tools")
_OPEN_NOW = (("ouvert", "on"),)


def understand(text: str, *, here: TownIndex, elsewhere: TownIndex, words: Thesaurus, area: str = "") -> Understanding:
    """Return what a text says; `here` are the towns of the network, `elsewhere` those that the text may name."""
    return _Reading(text, here, elsewhere, words, area).result()


class _Reading:
    """One text: its words, and to which part each belongs."""

    def __init__(self, text: str, here: TownIndex, elsewhere: TownIndex, words: Thesaurus, area: str) -> None:
        self.text, self.here, self.elsewhere, self.thesaurus = text, here, elsewhere, words
        self.words = [self._apart(here.without_article(one)) for one in joined(words_of(text))]
        self.taken: list[bool] = [False] * len(self.words)
        self.area = search_form(area)
        self.found: list[tuple[range, str, tuple[Meaning, ...], str]] = []
        self.towns: list[Town] = []
        self.options: list[Town] = []
        self.coded: list[tuple[int, list[Town]]] = []
        self.slips: set[int] = set()
        self.corrected: tuple[str, str] | None = None
        typed = [one.typed for one in self.words if one.typed[0].isalpha()]
        small = [one for one in typed if one[0].islower()]
        #: Capital letters say something only where there are small ones too.
        self.has_case = bool(small)

    def _apart(self, word: Word) -> Word:
        """The word without « l’ », « d’ », « j’ » typed onto it without its apostrophe: « lordinateur »."""
        begun, rest = word.form[:1], word.form[1:]
        if (
            begun not in _ELIDED
            or rest[:1] not in _VOWELS
            or len(rest) < MIN_PREFIX
            or is_french(word.form)
            or word.form in self.here.by_name
            or self.thesaurus.match([word], 0)
        ):
            return word
        apart = Word(word.typed, rest, word.before)
        return apart if rest in self.here.by_name or self.thesaurus.match([apart], 0) else word

    def result(self) -> Understanding:
        self._read_codes()
        self._read_area()
        self._read_towns()
        self._read_address()
        self._read_ages()
        self._read_expressions()
        self._read_numbers()
        unknown = self._not_now(self._read_slips())
        return self._understanding(self._with_words_alone(unknown))

    # -- Towns

    def _read_codes(self) -> None:
        for at, word in enumerate(self.words):
            code = word.form.upper()
            if not POSTAL.fullmatch(word.form):
                continue
            towns = self.here.by_code.get(code) or self.elsewhere.by_code.get(code)
            named = [one for one in (*self.here.towns, *self.elsewhere.towns) if one.code == code]
            towns = towns or named
            if towns:
                self.coded.append((at, towns))

    def _coded_by(self, code: str) -> list[Town]:
        return self.here.by_code.get(code, []) + self.elsewhere.by_code.get(code, [])

    def _read_area(self) -> None:
        parts = self.area.split()
        number = self.here.towns[0].code[:2].lower() if self.here.towns else ""
        for at, word in enumerate(self.words):
            if word.form == number and (word.before == "(" or at == len(self.words) - 1 or at == 0):
                self._take(range(at, at + 1), "ignored" if len(self.words) > 1 else "everywhere")
        for at in range(len(self.words) - len(parts) + 1) if parts else ():
            span = range(at, at + len(parts))
            if [one.form for one in self.words[at : at + len(parts)]] == parts and not self._in_a_name(span):
                self._take(range(at, at + len(parts)), "everywhere")

    def _in_a_name(self, span: range) -> bool:
        """Whether the words belong to the longer name of a town: « fontaine de vaucluse »."""
        forms = [one.form for one in self.words]
        return any(
            " ".join(forms[start:end]) in self.here.by_name
            for start in range(max(0, span[0] - 4), span[0] + 1)
            for end in range(span[-1] + 1, min(len(forms), span[-1] + 4) + 1)
            if end - start > len(span)
        )

    def _read_towns(self) -> None:
        forms = [one.form for one in self.words]
        self.phrases = self._phrases()
        for length in range(min(LONGEST, len(forms)), 0, -1):
            for start in range(len(forms) - length + 1):
                span = range(start, start + length)
                if any(self.taken[one] for one in span) or forms[start] in OWN_ARTICLES or forms[start].isdecimal():
                    continue
                self._try(span, " ".join(forms[start : start + length]))
        for at, towns in self.coded:
            both = [one for one in self.towns if one in towns]
            if both:
                self.towns = both
            elif not self.towns:
                self.towns = sorted(towns, key=lambda one: -one.population)
            self._take(range(at, at + 1), "town")

    def _try(self, span: range, name: str) -> None:
        """Take the words for a town where they are one, exactly or by its beginning."""
        evidence = self._evidence(span, name)
        for index, is_here in ((self.here, True), (self.elsewhere, False)):
            exact = index.by_name.get(name, [])
            if not is_here:
                exact = self._named_now(exact, name, evidence)
            if exact and not is_here and evidence >= 2:
                exact = bigger(exact, self._begun(index, span, name))
            if exact and self._is_meant(span, exact, evidence, is_here=is_here):
                return self._settle(span, exact, is_here=is_here)
            if is_here or evidence >= 2 or len(span) > 1:
                begun = self._begun(index, span, name)
                if is_here and evidence < 2 and self._goes_on_otherwise(span):
                    begun = []
                if not is_here:  # « à Noël » is not Noël-Cerneux
                    begun = [one for one in begun if one.population >= _KNOWN // 2]
                if begun and self._is_meant(span, begun, evidence, is_here=is_here):
                    return self._settle(*self._gone_on(span, begun), is_here=is_here)
        return None

    def _goes_on_otherwise(self, span: range) -> bool:
        """Whether a French word goes on with one that is neither a need nor of a town: « croix verte »."""
        at = span[-1] + 1
        if len(span) > 1 or at >= len(self.words) or self.words[at].before or not is_french(self.words[span[0]].form):
            return False
        further = self.words[at].form
        known = further in _AT | _OF | OWN_ARTICLES | BESIDE or further in self.here.by_name
        return not (known or further.isdecimal() or self.thesaurus.match(self.words, at))

    def _named_now(self, towns: list[Town], name: str, evidence: int) -> list[Town]:
        """The towns elsewhere of this very name; for none those that took in a commune of it, if it is no word."""
        now = [one for one in towns if one.search_name == name]
        is_word = " " not in name and (self._is_usual(name) or is_french(name))
        return now or ([] if is_word and evidence < 2 else towns)

    def _begun(self, index: TownIndex, span: range, name: str) -> list[Town]:
        if len(name) < MIN_PREFIX or name in SAINTS or self.words[span[-1]].form in _OF | _AT | OWN_ARTICLES:
            return []
        return index.begun(name, whole=len(span) == 1)

    def _gone_on(self, span: range, towns: list[Town]) -> tuple[range, list[Town]]:
        """The towns whose name the following words end, with a slip or two, and all these words."""
        for one in towns:
            longer = range(span[0], span[0] + len(one.search_name.split()))
            if longer[-1] < len(self.words) and not any(self.taken[at] for at in longer):
                name = " ".join(self.words[at].form for at in longer)
                if OSA.distance(name, one.search_name, score_cutoff=2) <= min(2, slips_of_town(name, 1)):
                    return longer, [one]
        end = span[-1] + 1
        if end < len(self.words) and not self.taken[end]:  # « villeneuve/lot »
            further = self.words[end].form
            named = [one for one in towns if further in one.search_name.split()]
            towns = named if named and further not in _AT | _OF | OWN_ARTICLES else towns
        while len(towns) == 1 and end < len(self.words) and self.words[end].form in towns[0].search_name.split():
            end += 1  # « Isle sur Sorgue »
        return range(span[0], end), towns

    def _evidence(self, span: range, name: str) -> int:
        """How much speaks for a town: 0 nothing, 1 « de » or a comma, 2 « à », a capital letter, nothing beside it."""
        start = span[0]
        before = start - 1
        if before >= 0 and self.words[before].form in OWN_ARTICLES:
            before -= 1
        previous = self.words[before].form if before >= 0 else ""
        further = self.words[before - 1].form if before >= 1 else ""
        capital = self.has_case and start > 0 and self.words[start].typed[0].isupper()
        alone = all(one in span or self.words[one].form in OWN_ARTICLES for one in range(len(self.words)))
        if previous in BESIDE and further and not capital and not self._is_usual(further):
            return 0  # « aiguillon sur mer »: the end of a name that is not known
        if previous in _AT or (previous in _OF and further in _NEAR) or capital or alone:
            return 2
        if any(one.search_name.startswith(name) for one in self._coded_by(previous)):
            return 2
        if start == 0 and self._is_announced(span):
            return 2
        return int(previous in _OF or "," in self.words[start].before)

    def _is_announced(self, span: range) -> bool:
        """Whether a colon or a comma parts the first words from the others: « Bonne : atelier »."""
        rest = self.words[span[-1] + 1 :]
        return bool(rest) and rest[0].before[:1] in (":", ",")

    def _ends_a_need(self, span: range) -> bool:
        """Whether the words are the last ones and what stands before them says a need: « impôts bonne »."""
        before = self.thesaurus.match(self.words, span[0] - 1) if span[0] else None
        is_need = before is not None and before.end == span[0] and before.meanings[0].kind == "service"
        return is_need and span[-1] == len(self.words) - 1

    def _is_meant(self, span: range, towns: list[Town], evidence: int, *, is_here: bool) -> bool:
        most = max(one.population for one in towns)
        if len(span) > 1:
            if self.phrases & set(span) and evidence < 2:
                return False
            return is_here or evidence > 0 or most >= 1000
        form = self.words[span[0]].form
        if span[0] in self.phrases:
            return False
        usual = self._is_usual(form)
        own = self._own_article(span[0], towns)
        if is_here:
            if form in self.thesaurus.ambiguous:
                return evidence >= 2 or own or most >= 2 * _KNOWN or self._ends_a_need(span)
            return not usual or evidence >= 2 or own
        if self.here.has_bigger_alike(form, most):
            return False
        if self._has_capital(span[0]):
            return True
        if usual or is_french(form):
            return most >= (_BIG if evidence >= 2 else _FAMOUS) and (usual or evidence > 0)
        return evidence >= 2 or own or most >= _KNOWN

    def _has_capital(self, at: int) -> bool:
        return self.has_case and at > 0 and self.words[at].typed[0].isupper()

    def _own_article(self, at: int, towns: list[Town]) -> bool:
        """Whether the article before the word belongs to the name: « le Passage »."""
        before = self.words[at - 1].form if at else ""
        nexts = [one.form for one in self.words[at + 1 : at + 3]]
        if len(nexts) == 2 and nexts[0] in _OF and nexts[1] in self.here.by_name:
            before = before if before in OWN_ARTICLES else "le"  # « passage d’Agen »
        return before in OWN_ARTICLES and any(words_of(one.name)[0].form == before for one in towns if one.name)

    def _is_usual(self, form: str) -> bool:
        """Whether a word is also one of the language: it says a need, nothing, or stands on the list of such names."""
        if form in self.thesaurus.ambiguous:
            return True
        is_word = len(form) < MIN_PREFIX + 1 or is_french(form)  # « mail* » makes no word of Maillezais
        return is_word and self.thesaurus.match([Word(form, form)], 0) is not None

    def _phrases(self) -> set[int]:
        """The words that belong to an expression of several words that says something."""
        found: set[int] = set()
        for at in range(len(self.words)):
            match = self.thesaurus.match(self.words, at)
            if match and match.size[0] > 1 and match.meanings[0].kind != "ignored":
                found |= set(range(at, match.end))
        return found

    def _settle(self, span: range, towns: list[Town], *, is_here: bool, read: str = "") -> None:
        towns = sorted(towns, key=lambda one: -one.population)
        clear = len(towns) == 1 or (not is_here and towns[0].population >= TIMES * towns[1].population)
        if self.towns and self._joins(span):
            self._take(span, "town")  # « le Passage d’Agen » is le Passage
            return
        has_article = span[0] > 0 and self.words[span[0] - 1].form in OWN_ARTICLES
        start = span[0] - (has_article and self._own_article(span[0], towns))
        self._take(range(start, span[-1] + 1), "town", read=read)
        if clear:
            self.towns.append(towns[0])
        else:
            self.options = towns[:FEW]

    def _joins(self, span: range) -> bool:
        """Whether only « d’ » or « de » stands between a town and these words."""
        before = span[0] - 1
        while before >= 0 and self.words[before].form in OWN_ARTICLES:
            before -= 1
        return (
            before >= 1
            and self.words[before].form in _OF
            and any(kind == "town" and where[-1] == before - 1 for where, kind, _, _ in self.found)
        )

    # -- Addresses, ages, expressions

    def _read_address(self) -> None:
        """The number and the street before a town: no street is known here."""
        for at, word in enumerate(self.words):
            if self.taken[at]:
                continue
            numbered = word.form.isdecimal() and len(word.form) < 5
            street = self.words[at + 1].form if numbered and at + 1 < len(self.words) else word.form
            if street not in (_WITH_NUMBER if numbered else _STREETS):
                continue
            end = at + 1 + numbered
            while end < len(self.words) and not self.taken[end] and "," not in self.words[end].before:
                end += 1
            if end > at + 1 + numbered:
                self._take(range(at, end), "address")

    def _read_ages(self) -> None:
        for at, word in enumerate(self.words[:-1]):
            if word.form.isdecimal() and len(word.form) <= 3 and self.words[at + 1].form in ("an", "ans"):
                age = int(word.form)
                value = "Seniors" if age >= _SENIOR else "Familles et/ou enfants" if age <= _CHILD else "Jeunes"
                if age >= _SENIOR or age <= 25:
                    self._take(range(at, at + 2), "filter", (Meaning("filter", value, "public"),))

    def _read_numbers(self) -> None:
        """A number says nothing: what it counts does (« 50 euros », « 3 fois »)."""
        for at, word in enumerate(self.words):
            if not self.taken[at] and word.form.isdecimal() and len(word.form) <= _MAX_DIGITS:
                self._take(range(at, at + 1), "ignored")

    def _read_expressions(self) -> None:
        """Take the expressions, of those that overlap the longest: « ordinateur gratuit » before « un ordinateur »."""
        while True:
            free = [None if self.taken[one] else word for one, word in enumerate(self.words)]
            found = [(match, at) for at in range(len(free)) if (match := self.thesaurus.match(free, at))]
            if not found:
                return
            for match, at in sorted(found, key=lambda one: (one[0].size, -one[1]), reverse=True):
                if not any(self.taken[at : match.end]):
                    self._take_match(at, match)

    def _take_match(self, at: int, match: Match, read: str = "") -> None:
        kinds = {one.kind for one in match.meanings}
        kind = next(one for one in ("service", "filter", "place", "ignored") if one in kinds)
        meanings = tuple(one for one in match.meanings if one.kind == kind)
        self._take(range(at, match.end), kind, meanings, read=read)

    # -- Slips of the keyboard, and what is left

    def _read_slips(self) -> list[str]:
        unknown: list[str] = []
        at = 0
        while at < len(self.words):
            if self.taken[at]:
                at += 1
                continue
            end = self._town_slip(at) or self._need_slip(at)
            if not end and self.thesaurus.says_nothing(self.words[at].form):
                end = at + 1
                self._take(range(at, end), "ignored")
            if not end:
                unknown.append(self.words[at].typed)
                end = at + 1
            at = end
        return unknown

    def _town_slip(self, at: int) -> int:
        """Read the words from here on as a town that looks like them; the number of the next word, 0 for none."""
        form = self.words[at].form
        ends = self.here.by_name.get(form) or self.here.by_end.get(form, [])
        if len(ends) == 1 and not self.towns:
            self._settle(range(at, at + 1), ends, is_here=True)
            return at + 1
        need = self.thesaurus.nearest(self.words[at].form) if self._forgiven_match(at) else None
        for length in range(5, 0, -1):
            span = range(at, at + length)
            if span[-1] >= len(self.words) or self._stops(span):
                continue
            name = " ".join(self.words[one].form for one in span)
            evidence = self._evidence(span, name)
            alone = length == len(self.words) and len(name) >= MIN_PREFIX
            begun = self.here.begun(name, whole=False) if alone else []
            near = begun if 0 < len(begun) <= FEW else self._nearest_towns(name, evidence * (not alone), need)
            if near and not self.towns:
                typed = " ".join(self.words[one].typed for one in span)
                if len(near) == 1:
                    self.corrected = (typed, near[0].name)
                self._settle(span, near, is_here=True, read=near[0].name if len(near) == 1 else "")
                return span[-1] + 1
        return 0

    def _stops(self, span: range) -> bool:
        """Whether no name is made of these words: it ends with a small one, or one says something else."""
        small = _AT | _OF | OWN_ARTICLES | {"et", "sous", "les", "saint", "sainte"}
        ends = len(span) > 1 and self.words[span[-1]].form in small
        return ends or any(self.taken[one] and self.words[one].form not in small for one in span)

    def _nearest_towns(self, name: str, evidence: int, need: tuple[str, int] | None) -> list[Town]:
        most = slips_of_town(name, evidence)
        if need and evidence < 2:
            most = min(most, need[1] - 1)
        found: dict[int, list[Town]] = {}
        if most and not is_french(name):
            for one in self.here.towns:
                for part in {one.search_name, first_words(one.search_name, name)}:
                    bound = most if part == one.search_name else 1
                    slips = OSA.distance(name, part, score_cutoff=bound)
                    if 0 < slips <= bound:
                        found.setdefault(slips, []).append(one)
            if not found and (alike := self.here.by_sound.get(sound(name))):
                found[1] = alike
        near = sorted(found[min(found)], key=lambda one: -one.population) if found else []
        is_clear = len(near) > 1 and near[0].population >= 2 * TIMES * near[1].population > 0
        return near[: 1 if is_clear else FEW]

    def _need_slip(self, at: int) -> int:
        """Read the words around here as an expression with a slip; the number of the next word, 0 for none."""
        found = self._forgiven_match(at)
        if found is None:
            return 0
        start, match, read = found
        if match.size[0] == 1:  # of several words one at least was typed well
            self.slips.add(start)
        self._take_match(start, match, read=read)
        return match.end

    def _forgiven_match(self, at: int) -> tuple[int, Match, str] | None:
        """The expression around here that slips are forgiven in: its first word, itself, and what it was read as."""
        said = {at for where, kind, _, _ in self.found if kind != "ignored" for at in where}
        words = [None if one in said else self._forgiven(one) for one in range(len(self.words))]
        for start in range(at, max(-1, at - 4), -1):
            match = self.thesaurus.match(words, start)
            if match and match.end > at and match.meanings[0].kind != "ignored":
                return start, match, " ".join(one.form for one in words[start : match.end] if one)
        return None

    def _forgiven(self, at: int) -> Word:
        """The word as an expression has it, where a slip of the keyboard made it another one."""
        word = self.words[at]
        near = None if self.taken[at] else self.thesaurus.nearest(word.form)
        return Word(word.typed, near[0]) if near else word

    def _not_now(self, unknown: list[str]) -> list[str]:
        """« Ouvert à Noël » is not open now: « ouvert » before a word that is not understood is not either."""
        for one in list(self.found):
            at = one[0][-1] + 1
            while at < len(self.words) and self.words[at].form in _AT | _OF | OWN_ARTICLES:
                at += 1
            is_open = [(meaning.field, meaning.value) for meaning in one[2]] == list(_OPEN_NOW)
            if is_open and len(one[0]) == 1 and at < len(self.words) and self.words[at].typed in unknown:
                self.found.remove(one)
                unknown = [self._typed(one[0]), *unknown]
        return unknown

    def _with_words_alone(self, unknown: list[str]) -> list[str]:
        """The words that are not understood, with those that say nothing beside a need, where there is none."""
        if any(kind in ("service", "filter", "place") for _, kind, _, _ in self.found):
            return unknown
        ignored = (where for where, kind, _, _ in self.found if kind == "ignored" and len(where) == 1)
        alone = [self.words[one[0]].typed for one in ignored if self.thesaurus.needs_a_need(self.words[one[0]].form)]
        order = [one.typed for one in self.words]
        return sorted([*unknown, *alone], key=order.index)

    # -- The answer

    def _take(self, span: range, kind: str, meanings: tuple[Meaning, ...] = (), read: str = "") -> None:
        for one in span:
            self.taken[one] = True
        self.found.append((span, kind, meanings, read))

    def _understanding(self, unknown: list[str]) -> Understanding:
        best = self._best_rank()
        is_dated = any(one.field in _WHEN for _, _, meanings, _ in self.found for one in meanings)
        parts: dict[object, Part] = {}
        services: list[str] = []
        choices: list[tuple[str, str]] = []
        names: list[str] = []
        spans: dict[object, list[int]] = {}
        beyond = ""
        for span, kind, meanings, read in sorted(self.found, key=lambda one: one[0][0]):
            meant = tuple(one.value for one in meanings if kind == "service" and one.rank <= best)
            chosen = tuple((one.field, one.value) for one in meanings if kind == "filter")
            if is_dated and chosen == _OPEN_NOW:
                continue
            if kind == "ignored" or (kind == "service" and not meant):
                continue
            services += meant
            if any(one.field == "beyond" for one in meanings):
                beyond = self._typed(span)
            choices += chosen
            names += [self._typed(span)] if kind == "place" else []
            # Words that say the same are one part.
            key: object = (kind, meant, chosen) if meant or chosen else span
            if kind == "town" and len(self.towns) == 1:
                key = kind  # « 47000 Agen », « le Passage d’Agen »
            where = spans.setdefault(key, [])
            where += span
            read = " ".join(filter(None, (parts[key].read if key in parts else "", read)))
            parts[key] = Part(kind, self._typed(where), self._without(where), meant, read, chosen)
        if self.options and not self.towns:
            unknown = [*unknown, *(self._typed(span) for span, kind, _, _ in self.found if kind == "town")]
        return Understanding(
            self.text,
            tuple(one for one in SERVICES if one in services),
            tuple({one.code: one for one in self.towns}.values()),
            () if self.towns else tuple(self.options),
            self.corrected,
            tuple(dict.fromkeys(choices)),
            beyond,
            tuple(names),
            tuple(parts.values()),
            tuple(unknown),
        )

    def _best_rank(self) -> int:
        """The smallest rank that was typed; what a slip was read as stands beside it, or above mere tools."""
        ranks: dict[bool, list[int]] = {True: [], False: []}
        for span, kind, meanings, _ in self.found:
            if kind == "service":
                ranks[span[0] in self.slips] += [one.rank for one in meanings]
        exact = min(ranks[False], default=_TOOLS)
        return exact if exact < _TOOLS else min(ranks[True], default=exact)

    def _typed(self, span: Iterable[int]) -> str:
        return " ".join(self.words[one].typed for one in span)

    def _without(self, span: Sequence[int]) -> str:
        return self._typed(one for one in range(len(self.words)) if one not in span)
