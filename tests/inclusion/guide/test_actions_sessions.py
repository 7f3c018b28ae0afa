"""Help desks and workshops: added, changed, ended."""

from datetime import date, timedelta

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.guide.actions.places import add_session, change_session, end_session
from inclusion.guide.models import Session
from tests.builders import AT, make_user
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_help_desk

pytestmark = pytest.mark.usefixtures("scope")
REGULAR = {"kind": "help_desk", "title": "Permanence", "opening_hours": "We[1] 09:00-12:00"}


def test_it_takes_place_at_a_place_that_is_open():
    user, place = make_user(), make_place()
    session = add_session(place, **REGULAR, by=user, at=AT)
    assert session.place == place
    assert JournalEntry.objects.get(verb="session.added").target_id == session.pk
    closed = make_place(closed_on=AT.date())
    with pytest.raises(DomainError, match="fermé"):
        add_session(closed, **REGULAR, by=user, at=AT)
    with pytest.raises(DomainError, match="OpenStreetMap"):
        add_session(place, **REGULAR | {"opening_hours": "le mardi"}, by=user, at=AT)


def test_it_changes_and_ends_after_its_last_day():
    user, session = make_user(), make_help_desk(make_place(), since=AT.date())
    change_session(session, title="Atelier", by=user, at=AT)
    change_session(session, title="Atelier", by=user, at=AT)
    assert JournalEntry.objects.filter(verb="session.changed").count() == 1
    with pytest.raises(DomainError, match="ce jour est avant"):
        end_session(session, last_day=AT.date() - timedelta(days=1), by=user, at=AT)
    end_session(session, last_day=date(2026, 12, 31), by=user, at=AT)
    assert Session.objects.running(on=date(2026, 12, 31)).exists()
    assert not Session.objects.running(on=date(2027, 1, 1)).exists()
    end_session(session, last_day=date(2026, 12, 15), by=user, at=AT)
    with pytest.raises(DomainError, match="finit déjà le 15 décembre 2026"):
        end_session(session, last_day=date(2026, 12, 20), by=user, at=AT)
