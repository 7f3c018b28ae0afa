"""Who is reminded of the end of an agreement: once by distance and address; after a missed night the tightest alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections

from funding.agreements.actions import life
from funding.agreements.actions.life import remind_endings
from funding.enums import AgreementState, Verb
from funding.models import Agreement, AgreementReminder
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_membership, make_partner, make_user, own_details
from tests.funding.instalment_builders import bare_agreement, bare_party
from tests.setup_data import setup_data

#: The last day is 31 December 2026: 90, 60 and 30 days before are 2 October, 1 November and 1 December.
LAST = date(2026, 12, 31)
END = LAST + timedelta(days=1)


def before(days):
    return LAST - timedelta(days=days)


@setup_data
def people(scope):
    """A coordinator, an operator and a training place of CAF, an operator of somebody else, one who has left."""
    caf, other = make_partner("CAF"), make_partner("Orange")
    for partner, role, address in (
        (other, "coordinator", "coordination@exemple.example"),
        (caf, "operator", "operatrice@caf.example"),
        (caf, "training_place", "formation@caf.example"),
        (other, "operator", "operatrice@orange.example"),
    ):
        make_membership(partner, roles=(role,), user=make_user(address))
    make_membership(caf, roles=("operator",), user=make_user("partie@caf.example"), ended_at=AT)
    make_membership(caf, roles=("operator",), user=make_user("fermee@caf.example", is_active=False))
    return caf


@setup_data
def agreement(people):
    agreement = bare_agreement(make_user(), end=END)
    bare_party(agreement, people)
    return agreement


def reminders():
    return [(one.days, one.to) for one in AgreementReminder.objects.order_by("pk")]


def night(on):
    return remind_endings(on=on, at=AT)


def test_coordinators_and_the_members_of_the_parties_are_notified_once_at_each_distance(agreement):
    counts = [night(before(days)) for days in range(95, -3, -1)]
    assert sum(counts) == 6
    assert reminders() == [
        (days, to) for days in (90, 60, 30) for to in ("coordination@exemple.example", "operatrice@caf.example")
    ]
    assert [95 - at for at, count in enumerate(counts) if count] == [90, 60, 30]
    entries = JournalEntry.objects.filter(verb=Verb.AGREEMENT_REMINDED).order_by("pk")
    assert [own_details(one) for one in entries] == [{"days": days, "addresses": 2} for days in (90, 60, 30)]


@pytest.mark.parametrize(("days", "tightest"), [(75, 90), (59, 60), (12, 30), (0, 30)])
def test_after_nights_that_were_missed_only_the_tightest_is_sent(agreement, days, tightest):
    assert night(before(days)) == 2
    assert {one for one, _ in reminders()} == {tightest}
    assert night(before(days)) == 0


@pytest.mark.parametrize("days", [91, -1])
def test_too_early_and_too_late_nobody_is_notified(agreement, days):
    assert night(before(days)) == 0


@pytest.mark.parametrize("state", [AgreementState.DRAFT, AgreementState.TO_SIGN])
def test_what_is_not_signed_does_not_end(people, state):
    bare_party(bare_agreement(make_user(), end=END, state=state), people)
    assert night(before(60)) == 0


def test_what_was_renewed_or_terminated_is_not_reminded_and_a_draft_of_its_suite_is(agreement):
    by = make_user()
    suite = bare_agreement(by, start=END, end=date(2030, 1, 1), renews=agreement, state=AgreementState.DRAFT)
    assert night(before(90)) == 2
    Agreement.objects.filter(pk=suite.pk).update(
        state=AgreementState.SIGNED, signed_on=before(70), signed_document=agreement.signed_document
    )
    assert night(before(60)) == 0
    Agreement.objects.filter(pk=suite.pk).update(renews=None)
    Agreement.objects.filter(pk=agreement.pk).update(
        state=AgreementState.TERMINATED, terminated_on=before(50), termination_reason="Fin"
    )
    assert night(before(30)) == 0


def test_an_end_that_was_moved_begins_anew(agreement):
    assert night(before(60)) == 2
    Agreement.objects.filter(pk=agreement.pk).update(end=END + timedelta(days=365))
    assert night(before(60)) == 0
    assert night(before(60) + timedelta(days=365)) == 2


def test_an_address_is_notified_once_though_its_holder_has_two_places(agreement, people):
    coordinator = make_membership(people, roles=("coordinator", "operator"))
    night(before(60))
    assert [to for _, to in reminders()].count(coordinator.user.email) == 1


def test_another_network_is_not_touched(agreement, other_network):
    with scoped_to(other_network):
        assert night(before(60)) == 0


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def ending(self, network):
        with scoped_to(network):
            make_membership(make_partner("Conseil"), roles=("coordinator",))
            return bare_agreement(make_user(), end=END)

    def two_nights(self, network):
        together = Barrier(2)

        def run(_):
            try:
                together.wait(60)
                with scoped_to(network):
                    return remind_endings(on=before(60), at=AT)
            except Exception as error:
                return type(error).__name__
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            return sorted(map(str, pool.map(run, range(2))))

    def test_of_two_nights_at_once_one_writes(self, network, ending):
        assert self.two_nights(network) == ["0", "1"]

    def test_without_the_lock_only_the_database_stops_the_second(self, network, ending, monkeypatch):
        """The guard off: both have read that nobody was reminded."""
        both_read, addresses_of = Barrier(2), life.addresses_of

        def after_both(agreement):
            both_read.wait(60)
            return addresses_of(agreement)

        monkeypatch.setattr(life, "lock_agreement", lambda agreement: agreement)
        monkeypatch.setattr(life, "addresses_of", after_both)
        assert self.two_nights(network) == ["1", "IntegrityError"]
