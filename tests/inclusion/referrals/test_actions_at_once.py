"""Two mediators accept one referral at one moment: with the lock one wins, without it both do."""

from datetime import timedelta
from threading import Barrier

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from inclusion.referrals.actions import answering, sending
from inclusion.referrals.models import Referral
from tests.builders import AT, make_network, make_partner, make_person, make_user
from tests.crowds import at_once
from tests.inclusion.referral_builders import TOMORROW, make_receiver, make_referral

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 2


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def referral(network):
    with scoped_to(network):
        by = make_user()
        person = make_person(make_partner("CCAS", kind="ccas"), by=by)
        return make_referral(person, receiver=make_receiver(), by=by)


def accepted(network, referral) -> list:
    """What two people are answered who accept for two different hours."""
    return at_once(
        network,
        lambda n: answering.accept(referral, appointment_at=TOMORROW + timedelta(hours=n), by=None, at=AT),
        CROWD,
    )


def test_two_accept_and_one_wins(network, referral):
    answers = accepted(network, referral)
    won = [one for one in answers if isinstance(one, Referral)]
    lost = [one for one in answers if isinstance(one, DomainError)]
    assert (len(won), len(lost)) == (1, 1)
    assert "n’est pas possible" in str(lost[0])
    with scoped_to(network):
        assert Referral.objects.get().appointment_at == won[0].appointment_at
        assert StateChange.objects.count() == 1


def test_without_the_lock_both_believe_they_won(network, referral, monkeypatch):
    together = Barrier(CROWD)

    def read(referral: Referral) -> Referral:
        found = Referral.objects.select_related("person", "sender", "receiver", "place", "network", "sent_by").get(
            pk=referral.pk
        )
        together.wait(60)
        return found

    monkeypatch.setattr(answering, "lock_referral", read)
    assert all(isinstance(one, Referral) for one in accepted(network, referral))
    with scoped_to(network):
        assert StateChange.objects.count() == 2


def test_two_send_for_one_need_and_one_is_refused(network, referral):
    with scoped_to(network):
        person, by, receiver = referral.person, referral.sent_by, referral.receiver
        sending.withdraw(referral, by=by, at=AT)
    answers = at_once(network, lambda n: make_referral(person, receiver=receiver, by=by), CROWD)
    assert sorted(type(one) is Referral for one in answers) == [False, True]
    assert any("déjà orientée" in str(one) for one in answers)
