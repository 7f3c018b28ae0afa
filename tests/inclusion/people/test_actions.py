"""Files of people: opened with their consent, kept two years, recorded without a name."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.people.actions.files import add_person, change_person, keep_longer
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_commune, make_partner, make_person, make_user
from tests.setup_data import setup_data

#: Words of a person's file that must stand nowhere in the journal.
PRIVATE = ("Jeanne", "Exemple", "1958", "rue des Exemples", "47200", "Marmande", "jeanne@exemple.example", "0639")


@setup_data
def by(scope):
    return make_user(first_name="Samira", last_name="Témoin")


@setup_data
def ccas(scope):
    return make_partner("CCAS", kind="ccas")


def opened(ccas, by, **fields) -> Beneficiary:
    values = {
        "first_name": "Jeanne",
        "last_name": "Exemple",
        "birth_year": 1958,
        "address": "12 rue des Exemples",
        "postal_code": "47200",
        "town": "Marmande",
        "email": "jeanne@exemple.example",
        "phone": "0639980000",
        "consent_on": AT.date(),
        **fields,
    }
    return add_person(followed_by=ccas, by=by, at=AT, **values)


def journal_text() -> str:
    return " ".join(f"{one.label} {one.target_label} {one.details}" for one in JournalEntry.objects.all())


def test_a_file_is_opened_and_kept_two_years(ccas, by, scope):
    person = opened(ccas, by, consent_on=date(2026, 11, 1))
    assert (person.network, person.followed_by, person.added_by, person.added_at) == (scope, ccas, by, AT)
    assert (person.consent_on, person.keep_until) == (date(2026, 11, 1), date(2028, 11, 24))


def test_consent_cannot_lie_ahead(ccas, by):
    with pytest.raises(DomainError, match="ne peut pas être daté de l’avenir"):
        opened(ccas, by, consent_on=AT.date() + timedelta(days=1))
    assert not Beneficiary.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, "47157"),
        ({"town": "MARMANDE"}, "47157"),
        ({"town": ""}, None),  # two communes share the code
        ({"postal_code": ""}, None),
        ({"country": "Belgique"}, None),
        ({"town": "!!!"}, None),
    ],
)
def test_the_commune_is_found_where_one_is_meant(ccas, by, fields, found):
    make_commune()
    make_commune("47158", "Virazeil", ("47200",))
    assert opened(ccas, by, **fields).commune_id == found


@pytest.mark.parametrize(
    "fields", [{"town": "Ailleurs"}, {"postal_code": "47000"}, {"postal_code": "٤٧٢٠٠"}, {"town": "Zzzz"}]
)
def test_an_address_that_cannot_be_right_is_refused_even_where_somebody_confirms_it(ccas, by, fields):
    make_commune()
    with pytest.raises(DomainError, match=r"(commune|Le code)"):
        opened(ccas, by, address_confirmed=True, **fields)
    person = opened(ccas, by)
    with pytest.raises(DomainError):
        change_person(person, town="Nulle part", address_confirmed=True, by=by, at=AT)


@pytest.mark.parametrize("fields", [{"town": "Marmende"}, {"postal_code": "47207", "town": "Tonneins Cedex"}])
def test_an_address_of_no_commune_is_refused_unless_somebody_confirms_it(ccas, by, fields):
    make_commune()
    with pytest.raises(DomainError, match=r"(commune|Le code)") as refused:
        opened(ccas, by, **fields)
    assert refused.value.field == ("postal_code" if "postal_code" in fields else "town")
    person = opened(ccas, by, address_confirmed=True, **fields)
    assert person.commune is None
    assert JournalEntry.objects.get().details == {"address_confirmed": True}
    with pytest.raises(DomainError):
        change_person(person, postal_code="47200", town="Marmand", by=by, at=AT)
    changed = change_person(person, postal_code="47200", town="Marmand", address_confirmed=True, by=by, at=AT)
    assert changed.town == "Marmand"


@pytest.mark.parametrize("year", [1905, 2027])
def test_nobody_is_born_in_a_year_to_come_or_too_long_ago(ccas, by, year):
    with pytest.raises(DomainError, match="naissance") as refused:
        opened(ccas, by, birth_year=year)
    assert refused.value.field == "birth_year"
    person = opened(ccas, by)
    with pytest.raises(DomainError, match="naissance"):
        change_person(person, birth_year=year, by=by, at=AT)


def test_the_journal_knows_the_file_and_not_the_person(ccas, by):
    person = opened(ccas, by)
    change_person(person, first_name="Jeanne-Marie", birth_year=1959, phone="0639980001", by=by, at=AT)
    lines = list(JournalEntry.objects.order_by("pk"))
    assert [(one.verb, one.target_label, one.details) for one in lines] == [
        ("person.added", f"Personne n° {person.pk}", {}),
        ("person.changed", f"Personne n° {person.pk}", {"fields": ["birth_year", "first_name", "phone"]}),
    ]
    assert not [word for word in PRIVATE if word in journal_text()]


def test_who_moves_is_found_in_the_new_commune(ccas, by):
    make_commune()
    agen = make_commune("47001", "Agen", ("47000",))
    person = opened(ccas, by)
    change_person(person, postal_code="47000", town="Agen", by=by, at=AT)
    assert Beneficiary.objects.get().commune == agen
    change_person(person, phone="1", by=by, at=AT)
    assert Beneficiary.objects.get().commune == agen
    change_person(person, country="Espagne", by=by, at=AT)
    assert Beneficiary.objects.get().commune is None


def test_nothing_changed_nothing_recorded(ccas, by):
    change_person(make_person(ccas, by=by), first_name="Jeanne", by=by, at=AT)
    assert not JournalEntry.objects.exists()


def test_an_anonymised_file_is_closed(ccas, by):
    person = make_person(ccas, by=by, anonymised_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(DomainError, match="anonymisée"):
        change_person(person, first_name="Jeanne-Marie", by=by, at=AT)
    assert Beneficiary.objects.get().first_name == "Jeanne"


def test_a_form_that_was_open_meanwhile_brings_nobody_back(ccas, by):
    """The page read the file before it was emptied: what it holds is not written over it."""
    opened_before = opened(ccas, by)
    Beneficiary.objects.filter(pk=opened_before.pk).update(
        anonymised_at=AT, last_name="Personne anonymisée", first_name=""
    )
    with pytest.raises(DomainError, match="anonymisée"):
        change_person(opened_before, town="Agen", by=by, at=AT)
    assert Beneficiary.objects.get(pk=opened_before.pk).last_name == "Personne anonymisée"


def test_what_is_done_for_a_person_begins_the_period_anew_and_never_shortens_it(ccas, by):
    person = make_person(ccas, by=by, keep_until=date(2028, 1, 5))
    keep_longer(person, used_on=date(2025, 12, 31), by=by, at=AT)
    assert Beneficiary.objects.get().keep_until == date(2028, 1, 5)
    assert not JournalEntry.objects.exists()
    keep_longer(person, used_on=date(2026, 11, 24), by=by, at=AT)
    assert Beneficiary.objects.get().keep_until == date(2028, 11, 24)
    line = JournalEntry.objects.get()
    assert (line.verb, line.target_label) == ("person.kept", f"Personne n° {person.pk}")


def test_just_after_midnight_the_consent_of_the_day_is_not_of_the_future(scope, by):
    """The day is that of Paris, where it is tomorrow before it is in UTC."""
    night = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    person = add_person(
        followed_by=make_partner(),
        consent_on=date(2026, 7, 2),
        by=by,
        at=night,
        first_name="Jeanne",
        last_name="Exemple",
    )
    assert person.consent_on == date(2026, 7, 2)
