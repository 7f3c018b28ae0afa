"""Answers that are invented: the same at each loading, such as the questionnaire takes them."""

from random import Random

import pytest

from evaluation.demo.drawing import DATA, Declared, Leaning, drawn, people
from evaluation.enums import ItemKind
from evaluation.questionnaires.library import LIBRARY
from inclusion.demo.reading import read

ANNECY, LANDES = (read(DATA / slug, Declared).leanings for slug in ("haute-savoie", "landes"))
PERSON = LANDES["person"]

LEANINGS = {
    "person_before": PERSON,
    "person_after": PERSON,
    "actors": LANDES["actor"],
    "population": ANNECY["population"],
    "event": ANNECY["event"],
}


def drawn_answers(key: str, leaning: Leaning, count: int = 200):
    rng = Random(1)
    return [drawn(LIBRARY[key].form, person, rng, leaning) for person in people(rng, count)]


@pytest.mark.parametrize("key", LEANINGS)
def test_every_question_is_answered_by_somebody_and_passed_by_somebody(key):
    answers = drawn_answers(key, LEANINGS[key])
    asked = {code for item in LIBRARY[key].form.items() for code, _ in item.questions()}
    assert {code for given in answers for code in given} == asked
    assert all(any(code not in given for given in answers) for code in asked - {"age"})


@pytest.mark.parametrize("leaning", [*LEANINGS.values(), ANNECY["actors"]])
def test_what_leans_is_something_that_a_questionnaire_asks(leaning):
    items = {item.code: item for model in LIBRARY.values() for item in model.form.items()}
    for code, weights in leaning.weights.items():
        known = {
            choice.code
            for model in LIBRARY.values()
            for item in model.form.items()
            if item.code == code
            for choice in item.answers
        }
        assert set(weights) <= known, code
    assert all(items[code].kind == ItemKind.TEXT for code in leaning.words)


def test_the_same_seed_draws_the_same():
    assert drawn_answers("person_before", PERSON, 20) == drawn_answers("person_before", PERSON, 20)


def test_who_is_more_at_ease_finds_more_right_answers():
    form, rng = LIBRARY["person_before"].form, Random(2)
    tested = [item for item in form.items() if item.kind == ItemKind.TESTED]

    def found(gain):
        answers = [drawn(form, person.after(gain), rng, PERSON) for person in people(rng, 200)]
        return sum(item.right in given[item.code].choices for given in answers for item in tested if item.code in given)

    assert found(0.6) > found(0.0) * 1.2
