"""Papers typed in: one is one answer, from the structure that holds it; the journal records none of them."""

from uuid import uuid4

from django.urls import reverse

from evaluation.enums import Channel, Moment, Verb
from evaluation.models import Response
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import own_details
from tests.evaluation.builders import closed, make_survey, opened, taking_part
from tests.evaluation.world import ALWAYS
from tests.setup_data import setup_data


@setup_data
def campaign(network, cast):
    with scoped_to(network):
        campaign = opened(make_survey(pairs=True), moment=Moment.BEFORE, **ALWAYS)
        taking_part(campaign, cast["prescriber"].partner)
        return campaign


def address(campaign):
    return reverse("paper_entry", args=[campaign.network.slug, campaign.pk])


def paper(**fields):
    return {"key": str(uuid4()), "entered": "0", "q-equipped": "yes", "q-search": "alone", **fields}


def answers(network):
    with scoped_to(network):
        return list(Response.objects.prefetch_related("answers").select_related("structure__partner"))


def test_a_paper_is_one_answer_of_the_members_structure(network, cast, client_of, campaign):
    client, sent = client_of("prescriber"), paper()
    for _ in range(2):  # a double Enter
        answered = client.post(address(campaign), sent)
        assert answered.url == f"{address(campaign)}?saisies=1"
    (response,) = answers(network)
    assert response.channel == Channel.PAPER
    assert response.structure.partner == cast["prescriber"].partner
    assert {one.item: one.choice for one in response.answers.all()} == {"equipped": "yes", "search": "alone"}
    assert response.code is None
    page = client.get(f"{address(campaign)}?saisies=1").content.decode()
    assert "1 papier enregistré" in page
    assert sent["key"] not in page


def test_the_journal_says_once_a_day_that_papers_were_entered(network, client_of, campaign):
    client = client_of("prescriber")
    for _ in range(3):
        client.post(address(campaign), paper())
    with scoped_to(network):
        (line,) = JournalEntry.objects.filter(verb=Verb.PAPERS_ENTERED)
        assert line.target_id == campaign.pk
        assert own_details(line) == {}


def test_what_is_left_out_stays_out_and_what_is_wrong_is_kept_on_the_page(network, client_of, campaign):
    client = client_of("coordinator")
    assert client.post(address(campaign), paper(**{"q-search": ""})).status_code == 302  # required, left out
    page = client.post(address(campaign), paper(**{"q-age": "douze"})).content.decode()
    assert "Écrivez un nombre, en chiffres." in page
    assert 'value="douze"' in page
    page = client.post(address(campaign), {"key": str(uuid4()), "entered": "0"}).content.decode()
    assert "Cette feuille est vide" in page
    assert len(answers(network)) == 1


def test_the_code_is_whole_or_not_given(network, client_of, campaign):
    client = client_of("prescriber")
    code = {"code_0": "Marie", "code_1": "12", "code_2": "Dax", "code_3": "Zoé"}
    page = client.post(address(campaign), paper(**(code | {"code_2": ""}))).content.decode()
    assert "Le code personnel est incomplet" in page
    page = client.post(address(campaign), paper(**(code | {"code_1": "42"}))).content.decode()
    assert "Écrivez un jour, de 1 à 31." in page
    assert client.post(address(campaign), paper(**code)).status_code == 302
    (response,) = answers(network)
    assert response.code is not None


def test_a_manager_says_where_the_paper_comes_from(network, client_of, campaign):
    with scoped_to(network):
        structure = campaign.structures.get()
    client = client_of("coordinator")
    answered = client.post(address(campaign), paper(structure=structure.pk, entered="4"))
    assert answered.url == f"{address(campaign)}?saisies=5&lieu={structure.pk}"
    assert f'<option value="{structure.pk}" selected>' in client.get(answered.url).content.decode()


def test_paper_after_the_end_is_refused(network, client_of, campaign):
    with scoped_to(network):
        closed(campaign)
    client = client_of("prescriber")
    assert "Cette campagne est close" in client.get(address(campaign)).content.decode()
    client.post(address(campaign), paper())
    assert answers(network) == []
