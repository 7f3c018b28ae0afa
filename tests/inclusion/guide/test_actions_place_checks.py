"""The question of each month: who is asked, once; what each answer does."""

from datetime import date, timedelta

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.guide.actions.checks import answer_check, ask_places, settle_check
from inclusion.guide.actions.places import close_place
from inclusion.guide.enums import CheckAnswer
from inclusion.guide.models import PlaceCheck
from inclusion.networks.models import NetworkSite
from tests.builders import AT, make_user
from tests.crowds import at_once
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_check
from tests.template import as_owner

#: In November; a place that said something on 24 October has said nothing for a month.
OLD = date(2026, 10, 24)


def test_asked_are_open_places_with_an_address_that_said_nothing_for_a_month(scope):
    asked = make_place(name="Ancien", updated_on=OLD, emails=["un@example.org", "deux@example.org"])
    make_place(name="Récent", updated_on=OLD + timedelta(days=1))
    make_place(name="Sans adresse", updated_on=OLD, emails=[])
    make_place(name="Fermé", updated_on=OLD, closed_on=OLD)
    make_place(name="Réuni", updated_on=OLD, merged_into=asked)
    (row,) = ask_places(at=AT)
    assert (row.place, row.email, row.month) == (asked, "un@example.org", date(2026, 11, 1))
    assert len(row.token) == 43
    assert ask_places(at=AT) == []
    assert JournalEntry.objects.get(verb="places.asked").details == {"places": 1}
    # The day after, the other one has said nothing for a month; the next month is another question to both.
    assert [one.place.name for one in ask_places(at=AT + timedelta(days=1))] == ["Récent"]
    assert len(ask_places(at=AT + timedelta(days=10))) == 2


def test_a_network_may_do_without(scope):
    make_place(updated_on=OLD)
    NetworkSite.objects.create(asks_places=False)
    assert ask_places(at=AT) == []


def ask_one(n):
    return len(ask_places(at=AT))


@pytest.mark.parametrize("times", [4])
def test_two_nights_at_one_moment_ask_each_place_once(transactional_db, network, times):
    with scoped_to(network):
        for _ in range(5):
            make_place(updated_on=OLD)
    assert sum(at_once(network, ask_one, times)) == 5
    with scoped_to(Network.objects.get(pk=network.pk)):
        assert PlaceCheck.objects.count() == 5


def test_without_the_database_s_guard_they_would_ask_twice(transactional_db, network, django_db_blocker):
    """The pair of the race above: the constraint is what holds it, not luck."""

    with scoped_to(network):
        for _ in range(5):
            make_place(updated_on=OLD)
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE inclusion_placecheck DROP CONSTRAINT place_check_once_a_month")
    try:
        assert sum(at_once(network, ask_one, 4)) == 20
    finally:
        with scoped_to(network):
            PlaceCheck.objects.all().delete()
        with as_owner() as cursor:
            cursor.execute(
                "ALTER TABLE inclusion_placecheck ADD CONSTRAINT place_check_once_a_month UNIQUE (place_id, month)"
            )


def test_all_is_right_makes_the_place_up_to_date(scope):
    check = make_check(make_place(updated_on=OLD))
    answer_check(check, answer=CheckAnswer.RIGHT, at=AT)
    check.place.refresh_from_db()
    assert (check.place.updated_on, check.place.checked_at) == (AT.date(), AT)
    assert not PlaceCheck.objects.to_settle().exists()


def test_a_correction_says_something_and_waits_for_the_coordination(scope):
    check = make_check(make_place(updated_on=OLD))
    with pytest.raises(DomainError, match="quelques mots"):
        answer_check(check, answer="wrong", said="  ", at=AT)
    answer_check(check, answer="wrong", said="Ouvert le samedi", at=AT)
    check.place.refresh_from_db()
    assert check.place.updated_on == OLD
    assert PlaceCheck.objects.to_settle().get().said == "Ouvert le samedi"
    user = make_user()
    settle_check(check, by=user, at=AT)
    settle_check(check, by=user, at=AT + timedelta(days=1))
    assert PlaceCheck.objects.get().settled_at == AT
    assert not PlaceCheck.objects.to_settle().exists()
    with pytest.raises(DomainError, match="ne sert plus"):
        answer_check(check, answer="right", at=AT)


def test_a_place_may_think_again_until_somebody_dealt_with_it(scope):
    check = make_check(make_place(updated_on=OLD))
    answer_check(check, answer="closed", at=AT)
    assert PlaceCheck.objects.to_settle().exists()
    answer_check(check, answer="right", at=AT)
    assert not PlaceCheck.objects.to_settle().exists()


def test_a_place_says_it_is_closed_and_the_coordination_closes_it(scope):
    check = make_check(make_place(updated_on=OLD))
    answer_check(check, answer="closed", at=AT)
    check.place.refresh_from_db()
    assert not check.place.is_closed
    close_place(check.place, closed_on=AT.date(), by=make_user(), at=AT)
    with pytest.raises(DomainError, match="n’est plus dans le guide"):
        answer_check(check, answer="right", at=AT)


@pytest.mark.parametrize(("on", "takes"), [(date(2027, 2, 28), True), (date(2027, 3, 1), False)])
def test_a_link_serves_for_three_months_after_its_own(scope, on, takes):
    check = make_check(make_place(updated_on=OLD))
    at = AT.replace(year=on.year, month=on.month, day=on.day)
    if takes:
        answer_check(check, answer="right", at=at)
    else:
        with pytest.raises(DomainError, match="ne sert plus"):
            answer_check(check, answer="right", at=at)
