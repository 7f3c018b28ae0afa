"""The questions on a page: every kind has its fields, what was typed stays, what is wrong is said beside."""

import re

import pytest
from django.template import Context, Template

from evaluation.questionnaires.library import LIBRARY
from tests.evaluation.written import EVERY_KIND
from tests.pages import without_layout

PAGE = Template("{% load asking %}{% asked_problems form problems %}{% asked form given problems %}")


def drawn(form=EVERY_KIND, given=None, problems=None) -> str:
    return without_layout(PAGE.render(Context({"form": form, "given": given or {}, "problems": problems or {}})))


def test_every_question_has_its_fields_by_its_code():
    page = drawn()
    assert set(re.findall(r'name="([^"]+)"', page)) == {
        code for item in EVERY_KIND.items() for code, _ in item.questions()
    }
    assert "⟦" not in page


def test_what_was_typed_stays_and_is_never_read_as_markup():
    page = drawn(given={"age": ["<b>63"], "uses": ["never", "yes"], "places__yes": ["often"], "words": ["\nAh & <i>"]})
    assert 'value="&lt;b&gt;63"' in page
    assert "Ah &amp; &lt;i&gt;" in page
    checked = re.findall(r'name="([^"]+)" value="([^"]+)" autocomplete="off" checked', page)
    assert checked == [("uses", "never"), ("uses", "yes"), ("places__yes", "often")]


def test_a_problem_stands_beside_its_question_and_leads_to_it():
    page = drawn(problems={"age": "Écrivez 10 au moins.", "search": "Répondez à cette question."})
    for target in ("q_age", "q_search_0"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    assert page.count("Répondez à cette question.") == 2
    assert 'aria-describedby=" e_age"' in page


def test_a_condition_is_written_in_words():
    page = drawn()
    assert "si vous avez répondu «\u00a0Oui\u00a0» à «\u00a0Avez-vous un ordinateur ?\u00a0»." in page
    assert "si vous avez répondu à «\u00a0Avez-vous un ordinateur ?\u00a0»." in page
    assert "répondu autre chose que «\u00a0Rien\u00a0»" in page


@pytest.mark.parametrize("model", LIBRARY.values(), ids=LIBRARY)
def test_no_name_of_the_page_is_taken_twice(model):
    ids = re.findall(r' id="([^"]+)"', drawn(model.form))
    assert len(ids) == len(set(ids))
