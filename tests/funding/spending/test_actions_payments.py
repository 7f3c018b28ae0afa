"""Whom euros went to, the documents of it, and payments that need two persons."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from threading import Barrier
from unittest import mock

import pytest
from django.db import IntegrityError, connections, transaction

from funding.approvals import actions as approvals
from funding.enums import ApprovalState, Verb
from funding.funds.invariants import prove
from funding.models import Commitment, Payee, Payment, PaymentRequest, SupportingDocument
from funding.payees.actions import payee_for
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import File, ask_payment, attach_document, confirm_payment, pay, withdraw_payment
from funding.spending.actions.reversals import reverse
from funding.spending.queries.commitments import commitment_position, payee_positions
from inclusion.core import journal
from inclusion.core.access import Member
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_membership, make_partner, make_user
from tests.funding.builders import SMALL_PDF, worked_example
from tests.setup_data import setup_data

D = Decimal
DAY = date(2026, 9, 1)
PDF = File(SMALL_PDF, "Facture 12.pdf")


def build():
    """The worked example, of which payments above 5 000 € need two persons: who committed, and two others."""
    worked = worked_example()
    worked.fund.second_person_above = D("5000.00")
    worked.fund.save(update_fields=["second_person_above"])
    with transaction.atomic():
        journal.record(Verb.FUND_CHANGED, on=worked.fund, by=worked.by, at=AT)
    worked.commitments = list(Commitment.objects.order_by("pk"))
    return worked, make_user(), make_user()


@setup_data
def money(network):
    with scoped_to(network):
        return build()


@pytest.fixture
def scope(network):
    with scoped_to(network):
        yield network


def asked_for(commitment, by, amount="6000.00", **fields):
    return ask_payment(commitment, amount=D(amount), on=DAY, by=by, at=AT, **{"reference": "M-1", **fields})


# -- Payees


def test_where_the_euros_of_an_action_went_adds_up(money, scope):
    """9 000 € promised to one: 2 000 paid to it, 3 000 to a partner of the network, 1 000 given back, 3 000 left."""
    worked, _, _ = money
    forum = worked.commitments[1]
    does = {"on": DAY, "by": worked.by, "at": AT}
    hall = make_partner("Parc des expositions")
    pay(forum, amount=D("2000.00"), reference="M-1", **does)
    pay(forum, amount=D("3000.00"), reference="M-2", payee=hall, **does)
    release(forum, amount=D("1000.00"), **does)
    reader = Member(make_membership(roles=("coordinator",)))
    positions = {one.name: one for one in payee_positions(worked.fund, reader, action=worked.forum)}
    first, second = positions["Comité des fêtes"], positions["Parc des expositions"]
    assert (first.committed, first.paid, first.released, first.left) == (D(9000), D(2000), D(1000), D(3000))
    assert (second.committed, second.paid, second.released, second.left) == (D(0), D(3000), D(0), D(0))


def test_a_payee_is_one_row_for_each_and_one_name_alone(money, scope):
    by = money[0].by
    partner = make_partner("Parc des expositions")
    first = payee_for("Imprimerie  Maquette", by=by, at=AT)
    assert payee_for("imprimerie maquette", by=by, at=AT) == first and first.name == "Imprimerie Maquette"
    assert payee_for(partner, by=by, at=AT) == payee_for(partner, by=by, at=AT)
    with pytest.raises(DomainError, match="à qui") as refused:
        payee_for(" … ", by=by, at=AT)
    assert refused.value.field == "payee_name"
    for fields in ({}, {"partner": partner, "name": "Autre"}):
        with pytest.raises(IntegrityError, match="payee_named_by_one"), transaction.atomic():
            Payee.objects.create(**fields)
    with pytest.raises(IntegrityError, match="payee_once"), transaction.atomic():
        Payee.objects.create(name="Imprimerie Maquette")


# -- Documents


def test_documents_stay_with_their_commitment_and_payment(money, scope):
    worked, other, _ = money
    forum, does = worked.commitments[1], {"by": worked.by, "at": AT}
    quote = attach_document(forum, kind=DocumentKind.SPENDING_QUOTE, data=PDF.data, filename="Devis.pdf", **does)
    payment = pay(forum, amount=D("10.00"), reference="M-1", on=DAY, invoice=PDF, **does)
    asked = asked_for(forum, other, reference="M-2", invoice=PDF)
    kept = [(one.payment, one.request, str(one.document)) for one in SupportingDocument.objects.all()]
    assert kept == [(None, None, "Devis.pdf"), (payment, None, "Facture 12.pdf"), (None, asked, "Facture 12.pdf")]
    assert quote.document.data == PDF.data
    for wrong, field in (
        ({"data": b"PK", "filename": "devis.pdf"}, "file"),
        ({"kind": DocumentKind.STATEMENT}, "kind"),
    ):
        good = {"kind": DocumentKind.SPENDING_QUOTE, "data": PDF.data, "filename": "Devis.pdf"}
        with pytest.raises(DomainError) as refused:
            attach_document(forum, **{**good, **wrong}, **does)
        assert refused.value.field == field


# -- Two persons


def test_above_the_threshold_one_asks_and_another_confirms(money, scope):
    worked, first, second = money
    forum = worked.commitments[1]
    with pytest.raises(DomainError, match="une autre le confirme"):
        pay(forum, amount=D("5000.01"), reference="M-1", on=DAY, by=first, at=AT)
    with pytest.raises(DomainError, match="ne demande pas de seconde personne"):
        asked_for(forum, first, "5000.00")
    asked = asked_for(forum, first)
    assert commitment_position(forum).paid == D("0.00")
    for by, sentence in ((first, "demandé vous-même"), (worked.by, "Vous avez engagé cette dépense")):
        with pytest.raises(DomainError, match=sentence):
            confirm_payment(asked, by=by, at=AT)
    with pytest.raises(DomainError, match="attendent déjà une seconde personne"):
        asked_for(forum, first, reference="M-2")  # 6 000 of 9 000 wait: 3 000 are left
    with pytest.raises(DomainError, match="n’en reste que 3"):
        pay(forum, amount=D("3000.01"), reference="M-2", on=DAY, by=first, at=AT)
    with pytest.raises(DomainError, match="attend déjà une seconde personne sous la référence"):
        pay(forum, amount=D("1.00"), reference=f" {asked.reference.lower()} ", on=DAY, by=first, at=AT)
    payment = confirm_payment(asked, by=second, at=AT)
    assert (payment.amount, payment.request, payment.payee) == (D("6000.00"), asked, forum.payee)
    assert commitment_position(forum).paid == D("6000.00")
    with pytest.raises(DomainError, match="déjà confirmée"):
        confirm_payment(asked, by=second, at=AT)
    assert not [one.name for one in prove(scope) if one.violations]


def test_what_one_person_pays_of_a_commitment_adds_up(money, scope):
    """5 000,00 in all, in as many payments as one likes; what was taken back does not count."""
    worked, first, _ = money
    forum = worked.commitments[1]
    does = {"on": DAY, "by": first, "at": AT}
    undone = pay(forum, amount=D("4000.00"), reference="M-1", **does)
    with pytest.raises(DomainError, match="pour un même engagement"):
        pay(forum, amount=D("1000.01"), reference="M-2", **does)
    reverse(undone.transactions.get(), **{**does, "reason": "Erreur"})
    pay(forum, amount=D("5000.00"), reference="M-3", **does)
    with pytest.raises(DomainError, match="pour un même engagement"):
        pay(forum, amount=D("0.01"), reference="M-4", **does)


def test_what_waits_may_be_withdrawn_and_is_then_never_paid(money, scope):
    worked, first, second = money
    asked = asked_for(worked.commitments[1], first)
    withdraw_payment(asked, by=worked.by, at=AT)
    for late in (confirm_payment, withdraw_payment):
        with pytest.raises(DomainError, match="retirée"):
            late(asked, by=second, at=AT)
    assert not Payment.objects.exists()


def test_what_waits_for_a_second_person_goes_neither_back_nor_away(money, scope):
    worked, first, second = money
    forum = worked.commitments[1]
    asked, does = asked_for(forum, first), {"on": DAY, "by": second, "at": AT}
    for amount in (None, D("3000.01")):
        with pytest.raises(DomainError, match="n’en reste que 3") as refused:
            release(forum, amount=amount, **does)
        assert refused.value.field == "amount"
    promise = forum.transactions.get()
    with pytest.raises(DomainError, match="attend une seconde personne"):
        reverse(promise, reason="Erreur", **does)
    release(forum, amount=D("3000.00"), **does)
    assert confirm_payment(asked, by=second, at=AT).amount == D("6000.00")
    other = worked.commitments[0]
    withdraw_payment(asked_for(other, first, reference="M-2"), by=first, at=AT)
    reverse(other.transactions.get(), reason="Erreur", **does)
    assert not [one.name for one in prove(scope) if one.violations]


def test_the_database_wants_two_persons_whatever_the_code_says(money, scope):
    worked, first, _ = money
    forum = worked.commitments[1]
    values = {"commitment": forum, "payee": forum.payee, "amount": D("6000.00"), "paid_on": DAY, "reference": "M-1"}
    asked = asked_for(forum, first)
    for fields in ({}, {"request": asked}, {"request": asked, "amount": D("5500.00")}):
        with pytest.raises(IntegrityError, match="needs two persons"), transaction.atomic():
            Payment.objects.create(**{**values, **fields})
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        PaymentRequest.objects.filter(pk=asked.pk).update(
            state=ApprovalState.CONFIRMED, decided_by=first, decided_at=AT
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_who_confirm_at_once_pay_once(network, guarded):
    """With the lock the second one finds it confirmed; without it the database refuses the second payment."""
    with scoped_to(network):
        worked, first, second = build()
        asked, third = asked_for(worked.commitments[1], first), make_user()
    together = Barrier(2, timeout=60)

    def confirm(by):
        try:
            with scoped_to(network), transaction.atomic():
                together.wait()
                confirm_payment(asked, by=by, at=AT)
            return ""
        except (DomainError, IntegrityError) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    off = mock.patch.object(approvals, "lock_approval", lambda row: PaymentRequest.objects.get(pk=asked.pk))
    blind = mock.patch.object(approvals, "confirm_blocker", lambda row, by: "")
    with nullcontext() if guarded else off, nullcontext() if guarded else blind, ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(confirm, (second, third), timeout=120))
    assert outcomes[0] == "" and outcomes[1] in (
        ["DomainError"] if guarded else ["IntegrityError", "TransitionRefused"]
    )
    with scoped_to(network):
        assert Payment.objects.count() == 1
