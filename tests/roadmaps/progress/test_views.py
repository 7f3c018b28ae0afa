"""Pages of progress, of the timeline and of the matrix."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from inclusion.core.access import Member
from inclusion.core.french.periods import Period
from inclusion.core.scope import scoped_to
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_condition, change_action, note_progress, step
from roadmaps.plans.actions.axes import add_objective
from roadmaps.progress.home import territories_and_roadmap
from roadmaps.progress.queries import board_of, moves_of
from roadmaps.progress.rules import Total, ago, plan_headline, quarter_of
from tests.builders import AT, make_commune, make_epci, make_partner
from tests.pages import address, plain, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_noted, make_roadmap
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
        late = make_action(access, "Forum", budget=D("30000.00"), start=date(2026, 1, 1), end=date(2026, 6, 1))
        step(late, "ongoing", on=date(2026, 2, 1), **does)
        make_adopted(above)
        above.refresh_from_db()
        local = make_local(above, "Pays d’Orange", territories=[make_epci()])
        action = make_action(
            make_axis(local, "Aller vers", takes_up=access), "Permanences", leads=[make_partner("CCAS")]
        )
        step(action, "blocked", reason="Salle fermée.", **does)
        add_condition(action, text="Ouvrir la salle", partner=make_partner("Mairie"), due_on=date(2027, 1, 1), **does)
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


def test_the_title_answers_and_what_waits_is_shown(made, page):
    said = page("roadmap_progress_table", made.pk)
    assert "<h1>Avec les feuilles de route locales, 1 action est en retard, 1 est bloquée</h1>" in said
    assert "Elle devait finir le 31 mai 2026, en retard depuis" in said
    assert "Depuis le 24 novembre 2026 : Salle fermée." in said
    assert "Condition : Ouvrir la salle, attendue pour le 1er janvier 2027 (peut la lever : Mairie)." in said
    assert "Pilote : CCAS. Dans « Pays d’Orange »." in said


def test_the_local_share_is_named_and_what_is_in_preparation_is_not_counted(made, page):
    said = page("roadmap_progress_table", made.pk)
    assert "Pays d’Orange</a>" in said
    assert "En préparation, non comptée" in said
    assert "1 est adoptée et compte ici" in said
    assert "1 est en préparation : elle est montrée, et ne compte pas encore." in said
    assert "(somme" not in said
    assert "100 % ÷ 4 = 25 %" in said  # Annuaire, Forum, Permanences, Ateliers


def test_by_budget_each_action_weighs_what_it_costs(made, page):
    said = page("roadmap_progress_table", made.pk, poids="budget")
    assert "10 000 ÷ 40 000 = 25 %" in said
    assert "sans budget connu" in said
    assert 'href="?poids=budget" aria-current="page"' in said
    assert 'href="?poids=nombre" aria-current="page"' in page("roadmap_progress_table", made.pk, poids="autre")


def test_who_may_not_see_a_draft_does_not_read_its_name(made, page):
    for role in ("operator", "prescriber"):
        said = page("roadmap_progress_table", made.pk, role=role) + page("roadmap_matrix", role=role)
        assert "Plan en cours" not in said
        assert "en préparation :" not in said


def test_a_local_roadmap_shows_its_own_axes(made, network, page):
    with scoped_to(network):
        local = Roadmap.objects.get(title="Pays d’Orange")
    said = page("roadmap_progress_table", local.pk)
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


def test_the_matrix_blames_nobody_whose_roadmap_is_elsewhere(made, network, page, client_of):
    third = make_epci("200000003", "Mauges")
    with scoped_to(network):
        make_commune("47103", "Ville 47103", ("47103",), epci=third)
        make_noted(third, adopted_on=date(2026, 2, 1), drafted_on=date(2026, 1, 5), parent=made)
    said = page("roadmap_matrix")
    assert "<h1>1 intercommunalité a sa feuille de route hors du portail</h1>" in said
    assert "Contenu hors du portail, ce qu’elles reprennent n’est pas connu ici :</b> Mauges." in said
    assert "Ne reprennent encore aucun axe" not in said
    said = page("roadmap_matrix", role="operator")
    assert "1 intercommunalité ne reprend encore aucun axe, 1 intercommunalité a sa feuille de route hors" in said
    file = client_of("reader").get(address("roadmap_matrix"), {"export": "csv"})
    assert "Mauges (contenu hors du portail)" in file.content.decode("utf-8-sig")


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


def test_links_of_the_drawing_s_table_lead_to_actions(made, network, page):
    with scoped_to(network):
        forum = Action.objects.get(title="Forum")
    assert address("roadmap_action", forum.pk) in page("roadmap_timeline", made.pk)


def test_the_plan_is_one_picture_with_what_is_late_and_who_leads_it(made, network, page):
    said = page("roadmap_progress", made.pk)
    assert "<h1>Sur 2 actions, 1 est terminée et 1 est en retard</h1>" in said
    assert 'class="square running late"' in said and 'class="square done"' in said
    assert "Devait finir il y a" in said and "Pilote à nommer" in said
    assert "2 actions de plus" in said  # of the local roadmap


def test_home_counts_the_actions_that_its_link_and_the_list_count(made, network, cast, page):
    with scoped_to(network):
        picture = territories_and_roadmap(Member(cast["reader"]), timezone.localdate(AT))
        # Of the roadmap itself, however many local ones add to it.
        assert plain(picture.sentence).endswith("dans la feuille de route, 1 action est en retard")
        assert plain(picture.foot).startswith(
            "2 actions, dont 1 terminée ; 2 autres dans les feuilles de route locales"
        )
        assert sum(one.count for one in picture.context["standings"]) == 2
    assert "<h1>Sur 2 actions, 1 est terminée et 1 est en retard</h1>" in page("roadmap_progress", made.pk)
    assert "2 actions, dont 1 en retard" in page("roadmap_list")


def test_leads_and_moves_answer_in_their_titles(made, network, cast, page, client_of):
    with scoped_to(network):
        town = make_partner("Ville")
        forum = Action.objects.get(title="Forum")
        change_action(forum, leads=[town], by=cast["coordinator"].user, at=AT)
        note_progress(forum, to="ongoing", progress=30, reason="Le lieu est trouvé", by=cast["coordinator"].user, at=AT)
    assert "<h1>Le seul pilote a une action en retard</h1>" in page("roadmap_leads", made.pk)
    with scoped_to(network):
        board = board_of(made, seen=Roadmap.objects.all(), today=timezone.localdate(AT))
        moves = moves_of(board.counting, quarter_of(timezone.localdate(AT)))
        said = {one.action.title: [note.text or note.to_state or note.progress for note in one.notes] for one in moves}
    assert said["Forum"][0] == "Le lieu est trouvé"
    assert "bougé" in page("roadmap_moves", made.pk)


def test_two_pages_are_offered_once_anybody_may_read_them(made, network, client_of):
    with scoped_to(network):
        draft = Roadmap.objects.get(title="Plan en cours")
    for roadmap, status in ((made, 200), (draft, 404)):
        two_pages = address("roadmap_leaflet", roadmap.pk)
        assert client_of("visitor").get(two_pages).status_code == status
        offered = client_of("coordinator").get(address("roadmap_moves", roadmap.pk)).content.decode()
        assert (two_pages in offered) == (status == 200)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((34, 6, 6), "Sur 34 actions, 6 sont terminées et 6 sont en retard"),
        ((9, 0, 1), "Sur 9 actions, aucune n’est terminée, mais 1 est en retard"),
        ((9, 2, 0), "Sur 9 actions, 2 sont terminées, aucune n’est en retard"),
        ((9, 0, 0), "Sur 9 actions, aucune n’est en retard ni terminée"),
        ((1, 0, 1), "La seule action est en retard"),
        ((0, 0, 0), "Aucune action n’est encore prévue"),
        ((31, 6, 6, 3), "Sur 31 actions, 6 sont terminées et 6 sont en retard ; 3 autres sont abandonnées"),
        ((1, 0, 0, 1), "La seule action est à l’heure ; 1 autre est abandonnée"),
        ((0, 0, 0, 1), "La seule action est abandonnée"),
        ((0, 0, 0, 2), "Les 2 actions sont abandonnées"),
    ],
)
def test_the_headline_of_a_plan(counts, said):
    actions, done, late, dropped = (*counts, 0)[:4]
    total = Total(actions + dropped, dropped, done, late)
    assert plain(plan_headline(total)) == said


def test_ago_and_quarters():
    assert ago(date(2026, 6, 30), date(2026, 11, 30)) == "il y a 5 mois"
    assert ago(date(2026, 6, 30), date(2026, 12, 1)) == "il y a 5 mois"
    assert ago(date(2026, 11, 18), date(2026, 11, 30)) == "il y a 12\u00a0jours"
    assert ago(date(2026, 11, 30), date(2026, 12, 1)) == "il y a 1\u00a0jour"
    assert ago(date(2026, 1, 31), date(2026, 2, 28)) == "il y a 28\u00a0jours"
    assert ago(date(2024, 12, 2), date(2026, 12, 1)) == "il y a 23 mois"
    assert ago(date(2024, 11, 1), date(2026, 11, 30)) == "il y a 2 ans"
    assert quarter_of(date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2027, 1, 1))
