"""Bodies are added, changed, closed and opened again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.meetings.actions import bodies
from inclusion.meetings.models import Body
from tests.builders import AT, make_epci, make_partner, make_user
from tests.inclusion.builders import make_body
from tests.setup_data import setup_data

TODAY = AT.date()


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


def journal_lines() -> list[tuple[str, dict]]:
    return [(line.verb, line.details) for line in JournalEntry.objects.order_by("pk")]


def test_a_body_is_added_and_recorded(scope, does):
    body = bodies.add_body(
        name="COPIL", kind="copil", partner=make_partner(), epci=make_epci(), deals_since=TODAY, **does
    )
    assert Body.objects.get() == body
    assert (body.network, body.closed_on) == (scope, None)
    assert journal_lines() == [("body.added", {"kind": "copil"})]


@pytest.mark.parametrize(
    ("fields", "field"), [({"name": ""}, "name"), ({"name": "x" * 161}, "name"), ({"kind": "roi"}, "kind")]
)
def test_what_is_wrong_is_said_and_nothing_is_added(scope, does, fields, field):
    with pytest.raises(ValidationError) as refused:
        bodies.add_body(**{"name": "COPIL", "kind": "copil", **fields}, **does)
    assert list(refused.value.message_dict) == [field]
    assert not Body.objects.exists()
    assert not journal_lines()


def test_a_second_one_of_the_name_is_refused(scope, does):
    bodies.add_body(name="COPIL", kind="copil", **does)
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        bodies.add_body(name="COPIL", kind="cotech", **does)
    other = bodies.add_body(name="COTECH", kind="cotech", **does)
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        bodies.change_body(other, name="COPIL", **does)
    assert Body.objects.get(pk=other.pk).name == "COTECH"


def test_a_change_records_which_fields_and_not_how(scope, does):
    body = make_body()
    bodies.change_body(body, name="COPIL", kind="cotech", deals_since=TODAY, **does)
    body.refresh_from_db()
    assert (body.kind, body.deals_since) == ("cotech", TODAY)
    bodies.change_body(body, name="COPIL", kind="cotech", **does)
    assert journal_lines() == [("body.changed", {"fields": ["deals_since", "kind"]})]


def test_a_body_is_closed_and_opened_again(scope, does):
    body = make_body(deals_since=date(2026, 1, 1))
    assert bodies.close_body(body, closed_on=TODAY, **does).is_closed
    with pytest.raises(DomainError, match="ne se réunit déjà plus depuis le 24 novembre 2026"):
        bodies.close_body(body, closed_on=TODAY, **does)
    assert not bodies.reopen_body(body, **does).is_closed
    bodies.reopen_body(body, **does)
    assert journal_lines() == [("body.changed", {"fields": ["closed_on"]})] * 2


@pytest.mark.parametrize(
    ("day", "sentence"), [(date(2026, 11, 25), "pas encore venu"), (date(2025, 12, 31), "depuis le 1er janvier 2026")]
)
def test_a_day_that_cannot_be_is_refused(scope, does, day, sentence):
    body = make_body(deals_since=date(2026, 1, 1))
    with pytest.raises(DomainError, match=sentence) as refused:
        bodies.close_body(body, closed_on=day, **does)
    assert refused.value.field == "closed_on"
    assert not Body.objects.get().is_closed
    assert not journal_lines()
