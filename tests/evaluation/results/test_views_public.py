"""Results for everybody: the same figures as members read, as long as the network shows them."""

import re

import pytest

from evaluation.enums import PublishedPart
from evaluation.models import Publication
from evaluation.results.home import networks_with_results
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.evaluation.builders import make_survey
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.pages import address, plain, words

PHONE = "06 12 34 56 78"
PARTS = ((PublishedPart.BEFORE, BEFORE), (PublishedPart.AFTER, AFTER), (PublishedPart.PAIRED, PAIRED))


@pytest.fixture
def survey(network, cast, clock):
    """Published results; everybody who wrote left a telephone number."""
    with scoped_to(network):
        made = make_survey(title="Ce que change l’aide", pairs=True)
        for part, found in PARTS:
            document = found.model_copy(update={"is_synthetic": True}).model_dump(mode="json")
            for question in document.get("questions", ()):
                question["texts"] = [f"Appelez-moi au {PHONE}"] if question["kind"] == "text" else []
            Publication.objects.create(survey=made, part=part, document=document, made_at=AT)
    return made


def numbers(page) -> set[str]:
    """The numbers of the results on a page, without its frame."""
    inside = page.content.decode().partition('class="results"')[2].partition("</main>")[0]
    return set(re.findall(r"\d+(?:,\d+)?", re.sub(r"<[^>]*>", " ", inside)))


def test_shown_by_a_click_and_withdrawn_by_another(network, survey, client_of, client):
    public, listed = address("result_public", survey.pk), address("result_public_list")
    manager = client_of("evaluator")
    assert client.get(public).status_code == 404
    assert "Aucune enquête" in words(client.get(listed))
    assert networks_with_results(AT.date()) == set()
    assert "Montrer à tous" in words(manager.get(address("result_detail", survey.pk)))
    assert "Montrer à tous" not in words(client_of("reader").get(address("result_detail", survey.pk)))
    manager.post(address("result_show", survey.pk))
    shown = plain(words(client.get(public)))
    assert "Réponses inventées pour la démonstration" in shown
    assert "43 %" in shown and "66 %" in shown
    assert "Ce que change l’aide" in words(client.get(listed))
    assert networks_with_results(AT.date()) == {network.pk}
    manager.post(address("result_withdraw", survey.pk))
    assert client.get(public).status_code == 404
    with scoped_to(network):
        verbs = [one.verb for one in JournalEntry.objects.order_by("pk")][-2:]
    assert verbs == ["survey.shown_to_all", "survey.withdrawn"]


def test_everybody_reads_no_figure_that_members_do_not_and_no_pairs(network, survey, client_of, client):
    client_of("evaluator").post(address("result_show", survey.pk))
    member = client_of("reader")
    for part in ("", "?part=before", "?part=after"):
        response = client.get(address("result_public", survey.pk) + part)
        assert response.status_code == 200
        inside = member.get(address("result_detail", survey.pk) + part)
        assert numbers(response) and numbers(response) - numbers(inside) == set()
        assert "/resultats/" not in response.content.decode(), "no page of groups"
    for part in ("?part=paired", "?part=x"):
        assert client.get(address("result_public", survey.pk) + part).status_code == 404


def test_what_people_wrote_stays_with_members(survey, client_of, client):
    confirm = plain(words(client_of("evaluator").get(address("result_show", survey.pk))))
    assert "Les réponses libres n’y figurent pas" in confirm
    client_of("evaluator").post(address("result_show", survey.pk))
    inside = client_of("reader").get(address("result_detail", survey.pk) + "?part=before")
    assert PHONE in words(inside)
    for part in ("", "?part=before", "?part=after"):
        page = client.get(address("result_public", survey.pk) + part)
        assert page.status_code == 200 and PHONE not in page.content.decode()
    assert PHONE not in client.get(address("result_public_list")).content.decode()
    before = plain(words(client.get(address("result_public", survey.pk) + "?part=before")))
    assert "Les réponses libres restent dans le réseau" in before


def test_nothing_is_shown_before_it_is_published(network, cast, clock, client_of):
    with scoped_to(network):
        empty = make_survey(title="Rien encore")
    page = client_of("evaluator").post(address("result_show", empty.pk), follow=True)
    assert "Rien n’est encore publié" in words(page)
