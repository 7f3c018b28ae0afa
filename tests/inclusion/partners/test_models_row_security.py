"""Row-level security: SQL that forgets the network sees and writes the rows of the active one alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from funding.ledger.actions import locked, record_transaction, share_of, source_of
from funding.ledger.enums import TransactionKind
from funding.models import Posting
from inclusion.core.scope import every_network, scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner
from tests.crowds import at_once
from tests.funding.builders import make_fund
from tests.setup_data import setup_data
from tests.template import as_owner
from tests.test_architecture import OWNED

NAMES = "SELECT array_agg(name ORDER BY name) FROM inclusion_partner WHERE NOT is_host"


@setup_data
def partners(network, other_network):
    """A partner in each network."""
    for one, name in ((network, "Ici"), (other_network, "Ailleurs")):
        with scoped_to(one):
            make_partner(name)


def sql(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def test_every_table_of_networks_has_it(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND p.polname = 'one_network' AND p.polcmd = '*' AND p.polpermissive"
        )
        guarded = {table for (table,) in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM pg_policy")
        assert cursor.fetchone()[0] == len(guarded)
    assert guarded == {model._meta.db_table for model in OWNED}


def test_sql_without_a_condition_sees_the_active_network(partners, network, other_network):
    assert sql(NAMES) is None
    with scoped_to(network):
        assert sql(NAMES) == ["Ici"]
        assert sql(f"{NAMES} AND network_id = %s", other_network.pk) is None
        with scoped_to(other_network):
            assert sql(NAMES) == ["Ailleurs"]
        assert sql(NAMES) == ["Ici"]
    with every_network():
        assert sql(NAMES) == ["Ailleurs", "Ici"]
    assert sql(NAMES) is None


def test_without_the_policy_it_sees_them_all(partners, network):
    with scoped_to(network), as_owner() as cursor:
        assert sql(NAMES) == ["Ailleurs", "Ici"], "the owner"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE inclusion_partner DISABLE ROW LEVEL SECURITY")
    with scoped_to(network):
        assert sql(NAMES) == ["Ailleurs", "Ici"], "the application, without the policy"


def test_sql_changes_and_writes_no_row_of_another_network(partners, network, other_network):
    with scoped_to(network):
        assert sql("UPDATE inclusion_partner SET phone = '05' WHERE NOT is_host") == 1
        assert sql("DELETE FROM inclusion_contact") == 0
        for statement in (
            "UPDATE inclusion_partner SET network_id = %s",
            "INSERT INTO inclusion_contact (network_id, partner_id, name, job_title, email, phone)"
            " SELECT %s, id, '', '', '', '' FROM inclusion_partner",
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                sql(statement, other_network.pk)
    with scoped_to(other_network):
        assert Partner.objects.get(is_host=False).phone == ""


def test_what_a_rollback_undoes_is_set_anew(partners, network, other_network):
    with scoped_to(network):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with scoped_to(other_network):
                assert sql(NAMES) == ["Ailleurs"]
            1 / 0
        assert sql(NAMES) == ["Ici"]
        with pytest.raises(IntegrityError), transaction.atomic(), scoped_to(other_network):
            sql("INSERT INTO inclusion_partner (network_id) VALUES (%s)", other_network.pk)
        assert sql(NAMES) == ["Ici"]


def test_the_scope_of_the_session_is_set_when_it_changes_and_only_then(partners, network, other_network, monkeypatch):
    statements, execute = [], connection.connection.execute
    monkeypatch.setattr(
        connection.connection,
        "execute",
        lambda *given, **more: (statements.append(given[0]), execute(*given, **more))[1],
    )
    for _ in range(3):
        with scoped_to(network):
            for _ in range(5):
                Partner.objects.get(is_host=False)
    assert len(statements) == 1
    with scoped_to(other_network):
        Partner.objects.get(is_host=False)
        with every_network():
            Partner.objects.count()
    assert len(statements) == 3


@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_opened_anew_is_given_its_scope(partners, network):
    with scoped_to(network):
        assert sql(NAMES) == ["Ici"]
        connection.close()
        assert sql(NAMES) == ["Ici"]
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with every_network():
                assert sql(NAMES) == ["Ailleurs", "Ici"]
            1 / 0
        assert sql(NAMES) == ["Ici"]
    assert sql(NAMES) is None


@pytest.mark.django_db(transaction=True)
def test_threads_have_sessions_of_their_own(partners, network, other_network):
    def read(n: int) -> object:
        with scoped_to(network if n % 2 else other_network):
            return [sql(NAMES) for _ in range(5)]

    with every_network():
        sql(NAMES)
        answers = at_once(network, read, 4)
    assert answers == [[["Ailleurs"]] * 5, [["Ici"]] * 5] * 2


def move_money(network, other_network) -> None:
    """Write a movement of the ledger, then read in another network, all in one transaction."""
    with transaction.atomic():
        with scoped_to(network):
            fund, partner = make_fund(), make_partner("CAF")
            record_transaction(
                locked(fund),
                kind=TransactionKind.RECEIPT,
                label="Versement",
                booked_on=date(2026, 3, 1),
                postings=[(source_of(partner), Decimal("-1.00")), (share_of(partner), Decimal("1.00"))],
                by=None,
                at=AT,
            )
        with scoped_to(other_network):
            assert not Partner.objects.filter(name="CAF").exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_trigger_proves_at_the_end_it_proves_of_all_rows(network, other_network):
    move_money(network, other_network)
    with scoped_to(network):
        assert Posting.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_as_the_one_who_writes_it_would_miss_those_of_another_network(network, other_network):
    with as_owner() as cursor:
        cursor.execute("ALTER FUNCTION ledger_balanced() SECURITY INVOKER")
    try:
        with pytest.raises(IntegrityError, match="at least two"):
            move_money(network, other_network)
    finally:
        with as_owner() as cursor:
            cursor.execute("ALTER FUNCTION ledger_balanced() SECURITY DEFINER")


def test_a_trigger_s_function_serves_no_other_table(db):
    """It acts for the owner: on a table of one's own it would write balances."""
    with pytest.raises(ProgrammingError, match="permission denied for function"), transaction.atomic():
        sql("CREATE TEMPORARY TABLE mine (id int)")
        sql("CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION ledger_summed()")
