"""Two files of one person with too many booklets: shown to the coordination alone, until noted as two people."""

from contextlib import contextmanager

import pytest
from django.db.models.signals import post_init
from django.utils import timezone

from funding.models import Booklet, PassProgramme
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.passes.sending.actions.people import count_doubled_in, duplicate_passes
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_person
from tests.funding.pass_builders import make_programme, send
from tests.inclusion.pages import page
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")  # the pages speak of the year of the builders' writes
EMPTY = "Aucun doublon possible"


@setup_data
def pair(cast, network):
    """The same person followed by two organisations, each of which sent a booklet; and somebody else."""
    by = cast["coordinator"].user
    with scoped_to(network):
        programme = make_programme(by=by)
        one = make_person(make_partner("CCAS d’Agen"), by=by)
        other = make_person(make_partner("CMS de Nérac"), by=by, last_name="EXEMPLE", town="", channel="hand")
        for person in (one, other, make_person(make_partner("CAF"), by=by, last_name="Autre")):
            send(person, programme, by=by)
    return one, other


def test_the_coordination_sees_who_may_have_had_too_many(client_of, pair, network):
    shown = page(client_of("coordinator").get(address("double_list")))
    assert "CCAS d’Agen" in shown
    assert "CMS de Nérac" in shown
    assert "2 carnets, pour 1 par personne et par an" in shown
    assert "Autre" not in shown
    assert "1 doublon possible" in page(client_of("coordinator").get(address("network_home")))


@contextmanager
def booklets_read():
    """The booklets that are made from rows of the database meanwhile."""
    read = []

    def note(**said):
        read.append(said["instance"])

    post_init.connect(note, sender=Booklet)
    try:
        yield read
    finally:
        post_init.disconnect(note, sender=Booklet)


@setup_data
def more(cast, network, pair):
    """Names that only look alike, somebody under three files, and a second programme for one of the pair."""
    by = cast["coordinator"].user
    with scoped_to(network):
        programme, another = PassProgramme.objects.get(), make_programme(by=by, name="Un autre")
        names = ("D’Alès", "Alès", "ALES", "Alis")
        for last_name in names:
            send(make_person(make_partner(last_name), by=by, last_name=last_name), programme, by=by)
        send(pair[0], another, by=by)


def test_the_home_page_counts_what_the_page_lists_without_reading_the_booklets(
    client_of, pair, more, network, django_assert_num_queries
):
    year = timezone.localdate(AT).year
    with scoped_to(network):
        listed = duplicate_passes(year)
        with django_assert_num_queries(2), booklets_read() as read:
            counted = count_doubled_in(year)
        assert counted == len(listed) == 1 + 3
        assert not read
        assert count_doubled_in(year - 1) == len(duplicate_passes(year - 1)) == 0
    client = client_of("coordinator")
    assert page(client.get(address("double_list"))).count("Ce sont deux personnes") == counted
    with booklets_read() as read:
        home = page(client.get(address("network_home")))
    assert f"{counted} doublons possibles" in home
    assert not read


def test_once_the_second_is_cancelled_there_is_none(client_of, cast, pair, network):
    with scoped_to(network):
        cancel_booklet(pair[1].booklets.get(), by=cast["coordinator"].user, at=AT)
    assert EMPTY in page(client_of("coordinator").get(address("double_list")))


def test_two_people_are_declared_distinct_for_good(client_of, pair):
    client = client_of("coordinator")
    data = {"one": pair[1].pk, "other": pair[0].pk}
    assert "ce sont deux personnes" in page(client.post(address("double_list"), data, follow=True))
    assert EMPTY in page(client.get(address("double_list")))
    for data in ({}, {"one": pair[0].pk, "other": pair[0].pk}, {"one": "x", "other": "9" * 30}):
        assert "rien n’est noté" in page(client.post(address("double_list"), data, follow=True))


def test_nobody_else_sees_them(client_of, pair):
    for role, status in (("prescriber", 403), ("reader", 403), ("stranger", 404)):
        assert client_of(role).get(address("double_list")).status_code == status
    assert "doublon" not in page(client_of("prescriber").get(address("network_home")))
