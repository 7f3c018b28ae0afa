"""What the pages offer to whom, and in which order."""

from datetime import date
from types import SimpleNamespace

import pytest

from inclusion import navigation
from inclusion.access import Member, Permission
from inclusion.navigation import Entry, Figure, MainAction, Todo

DAY = date(2026, 11, 24)
LISTS = ("_entries", "_main_actions", "_todos", "_figures")


@pytest.fixture
def registries():
    """The registries, put back afterwards as they were."""
    kept = {name: list(getattr(navigation, name)) for name in LISTS}
    for name in LISTS:
        getattr(navigation, name).clear()
    yield
    for name in LISTS:
        getattr(navigation, name)[:] = kept[name]


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
    navigation.register_entry(
        Entry(1, "Accueil", "network_home", Permission.NETWORK_VIEW, "network_home", count=lambda who: 3)
    )
    entries = navigation.entries_for(request_of(rf, cast, "coordinator", network, "member_edit"))
    assert [(one["label"], one["count"], one["current"]) for one in entries] == [
        ("Accueil", 3, False),
        ("Membres", None, True),
    ]
    reader = navigation.entries_for(request_of(rf, cast, "reader", network, None))
    assert [one["label"] for one in reader] == ["Accueil"]


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
