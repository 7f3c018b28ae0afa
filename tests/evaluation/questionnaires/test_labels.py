"""The sentences around the questions: each page says them in every language, and none is there for nothing."""

import re
from pathlib import Path

import pytest

from evaluation.questionnaires.labels import FRENCH_NAMES, LANGUAGES, WORDS, word
from evaluation.questionnaires.rules import SCALES
from evaluation.surveys.rules import QUESTIONS

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted((ROOT / "templates/evaluation/surveys").glob("as*ed*.html")) + sorted(
    (ROOT / "templates/evaluation/surveys").glob("answer*.html")
)
CODE = [
    *(ROOT / "evaluation/surveys").rglob("*.py"),
    ROOT / "evaluation/templatetags/asking.py",
    ROOT / "inclusion/core/french/identifiers.py",
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\\u00a0", " ")


def test_every_sentence_of_the_pages_is_translated():
    said = {plain(one) for page in PAGES for one in re.findall(r'{% word "([^"]+)"', page.read_text())}
    scales = {step.label for steps in SCALES.values() for step in steps}
    code = {one for question in QUESTIONS for one in (question.label, question.help_text)}
    assert (said | scales | code) - WORDS.keys() == set()


def test_every_sentence_is_translated_into_every_language_with_its_places():
    for sentence, translations in WORDS.items():
        assert len(translations) == len(FRENCH_NAMES), sentence
        for one in translations:
            assert sorted(re.findall(r"{\d}", one)) == sorted(re.findall(r"{\d}", sentence)), sentence
            assert one.strip() == one != "", sentence


def test_no_sentence_is_there_for_nothing():
    words = plain("".join(page.read_text() for page in (*PAGES, *CODE)))
    words = re.sub(r'"\s+f?"', "", words)  # what the code writes on two lines
    words = re.sub(r"{[a-z.]+}|{% \w+ %}", "{0}", words)
    scales = {step.label for steps in SCALES.values() for step in steps}
    assert [one for one in WORDS if one not in words and one not in scales] == []


@pytest.mark.parametrize(
    ("sentence", "language", "translated"),
    [
        ("Écrivez 3 au moins.", "en", "Write 3 or more."),
        ("Écrivez -5 au plus.", "es", "Escriba -5 o menos."),
        ("Écrivez un jour, de 1 à 31.", "uk", "Напишіть день, від 1 до 31."),
        ("Cette enquête commence le 3 mars 2026.", "ar", "Cette enquête commence le 3 mars 2026."),
        ("Suivant", "fr", "Suivant"),
    ],
)
def test_a_sentence_with_numbers_is_found(sentence, language, translated):
    assert word(sentence, language) == translated


def test_every_language_has_its_own_name():
    assert [*LANGUAGES][1:] == [*FRENCH_NAMES]
