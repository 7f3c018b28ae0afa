"""The tree of a roadmap: read, filtered, added to, renamed and moved in place; live; as few queries for many rows."""

import sys
import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmaps.models import Action, Axis, Objective, Roadmap
from roadmaps.plans.actions.actions import add_condition, remove_action, step
from roadmaps.plans.actions.axes import add_objective
from tests.builders import AT, make_partner
from tests.pages import plain, words
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.roadmaps.tab_pages import JSON, url


def titles(made, axis, objective=None):
    found = Action.objects.filter
    return made(lambda: list(found(axis=axis, objective=objective).order_by("rank").values_list("title", flat=True)))


def axes(made, roadmap):
    return made(lambda: list(roadmap.axes.order_by("rank").values_list("title", flat=True)))


# -- Read ------------------------------------------------------------------------------------------------------------


def test_the_whole_roadmap_stands_on_one_page(rows, made, client_of):
    lead = made(make_partner, "CCAS de Marmande")
    does = {"by": rows.by, "at": AT}
    objective = made(add_objective, rows.first, title="Se rapprocher", **does)
    made(
        make_action,
        rows.first,
        "Numérobus",
        objective=objective,
        leads=[lead],
        start=date(2024, 2, 1),
        end=date(2024, 3, 1),
        budget=12000,
        priority="high",
        origin="emerging",
        by=rows.by,
    )
    made(add_condition, rows.actions[0], text="Une salle", **does)
    page = words(client_of("epci_referent").get(url("roadmap_detail", rows.local)))
    for said in (
        "Il manque un axe pour adopter",
        "reprend « 1. Accès aux droits » de la feuille départementale",
        "Objectif 1",
        "1.4",
        "CCAS de Marmande",
        "01/02/2024 → 29/02/2024",
        "12 000 €",
        "En retard",
        "Priorité haute",
        "Émergente",
        "Une condition manque",
        "Nouvelle action",
    ):
        assert said in page, said


def test_who_reads_is_offered_nothing_to_write(rows, client_of):
    page = words(client_of("reader").get(url("roadmap_detail", rows.local)))
    assert "Permanences" in page
    assert "Nouvelle action" not in page
    assert "handle" not in page


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?q=bus", ["Bus"]),
        ("?etat=to_start", ["Permanences", "Bus", "Ateliers"]),
        ("?q=salle", ["Ateliers"]),
        ("?etat=done", []),
        ("?signe=blocked", ["Ateliers"]),
        ("?etat=inconnu&q=perm", ["Permanences"]),
    ],
)
def test_a_filter_keeps_what_answers_with_its_number(rows, made, client_of, query, kept):
    made(add_condition, rows.actions[2], text="Une salle", by=rows.by, at=AT)
    response = client_of("coordinator").get(url("roadmap_detail", rows.local, query))
    shown = [one for node in response.context["tree"].axes for one in node.own]
    assert [one.title for one in shown] == kept
    assert all(one.number == f"1.{rows.actions.index(one) + 1}" for one in shown)
    page = words(response)
    assert ("Aucune action ne répond" in page) is not kept
    assert "Nouvelle action" not in page


def test_a_filter_by_lead(rows, made, client_of):
    lead = made(make_partner, "CCAS")
    made(make_action, rows.second, "Menée", leads=[lead], by=rows.by)
    response = client_of("reader").get(url("roadmap_detail", rows.local, f"?pilote=partner:{lead.pk}"))
    assert [node.axis.title for node in response.context["tree"].axes] == ["Équiper"]


def test_an_empty_roadmap_says_how_to_begin(made, client_of, network):
    address = url("roadmap_detail", made(make_roadmap, "Vide"))
    page = words(client_of("coordinator").get(address))
    assert "Écrivez le premier axe" in page
    assert "Nouvel axe" in page
    assert "Aucune action n’est encore écrite" in words(client_of("reader").get(address))


def test_the_title_follows_what_is_written_without_leaving_the_page(rows, client_of):
    part = words(client_of("coordinator").get(url("roadmap_detail", rows.local, "?morceau=arbre")))
    assert 'data-title="Il manque un axe pour adopter"' in part


def test_five_hundred_actions_open_in_the_same_queries(made, client_of, network, cast, capsys):
    def fill():
        roadmap = make_roadmap("Grande")
        for _ in range(10):
            axis = make_axis(roadmap)
            Action.objects.bulk_create(
                Action(
                    network=network,
                    axis=axis,
                    rank=rank,
                    title=f"Action {rank} de cet axe",
                    state_since=AT.date(),
                    added_on=AT.date(),
                    start=date(2024, 1, 1),
                    end=date(2024, 6, 1),
                    budget=1000,
                )
                for rank in range(1, 51)
            )
        return roadmap

    roadmap = made(fill)
    client = client_of("coordinator")
    client.get(url("roadmap_list"))
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as found:
        response = client.get(url("roadmap_detail", roadmap))
    spent = time.perf_counter() - began
    with capsys.disabled():
        sys.stdout.write(
            f"\n500 actions: {spent * 1000:.0f} ms, {len(response.content) // 1024} KiB, {len(found)} queries\n"
        )
    assert response.content.count(b'<li class="action') == 500
    assert len(found) < 40


# -- Added in place --------------------------------------------------------------------------------------------------


def test_an_action_is_added_in_place(rows, made, client_of):
    client = client_of("epci_referent")
    answer = client.post(url("roadmap_action_add", rows.first), {"title": "  Café   numérique "}, **JSON).json()
    assert "Café numérique" in answer["html"]
    assert "1.4" in answer["html"]
    assert answer["revision"] == made(Roadmap.objects.get, pk=rows.local.pk).revision
    assert titles(made, rows.first)[-1] == "Café numérique"


def test_without_a_script_it_leads_back_to_its_row(rows, made, client_of):
    response = client_of("epci_referent").post(url("roadmap_action_add", rows.first), {"title": "Café"})
    action = made(Action.objects.get, title="Café")
    assert response.url.endswith(f"#action-{action.pk}")


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_a_title_that_cannot_be_is_refused(rows, made, client_of, title):
    client = client_of("coordinator")
    for name, row in (("axis_add", rows.local), ("objective_add", rows.first), ("roadmap_action_add", rows.first)):
        answer = client.post(url(name, row), {"title": title}, **JSON)
        assert answer.status_code == 409
        assert answer.json()["said"]
        assert client.post(url(name, row), {"title": title}).context["form"].errors["title"]
    assert made(Action.objects.filter(axis=rows.first).count) == 3


def test_axes_and_objectives_are_added_under_what_they_belong_to(rows, made, client_of):
    client = client_of("epci_referent")
    client.post(url("axis_add", rows.local), {"title": "Former"})
    client.post(url("objective_add", rows.second), {"title": "Prêter"})
    objective = made(Objective.objects.get, title="Prêter")
    client.post(url("roadmap_action_add", rows.second), {"title": "Parc", "objective": objective.pk})
    assert axes(made, rows.local) == ["Aller vers", "Équiper", "Former"]
    assert titles(made, rows.second, objective) == ["Parc"]


def test_an_objective_of_another_axis_is_no_place(rows, made, client_of):
    objective = made(add_objective, rows.second, title="Prêter", by=rows.by, at=AT)
    data = {"title": "Parc", "objective": objective.pk}
    assert client_of("coordinator").post(url("roadmap_action_add", rows.first), data, **JSON).status_code == 409


# -- Renamed in place ------------------------------------------------------------------------------------------------


def test_titles_change_in_place(rows, made, client_of):
    client = client_of("epci_referent")
    objective = made(add_objective, rows.first, title="Se rapprocher", by=rows.by, at=AT)
    for name, row in (
        ("axis_rename", rows.first),
        ("objective_rename", objective),
        ("roadmap_action_rename", rows.actions[0]),
    ):
        data = {"title": "Nouveau", "seen": row.title}
        assert client.post(url(name, row), data, **JSON).status_code == 200
        made(row.refresh_from_db)
        assert row.title == "Nouveau"


def test_a_title_that_somebody_else_changed_meanwhile_is_not_lost(rows, made, client_of):
    data = {"title": "Le mien", "seen": "Ancien"}
    answer = client_of("coordinator").post(url("roadmap_action_rename", rows.actions[0]), data, **JSON)
    assert answer.status_code == 409
    said = plain(answer.json()["said"])
    assert "vient d’écrire « Permanences »" in said
    assert "votre texte était « Le mien »" in said
    assert titles(made, rows.first)[0] == "Permanences"


# -- Moved -----------------------------------------------------------------------------------------------------------


def test_an_action_goes_one_step_and_back(rows, made, client_of):
    client = client_of("epci_referent")
    answer = client.post(url("roadmap_action_move", rows.actions[2]), {"way": "up"}, **JSON).json()
    assert plain(answer["said"]) == "« Ateliers » est maintenant 2e de l’axe 1."
    assert titles(made, rows.first) == ["Permanences", "Ateliers", "Bus"]
    undo = client.session["roadmap_undo"]
    page = words(client.get(url("roadmap_detail", rows.local)))
    assert "Annuler ce déplacement" in page
    client.post(undo["url"], dict(undo["fields"]))
    assert titles(made, rows.first) == ["Permanences", "Bus", "Ateliers"]


def test_an_action_goes_to_another_axis_and_back(rows, made, client_of):
    client = client_of("epci_referent")
    data = {"place": f"axis:{rows.second.pk}", "after": ""}
    answer = client.post(url("roadmap_action_move", rows.actions[1]), data, **JSON).json()
    assert plain(answer["said"]) == "« Bus » est maintenant 1re de l’axe 2."
    assert "Annuler ce déplacement" in answer["html"]
    assert titles(made, rows.second) == ["Bus"]
    client.post(url("roadmap_action_move", rows.actions[1]), dict(client.session["roadmap_undo"]["fields"]))
    assert titles(made, rows.first) == ["Permanences", "Bus", "Ateliers"]


def test_without_a_script_it_goes_to_the_end_of_an_objective(rows, made, client_of):
    objective = made(add_objective, rows.second, title="Prêter", by=rows.by, at=AT)
    made(make_action, rows.second, "Parc", objective=objective, by=rows.by)
    client = client_of("epci_referent")
    page = words(client.get(url("roadmap_action_move", rows.actions[0])))
    assert "Monter" in page
    assert "Axe 2 › Prêter" in page
    data = {"place": f"objective:{objective.pk}", "last": "1"}
    response = client.post(url("roadmap_action_move", rows.actions[0]), data, follow=True)
    assert "« Permanences » est maintenant 2e de l’objectif « Prêter », l’axe 2." in words(response)
    assert titles(made, rows.second, objective) == ["Parc", "Permanences"]


def test_the_undo_is_offered_until_somebody_writes(rows, made, client_of):
    client = client_of("epci_referent")
    client.post(url("roadmap_action_move", rows.actions[0]), {"way": "down"}, **JSON)
    made(make_action, rows.second, "Entre-temps", by=rows.by)
    assert "Annuler ce déplacement" not in words(client.get(url("roadmap_detail", rows.local)))


def test_what_cannot_go_further_says_so(rows, made, client_of):
    client = client_of("coordinator")
    for row, way, said in ((rows.actions[0], "up", "déjà tout en haut"), (rows.actions[2], "down", "déjà tout en bas")):
        answer = client.post(url("roadmap_action_move", row), {"way": way}, **JSON)
        assert answer.status_code == 409
        assert said in answer.json()["said"]
    assert titles(made, rows.first) == ["Permanences", "Bus", "Ateliers"]


@pytest.mark.parametrize(
    "data", [{}, {"place": "axis:999999"}, {"place": "ailleurs"}, {"place": "axis:1;DROP", "after": "x"}]
)
def test_a_place_that_is_none_moves_nothing(rows, made, client_of, data):
    answer = client_of("coordinator").post(url("roadmap_action_move", rows.actions[0]), data, **JSON)
    assert answer.status_code == 409
    assert titles(made, rows.first) == ["Permanences", "Bus", "Ateliers"]


def test_an_action_does_not_leave_its_roadmap(rows, made, client_of):
    data = {"place": f"axis:{rows.above.pk}"}
    answer = client_of("coordinator").post(url("roadmap_action_move", rows.actions[0]), data, **JSON)
    assert answer.status_code == 409


def test_axes_and_objectives_move(rows, made, client_of):
    client = client_of("epci_referent")
    said = client.post(url("axis_move", rows.second), {"after": ""}, **JSON).json()["said"]
    assert plain(said) == "« Équiper » est maintenant 1er de la feuille de route."
    assert axes(made, rows.local) == ["Équiper", "Aller vers"]
    objectives = [made(add_objective, rows.first, title=title, by=rows.by, at=AT) for title in "AB"]
    said = client.post(url("objective_move", objectives[0]), {"way": "down"}, **JSON).json()["said"]
    assert plain(said) == "« A » est maintenant 2e de l’axe 2."
    for name, row in (("axis_move", rows.first), ("objective_move", objectives[0])):
        assert "Descendre" in words(client.get(url(name, row)))


# -- Changed and removed ---------------------------------------------------------------------------------------------


def test_an_axis_is_described(rows, made, client_of):
    data = {"title": "Aller vers tous", "description": "Partout"}
    assert client_of("epci_referent").post(url("axis_edit", rows.first), data).status_code == 302
    assert made(Axis.objects.get, pk=rows.first.pk).description == "Partout"


def test_what_holds_something_is_not_removed(rows, made, client_of):
    client = client_of("coordinator")
    objective = made(add_objective, rows.second, title="Prêter", by=rows.by, at=AT)
    made(make_action, rows.second, objective=objective, by=rows.by)
    for name, row, said in (
        ("axis_remove", rows.first, "Déplacez ou supprimez d’abord ses 3 actions"),
        ("axis_remove", rows.above, "Cet axe est repris par « Feuille locale »"),
        ("objective_remove", objective, "Déplacez d’abord les actions"),
    ):
        assert said in words(client.post(url(name, row), follow=True))
    assert made(Axis.objects.count) == 3


def test_what_is_empty_goes_after_a_question(rows, made, client_of):
    client = client_of("epci_referent")
    assert "Supprimer « Équiper » ?" in words(client.get(url("axis_remove", rows.second)))
    client.post(url("axis_remove", rows.second))
    client.post(url("roadmap_action_remove", rows.actions[0]))
    assert axes(made, rows.local) == ["Aller vers"]
    assert titles(made, rows.first) == ["Bus", "Ateliers"]


def test_a_referent_does_not_write_what_is_not_its_own(rows, made, client_of):
    client = client_of("epci_referent")
    above = made(Action.objects.get, title="Interconnaissance")
    for name, row in (
        ("axis_add", rows.departmental),
        ("axis_edit", rows.above),
        ("axis_move", rows.above),
        ("roadmap_action_add", rows.above),
        ("roadmap_action_move", above),
        ("roadmap_action_edit", above),
        ("roadmap_action_step", above),
        ("roadmap_fund_line", above),
    ):
        assert client.post(url(name, row), {"title": "Non"}).status_code == 403, name


# -- Live ------------------------------------------------------------------------------------------------------------


def test_the_pulse_says_nothing_until_somebody_wrote(rows, made, client_of, cast):
    client = client_of("epci_referent")
    revision = made(Roadmap.objects.get, pk=rows.local.pk).revision
    pulse = url("roadmap_pulse", rows.local)
    assert client.get(pulse, {"revision": revision}).status_code == 204
    made(step, rows.actions[0], "ongoing", by=cast["coordinator"].user, at=AT)
    answer = client.get(pulse, {"revision": revision})
    assert answer.json()["revision"] == revision + 1
    assert plain(answer.json()["said"]) == f"{cast['coordinator'].user} a modifié « Permanences »."


def test_the_pulse_names_what_hangs_on_an_action_and_what_is_gone(rows, made, client_of, cast):
    client, pulse = client_of("epci_referent"), url("roadmap_pulse", rows.local, "?revision=0")
    does = {"by": cast["coordinator"].user, "at": timezone.now()}
    made(add_condition, rows.actions[0], text="Une salle", **does)
    assert "a modifié « Une salle »." in plain(client.get(pulse).json()["said"])
    made(remove_action, rows.actions[1], **(does | {"at": timezone.now()}))
    assert "a modifié « Bus »." in plain(client.get(pulse).json()["said"])


def test_the_tree_alone_is_given_to_the_script(rows, client_of):
    page = words(client_of("epci_referent").get(url("roadmap_detail", rows.local, "?morceau=arbre")))
    assert page.startswith('<div id="axes"')
    assert "Permanences" in page
    assert "<html" not in page
