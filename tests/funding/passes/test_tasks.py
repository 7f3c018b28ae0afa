"""The nights of passes, one network after the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import Booklet, Pass
from funding.passes.enums import PassState
from funding.passes.tasks import expire_passes
from funding.passes.uses import actions as use_actions
from inclusion.core.scope import scoped_to
from tests.builders import make_user
from tests.funding.pass_builders import make_letter


def over(network):
    """A booklet of this network whose last day, and the days for late scans, are over."""
    with scoped_to(network):
        letter = make_letter(by=make_user())
        last = timezone.localdate() - timedelta(days=8)
        Booklet.objects.update(
            issued_on=last - timedelta(days=400), valid_until=last, accepted_until=last, claim_until=last
        )
    return letter


def states(network):
    with scoped_to(network):
        return set(Pass.objects.values_list("state", flat=True))


def test_a_night_ends_what_is_over_in_every_network_and_the_next_nothing(network, other_network, clock):
    over(network)
    over(other_network)
    with scoped_to(network):
        fresh = make_letter(by=make_user())
    expire_passes()
    with scoped_to(network):
        assert not Pass.objects.exclude(booklet=fresh.booklet).filter(state=PassState.ISSUED).exists()
        assert set(fresh.booklet.passes.values_list("state", flat=True)) == {PassState.ISSUED}
    assert states(other_network) == {PassState.EXPIRED}
    expire_passes()


def test_a_network_that_fails_holds_up_no_other(network, other_network, clock, monkeypatch):
    over(network)
    over(other_network)
    real = use_actions.expire

    def broken(booklet, *, at):
        if booklet.network_id == network.pk:
            raise RuntimeError("cassé")
        return real(booklet, at=at)

    monkeypatch.setattr(use_actions, "expire", broken)
    with pytest.raises(RuntimeError, match="cassé"):
        expire_passes()
    assert (states(network), states(other_network)) == ({PassState.ISSUED}, {PassState.EXPIRED})
