"""What helped, read from the answers about a model and shown in words."""

from uuid import uuid4

import pytest
from django.template.loader import render_to_string

from equipment.feedback.actions import give_feedback, note_outcome
from equipment.feedback.queries import advice_for
from equipment.models import EquipmentModel
from tests.builders import AT
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_out, make_pupil, make_school
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def model(scope) -> EquipmentModel:
    make_bank()
    return make_model("Stylo lecteur")


def make_trials(model: EquipmentModel, count: int, *, helped: int = 4, outcome: str = "") -> None:
    school = make_school()
    for _ in range(count):
        make_item(model)
        loan = make_out(make_loan(model, school=school, pupil=make_pupil(school)))
        give_feedback(loan, author="school", form_key=uuid4(), use=3, helped=helped, by=None, at=AT)
        if outcome:
            note_outcome(loan, outcome=outcome, outcome_on=AT.date(), by=None, at=AT)


def shown(model: EquipmentModel) -> str:
    return plain(render_to_string("equipment/feedback/advice_panel.html", {"advice": advice_for(model)}))


def test_nothing_yet_and_too_few(model):
    assert "Personne n’a encore dit" in shown(model)
    make_trials(model, 4)
    page = shown(model)
    assert "moins de 5 élèves" in page
    assert "Beaucoup" not in page and "4 essais" not in page


def test_enough_is_shown_by_need_author_and_outcome(model, django_assert_num_queries):
    make_trials(model, 6, outcome="kept")
    make_trials(model, 2, helped=1, outcome="dropped")
    make_out(make_loan(make_item().model))
    with django_assert_num_queries(1):
        advice = advice_for(model)
    assert (advice.trials, advice.helped) == (8, "Beaucoup")
    assert [(line.label, line.trials, line.helped) for line in advice.by_need] == [("Lire", 8, "Beaucoup")]
    assert [line.trials for line in advice.outcomes] == [None, None]
    page = shown(model)
    assert "8 essais ont donné lieu à un retour" in page
    assert "non montré" in page and "on pourrait reconnaître quelqu’un" in page
