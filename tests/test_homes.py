"""Homes of a network that has everything: what their pictures say, and what they ask of the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.core.access import ROLES
from inclusion.core.scope import scoped_to
from tests import world as worlds
from tests.pages import address, plain, words
from tests.setup_data import setup_data

#: Most queries of a home, the frame of the page included; a situation and the coverage are computed for two of them.
MAX_QUERIES = dict.fromkeys(ROLES, 30) | {"operator": 36, "epci_referent": 42, "reader": 66}


@setup_data
def world(cast, network):
    with scoped_to(network):
        return worlds.build(cast)


def test_a_home_asks_little_and_its_button_leads_somewhere(world, client_of):
    for role, most in MAX_QUERIES.items():
        client = client_of(role)
        client.get(address("network_home"))  # the first page of a session asks more
        with CaptureQueriesContext(connection) as asked:
            home = client.get(address("network_home"))
        assert len(asked) <= most, (role, len(asked))
        if action := home.context["main_action"]:
            assert client.get(action.url).status_code == 200, (role, action)


def test_pictures_say_what_their_pages_say(world, client_of):
    client = client_of("reader")
    shown = client.get(address("network_home"))
    pictures = {one.heading: one for one in shown.context["pictures"]}
    assert len(pictures) > 2
    for one in pictures.values():
        if one.heading == "Ce qui vient":
            continue
        figures = [word for word in plain(one.sentence).replace(" ;", "").split() if word[0].isdigit()]
        page = words(client.get(one.url))
        assert all(figure in page for figure in figures), (one.sentence, one.url)
        assert plain(one.sentence) in words(shown)
