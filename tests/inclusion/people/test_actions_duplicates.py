"""Looking for the same person: in the database as typed, in memory for many; both say what the rule says."""

import pytest

from inclusion.core.french.likeness import Identity, Likeness
from inclusion.people.actions.files import MAX_SHOWN, Directory, KnownAlready, alike_to, identity_of, refuse_known
from inclusion.people.models import Beneficiary
from tests.builders import make_partner, make_person
from tests.setup_data import setup_data

TYPED = Identity("Jeanne", "Exemple", 1958, "47200", "Marmande")


@setup_data
def ccas(scope):
    return make_partner("CCAS", kind="ccas")


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, True),
        ({"first_name": "Exemple", "last_name": "JEANNE"}, True),
        ({"last_name": "Exemples"}, True),
        ({"first_name": "Jeannne"}, True),
        ({"town": "Agen", "postal_code": "47000"}, True),
        ({"birth_year": 1960}, True),
        ({"birth_year": None}, True),
        ({"birth_year": 1960, "town": "Agen", "postal_code": "47000"}, False),
        ({"first_name": "Paul"}, False),
    ],
)
def test_both_find_what_the_rule_says(ccas, by, fields, found):
    known = make_person(ccas, by=by, **fields)
    make_person(ccas, by=by, first_name="Paul", last_name="Autre")
    assert alike_to(TYPED, among=Beneficiary.objects.all()) == ([known] if found else [])
    directory = Directory()
    directory.add(known.pk, identity_of(known))
    assert [key for _, key in directory.like(TYPED)] == ([known.pk] if found else [])


def test_the_likeliest_comes_first_and_few_are_shown(ccas, by):
    for _ in range(MAX_SHOWN):
        make_person(ccas, by=by, town="Agen", postal_code="47000")
    same = make_person(ccas, by=by)
    found = alike_to(TYPED, among=Beneficiary.objects.all())
    assert found[0] == same
    assert len(found) == MAX_SHOWN


def test_only_whom_the_caller_gives_is_looked_among(ccas, by):
    make_person(ccas, by=by)
    assert not alike_to(TYPED, among=Beneficiary.objects.none())


def test_a_name_by_half_is_nobody(ccas, by):
    make_person(ccas, by=by)
    assert not alike_to(Identity("", "Exemple", 1958), among=Beneficiary.objects.all())


def test_what_was_seen_and_declared_distinct_does_not_stop(ccas, by):
    known = make_person(ccas, by=by)
    everybody = Beneficiary.objects.all()
    with pytest.raises(KnownAlready) as asked:
        refuse_known(TYPED, followed_by=ccas, among=everybody, different_from=[])
    assert asked.value.people == [known]
    refuse_known(TYPED, followed_by=ccas, among=everybody, different_from=[known.pk])


def test_a_directory_says_how_much(ccas):
    directory = Directory()
    directory.add(1, TYPED)
    directory.add(2, Identity("Jeanne", "Exemples", 1958, "47200"))
    assert directory.like(TYPED) == [(Likeness.SAME, 1), (Likeness.UNSURE, 2)]
