"""Two people open the bank, add one school, or apply one file of schools, at once: the second reads a sentence or
finds nothing to add; without the lock, neither.
"""

from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from equipment.bank import actions as bank_actions
from equipment.models import Bank, School
from equipment.schools import actions as school_actions
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial, try_file
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_department, make_network, make_partner, make_user
from tests.crowds import at_once
from tests.equipment.builders import make_bank, make_uai

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 4


@pytest.fixture
def network():
    return make_network(department=make_department("85", "Vendée", "de Vendée"))


@pytest.fixture
def host(network) -> Partner:
    with scoped_to(network):
        return make_partner()


def opens(host: Partner):
    return lambda n: bank_actions.open_bank(name="Expérithèque", host=host, zone="B", by=None, at=AT)


def adds(host: Partner):
    one = make_bank(host=host)
    uai = make_uai(1)

    def add(n: int) -> School | str:
        try:
            return school_actions.add_school(one, uai=uai, name=f"Collège {n}", by=None, at=AT)
        except ValidationError as refused:
            return str(refused.message_dict)

    return add


def all_have_looked(monkeypatch: pytest.MonkeyPatch, model: type[Bank | School]) -> None:
    """Let everybody find that there is none before anybody writes one."""
    together, looked = Barrier(CROWD), model.full_clean

    def look(self, *args, **kwargs):
        looked(self, *args, **kwargs)
        together.wait(60)

    monkeypatch.setattr(model, "full_clean", look)


def test_four_open_the_bank_and_one_does(network, host):
    said = at_once(network, opens(host), CROWD)
    assert sum(isinstance(one, Bank) for one in said) == 1
    assert [str(one) for one in said if isinstance(one, DomainError)] == ["Ce réseau a déjà sa banque de prêt."] * 3


def test_without_the_lock_the_database_refuses_the_second_bank(network, host, monkeypatch):
    monkeypatch.setattr(bank_actions, "lock_network", lambda: None)
    all_have_looked(monkeypatch, Bank)
    said = at_once(network, opens(host), CROWD)
    assert sum(isinstance(one, IntegrityError) for one in said) == CROWD - 1


def test_four_add_one_school_and_one_does(network, host):
    with scoped_to(network):
        add = adds(host)
    said = at_once(network, add, CROWD)
    assert sum(isinstance(one, School) for one in said) == 1
    assert [one for one in said if "déjà" not in str(one) and not isinstance(one, School)] == []


def test_without_the_lock_the_database_refuses_the_second_school(network, host, monkeypatch):
    with scoped_to(network):
        add = adds(host)
    monkeypatch.setattr(school_actions, "lock_network", lambda: None)
    all_have_looked(monkeypatch, School)
    said = at_once(network, add, CROWD)
    assert sum(isinstance(one, IntegrityError) for one in said) == CROWD - 1


def brings(host: Partner):
    """Each applies a trial of one file."""
    make_bank(host=host)
    data = f"uai;nom\n{make_uai(1)};Collège\n".encode()
    people = [make_user(f"membre-{n}@exemple.example") for n in range(CROWD)]
    trials = [try_file(school_actions.SCHOOLS, data=data, by=one, at=AT) for one in people]
    return lambda n: apply_trial(school_actions.SCHOOLS, trials[n], by=people[n], at=AT).report["count"]


def test_four_apply_one_file_of_schools_and_it_is_added_once(network, host):
    with scoped_to(network):
        bring = brings(host)
    assert sorted(at_once(network, bring, CROWD)) == [0, 0, 0, 1]
    with scoped_to(network):
        assert School.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_second_file_of_schools(network, host, monkeypatch):
    with scoped_to(network):
        bring = brings(host)
    monkeypatch.setattr(school_actions, "lock_network", lambda: None)
    together, save = Barrier(CROWD), School.save

    def save_together(self, *args, **kwargs):
        together.wait(60)
        save(self, *args, **kwargs)

    monkeypatch.setattr(School, "save", save_together)
    said = at_once(network, bring, CROWD)
    assert sum(isinstance(one, IntegrityError) for one in said) == CROWD - 1
