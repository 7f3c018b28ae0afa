"""The commands of the demonstration, and the document of states."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inclusion.demo.loading import PASSWORD, SLUGS
from inclusion.models import Department, Network
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
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="vrais réseaux"):
        said("load_demo")


def test_networks_that_are_there_stay_as_they_are(db):
    for slug in SLUGS:
        make_network(slug, f"Réseau {slug}", is_demo=True)
    before = list(Network.objects.values())
    lines = said("load_demo").splitlines()
    assert len(lines) == len(SLUGS)
    assert all(line.endswith("déjà là") for line in lines)
    assert list(Network.objects.values()) == before
    assert Department.objects.count() == 1


def test_states_are_written_as_the_document_has_them():
    document = Path(__file__).resolve().parents[3] / "docs/states.md"
    assert said("states_doc") == document.read_text()
