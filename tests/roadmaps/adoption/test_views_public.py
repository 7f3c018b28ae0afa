"""The public pages: adopted roadmaps alone, in their adopted words, without names of people."""

import pytest

from inclusion.core.scope import scoped_to
from roadmaps.adoption.actions import keep_print
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_action, change_action, note, step
from tests.builders import AT, make_epci, make_partner
from tests.pages import address, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data


@setup_data
def adopted(network, cast):
    with scoped_to(network):
        roadmap = make_roadmap("Feuille départementale", summary="Pour tous.")
        make_action(make_axis(roadmap, "Accès aux droits"), "Forum", leads=[make_partner("CAF")])
        make_adopted(roadmap, by=cast["coordinator"].user)
    return roadmap


@pytest.fixture
def visitor(client_of):
    return client_of("visitor")


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
    for hidden in ("Nouveau nom", "Pas encore adoptée", "Camille", "Exemple"):
        assert hidden not in said
    assert "PDF" not in said


def test_drafts_are_not_there(adopted, network, visitor):
    with scoped_to(network):
        draft = make_roadmap("Brouillon")
        make_action(make_axis(draft))
    assert visitor.get(address("roadmap_public_detail", draft.pk)).status_code == 404
    assert visitor.get(address("roadmap_public_pdf", draft.pk)).status_code == 404
    assert "Brouillon" not in words(visitor.get(address("roadmap_public")))


def test_a_network_without_one_has_no_page_and_no_door(network, visitor):
    assert visitor.get(address("roadmap_public")).status_code == 404
    assert "Lire la feuille de route" not in words(visitor.get("/"))


def test_the_door_stands_on_the_public_home(adopted, visitor):
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


def test_the_pdf_that_was_kept_is_offered(adopted, network, cast, visitor):
    assert visitor.get(address("roadmap_public_pdf", adopted.pk)).status_code == 404
    with scoped_to(network):
        keep_print(adopted.versions.get(), pdf=b"%PDF-1.7 x", by=cast["coordinator"].user, at=AT)
    assert visitor.get(address("roadmap_public_pdf", adopted.pk)).content == b"%PDF-1.7 x"
    assert "Télécharger la feuille de route (PDF)" in words(
        visitor.get(address("roadmap_public_detail", adopted.pk))
    )


def test_another_network_s_roadmap_is_not_found_here(adopted, other_network, visitor):
    from django.urls import reverse

    assert (
        visitor.get(reverse("roadmap_public_detail", args=[other_network.slug, adopted.pk])).status_code
        == 404
    )
