"""Money recorded by mistake: reversed, as if it had never come; its reference may be used again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.receipts import record_receipt, record_refund
from funding.contributions.enums import ContributionState
from funding.funds.actions import close_period
from funding.funds.invariants import prove
from funding.grants.actions import award_grant, change_grant, justify_grant, record_grant_receipt, return_grant
from funding.ledger.enums import TransactionKind
from funding.models import CallForFunds, Contribution, LedgerTransaction, Receipt
from funding.spending.actions.commitments import commit, foreseen, foreseen_release, release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.spending.queries.funds import fund_position
from funding.statements.queries import statement_figures
from inclusion.core.errors import DomainError
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import engage, make_contribution, make_fund, make_rule, receive, worked_example
from tests.setup_data import setup_data

D = Decimal
DAY = date(2026, 9, 1)
YEAR = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}


@setup_data
def worked(scope):
    """CAF 10 000, Orange 5 000, each matched two for one; nothing is committed."""
    return worked_example(actions=False)


def of(worked, partner):
    return Contribution.objects.with_received().get(fund=worked.fund, partner=partner)


def movement(paper):
    return paper.transactions.exclude(kind=TransactionKind.MATCH).get()


def undo(worked, paper, *, on=DAY, reason="Saisi pour un autre"):
    return reverse(movement(paper), reason=reason, on=on, by=worked.by, at=AT)


def shares(fund):
    return {str(one.partner): one.share for one in fund_position(fund).contributors}


def whole(fund):
    assert {one.name: one.violations for one in prove(fund.network) if one.violations} == {}


def refused(call, *args, **fields):
    before = LedgerTransaction.objects.count(), Receipt.objects.count()
    with pytest.raises(DomainError) as error:
        call(*args, **fields)
    assert (LedgerTransaction.objects.count(), Receipt.objects.count()) == before
    return str(error.value).replace("\u202f", " ").replace("\u00a0", " ")


# -- Receipts --------------------------------------------------------------------------------------


def test_a_receipt_of_another_is_taken_back_and_recorded_where_it_belongs(worked):
    """The 5 000 € of Orange were the CPAM's: 15 000 of share go, then 15 000 come, under the one bank reference."""
    wrong = of(worked, worked.orange).receipts.get()
    as_it_was = statement_figures(worked.fund, worked.orange, **YEAR, as_at=AT)
    mirror = reverse(movement(wrong), reason="De la CPAM", on=DAY, by=worked.by, at=AT + timedelta(minutes=1))
    assert mirror.kind == TransactionKind.REVERSAL and mirror.receipt.reverses == wrong
    assert shares(worked.fund) == {"CAF": D("30000.00"), "Orange": D("0.00"), "CPAM": D("0.00")}
    assert of(worked, worked.orange).state == ContributionState.PLEDGED
    assert of(worked, worked.orange).outstanding == D("5000.00")
    right = receive(of(worked, worked.cpam), "5000.00", by=worked.by, bank_reference=wrong.bank_reference.lower())
    assert (right.reference_key, right.reference_use) == (wrong.reference_key, 1)
    assert shares(worked.fund) == {"CAF": D("30000.00"), "Orange": D("0.00"), "CPAM": D("15000.00")}
    assert "est déjà enregistrée" in refused(
        receive, of(worked, worked.caf), "1.00", by=worked.by, bank_reference=wrong.bank_reference
    )
    assert statement_figures(worked.fund, worked.orange, **YEAR, as_at=AT) == as_it_was
    whole(worked.fund)


def test_the_statement_shows_what_was_taken_back_and_calls_it_no_refund(worked):
    undo(worked, of(worked, worked.caf).receipts.get())
    found = statement_figures(worked.fund, worked.caf, **YEAR)
    assert (found.statement.received, found.statement.match, found.refunded) == (D("0.00"),) * 3
    assert found.statement.leverage is None
    movements = [(one.kind, one.label, one.amount) for one in found.movements]
    label = next(label for kind, label, _ in movements if kind == TransactionKind.RECEIPT)
    assert (TransactionKind.RECEIPT, label, D("10000.00")) in movements
    assert (TransactionKind.REVERSAL, label, D("-10000.00")) in movements
    september = statement_figures(worked.fund, worked.caf, start=DAY, end=date(2026, 10, 1)).statement
    assert (september.opening, september.closing) == (D("30000.00"), D("0.00"))


def test_what_was_promised_to_actions_is_not_taken_back(worked):
    engage(worked.forum, "40000.00", by=worked.by, on=date(2026, 7, 1))
    assert "ont déjà servi" in refused(undo, worked, of(worked, worked.caf).receipts.get())
    whole(worked.fund)


def test_a_receipt_whose_match_alone_was_spent_stays(worked):
    """Of CAF's 30 000, 15 000 are left: its 10 000 could go, their 20 000 of match no longer."""
    engage(worked.rights, "15000.00", by=worked.by, on=date(2026, 7, 1))
    assert "a déjà été engagé" in refused(undo, worked, of(worked, worked.caf).receipts.get())


def test_what_was_given_back_of_it_is_taken_back_first(worked):
    caf = of(worked, worked.caf)
    first = caf.receipts.get()
    refund = record_refund(caf, amount=D("4000.00"), bank_reference="RETOUR", on=date(2026, 8, 1), by=worked.by, at=AT)
    receive(of(worked, worked.caf), "9000.00", by=worked.by, on=date(2026, 8, 15))
    assert "annulez d’abord ce remboursement" in refused(undo, worked, first)
    undo(worked, refund)
    undo(worked, first)
    assert (of(worked, worked.caf).received, shares(worked.fund)["CAF"]) == (D("9000.00"), D("27000.00"))
    whole(worked.fund)


def test_a_refund_of_all_by_mistake_leaves_the_contribution_received(worked):
    caf = of(worked, worked.caf)
    refund = record_refund(caf, amount=D("10000.00"), bank_reference="RETOUR", on=DAY, by=worked.by, at=AT)
    assert of(worked, worked.caf).state == ContributionState.REFUNDED
    undo(worked, refund)
    assert of(worked, worked.caf).state == ContributionState.RECEIVED
    assert shares(worked.fund)["CAF"] == D("30000.00")
    whole(worked.fund)


def test_what_a_cap_had_left_unmatched_is_matched_once_the_cap_allows_it(scope):
    """Cap of 600 a year: 300 draw 600, the next 100 nothing; without the 300 the 100 draw 200."""
    by, fund = make_user(), make_fund()
    make_rule(fund, by=by, year_cap=D("600.00"))
    caf, orange = (make_contribution(fund, make_partner(name), "500.00", by=by) for name in ("CAF", "Orange"))
    wrong = receive(caf, "300.00", by=by)
    receive(orange, "100.00", by=by, on=date(2026, 4, 1))
    assert shares(fund) == {"CAF": D("900.00"), "Orange": D("100.00")}
    reverse(movement(wrong), reason="Erreur", on=DAY, by=by, at=AT)
    assert shares(fund) == {"CAF": D("0.00"), "Orange": D("300.00")}
    whole(fund)


def test_a_call_asks_for_what_the_mistake_had_settled(worked):
    """4 000 typed by mistake, then the other 6 000 called: taken back, 6 000 are to come and 4 000 may be called."""
    msa = make_contribution(worked.fund, make_partner("MSA"), "10000.00", by=worked.by)
    wrong = receive(msa, "4000.00", by=worked.by)
    call = call_for_funds(msa, due_on=date(2026, 12, 31), on=AT.date(), by=worked.by, at=AT)
    assert call.amount == D("6000.00")
    reverse(movement(wrong), reason="Erreur", on=AT.date(), by=worked.by, at=AT)
    assert of(worked, msa.partner).state == ContributionState.CALLED
    assert CallForFunds.objects.with_outstanding().get(pk=call.pk).outstanding == D("6000.00")
    rest = call_for_funds(msa, due_on=date(2026, 12, 31), on=AT.date(), by=worked.by, at=AT + timedelta(hours=1))
    assert rest.amount == D("4000.00")
    receive(msa, "6000.00", by=worked.by, on=AT.date(), at=AT + timedelta(hours=2))
    left = CallForFunds.objects.with_outstanding().order_by("pk").values_list("outstanding", flat=True)
    assert list(left) == [D("0.00"), D("4000.00")]
    whole(worked.fund)


def test_a_mistake_is_taken_back_once_in_open_days_not_before_it_nor_tomorrow(worked):
    receipt = of(worked, worked.caf).receipts.get()
    assert "ne précède pas" in refused(undo, worked, receipt, on=date(2026, 3, 1))
    assert "n’est pas encore venu" in refused(undo, worked, receipt, on=AT.date() + timedelta(days=1))
    close_period(worked.fund, until=date(2026, 9, 30), by=worked.by, at=AT)
    assert "sont clos" in refused(undo, worked, receipt)
    mirror = undo(worked, receipt, on=date(2026, 10, 1))
    assert "déjà annulé" in refused(undo, worked, receipt, on=date(2026, 10, 2))
    with pytest.raises(DomainError, match="ne s’annule pas"):
        reverse(mirror, reason="Erreur", on=date(2026, 10, 2), by=worked.by, at=AT)


def test_the_match_follows_its_receipt_alone(worked):
    match = LedgerTransaction.objects.filter(kind=TransactionKind.MATCH).first()
    with pytest.raises(DomainError, match="annulez le versement"):
        reverse(match, reason="Erreur", on=DAY, by=worked.by, at=AT)


# -- Grants ----------------------------------------------------------------------------------------


def awarded(worked, amount="1000.00"):
    return award_grant(
        worked.fund,
        funder="ANCT",
        name="Appel à projets",
        amount=D(amount),
        actions=[worked.forum],
        awarded_on=date(2026, 3, 1),
        by=worked.by,
        at=AT,
    )


def came(worked, grant, amount, reference="ANCT-1"):
    return record_grant_receipt(
        grant, amount=D(amount), bank_reference=reference, on=date(2026, 4, 1), by=worked.by, at=AT
    )


def test_money_of_a_grant_is_taken_back_and_its_reference_serves_a_contributor(worked):
    grant = awarded(worked)
    wrong = came(worked, grant, "600.00")
    undo(worked, wrong)
    sums = type(grant).objects.with_sums().get(pk=grant.pk).sums
    assert (sums.received, sums.given_back, sums.left) == (D("0.00"), D("0.00"), D("0.00"))
    right = receive(of(worked, worked.cpam), "600.00", by=worked.by, bank_reference="anct 1")
    assert right.reference_use == 1
    came(worked, grant, "1000.00", "ANCT-2")
    whole(worked.fund)


def test_money_of_a_grant_that_paid_stays(worked):
    grant = awarded(worked)
    receipt = came(worked, grant, "600.00")
    engage(worked.forum, "0.01", by=worked.by, on=date(2026, 7, 1))
    assert "0,01 € ont déjà servi" in refused(undo, worked, receipt)


def test_a_return_is_taken_back_within_what_was_awarded(worked):
    grant = awarded(worked)
    came(worked, grant, "600.00")
    back = return_grant(grant, amount=D("600.00"), bank_reference="RENDU", on=date(2026, 8, 1), by=worked.by, at=AT)
    known = {"funder": "ANCT", "name": "Appel à projets", "actions": [worked.forum]}
    days = {"awarded_on": date(2026, 3, 1), "by": worked.by, "at": AT}
    change_grant(grant, amount=D("599.99"), **known, **days)
    assert "plus que les 599,99 € accordés" in refused(undo, worked, back)
    change_grant(grant, amount=D("600.00"), **known, **days)
    undo(worked, back)
    assert type(grant).objects.with_sums().get(pk=grant.pk).sums.left == D("600.00")
    whole(worked.fund)


def test_a_justified_grant_keeps_what_it_justified(worked):
    grant = awarded(worked)
    receipt = came(worked, grant, "600.00")
    justify_grant(grant, on=DAY, justification="Bilan", by=worked.by, at=AT)
    assert "reprenez d’abord sa justification" in refused(undo, worked, receipt)


# -- References ------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", ["VIR-47 a", "vir 47 A", " Vir.47/A ", "VIR–47–a", "vir_47_a"])
def test_a_reference_is_known_however_it_is_typed(worked, again):
    receive(of(worked, worked.caf), "1.00", by=worked.by, bank_reference="VIR 47 A")
    assert "La référence bancaire « VIR 47 A » est déjà enregistrée." in refused(
        receive, of(worked, worked.orange), "2.00", by=worked.by, bank_reference=again
    )


def test_another_reference_is_another(worked):
    for other in ("VIR 47 B", "VIR 4 7A", "VIR47A", "É 47", "E 47"):
        receive(of(worked, worked.caf), "1.00", by=worked.by, bank_reference=other)


def test_a_reference_names_something(worked):
    for nothing in ("", "  ", "---", "…"):
        assert "Donnez la référence" in refused(
            record_receipt,
            of(worked, worked.caf),
            amount=D("1.00"),
            bank_reference=nothing,
            on=DAY,
            by=worked.by,
            at=AT,
        )


def test_a_known_reference_is_said_before_more_than_was_called_is_asked(worked):
    reference = of(worked, worked.caf).receipts.get().bank_reference
    known = {"bank_reference": reference, "on": DAY, "by": worked.by, "at": AT}
    assert "est déjà enregistrée" in refused(record_receipt, of(worked, worked.caf), amount=D("99.00"), **known)


def test_the_database_itself_takes_a_reference_once_for_each_use(worked):
    known = of(worked, worked.caf).receipts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(
            contribution=of(worked, worked.orange),
            amount=D("1.00"),
            received_on=DAY,
            bank_reference=known.bank_reference.lower(),
        )


def test_the_reference_of_a_payment_taken_back_serves_again(worked):
    first, second = (engage(worked.forum, "100.00", by=worked.by, on=date(2026, 7, day)) for day in (1, 2))
    typed = {"amount": D("100.00"), "on": DAY, "by": worked.by, "at": AT}
    wrong = pay(first, reference="MANDAT 12", **typed)
    with pytest.raises(DomainError, match="est déjà enregistrée"):
        pay(second, reference="mandat-12", **typed)
    reverse(wrong.transactions.get(), reason="Mauvaise action", on=DAY, by=worked.by, at=AT)
    assert pay(second, reference="mandat-12", **typed).reference_use == 1
    with pytest.raises(DomainError, match="est déjà enregistrée"):
        pay(first, reference="MANDAT 12", **typed)
    whole(worked.fund)


# -- Future days -----------------------------------------------------------------------------------


def test_no_money_has_moved_tomorrow(worked):
    tomorrow = {"on": AT.date() + timedelta(days=1), "by": worked.by, "at": AT}
    caf, grant = of(worked, worked.caf), awarded(worked)
    came(worked, grant, "600.00")
    commitment = engage(worked.forum, "100.00", by=worked.by, on=date(2026, 7, 1))
    for verb, subject in (
        (record_receipt, caf),
        (record_refund, caf),
        (record_grant_receipt, grant),
        (return_grant, grant),
    ):
        sentence = refused(verb, subject, amount=D("1.00"), bank_reference="DEMAIN", **tomorrow)
        assert sentence.startswith("Le 25 novembre 2026 n’est pas encore venu"), verb
    assert "n’est pas encore venu" in refused(pay, commitment, amount=D("1.00"), reference="DEMAIN", **tomorrow)
    promised = {"amount": D("1.00"), "payee": "Salle des fêtes", "label": "Demain"}
    assert "un engagement se note une fois décidé" in refused(commit, worked.forum, **promised, **tomorrow)
    assert "n’est pas encore venu" in refused(release, commitment, **tomorrow)
    foreseen_too = {"amount": D("1.00"), "on": tomorrow["on"], "at": AT}
    assert "n’est pas encore venu" in refused(foreseen, worked.forum, labels={}, **foreseen_too)
    assert "n’est pas encore venu" in refused(foreseen_release, commitment, **foreseen_too)
    today = tomorrow | {"on": AT.date()}
    record_receipt(caf, amount=D("1.00"), bank_reference="JOUR", above_call=True, **today)
