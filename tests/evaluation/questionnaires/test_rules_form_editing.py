"""A form that is being written: codes made from words, questions that move and keep what depends on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.questionnaires import rules as editing
from evaluation.questionnaires.rules import (
    CODE,
    ROW,
    Choice,
    Form,
    Item,
    Section,
    drawable,
    form_problems,
    minutes,
    sources,
    what_changed,
)
from tests.evaluation.written import EVERY_KIND, forms


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Quel âge avez-vous\u00a0?", "quel_age_avez_vous"),
        ("L’œuvre d’art", "l_oeuvre_d_art"),
        ("2 fois", "question_2_fois"),
        ("🙂", "question"),
        ("", "question"),
        ("anticonstitutionnellement" * 3, ("anticonstitutionnellement" * 3)[:30]),
        ("Faire une démarche sur Internet sans aide", "faire_une_demarche_sur"),
    ],
)
def test_a_code_says_what_the_words_say(label, code):
    assert editing.code_from(label, (), otherwise="question") == code


@given(st.text(max_size=80), st.sets(st.sampled_from(["question", "a", "question_2"])))
def test_a_code_is_always_one_and_new(label, taken):
    code = editing.code_from(label, taken, otherwise="question")
    assert CODE.fullmatch(code)
    assert ROW not in code
    assert code not in taken


KNOWN = tuple(Choice(code=code, label=code.upper(), score=score) for score, code in enumerate("abc", start=1))


@pytest.mark.parametrize(
    ("lines", "scaled", "expected"),
    [
        (["A", "B", "C"], True, [("a", 1), ("b", 2), ("c", 3)]),
        (["C", "A", "B"], True, [("c", 1), ("a", 2), ("b", 3)]),
        (["A", "Bé", "C"], True, [("a", 1), ("b", 2), ("c", 3)]),
        (["A", "C"], False, [("a", None), ("c", None)]),
        (["A", "Neuf", "B", "C"], True, [("a", 1), ("neuf", 2), ("b", 3), ("c", 4)]),
        ([], True, []),
    ],
)
def test_choices_that_are_written_again_stay_themselves(lines, scaled, expected):
    made = editing.written_choices(lines, KNOWN, scaled=scaled, otherwise="reponse")
    assert [(choice.code, choice.score) for choice in made] == expected
    assert [choice.label for choice in made] == lines


def test_scores_given_by_hand_stay_with_their_choice():
    known = [choice.model_copy(update={"score": 10 * (choice.score or 0)}) for choice in KNOWN]
    made = editing.written_choices(["C", "A", "B"], known, scaled=True, otherwise="reponse")
    assert [choice.score for choice in made] == [30, 10, 20]


@given(forms(), st.data())
def test_moving_loses_nothing_and_there_and_back_is_where_it_was(form, data):
    code = data.draw(st.sampled_from([item.code for item in form.items()]))
    step = data.draw(st.sampled_from([-1, 1]))
    moved = editing.moved_item(form, code, step)
    assert sorted(item.code for item in moved.items()) == sorted(item.code for item in form.items())
    assert len(moved.sections) == len(form.sections)
    if moved != form:
        assert editing.moved_item(moved, code, -step) == form


@given(forms(), st.data())
def test_what_can_be_depended_on_stands_before(form, data):
    code = data.draw(st.sampled_from([item.code for item in form.items()]))
    number, _ = editing.place_of(form, code)
    order = [item.code for item in form.items()]
    offered = editing.askable_before(form, section=number, code=code)
    assert all(order.index(item.code) < order.index(code) for item in offered)


@given(forms(), st.data())
def test_a_new_code_breaks_no_condition(form, data):
    item = data.draw(st.sampled_from(list(form.items())))
    section = form.sections[editing.place_of(form, item.code)[0]].code
    renamed = item.model_copy(update={"code": "renamed"})
    changed = editing.with_item(form, renamed, section=section, replacing=item.code)
    assert form_problems(changed) == []
    back = editing.with_item(changed, item, section=section, replacing="renamed")
    assert back == form


def test_what_depends_on_a_question_is_named():
    named = editing.depending_on(EVERY_KIND, {"equipped"})
    assert named == ["Ce que vous savez faire", "Depuis quand ?"]
    assert editing.depending_on(EVERY_KIND, {"words"}) == []


def test_a_fingerprint_changes_with_the_form():
    other = EVERY_KIND.model_copy(update={"title": "Autre"})
    assert editing.fingerprint(EVERY_KIND) == editing.fingerprint(Form.of(EVERY_KIND.document()))
    assert editing.fingerprint(EVERY_KIND) != editing.fingerprint(other)


def test_an_unfinished_form_can_be_drawn():
    empty = Form(title="", sections=(Section(code="a", title="", items=(Item(code="m", kind="matrix", label=""),)),))
    drawn = drawable(empty)
    assert drawn.sections[0].title
    assert drawn.item("m").label
    assert drawn.item("m").questions()
    assert drawable(EVERY_KIND) == EVERY_KIND


def test_a_form_says_how_long_it_takes_and_where_it_comes_from():
    assert minutes(Form(title="Vide")) == 1
    assert 2 <= minutes(EVERY_KIND) <= 6
    assert sources(EVERY_KIND) == [("Inventé", 1)]


def test_what_a_version_changed_is_said():
    assert what_changed(EVERY_KIND, EVERY_KIND) == []
    form = editing.without_item(EVERY_KIND, "words")
    form, _ = editing.copied_item(form, "age")
    form = editing.moved_item(form, "uses", -1)
    form = form.model_copy(update={"thanks": "Au revoir."})
    sentences = what_changed(EVERY_KIND, form)
    assert sentences[0].startswith("1\u00a0question ajoutée")
    assert "Voulez-vous ajouter" in sentences[1]
    assert "L’ordre des questions a changé." in sentences
    assert "Les textes qui entourent les questions ont changé." in sentences
