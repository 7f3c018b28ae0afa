"""Versions read again, compared, on paper."""

from datetime import date

import pytest

from inclusion.core.enums import JobState
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from roadmaps.adoption import actions as adoption_actions
from roadmaps.adoption import views as adoption_views
from roadmaps.adoption.actions import adopt
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_action, change_action, step
from tests.builders import AT
from tests.pages import address, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_body, make_minutes, make_roadmap
from tests.setup_data import setup_data


@setup_data
def roadmap(network, cast):
    """Adopted twice: the second time with an action dropped and another one added; changed since."""
    does = {"by": cast["coordinator"].user, "at": AT}
    with scoped_to(network):
        roadmap = make_roadmap("Feuille", summary="Trois priorités.")
        axis = make_axis(roadmap, "Accès aux droits")
        forum = make_action(axis, "Forum", description="Deux forums par an.")
        make_adopted(roadmap)
        step(forum, "dropped", reason="Plus de salle", **does)
        add_action(axis, title="Nouvelle action", **does)
        current = Roadmap.objects.get(pk=roadmap.pk)
        body = make_body("Deuxième comité")
        adopt(current, body=body, on=date(2025, 1, 10), minutes=make_minutes(), confirmed=True, **does)
        change_action(Action.objects.get(title="Nouvelle action"), description="Chaque mois.", **does)
    return roadmap


@pytest.fixture
def page(client_of):
    def get(name, *args, role="reader", **query):
        return words(client_of(role).get(address(name, *args), query))

    return get


def test_a_version_is_read_as_it_was_frozen(roadmap, page):
    said = page("roadmap_version", roadmap.pk, 1)
    assert "Version 1, adoptée le 1er mars 2024" in said
    assert "Forum" in said
    assert "Nouvelle action" not in said
    assert "Une version plus récente a été adoptée depuis" in said
    second = page("roadmap_version", roadmap.pk, 2)
    assert "Abandonnée : Plus de salle" in second
    assert "Émergente" in second
    assert "Chaque mois." not in second


def test_two_versions_are_compared_in_sentences(roadmap, page):
    said = page("roadmap_differences", roadmap.pk, **{"from": "1", "to": "2"})
    assert "2 changements de la version 1 à la version 2" in said
    assert "<p>Abandonnée : Plus de salle</p>" in said
    assert "Ajoutée, axe « Accès aux droits »." in said


def test_the_newest_version_is_compared_with_today_without_a_word(roadmap, page):
    said = page("roadmap_differences", roadmap.pk)
    assert "1 changement depuis la version 2" in said
    assert "<ins>Chaque mois.</ins>" in said


def test_the_order_of_two_versions_does_not_matter(roadmap, page):
    assert "de la version 1 à la version 2" in page("roadmap_differences", roadmap.pk, **{"from": "2", "to": "1"})
    assert "Deux fois la même version" in page("roadmap_differences", roadmap.pk, **{"from": "1", "to": "1"})


@pytest.mark.parametrize("query", [{"from": "3"}, {"to": "x"}, {"from": "-1"}, {"from": "now1"}])
def test_a_version_that_never_was_is_not_found(roadmap, client_of, query):
    assert client_of("reader").get(address("roadmap_differences", roadmap.pk), query).status_code == 404


def test_nothing_is_compared_before_an_adoption(network, client_of):
    with scoped_to(network):
        draft = make_roadmap()
    assert client_of("reader").get(address("roadmap_differences", draft.pk)).status_code == 404


def test_the_project_is_a_pdf_at_once(roadmap, client_of):
    answer = client_of("reader").get(address("roadmap_pdf", roadmap.pk))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_long_one_is_asked_for_and_fetched_when_it_is_made(roadmap, network, client_of, monkeypatch):
    monkeypatch.setattr(adoption_views, "MAX_AT_ONCE", 1)
    client = client_of("reader")
    assert "Préparer le PDF du projet" in words(client.get(address("roadmap_pdf", roadmap.pk)))
    client.post(address("roadmap_pdf", roadmap.pk))
    with scoped_to(network):
        job = Job.objects.get(kind=adoption_actions.DRAFT_KIND)
    made = {"travail": job.pk}
    assert client.get(address("roadmap_pdf", roadmap.pk), made).status_code == 404
    with scoped_to(network):
        adoption_actions.carry_out(
            job.pk, render_version=lambda _: b"", render_draft=lambda _: b"%PDF-1.7 long", clock=lambda: AT
        )
        assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert client.get(address("roadmap_pdf", roadmap.pk), made).content == b"%PDF-1.7 long"
    assert client.get(address("roadmap_pdf", roadmap.pk), {"travail": "x"}).status_code == 400


def test_the_work_of_another_roadmap_is_not_found(roadmap, network, client_of, cast):
    with scoped_to(network):
        other = make_roadmap()
        job = adoption_actions.ask_for_draft(other, by=cast["coordinator"].user, at=AT)
        adoption_actions.carry_out(
            job.pk, render_version=lambda _: b"", render_draft=lambda _: b"%PDF", clock=lambda: AT
        )
    assert client_of("reader").get(address("roadmap_pdf", roadmap.pk), {"travail": job.pk}).status_code == 404
