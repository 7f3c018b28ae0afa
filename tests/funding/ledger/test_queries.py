"""What funds can still commit: known answers by hand, and the same figure wherever a page says it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from funding.agreements.actions.instalments import engage_instalment
from funding.agreements.actions.life import terminate
from funding.agreements.enums import AgreementKind
from funding.agreements.models import Instalment
from funding.contributions.actions.receipts import record_refund
from funding.contributions.queries import simulated
from funding.enums import AgreementState
from funding.funds.queries import reserved
from funding.grants.models import Grant
from funding.ledger.models.entries import LedgerTransaction
from funding.ledger.queries import available, available_of
from funding.ledger.rules import Available, Obligation
from funding.models import Contribution, Fund
from funding.passes.booklets.actions import stock_of
from funding.passes.programmes.actions import open_programme
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse as undo
from inclusion.core.access import Member
from inclusion.core.navigation import Home
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.agreement_builders import make_agreement, make_financed_post, make_signed
from tests.funding.builders import (
    close,
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_grant,
    receive,
    worked_example,
)
from tests.funding.post_builders import make_request
from tests.pages import words
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


MONEY = st.decimals(0, 10**7, places=2)


@given(MONEY, st.lists(st.tuples(st.sampled_from("ABC"), MONEY, st.dates()), max_size=8))
def test_what_is_promised_and_what_is_left_are_the_pot(pot, rows):
    found = Available(pot, tuple(Obligation(to, amount, day) for to, amount, day in rows))
    assert found.amount + found.promised == pot
    assert sum((one.amount for one in found.purposes), D(0)) == found.promised
    assert all(one.first_due_on <= one.last_due_on for one in found.purposes)
    assert min(found.missing, max(found.amount, D(0))) == 0


@setup_data
def worked(scope):
    """45 000.00 of contributors and match; 9 000.00 + 9 000.00 committed: the pot is 27 000.00."""
    return worked_example()


def left(fund):
    found = available_of(fund)
    return found.pot, found.promised, found.amount


def test_a_grant_is_beside_what_can_be_committed_before_and_after_its_last_day(worked):
    grant = make_grant(worked.fund, worked.forum, "8000.00", by=worked.by)
    Grant.objects.filter(pk=grant.pk).update(spend_by=date(2026, 12, 31))
    assert left(worked.fund) == (D("27000.00"), D("0.00"), D("27000.00"))
    engage(worked.forum, "1000.50", by=worked.by, on=TODAY)  # the grant pays it: 8 000.00 − 1 000.50 = 6 999.50
    assert left(worked.fund) == (D("27000.00"), D("0.00"), D("27000.00"))
    rows = list(Grant.objects.with_sums())
    (before,), (after,) = (reserved(rows, today=day) for day in (TODAY, date(2027, 1, 1)))
    assert before.amount == after.amount == D("6999.50")
    assert (
        "ANCT, pour Forum. À employer au plus tard le 31 décembre 2026, sinon à rendre au financeur." in before.detail
    )
    assert "ce reste est à rendre au financeur" in after.detail
    assert (before.tone, after.tone) == ("warn", "bad")


def test_what_is_promised_to_posts_and_by_agreements_is_taken_off_once(worked):
    """A post of three years at 11 250.00; 27 000.00 − 33 750.00 = −6 750.00, whatever its agreement has come to."""
    post = make_financed_post(worked.fund, by=worked.by)
    assert left(worked.fund) == (D("27000.00"), D("33750.00"), D("-6750.00"))
    (purpose,) = available_of(worked.fund).purposes
    assert (purpose.amount, purpose.first_due_on, purpose.last_due_on) == (
        D("33750.00"),
        date(2026, 12, 31),
        date(2028, 12, 31),
    )
    agreement = make_agreement(
        AgreementKind.COFINANCING_TWO, AgreementState.TO_SIGN, by=worked.by, fund=worked.fund, post=post
    )
    assert available_of(worked.fund).promised == D("33750.00")
    agreement = make_signed(agreement, by=worked.by)
    first, second, _ = Instalment.objects.order_by("due_on")
    assert available_of(worked.fund).promised == D("33750.00")
    # 27 000.00 − 11 250.00 = 15 750.00 in the pot, 22 500.00 still promised: 6 750.00 are missing, as before.
    commitment = engage_instalment(first, on=TODAY, by=worked.by, at=AT)
    assert left(worked.fund) == (D("15750.00"), D("22500.00"), D("-6750.00"))
    # 10 000.25 paid, 1 249.75 given back: the pot grows, and what was given back is not promised any more.
    pay(commitment, amount=D("10000.25"), reference="M1", on=TODAY, by=worked.by, at=AT)
    release(commitment, on=TODAY, by=worked.by, at=AT)
    assert left(worked.fund) == (D("16999.75"), D("22500.00"), D("-5500.25"))
    # One that was committed by mistake is promised as before.
    wrong = engage_instalment(second, on=TODAY, by=worked.by, at=AT)
    assert available_of(worked.fund).promised == D("11250.00")
    movement = LedgerTransaction.objects.get(commitment=wrong)
    undo(movement, reason="Erreur", on=TODAY, by=worked.by, at=AT)
    assert left(worked.fund) == (D("16999.75"), D("22500.00"), D("-5500.25"))
    terminate(agreement, on=date(2027, 1, 1), reason="Un retrait", by=worked.by, at=AT)
    assert left(worked.fund) == (D("16999.75"), D("0.00"), D("16999.75"))


def test_a_closed_year_changes_nothing_and_a_refund_takes_its_match_along(worked):
    close(worked.fund)
    assert left(worked.fund)[2] == D("27000.00")
    close(worked.fund, until=None)
    # Orange takes 100.10 back, and 200.20 of match go with it: 27 000.00 − 300.30 = 26 699.70.
    orange = Contribution.objects.get(partner=worked.orange)
    record_refund(orange, amount=D("100.10"), bank_reference="R-1", on=TODAY, by=worked.by, at=AT)
    assert left(worked.fund)[2] == D("26699.70")
    assert available_of(worked.fund).words.replace("\u202f", " ").replace("\u00a0", " ") == "26 699 €"


def test_several_funds_are_read_at_once(worked):
    """Each has its own promises; one without a movement has nothing. No more queries for more funds."""
    other, empty = make_fund("Second"), make_fund("Vide")
    receive(make_contribution(other, make_partner("MSA"), "500.05", by=worked.by), "500.05", by=worked.by)
    make_financed_post(worked.fund, by=worked.by)
    with CaptureQueriesContext(connection) as one:
        available([worked.fund])
    with CaptureQueriesContext(connection) as three:
        found = available(Fund.objects.order_by("pk"))
    assert {str(fund): found[fund.pk].amount for fund in (worked.fund, other, empty)} == {
        "Fonds d’inclusion numérique": D("-6750.00"),
        "Second": D("500.05"),
        "Vide": D("0.00"),
    }
    assert len(three) == len(one) + 1  # the funds themselves
    assert available([]) == {}


@pytest.fixture
def promised(worked):
    """A post of two years is accepted: 27 000.00 − 11 250.00 × 2 = 4 500.00, and 9 000.00 of a grant."""
    make_financed_post(worked.fund, by=worked.by, end=date(2028, 1, 1))
    make_grant(worked.fund, worked.forum, "9000.00", by=worked.by)
    return worked


def test_every_page_says_the_same(promised, cast, client_of, network):
    fund, client = promised.fund, client_of("coordinator")
    programme = open_programme(
        make_action(fund, "Pass", by=promised.by), name="Pass", on=date(2026, 1, 5), by=promised.by, at=AT
    )
    post = make_request(fund, by=promised.by)
    home = {one.label: one.value for one in Home(Member(cast["coordinator"]), TODAY).figures()}
    assert home["Encore à engager"].replace("\u202f", " ").replace("\u00a0", " ") == "4 500 €"
    stock = stock_of(programme, on=TODAY)
    assert (stock.available, stock.reserved, stock.booklets) == (D("4500.00"), D("0.00"), 45)
    simulation = simulated(fund, partner=None, year=2026, amount=D("0.00"), today=TODAY)
    assert simulation.available_before == D("4500.00")
    slug = network.slug

    def page(name, *args):
        return words(client.get(reverse(name, args=[slug, *args])))

    overview = page("fund_detail", fund.pk)
    assert "Vous pouvez encore engager 4 500 €" in overview
    assert "54 000 réunis − 18 000 engagés − 9 000 réservés − 22 500 promis = 4 500,00 €" in overview
    assert 'Encore à engager</dt><dd class="num">4 500,00 €' in page("fund_list")
    assert "Le fonds peut encore engager 4 500,00 €" in page("post_decide", post.pk)
    form = page("fund_commit", promised.forum.pk)
    assert "Le fonds peut encore engager 4 500,00 €" in form and "réserve en plus 9 000,00 €" in form
    asked = {"amount": "18000", "payee_name": "Mairie", "label": "Salle", "on": "2026-11-20"}
    warned = words(client.post(reverse("fund_commit", args=[slug, promised.forum.pk]), asked))
    assert "22 500,00 € du pot commun sont déjà promis" in warned
    with scoped_to(network):
        Fund.objects.filter(pk=fund.pk).update(end=date(2026, 6, 2))
    assert "Le fonds s’est terminé le 1er juin 2026 : il reste 4 500 €" in page("fund_detail", fund.pk)
