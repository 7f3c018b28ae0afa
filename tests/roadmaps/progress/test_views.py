"""Pages of progress, of the timeline and of the matrix."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.core.scope import scoped_to
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_condition, step
from roadmaps.plans.actions.axes import add_objective
from tests.builders import AT, make_commune, make_epci, make_partner
from tests.pages import address, plain, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data

D = Decimal


@setup_data
def made(network, cast):
    """A departmental roadmap, a local one that is adopted, one in preparation."""
    does = {"by": cast["coordinator"].user, "at": AT}
    with scoped_to(network):
        above = make_roadmap("Feuille départementale")
        access = make_axis(above, "Accès aux droits")
        make_axis(above, "Parcours")
        step(make_action(access, "Annuaire", budget=D("10000.00")), "done", **does)
        late = make_action(
            access, "Forum", budget=D("30000.00"), start=date(2026, 1, 1), end=date(2026, 6, 1)
        )
        step(late, "ongoing", on=date(2026, 2, 1), **does)
        make_adopted(above)
        above.refresh_from_db()
        local = make_local(above, "Pays d’Orange", territories=[make_epci()])
        held = make_action(
            make_axis(local, "Aller vers", takes_up=access), "Permanences", leads=[make_partner("CCAS")]
        )
        step(held, "blocked", reason="Salle fermée.", **does)
        add_condition(
            held, text="Ouvrir la salle", partner=make_partner("Mairie"), due_on=date(2027, 1, 1), **does
        )
        make_action(make_axis(local, "Se former", takes_up=above.axes.last()), "Ateliers")
        make_adopted(local)
        draft = make_local(above, "Plan en cours", territories=[make_epci("200000002", "Autre")])
        make_action(make_axis(draft, takes_up=access))
        for code, epci in (("47101", make_epci()), ("47102", make_epci("200000002", "Autre"))):
            make_commune(code, f"Ville {code}", (code,), epci=epci)
    return above


@pytest.fixture
def page(client_of):
    def get(name, *args, role="coordinator", **query):
        return words(client_of(role).get(address(name, *args), query))

    return get


def test_the_title_answers_and_what_waits_is_told(made, page):
    said = page("roadmap_progress", made.pk)
    assert "<h1>1 action est en retard, 1 est bloquée</h1>" in said
    assert "Elle devait finir le 31 mai 2026, en retard depuis" in said
    assert "Depuis le 24 novembre 2026 : Salle fermée." in said
    assert "Condition : Ouvrir la salle, attendue pour le 1er janvier 2027 (peut la lever : Mairie)." in said
    assert "Pilote : CCAS. Dans « Pays d’Orange »." in said


def test_the_local_share_is_named_and_what_is_in_preparation_is_not_counted(made, page):
    said = page("roadmap_progress", made.pk)
    assert "Pays d’Orange</a>" in said
    assert "En préparation, non comptée" in said
    assert "1 est adoptée et compte ici" in said
    assert "1 est en préparation : elle est montrée, et ne compte pas encore." in said
    assert "(somme" not in said
    assert "100 % ÷ 4 = 25 %" in said  # Annuaire, Forum, Permanences, Ateliers


def test_by_budget_each_action_weighs_what_it_costs(made, page):
    said = page("roadmap_progress", made.pk, poids="budget")
    assert "10 000 ÷ 40 000 = 25 %" in said
    assert "sans budget connu" in said
    assert 'href="?poids=budget" aria-current="page"' in said
    assert 'href="?poids=nombre" aria-current="page"' in page("roadmap_progress", made.pk, poids="autre")


def test_who_may_not_see_a_draft_does_not_read_its_name(made, page):
    for role in ("operator", "prescriber"):
        said = page("roadmap_progress", made.pk, role=role) + page("roadmap_matrix", role=role)
        assert "Plan en cours" not in said
        assert "en préparation :" not in said


def test_a_local_roadmap_shows_its_own_axes(made, network, page):
    with scoped_to(network):
        local = Roadmap.objects.get(title="Pays d’Orange")
    said = page("roadmap_progress", local.pk)
    assert "Feuilles de route locales" not in said
    assert "1 action est bloquée" in said


def test_an_empty_roadmap_says_what_will_be_there(network, page):
    with scoped_to(network):
        empty = make_roadmap()
    assert "Aucune action n’est encore prévue" in page("roadmap_progress", empty.pk)
    assert "Aucune action n’est encore prévue." in page("roadmap_timeline", empty.pk)


def test_the_timeline_draws_names_and_lists(made, network, page):
    with scoped_to(network):
        axis = made.axes.first()
        make_action(axis, "Sans date", objective=add_objective(axis, title="But", by=None, at=AT))
    said = page("roadmap_timeline", made.pk)
    assert "<h1>1 action est en retard sur le calendrier</h1>" in said
    assert "1.2 Forum · En cours, en retard</text>" in said
    assert "Aujourd’hui</text>" in said
    assert "du 1er janvier au 31 mai 2026" in said
    assert "<h2>Sans date</h2>" in said


def test_the_matrix_names_gaps(made, page):
    said = page("roadmap_matrix")
    assert "<h1>Chaque intercommunalité reprend un axe départemental</h1>" in said
    assert "En préparation" in said
    assert '<span class="said">Personne</span>' in said
    assert '1 sur 2<br><small class="muted">1 en préparation' in said
    said = page("roadmap_matrix", role="operator")
    assert "<h1>1 intercommunalité ne reprend encore aucun axe</h1>" in said
    assert "<b>Ne reprennent encore aucun axe" in said


def test_the_matrix_leaves_as_a_file(made, client_of):
    answer = client_of("reader").get(address("roadmap_matrix"), {"export": "csv"})
    said = plain(answer.content.decode("utf-8-sig"))
    assert "Intercommunalité;1. Accès aux droits;2. Parcours" in said
    assert "Aller vers (Pays d’Orange), 1 action, 0 %" in said
    assert client_of("reader").get(address("roadmap_matrix"), {"export": "xlsx"}).content[:2] == b"PK"


def test_a_network_without_roadmap_says_so(network, page):
    assert "Aucune feuille de route départementale n’est encore écrite" in page("roadmap_matrix")


def test_another_departmental_roadmap_can_be_asked_for(made, network, page, client_of):
    with scoped_to(network):
        other = make_roadmap("La suivante")
        make_axis(other, "Un axe de plus")
    assert "Un axe de plus" in page("roadmap_matrix", feuille=other.pk)
    assert client_of("operator").get(address("roadmap_matrix"), {"feuille": other.pk}).status_code == 404


@pytest.mark.parametrize("name", ["roadmap_progress", "roadmap_timeline", "roadmap_differences"])
def test_the_number_of_queries_does_not_grow(made, network, client_of, name):
    client = client_of("coordinator")

    def count():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(name, made.pk)).status_code == 200
        return len(caught)

    count()
    before = count()
    with scoped_to(network):
        for number in range(3):
            axis = make_axis(made)
            make_action(axis, start=date(2025, 1, 1), leads=[make_partner()])
            local = make_local(made, territories=[make_epci(f"20000001{number}", f"Pays {number}")])
            make_action(make_axis(local, takes_up=axis))
    assert count() == before


def test_links_of_the_drawing_s_table_lead_to_actions(made, network, page):
    with scoped_to(network):
        forum = Action.objects.get(title="Forum")
    assert address("roadmap_action", forum.pk) in page("roadmap_timeline", made.pk)
