"""Codes that pair the answers of one person, numbers of answers in steps, age bands."""

import hmac
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from anyascii import anyascii

from evaluation.enums import AgeBand
from inclusion.core.charts.shares import percent
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import months_after, plain_date, shown_end, shown_period
from inclusion.core.suppression import THRESHOLD

# The code that a person makes from four easy questions, by which the answers of before and after are paired.
#
# The answers to the four questions are never kept: only their keyed hash, under a key that one survey has to itself
# and that is destroyed with it. A code that differs in one answer of the four (a slip) is likely the same person's:
# so the four ways to leave one answer out are hashed as well. Nothing smaller is: two answers would be quickly
# guessed.

#: Bytes of a survey's key, and of a hash.
KEY_SIZE = 32
HASH_SIZE = 16


@dataclass(frozen=True)
class PairingQuestion:
    """A question whose answer stays the same for years and says little of who answers."""

    label: str
    help_text: str
    #: How many letters count; 0 where the answer is a day of the month.
    letters: int


QUESTIONS = (
    PairingQuestion("Les deux premières lettres du prénom de votre mère", "Par exemple MA pour Marie.", 2),
    PairingQuestion("Votre jour de naissance", "Le jour seulement, de 1 à 31.", 0),
    PairingQuestion("Les deux premières lettres de votre commune de naissance", "Par exemple DA pour Dax.", 2),
    PairingQuestion("La dernière lettre de votre prénom", "Par exemple E pour Camille.", 1),
)


@dataclass(frozen=True)
class PersonCode:
    """What is kept of a person's code: the hash of the whole, and of the four ways to leave one answer out."""

    whole: bytes
    nearly: tuple[bytes, ...]


@dataclass(frozen=True)
class Pairs:
    """Which answers before and after are of one person, by the numbers of the answers."""

    found: tuple[tuple[int, int], ...]
    #: Answers that stay alone since others of the same campaign carry the same code.
    doubles: int
    #: One answer of the four differs, and nobody else comes near: for a person to decide.
    likely: tuple[tuple[int, int], ...]


def new_key() -> bytes:
    """A key for the codes of one survey."""
    return secrets.token_bytes(KEY_SIZE)


def plain_answers(answers: Sequence[str]) -> tuple[str, ...]:
    """The four answers without accents, signs and capitals, cut to the letters that count.

    Raises DomainError, at the place of the question, for an answer that cannot be.
    """
    if len(answers) != len(QUESTIONS):
        raise ValueError(f"{len(QUESTIONS)} answers make a code")
    return tuple(plain_answer(answer, place) for place, answer in enumerate(answers))


def plain_answer(answer: str, place: int) -> str:
    """The answer to one of the four questions, as `plain_answers` makes it. Raises DomainError at its place."""
    question = QUESTIONS[place]
    return _day(answer, place) if question.letters == 0 else _letters(answer, question, place)


def _letters(answer: str, question: PairingQuestion, place: int) -> str:
    letters = "".join(one for one in anyascii(answer).upper() if one.isalpha())
    if not letters:
        one = question.letters == 1
        raise DomainError("Écrivez une lettre, sans chiffre." if one else "Écrivez deux lettres.").at(str(place))
    # Who writes the whole name means its first letters, or its last one.
    return letters[-1] if question.letters == 1 else letters[: question.letters]


def _day(answer: str, place: int) -> str:
    digits = answer.strip()
    if not digits.isdecimal() or len(digits) > 2 or not 1 <= int(digits) <= 31:
        raise DomainError("Écrivez un jour, de 1 à 31.").at(str(place))
    return str(int(digits))


def code_of(answers: Sequence[str], *, key: bytes) -> PersonCode:
    """The code of a person under the key of a survey. Raises DomainError as `plain_answers` does."""
    plain = plain_answers(answers)
    return PersonCode(
        _hashed(key, "whole", plain),
        tuple(_hashed(key, f"without {place}", (*plain[:place], *plain[place + 1 :])) for place in range(len(plain))),
    )


def _hashed(key: bytes, purpose: str, plain: Sequence[str]) -> bytes:
    message = "\x1f".join((purpose, *plain)).encode()
    return hmac.new(key, message, sha256).digest()[:HASH_SIZE]


def paired(before: Mapping[int, PersonCode], after: Mapping[int, PersonCode]) -> Pairs:
    """Pair the answers of two campaigns; each answer has one partner at the most.

    A code that several answers of one campaign carry pairs none of them: nobody knows whose is whose.
    """
    alone_before, doubles_before = _alone(before)
    alone_after, doubles_after = _alone(after)
    found = tuple((alone_before[code], alone_after[code]) for code in alone_before if code in alone_after)
    taken = {number for pair in found for number in pair}
    rest_before = {one: before[one] for one in alone_before.values() if one not in taken}
    rest_after = {one: after[one] for one in alone_after.values() if one not in taken}
    return Pairs(found, doubles_before + doubles_after, tuple(_likely(rest_before, rest_after)))


def _alone(codes: Mapping[int, PersonCode]) -> tuple[dict[bytes, int], int]:
    times = Counter(code.whole for code in codes.values())
    alone = {code.whole: number for number, code in codes.items() if times[code.whole] == 1}
    return alone, len(codes) - len(alone)


def _likely(before: Mapping[int, PersonCode], after: Mapping[int, PersonCode]) -> list[tuple[int, int]]:
    """Pairs that differ in one answer, where neither side comes near anybody else."""
    by_hash: dict[bytes, list[int]] = defaultdict(list)
    for number, code in after.items():
        for one in code.nearly:
            by_hash[one].append(number)
    near = {number: {other for one in code.nearly for other in by_hash.get(one, ())} for number, code in before.items()}
    times = Counter(other for others in near.values() for other in others)
    return [
        (number, other) for number, others in near.items() if len(others) == 1 for other in others if times[other] == 1
    ]


# -- Rounded numbers of answers: an exact number would show when each answer came

#: Numbers are shown in steps of so many, and below one step not at all.
STEP = 5
#: Structures with few answers are reminded so many days before the end, if so many went by since the first day.
REMINDED_BEFORE = timedelta(days=7)


def asked_period(start: date, end: date) -> str:
    """The days on which something is asked, in words, both included; or that it was closed before the first of them."""
    return shown_period(start, end) if start < end else f"close avant le {plain_date(start)}"


@dataclass(frozen=True)
class Reached:
    """How many answers there are, as far as it is shown."""

    #: The number rounded down to a whole step; where it is exact, the number.
    at_least: int
    is_exact: bool = False

    @property
    def is_few(self) -> bool:
        """Whether it is below the first step."""
        return self.at_least < STEP

    @property
    def words(self) -> str:
        """« moins de 5 », « au moins 15 », « 14 »."""
        if self.is_few:
            return f"moins de {STEP}"
        return str(self.at_least) if self.is_exact else f"au moins {self.at_least}"


def reached(count: int, *, exact: bool = False) -> Reached:
    """What is shown of a number of answers; `exact` where results say the number."""
    return Reached(count, is_exact=True) if exact and count >= STEP else Reached(count - count % STEP)


def rate_in_words(answers: Reached, expected: int | None) -> str:
    """What part of the expected people has answered, from the number that is shown; nothing where none is.

    « au moins 40 % » of a step: the exact rate would give the exact number away.
    """
    if answers.is_few or not expected:
        return ""
    if answers.is_exact:
        return percent(min(answers.at_least, expected), expected)
    return f"au moins {min(100, answers.at_least * 100 // expected)}\u00a0%"


def reminder_is_due(start: date, end: date, *, today: date) -> bool:
    """Whether the last week of a campaign of `[start, end)` has come, after a first one to answer in."""
    return end - REMINDED_BEFORE <= today < end and today - start >= REMINDED_BEFORE


# -- Age bands of the State's Coop

#: Each band by the first age that is beyond it.
BEYOND = (
    (12, AgeBand.UNDER_12),
    (18, AgeBand.FROM_12),
    (25, AgeBand.FROM_18),
    (40, AgeBand.FROM_25),
    (60, AgeBand.FROM_40),
    (70, AgeBand.FROM_60),
)


def band_of(age: Decimal | None) -> AgeBand:
    """The band of an age in years."""
    if age is None:
        return AgeBand.UNKNOWN
    return next((band for beyond, band in BEYOND if age < beyond), AgeBand.FROM_70)


# -- Until when a survey may be asked

#: The longest campaign, in years: a later day is a slip of the hand.
MAX_YEARS = 3


def end_blocker(start: date, end: date) -> str:
    """Why a campaign cannot be asked on the days of `[start, end)`; nothing where it can."""
    if end <= start:
        return "Le dernier jour ne peut pas précéder le premier."
    latest = months_after(start, 12 * MAX_YEARS + 1)
    if end > latest:
        last = plain_date(shown_end(latest))
        return f"Une campagne dure trois ans au plus\u00a0: choisissez un jour jusqu’au {last}."
    return ""


# -- What so many answers will be able to show


def shown_words(people: int | None) -> str:
    """What the results of so many answers may show, said before a campaign opens; None: nobody said how many."""
    rule = "une réponse se montre quand cinq personnes au moins l’ont donnée, les textes libres à partir de dix"
    if people is None:
        return f"Ce qui pourra être montré\u00a0: {rule}."
    start = f"Avec {so_many(people, 'réponse', 'réponses')}"
    if people < THRESHOLD:
        return f"{start}, rien ne pourra être montré\u00a0: il en faut cinq au moins."
    if people < 2 * THRESHOLD:
        return f"{start}, seules se montrent celles que cinq personnes au moins ont données\u00a0; aucun texte libre."
    if people < 6 * THRESHOLD:
        return (
            f"{start}, {rule}\u00a0; les réponses rares d’une échelle sont regroupées («\u00a0plutôt ou tout à fait "
            "d’accord\u00a0»), et les groupes restent souvent masqués."
        )
    return f"{start}, {rule}."
