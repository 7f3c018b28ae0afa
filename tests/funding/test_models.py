"""What is owed to places is distinguished from what is left and what is paid, wherever a fund's euros are shown."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from funding.models import Commitment, Contribution, Pass, Reimbursement
from funding.passes.reimbursements.actions.claims import validate
from funding.passes.reimbursements.actions.payments import pay, unpay
from funding.spending.queries.commitments import commitment_position
from funding.spending.queries.funds import fund_position
from funding.statements.actions.issue import draft_statement
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.redemption_builders import use
from tests.funding.reimbursement_builders import claim, use_passes
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("quick_papers")
D = Decimal


@setup_data
def programme(network):
    """A booklet of ten passes of 10 €, of which four served: three are paid, one is owed."""
    with scoped_to(network):
        by = make_user()
        programme, place = make_programme(by=by), make_place(by=by)
        uses = use_passes(3, place, programme, by=by)
        one = validate(claim(place, programme, by=by), by=by, at=AT)
        pay(one, reference="M-1", on=timezone.localdate(AT), by=by, at=AT)
        booklet = uses[0].one_pass.booklet
        use(booklet.passes.get(rank=4), place, by=by)
        return programme


def test_promised_is_left_and_owed_and_paid(network, programme):
    with scoped_to(network):
        of_commitment = commitment_position(Commitment.objects.get())
        of_fund = fund_position(programme.funded_action.fund)
        (of_action,) = of_fund.actions
        sums = Commitment.objects.with_sums().get()
    expected = (of_commitment.committed, of_commitment.left, of_commitment.owed, of_commitment.paid)
    assert expected == (D("100.00"), D("60.00"), D("10.00"), D("30.00"))
    assert (of_action.cost, of_action.left, of_action.owed, of_action.disbursed) == expected
    assert (of_fund.spent, of_fund.owed, of_fund.disbursed) == (D("100.00"), D("10.00"), D("30.00"))
    assert (sums.left, sums.owed, sums.paid) == expected[1:]


def test_the_pages_of_the_fund_say_what_is_owed(network, programme, client_of):
    client = client_of("coordinator")
    with scoped_to(network):
        action, commitment = programme.funded_action, Commitment.objects.get()
        fund = action.fund

    def page(name, pk):
        answer = client.get(reverse(name, args=[network.slug, pk]))
        return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())

    assert "10 € sont dus aux organismes formateurs" in page("fund_commitment", commitment.pk)
    assert "Dont dû aux organismes formateurs" in page("fund_action", action.pk)
    assert "Dont dû" in page("fund_actions", fund.pk)
    assert "Pass utilisé" in page("fund_movements", fund.pk)


def test_a_statement_counts_what_is_promised_whatever_is_owed_or_paid_of_it(network, programme):
    with scoped_to(network):
        fund = programme.funded_action.fund
        partner = Contribution.objects.get().partner
        by = make_user()

        def figures():
            draft = draft_statement(
                fund, partner=partner, start=date(2026, 1, 1), end=date(2027, 1, 1), as_at=None, at=AT
            )
            return draft.figures

        before = figures()
        promised = ("committed", "released", "closing")
        assert [before[name] for name in promised] == ["100.00", "0.00", "900.00"]
        assert before["paid"] == "30.00"
        use(Pass.objects.get(rank=5), make_place("Ailleurs", by=by), by=by)
        unpay(Reimbursement.objects.get(), reason="Essai", by=by, at=AT)
        after = figures()
        assert [after[name] for name in promised] == [before[name] for name in promised]
        assert after["paid"] == "0.00"
