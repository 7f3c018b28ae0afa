"""Places are warned of what they must ask for, once at each distance; a person says what is lost: nothing lapses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.enums import AccountKind
from funding.models import Booklet, Pass, PlaceMail, Posting
from funding.passes.enums import PassState, PlaceMailKind
from funding.passes.reimbursements.actions import outbox
from funding.passes.reimbursements.actions.outbox import addresses_of, confirm, lapses, warn_of_lapses
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_membership, make_user
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.reimbursement_builders import claim, use_passes
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("quick_papers")
D = Decimal
#: The last day to ask for the passes of the tests.
LAST = date(2028, 1, 24)


def before(days):
    """A moment so many days before the last one."""
    day = LAST - timedelta(days=days)
    return datetime(day.year, day.month, day.day, 5, 40, tzinfo=timezone.get_current_timezone())


def night(days):
    at = before(days)
    return warn_of_lapses(on=timezone.localdate(at), at=at)


def used(place, programme, *, by, count=2, last=LAST):
    """Passes used now, whose last day to be asked for is far away."""
    uses = use_passes(count, place, programme, by=by)
    Booklet.objects.filter(pk=uses[0].one_pass.booklet_id).update(claim_until=last)
    return uses


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def place(by):
    place = make_place(by=by, email="lieu@exemple.example")
    make_membership(place.partner, roles=("training_place",), user=make_user("formatrice@exemple.example"))
    make_membership(place.partner, roles=("training_place",), user=make_user("partie@exemple.example"), ended_at=AT)
    make_membership(place.partner, roles=("operator",), user=make_user("autre@exemple.example"))
    return place


def test_it_writes_to_the_place_and_to_who_receives_people_there(place):
    assert addresses_of([place]) == {place.pk: ["lieu@exemple.example", "formatrice@exemple.example"]}
    place.email = "Formatrice@exemple.example"
    assert addresses_of([place]) == {place.pk: ["Formatrice@exemple.example"]}


def test_a_place_is_warned_once_at_each_distance(place, programme, by):
    used(place, programme, by=by)
    counts = {days: night(days) for days in range(35, -3, -1)}
    assert {days: count for days, count in counts.items() if count} == {30: 2, 15: 2, 7: 2}
    warnings = PlaceMail.objects.filter(to="lieu@exemple.example").order_by("pk")
    assert [one.about for one in warnings] == [f"{programme.pk} {LAST} {days}" for days in (30, 15, 7)]
    assert {one.kind for one in warnings} == {PlaceMailKind.LAPSE_WARNING}
    assert JournalEntry.objects.filter(verb=Verb.PLACE_MAILED).count() == 3


def test_after_nights_that_were_missed_only_the_tightest_is_sent(place, programme, by):
    used(place, programme, by=by)
    assert night(6) == 2
    assert night(5) == 0


def test_what_was_asked_for_is_not_warned_of(place, programme, by):
    used(place, programme, by=by)
    claim(place, programme, by=by)
    assert night(30) == night(7) == 0


def test_passes_that_lapse_day_after_day_do_not_write_every_night(place, programme, by):
    for number in range(4):
        used(place, programme, by=by, count=1, last=LAST + timedelta(days=number))
    counts = {days: night(days) for days in range(35, -5, -1)}
    assert [days for days, count in counts.items() if count] == [30, 15, 7]


def test_another_network_is_not_touched(place, programme, by, other_network):
    used(place, programme, by=by)
    with scoped_to(other_network):
        assert night(7) == 0


def test_what_is_over_waits_for_a_person_and_what_comes_is_announced(place, programme, by):
    used(place, programme, by=by)
    other = make_place("Ailleurs", by=by, phone="05 53 00 00 01")
    used(other, programme, by=by, count=1, last=LAST + timedelta(days=9))
    over, soon = lapses(today=LAST + timedelta(days=1))
    assert [(one.place, one.last_day, one.passes, one.amount) for one in over] == [(place, LAST, 2, D("20.00"))]
    assert [(one.place, one.amount, one.addresses) for one in soon] == [(other, D("10.00"), [])]


def test_a_person_says_what_is_lost_and_its_euros_go_back(place, programme, by):
    used(place, programme, by=by)
    values = {"by": by, "at": before(-1)}
    with pytest.raises(DomainError, match=r"peut encore le réclamer jusqu’au 24 janvier 2028"):
        confirm(place, programme, LAST, by=by, at=before(0))
    with pytest.raises(DomainError, match="le montant est devenu 20,00"):
        confirm(place, programme, LAST, seen=D("10.00"), **values)
    assert Pass.objects.filter(state=PassState.REDEEMED).count() == 2
    assert len(confirm(place, programme, LAST, seen=D("20.00"), **values)) == 2
    assert Pass.objects.filter(state=PassState.LAPSED).count() == 2
    owed = Posting.objects.of_fund(programme.funded_action.fund).of_kind(AccountKind.OWED)
    assert sum(owed.balances().values(), D(0)) == D("0.00")
    with pytest.raises(DomainError, match="plus rien à constater"):
        confirm(place, programme, LAST, **values)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def lapsing(self, network):
        with scoped_to(network):
            by = make_user()
            place, programme = make_place(by=by, email="lieu@exemple.example"), make_programme(by=by)
            return used(place, programme, by=by)

    def two_nights(self, network):
        together = Barrier(2)

        def run(_):
            try:
                together.wait(60)
                with scoped_to(network):
                    return night(15)
            except Exception as error:
                return type(error).__name__
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            return sorted(map(str, pool.map(run, range(2))))

    def test_of_two_nights_at_once_one_writes(self, network, lapsing):
        assert self.two_nights(network) == ["0", "1"]

    def test_without_the_lock_only_the_database_stops_the_second(self, network, lapsing, monkeypatch):
        """The guard off: both have read that nobody was warned."""
        both_read, real = Barrier(2), outbox.addresses_of

        def after_both(places):
            both_read.wait(60)
            return real(places)

        manager = type(lapsing[0].place)._default_manager
        monkeypatch.setattr(type(manager), "select_for_update", lambda self, **_: self.all(), raising=False)
        monkeypatch.setattr(outbox, "addresses_of", after_both)
        assert self.two_nights(network) == ["1", "IntegrityError"]
