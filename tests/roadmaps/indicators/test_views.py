"""Indicators on their pages: the answer, the table, one of them, the form, the table of figures."""

import re
from datetime import date
from decimal import Decimal

import pytest

from inclusion.core.scope import scoped_to
from roadmaps.models import Indicator, IndicatorYear
from tests.builders import AT, make_epci, make_user
from tests.pages import address, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_indicator, make_local, make_roadmap
from tests.setup_data import setup_data

D = Decimal
#: The clock of the portal stands: else a run that begins in one year and ends in the next asks for the wrong one.
pytestmark = pytest.mark.usefixtures("clock")
YEAR = AT.year
NOW = {"start": date(YEAR - 1, 1, 1)}
PERIOD = {**NOW, "end": NOW["start"].replace(year=YEAR + 2)}


@setup_data
def roadmap(network):
    with scoped_to(network):
        return make_roadmap("Feuille départementale", **PERIOD)


@setup_data
def local(network, roadmap, cast):
    """A local roadmap that the cast's referent carries."""
    with scoped_to(network):
        return make_local(
            roadmap, "Coustellet", carriers=[cast["epci_referent"].partner], territories=[make_epci()], **PERIOD
        )


def typed(one, **figures):
    """What the page sends: `value_2025="3"`, `seen_value_2025="2"`."""
    sent = {}
    for name, text in figures.items():
        *seen, kind, year = name.split("_")
        sent[f"{'seen-' if seen else ''}{kind}-{one.pk}-{year}"] = text
    return sent


def values(network, one):
    with scoped_to(network):
        return dict(IndicatorYear.objects.filter(indicator=one).values_list("year", "value"))


def test_nothing_yet_says_how_to_begin(roadmap, coordinator, client_of):
    url = address("roadmap_indicators", roadmap.pk)
    shown = words(coordinator.get(url))
    assert "Aucun indicateur n’est encore suivi" in shown and "Ajouter un indicateur" in shown
    assert "Ajouter un indicateur" not in words(client_of("evaluator").get(url))
    assert "Aucun indicateur n’est encore suivi" in words(coordinator.get(address("indicator_entry", roadmap.pk)))


def test_the_title_answers_and_each_stands_where_it_belongs(network, roadmap, coordinator):
    with scoped_to(network):
        axis = make_axis(roadmap, "Accès aux droits")
        make_indicator(roadmap, "Personnes", axis=axis, values={YEAR - 1: 1, YEAR: "1250.50"}, targets={YEAR: 1000})
        make_indicator(roadmap, "Ateliers", values={YEAR - 1: 1, YEAR: 6}, targets={YEAR: 12})
        make_indicator(roadmap, "Postes", action=make_action(axis, "Recruter"), values={YEAR - 1: 2})
    shown = words(coordinator.get(address("roadmap_indicators", roadmap.pk)))
    assert f"1 cible sur 2 est atteinte en {YEAR}" in shown
    assert "1 250,5<small>cible 1 000" in shown and "cible 12, 50 %" in shown
    assert shown.index("Toute la feuille de route") < shown.index("Axe 1 : Accès aux droits</th>")
    assert "action « Recruter »" in shown
    text = coordinator.get(address("roadmap_indicators", roadmap.pk), {"export": "csv"}).content.decode("utf-8-sig")
    assert f"Toute la feuille de route;Ateliers;personnes;Saisie;{YEAR};6,00;;6,00;12,00" in text


def test_what_is_missing_of_last_year_comes_first(network, roadmap, coordinator):
    with scoped_to(network):
        make_indicator(roadmap, targets={YEAR: 5})
    assert f"1 valeur manque pour {YEAR - 1}" in words(coordinator.get(address("roadmap_indicators", roadmap.pk)))


def test_an_indicator_is_added_to_an_axis(network, roadmap, coordinator):
    with scoped_to(network):
        axis = make_axis(roadmap, "Accès aux droits")
    url = address("indicator_add", roadmap.pk)
    assert f'<option value="axe-{axis.pk}" selected>' in words(coordinator.get(url, {"suit": f"axe-{axis.pk}"}))
    sent = {"name": "Personnes", "place": f"axe-{axis.pk}", "source": "typed", "unit": "personnes", "gathering": "sum"}
    answer = coordinator.post(url, sent, follow=True)
    assert "« Personnes » est suivi" in words(answer)
    with scoped_to(network):
        one = Indicator.objects.get()
    assert (one.axis_id, one.unit) == (axis.pk, "personnes")
    twice = words(coordinator.post(url, sent))
    assert "porte déjà ce nom" in twice and 'value="Personnes"' in twice


def test_a_counted_one_names_what_is_counted(network, roadmap, coordinator):
    url = address("indicator_add", roadmap.pk)
    sent = {"name": "Pass", "source": "counted", "measure": "", "gathering": "sum"}
    assert "Choisissez ce que le portail compte." in words(coordinator.post(url, sent))
    assert coordinator.post(url, {**sent, "measure": "passes_issued"}).status_code == 302
    with scoped_to(network):
        one = Indicator.objects.get()
    shown = words(coordinator.get(address("indicator_detail", one.pk)))
    assert "Compté par le portail : Pass émis, du 1er janvier au 31 décembre" in shown
    entry = words(coordinator.get(address("indicator_entry", roadmap.pk)))
    assert f'name="target-{one.pk}-{YEAR}"' in entry and f'name="value-{one.pk}-{YEAR}"' not in entry


def test_a_local_one_feeds_the_departmental_one(network, roadmap, local, client_of):
    referent = client_of("epci_referent")
    with scoped_to(network):
        above = make_indicator(roadmap, "Personnes aidées")
    url = address("indicator_add", local.pk)
    sent = {"name": "Venues", "source": "typed", "unit": "ateliers", "gathering": "sum", "feeds": above.pk}
    assert "donnez-leur la même unité" in words(referent.post(url, sent))
    assert referent.post(url, {**sent, "unit": "Personnes"}).status_code == 302
    with scoped_to(network):
        one = Indicator.objects.get(name="Venues")
    shown = words(referent.get(address("indicator_detail", one.pk)))
    assert "Alimente" in shown and "ses valeurs compteront dès l’adoption" in shown


def test_the_page_shows_who_adds_what(network, roadmap, local, coordinator, client_of):
    """The département 20, Coustellet 5, in preparation: shown, not counted; once adopted: 25, 63 % of 40."""
    with scoped_to(network):
        above = make_indicator(roadmap, "Personnes aidées", values={YEAR: 20}, targets={YEAR: 40})
        make_indicator(local, "Venues", feeds=above, values={YEAR: 5})
    url = address("indicator_detail", above.pk)
    before = words(coordinator.get(url))
    assert f"20 personnes en {YEAR}, 50 % de la cible" in before
    assert "en préparation, ne compte pas encore" in before
    assert "Coustellet</a>" not in words(client_of("evaluator").get(url)).replace("Coustellet</a><br>", "")
    with scoped_to(network):
        axes = [make_axis(roadmap) for _ in range(2)]
        for axis in axes:
            make_action(axis)
        make_adopted(roadmap, on=NOW["start"])
        for axis in axes:
            make_action(make_axis(local, takes_up=axis))
        make_adopted(local, on=NOW["start"])
    after = words(coordinator.get(url))
    assert f"25 personnes en {YEAR}, 63 % de la cible" in after
    assert "25, dont 5 des territoires, cible 40" in after
    everywhere = words(coordinator.get(address("roadmap_indicators", roadmap.pk)))
    assert "avec la part de 1 territoire" in everywhere


def test_figures_of_a_draft_are_for_those_who_may_open_it(network, roadmap, local, client_of):
    with scoped_to(network):
        above = make_indicator(roadmap, "Personnes aidées", values={YEAR: 20})
        make_indicator(local, "Venues", feeds=above, values={YEAR: 777})
        make_action(make_axis(roadmap))
        make_adopted(roadmap, on=NOW["start"])
    url = address("indicator_detail", above.pk)
    assert "777" in words(client_of("epci_referent").get(url))
    others = words(client_of("prescriber").get(url))
    assert "777" not in others and "Coustellet" not in others and "20 personnes" in others


def test_drafts_that_others_may_not_open_are_not_found(network, local, client_of):
    with scoped_to(network):
        one = make_indicator(local)
    assert client_of("prescriber").get(address("indicator_detail", one.pk)).status_code == 404
    assert client_of("epci_referent").get(address("indicator_detail", one.pk)).status_code == 200


def test_a_referent_does_not_write_the_departmental_ones(network, roadmap, client_of):
    with scoped_to(network):
        one = make_indicator(roadmap)
        make_action(make_axis(roadmap))
        make_adopted(roadmap, on=NOW["start"])
    referent = client_of("epci_referent")
    assert referent.get(address("indicator_detail", one.pk)).status_code == 200
    for name, pk in (("indicator_edit", one.pk), ("indicator_remove", one.pk), ("indicator_entry", roadmap.pk)):
        assert referent.get(address(name, pk)).status_code == 403


def test_what_somebody_else_changed_is_shown_beside(network, roadmap, coordinator):
    with scoped_to(network):
        one = make_indicator(roadmap, "Personnes")
    url = address("indicator_edit", one.pk)
    page = coordinator.get(url)
    form = page.context["form"]
    sent = {**form.initial, "name": "Personnes aidées", "seen": form["seen"].value(), "feeds": ""}
    with scoped_to(network):
        Indicator.objects.filter(pk=one.pk).update(name="Personnes venues")
    shown = words(coordinator.post(url, sent))
    assert "vient d’écrire « Personnes venues »" in shown and 'value="Personnes aidées"' in shown
    again = re.search(r'name="seen" value="([^"]*)"', shown)[1].replace("&quot;", '"')
    assert coordinator.post(url, {**sent, "seen": again}).status_code == 302
    with scoped_to(network):
        assert Indicator.objects.get().name == "Personnes aidées"


def test_an_indicator_is_removed_after_a_question(network, roadmap, coordinator):
    with scoped_to(network):
        one = make_indicator(roadmap, "Personnes", values={YEAR: 3})
    url = address("indicator_remove", one.pk)
    assert "Ne plus suivre « Personnes »" in words(coordinator.get(url))
    assert "n’est plus suivi" in words(coordinator.post(url, follow=True))
    with scoped_to(network):
        assert not Indicator.objects.exists()


# -- Figures -----------------------------------------------------------------------------------------------------------


@setup_data
def one(network, roadmap):
    with scoped_to(network):
        return make_indicator(roadmap, "Personnes", values={YEAR: 3})


@setup_data
def entry(roadmap):
    return address("indicator_entry", roadmap.pk)


def test_figures_are_typed_as_french_writes_them(network, one, entry, coordinator):
    assert f'id="value-{one.pk}-{YEAR}" name="value-{one.pk}-{YEAR}" value="3"' in words(coordinator.get(entry))
    sent = typed(
        one,
        **{f"value_{YEAR}": "1 250,5", f"seen_value_{YEAR}": "3", f"target_{YEAR}": "1500", f"seen_target_{YEAR}": ""},
    )
    assert "2 cases sont enregistrées." in words(coordinator.post(entry, sent, follow=True))
    assert values(network, one) == {YEAR: D("1250.50")}


def test_what_is_no_number_keeps_everything_that_was_typed(network, one, entry, coordinator):
    sent = typed(
        one,
        **{f"value_{YEAR}": "douze", f"seen_value_{YEAR}": "3", f"value_{YEAR - 1}": "7", f"seen_value_{YEAR - 1}": ""},
    )
    shown = words(coordinator.post(entry, sent))
    assert "1 case est à corriger. Rien n’est encore enregistré" in shown
    assert 'value="douze"' in shown and 'value="7"' in shown
    assert f'href="#value-{one.pk}-{YEAR}"' in shown
    assert values(network, one) == {YEAR: D(3)}


def test_two_people_who_disagree_compare_then_save(network, one, entry, coordinator):
    stale = typed(one, **{f"value_{YEAR}": "9", f"seen_value_{YEAR}": "", f"value_{YEAR - 1}": "7"})
    shown = words(coordinator.post(entry, stale))
    assert "vient de remplir autrement 1 case" in shown and "vient d’écrire 3." in shown
    assert 'value="9"' in shown and f'name="seen-value-{one.pk}-{YEAR}" value="3"' in shown
    assert values(network, one) == {YEAR: D(3)}
    assert coordinator.post(entry, {**stale, **typed(one, **{f"seen_value_{YEAR}": "3"})}).status_code == 302
    assert values(network, one) == {YEAR: D(9), YEAR - 1: D(7)}


def test_an_indicator_that_went_meanwhile_is_reported(network, one, entry, coordinator):
    sent = typed(one, **{f"value_{YEAR}": "9", f"seen_value_{YEAR}": "3"})
    with scoped_to(network):
        one.delete()
    assert "n’est plus dans cette feuille de route" in words(coordinator.post(entry, sent))


def test_many_indicators_come_in_pages(network, roadmap, entry, coordinator):
    with scoped_to(network):
        user = make_user()
        for number in range(76):
            make_indicator(roadmap, f"Indicateur numéro {number:02}", by=user)
    shown = words(coordinator.get(entry))
    assert "Page 1 sur 2" in shown
    assert shown.count("<input") < 1000
    assert "Indicateur numéro 75" in words(coordinator.get(entry, {"page": 2}))
