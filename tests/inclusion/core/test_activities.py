"""What a network does: what belongs to each activity, and what is hidden of what is off."""

from datetime import date

import pytest
from django.urls import URLResolver, get_resolver

from inclusion.core import activities, navigation
from inclusion.core.access import Member
from inclusion.core.activities import declared_activities
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Home
from inclusion.core.registry import links as registry_links
from inclusion.core.registry import panels as registry_panels
from inclusion.core.scope import scoped_to
from tests.inclusion.pages import page, url

#: Packages of views that every network has.
ALWAYS = (
    "evaluation.annual_report",
    "inclusion.core",
    "inclusion.demo",
    "inclusion.directory",
    "inclusion.manual",
    "inclusion.members",
    "inclusion.networks",
    "inclusion.partners",
    "inclusion.people",
    "inclusion.search",
    "inclusion.site",
)
APPS = ("inclusion.", "funding.", "roadmaps.", "equipment.", "evaluation.")
DAY = date(2026, 11, 24)


def views(patterns=None):
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns)
        elif one.callback.__module__.startswith(APPS):
            yield one.callback


def switch_off(network, *keys):
    network.activities = [key for key in network.activities if key not in keys]
    Network.objects.filter(pk=network.pk).update(activities=network.activities)


#: Views of what is labelled, whoever owns it: a loan bank's items and devices that were given.
SHARED = {"equipment.desk.views.scan_read", "equipment.stock.views.items.equipment_by_code"}


def test_each_view_belongs_to_one_activity_or_is_always_there():
    lost = {
        view.__module__ for view in views() if not activities.owners_of(view) and not view.__module__.startswith(ALWAYS)
    }
    assert lost == set()
    packages = [package for one in declared_activities() for package in one.packages]
    assert {one for one in packages if packages.count(one) > 1} == SHARED
    modules = {f"{view.__module__}.{view.__qualname__}." for view in views()}
    unused = [one for one in packages if not any(name.startswith(f"{one}.") for name in modules)]
    # Packages without a page: what funds are made of, and what the bank and its menu entry register.
    assert set(unused) <= {
        *("funding.approvals", "funding.ledger", "funding.payees"),
        *("equipment.bank", "equipment.inventory"),
    }


def test_what_belongs_to_an_activity_that_is_off_is_hidden_everywhere(network, cast, scope, rf):
    who = Member(cast["coordinator"])

    def shown():
        return {one["label"] for one in navigation.Frame(who, DAY).entries("")}

    def sources():
        return {one.read.__module__ for one in navigation._todos if activities.is_on(network, one.read)}

    def panels(page):
        return {one.__module__ for one in activities.only_on(network, registry_panels._panels[page])}

    who.membership.network = network
    assert {"Fonds", "Pass numérique", "Matériel", "Guide"} <= shown()
    assert {"funding.passes.home", "roadmaps.plans.home"} <= sources()
    switch_off(network, *(set(activities.activity_keys()) - {"meetings", "site"}))
    always = {"Accueil", "Partenaires", "Personnes", "Membres", "Historique", "Réglages", "Aide", "Rapport annuel"}
    assert shown() == always | {"Réunions"}
    assert Home(who, DAY).main_action().label == "Inviter quelqu’un"
    assert not [one for one in sources() if not one.startswith("inclusion.")]
    assert not [one for one in panels("person_detail") if one.startswith("funding.")]
    assert registry_links.payers(DAY) == registry_links.link_targets(DAY) == []
    labels = [one["label"] for one in navigation.site_entries(network, "site_home", DAY)]
    assert labels == ["Accueil", "Chiffres", "Rejoindre"]
    switch_off(network, "site")
    assert [one["label"] for one in navigation.site_entries(network, "join", DAY)] == ["Rejoindre"]


@pytest.mark.parametrize(
    ("role", "says", "not_said"),
    [
        ("coordinator", "Choisir ce que fait le réseau", "Ce réseau ne propose pas ce service"),
        ("reader", "Revenir à l’accueil", "Choisir ce que fait le réseau"),
        ("reader", "ce qui y aurait été écrit avant est gardé", "Rien n’a été effacé"),
        ("visitor", "Ce réseau ne propose pas ce service", "est gardé"),
    ],
)
def test_a_page_of_what_is_off_says_who_can_change_that(network, cast, client, client_of, role, says, not_said):
    switch_off(network, "guide", "meetings")
    visitor = role == "visitor"
    answer = (client if visitor else client_of(role)).get(url("guide" if visitor else "meeting_list", network))
    text = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 404
    assert says in text
    assert "<h1>Ce réseau ne propose pas" in text
    assert not_said not in text
    assert (str(cast["coordinator"].user) in text) is not visitor


def test_whoever_was_sent_a_secret_link_may_still_use_it(network, client):
    switch_off(network, "newsletter")
    # The address is unknown: its page says so, not that the network has no newsletter.
    answer = client.get(url("subscriber_leave", network, "inconnu"))
    assert "ne propose pas" not in answer.content.decode()
    assert client.get(url("issue_public_list", network)).status_code == 404


def test_without_a_public_site_a_visitor_of_the_home_page_logs_in(network, client):
    home = url("network_home", network)
    assert client.get(home).url == url("site_home", network)
    switch_off(network, "site")
    assert client.get(home).url.startswith("/compte/login/")
    with scoped_to(network):
        assert "Mentions légales" in page(client.get(url("site_legal", network)))
