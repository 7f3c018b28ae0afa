"""People: who sees whom, how they are found, who might be whom."""

import pytest
from django.db import IntegrityError, transaction

from inclusion.core.access import Member
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_partner, make_person
from tests.setup_data import setup_data


@setup_data
def ccas(scope):
    return make_partner("CCAS", kind="ccas")


def test_a_prescriber_sees_their_own_organisation_and_a_coordinator_everybody(cast, scope, by, ccas):
    own = make_person(cast["prescriber"].partner, by=by)
    theirs = make_person(ccas, by=by, operator=cast["prescriber"].partner)
    assert list(Beneficiary.objects.visible_to(Member(cast["prescriber"]))) == [own]
    assert set(Beneficiary.objects.visible_to(Member(cast["coordinator"]))) == {own, theirs}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("helene", ["Hélène"]),
        ("HÉLÈNE exemple", ["Hélène"]),
        ("exemple agen", ["Hélène"]),
        ("1958", ["Hélène"]),
        ("4720", ["Zoé"]),
        ("47000", ["Hélène"]),
        ("témoin", ["Zoé"]),
        ("x", ["Hélène"]),  # Exemple
        ("inconnue", []),
        ("1959", []),
        ("%", []),
        ("٢٠٢٦", []),
    ],
)
def test_words_find_names_towns_codes_and_years(scope, other_network, by, ccas, typed, found):
    make_person(ccas, by=by, first_name="Hélène", town="Agen", postal_code="47000")
    make_person(ccas, by=by, first_name="Zoé", last_name="Témoin", birth_year=None)
    with scoped_to(other_network):
        make_person(make_partner("Ailleurs"), by=by, first_name="Hélène", last_name="Témoin")
    assert [one.first_name for one in Beneficiary.objects.matching(typed)] == found


def test_anonymised_files_are_not_known(scope, by, ccas):
    make_person(ccas, by=by, anonymised_at=AT)
    kept = make_person(ccas, by=by)
    assert list(Beneficiary.objects.known()) == [kept]


@pytest.mark.parametrize("year", [0, 58, 1899, 2101])
def test_the_database_takes_no_year_that_is_none(scope, by, ccas, year):
    with pytest.raises(IntegrityError, match="beneficiary_birth_year"), transaction.atomic():
        make_person(ccas, by=by, birth_year=year)
