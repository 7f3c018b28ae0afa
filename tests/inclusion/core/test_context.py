"""What every page knows."""

from types import SimpleNamespace

import pytest

from inclusion.core.access import Member
from inclusion.core.models.networks import Network
from inclusion.core.navigation import portal


def test_outside_networks_there_is_nowhere_to_go(rf, settings):
    settings.DEMO = False
    assert portal(rf.get("/")) == {
        "network": None,
        "member": None,
        "menu": {},
        "main_action": None,
        "demo": False,
        "demo_home": False,
    }


@pytest.mark.parametrize(("setting", "is_demo", "shown"), [(0, 0, False), (1, 0, True), (0, 1, True)])
def test_the_demonstration_says_so(rf, settings, setting, is_demo, shown):
    settings.DEMO = bool(setting)
    request = rf.get("/")
    request.network, request.member = Network(slug="x", is_demo=bool(is_demo)), None
    assert portal(request)["demo"] is shown
    assert portal(request)["demo_home"] is bool(setting)


def test_a_member_knows_where_to_go(cast, network, scope, rf):
    request = rf.get("/")
    request.network, request.member = network, Member(cast["prescriber"])
    request.resolver_match = SimpleNamespace(url_name="person_edit")
    context = portal(request)
    entries = {entry["label"]: entry for group in context["menu"]["groups"] for entry in group["entries"]}
    assert [one["label"] for one in context["menu"]["top"]] == ["Accueil"]
    assert not context["main_action"]  # no programme is open
    assert next(iter(entries)) == "Partenaires"
    assert [label for label, entry in entries.items() if entry["current"]] == ["Personnes"]
    assert "Membres" not in entries
    assert entries["Personnes"]["url"] == "/lot-et-garonne/personnes/"
    request.member = None
    assert portal(request)["menu"] == {}
