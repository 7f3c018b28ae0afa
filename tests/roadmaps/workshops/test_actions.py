"""Workshops opened, changed, closed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.models import Workshop
from roadmaps.workshops.actions import TableTerms, change_workshop, close_workshop, open_workshop
from tests.builders import AT
from tests.roadmaps.builders import make_axis, make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data

DAY = date(2026, 3, 12)


@setup_data
def roadmap(network):
    return make_roadmap("Feuille")


def begin(roadmap, by, **fields):
    values = {"title": "World café", "held_on": DAY, "open_until": DAY, "tables": [TableTerms("Aller vers")], **fields}
    return open_workshop(roadmap, by=by, at=AT, **values)


def change(workshop, by, **fields):
    values = {
        "title": workshop.title,
        "held_on": workshop.held_on,
        "open_until": workshop.open_until,
        "introduction": workshop.introduction,
        "votes_each": workshop.votes_each,
        "tables": [TableTerms(one.topic, one.axis, one.pk) for one in workshop.tables.all()],
        **fields,
    }
    return change_workshop(workshop, by=by, at=AT, **values)


def test_a_workshop_has_its_tables_in_order_and_an_address_nobody_guesses(roadmap, camille):
    axis = make_axis(roadmap)
    one = begin(roadmap, camille, tables=[TableTerms(" Aller  vers ", axis), TableTerms("Équiper")])
    assert [(t.rank, t.topic, t.axis) for t in one.tables.all()] == [(1, "Aller vers", axis), (2, "Équiper", None)]
    assert len(one.token) >= 24
    assert one.token != begin(roadmap, camille).token
    assert JournalEntry.objects.filter(verb="workshop.opened").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"open_until": DAY - timedelta(days=1)}, "au moins jusqu’au jour où il a lieu", "open_until"),
        ({"votes_each": 0}, "entre une et 10 voix", "votes_each"),
        ({"votes_each": 11}, "entre une et 10 voix", "votes_each"),
        ({"tables": []}, "au moins une table", "tables"),
        ({"tables": [TableTerms(f"Table {n}") for n in range(13)]}, "12 tables au plus", "tables"),
        ({"tables": [TableTerms("Aller vers", None, 999)]}, "n’est plus là", "tables"),
    ],
)
def test_what_cannot_be_leaves_nothing(roadmap, camille, fields, sentence, field):
    with pytest.raises(DomainError, match=sentence) as refused:
        begin(roadmap, camille, **fields)
    assert refused.value.field == field
    assert not Workshop.objects.exists()


def test_an_axis_of_another_roadmap_and_a_title_without_words_are_refused(roadmap, camille):
    with pytest.raises(DomainError, match="autre feuille de route"):
        begin(roadmap, camille, tables=[TableTerms("Aller vers", make_axis(make_roadmap("Autre")))])
    with pytest.raises(ValidationError):
        begin(roadmap, camille, title=" ")


def test_tables_change_places_come_and_go(roadmap, camille):
    workshop = make_workshop(roadmap, "Un", "Deux", "Trois")
    one, two, _ = workshop.tables.all()
    idea = make_idea(workshop, table=2)
    change(
        workshop,
        camille,
        tables=[TableTerms("Deux bis", None, two.pk), TableTerms("Un", None, one.pk), TableTerms("Quatre")],
    )
    assert [table.topic for table in workshop.tables.all()] == ["Deux bis", "Un", "Quatre"]
    idea.refresh_from_db()
    assert idea.table_id == two.pk


def test_a_table_that_holds_ideas_stays(roadmap, camille):
    workshop = make_workshop(roadmap, "Un", "Deux")
    make_idea(workshop, table=1)
    _, two = workshop.tables.all()
    with pytest.raises(DomainError, match="«\u00a0Un\u00a0» porte des idées"):
        change(workshop, camille, tables=[TableTerms("Deux", None, two.pk)])
    assert workshop.tables.count() == 2


def test_closing_is_once_and_from_now_on(roadmap, camille):
    now = timezone.now()
    workshop = make_workshop(roadmap)
    closed = close_workshop(workshop, by=camille, at=now)
    assert not closed.is_open_on(timezone.localdate(now))
    close_workshop(workshop, by=camille, at=now)
    assert JournalEntry.objects.filter(verb="workshop.changed").count() == 1


def test_one_that_was_closed_on_its_day_is_still_corrected(roadmap, camille):
    now = timezone.now()
    workshop = close_workshop(
        begin(roadmap, camille, held_on=timezone.localdate(now), open_until=timezone.localdate(now)), by=camille, at=now
    )
    changed = change(workshop, camille, title="World café de novembre")
    assert (changed.title, changed.is_open_on(timezone.localdate(now))) == ("World café de novembre", False)
    with pytest.raises(DomainError, match="au moins jusqu’au jour où il a lieu"):
        change(changed, camille, open_until=changed.open_until - timedelta(days=1))
