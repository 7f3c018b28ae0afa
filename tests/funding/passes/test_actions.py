"""The proofs about passes find what is wrong: each is broken by hand, past the guards, and must itself complain."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from funding.funds.invariants import prove
from funding.models import Booklet, Counter, Pass, Redemption, Reimbursement, ReimbursementLine, ReplacementRequest
from funding.passes.booklets.actions import reverse_entry
from funding.passes.enums import PassState, ReimbursementState
from funding.passes.invariants import PASS_INVARIANTS
from funding.passes.reimbursements.actions.corrections import take_back
from funding.passes.sending.actions.booklets import cancel_booklet
from tests.builders import AT, make_partner, make_person, make_user, record_bare_rows
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_of, use
from tests.setup_data import setup_data
from tests.template import as_owner, become_owner


@setup_data
def worked(scope):
    """A booklet of which two passes served in one place, one of them asked for and not yet validated."""
    by = make_user()
    programme, place = make_programme(by=by), make_place(by=by)
    letter = send(make_person(make_partner("Centre médico-social"), by=by), programme, by=by)
    passes = passes_of(letter)
    uses = [use(one, place, by=by) for one in passes[:2]]
    claim = bare_claim(programme, place, by=by)
    line = bare_line(claim, uses[0], by=by)
    record_bare_rows()
    return SimpleNamespace(by=by, programme=programme, place=place, passes=passes, uses=uses, claim=claim, line=line)


def bare_claim(programme, place, *, by, reference="R-2026-0001"):
    return Reimbursement.objects.create(
        place=place,
        programme=programme,
        reference=reference,
        month=date(2026, 1, 1),
        iban="FR7630006000011234567890189",
        account_holder="Cyber-base",
        asked_at=AT,
        asked_by=by,
    )


def bare_line(claim, redemption, *, by, amount="10.00", **fields):
    return ReimbursementLine.objects.create(
        reimbursement=claim, redemption=redemption, amount=Decimal(amount), added_at=AT, added_by=by, **fields
    )


def broken(network):
    return {result.name for result in prove(network) if result.violations}


def used_without_a_debt(worked):
    Pass.objects.filter(pk=worked.passes[5].pk).update(state=PassState.REDEEMED)


def unused_again_without_saying_so(worked):
    Pass.objects.filter(pk=worked.passes[1].pk).update(state=PassState.ISSUED)


def used_twice(worked):
    with as_owner() as cursor:
        cursor.execute("DROP INDEX pass_used_once")
    first = worked.uses[1]
    third = use(worked.passes[2], worked.place, by=worked.by)
    Redemption.objects.filter(pk=third.pk).update(one_pass=first.one_pass, key=uuid4())


def debt_taken_back_in_silence(worked):
    reverse_entry(
        worked.uses[1].movement, fund=worked.programme.funded_action.fund, label="En silence", by=worked.by, at=AT
    )


def asked_by_another_place(worked):
    other = bare_claim(worked.programme, make_place("Autre lieu", by=worked.by), by=worked.by, reference="R-2026-0002")
    bare_line(other, worked.uses[1], by=worked.by)


def asked_for_more(worked):
    bare_line(worked.claim, worked.uses[1], by=worked.by, amount="12.00")


def made_good_without_a_mistake(worked):
    bare_line(worked.claim, worked.uses[0], by=worked.by, amount="-10.00", reason="Rien")
    bare_line(worked.claim, worked.uses[1], by=worked.by)


def made_good_twice_over(worked):
    """A negative line in a claim of its own: the claim is below zero."""
    bare_line(worked.claim, worked.uses[1], by=worked.by)
    take_back(worked.uses[0], reason="Erreur", by=worked.by, at=AT)
    become_owner()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE funding_reimbursementline DISABLE TRIGGER append_only")
    other = bare_claim(worked.programme, worked.place, by=worked.by, reference="R-2026-0002")
    ReimbursementLine.objects.filter(amount__lt=0).update(reimbursement=other)


def paid_without_a_payment(worked):
    Reimbursement.objects.filter(pk=worked.claim.pk).update(
        state=ReimbursementState.PAID,
        validated_at=AT,
        validated_by=worked.by,
        paid_on=AT.date(),
        payment_reference="MANDAT 1",
    )
    Pass.objects.filter(pk=worked.passes[0].pk).update(state=PassState.PAID)


def replaced_and_still_valid(worked):
    another = send(worked.passes[0].booklet.beneficiary, make_programme(by=worked.by, name="Autre"), by=worked.by)
    Booklet.objects.filter(pk=another.booklet_id).update(replaces=worked.passes[0].booklet)


def asked_about_an_ended_booklet(worked):
    ended = send(make_person(make_partner("Mairie"), by=worked.by), worked.programme, by=worked.by).booklet
    cancel_booklet(ended, by=worked.by, at=AT)
    ReplacementRequest.objects.create(booklet=ended, asked_by=worked.by, asked_at=AT)


def lost_number(worked):
    Booklet.objects.update(number=7)


def counted_too_far(worked):
    Counter.objects.filter(name="booklet").update(last=9)


@pytest.mark.parametrize(
    ("damage", "names"),
    [
        (used_without_a_debt, {"passes_in_the_ledger", "passes_used_once"}),
        (unused_again_without_saying_so, {"passes_in_the_ledger", "passes_used_once"}),
        (used_twice, {"passes_used_once"}),
        (debt_taken_back_in_silence, {"passes_in_the_ledger", "uses_in_the_ledger"}),
        (asked_by_another_place, {"lines_in_place"}),
        (asked_for_more, {"lines_in_place"}),
        (made_good_without_a_mistake, {"lines_in_place"}),
        (made_good_twice_over, {"reimbursements_add_up"}),
        (paid_without_a_payment, {"passes_in_the_ledger", "passes_paid_once", "accounts_confirmed"}),
        (replaced_and_still_valid, {"replaced_are_void"}),
        (asked_about_an_ended_booklet, {"requests_to_decide"}),
        (lost_number, {"booklets_without_gap"}),
        (counted_too_far, {"booklets_without_gap"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_broken_is_found(worked, network, damage, names):
    assert broken(network) == set()
    damage(worked)
    also = {"movements_founded", "passes_in_the_ledger", "passes_used_once", "states_in_history", "values_in_journal"}
    assert names <= broken(network) <= names | also


def test_every_invariant_was_broken_once():
    cases = test_what_is_broken_is_found.pytestmark[0].args[1]
    assert set().union(*(names for _, names in cases)) - {"accounts_confirmed"} == set(PASS_INVARIANTS)
