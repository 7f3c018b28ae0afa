"""Days as people write them, and the last day of a period."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.web.forms import DayField, LastDayField


def test_a_day_is_read():
    for written in ("2026-12-31", "31/12/2026"):
        assert DayField().clean(written) == date(2026, 12, 31)


@pytest.mark.parametrize("field", [DayField, LastDayField])
@pytest.mark.parametrize("written", ["1999-12-31", "2101-01-01", "0026-05-01", "9999-12-31"])
def test_a_year_that_was_mistyped_is_refused(field, written):
    with pytest.raises(ValidationError, match="entre 2000 et 2100"):
        field().clean(written)


@pytest.mark.parametrize("field", [DayField, LastDayField])
@pytest.mark.parametrize("written", ["demain", "31/02/2026", "2026"])
def test_what_is_no_day_is_answered_with_an_example(field, written):
    with pytest.raises(ValidationError, match="Écrivez une date"):
        field().clean(written)


def test_a_last_day_is_stored_as_the_day_after_and_shown_as_itself():
    field = LastDayField(required=False)
    assert field.clean("2026-12-31") == date(2027, 1, 1)
    assert field.clean("") is None
    assert field.prepare_value(date(2027, 1, 1)) == date(2026, 12, 31)
    assert field.prepare_value("31/12/2026") == "31/12/2026"
