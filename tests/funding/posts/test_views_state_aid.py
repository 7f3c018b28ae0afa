"""Pages of the schedules of State aid: list, change, add, remove; draft posts are named before they change."""

import re

import lxml.html
import pytest

from funding.models import PostYear, StateAidSchedule
from inclusion.core.scope import scoped_to
from tests.builders import make_user
from tests.funding.post_builders import make_post
from tests.pages import address, words
from tests.setup_data import setup_data


@pytest.fixture
def client(client_of):
    return client_of("coordinator")


@setup_data
def draft(network):
    """A draft post, and the schedules that its plan follows."""
    with scoped_to(network):
        return make_post(by=make_user())


@setup_data
def schedule(network, draft):
    with scoped_to(network):
        return StateAidSchedule.objects.get(private=False)


def answers(**sent):
    return {
        "name": "Exemple",
        "private": "non",
        "start": "2021-01-01",
        "lines": "3",
        "amount_1": "17 500",
        "amount_2": "17 500",
        "amount_3": "17 500",
        **sent,
    }


def seen(response):
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]


def test_the_known_waves_are_shown_and_taken_over(network, client):
    shown = words(client.get(address("state_aid_list")))
    assert "Ce que l’État paie, selon les deux vagues connues" in shown
    assert "Reprendre ces barèmes pour les modifier" in shown and "17 500,00 €" in shown
    after = words(client.post(address("state_aid_begin"), follow=True))
    assert "Les barèmes connus sont repris" in after
    assert "Ce que l’État paie, selon vos barèmes" in after and "Ajouter un barème" in after
    assert "a déjà ses barèmes" in words(client.post(address("state_aid_begin"), follow=True))


def test_a_change_says_which_drafts_follow_before_it_is_made(network, client, draft, schedule):
    page = address("state_aid_edit", schedule.pk)
    assert "17 500,00" in words(client.get(page))
    asked = client.post(page, answers(amount_1="0"))
    shown = words(asked)
    assert asked.status_code == 200
    assert "Une demande en préparation change avec ce barème" in shown
    assert "Conseiller numérique, Marmande : l’État paierait 0,00 € au lieu de 17 500,00 €" in shown
    assert "Enregistrer et refaire ce plan" in shown and 'name="amount_1" value="0"' in shown
    with scoped_to(network):
        assert str(PostYear.objects.get(post=draft).state_aid) == "17500.00"
    done = client.post(page, answers(amount_1="0", seen=seen(asked)), follow=True)
    assert "Le barème « Exemple » est enregistré." in words(done)
    with scoped_to(network):
        assert str(PostYear.objects.get(post=draft).state_aid) == "0.00"


def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(network, client, schedule):
    """What a browser sends back: every control of the page."""
    page = address("state_aid_edit", schedule.pk)
    shown = lxml.html.fromstring(client.get(page).content)
    (form,) = shown.xpath("//main//form")
    sent = dict(form.form_values())
    assert {"amount_3", "uplift_3"} <= set(sent)
    client.post(page, sent)
    with scoped_to(network):
        after = StateAidSchedule.objects.get(pk=schedule.pk)
        assert after.as_rule() == schedule.as_rule()
        assert after.years.count() == 3
    more = lxml.html.fromstring(client.post(page, {**sent, "more": "1"}).content)
    assert more.xpath("//input[@name='amount_4']") and not more.xpath("//input[@name='amount_5']")


def test_another_change_than_the_one_that_was_read_is_asked_again(network, client, schedule):
    page = address("state_aid_edit", schedule.pk)
    first = client.post(page, answers(amount_1="0"))
    again = client.post(page, answers(amount_1="1", seen=seen(first)))
    assert again.status_code == 200 and "l’État paierait 1,00 €" in words(again)


def test_a_change_of_a_name_asks_nothing(client, schedule):
    done = client.post(address("state_aid_edit", schedule.pk), answers(name="Autre nom"), follow=True)
    assert "Le barème « Autre nom » est enregistré." in words(done)


def test_one_more_line_keeps_what_was_typed(client, schedule):
    page = address("state_aid_edit", schedule.pk)
    shown = words(client.post(page, answers(more="1", amount_2="beaucoup", name="")))
    assert 'name="amount_4"' in shown and 'value="beaucoup"' in shown
    assert "à corriger" not in shown


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"amount_2": "-1"}, "Un montant ne peut pas être négatif."),
        ({"name": ""}, "Donnez un nom à ce barème."),
        ({"start": "2027-01-01", "end": "2026-01-01"}, "Le dernier jour est avant le premier."),
        ({"amount_1": "", "amount_2": "", "amount_3": ""}, "0 si l’État ne paie rien"),
        ({"private": "oui"}, "« Exemple privé » prend déjà des contrats"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(client, schedule, sent, sentence):
    page = address("state_aid_edit", schedule.pk)
    response = client.post(page, answers(**sent))
    if "Enregistrer et refaire ce plan" in words(response):
        response = client.post(page, answers(**sent, seen=seen(response)))
    assert response.status_code == 200 and sentence in words(response)
    assert 'value="17 500"' in words(response) or "amount_1" in sent


def test_a_schedule_is_added_beside_the_known_waves(network, client):
    sent = answers(name="Après 2026", start="2027-01-01")
    assert "« Après 2026 » est enregistré" in words(client.post(address("state_aid_add"), sent, follow=True))
    with scoped_to(network):
        assert StateAidSchedule.objects.count() == 5


def test_removing_asks_first_and_says_what_follows(network, client, schedule):
    page = address("state_aid_remove", schedule.pk)
    shown = words(client.get(page))
    assert "Retirer « Exemple » ?" in shown
    assert "l’État paierait 0,00 € au lieu de 17 500,00 €" in shown
    assert "dernier barème" not in shown
    assert "« Exemple » est retiré" in words(client.post(page, follow=True))
    with scoped_to(network):
        last = StateAidSchedule.objects.get()
    assert "C’est votre dernier barème" in words(client.get(address("state_aid_remove", last.pk)))
    assert client.get(page).status_code == 404
