"""What passes became, by the passes and by the ledger."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import Pass
from funding.passes.booklets.queries import positions_of
from funding.passes.enums import PassState
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.passes.uses.actions import expire, withdraw
from tests.builders import AT, make_partner
from tests.funding.pass_builders import make_letter, make_place, make_programme
from tests.funding.redemption_builders import passes_of, use
from tests.funding.return_builders import posted
from tests.setup_data import setup_data

D = Decimal


@setup_data
def programme(by):
    return make_programme(by=by)


def queries(programmes):
    with CaptureQueriesContext(connection) as found:
        positions_of(programmes)
    return len(found)


def test_the_parts_add_up_and_the_ledger_says_the_same(by, programme):
    used, lost, back = (make_letter(by=by, programme=programme) for _ in range(3))
    place = make_place(by=by, partner=make_partner("Médiathèque"))
    for one in passes_of(used)[:2]:
        use(one, place, by=by)
    posted(lost, by=by)
    withdraw(lost.booklet, reason="perdu", by=by, at=AT + timedelta(days=2))
    cancel_booklet(back.booklet, by=by, at=AT) if back.may_be_cancelled else None
    position = positions_of([programme])[programme.pk]
    assert (position.issued.count, position.issued.value) == (30, D("300.00"))
    assert (position.owed.count, position.owed.value) == (2, D("20.00"))
    assert position.paid.count == 0
    parts = (position.outstanding, position.owed, position.paid, position.released)
    assert sum(one.count for one in parts) == 30
    assert position.differences == []
    expire(used.booklet, at=AT + timedelta(days=500))
    position = positions_of([programme])[programme.pk]
    assert (position.expired.count, position.balances["owed"], position.differences) == (8, D("20.00"), [])


def test_a_pass_whose_state_lies_is_reported(by, programme):
    letter = make_letter(by=by, programme=programme)
    Pass.objects.filter(pk=passes_of(letter)[0].pk).update(state=PassState.PAID)
    found = positions_of([programme])[programme.pk].differences
    assert [(one.label, one.passes, one.ledger) for one in found] == [
        ("Valables", D("90.00"), D("100.00")),
        ("Payés", D("10.00"), D("0.00")),
    ]


def test_without_a_booklet_everything_is_nothing(programme):
    position = positions_of([programme])[programme.pk]
    assert (position.issued.count, position.taken, position.differences) == (0, D("0.00"), [])


def test_as_many_queries_at_one_and_three_booklets(by, programme):
    make_letter(by=by, programme=programme)
    first = queries([programme])
    for _ in range(2):
        make_letter(by=by, programme=programme)
    assert queries([programme]) == first == 2
    assert queries([programme, make_programme(by=by, name="Séniors")]) == 2
