"""Pages of the chain: their title, their links, what is tied on the page of a funded action."""

from django.urls import reverse

from evaluation.chain.models import FundedOutput, OutputKind
from inclusion.core.figures import read_page
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.evaluation.chain_builders import chain_world
from tests.inclusion.event_builders import make_event
from tests.inclusion.pages import page
from tests.setup_data import setup_data


def address(name: str, *args) -> str:
    return reverse(name, args=["lot-et-garonne", *args])


def words(text: str) -> str:
    """The text with plain spaces alone."""
    return " ".join(text.split())


@setup_data
def world(network, cast):
    with scoped_to(network):
        return chain_world(cast)


def test_the_title_says_the_answer_and_each_action_what_it_did(world, client_of):
    shown = page(client_of("coordinator").get(address("chain")))
    title = read_page(shown).heading
    assert "réuni" not in title and "€ engagés ; 140 pass" in title
    assert "pas mesuré" in shown
    assert "(nombre saisi)" in shown
    assert '<td data-title="Ce qui a changé"><span>' in shown, "one piece, beside its heading on a phone"
    nothing = page(client_of("coordinator").get(f"{address('chain')}?annee=2025&fonds={world.other_fund.pk}"))
    assert "rien n’est encore compté" in nothing


def test_who_evaluates_reads_the_chain_and_is_led_to_no_page_that_stays_shut(world, client_of):
    client, action = client_of("evaluator"), address("fund_action", world.forum.pk)
    assert address("chain") in page(client.get(address("network_home"))), "in the menu"
    for where in (address("chain"), address("chain_list", "postes")):
        shown = page(client.get(where, {"operateur": ""}))
        assert "Forum" in shown and action not in shown
        assert action in page(client_of("reader").get(where, {"operateur": ""}))


def test_a_list_is_a_file_as_well(world, client_of):
    answer = client_of("coordinator").get(f"{address('chain_list', 'engage')}?export=csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Jour;Quoi;Action financée;Montant"
    assert any("Équipement" in row and "3000,10" in row for row in rows)
    hours = client_of("coordinator").get(f"{address('chain_list', 'heures-d-aide')}?export=csv")
    rows = hours.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Jour;Quoi;Action financée;Durée (heures)"
    assert any(row.endswith(";0,75") for row in rows), "45 minutes"
    assert client_of("coordinator").get(address("chain_list", "inconnu")).status_code == 404
    assert client_of("coordinator").get(address("chain_list", "reste-a-payer")).status_code == 404


def test_people_of_a_scope_without_an_action_are_an_empty_list(world, client_of):
    """Whoever reads sums by month too: an operator whose euros pay nothing, an action that another one pays."""
    idle = {"annee": 2025, "operateur": world.caf.pk}
    for query in (idle, idle | {"action": world.old.pk}):
        for role in ("reader", "operator", "coordinator"):
            for more in ({}, {"export": "csv"}):
                shown = client_of(role).get(address("chain_list", "personnes"), query | more)
                assert shown.status_code == 200, (role, query, more)


def test_a_thing_is_tied_and_untied_on_the_page_of_its_action(world, client_of, network):
    client = client_of("coordinator")
    with scoped_to(network):
        event = make_event("Un jeudi")
    form = address("output_add", world.old.pk)
    assert "Un jeudi" in page(client.get(form))
    assert "Ce n’est plus proposé" in page(client.post(form, {"target": "event:999999"}))
    assert client.post(form, {"target": f"event:{event.pk}"}).status_code == 302
    assert "Un jeudi" in page(client.get(address("fund_action", world.old.pk)))
    with scoped_to(network):
        output = FundedOutput.objects.get(event=event)
        assert output.kind == OutputKind.EVENT
    removal = address("output_remove", output.pk)
    assert "Détacher « Un jeudi »" in words(page(client.get(removal)))
    assert client.post(removal).status_code == 302
    assert "Rien n’y est encore rattaché" in page(client.get(address("fund_action", world.old.pk)))


def test_the_pages_of_money_and_places_lead_there(world, client_of, network):
    client = client_of("coordinator")
    pages = {
        address("fund_detail", world.fund.pk): f"?fonds={world.fund.pk}",
        address("fund_action", world.forum.pk): f"?action={world.forum.pk}",
        address("partner_detail", world.caf.pk): f"?operateur={world.caf.pk}",
        address("coverage_epci", world.epcis["Agen"].pk): f"?epci={world.epcis['Agen'].pk}",
    }
    for where, query in pages.items():
        assert f"{address('chain')}{query}" in client.get(where).content.decode(), where
    Network.objects.filter(pk=network.pk).update(activities=[one for one in network.activities if one != "fund"])
    assert client.get(address("chain")).status_code == 404
