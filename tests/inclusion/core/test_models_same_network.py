"""Every pointer between two rows of a network is kept by the database within that network."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from inclusion.core import jobs
from inclusion.core.constraints import SameNetwork, ScopedForeignKey, ScopedOneToOneField
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.scope import NetworkOwned, every_network, scoped_to
from inclusion.partners.actions import add_contact
from tests.builders import AT, make_membership, make_partner, make_person, make_user
from tests.inclusion.builders import make_invitation, make_join_request
from tests.setup_data import setup_data


@setup_data
def rows(network, other_network):
    """One row of each kind in the network, and a partner and a document of the other."""
    by = make_user()
    with scoped_to(other_network):
        partner = make_partner("Ailleurs")
        document = store(b"x", kind=DocumentKind.STATEMENT, filename="x", media_type="x", by=by, at=AT)
    with scoped_to(network):
        own = make_partner("Ici")
        made = [
            own,
            make_person(own, by=by),
            make_membership(own),
            make_invitation(own),
            make_join_request(),
            add_contact(own, name="x", by=by, at=AT),
            jobs.start(kind="x", title="x", total=0, by=by, at=AT),
        ]
    return {row._meta.model_name: row.pk for row in made}, {"partner": partner.pk, "document": document.pk}


@pytest.mark.parametrize(
    ("table", "field", "target"),
    [
        ("partner", "merged_into", "partner"),
        ("beneficiary", "followed_by", "partner"),
        ("beneficiary", "operator", "partner"),
        ("membership", "partner", "partner"),
        ("invitation", "partner", "partner"),
        ("joinrequest", "partner", "partner"),
        ("contact", "partner", "partner"),
        ("job", "document", "document"),
    ],
)
def test_no_row_points_into_another_network(rows, table, field, target):
    own, theirs = rows
    with (
        pytest.raises(IntegrityError, match=f"inclusion_{table}_{field}_same_network"),
        transaction.atomic(),
        every_network(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE inclusion_{table} SET {field}_id = %s WHERE id = %s", [theirs[target], own[table]])


def test_the_database_has_the_composite_keys_that_models_declare_and_no_other_key_between_owned_tables(db):
    owned = [model for model in apps.get_models() if issubclass(model, NetworkOwned)]
    tables = [model._meta.db_table for model in owned]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f'"
            " AND conrelid = ANY (%s::regclass[]) AND confrelid = ANY (%s::regclass[])",
            [tables, tables],
        )
        found = [name for (name,) in cursor.fetchall()]
    declared = [one.name for model in owned for one in model._meta.constraints if isinstance(one, SameNetwork)]
    assert sorted(found) == sorted(declared)
    assert declared


def test_a_scoped_key_knows_itself():
    for kind in (ScopedForeignKey, ScopedOneToOneField):
        field = kind("inclusion.Partner", on_delete=models.PROTECT, null=True, related_name="+")
        _, path, args, kwargs = field.deconstruct()
        assert path == f"inclusion.core.constraints.{kind.__name__}"
        assert "db_constraint" not in kwargs
        copy = kind(*args, **kwargs)
        assert not copy.db_constraint
        assert copy.null and copy.db_index


def test_a_composite_key_knows_itself():
    key = SameNetwork(field="partner", name="x")
    path, args, kwargs = key.deconstruct()
    assert SameNetwork(*args, **kwargs) == key
    assert len({key, SameNetwork(field="partner", name="x")}) == 1
    assert key != SameNetwork(field="operator", name="x")
    assert path.endswith("SameNetwork")
