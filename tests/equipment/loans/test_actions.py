"""A loan on its way: moved, extended, given another item, cancelled, accepted."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment.enums import LoanState, RequestState, Verb
from equipment.loans.actions import lifecycle
from equipment.loans.actions.booking import NotFree
from equipment.loans.actions.handover import give_back, hand_over
from equipment.maintenance.actions import begin_maintenance
from equipment.models import Loan, Occupation
from equipment.requests.actions import let_wait
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user, own_details
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_item,
    make_kit,
    make_loan,
    make_model,
    make_out,
    make_request,
    seen,
)
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


@setup_data
def by(bank):
    return make_user()


def busy_until(loan: Loan) -> date:
    (upper,) = {row.busy.upper for row in Occupation.objects.filter(loan_item__loan=loan)}
    return upper


def on(day: int, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, 10, tzinfo=AT.tzinfo)


# -- Extending -----------------------------------------------------------------------------------------------------


def test_an_extension_keeps_the_item_and_is_recorded_in_the_journal(by):
    loan = make_loan()
    loan = lifecycle.extend(loan, end=date(2026, 12, 12), by=by, at=AT)
    assert (loan.due, loan.extensions) == (date(2026, 12, 11), 1)
    assert busy_until(loan) == date(2026, 12, 15)  # checked on Monday 14
    entry = JournalEntry.objects.get(verb=Verb.LOAN_EXTENDED)
    assert own_details(entry) == {"days": ["2026-12-05", "2026-12-12"]}


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (date(2026, 12, 5), "Le retour est déjà prévu le 4 décembre 2026"),
        (
            date(2026, 12, 13),
            "La banque est fermée le samedi. Le premier jour ouvert ensuite est le lundi 14 décembre 2026.",
        ),
        (date(2027, 4, 17), "Prolongations comprises, un prêt dure 118 jours au plus."),
    ],
)
def test_an_extension_that_cannot_be_says_why(by, end, sentence):
    with pytest.raises(NotFree) as refused:
        lifecycle.extend(make_loan(), end=end, by=by, at=AT)
    assert sentence in str(refused.value)
    assert refused.value.field == "end"


def test_who_waits_comes_first(by):
    model = make_item().model
    loan = make_loan(model)
    waits = make_request(wanted=model, start=date(2026, 12, 8), end=date(2026, 12, 12))
    let_wait(waits, by=by, at=AT)
    with pytest.raises(NotFree, match="Un autre établissement attend ce matériel depuis le 24 novembre 2026"):
        lifecycle.extend(loan, end=date(2026, 12, 12), by=by, at=AT)


def test_who_waits_for_a_kit_with_this_item_comes_first_too(by):
    item = make_item()
    loan = make_loan(item.model)
    waits = make_request(wanted=make_kit(item, make_item()), start=date(2026, 12, 8), end=date(2026, 12, 12))
    let_wait(waits, by=by, at=AT)
    with pytest.raises(NotFree, match="Un autre établissement attend"):
        lifecycle.extend(loan, end=date(2026, 12, 12), by=by, at=AT)


def test_who_waits_for_days_that_are_over_by_then_does_not_count(by):
    model = make_item().model
    loan = make_loan(model, start=date(2027, 1, 11), end=date(2027, 1, 16))
    waits = make_request(wanted=model, start=MONDAY, end=date(2026, 12, 5), later_is_fine=False)
    let_wait(waits, by=by, at=AT)
    assert lifecycle.extend(loan, end=date(2027, 1, 23), by=by, at=AT).due == date(2027, 1, 22)


def test_a_booking_behind_it_ends_an_extension_and_the_last_day_is_named(by):
    model = make_item().model
    loan = make_loan(model)
    make_loan(model, start=date(2026, 12, 14), end=date(2026, 12, 17))
    with pytest.raises(NotFree) as refused:
        lifecycle.extend(loan, end=date(2026, 12, 17), by=by, at=AT)
    assert "il est réservé, jusqu’au jeudi 17 décembre 2026 inclus" in str(refused.value)
    # Brought back on Thursday 10, checked on Friday 11, it leaves again on Monday 14.
    assert "Il peut être prolongé jusqu’au jeudi 10 décembre 2026." in str(refused.value)
    loan.refresh_from_db()
    assert loan.end == date(2026, 12, 5)
    assert lifecycle.extend(loan, end=date(2026, 12, 11), by=by, at=AT).due == date(2026, 12, 10)


def test_a_loan_that_is_over_is_not_extended(by):
    loan = make_out(make_loan(), at=on(30, 11))
    loan = give_back(loan, seen=seen(loan), by=by, at=on(4))
    with pytest.raises(DomainError, match="rendu"):
        lifecycle.extend(loan, end=date(2026, 12, 12), by=by, at=on(4))


def test_what_came_back_of_a_loan_is_not_kept_longer(by):
    kit = make_kit()
    loan = make_out(make_loan(kit), at=on(30, 11))
    give_back(loan, seen=seen(loan)[:1], by=by, at=on(1))
    loan = lifecycle.extend(loan, end=date(2026, 12, 12), by=by, at=on(2))
    ends = sorted(row.busy.upper for row in Occupation.objects.filter(loan_item__loan=loan))
    assert ends == [date(2026, 12, 3), date(2026, 12, 15)]


# -- Moving, swapping, cancelling ----------------------------------------------------------------------------------


def test_a_booked_loan_moves_whole_or_not_at_all(by):
    kit = make_kit()
    loan, other = make_loan(kit), make_loan(kit, start=date(2026, 12, 14), end=date(2026, 12, 17))
    with pytest.raises(NotFree, match="il est réservé"):
        lifecycle.reschedule(loan, start=date(2026, 12, 15), end=date(2026, 12, 18), by=by, at=AT)
    with pytest.raises(NotFree, match="déjà passé"):
        lifecycle.reschedule(loan, start=date(2026, 11, 20), end=date(2026, 12, 5), by=by, at=AT)
    moved = lifecycle.reschedule(loan, start=date(2026, 12, 2), end=date(2026, 12, 5), by=by, at=AT)
    assert moved.start == date(2026, 12, 2)
    assert {row.busy.lower for row in Occupation.objects.filter(loan_item__loan=loan)} == {date(2026, 12, 2)}
    assert busy_until(other) == date(2026, 12, 18)


def test_another_item_of_the_model_takes_the_place(by):
    model = make_model()
    first, second, other = make_item(model), make_item(model), make_item()
    loan = make_loan(model)
    row = loan.loan_items.get()
    for item, sentence in ((other, "du même modèle"), (first, "déjà dans ce prêt")):
        with pytest.raises(DomainError, match=sentence):
            lifecycle.swap(row, item=item, by=by, at=AT)
    lifecycle.swap(row, item=second, by=by, at=AT)
    assert loan.loan_items.get().item == second
    assert Occupation.objects.get().item == second
    begin_maintenance(first, reason="Contrôle", start=AT.date(), by=by, at=AT)
    with pytest.raises(NotFree, match="n’est pas libre"):
        lifecycle.swap(loan.loan_items.get(), item=first, by=by, at=AT)
    assert Occupation.objects.filter(loan_item__loan=loan).get().item == second


def test_a_cancelled_loan_frees_its_items_and_keeps_why(by):
    model = make_item().model
    loan = make_loan(model)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        lifecycle.cancel(loan, reason=" ", by=by, at=AT)
    loan = lifecycle.cancel(loan, reason="L’élève a déménagé", by=by, at=AT)
    assert (loan.state, loan.cancel_reason) == (LoanState.CANCELLED, "L’élève a déménagé")
    assert loan.loan_items.count() == 1
    assert not Occupation.objects.exists()
    make_loan(model)
    with pytest.raises(DomainError, match="annulé"):
        lifecycle.cancel(loan, reason="Encore", by=by, at=AT)


def test_what_is_out_is_not_cancelled(by):
    loan = make_out(make_loan(), at=on(30, 11))
    with pytest.raises(DomainError, match="en prêt"):
        lifecycle.cancel(loan, reason="Erreur", by=by, at=on(30, 11))


# -- Offers --------------------------------------------------------------------------------------------------------


def test_an_offer_is_taken_in_its_days_and_not_after(by):
    request = make_request()
    let_wait(request, by=by, at=AT)
    from equipment.requests.actions import serve

    (loan,) = serve(at=AT)
    assert loan.offer_until == date(2026, 11, 27)  # three open days after Tuesday
    with pytest.raises(DomainError, match="n’est plus ouverte"):
        lifecycle.accept(loan, by=by, at=AT + timedelta(days=4))
    loan = lifecycle.accept(loan, by=by, at=AT + timedelta(days=3))
    request.refresh_from_db()
    assert (loan.state, request.state) == (LoanState.BOOKED, RequestState.CONFIRMED)
    with pytest.raises(DomainError, match="n’est plus ouverte"):
        lifecycle.accept(loan, by=by, at=AT)


def test_early_hand_over_needs_the_item_free_until_then(by):
    item = make_item()
    before = make_loan(item.model, start=date(2026, 11, 26), end=date(2026, 11, 28))
    loan = make_loan(item.model, start=date(2026, 12, 2), end=date(2026, 12, 5))
    with pytest.raises(DomainError, match="Ce prêt commence le 2 décembre 2026"):
        hand_over(loan, seen=seen(loan), by=by, at=AT)
    lifecycle.cancel(before, reason="Plus besoin", by=by, at=AT)
    loan = hand_over(loan, seen=seen(loan), by=by, at=AT)
    assert (loan.start, loan.state) == (AT.date(), LoanState.OUT)


# -- What is late keeps its item longer than the days that were promised -----------------------------------------------


def test_a_loan_is_not_moved_to_days_on_which_its_item_is_still_away(by):
    item = make_item()
    make_out(make_loan(item.model))
    late = on(7)  # due on Friday 4, still away on Monday 7: back today at the earliest, checked tomorrow
    after = make_loan(item.model, start=date(2026, 12, 9), end=date(2026, 12, 12), at=late)
    with pytest.raises(NotFree, match="il n’a pas été rendu à temps") as refused:
        lifecycle.reschedule(after, start=date(2026, 12, 8), end=date(2026, 12, 12), by=by, at=late)
    assert [(one.start, one.due) for one in refused.value.nearest] == [(date(2026, 12, 9), date(2026, 12, 14))]
    after.refresh_from_db()
    assert (after.start, after.end) == (date(2026, 12, 9), date(2026, 12, 12))


def test_a_day_that_cannot_be_comes_with_the_nearest_that_can(by):
    loan = make_loan()
    with pytest.raises(NotFree, match="la banque est fermée le samedi") as refused:
        lifecycle.reschedule(loan, start=date(2026, 12, 5), end=date(2026, 12, 9), by=by, at=AT)
    assert [one.start for one in refused.value.nearest] == [date(2026, 12, 4), date(2026, 12, 7)]


def test_an_item_that_is_late_replaces_none(by):
    model = make_model()
    make_item(model)
    away = make_out(make_loan(model)).loan_items.get().item
    make_item(model)
    late = on(7)
    loan = make_loan(model, start=date(2026, 12, 7), end=date(2026, 12, 10), at=late)
    with pytest.raises(NotFree, match="n’est pas libre à ces dates"):
        lifecycle.swap(loan.loan_items.get(), item=away, by=by, at=late)


def test_a_swap_reads_the_item_and_not_the_whole_stock(by):
    model = make_model()
    for _ in range(5):
        make_item(model)
    loan = make_loan(model)
    row = loan.loan_items.select_related("loan").get()
    other = model.items.exclude(pk=row.item_id).first()
    with CaptureQueriesContext(connection) as asked:
        assert lifecycle.swap(row, item=other, by=by, at=AT).item == other
    items = [one["sql"] for one in asked if 'FROM "equipment_item"' in one["sql"]]
    assert items and all('"equipment_item"."id" =' in sql or "LIMIT" in sql for sql in items)


def test_no_day_that_is_over_is_named_as_the_last_one(by):
    item = make_item()
    loan = make_out(make_loan(item.model))  # due on Friday 4
    make_loan(item.model, start=date(2026, 12, 14), end=date(2026, 12, 19), at=AT)
    with pytest.raises(NotFree, match="il est réservé") as refused:
        lifecycle.extend(loan, end=date(2026, 12, 15), by=by, at=on(11))
    assert "peut être prolongé" not in str(refused.value)
