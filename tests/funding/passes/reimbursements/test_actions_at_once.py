"""Two clicks on one claim at the same moment: with the locks it goes once; without them the race shows, and the
constraints of the database stop what must not be.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier, local

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from funding.ledger.enums import AccountKind
from funding.models import Payment, Posting, Reimbursement, ReimbursementLine
from funding.passes.enums import ReimbursementState
from funding.passes.reimbursements.actions import claims, payments
from funding.passes.reimbursements.actions.claims import validate
from funding.passes.reimbursements.actions.payments import pay, unpay
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.reimbursement_builders import IBAN, claim, use_passes
from tests.setup_data import setup_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_papers")]
D = Decimal
TODAY = timezone.localdate(AT)


@setup_data
def rows(network):
    """A place with two uses of a programme, and somebody."""
    with scoped_to(network):
        by = make_user()
        programme, place = make_programme(by=by), make_place(by=by, iban=IBAN, account_holder="Cyber-base")
        use_passes(2, place, programme, by=by)
        return place, programme, by


def at_once(network, *acts):
    """Run these at the same moment; returns what each said: nothing, or the name of what refused it."""
    together = Barrier(len(acts))

    def click(act):
        together.wait(60)
        try:
            with scoped_to(network):
                act()
        except (DomainError, IntegrityError) as refused:
            return type(refused).__name__
        else:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(click, acts))


def both(monkeypatch, module, name):
    """Let two clicks read before either writes: `name` waits for the other after it has read, the first time.

    To be the last look before the write, else who comes late to a later one finds what the other wrote meanwhile.
    """
    read, mine, real = Barrier(2), local(), getattr(module, name)

    def wait(*args, **kwargs):
        found = real(*args, **kwargs)
        if not hasattr(mine, "waited"):
            mine.waited = True
            read.wait(60)
        return found

    monkeypatch.setattr(module, name, wait)


def asks(rows):
    place, programme, by = rows
    return lambda: claim(place, programme, by=by)


def test_of_two_who_ask_at_once_one_asks(network, rows):
    assert at_once(network, asks(rows), asks(rows)) == ["", "DomainError"]
    with scoped_to(network):
        assert Reimbursement.objects.count() == 1
        assert ReimbursementLine.objects.count() == 2


def test_without_the_lock_two_would_ask_and_the_database_refuses_the_second(network, rows, monkeypatch):
    """The guard off: both have read the same uses; only the constraint is left."""
    monkeypatch.setattr(claims, "locked", lambda fund: fund)
    monkeypatch.setattr(
        type(rows[0])._default_manager,
        "select_for_update",
        lambda **_: type(rows[0])._default_manager.all(),
        raising=False,
    )
    both(monkeypatch, claims, "claim_of")
    assert at_once(network, asks(rows), asks(rows)) == ["", "IntegrityError"]
    with scoped_to(network):
        assert ReimbursementLine.objects.count() == 2


def test_two_programmes_of_one_place_are_asked_for_at_once(network, rows):
    """Each locks its own fund, then the place, then the counter: none waits for the other for ever."""
    place, _, by = rows
    with scoped_to(network):
        other = make_programme(by=by, name="Autre")
        use_passes(1, place, other, by=by)
    assert at_once(network, asks(rows), asks((place, other, by))) == ["", ""]
    with scoped_to(network):
        assert sorted(Reimbursement.objects.values_list("reference", flat=True)) == ["R-2026-0001", "R-2026-0002"]


def test_of_two_who_validate_at_once_one_does(network, rows):
    by = rows[2]
    with scoped_to(network):
        one = asks(rows)()
    validates = lambda: validate(one, by=by, at=AT)  # noqa: E731
    assert at_once(network, validates, validates) == ["", "DomainError"]
    with scoped_to(network):
        assert StateChange.objects.filter(target_model="funding.Reimbursement").count() == 1


def test_without_the_locks_two_validate(network, rows, monkeypatch):
    """The guards off: both have read that it waits to be validated, and nobody looks again."""
    by = rows[2]
    with scoped_to(network):
        one = asks(rows)()
    monkeypatch.setattr(
        claims, "lock_claim", lambda claim: (claim.programme.funded_action.fund, Reimbursement.objects.get(pk=claim.pk))
    )
    both(monkeypatch, claims, "lock_claim")
    seen = []
    monkeypatch.setattr(states, "blockers", lambda row, to: seen.append(row.state) or [])
    assert at_once(network, *[lambda: validate(one, by=by, at=AT)] * 2) == ["", ""]
    assert sorted(seen) == [ReimbursementState.SUBMITTED, ReimbursementState.VALIDATED]


def test_of_two_who_pay_at_once_one_does(network, rows):
    by = rows[2]
    with scoped_to(network):
        one = validate(asks(rows)(), by=by, at=AT)

    def pays(reference):
        return lambda: pay(one, reference=reference, on=TODAY, by=by, at=AT)

    assert at_once(network, pays("M-1"), pays("M-2")) == ["", "DomainError"]
    with scoped_to(network):
        assert Payment.objects.count() == 2
        paid = Posting.objects.of_fund(rows[1].funded_action.fund).of_kind(AccountKind.PAID)
        assert sum(paid.balances().values(), D(0)) == D("20.00")


def test_without_the_locks_two_would_pay_and_the_database_refuses_the_second(network, rows, monkeypatch):
    """The guard off: both have read that its first use is owed still; a line is paid once all the same."""
    by = rows[2]
    with scoped_to(network):
        one = validate(asks(rows)(), by=by, at=AT)

    def read(claim):
        found = Reimbursement.objects.select_related("place__partner", "programme").get(pk=claim.pk)
        return found.programme.funded_action.fund, found

    monkeypatch.setattr(payments, "lock_claim", read)
    both(monkeypatch, payments, "_owed")

    def pays(reference):
        return lambda: pay(one, reference=reference, on=TODAY, by=by, at=AT)

    assert at_once(network, pays("M-1"), pays("M-2")) == ["", "IntegrityError"]
    with scoped_to(network):
        assert Payment.objects.count() == 2


def test_one_reference_of_two_claims_at_once_serves_once(network, rows):
    """They are of two funds: what both lock is the reference itself."""
    place, _, by = rows
    with scoped_to(network):
        other = make_programme(by=by, name="Autre")
        use_passes(1, place, other, by=by)
        first = validate(asks(rows)(), by=by, at=AT)
        second = validate(asks((place, other, by))(), by=by, at=AT)

    def pays(one):
        return lambda: pay(one, reference="M-1", on=TODAY, by=by, at=AT)

    assert at_once(network, pays(first), pays(second)) == ["", "DomainError"]


def test_of_two_who_take_a_payment_back_at_once_one_does(network, rows):
    by = rows[2]
    with scoped_to(network):
        one = pay(validate(asks(rows)(), by=by, at=AT), reference="M-1", on=TODAY, by=by, at=AT)
    undoes = lambda: unpay(one, reason="Erreur", by=by, at=AT)  # noqa: E731
    assert at_once(network, undoes, undoes) == ["", "DomainError"]
    with scoped_to(network):
        assert Reimbursement.objects.get().payments_undone == 1
