"""The questionnaires that come with the portal, written for it in plain French, each scale with its source."""

import tomllib
from dataclasses import replace
from pathlib import Path

from evaluation.questionnaires.labels import FRENCH_NAMES, texts_of, with_texts
from evaluation.questionnaires.library.network import ACTORS, EVENT, POPULATION, TRIAL
from evaluation.questionnaires.library.people import AFTER, BEFORE
from evaluation.questionnaires.library.shapes import Model

#: By the key of a questionnaire and the French text: the other languages, in their order.
_TRANSLATIONS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "translations.toml").read_text()
)


def _translated(model: Model) -> Model:
    """The questionnaire with the languages in which it comes."""
    form, translations = model.form, _TRANSLATIONS.get(model.key, {})
    for place, language in enumerate(FRENCH_NAMES if translations else ()):
        texts = {one.key: translations[one.french.replace("\u00a0", " ")][place] for one in texts_of(form, language)}
        form = with_texts(form, language, texts)
    return replace(model, form=form)


LIBRARY: dict[str, Model] = {
    model.key: _translated(model) for model in (BEFORE, AFTER, ACTORS, POPULATION, TRIAL, EVENT)
}
