"""Homes of a network that has everything: what their pictures say, and what they ask of the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inclusion.core.access import ROLES
from inclusion.core.enums import ContributionSight
from tests.pages import address, plain, words
from tests.test_access import IN_NETWORK

#: Pages that no entry leads to.
WITHOUT_ENTRY = {"network_search", "job_detail"}
#: Most queries of a home, the frame of the page included; a situation (for its figures and its
#: picture) and the coverage are computed for two of them, who is at which help desk for another. The coordination
#: reads what was chosen for passes.
MAX_QUERIES = dict.fromkeys(ROLES, 30) | {
    "coordinator": 33,
    "operator": 49,
    "epci_referent": 42,
    "reader": 66,
    "training_place": 36,
}


def test_a_home_asks_little_and_its_button_leads_somewhere(world, client_of):
    for role, most in MAX_QUERIES.items():
        client = client_of(role)
        client.get(address("network_home"))  # the first page of a session asks more
        with CaptureQueriesContext(connection) as asked:
            home = client.get(address("network_home"))
        assert len(asked) <= most, (role, len(asked))
        if action := home.context["main_action"]:
            assert client.get(action.url).status_code == 200, (role, action)


def test_a_partner_s_page_shows_the_relation_as_far_as_each_may_see_it(world, network, cast, client_of):
    payer, address_of = cast["operator"].partner, "partner_detail"
    shown = client_of("coordinator").get(address(address_of, payer.pk))
    lines = {one.label: one for one in shown.context["lines"]}
    assert {"Abondements", "Conventions", "Dans le réseau depuis"} <= set(lines)
    assert plain(shown.context["title"]) in words(shown)
    for one in lines.values():
        if one.url.startswith("/"):
            assert client_of("coordinator").get(one.url).status_code == 200, one
    network.contribution_sight = ContributionSight.OWN
    network.save()
    labels = {
        role: {one.label for one in client_of(role).get(address(address_of, payer.pk)).context["lines"]}
        for role in ("coordinator", "operator", "epci_referent", "prescriber")
    }
    assert [role for role, found in labels.items() if "Abondements" in found] == ["coordinator", "operator"]


def test_pictures_say_what_their_pages_say(world, client_of):
    client = client_of("reader")
    shown = client.get(address("network_home"))
    pictures = {one.heading: one for one in shown.context["pictures"]}
    assert len(pictures) > 2
    for one in pictures.values():
        if one.heading == "Ce qui vient":
            continue
        pages = [one.url, *([one.beside[1]] if one.beside else [])]
        figures = [word for word in plain(one.sentence).replace(" ;", "").split() if word[0].isdigit()]
        page = " ".join(words(client.get(url)) for url in pages)
        assert all(figure in page for figure in figures), (one.sentence, pages)
        assert plain(one.sentence) in words(shown)


#: Pages of the coordination that the menu is looked at on.
MENU_PAGES = 60


def test_every_page_marks_one_entry_of_the_menu_and_opens_its_group(world, network, client_of):
    """Sixty pages of a coordinator, 0.1 s each: which entry a page belongs to is a prefix of a name, and a new page
    falls between two entries unseen.
    """
    client, faults, looked = client_of("coordinator"), [], 0
    for name, line in IN_NETWORK.items():
        if looked == MENU_PAGES or line.method != "get" or "coordinator" not in line.opens_for:
            continue
        answer = client.get(reverse(name, args=[network.slug, *line.args(world)]))
        menu = answer.context["menu"] if answer.context and "menu" in answer.context else None
        if answer.status_code != 200 or not menu or name in WITHOUT_ENTRY:
            continue
        looked += 1
        entries = [*menu["top"], *menu["foot"], *(one for group in menu["groups"] for one in group["entries"])]
        current = [one["label"] for one in entries if one["current"]]
        open_groups = [group["label"] for group in menu["groups"] if group["open"]]
        if len(current) != 1 or len(open_groups) > 1:
            faults.append((name, current, open_groups))
    assert looked == MENU_PAGES
    assert not faults, faults


def test_an_operator_sees_what_its_euros_became_and_a_reader_takes_the_note_away(world, client_of):
    shown = client_of("operator").get(address("network_home"))
    (own,) = (one for one in shown.context["pictures"] if one.heading.startswith("Vos euros en "))
    assert plain(own.sentence) in words(shown) and "Il vous reste" in plain(own.notes[0])
    reader = client_of("reader").get(address("network_home"))
    assert reader.context["main_action"].url == address("network_note")
