"""The questionnaires that come with the portal: each can be asked as it stands, and says where it comes from."""

import pytest

from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.library.shapes import Model
from evaluation.questionnaires.rules import Form, form_problems, minutes, sources

MODELS = pytest.mark.parametrize("model", LIBRARY.values(), ids=list(LIBRARY))


@MODELS
def test_each_can_be_asked(model: Model):
    assert form_problems(model.form) == []
    assert Form.of(model.form.document()) == model.form


@MODELS
def test_each_is_short_and_says_where_its_scales_come_from(model: Model):
    assert minutes(model.form) <= 15
    assert sources(model.form)
    assert not [item.code for item in model.form.items() if item.is_scale and not item.source and item.measure]


@MODELS
def test_its_references_name_questions_and_answers_that_it_has(model: Model):
    for reference in model.references:
        known = {choice.code for choice in model.form.item(reference.item).answers}
        assert set(reference.choices) <= known
        assert 0 < reference.percent <= 100


def test_what_is_asked_before_is_asked_after_in_the_same_words():
    before, after = LIBRARY["person_before"].form, LIBRARY["person_after"].form
    measured = [item for item in before.items() if item.measure]
    assert measured
    for item in measured:
        assert after.item(item.code) == item
