"""What the pages offer to whom, and in which order."""

from datetime import date, timedelta

import pytest

from inclusion.core import jobs, navigation
from inclusion.core.access import ROLES, Member, Permission
from inclusion.core.enums import BodyKind, Group
from inclusion.core.figures import Figure
from inclusion.core.models.networks import Membership
from inclusion.core.navigation import Entry, Home, MainAction, Numbers, Todo
from inclusion.core.scope import scoped_to
from inclusion.guide.enums import CheckAnswer
from inclusion.meetings.actions.bodies import add_body
from inclusion.meetings.models import Body
from tests.builders import AT
from tests.inclusion.pages import page, queries, url
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_check

DAY = date(2026, 11, 24)
LISTS = ("_entries", "_main_actions", "_todos", "_figures", "_pictures", "_coming")


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


def entries_for(who, here=""):
    return navigation.Frame(who, navigation.timezone.localdate()).entries(here)


def test_entries_come_in_order_with_their_marks_and_for_their_members(registries, cast, network, scope):
    navigation.register_entry(Entry(2, "Membres", "member_list", Permission.MEMBERS_MANAGE, "member_"))
    navigation.register_entry(Entry(1, "Accueil", "network_home", Permission.NETWORK_VIEW, "network_home"))
    entries = entries_for(member(cast, "coordinator"), "member_edit")
    assert [(one["label"], one["current"]) for one in entries] == [("Accueil", False), ("Membres", True)]
    reader = entries_for(member(cast, "reader"))
    assert [one["label"] for one in reader] == ["Accueil"]


def test_an_entry_that_needs_rows_is_shown_where_one_is_and_to_whoever_prepares_them(
    registries, cast, network, other_network, scope
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
        return bool(entries_for(member(cast, role)))

    with scoped_to(other_network):
        add_body(name="Comité", kind=BodyKind.COPIL, by=cast["stranger"].user, at=AT)
    assert (shown("reader"), shown("coordinator")) == (False, True)
    add_body(name="Comité", kind=BodyKind.COPIL, by=cast["coordinator"].user, at=AT)
    assert shown("reader")


def test_the_menu_the_tabs_and_the_page_count_the_same(cast, network, client_of, scope):
    for role in ("coordinator", "reader"):
        for _ in range(2):
            make_check(make_place(), answer=CheckAnswer.WRONG, answered_at=AT)
        shown = client_of(role).get(url("todo_list", network))
        groups = {one["label"]: one["count"] for one in shown.context["menu"]["groups"] if one["count"]}
        tabs = {one["label"]: one["count"] for one in shown.context["tabs"]}
        assert tabs.pop("Tout") == shown.context["menu"]["count"] == sum(groups.values())
        assert tabs == groups
        assert sum(tabs.values()) == sum(one.count for one in shown.context["groups"])
    everywhere = client_of("coordinator").get(url("partner_list", network)).context["menu"]
    public = next(one for one in everywhere["groups"] if one["label"] == "Public")
    # Two answers of places are one line of what waits.
    assert (public["count"], [one["count"] for one in public["entries"] if one["label"] == "Guide"]) == (1, [1])


def test_the_numbers_of_the_menu_are_read_once_and_anew_after_the_member_did_something(cast, network, client_of, scope):
    client, home = client_of("coordinator"), url("partner_list", network)

    def public():
        groups = client.get(home).context["menu"]["groups"]
        return next(one["count"] for one in groups if one["label"] == "Public")

    assert public() == 0
    make_check(make_place(), answer=CheckAnswer.WRONG, answered_at=AT)
    assert public() == 0
    client.post(url("steps_set_aside", network))
    assert public() == 1


def test_the_statement_of_the_navigation_is_made_once_for_a_member_and_a_day(
    cast, network, scope, monkeypatch, django_assert_num_queries
):
    navigation._statement.cache_clear()
    for role in ROLES:
        who = member(cast, role)
        assert who.network == network  # as the request has read it
        with django_assert_num_queries(1):  # what puts it together reads nothing
            first = entries_for(who)
        assert entries_for(who) == first
    made = navigation._statement.cache_info().misses
    assert made == len(ROLES)
    who = member(cast, "reader")
    who.membership.roles = ["coordinator"]
    assert "Membres" in {one["label"] for one in entries_for(who)}
    monkeypatch.setattr(navigation.timezone, "localdate", lambda: DAY - timedelta(days=1))
    entries_for(who)
    assert navigation._statement.cache_info().misses == made + 2


def test_a_page_reads_its_navigation_once_and_a_fragment_never(cast, network, client_of, monkeypatch):
    read, entries = [], navigation.Frame.entries
    monkeypatch.setattr(navigation.Frame, "entries", lambda self, here: read.append(here) or entries(self, here))
    client = client_of("coordinator")
    # Its table is a fragment with a context of its own.
    assert 'aria-label="Principale"' in page(client.get(url("partner_list", network)))
    assert len(read) == 1
    with scoped_to(network):
        job = jobs.start(kind="essai", title="Essai", total=4, by=cast["coordinator"].user, at=AT)
    page(client.get(url("job_detail", network, job.pk), headers={"HX-Request": "true"}))
    assert len(read) == 1


def test_the_menu_opens_the_group_of_the_page_and_folds_only_where_there_is_much(cast, network, scope):
    found = entries_for(member(cast, "coordinator"), "fund_detail")
    menu = navigation.menu_of(found, Numbers({}, {}))
    assert [one["label"] for one in menu["top"]] == ["Accueil"]
    assert [one["label"] for one in menu["foot"]] == ["Réglages", "Aide"]
    groups = ["Réseau", "Financer", "Accompagner", "Mesurer", "Public"]
    assert [one["label"] for one in menu["groups"]] == groups
    assert [one["label"] for one in menu["groups"] if one["open"]] == ["Financer"]
    assert menu["folds"]
    assert sum(len(one["entries"]) for one in menu["groups"]) == len(found) - 3
    few = navigation.menu_of(found[:10], Numbers({Group.NETWORK: 3}, {found[1]["name"]: 2}))
    assert (few["folds"], few["count"], few["groups"][0]["count"]) == (False, 3, 3)


def test_what_surrounds_a_page_is_read_in_six_queries(cast, network, client_of):
    """Session, account, its known browsers, network, membership, menu with the main button; and the three
    statements of a transaction.
    """
    client, address = client_of("coordinator"), url("partner_add", network)
    assert queries(client, address) == 6 + 3


def test_an_entry_may_stand_for_several_sections(registries, cast, network, scope):
    navigation.register_entry(Entry(1, "Fonds", "network_home", Permission.NETWORK_VIEW, ("fund_", "action_")))
    for here, current in (("fund_detail", True), ("action_list", True), ("partner_list", False)):
        (entry,) = entries_for(member(cast, "reader"), here)
        assert entry["current"] is current


def there(who, today):
    return [Membership.objects.all()]


def nobody_there(who, today):
    return [Membership.objects.none()]


def test_the_main_action_is_the_first_that_leads_somewhere(registries, cast, scope):
    @navigation.register_main_action(Permission.PARTNERS_EDIT, there, order=30)
    def add(who, today):
        return MainAction("Ajouter", "/ajouter/")

    @navigation.register_main_action(Permission.PEOPLE_EDIT, nobody_there, order=10)
    def person(who, today):
        return MainAction("Personne", "/personnes/")

    @navigation.register_main_action(Permission.PEOPLE_EDIT, there, order=20)
    def none(who, today):
        return None

    assert Home(member(cast, "coordinator"), DAY).main_action() == MainAction("Ajouter", "/ajouter/")
    assert Home(member(cast, "reader"), DAY).main_action() is None


def test_what_presses_is_read_first_and_what_has_no_row_never(registries, cast, scope):
    asked = []

    def source(name, days, rows, may=Permission.NETWORK_VIEW):
        @navigation.register_todos(may, rows)
        def read(who, today):
            asked.append(name)
            return [Todo(name, "", "", "", None if day is None else today + timedelta(days=day)) for day in days]

    source("jamais", [0], nobody_there)
    source("un jour", [None, None], there)
    source("plus tard", [30] * 6, lambda who, today: [(Membership.objects.all(), today + timedelta(days=30))])
    source("d’abord", [0, -3], lambda who, today: [(Membership.objects.all(), "joined_at")])
    source("pas à vous", [0], there, may=Permission.MEMBERS_MANAGE)
    home = Home(member(cast, "reader"), DAY)
    todos, has_more = home.first_todos()
    assert [one.due and (one.due - DAY).days for one in todos] == [-3, 0] + [30] * 6
    assert has_more and asked == ["d’abord", "plus tard"]
    assert [one.title for one in home.todos()] == ["d’abord"] * 2 + ["plus tard"] * 6 + ["un jour"] * 2


def test_figures_are_four_and_come_by_order(registries, cast, scope):
    for order, labels in ((9, "DE"), (1, "ABC"), (20, "F")):

        @navigation.register_figures(Permission.NETWORK_VIEW, there, order=order)
        def figures(who, today, labels=labels):
            return [Figure(label, "1", "", "", "") for label in labels]

    home = Home(member(cast, "reader"), DAY)
    assert [one.label for one in home.figures()] == list("ABCD")


def test_the_statement_of_a_home_reads_nothing_when_it_is_made(cast, network, scope, django_assert_num_queries):
    for role in ROLES:
        home = Home(member(cast, role), DAY)
        assert home.member.partner and home.member.network  # a request reads them with the membership
        with django_assert_num_queries(1):
            assert home._first_days is not None


def test_pages_without_an_entry_of_their_own_mark_the_one_that_leads_there(cast, scope):
    who = member(cast, "reader")
    for here, label in (("todo_list", "Accueil"), ("manual_list", "Aide"), ("manual_chapter", "Aide")):
        assert [one["label"] for one in entries_for(who, here) if one["current"]] == [label]


def test_of_each_subject_there_is_a_picture_before_any_has_a_second(registries, cast, scope):
    money, people, plans = navigation.Subject
    shown = ((1, money, "a"), (2, money, "b"), (3, people, ""), (4, people, "d"), (5, None, "e"), (6, plans, "f"))
    for order, subject, name in shown:

        @navigation.register_pictures(Permission.NETWORK_VIEW, there, order=order, subject=subject)
        def picture(who, today, name=name):
            return navigation.Picture(name, "", "", {}, "", "", "") if name else None

    home = Home(member(cast, "reader"), DAY)
    for most, names in ((2, "ad"), (3, "adf"), (4, "abdf"), (9, "abdef")):
        assert "".join(one.heading for one in home.pictures(most)) == names
