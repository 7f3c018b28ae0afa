"""What the pages offer to whom, and in which order."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from inclusion.core import jobs, navigation
from inclusion.core.access import ROLES, Member, Permission
from inclusion.core.enums import BodyKind
from inclusion.core.models.networks import Membership
from inclusion.core.navigation import Entry, Figure, MainAction, Todo
from inclusion.core.scope import scoped_to
from inclusion.guide.enums import CheckAnswer
from inclusion.guide.models import PlaceCheck
from inclusion.meetings.actions.bodies import add_body
from inclusion.meetings.models import Body
from tests.builders import AT
from tests.inclusion.pages import page, queries, url
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_check

DAY = date(2026, 11, 24)
LISTS = ("_entries", "_main_actions", "_todos", "_figures")


@pytest.fixture
def registries():
    """The registries, put back afterwards as they were."""
    kept = {name: list(getattr(navigation, name)) for name in LISTS}
    for name in LISTS:
        getattr(navigation, name).clear()
    navigation._statement.cache_clear()
    yield
    for name in LISTS:
        getattr(navigation, name)[:] = kept[name]
    navigation._statement.cache_clear()


def member(cast, role) -> Member:
    return Member(cast[role])


def todo(title, order) -> Todo:
    return Todo(tone="info", chip="", title=title, detail="", action="", url="", order=order)


def request_of(rf, cast, role, network, here):
    request = rf.get("/")
    request.network, request.member = network, member(cast, role)
    request.resolver_match = SimpleNamespace(url_name=here) if here else None
    return request


def test_entries_come_in_order_with_their_marks_and_for_their_members(registries, rf, cast, network, scope):
    navigation.register_entry(Entry(2, "Membres", "member_list", Permission.MEMBERS_MANAGE, "member_"))
    everybody, nobody = Membership.objects.all(), Membership.objects.none()
    navigation.register_entry(
        Entry(
            1,
            "Accueil",
            "network_home",
            Permission.NETWORK_VIEW,
            "network_home",
            waiting=lambda who: [everybody, nobody, everybody.filter(partner=who.partner)],
        )
    )
    entries = navigation.entries_for(request_of(rf, cast, "coordinator", network, "member_edit"))
    assert [(one["label"], one["count"], one["current"]) for one in entries] == [
        ("Accueil", len(ROLES) + 1, False),
        ("Membres", 0, True),
    ]
    reader = navigation.entries_for(request_of(rf, cast, "reader", network, None))
    assert [one["label"] for one in reader] == ["Accueil"]


def test_an_entry_that_needs_rows_is_shown_where_one_is_and_to_whoever_prepares_them(
    registries, rf, cast, network, other_network, scope
):
    needs = (Body.objects.none(), Body.objects.filter(name="Comité"))
    navigation.register_entry(
        Entry(
            1,
            "Réunions",
            "meeting_list",
            Permission.NETWORK_VIEW,
            "meeting_",
            needs=needs,
            always_for=Permission.BODIES_MANAGE,
        )
    )

    def shown(role):
        return bool(navigation.entries_for(request_of(rf, cast, role, network, None)))

    with scoped_to(other_network):
        add_body(name="Comité", kind=BodyKind.COPIL, by=cast["stranger"].user, at=AT)
    assert (shown("reader"), shown("coordinator")) == (False, True)
    add_body(name="Comité", kind=BodyKind.COPIL, by=cast["coordinator"].user, at=AT)
    assert shown("reader")


def test_the_whole_navigation_is_read_in_one_query_however_many_rows_wait(
    rf, cast, network, scope, django_assert_num_queries
):
    request = request_of(rf, cast, "coordinator", network, "network_home")
    for rows in (1, 3):
        while PlaceCheck.objects.count() < rows:
            make_check(make_place(), answer=CheckAnswer.WRONG, answered_at=AT)
        with django_assert_num_queries(1):
            entries = navigation.entries_for(request)
        assert {one["label"]: one["count"] for one in entries}["Guide"] == rows


def test_the_statement_of_the_navigation_is_made_once_for_a_member_and_a_day(
    rf, cast, network, scope, monkeypatch, django_assert_num_queries
):
    navigation._statement.cache_clear()
    for role in ROLES:
        request = request_of(rf, cast, role, network, None)
        with django_assert_num_queries(1):  # what puts it together reads nothing
            first = navigation.entries_for(request)
        assert navigation.entries_for(request) == first
    made = navigation._statement.cache_info().misses
    assert made == len(ROLES)
    request = request_of(rf, cast, "reader", network, None)
    request.member.membership.roles = ["coordinator"]
    assert "Membres" in {one["label"] for one in navigation.entries_for(request)}
    monkeypatch.setattr(navigation.timezone, "localdate", lambda: DAY - timedelta(days=1))
    navigation.entries_for(request)
    assert navigation._statement.cache_info().misses == made + 2


def test_a_page_reads_its_navigation_once_and_a_fragment_never(cast, network, client_of, monkeypatch):
    read, entries_for = [], navigation.entries_for
    monkeypatch.setattr(
        navigation, "entries_for", lambda request: read.append(request) or entries_for(request)
    )
    client = client_of("coordinator")
    # Its table is a fragment with a context of its own.
    assert 'aria-label="Principale"' in page(client.get(url("partner_list", network)))
    assert len(read) == 1
    with scoped_to(network):
        job = jobs.start(kind="essai", title="Essai", total=4, by=cast["coordinator"].user, at=AT)
    page(client.get(url("job_detail", network, job.pk), headers={"HX-Request": "true"}))
    assert len(read) == 1


def test_the_menu_opens_the_group_of_the_page_and_folds_only_where_there_is_much(rf, cast, network, scope):
    found = navigation.entries_for(request_of(rf, cast, "coordinator", network, "fund_detail"))
    menu = navigation.menu_of(found)
    assert [one["label"] for one in menu["top"]] == ["Accueil"]
    assert [one["label"] for one in menu["foot"]] == ["Réglages"]
    groups = ["Réseau", "Financer", "Accompagner", "Mesurer", "Public"]
    assert [one["label"] for one in menu["groups"]] == groups
    assert [one["label"] for one in menu["groups"] if one["open"]] == ["Financer"]
    assert menu["folds"]
    assert sum(len(one["entries"]) for one in menu["groups"]) == len(found) - 2
    found[1]["count"] = 3
    few = navigation.menu_of(found[:10])
    assert (few["folds"], few["count"], few["groups"][0]["count"]) == (False, 3, 3)


def test_what_surrounds_a_page_is_read_in_six_queries(cast, network, client_of):
    """Session, account, its known browsers, network, membership, menu; and the three statements of a transaction."""
    client, address = client_of("coordinator"), url("partner_add", network)
    assert queries(client, address) == 6 + 3


def test_an_entry_may_stand_for_several_sections(registries, rf, cast, network, scope):
    navigation.register_entry(
        Entry(1, "Fonds", "network_home", Permission.NETWORK_VIEW, ("fund_", "action_"))
    )
    for here, current in (("fund_detail", True), ("action_list", True), ("partner_list", False)):
        (entry,) = navigation.entries_for(request_of(rf, cast, "reader", network, here))
        assert entry["current"] is current


def test_the_main_action_is_the_first_that_the_member_may_do(registries, cast, scope):
    navigation.register_main_action(MainAction(20, "Ajouter", "partner_add", Permission.PARTNERS_EDIT))
    navigation.register_main_action(MainAction(10, "Personne", "person_add", Permission.PEOPLE_EDIT))
    assert navigation.main_action_for(member(cast, "coordinator")) == {
        "label": "Personne",
        "url": "/lot-et-garonne/personnes/ajouter/",
    }
    assert navigation.main_action_for(member(cast, "reader")) is None


def test_things_to_do_and_figures_come_by_order_for_one_member_on_one_day(registries, cast, scope):
    asked = []

    @navigation.register_todos
    def late(who, today):
        asked.append((who, today))
        return [todo("plus tard", 40), todo("d’abord", 5)]

    @navigation.register_todos
    def soon(who, today):
        return [todo("ensuite", 20)]

    @navigation.register_figures
    def figures(who, today):
        return [Figure("B", "2", "", "", "", order=9), Figure("A", "1", "", "", "", order=1)]

    who = member(cast, "reader")
    assert [one.title for one in navigation.todos_for(who, DAY)] == ["d’abord", "ensuite", "plus tard"]
    assert [one.label for one in navigation.figures_for(who, DAY)] == ["A", "B"]
    assert asked == [(who, DAY)]
