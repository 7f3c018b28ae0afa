"""What lending is counted by."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from equipment.feedback.actions import give_feedback
from inclusion.core.registry.measures import measures
from tests.builders import AT
from tests.equipment.builders import make_bank, make_loan, make_out, make_pupil, make_school

pytestmark = pytest.mark.django_db
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))
DECEMBER = (date(2026, 12, 1), date(2027, 1, 1))


def counted(key: str, network, days) -> int:
    return measures()[key].count(network, *days)


def test_loans_pupils_and_trials_of_some_days(scope):
    make_bank()
    school = make_school()
    pupil = make_pupil(school)
    first = make_out(make_loan(school=school, pupil=pupil))  # handed over on 24 November
    make_out(make_loan(school=school, pupil=pupil))
    make_out(make_loan())
    make_loan()
    for days in (0, 20):
        give_feedback(first, author="school", form_key=uuid4(), use=1, helped=2, by=None, at=AT + timedelta(days=days))
    assert counted("equipment_loans", scope, NOVEMBER) == 3
    assert counted("equipment_pupils", scope, NOVEMBER) == 2
    assert counted("equipment_trials", scope, NOVEMBER) == 1
    assert counted("equipment_loans", scope, DECEMBER) == 0
    assert counted("equipment_trials", scope, DECEMBER) == 0
