"""One network never sees another: the scope, and the composite keys; see also test_row_security.py."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from inclusion.core.enums import PartnerKind
from inclusion.core.scope import CrossNetworkWrite, ScopeMissing, every_network, scoped_to
from inclusion.partners.models import Contact, Partner
from tests.builders import AT, make_membership, make_partner
from tests.setup_data import setup_data


@setup_data
def both(network, other_network):
    """A partner of the same name in each network, with a contact each: data that could leak."""
    rows = {}
    for one in (network, other_network):
        with scoped_to(one):
            partner = make_partner("CAF")
            Contact.objects.create(partner=partner, name=f"Contact de {one.slug}")
            rows[one.slug] = partner
    return rows


def test_without_a_scope_nothing_is_read(both):
    for read in (
        lambda: list(Partner.objects.all()),
        lambda: Partner.objects.count(),
        lambda: Partner.objects.filter(name="CAF").exists(),
        lambda: Partner.objects.filter(name="CAF").update(phone="1"),
        lambda: Partner.objects.filter(name="CAF").delete(),
    ):
        with pytest.raises(ScopeMissing), transaction.atomic():
            read()


def test_without_a_scope_nothing_is_written(network):
    with pytest.raises(ScopeMissing):
        Partner(network=network, name="CAF", kind=PartnerKind.OPERATOR, added_at=AT).save()


def test_lists_counts_and_updates_stay_inside(both, network, other_network):
    with scoped_to(network):
        assert Partner.objects.filter(name="CAF").count() == 1
        assert Partner.objects.filter(name="CAF").update(phone="05") == 1
    with scoped_to(other_network):
        assert Partner.objects.get(name="CAF").phone == ""


def test_a_queryset_built_in_one_network_and_run_in_another_obeys_the_second(both, network, other_network):
    with scoped_to(network):
        query = Partner.objects.filter(name="CAF")
    with scoped_to(other_network):
        assert query.get().network_id == other_network.pk


def test_the_query_itself_names_the_network(both, network):
    """Whatever row-level security lets through."""
    with scoped_to(network):
        sql, values = Partner.objects.filter(name="CAF").query.sql_with_params()
    assert '"inclusion_partner"."network_id" = %s' in sql
    assert network.pk in values


def test_subqueries_and_prefetches_stay_inside(both, network):
    with scoped_to(network):
        has_contact = Exists(Contact.objects.filter(partner=OuterRef("pk")))
        assert Partner.objects.filter(has_contact, name="CAF").count() == 1
        (partner,) = Partner.objects.filter(name="CAF").prefetch_related("contacts")
        assert [contact.name for contact in partner.contacts.all()] == ["Contact de lot-et-garonne"]


def test_a_row_of_another_network_cannot_be_fetched_by_its_key(both, network, other_network):
    stranger = both[other_network.slug]
    with scoped_to(network), pytest.raises(Partner.DoesNotExist):
        Partner.objects.get(pk=stranger.pk)


def test_save_and_bulk_create_refuse_another_network(both, network, other_network):
    stranger = both[other_network.slug]
    with scoped_to(network):
        with pytest.raises(CrossNetworkWrite):
            stranger.save()
        with pytest.raises(CrossNetworkWrite):
            Partner.objects.bulk_create([Partner(network=other_network, name="x", kind=PartnerKind.OTHER, added_at=AT)])


def test_every_network_crosses(both):
    with every_network():
        assert Partner.objects.filter(name="CAF").count() == 2


def test_the_scope_ends_with_its_block_even_when_it_fails(network):
    with pytest.raises(ZeroDivisionError), scoped_to(network):
        1 / 0
    with pytest.raises(ScopeMissing):
        Partner.objects.count()


def test_the_database_refuses_a_row_that_points_into_another_network(both, network, other_network):
    """The second belt: no Python in the way, the composite foreign key alone."""
    with scoped_to(network):
        membership = make_membership(both[network.slug])
    with (
        pytest.raises(IntegrityError, match="same_network"),
        transaction.atomic(),
        scoped_to(network),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE inclusion_membership SET partner_id = %s WHERE id = %s",
            [both[other_network.slug].pk, membership.pk],
        )


def test_validation_names_the_field_that_points_into_another_network(both, network, other_network):
    from django.core.exceptions import ValidationError

    contact = Contact(network=network, partner=both[other_network.slug], name="Nom")
    with every_network(), pytest.raises(ValidationError, match="autre réseau"):
        contact.full_clean()
