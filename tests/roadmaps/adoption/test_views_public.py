"""The public pages: adopted roadmaps alone, in their adopted words, without names of people."""

from datetime import date

from inclusion.core.registry.measures import measures
from inclusion.core.scope import scoped_to
from roadmaps.adoption import views
from roadmaps.adoption.actions import keep_print
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_action, change_action, note, step
from tests.builders import AT, make_epci, make_partner
from tests.pages import address, words
from tests.roadmaps.builders import (
    make_action,
    make_adopted,
    make_axis,
    make_indicator,
    make_local,
    make_noted,
    make_roadmap,
)
from tests.setup_data import setup_data


@setup_data
def adopted(network, cast):
    with scoped_to(network):
        roadmap = make_roadmap("Feuille départementale", summary="Pour tous.")
        make_action(make_axis(roadmap, "Accès aux droits"), "Forum", leads=[make_partner("CAF")])
        make_adopted(roadmap, by=cast["coordinator"].user)
    return roadmap


def test_everybody_reads_what_was_adopted_with_its_progress(adopted, network, cast, visitor):
    does = {"by": cast["coordinator"].user, "at": AT}
    with scoped_to(network):
        action = Action.objects.get(title="Forum")
        step(action, "ongoing", **does)
        note(action, text="Vu avec Camille Exemple", **does)
        change_action(action, title="Nouveau nom, pas adopté", progress=40, **does)
        add_action(adopted.axes.get(), title="Pas encore adoptée", **does)
    said = words(visitor.get(address("roadmap_public")))
    assert "Forum" in said
    assert "40 % fait" in said
    assert "CAF" in said
    assert "1 ajoutée depuis son adoption n’y est pas comptée" in said
    assert "Ce qui est fait dans le département pour que chacun" in said
    for hidden in ("Nouveau nom", "Pas encore adoptée", "Camille", "Exemple"):
        assert hidden not in said
    assert "Télécharger la feuille de route" not in said


def test_drafts_are_not_there(adopted, network, visitor):
    with scoped_to(network):
        draft = make_roadmap("Brouillon")
        make_action(make_axis(draft))
    assert visitor.get(address("roadmap_public_detail", draft.pk)).status_code == 404
    assert visitor.get(address("roadmap_public_pdf", draft.pk)).status_code == 404
    assert "Brouillon" not in words(visitor.get(address("roadmap_public")))


def test_a_network_without_one_has_no_page_and_no_link(network, visitor):
    assert visitor.get(address("roadmap_public")).status_code == 404
    assert "Lire la feuille de route" not in words(visitor.get("/"))


def test_the_link_stands_on_the_public_home(adopted, visitor):
    assert "Lire la feuille de route" in words(visitor.get("/"))


def test_several_are_listed_the_departmental_one_first(adopted, network, visitor):
    with scoped_to(network):
        above = Roadmap.objects.get(pk=adopted.pk)
        make_axis(above, "Parcours")
        local = make_local(above, "Agen agit", territories=[make_epci()])
        for axis in above.axes.all():
            make_action(make_axis(local, takes_up=axis))
        make_adopted(local)
    said = words(visitor.get(address("roadmap_public")))
    assert said.index("Feuille départementale") < said.index("Agen agit")
    assert "2 feuilles de route pour le numérique" in said
    assert "Val de Garonne" in said
    page = words(visitor.get(address("roadmap_public_detail", local.pk)))
    assert "Reprend « 1. Accès aux droits » de la feuille de route départementale." in page
    assert address("roadmap_public") in page


def test_progress_is_said_without_and_with_local_roadmaps_and_results_beside_targets(
    adopted, network, cast, visitor, monkeypatch
):
    """Own actions 40 of 100, one local action at 80: 40 % alone, 60 % together; the local one takes up two axes."""
    does = {"by": cast["coordinator"].user, "at": AT}
    with scoped_to(network):
        forum = Action.objects.get(title="Forum")
        step(forum, "ongoing", **does)
        change_action(forum, progress=40, **does)
        make_indicator(adopted, "Personnes venues", values={2025: 2860}, targets={2025: 3000, 2026: 4500})
        above = Roadmap.objects.get(pk=adopted.pk)
        second = make_axis(above, "Parcours")
        local = make_local(above, "Agen agit", territories=[make_epci()])
        first = make_axis(local, takes_up=above.axes.first())
        make_axis(local, takes_up=second)
        action = make_action(first, "Bus", progress=0)
        step(action, "ongoing", **does)
        change_action(action, progress=80, **does)
        make_adopted(local)
        make_adopted(above, on=date(2025, 1, 10), by=cast["coordinator"].user)
    page = words(visitor.get(address("roadmap_public_detail", adopted.pk)))
    assert "40 % est fait" in page
    assert "l’avancement de ses propres actions" in page and "il atteint 60 %" in page
    assert "2025 : résultat 2 860 personnes, cible 3 000 personnes" in page
    assert "2026 : cible 4 500 personnes" in page
    answer = visitor.get(address("roadmap_leaflet", adopted.pk))
    assert answer["Content-Type"] == "application/pdf"
    monkeypatch.setattr(views, "leaflet_pdf", None)  # whoever asks again lets nothing be set again
    assert visitor.get(address("roadmap_leaflet", adopted.pk)).status_code == 200
    assert visitor.get(address("roadmap_leaflet", 999999)).status_code == 404


def test_the_portal_counts_the_local_roadmaps_that_are_adopted(network):
    """At the end of each year, once confirmed; one of two intercommunalités counts once."""
    with scoped_to(network):
        make_noted(adopted_on=date(2025, 6, 1))
        other = make_epci("200000002", "Pays de Duras")
        make_noted(other, adopted_on=date(2026, 6, 1))
        make_noted(other, title="Attend", adopted_on=date(2026, 7, 1), confirmed=False)
        count = measures()["local_roadmaps_adopted"].count
        years = [count(network, date(year, 1, 1), date(year + 1, 1, 1)) for year in (2024, 2025, 2026)]
    assert years == [0, 1, 2]


def test_the_pdf_that_was_kept_is_offered(adopted, network, cast, visitor):
    assert visitor.get(address("roadmap_public_pdf", adopted.pk)).status_code == 404
    with scoped_to(network):
        keep_print(adopted.versions.get(), pdf=b"%PDF-1.7 x", by=cast["coordinator"].user, at=AT)
    assert visitor.get(address("roadmap_public_pdf", adopted.pk)).content == b"%PDF-1.7 x"
    assert "Télécharger la feuille de route (PDF)" in words(visitor.get(address("roadmap_public_detail", adopted.pk)))
