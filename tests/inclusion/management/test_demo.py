"""The commands of the demonstration, and the document of states."""

import io
import json
import multiprocessing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inclusion.core.models.networks import Network
from inclusion.demo.loading import PASSWORD, SLUGS
from inclusion.management.commands import load_demo
from inclusion.territories.models import Department
from tests.builders import make_network


def said(name, *args, **options) -> str:
    out = io.StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_accounts_as_json_are_a_list_of_four_words_each():
    accounts = json.loads(said("demo_accounts", "--json"))
    assert {tuple(one) for one in accounts} == {("network", "role", "email", "password")}
    assert {one["network"] for one in accounts} == set(SLUGS)
    assert {
        "network": "lot-et-garonne",
        "role": "coordinator",
        "email": "coordinator@lot-et-garonne.example",
        "password": PASSWORD,
    } in accounts


def test_accounts_of_one_network():
    accounts = json.loads(said("demo_accounts", "--json", network="vendee"))
    assert {one["network"] for one in accounts} == {"vendee"}
    assert json.loads(said("demo_accounts", "--json", network="ailleurs")) == []


def test_accounts_for_people_to_read():
    shown = said("demo_accounts", network="vendee")
    assert f"Mot de passe de tous les comptes : {PASSWORD}" in shown.replace("\u00a0", " ")
    assert "coordinator@vendee.example" in shown
    assert "lot-et-garonne" not in shown


def test_the_demonstration_stays_away_from_real_networks(network):
    with pytest.raises(CommandError, match="à côté de vrais réseaux"):
        said("load_demo")
    assert list(Network.objects.all()) == [network]


def test_the_demonstration_stays_away_from_production(db, settings):
    make_network(SLUGS[0], "Déclic 47", is_demo=True)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="vrais réseaux"):
        said("load_demo")


def test_networks_that_are_there_stay_as_they_are_beside_one_that_a_visitor_made(db):
    for slug in SLUGS:
        make_network(slug, f"Réseau {slug}", is_demo=True)
    make_network("essai", "Essai", is_demo=False)
    before = list(Network.objects.values())
    listing, _, progress = said("load_demo").partition("\n\n")
    assert listing == said("demo_accounts").strip()
    assert progress == "6 réseaux sur 6 sont prêts\n"
    assert list(Network.objects.values()) == before
    assert Department.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_network_that_fails_is_named_and_keeps_no_other_from_being_loaded(monkeypatch):
    """The territories are missing; the processes that load are real, what one of them loads is not."""
    from inclusion.demo import loading

    good = SLUGS[1]
    really = loading.load
    monkeypatch.setattr(
        load_demo, "load", lambda data: make_network(good, "X", is_demo=True) if data.slug == good else really(data)
    )
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("load_demo", stdout=out, stderr=err)
    left = ", ".join(slug for slug in SLUGS if slug != good)
    assert str(failed.value).endswith(f" : {left}."), err.getvalue()
    assert [row.slug for row in Network.objects.all()] == [good]
    assert out.getvalue().endswith("\n\n1 réseau sur 6 est prêt : MedNum 49\n")
    assert "matching query does not exist" in err.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_first_network_is_said_first_though_the_second_is_there_sooner(monkeypatch):
    """The first one waits for the second one, which is loaded beside it."""
    second = multiprocessing.get_context("fork").Event()

    def load(data):
        assert data.slug != SLUGS[0] or second.wait(60)
        make_network(data.slug, data.name, is_demo=True)
        if data.slug == SLUGS[1]:
            second.set()

    monkeypatch.setattr(load_demo, "load", load)
    _, _, progress = said("load_demo").partition("\n\n")
    assert progress.startswith("1 réseau sur 6 est prêt : Déclic 47\n2 réseaux sur 6 sont prêts : ")
    assert progress.count("\n") == len(SLUGS) == Network.objects.count()


def test_states_are_written_as_the_document_has_them():
    document = Path(__file__).resolve().parents[3] / "docs/states.md"
    assert said("states_doc") == document.read_text()
