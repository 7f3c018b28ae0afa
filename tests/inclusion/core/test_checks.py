"""The check constraints of a row are validated together, and each that is broken says so."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.inclusion.event_builders import make_event

ENDS = "Un événement finit après avoir commencé."
FULL = "Un événement sur inscription a au moins une place."


@pytest.fixture
def event(scope):
    return make_event()


def broken(event, **options) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        event.validate_constraints(**options)
    return refused.value.messages


def test_each_that_is_broken_is_named_and_no_other(event):
    event.ends_at, event.capacity = event.starts_at - timedelta(hours=1), 0
    assert broken(event) == [ENDS, FULL]
    event.capacity = None
    assert broken(event) == [ENDS]


def test_what_is_left_out_breaks_nothing(event):
    event.ends_at, event.capacity = event.starts_at - timedelta(hours=1), 0
    assert broken(event, exclude={"ends_at"}) == [FULL]
    event.validate_constraints(exclude={"ends_at", "capacity"})


def test_the_database_is_asked_once_for_all_of_them(event):
    with CaptureQueriesContext(connection) as asked:
        event.validate_constraints()
    assert sum('AS "_check"' in one["sql"] for one in asked) == 1
