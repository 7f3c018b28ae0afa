"""Two clicks on one instalment at the same moment: with the locks it goes once, without them the race shows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from funding.agreements.actions import instalments
from funding.agreements.actions.instalments import (
    call_instalment,
    engage_instalment,
    pledge_instalments,
    settle_instalment,
)
from funding.agreements.enums import InstalmentFlow
from funding.contributions.actions.pledges import change_pledge
from funding.enums import Verb
from funding.models import CallForFunds, Commitment, Contribution, Instalment
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_action, make_contribution, make_fund, receive
from tests.funding.instalment_builders import bare_agreement, bare_instalment, bare_party
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def plan(network):
    """One instalment of each way, with more promised and in the pot than it takes."""
    with scoped_to(network):
        by, fund = make_user(), make_fund()
        receive(make_contribution(fund, make_partner("Orange"), "9000.00", by=by), "9000.00", by=by)
        agreement = bare_agreement(by, fund=fund, funded_action=make_action(fund, "Postes", by=by))
        caf = bare_party(agreement, make_partner("CAF"))
        made = {flow: bare_instalment(caf, "1000.00", flow=flow) for flow in InstalmentFlow}
        pledge_instalments(agreement, by=by, at=AT)
        change_pledge(Contribution.objects.get(partner=caf.partner), amount=D("3000.00"), by=by, at=AT)
        return made, by


WAYS = {
    InstalmentFlow.CALLED: (call_instalment, {}, lambda: CallForFunds.objects.count()),
    InstalmentFlow.PAID_BY_FUND: (engage_instalment, {"on": TODAY}, lambda: Commitment.objects.count()),
    InstalmentFlow.DIRECT: (
        settle_instalment,
        {"on": TODAY},
        lambda: JournalEntry.objects.filter(verb=Verb.INSTALMENT_SETTLED).count(),
    ),
}


def clicked(network, plan, flow):
    """Two clicks at once; returns how many went through."""
    (made, by), (act, with_, _) = plan, WAYS[flow]
    together = Barrier(2)

    def click(_):
        together.wait(60)
        try:
            with scoped_to(network):
                act(made[flow], **with_, by=by, at=AT)
            return True
        except DomainError as refused:
            assert "déjà" in str(refused)
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(click, range(2)))


@pytest.mark.parametrize("flow", InstalmentFlow)
def test_of_two_clicks_one_goes_through(network, plan, flow):
    assert clicked(network, plan, flow) == 1
    with scoped_to(network):
        assert WAYS[flow][2]() == 1


@pytest.mark.parametrize("flow", InstalmentFlow)
def test_without_the_locks_both_do(network, plan, flow, monkeypatch):
    """The guard off: each has read that nothing was done yet before either has written."""
    both_read = Barrier(2)

    def only_read(instalment, flow):
        found = Instalment.objects.select_related("party__partner", "contribution", "agreement").get(pk=instalment.pk)
        both_read.wait(60)
        return found

    monkeypatch.setattr(instalments, "_taken", only_read)
    assert clicked(network, plan, flow) == 2
    with scoped_to(network):
        assert WAYS[flow][2]() == 2
