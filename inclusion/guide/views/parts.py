"""What a search of the guide was understood as, part by part, each with the address of the search without it."""

from dataclasses import dataclass
from typing import Any

from inclusion.core.french.names import typographic
from inclusion.core.web.forms import field_of
from inclusion.guide.forms.search import GuideSearchForm
from inclusion.guide.lists import GuideResults
from inclusion.guide.rules import search
from inclusion.guide.rules.keywords import meanings
from inclusion.guide.rules.standard import PROGRAMMES

_WORDS = {
    "public": search.PUBLICS,
    "aide": search.HELP,
    "accueil": search.CARE,
    "venir": search.WAYS_IN,
    "jour": {key: f"Ouvert {label.lower()}" for key, label in search.DAYS_ASKED.items()},
    "moment": {key: f"Ouvert {label[0].lower()}{label[1:]}" for key, label in search.MOMENTS.items()},
    "programme": {one: one for one in PROGRAMMES},
}
_DATED = ("jour", "moment")
_SWITCHES = {"gratuit": "Gratuit", "ouvert": "Ouvert maintenant"}


@dataclass(frozen=True)
class UnderstoodPart:
    """A part in plain words, what was typed for it where it was read otherwise, and the search without it."""

    label: str
    without: str
    instead: str = ""


@dataclass(frozen=True)
class TownChoice:
    """One of several towns of a name, and the search in it."""

    name: str
    query: str


@dataclass(frozen=True)
class UnderstoodParts:
    """What was understood, and which towns may be meant."""

    parts: list[UnderstoodPart]
    choices: list[TownChoice]


def understood_parts(found: GuideResults, form: GuideSearchForm, query: Any) -> UnderstoodParts:
    """The parts of the sentence, then the choices made beside it."""
    said = found.understood
    shown = [
        UnderstoodPart(label, _address(query, q=part.without), part.typed if part.read else "")
        for part in said.parts
        if (label := _label(part, found))
    ]
    for name in form.more:
        value = form.asked().get(name)
        if value:
            label = _SWITCHES.get(name) or _label_of(form, name, value)
            shown.append(UnderstoodPart(label, _address(query, **{name: None})))
    named = next((one for one in said.parts if one.kind == "town"), None)
    choices = [
        TownChoice(typographic(one.name), _address(query, q=f"{named.without} {one.name} {one.postal_codes[0]}"))
        for one in said.options
        if named
    ]
    return UnderstoodParts(shown, choices)


def _label_of(form: GuideSearchForm, name: str, value: str) -> str:
    labels = _WORDS[name] if name in _DATED else dict(field_of(form, name).choices)
    return labels.get(value, value)


def _label(part: search.Part, found: GuideResults) -> str:
    if part.kind == "service":
        return " ou ".join(search.plain(search.NEEDS, part.services))
    if part.kind == "town":
        return "" if found.understood.options else found.where
    if part.kind == "filter":
        return ", ".join(
            _SWITCHES.get(name) or (_WORDS[name][value] if name in _WORDS else value) for name, value in part.choices
        )
    if part.kind == "everywhere":
        return "dans tout le département"
    if part.kind == "address":
        return f"«\u00a0{part.typed}\u00a0»\u00a0: nous cherchons dans toute la commune"
    says = "le nom ou le type dit" if meanings("typologie", part.typed) else "le nom contient"
    return f"dont {says} «\u00a0{part.typed}\u00a0»" if found.named else ""


def _address(query: Any, **changes: str | None) -> str:
    """The query of the search with these changes; the page of the list is left out."""
    changed = query.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = " ".join(value.split())
    return f"?{changed.urlencode()}"
