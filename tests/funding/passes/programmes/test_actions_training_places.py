"""Training places: what is known of them is checked, what changed is noted without its values."""

import pytest

from funding.enums import Verb
from funding.passes.programmes.actions import change_training_place
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, own_details
from tests.funding.builders import confirm_accounts
from tests.funding.pass_builders import make_place
from tests.setup_data import setup_data

IBAN = "FR76 3000 6000 0112 3456 7890 189"


@setup_data
def place(by):
    return make_place(by=by)


def test_an_account_is_checked_and_kept_without_spaces(by, place):
    with pytest.raises(DomainError, match="clé de contrôle") as refused:
        change_training_place(
            place, iban="FR76 3000 6000 0112 3456 7890 188", account_holder="Cyber-base", by=by, at=AT
        )
    assert refused.value.field == "iban"
    with pytest.raises(DomainError, match="titulaire") as refused:
        change_training_place(place, iban=IBAN, by=by, at=AT)
    assert refused.value.field == "account_holder"
    place = change_training_place(place, iban=IBAN, account_holder="Cyber-base", by=by, at=AT)
    assert not place.iban  # until somebody else confirms it
    confirm_accounts()
    place.refresh_from_db()
    assert place.iban == "FR7630006000011234567890189"
    entry = JournalEntry.objects.get(verb=Verb.BANK_DETAILS_CHANGED)
    assert own_details(entry) == {"change": place.bank_details_changes.get().pk}


def test_hours_and_name_are_checked(by, place):
    with pytest.raises(DomainError, match="notation d’OpenStreetMap"):
        change_training_place(place, opening_hours="lundi matin", by=by, at=AT)
    with pytest.raises(DomainError, match="nom"):
        change_training_place(place, name=" ", by=by, at=AT)


def test_nothing_changed_writes_nothing(by, place):
    change_training_place(place, name=place.name, by=by, at=AT)
    assert not JournalEntry.objects.filter(verb=Verb.TRAINING_PLACE_CHANGED).exists()


def test_a_place_that_is_closed_accepts_no_pass(by, place):
    assert not change_training_place(place, accepts_passes=False, by=by, at=AT).accepts_passes
