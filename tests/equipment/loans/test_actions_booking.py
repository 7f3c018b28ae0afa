"""Booking one item or a kit: what is taken, what is refused and why."""

from datetime import date, datetime, timedelta

import pytest

from equipment.enums import ItemState, LoanState
from equipment.loans.actions.booking import NotFree
from equipment.models import Loan, LoanItem, Occupation
from tests.builders import AT
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_item,
    make_kit,
    make_loan,
    make_model,
    make_out,
    make_school,
)
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


def busy(loan: Loan) -> list[tuple[date, date]]:
    rows = Occupation.objects.filter(loan_item__loan=loan).order_by("item__inventory_number")
    return [(row.busy.lower, row.busy.upper) for row in rows]


def test_a_loan_keeps_its_item_until_it_was_checked():
    loan = make_loan()  # Monday to Friday; checked on the Monday after
    assert busy(loan) == [(date(2026, 11, 30), date(2026, 12, 8))]
    assert loan.state == LoanState.BOOKED


def test_the_second_takes_the_second_item_and_the_third_is_refused_with_reason_and_dates():
    model = make_model()
    first, second = make_item(model), make_item(model)
    assert make_loan(model).loan_items.get().item == first
    assert make_loan(model).loan_items.get().item == second
    with pytest.raises(NotFree) as refused:
        make_loan(model)
    assert str(refused.value) == (
        "Aucun des 2 exemplaires n’est libre à ces dates. Le premier peut l’être le mardi 8 décembre 2026. "
        "Dates possibles\u00a0: du mardi 8 décembre 2026 au lundi 14 décembre 2026."
    )
    assert Loan.objects.count() == 2
    found = refused.value.nearest[0]
    make_loan(model, start=found.start, end=found.end)


def test_a_kit_is_taken_whole_or_not_at_all():
    shared, own = make_item(), make_item()
    one, other = make_kit(shared, own), make_kit(shared, make_item())
    make_loan(one)
    with pytest.raises(NotFree, match="il est réservé, jusqu’au lundi 7 décembre 2026 inclus"):
        make_loan(other)
    assert LoanItem.objects.count() == 2


def test_a_kit_with_a_missing_part_is_refused():
    lost = make_item(state=ItemState.LOST)
    with pytest.raises(NotFree, match="il est perdu"):
        make_loan(make_kit(lost, make_item()))


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (date(2026, 11, 23), date(2026, 12, 1), "Le départ, le 23 novembre 2026, est déjà passé."),
        (date(2026, 11, 28), date(2026, 12, 1), "Départ\u00a0: la banque est fermée le samedi."),
        (date(2026, 11, 30), date(2026, 12, 7), "Retour\u00a0: la banque est fermée le dimanche."),
        (date(2026, 11, 30), date(2026, 12, 26), "Retour\u00a0: le 25 décembre 2026 est férié (Noël)."),
        (date(2026, 11, 30), date(2026, 12, 24), "vacances de Noël, jusqu’au dimanche 3 janvier 2027 inclus."),
        (date(2026, 11, 30), date(2027, 4, 1), "Un prêt dure 90 jours au plus."),
        (date(2026, 11, 30), date(2026, 11, 30), "Le retour ne peut pas précéder le départ."),
    ],
)
def test_days_that_cannot_be_are_refused_with_their_reason(start, end, sentence):
    with pytest.raises(NotFree) as refused:
        make_loan(start=start, end=end)
    assert sentence in str(refused.value)


def test_what_should_be_back_counts_as_coming_back_today():
    model = make_item().model
    make_out(make_loan(model), at=datetime(2026, 11, 30, 9, tzinfo=AT.tzinfo))
    late = datetime(2026, 12, 10, 9, tzinfo=AT.tzinfo)  # a Thursday, six days late; checked on Friday
    with pytest.raises(NotFree, match="il n’a pas été rendu à temps, jusqu’au vendredi 11 décembre 2026 inclus"):
        make_loan(model, start=date(2026, 12, 10), end=date(2026, 12, 12), at=late)
    make_loan(model, start=date(2026, 12, 14), end=date(2026, 12, 16), at=late)


def test_the_same_day_where_the_bank_lends_so(bank):
    bank.buffer_after, bank.same_day_turnround = 0, True
    bank.save()
    model = make_item().model
    make_loan(model, start=MONDAY, end=date(2026, 12, 5))
    make_loan(model, start=date(2026, 12, 4), end=date(2026, 12, 9))


def test_back_to_back_needs_another_day_without_the_setting(bank):
    bank.buffer_after = 0
    bank.save()
    model = make_item().model
    make_loan(model, start=MONDAY, end=date(2026, 12, 5))
    with pytest.raises(NotFree, match="Le seul exemplaire n’est pas libre"):
        make_loan(model, start=date(2026, 12, 4), end=date(2026, 12, 9))
    make_loan(model, start=date(2026, 12, 7), end=date(2026, 12, 9))


def test_free_items_and_booking_agree():
    from equipment.bank.queries import terms_of, the_bank
    from equipment.loans.queries import free_counts, free_kits

    model, school = make_model(), make_school()
    kit = make_kit(make_item(model), make_item())
    make_item(model)
    terms, today = terms_of(the_bank()), AT.date()
    days = (MONDAY, MONDAY + timedelta(days=2))
    assert free_counts(*days, terms=terms, today=today)[model.pk] == 2
    assert free_kits(*days, terms=terms, today=today) == {kit.pk}
    make_loan(kit, school=school, start=days[0], end=days[1])
    assert free_counts(*days, terms=terms, today=today) == {model.pk: 1}
    assert free_kits(*days, terms=terms, today=today) == set()
