"""Languages of questionnaires: what stands around the questions, the texts of a form, what is not translated yet."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.questionnaires.rules import SCALES, Choice, Form, Item, Part, Section
from inclusion.core.enums import Language

_FILE: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
#: The languages in which one may answer, by code, each in its own words; questionnaires are written in the first.
LANGUAGES: dict[str, str] = _FILE.pop("languages")
FRENCH, *_OTHERS = LANGUAGES
#: How coordinators call them.
FRENCH_NAMES = {one.value: one.label.lower() for one in Language if one != Language.FRENCH}
#: How files call them.
ENGLISH_NAMES = ("french", "english", "spanish", "portuguese", "ukrainian", "arabic")
#: The sentences of the pages, by the French one, in the other languages.
WORDS: dict[str, list[str]] = {one: words for part in _FILE.values() for one, words in part.items()}
_NUMBER = re.compile(r"-?\d+")
#: What is written in words, and what else is inside, by kind of part.
_TEXTS: dict[type[Part], tuple[str, ...]] = {
    Form: ("title", "introduction", "thanks"),
    Section: ("title", "text"),
    Item: ("label", "help_text"),
    Choice: ("label",),
}
_INSIDE: dict[type[Part], tuple[str, ...]] = {
    Form: ("sections",),
    Section: ("items",),
    Item: ("rows", "choices"),
    Choice: (),
}
#: `change(part, place)`: what becomes of a part, its inside changed already.
type Change = Callable[[Any, str], Part]


def word(sentence: str, language: str, *values: object) -> str:
    """A sentence of the pages in a language, with `values` put in; French where it was never translated.

    Without `values` a number may stand in the sentence: « Écrivez 3 au moins. ».
    """
    if language != FRENCH:
        plain = sentence.replace("\u00a0", " ")
        if plain not in WORDS and not values:
            values = tuple(_NUMBER.findall(plain))
            places = iter(range(len(values)))
            plain = _NUMBER.sub(lambda found: f"{{{next(places)}}}", plain)
        if plain in WORDS:
            sentence = WORDS[plain][_OTHERS.index(language)]
    return sentence.format(*values) if values else sentence


def direction(language: str) -> str:
    """How its lines run."""
    return Language(language).direction


@dataclass(frozen=True)
class Text:
    """One text of a form: its place, the name of its field, the French words, those in another language or none."""

    place: str
    name: str
    french: str
    translation: str

    @property
    def key(self) -> str:
        """What names it among the texts of its form."""
        return f"{self.place}.{self.name}" if self.place else self.name


def texts_of(form: Form, language: str) -> Iterator[Text]:
    """What is to be translated, in the order in which it is read; what has no French words is not."""
    yield from _texts(form, "", language)


def _texts(part: Part, place: str, language: str) -> Iterator[Text]:
    for name in _TEXTS[type(part)]:
        if french := getattr(part, name):
            yield Text(place, name, french, part.texts.get(language, {}).get(name, ""))
    for name in _INSIDE[type(part)]:
        for number, one in enumerate(getattr(part, name)):
            yield from _texts(one, f"{place}/{name}{number}", language)


def untranslated(form: Form, language: str) -> list[Text]:
    """The texts that are missing in a language."""
    return [one for one in texts_of(form, language) if not one.translation]


def languages_of(form: Form) -> list[str]:
    """The languages in which the whole form can be answered, French first."""
    return [code for code in LANGUAGES if code == FRENCH or not untranslated(form, code)]


def with_texts(form: Form, language: str, written: Mapping[str, str]) -> Form:
    """The form with these texts in a language, by their keys; an empty one is taken away, others stay."""

    def change(part: Any, place: str) -> Part:
        texts = dict(part.texts.get(language, {}))
        for name in _TEXTS[type(part)]:
            key = f"{place}.{name}" if place else name
            if key in written:
                texts[name] = written[key]
        texts = {name: text for name, text in texts.items() if text}
        others = {code: some for code, some in part.texts.items() if code != language}
        return part.model_copy(update={"texts": others | ({language: texts} if texts else {})})

    return _changed(form, "", change)


def translated(form: Form, language: str) -> Form:
    """The form in a language; what has no translation stays in French."""
    if language == FRENCH:
        return form

    def change(part: Any, place: str) -> Part:
        update: dict[str, Any] = dict(part.texts.get(language, {}))
        if isinstance(part, Item) and part.kind in SCALES:
            steps = SCALES[part.kind]
            update["choices"] = tuple(one.model_copy(update={"label": word(one.label, language)}) for one in steps)
        return part.model_copy(update=update)

    return _changed(form, "", change)


def kept_texts[P: Part](after: P, before: Part | None) -> P:
    """What was rewritten, with the translations of the texts that are still the same French words."""
    texts = {
        code: same
        for code, own in (before.texts if before else {}).items()
        if (same := {name: text for name, text in own.items() if getattr(after, name) == getattr(before, name)})
    }
    return after.model_copy(update={"texts": texts})


def _changed(part: Any, place: str, change: Change) -> Any:
    inside = {
        name: tuple(_changed(one, f"{place}/{name}{number}", change) for number, one in enumerate(getattr(part, name)))
        for name in _INSIDE[type(part)]
    }
    return change(part.model_copy(update=inside), place)
