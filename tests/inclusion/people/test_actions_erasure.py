"""A person's file is emptied: what identifies goes, what is counted stays."""

from datetime import date, timedelta

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.registry import people as registry_people
from inclusion.people.actions import rights
from inclusion.people.actions.rights import anonymise, anonymise_due, erase
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_commune, make_epci, make_partner, make_person, make_user
from tests.setup_data import setup_data


@setup_data
def by(scope):
    return make_user(first_name="Samira", last_name="Témoin")


@setup_data
def ccas(scope):
    return make_partner("CCAS", kind="ccas")


def register_person_data(monkeypatch, *, blockers=lambda person, on, asked: [], forget=lambda person, **how: None):
    one = registry_people.PersonData(
        export=lambda person: registry_people.PersonRecords(),
        blockers=blockers,
        consequences=lambda person: ["Rien."],
        forget=forget,
    )
    monkeypatch.setattr(registry_people, "_person_data", [one])


def test_nothing_that_identifies_stays(by, ccas):
    person = make_person(
        ccas, by=by, email="j@exemple.example", phone="06", operator=make_partner("CAF"), channel="email"
    )
    anonymise(person, by=None, at=AT)
    gone = Beneficiary.objects.get()
    assert str(gone) == f"Personne anonymisée n° {person.pk}"
    assert "exemple" not in gone.sort_name
    left = (gone.address, gone.postal_code, gone.town, gone.country, gone.email, gone.phone)
    assert left == ("",) * 6
    assert (gone.birth_year, gone.operator, gone.commune) == (None, None, None)
    assert (gone.followed_by, gone.anonymised_at) == (ccas, AT)
    line = JournalEntry.objects.get()
    assert (line.verb, line.by, line.target_label) == ("person.anonymised", None, f"Personne n° {person.pk}")


@pytest.mark.parametrize(("others", "kept"), [(3, False), (4, True)])
def test_where_somebody_lived_stays_where_it_reveals_nothing(by, ccas, others, kept):
    commune = make_commune(epci=make_epci())
    for _ in range(others):
        make_person(ccas, by=by, commune=commune)
    person = anonymise(make_person(ccas, by=by, commune=commune), by=None, at=AT)
    assert person.commune == (commune if kept else None)


def test_a_commune_without_intercommunalite_is_not_kept(by, ccas):
    commune = make_commune()
    for _ in range(6):
        person = make_person(ccas, by=by, commune=commune)
    assert anonymise(person, by=None, at=AT).commune is None


def test_a_second_time_changes_nothing(by, ccas):
    person = erase(make_person(ccas, by=by), by=by, at=AT)
    assert erase(person, by=by, at=AT + timedelta(days=1)).anonymised_at == AT
    assert anonymise(person, by=None, at=AT).anonymised_at == AT
    assert JournalEntry.objects.count() == 1


def test_what_stands_in_the_way_is_said_and_nothing_is_lost(monkeypatch, by, ccas):
    register_person_data(monkeypatch, blockers=lambda person, on, asked: [] if asked else ["Une lettre part."])
    person = make_person(ccas, by=by)
    with pytest.raises(DomainError, match="Une lettre part"):
        anonymise(person, by=None, at=AT)
    assert Beneficiary.objects.get().first_name == "Jeanne"
    assert rights.consequences(person) == ["Rien."]
    assert erase(person, by=by, at=AT).anonymised_at == AT


def test_the_night_empties_what_is_due_today_and_goes_on_after_a_fault(monkeypatch, by, ccas):
    due, faulty, late, later = (
        make_person(ccas, by=by, first_name=name, keep_until=until)
        for name, until in (
            ("Une", AT.date()),
            ("Deux", date(2026, 1, 1)),
            ("Trois", date(2026, 1, 1)),
            ("Quatre", AT.date() + timedelta(days=1)),
        )
    )

    def forget(person, **how):
        assert how["reason"] == rights.OVER
        if person.pk == faulty.pk:
            raise ValueError("broken")

    register_person_data(monkeypatch, forget=forget)
    assert anonymise_due(clock=lambda: AT) == 2
    assert set(Beneficiary.objects.exclude(anonymised_at=None)) == {due, late}
    assert set(Beneficiary.objects.filter(anonymised_at=None)) == {faulty, later}
    assert anonymise_due(clock=lambda: AT) == 0
