"""Two people have the same form open: what each changed is kept, what both changed is shown to the second."""

import json

import pytest
from django.urls import reverse

from roadmaps.models import Axis, Objective, Roadmap
from roadmaps.plans.actions.axes import add_objective, change_axis, change_objective
from roadmaps.plans.actions.roadmaps import change_roadmap
from tests.builders import AT
from tests.pages import words
from tests.roadmaps.builders import make_axis
from tests.roadmaps.tab_pages import url


def hidden_seen(page) -> str:
    """What the hidden field of the page holds."""
    return page.context["form"].initial["seen"]


@pytest.fixture
def opened(rows, client_of, network):
    """Open a form as the coordinator; returns its address, its client and what it showed."""

    def make(name, row):
        client = client_of("coordinator")
        address = reverse(name, args=[network.slug, row.pk])
        return client, address, hidden_seen(client.get(address))

    return make


def test_an_axis_keeps_what_each_of_two_changed(rows, made, opened):
    client, address, seen = opened("axis_edit", rows.first)
    made(change_axis, rows.first, title="Aller vers les publics", by=rows.by, at=AT)
    sent = {"title": "Aller vers", "description": "Par quartiers\r\net par villages", "seen": seen}
    assert client.post(address, sent).status_code == 302
    axis = made(Axis.objects.get, pk=rows.first.pk)
    assert (axis.title, axis.description) == ("Aller vers les publics", "Par quartiers\net par villages")


def test_an_axis_that_both_renamed_shows_both_titles(rows, made, opened):
    client, address, seen = opened("axis_edit", rows.first)
    made(change_axis, rows.first, title="Aller vers les publics", by=rows.by, at=AT)
    sent = {"title": "Rapprocher", "description": "", "seen": seen}
    page = client.post(address, sent)
    assert "Quelqu’un d’autre a écrit entre-temps : « Aller vers les publics »" in words(page)
    assert 'value="Rapprocher"' in page.text
    assert made(Axis.objects.get, pk=rows.first.pk).title == "Aller vers les publics"
    again = client.post(address, {**sent, "seen": page.context["form"].data["seen"]})
    assert again.status_code == 302
    assert made(Axis.objects.get, pk=rows.first.pk).title == "Rapprocher"


def test_an_objective_keeps_what_each_of_two_changed(rows, made, opened):
    objective = made(add_objective, rows.first, title="Un", by=rows.by, at=AT)
    client, address, seen = opened("objective_edit", objective)
    made(change_objective, objective, title="Premier", by=rows.by, at=AT)
    client.post(address, {"title": "Un", "description": "Texte", "seen": seen})
    objective = made(Objective.objects.get, pk=objective.pk)
    assert (objective.title, objective.description) == ("Premier", "Texte")


def test_a_roadmap_keeps_what_each_of_two_changed(rows, made, opened):
    client, address, seen = opened("roadmap_edit", rows.local)
    made(change_roadmap, rows.local, title="Feuille de route du Val", by_coordination=True, by=rows.by, at=AT)
    sent = {
        "title": "Feuille locale",
        "parent": rows.departmental.pk,
        "start": "2024-01-01",
        "end": "2026-12-31",
        "summary": "Pour tous",
        "seen": seen,
    }
    assert client.post(address, sent).status_code == 302
    roadmap = made(Roadmap.objects.get, pk=rows.local.pk)
    assert (roadmap.title, roadmap.summary) == ("Feuille de route du Val", "Pour tous")
    assert str(roadmap.end) == "2027-01-01"
    assert roadmap.parent_id == rows.departmental.pk


def test_the_end_that_both_moved_is_shown_as_its_last_day(rows, made, opened):
    client, address, seen = opened("roadmap_edit", rows.local)
    made(
        change_roadmap,
        rows.local,
        end=AT.date().replace(year=2027, month=7, day=1),
        by_coordination=True,
        by=rows.by,
        at=AT,
    )
    page = client.post(
        address, {"title": "Feuille locale", "start": "2024-01-01", "end": "2026-12-31", "summary": "", "seen": seen}
    )
    assert "Quelqu’un d’autre a écrit entre-temps : « 30 juin 2027 »" in words(page)


@pytest.mark.parametrize("seen", ["", "{", "[1]", '{"title": 3}', '{"start": "hier"}', "null"])
def test_nonsense_in_the_hidden_field_counts_as_nothing_seen(rows, made, opened, seen):
    client, address, _ = opened("axis_edit", rows.first)
    assert client.post(address, {"title": "Autre", "description": "", "seen": seen}).status_code == 302
    assert made(Axis.objects.get, pk=rows.first.pk).title == "Autre"


def test_a_departmental_axis_is_taken_up_where_the_axis_is_written(rows, made, client_of):
    client, address = client_of("epci_referent"), url("axis_edit", rows.second)
    assert "Reprendre un axe départemental" in words(client.get(url("roadmap_detail", rows.local)))
    assert "Axe départemental" not in words(client_of("coordinator").get(url("axis_edit", rows.above)))
    data = {"title": rows.second.title, "description": "", "taken_up": rows.above.pk}
    assert client.post(address, data).status_code == 302
    assert made(Axis.objects.get, pk=rows.second.pk).taken_up_id == rows.above.pk
    other = made(make_axis, rows.departmental, "Former")
    seen = json.dumps({"title": rows.second.title, "description": "", "taken_up": ""})
    assert client.post(address, data | {"taken_up": other.pk, "seen": seen}).status_code == 200
    assert made(Axis.objects.get, pk=rows.second.pk).taken_up_id == rows.above.pk  # the other one stays
