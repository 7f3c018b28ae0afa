"""The proofs find what is wrong: each invariant is broken by hand, past the guards, and must itself complain."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F

from funding.agreements.actions.instalments import call_instalment, engage_instalment, pledge_instalments
from funding.agreements.enums import InstalmentFlow
from funding.enums import ApprovalState
from funding.funds.invariants import INVARIANTS, check_invariants, prove
from funding.ledger.actions import locked, record_transaction, share_of, source_of
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import (
    Account,
    AccountBalance,
    AgreementParty,
    CallForFunds,
    Commitment,
    Contribution,
    Counter,
    Fund,
    FundingStatement,
    GrantReceipt,
    Instalment,
    InvariantCheck,
    LedgerTransaction,
    MonthTotal,
    Payment,
    PaymentRequest,
    Posting,
    Receipt,
    SupportingDocument,
)
from funding.passes.invariants import PASS_INVARIANTS
from funding.spending.actions.commitments import release
from funding.spending.actions.reversals import reverse
from funding.statements.actions.issue import end_of_day, issue_statement, print_statement
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user, record_bare_rows
from tests.funding.builders import close, closed, make_grant, worked_example
from tests.funding.instalment_builders import bare_agreement, bare_instalment, bare_party
from tests.setup_data import setup_data
from tests.template import as_owner, become_owner

D = Decimal
DAY = date(2026, 9, 1)


@setup_data
def worked(scope):
    example = worked_example()
    with closed(example.fund):
        issue_statement(
            example.fund, partner=example.caf, start=date(2026, 1, 1), end=date(2027, 1, 1), by=example.by, at=AT
        )
    return example


def broken(network):
    return {result.name for result in prove(network) if result.violations}


def without_guard(table, trigger):
    """Take a trigger off for the rest of the test's transaction, which goes on as the owner's."""
    become_owner()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


def moved(fund, partner, amount, kind=TransactionKind.RECEIPT, **fields):
    """A movement that no rule made."""
    return record_transaction(
        locked(fund),
        kind=kind,
        label="À la main",
        booked_on=DAY,
        postings=[(source_of(partner), -amount), (share_of(partner), amount)],
        by=None,
        at=AT,
        **fields,
    )


def unbalanced(worked):
    without_guard("funding_posting", "ledger_balanced")
    without_guard("funding_ledgertransaction", "ledger_balanced")
    movement = LedgerTransaction.objects.create(
        fund=worked.fund, kind=TransactionKind.GRANT, label="Faux", booked_on=DAY, recorded_at=AT
    )
    account = Account.objects.get(kind=AccountKind.SHARE, partner=worked.caf)
    other = Account.objects.get(kind=AccountKind.SHARE, partner=worked.orange)
    Posting.objects.create(transaction=movement, account=account, amount=D("1.00"))
    Posting.objects.create(transaction=movement, account=other, amount=D("-0.99"))


def without_floor():
    """Let a balance fall below zero for the rest of the test's transaction."""
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE funding_accountbalance DROP CONSTRAINT account_balance_not_below_zero")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def negative(worked):
    without_floor()
    moved(worked.fund, worked.caf, D("-15750.01"), kind=TransactionKind.GRANT)


def overpaid(worked):
    """A payment of more than the commitment holds, the missing euro taken from another's."""
    forum, rights = worked.commitments[1], worked.commitments[0]
    committed = Account.objects.get(kind=AccountKind.COMMITTED, funded_action=rights.funded_action)
    paid = Account.objects.create(
        fund=worked.fund, kind=AccountKind.PAID, partner=worked.caf, funded_action=forum.funded_action
    )
    movement = LedgerTransaction.objects.create(
        fund=worked.fund, kind=TransactionKind.PAYMENT, label="Faux", booked_on=DAY, recorded_at=AT, commitment=forum
    )
    Posting.objects.create(transaction=movement, account=committed, amount=D("-9000.00"))
    Posting.objects.create(transaction=movement, account=paid, amount=D("9000.00"))
    again = LedgerTransaction.objects.create(
        fund=worked.fund, kind=TransactionKind.RELEASE, label="Faux", booked_on=DAY, recorded_at=AT, commitment=forum
    )
    own = Account.objects.get(kind=AccountKind.COMMITTED, funded_action=forum.funded_action, partner=worked.caf)
    share = Account.objects.get(kind=AccountKind.SHARE, partner=worked.caf)
    Posting.objects.create(transaction=again, account=own, amount=D("-1.00"))
    Posting.objects.create(transaction=again, account=share, amount=D("1.00"))


def never_made(worked):
    Commitment.objects.create(
        funded_action=worked.forum,
        payee=worked.commitments[0].payee,
        label="Fantôme",
        amount=D("10.00"),
        committed_on=DAY,
    )


def unbooked_receipt(worked):
    Receipt.objects.create(
        contribution=Contribution.objects.get(partner=worked.cpam),
        amount=D("0.01"),
        received_on=date(2025, 1, 1),  # before the rule: no match is due
        bank_reference="FANTÔME",
    )


def unbooked_grant(worked):
    grant = make_grant(worked.fund, worked.forum, "10.00", by=worked.by)
    GrantReceipt.objects.create(grant=grant, amount=D("0.01"), received_on=DAY, bank_reference="FANTÔME")


def without_papers(worked):
    """Euros that nobody gave."""
    moved(worked.fund, worked.caf, D("5.00"))


def match_of_nothing(worked):
    """A match that no receipt drew: there is no contributor and year to name."""
    moved(worked.fund, worked.caf, D("5.00"), kind=TransactionKind.MATCH)


def release_that_is_gone(worked):
    """As if it had never been: the sums of the ledger are right again."""
    gone(release(worked.commitments[1], amount=D("10.00"), on=DAY, by=worked.by, at=AT))


def reversal_that_is_gone(worked):
    promise = worked.commitments[1].transactions.get()
    gone(reverse(promise, reason="Erreur", on=DAY, by=worked.by, at=AT))


def gone(movement):
    for table, trigger in (
        ("funding_posting", "append_only"),
        ("funding_ledgertransaction", "append_only"),
        ("funding_accountbalance", "kept_by_ledger"),
        ("funding_monthtotal", "kept_by_ledger"),
    ):
        without_guard(table, trigger)
    for posting in movement.postings.all():
        balance = AccountBalance.objects.filter(account=posting.account)
        balance.update(amount=F("amount") - posting.amount)
        MonthTotal.objects.filter(account=posting.account, kind=movement.kind).delete()
    movement.postings.all().delete()
    LedgerTransaction.objects.filter(pk=movement.pk).delete()


def another_day(worked):
    without_guard("funding_receipt", "append_only")
    Receipt.objects.filter(contribution__partner=worked.caf).update(received_on=date(2026, 3, 1))


def another_s_receipt(worked):
    without_guard("funding_receipt", "append_only")
    other = Contribution.objects.get(partner=worked.cpam)
    Receipt.objects.filter(contribution__partner=worked.caf).update(contribution=other)


def slipped_from_one_to_another(worked):
    """Five euros more on a movement that has its document, from CAF's share to Orange's: in all, nothing changes."""
    movement = LedgerTransaction.objects.get(receipt__contribution__partner=worked.caf, kind=TransactionKind.RECEIPT)
    for partner, amount in ((worked.caf, "-5.00"), (worked.orange, "5.00")):
        share = Account.objects.get(kind=AccountKind.SHARE, partner=partner)
        Posting.objects.create(transaction=movement, account=share, amount=D(amount))


def outside_the_fund(worked):
    Fund.objects.filter(pk=worked.fund.pk).update(start=date(2026, 6, 1))


def wrong_balance(worked):
    without_guard("funding_accountbalance", "kept_by_ledger")
    AccountBalance.objects.filter(account__kind=AccountKind.SHARE, account__partner=worked.caf).update(
        amount=D("15750.01")
    )


def balance_without_floor(worked):
    without_guard("funding_accountbalance", "kept_by_ledger")
    AccountBalance.objects.filter(account__kind=AccountKind.SHARE, account__partner=worked.caf).update(is_source=True)


def wrong_month(worked):
    without_guard("funding_monthtotal", "kept_by_ledger")
    month = MonthTotal.objects.filter(account__partner=worked.caf).first()
    MonthTotal.objects.filter(pk=month.pk).update(how_many=month.how_many + 1)


def wrong_day_of_a_month(worked):
    without_guard("funding_monthtotal", "kept_by_ledger")
    month = MonthTotal.objects.filter(account__partner=worked.caf).first()
    MonthTotal.objects.filter(pk=month.pk).update(since=date(2026, 3, 1))


def lost_month(worked):
    without_guard("funding_monthtotal", "kept_by_ledger")
    MonthTotal.objects.filter(account__partner=worked.orange).first().delete()


def unbooked_payment(worked):
    Payment.objects.create(
        commitment=worked.commitments[0],
        payee=worked.commitments[0].payee,
        amount=D("1.00"),
        paid_on=DAY,
        reference="FANTÔME",
    )


def wrong_match(worked):
    receipt = Receipt.objects.filter(contribution__partner=worked.orange).get()
    movement = LedgerTransaction.objects.create(
        fund=worked.fund, kind=TransactionKind.MATCH, label="Faux", booked_on=DAY, recorded_at=AT, receipt=receipt
    )
    matcher = Account.objects.get(kind=AccountKind.SOURCE, partner=worked.fund.host)
    share = Account.objects.get(kind=AccountKind.SHARE, partner=worked.orange)
    Posting.objects.create(transaction=movement, account=matcher, amount=D("-0.01"))
    Posting.objects.create(transaction=movement, account=share, amount=D("0.01"))


def lost_number(worked):
    Counter.objects.update(last=2)


def lost_call(worked):
    Counter.objects.create(name="call-2026", last=1)


def another_s_statement(worked):
    without_guard("funding_fundingstatement", "append_only")
    FundingStatement.objects.update(partner=worked.orange)


def statement_of_other_days(worked):
    without_guard("funding_fundingstatement", "append_only")
    FundingStatement.objects.update(start=date(2026, 2, 1))


def forged_figures(worked):
    without_guard("funding_fundingstatement", "append_only")
    statement = FundingStatement.objects.get()
    FundingStatement.objects.update(figures={**statement.figures, "closing": "99999.00"})


def figure_of_another_kind(worked):
    without_guard("funding_fundingstatement", "append_only")
    statement = FundingStatement.objects.get()
    FundingStatement.objects.update(figures={**statement.figures, "closing": 99999.5, "as_at": "hier"})


def call_of_another_series(worked):
    promise = Contribution.objects.get(partner=worked.caf)
    call = CallForFunds(contribution=promise, reference="???", amount=D("1.00"), called_on=DAY, due_on=DAY)
    call.document = print_statement(FundingStatement.objects.get(), by=worked.by, at=AT)
    call.save()


def planned(worked):
    """MSA owes 600 € by an agreement, which were called, and the fund owes 50 €, which were committed."""
    agreement = bare_agreement(worked.by, fund=worked.fund, funded_action=worked.forum)
    msa = bare_party(agreement, make_partner("MSA"))
    called = bare_instalment(msa, "600.00")
    engaged = bare_instalment(msa, "50.00", flow=InstalmentFlow.PAID_BY_FUND)
    record_bare_rows()
    pledge_instalments(agreement, by=worked.by, at=AT)
    call_instalment(called, by=worked.by, at=AT)
    engage_instalment(engaged, on=DAY, by=worked.by, at=AT)
    return Instalment.objects.filter(pk=called.pk), Instalment.objects.filter(pk=engaged.pk)


def called_for_more(worked):
    planned(worked)[0].update(amount=D("599.99"))


def called_for_less_than_came(worked):
    planned(worked)[0].update(amount=D("600.01"))


def called_of_another_year(worked):
    planned(worked)[0].update(year=2027)


def called_of_another_payer(worked):
    planned(worked)
    AgreementParty.objects.update(partner=worked.orange)


def called_of_another_promise(worked):
    planned(worked)[0].update(contribution=Contribution.objects.get(partner=worked.caf))


def called_for_two(worked):
    called, _ = planned(worked)
    one = called.get()
    bare_instalment(one.party, "600.00", contribution=one.contribution, call=one.call)


def committed_for_another_amount(worked):
    planned(worked)[1].update(amount=D("50.01"))


def forged_file(worked):
    print_statement(FundingStatement.objects.get(), by=worked.by, at=AT)
    without_guard("inclusion_documentcontent", "USER")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inclusion_documentcontent SET data = 'autre chose'")


def instalment_of_another(worked):
    engaged = planned(worked)[1].get()
    without_guard("funding_commitment", "append_only")
    other = worked.commitments[0].payee
    Commitment.objects.filter(pk=engaged.commitment_id).update(payee=other)


def statement_as_a_quote(worked):
    document = print_statement(FundingStatement.objects.get(), by=worked.by, at=AT)
    SupportingDocument.objects.create(commitment=worked.commitments[0], document=document)


def confirmed_and_never_paid(worked):
    commitment = worked.commitments[0]
    PaymentRequest.objects.create(
        commitment=commitment,
        payee=commitment.payee,
        amount=D("1.00"),
        paid_on=DAY,
        reference="FANTÔME",
        state=ApprovalState.CONFIRMED,
        asked_at=AT,
        asked_by=worked.by,
        decided_at=AT,
        decided_by=make_user(),
    )


def account_of_nobody(worked):
    Fund.objects.update(iban="FR7630006000011234567890189")


#: What complains of a movement that no rule made.
PAPERS = {"movements_founded", "postings_in_place"}


def test_a_sound_ledger_breaks_nothing(worked, network):
    planned(worked)
    assert broken(network) == set()


@pytest.mark.parametrize(
    ("damage", "names"),
    [
        (unbalanced, {"balanced", "shares_add_up", *PAPERS, "euros_stay_ones_own"}),
        (negative, {"never_negative", *PAPERS}),
        (overpaid, {"commitments_booked", "movements_in_journal", *PAPERS}),
        (release_that_is_gone, {"movements_in_journal"}),
        (reversal_that_is_gone, {"movements_in_journal"}),
        (without_papers, PAPERS),
        (match_of_nothing, {"matches", *PAPERS}),
        (another_day, {"movements_founded"}),
        (another_s_receipt, {"postings_in_place"}),
        (slipped_from_one_to_another, {"postings_in_place", "euros_stay_ones_own"}),
        (outside_the_fund, {"movements_founded", "values_in_journal"}),
        (balance_without_floor, {"balances_kept"}),
        (wrong_day_of_a_month, {"months_kept"}),
        (lost_call, {"calls_without_gap"}),
        (another_s_statement, {"statements_in_place", "values_in_journal"}),
        (statement_of_other_days, {"statements_in_place", "values_in_journal"}),
        (never_made, {"commitments_booked", "values_in_journal"}),
        (unbooked_receipt, {"receipts_booked"}),
        (unbooked_grant, {"grants_booked"}),
        (unbooked_payment, {"payments_booked", "values_in_journal"}),
        (wrong_balance, {"balances_kept"}),
        (wrong_month, {"months_kept"}),
        (lost_month, {"months_kept"}),
        (wrong_match, {"matches"}),
        (lost_number, {"numbers_without_gap"}),
        (forged_figures, {"seals"}),
        (figure_of_another_kind, {"seals", "statements_in_place"}),
        (call_of_another_series, {"calls_without_gap", "values_in_journal"}),
        (forged_file, {"documents_whole"}),
        (called_for_more, {"instalments_in_place", "values_in_journal"}),
        (called_for_less_than_came, {"instalments_in_place", "values_in_journal"}),
        (called_of_another_year, {"instalments_in_place", "values_in_journal"}),
        (called_of_another_payer, {"instalments_in_place", "values_in_journal", "payees_in_place"}),
        (called_of_another_promise, {"instalments_in_place"}),
        (called_for_two, {"instalments_in_place", "values_in_journal"}),
        (committed_for_another_amount, {"instalments_in_place", "values_in_journal"}),
        (instalment_of_another, {"payees_in_place", "values_in_journal"}),
        (statement_as_a_quote, {"documents_of_spending", "values_in_journal"}),
        (confirmed_and_never_paid, {"second_persons", "values_in_journal", "states_in_history"}),
        (account_of_nobody, {"accounts_confirmed", "values_in_journal"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_broken_is_found(worked, network, damage, names):
    damage(worked)
    assert broken(network) == names


def test_every_invariant_was_broken_once():
    cases = test_what_is_broken_is_found.pytestmark[0].args[1]
    assert set().union(*(names for _, names in cases)) >= set(INVARIANTS) - set(PASS_INVARIANTS)


def test_another_network_s_damage_is_not_this_one_s(worked, network, other_network):
    with scoped_to(other_network):
        unbooked_receipt(worked_example())
    assert broken(network) == set()
    assert broken(other_network) == {"receipts_booked"}


def test_a_statement_as_at_a_past_moment_is_in_place(worked, network):
    close(worked.fund)
    record_bare_rows()
    issue_statement(
        worked.fund,
        partner=worked.caf,
        start=date(2026, 1, 1),
        end=date(2027, 1, 1),
        as_at=end_of_day(AT.date() - timedelta(days=1)),
        by=worked.by,
        at=AT,
    )
    assert broken(network) == set()


def test_the_outcome_is_kept(worked, network):
    check_invariants(network, at=AT)
    unbooked_payment(worked)
    check_invariants(network, at=AT)
    last, first = InvariantCheck.objects.order_by("-pk")
    assert (first.violations, last.violations) == (0, 2)
    assert (last.counts["payments_booked"], last.counts["values_in_journal"]) == (1, 1)
