"""Workshops in plain values: how an idea is written, which are alike, votes left, ideas in a file."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inclusion.core.errors import DomainError
from inclusion.core.french.likeness import one_letter_away
from inclusion.core.french.names import one_line, so_many
from inclusion.core.imports.cells import Cell, written
from inclusion.core.imports.columns import Column, Columns, Fault, Row

#: Letters of an idea.
LONGEST_IDEA = 200
LONGEST_DETAIL = 1000
MAX_TABLES = 12
MAX_VOTES = 10
#: Ideas that one table may hold: more can be read by nobody.
MAX_IDEAS = 300
#: From this part of the words of the shorter one that two ideas share, they are shown as perhaps the same.
ALIKE = 0.75
#: An idea of fewer words shares them with too many others.
FEWEST_WORDS = 2

#: Small words that say nothing of an idea.
_SMALL = frozenset(
    word
    for line in (
        "a au aux avec ce ces chaque chez dans de des du elle en entre est et eux fois il ils la le les leur",
        "leurs mais mes mon ne nos notre nous on ou par pas plus pour qu que qui sa sans se ses si son sur",
        "tous tout toute toutes tres un une vos votre vous y",
    )
    for word in line.split()
)


def fault_of_idea(text: str) -> str:
    """What is wrong with the text of an idea, as a sentence; empty where nothing is."""
    plain = one_line(text)
    if not plain:
        return "Écrivez votre idée en quelques mots."
    if len(plain) > LONGEST_IDEA:
        return (
            f"Cette idée compte {len(plain)} caractères\u00a0: {LONGEST_IDEA} au plus. "
            "Coupez-la en deux idées, ou dites-la plus court."
        )
    return ""


def words_of(text: str) -> frozenset[str]:
    """The words of an idea that say something, without accents, case or plural."""
    lowered = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c if c.isalnum() else " " for c in lowered if not unicodedata.combining(c))
    return frozenset(word.rstrip("sx") if len(word) > 3 else word for word in letters.split() if word not in _SMALL)


def is_same(one: str, other: str) -> bool:
    """Whether two ideas say the same in the same words, case, accents and punctuation aside."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    lowered = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in lowered if c.isalnum())


@dataclass(frozen=True)
class Alike[Key]:
    """Two ideas that may be the same; the earlier one first."""

    one: Key
    other: Key
    part: float


def likely_doubles[Key](ideas: Sequence[tuple[Key, str]]) -> list[Alike[Key]]:
    """Return the pairs of ideas that may be the same, the most alike first; each pair once.

    Two are alike where they share most of the words of the shorter one, or differ by one letter. Nothing is merged by
    this alone: a person decides.
    """
    words = {key: words_of(text) for key, text in ideas}
    letters = {key: _letters(text) for key, text in ideas}
    order = {key: place for place, (key, _) in enumerate(ideas)}
    holding: dict[str, list[Key]] = defaultdict(list)
    shared: dict[tuple[Key, Key], int] = defaultdict(int)
    for key, _ in ideas:
        for word in words[key]:
            for earlier in holding[word]:
                shared[earlier, key] += 1
            holding[word].append(key)
    found = []
    for (one, other), count in shared.items():
        part = count / min(len(words[one]), len(words[other]))
        enough = part >= ALIKE and min(len(words[one]), len(words[other])) >= FEWEST_WORDS
        if enough or one_letter_away(letters[one], letters[other]):
            found.append(Alike(one, other, part))
    return sorted(found, key=lambda pair: (-pair.part, order[pair.one], order[pair.other]))


@dataclass(frozen=True)
class Ballot[Key]:
    """The votes of one browser in a workshop: which ideas have one, how many may be given in all."""

    given: frozenset[Key]
    most: int

    @classmethod
    def of(cls, given: Iterable[Key], *, most: int) -> "Ballot[Key]":
        """Each idea counts once, also where several of its doubles had a vote."""
        return cls(frozenset(given), most)

    @property
    def left(self) -> int:
        return max(0, self.most - len(self.given))

    @property
    def sentence(self) -> str:
        """« Il vous reste 2 voix sur 3. »"""
        if not self.left:
            return "Vous avez donné toutes vos voix\u00a0: reprenez-en une pour voter ailleurs."
        return f"Il vous reste {self.left} voix sur {self.most}."


def ideas_and_votes(ideas: int, votes: int) -> str:
    """« 12 idées, 34 voix »."""
    return f"{so_many(ideas, 'idée', 'idées')}, {so_many(votes, 'voix', 'voix')}"


# -- File of ideas: columns, lines, faults


def _plain(said: str) -> str:
    lowered = unicodedata.normalize("NFKD", said.strip().lower())
    return "".join(c for c in lowered if not unicodedata.combining(c))


COLUMNS = Columns(
    Column("table", "table", written, ("n° de table", "numero de table", "sujet"), blank=""),
    Column("idée", "text", written, ("idees", "proposition", "texte"), is_required=True, blank=""),
    Column("précisions", "detail", written, ("precision", "detail", "details", "commentaire"), blank=""),
    form=_plain,
)


@dataclass(frozen=True)
class IdeaRow:
    """A line that can be taken: the table by its place among the topics, from 0."""

    number: int
    table: int
    text: str
    detail: str


@dataclass(frozen=True)
class ReadIdeas:
    """What a file says: the lines to add, those that are refused, and how many were there already."""

    rows: tuple[IdeaRow, ...]
    refused: tuple[Fault, ...]
    known: int = 0


def match_columns(titles: Sequence[Cell]) -> list[Column | None]:
    """Return the column of each title, once. Raises DomainError (at "file") without a column of ideas."""
    matched = COLUMNS.match_once(titles)
    if COLUMNS.missing(matched):
        raise DomainError(
            "Ce fichier n’a pas de colonne «\u00a0idée\u00a0»\u00a0: donnez à sa première ligne les titres "
            "«\u00a0table\u00a0», «\u00a0idée\u00a0» et «\u00a0précisions\u00a0»."
        ).at("file")
    return matched


def read_ideas(lines: Iterable[Row], *, topics: Sequence[str], standing: Sequence[Sequence[str]]) -> ReadIdeas:
    """Read the lines below the headers; a table is named by its number or its topic, or is the only one.

    `standing` holds the ideas that are on each table already: the same words are not added twice.
    """
    rows: list[IdeaRow] = []
    refused: list[Fault] = []
    on_table = [list(texts) for texts in standing]
    known = 0
    for line in lines:
        said, detail = line.values.get("table", ""), line.values.get("detail", "")
        text = one_line(line.values["text"])
        table = _table(said, topics)
        if reason := _fault(text, detail, said, table, topics):
            refused.append(Fault(line.number, "", text, reason))
        elif any(is_same(text, one) for one in on_table[table or 0]):
            known += 1
        else:
            on_table[table or 0].append(text)
            rows.append(IdeaRow(line.number, table or 0, text, detail.strip()))
    return ReadIdeas(tuple(rows), tuple(refused), known)


def _table(said: str, topics: Sequence[str]) -> int | None:
    plain = _plain(said)
    if not plain:
        return 0 if len(topics) == 1 else None
    number = plain.removeprefix("table").strip()
    if number.isdecimal():
        return int(number) - 1 if 1 <= int(number) <= len(topics) else None
    return next((place for place, topic in enumerate(topics) if _plain(topic) == plain), None)


def _fault(text: str, detail: str, said: str, table: int | None, topics: Sequence[str]) -> str:
    if fault := fault_of_idea(text):
        return fault
    if len(detail) > LONGEST_DETAIL:
        return f"Gardez {LONGEST_DETAIL} caractères au plus pour les précisions."
    if table is not None:
        return ""
    if not said.strip():
        return f"Indiquez de quelle table vient cette idée\u00a0: de 1 à {len(topics)}."
    return f"Aucune table ne porte le numéro ou le sujet «\u00a0{said.strip()[:60]}\u00a0»."
