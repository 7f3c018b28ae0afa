"""Local roadmaps of intercommunalités: drafted, adopted, on days that have come."""

from datetime import date

import pytest

from funding.models import RoadmapStanding
from funding.posts.actions.follow_up import note_roadmap
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_epci, make_user

pytestmark = pytest.mark.django_db


def note(**fields):
    values = {"epci": make_epci(), "title": " Feuille  de route ", "drafted_on": date(2026, 3, 2), **fields}
    return note_roadmap(**values, by=make_user(), at=AT)


def test_drafted_then_adopted_is_one_row(scope):
    assert note().title == "Feuille de route"
    note(adopted_on=date(2026, 11, 24))
    assert RoadmapStanding.objects.get().adopted_on == date(2026, 11, 24)
    assert JournalEntry.objects.filter(verb="roadmap.noted").count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"drafted_on": date(2026, 11, 25)}, "drafted_on"),
        ({"adopted_on": date(2026, 11, 25)}, "adopted_on"),
        ({"adopted_on": date(2026, 3, 1)}, "adopted_on"),
        ({"title": " "}, "title"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(scope, fields, field):
    with pytest.raises(DomainError) as refusal:
        note(**fields)
    assert refusal.value.field == field
    assert not RoadmapStanding.objects.exists()
