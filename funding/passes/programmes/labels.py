"""The words of letters in other languages than French, and what French letters say where a programme says nothing."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from inclusion.core.enums import Language
from inclusion.core.french.money import NO_BREAK_SPACE

#: All words of a letter by language and name.
WORDS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
#: The languages in which a letter may also be written.
LANGUAGES = tuple(Language(code) for code in WORDS)
#: The words that a network may write otherwise, as a form calls them.
OWN_WORDS = {"opening": "Début de la lettre", "closing": "Fin de la lettre"}


def spoken_minutes(minutes: int) -> str:
    """« 2 heures », « 1 heure 30 », « 1 minute »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes}{NO_BREAK_SPACE}minute{'s' if minutes > 1 else ''}"
    said = f"{hours}{NO_BREAK_SPACE}heure{'s' if hours > 1 else ''}"
    return f"{said}{NO_BREAK_SPACE}{rest:02d}" if rest else said


def short_length_of(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »: the same in every language of Latin letters."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours}", "h", *([f"{rest:02d}"] if rest else [])] if hours else [f"{minutes}", "min"]
    return NO_BREAK_SPACE.join(parts)


def day_in(language: str, day: date) -> str:
    """The day in figures, as the language writes it."""
    return f"{day:%d.%m.%Y}" if language == Language.UKRAINIAN else f"{day:%d/%m/%Y}"


def words_in(language: str, own: Mapping[str, str], **values: object) -> dict[str, Any]:
    """All words of a letter in a language with `values` put in; the network's own where it wrote any.

    What it wrote is shown as it is: braces mean nothing there.
    """
    usual = {name: _filled(words, values) for name, words in WORDS[language].items()}
    return usual | {name: own[name] for name in OWN_WORDS if own.get(name)}


def _filled(words: Any, values: Mapping[str, object]) -> Any:
    if isinstance(words, list):
        return [_filled(one, values) for one in words]
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words
