"""What participants do with the secret address: write, vote, take a voice back; what is refused and kept."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmaps.models import Proposal, ProposalVote, Workshop, WorkshopTable
from roadmaps.workshops import views as pages
from roadmaps.workshops.actions import merge_ideas, withdraw_idea
from tests.builders import AT
from tests.conftest import StrictClient
from tests.pages import address, words
from tests.roadmaps.builders import make_closed
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data


@setup_data
def workshop(rows, made):
    return made(make_workshop, rows.local, "Aller vers", "Équiper", by=rows.by, introduction="Vingt minutes.")


@pytest.fixture
def phone(db):
    return StrictClient()


def page_of(workshop):
    return address("workshop_public", workshop.token)


def write(client, workshop, made, text, *, rank=1, **fields):
    table = made(workshop.tables.get, rank=rank)
    return client.post(page_of(workshop), {"table": table.pk, "rang": rank, "text": text, **fields}, follow=True)


def give(client, workshop, idea, *, back=False, **headers):
    fields = {"idee": idea.pk, "rang": 1, **({"reprendre": "1"} if back else {})}
    return client.post(address("workshop_vote", workshop.token), fields, follow=not headers, **headers)


def test_a_draft_roadmap_opens_by_the_secret_address_alone(phone, workshop, rows):
    answer = phone.get(page_of(workshop))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    said = words(answer)
    assert "Choisissez votre table" in said
    assert "Vingt minutes." in said
    assert str(rows.local) not in said
    assert phone.get(address("workshop_public", "autre")).status_code == 404
    assert phone.post(address("workshop_vote", "autre")).status_code == 404


def test_the_address_opens_nothing_in_another_network(phone, workshop, other_network):
    assert phone.get(f"/{other_network.slug}/ateliers/{workshop.token}/").status_code == 404


def test_an_idea_is_written_without_a_name(phone, workshop, made):
    answer = write(phone, workshop, made, "Un bus", rank=2)
    said = words(answer)
    assert "Votre idée est sur la table" in said
    assert "Un bus" in said
    idea = made(Proposal.objects.select_related("table").get)
    assert (idea.text, idea.table.rank, idea.detail) == ("Un bus", 2, "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" ", "Écrivez votre idée"), ("b" * 201, "201 caractères"), ("une CARTE", "déjà sur la table")],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(phone, workshop, made, text, sentence):
    made(make_idea, workshop, "Une carte")
    answer = write(phone, workshop, made, text)
    assert sentence in words(answer)
    assert text.strip() in answer.content.decode()
    assert made(Proposal.objects.count) == 1


def test_a_table_that_is_gone_keeps_what_was_typed(phone, workshop, made):
    key = made(lambda: workshop.tables.get(rank=2).pk)
    made(lambda: workshop.tables.filter(pk=key).delete())
    made(lambda: make_tables(workshop))
    answer = phone.post(page_of(workshop), {"table": key, "rang": 2, "text": "Un bus"})
    said = words(answer)
    assert "Cette table n’est plus là" in said
    assert "Un bus" in said
    assert "n’est plus là" in words(phone.get(page_of(workshop), {"table": "2"}))


def make_tables(workshop):
    """A third table, so that one is chosen among several."""
    WorkshopTable.objects.create(network_id=workshop.network_id, workshop=workshop, rank=3, topic="Trois")


def test_voices_are_given_up_to_the_limit_and_taken_back(phone, workshop, made):
    one, two, three = (made(make_idea, workshop, f"Idée {n}") for n in "abc")
    phone.get(page_of(workshop))
    assert "Il vous reste 1 voix sur 2." in words(give(phone, workshop, one))
    assert "Il vous reste 1 voix sur 2." in words(give(phone, workshop, one))
    assert "Vous avez donné toutes vos voix" in words(give(phone, workshop, two))
    refused = words(give(phone, workshop, three))
    assert refused.count("Vous avez donné toutes vos voix") == 2
    give(phone, workshop, one, back=True)
    give(phone, workshop, three)
    assert made(lambda: sorted(ProposalVote.objects.values_list("proposal__text", flat=True))) == ["Idée b", "Idée c"]


def test_htmx_gets_the_ideas_alone_with_what_is_wrong(phone, workshop, made):
    idea = made(make_idea, workshop, "Un bus")
    phone.get(page_of(workshop))
    answer = give(phone, workshop, idea, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "reprendre ma voix" in words(answer)
    made(withdraw_idea, idea, by=None, at=AT)
    assert "vient d’être retirée" in words(give(phone, workshop, idea, headers={"HX-Request": "true"}))


def test_a_voice_for_a_merged_idea_goes_to_the_one_that_stays(phone, workshop, made):
    one, two = made(make_idea, workshop, "Un bus"), made(make_idea, workshop, "Un autobus")
    phone.get(page_of(workshop))
    made(merge_ideas, one, doubles=[two], by=None, at=AT)
    give(phone, workshop, two)
    assert made(lambda: ProposalVote.objects.get().proposal_id) == one.pk


def test_a_browser_without_its_key_cannot_vote(workshop, made):
    idea = made(make_idea, workshop, "Un bus")
    answer = give(Client(), workshop, idea)
    assert "autorisez les cookies" in words(answer)
    assert not made(ProposalVote.objects.exists)


def test_a_key_that_was_made_up_is_none(workshop, made):
    idea = made(make_idea, workshop, "Un bus")
    client = Client()
    client.get(page_of(workshop))
    client.cookies[f"atelier-{workshop.pk}"] = "moi:1abc:fausse"
    assert "autorisez les cookies" in words(give(client, workshop, idea))


def test_the_key_says_nothing_of_the_person_and_stays_with_the_workshop(phone, workshop):
    phone.get(page_of(workshop))
    cookie = phone.cookies[f"atelier-{workshop.pk}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == page_of(workshop)


def test_an_idea_that_is_none(phone, workshop):
    phone.get(page_of(workshop))
    answer = phone.post(address("workshop_vote", workshop.token), {"idee": "x"}, follow=True)
    assert "n’est plus au tableau" in words(answer)


def test_a_closed_workshop_is_read_and_keeps_what_was_typed(phone, workshop, made):
    idea = made(make_idea, workshop, "Un bus", voters=1)
    phone.get(page_of(workshop))
    made(lambda: Workshop.objects.filter(pk=workshop.pk).update(open_until=date(2020, 1, 1)))
    said = words(phone.get(page_of(workshop), {"table": "1"}))
    assert "Cet atelier est fermé" in said
    assert "Un bus" in said
    assert "Proposer cette idée" not in said
    assert "Cet atelier est fermé" in words(give(phone, workshop, idea))
    late = words(write(phone, workshop, made, "Une carte"))
    assert "Cet atelier est fermé" in late
    assert "Une carte" in late
    assert made(Proposal.objects.count) == 1


def test_too_many_ideas_from_one_address_wait_and_are_kept(phone, workshop, made, monkeypatch):
    monkeypatch.setattr(pages, "MAX_IDEAS", 1)
    write(phone, workshop, made, "Un bus")
    answer = write(phone, workshop, made, "Une carte")
    assert "attendez quelques minutes" in words(answer)
    assert "Une carte" in words(answer)
    assert made(Proposal.objects.count) == 1


def test_too_many_voices_from_one_address_wait(phone, workshop, made, monkeypatch):
    monkeypatch.setattr(pages, "MAX_VOICES", 0)
    idea = made(make_idea, workshop, "Un bus")
    phone.get(page_of(workshop))
    assert "réessayez dans quelques minutes" in words(give(phone, workshop, idea))


def test_as_many_queries_at_one_idea_as_at_three(phone, workshop, made):
    def count():
        with CaptureQueriesContext(connection) as queries:
            phone.get(page_of(workshop), {"table": "1"})
        return len(queries)

    made(make_idea, workshop, voters=1)
    count()
    first = count()
    made(make_idea, workshop, voters=1)
    made(make_idea, workshop, voters=2)
    assert count() == first


def test_nothing_is_written_once_the_roadmap_is_over(phone, workshop, rows, made):
    idea = made(make_idea, workshop, "Un bus")
    phone.get(page_of(workshop))
    made(make_closed, rows.local)
    assert "Cet atelier est fermé" in words(write(phone, workshop, made, "Un café"))
    assert "Cet atelier est fermé" in words(give(phone, workshop, idea))
    assert made(Proposal.objects.count) == 1 and not made(ProposalVote.objects.exists)
