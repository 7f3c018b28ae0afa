"""Opening a bank and its rules."""

import pytest
from django.core.exceptions import ValidationError

from equipment.bank.actions import change_bank
from equipment.models import Bank, SchoolHoliday
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.equipment.builders import make_bank

pytestmark = pytest.mark.django_db
HOW = {"by": None, "at": AT}


def test_a_bank_opens_once_with_the_official_holidays_of_four_years(scope):
    make_bank()
    years = set(SchoolHoliday.objects.values_list("start__year", flat=True))
    assert years == {2024, 2025, 2026, 2027}
    assert set(SchoolHoliday.objects.values_list("zone", flat=True)) == {"A", "B", "C"}
    with pytest.raises(DomainError, match="déjà sa banque"):
        make_bank()


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"same_day_turnround": True, "buffer_after": 1}, "demandent une préparation et un contrôle de 0 jour"),
        ({"same_day_turnround": True, "buffer_after": 0, "buffer_before": 1}, "de 0 jour"),
        ({"longest_days": 10}, "au moins la durée habituelle"),
        ({"usual_days": 0}, "d’un jour au moins"),
    ],
)
def test_rules_that_cannot_be_are_refused_with_their_sentence(scope, rules, said):
    bank = make_bank()
    with pytest.raises(ValidationError) as refused:
        change_bank(bank, **rules, **HOW)
    assert said in " ".join(refused.value.messages)
    kept = Bank.objects.get()
    assert (kept.same_day_turnround, kept.buffer_after, kept.usual_days) == (False, 1, 28)


def test_a_bank_may_lend_again_on_the_same_day_without_buffers(scope):
    bank = change_bank(make_bank(), same_day_turnround=True, buffer_before=0, buffer_after=0, **HOW)
    assert bank.same_day_turnround
