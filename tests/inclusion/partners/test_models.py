"""Partners: one per SIRET, found without accents, near names found."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from inclusion.core.scope import scoped_to
from inclusion.partners.models import Contact, Partner
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner

#: Two numbers that are well formed.
SIRET, OTHER_SIRET = "73282932000074", "22470001300002"


def names(queryset) -> list[str]:
    return [one.name for one in queryset]


def test_a_siret_is_there_once_in_a_network_and_again_in_another(scope, other_network):
    make_partner("CAF", siret=SIRET)
    with pytest.raises(IntegrityError, match="partner_siret_unique"), transaction.atomic():
        make_partner("CAF bis", siret=SIRET)
    make_partner("Sans SIRET")
    make_partner("Sans SIRET non plus")
    with scoped_to(other_network):
        assert make_partner("CAF", siret=SIRET).pk


def test_what_was_merged_frees_its_siret(scope):
    kept = make_partner("CAF")
    make_partner("CAF bis", siret=SIRET, merged_into=kept)
    assert make_partner("CAF ter", siret=SIRET).pk


def test_the_second_of_a_siret_is_refused_in_french(scope):
    make_partner("CAF", siret=SIRET)
    twin = Partner(network=scope, name="CAF bis", kind="operator", siret=SIRET, added_at=AT)
    with pytest.raises(ValidationError, match="Un partenaire du réseau porte déjà ce SIRET"):
        twin.full_clean()


@pytest.mark.parametrize("siret", ["1", "abc", "7328293200007A"])
def test_the_database_takes_no_siret_but_fourteen_digits(scope, siret):
    with pytest.raises(IntegrityError, match="partner_siret_digits"), transaction.atomic():
        make_partner(siret=siret)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ecole", ["École Jean-Moulin"]),
        ("ÉCOLE MOULIN", ["École Jean-Moulin"]),
        ("moulin ecole", ["École Jean-Moulin"]),
        ("cpam", ["Caisse primaire d’assurance maladie"]),
        ("œuvre", ["L’Œuvre du Cœur"]),
        ("coeur", ["L’Œuvre du Cœur"]),
        ("%", ["100 % numérique"]),
        ("_", []),
        ("école cpam", []),
        ("\\", []),
    ],
)
def test_words_find_names_without_accents_or_order(scope, other_network, typed, found):
    make_partner("École Jean-Moulin")
    make_partner("Caisse primaire d’assurance maladie", short_name="CPAM")
    make_partner("L’Œuvre du Cœur")
    make_partner("100 % numérique")
    with scoped_to(other_network):
        make_partner("École d’ailleurs")
    assert names(Partner.objects.matching(typed)) == found


def test_no_words_find_everybody(scope):
    make_partner("CAF")
    assert Partner.objects.matching("  ").count() == Partner.objects.count() == 2


def test_names_sort_as_french_reads_them(scope):
    for name in ("Zorba", "Éole", "eau", "Études"):
        make_partner(name)
    assert names(Partner.objects.exclude(is_host=True)) == ["eau", "Éole", "Études", "Zorba"]


def test_members_are_counted_without_those_who_left(scope):
    partner, empty = make_partner("CAF"), make_partner("Vide")
    make_membership(partner)
    make_membership(partner)
    make_membership(partner, ended_at=AT)
    counted = {one: one.members for one in Partner.objects.with_member_counts()}
    assert (counted[partner], counted[empty]) == (2, 0)


def test_an_intercommunalite_gathers_its_own_and_its_communes(scope):
    epci = make_epci()
    inside = make_partner("Mairie", commune=make_commune(epci=epci))
    itself = make_partner("Val de Garonne", epci=epci)
    make_partner("Ailleurs", commune=make_commune("47001", "Agen", ("47000",)))
    assert set(Partner.objects.in_epci(epci)) == {inside, itself}


def test_kinds_are_counted_the_most_frequent_first(scope):
    for kind in ("school", "school", "ccas"):
        make_partner(kind=kind)
    assert Partner.objects.count_by_kind() == [
        {"label": "Établissement scolaire", "count": 2},
        {"label": "Centre communal d’action sociale", "count": 1},
        {"label": "Conseil départemental", "count": 1},
    ]


def test_near_names_and_the_same_siret_resemble(scope):
    near = make_partner("CCAS de Marmande")
    same = make_partner("Tout autre nom", siret=SIRET)
    make_partner("CCAS de Nérac", siret=OTHER_SIRET)
    make_partner("CCAS de Marmande", merged_into=near)
    assert set(Partner.objects.resembling(name="ccas marmande", siret=SIRET)) == {near, same}
    assert list(Partner.objects.resembling(name="Zorba")) == []


def test_a_partner_is_called_by_its_short_name(scope):
    assert str(make_partner("Caisse d’allocations familiales", short_name="CAF")) == "CAF"
    assert str(make_partner("Orange")) == "Orange"
    assert str(Contact(name="Léa Exemple")) == "Léa Exemple"


def test_an_address_names_the_town_once(scope):
    town = make_commune()
    street = make_partner("A", address="1 rue A\n47200 Marmande", commune=town)
    assert street.postal_lines == ["A", "1 rue A", "47200 Marmande"]
    assert make_partner("B", commune=town).postal_lines == ["B", "47200 Marmande"]
    assert make_partner("C").postal_lines == ["C"]
    large = make_commune("47001", "Agen", ("47000", "47240"))
    assert make_partner("D", commune=large).postal_lines == ["D", "Agen"]
