"""Places without a SIRET: the structure's own, or a list that is pasted and tried first."""

import re

import pytest
from django.urls import reverse

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.guide.actions.pivots import apply_shown, read_pasted, shown_pairs
from inclusion.guide.models import Place
from inclusion.partners.models import Partner
from tests.builders import AT
from tests.inclusion.place_builders import make_place

SLUG, SIRET = "lot-et-garonne", "43493312300029"


def page(name: str) -> str:
    return reverse(name, args=[SLUG])


def test_a_place_gets_the_siret_of_the_structure_that_keeps_it(coordinator, network, cast):
    with scoped_to(network):
        partner = cast["training_place"].partner
        Partner.objects.filter(pk=partner.pk).update(siret=SIRET)
        own, other = make_place(pivot="", partner=partner), make_place(pivot="")
    assert "Reprendre le SIRET de la structure" in coordinator.get(page("place_siret_list")).content.decode()
    coordinator.post(page("place_siret_take"))
    with scoped_to(network):
        assert Place.objects.get(pk=own.pk).pivot == SIRET
        assert Place.objects.get(pk=other.pk).pivot == ""
    assert "1 lieu n’a pas de SIRET" in coordinator.get(page("guide_left_out")).content.decode()


def test_a_pasted_list_is_tried_then_written(coordinator, network):
    with scoped_to(network):
        first, second = (make_place(pivot="", name="Médiathèque"), make_place(pivot="", name="Cyber-base", town="Agen"))
        make_place(name="Avec SIRET")
    pasted = f"mediatheque\t434 933 123 00029\n{second.standard_id};21740225400015\nAvec SIRET\t{SIRET}\nCyber-base\t1"
    tried = coordinator.post(page("place_siret_list"), {"pasted": pasted}).content.decode()
    assert "2 lignes sur 4" in tried
    assert "Aucun lieu sans SIRET ne porte ce nom." in tried
    with scoped_to(network):
        assert Place.objects.filter(pivot="").count() == 2
    none = coordinator.post(page("place_siret_list"), {"shown": f"{first.pk}=1"}, follow=True).content.decode()
    assert "Aucune ligne ne peut être enregistrée" in none
    [shown] = re.findall(r'name="shown" value="([^"]+)"', tried)
    coordinator.post(page("place_siret_list"), {"shown": shown})
    with scoped_to(network):
        assert Place.objects.get(pk=first.pk).pivot == SIRET
        assert Place.objects.get(pk=second.pk).pivot == "21740225400015"


def test_numbers_alone_follow_the_list_and_one_place_is_not_on_two_lines(scope):
    make_place(pivot="", name="B"), make_place(pivot="", name="A")
    lines = read_pasted(f"{SIRET}\n21740225400015\n{SIRET}")
    assert [line.place.name if line.place else line.problem for line in lines][:2] == ["A", "B"]
    assert "plus de numéros que de lieux" in lines[2].problem
    twice = read_pasted(f"A\t{SIRET}\nA\t21740225400015")
    assert {line.problem for line in twice} == {"Ce lieu est sur deux lignes."}


@pytest.mark.parametrize("before", ["\n", "\t\n"])
def test_an_empty_line_stands_for_a_place_whose_number_is_not_known(coordinator, network, before):
    with scoped_to(network):
        make_place(pivot="", name="A"), make_place(pivot="", name="B", town="Agen")
    tried = coordinator.post(page("place_siret_list"), {"pasted": f"{before}{SIRET}"}).content.decode()
    assert f"B, Agen : <b>{SIRET}</b>" in tried.replace("\u00a0", " ")


def test_names_and_bare_numbers_are_not_mixed(scope):
    make_place(pivot="", name="A"), make_place(pivot="", name="B")
    with pytest.raises(DomainError, match="mélange"):
        read_pasted(f"B\t{SIRET}\n21740225400015")
    with pytest.raises(DomainError):
        read_pasted(" \n")


def test_nothing_is_written_where_a_place_got_its_number_since_the_trial(scope, cast):
    places = [make_place(pivot="", name=name) for name in "ABC"]
    shown = shown_pairs(read_pasted(f"{SIRET}\n21740225400015"))
    Place.objects.filter(pk=places[0].pk).update(pivot=SIRET)
    with pytest.raises(DomainError, match="a changé"):
        apply_shown(shown, by=cast["coordinator"].user, at=AT)
    assert set(Place.objects.without_pivot()) == set(places[1:])
