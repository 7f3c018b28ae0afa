"""The chains of the journal and of the history of states: every tampering with a sealed row is found."""

from threading import Barrier

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from funding.funds.invariants import prove
from inclusion.core import journal
from inclusion.core.enums import Verb
from inclusion.core.journal import broken_chains, seal_history
from inclusion.core.models.history import ChainHead, JournalEntry, StateChange
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.crowds import at_once
from tests.setup_data import setup_data
from tests.template import as_owner

TABLES = ("inclusion_journalentry", "inclusion_statechange")


def write(network, how_many: int) -> None:
    """Lines of the journal, and as many changes of state."""
    for n in range(how_many):
        with transaction.atomic():
            journal.record(Verb.PARTNER_ADDED, on=network, by=None, at=AT, number=n, text="é\u2028")
        StateChange.objects.create(network=network, target_model="x", target_id=n, from_state="a", to_state="b", at=AT)


@setup_data
def sealed(scope, other_network):
    """Six sealed rows in each table of the network, and some of another."""
    write(scope, 6)
    with scoped_to(other_network):
        write(other_network, 3)
    seal_history()


def without_triggers(sql: str) -> None:
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


def found(network) -> set[tuple[str, int]]:
    return {(row["table"], row["position"]) for row in broken_chains(network)}


def test_rows_are_sealed_once_in_the_order_of_their_writing(sealed, network, other_network):
    for model in (JournalEntry, StateChange):
        places = list(model.objects.order_by("pk").values_list("position", flat=True))
        assert places == [1, 2, 3, 4, 5, 6]
        head = ChainHead.objects.get(table=model._meta.db_table)
        assert (head.position, head.sha256) == (6, model.objects.get(position=6).sha256)
    assert seal_history() == 0
    write(network, 1)
    assert JournalEntry.objects.filter(position=None).count() == 1
    assert seal_history() == 2
    assert JournalEntry.objects.latest("pk").position == 7
    assert found(network) == set()
    with scoped_to(other_network):
        assert found(other_network) == set()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("tampering", "where"),
    [
        ("UPDATE {table} SET target_id = 99 WHERE position = 3 AND network_id = {network}", {3}),
        ("UPDATE {table} SET at = at - interval '1 microsecond' WHERE position = 6 AND network_id = {network}", {6}),
        ("UPDATE {table} SET by_id = {user} WHERE position = 1 AND network_id = {network}", {1}),
        ("DELETE FROM {table} WHERE position = 3 AND network_id = {network}", {4}),
        ("DELETE FROM {table} WHERE position = 1 AND network_id = {network}", {2}),
        ("DELETE FROM {table} WHERE position = 6 AND network_id = {network}", {6}),
        ("DELETE FROM {table} WHERE network_id = {network}", {6}),
        # Two rows change places.
        (
            "UPDATE {table} SET position = 100 - position WHERE position IN (3, 4) AND network_id = {network};"
            "UPDATE {table} SET position = position - 93 WHERE position > 90 AND network_id = {network};",
            {3, 4, 5},
        ),
        # One is put in between: those after it move down.
        (
            "UPDATE {table} SET position = -position WHERE position > 2 AND network_id = {network};"
            "UPDATE {table} SET position = 1 - position WHERE position < 0 AND network_id = {network};"
            "UPDATE {table} SET position = 3, sha256 = sha256('x') WHERE position IS NULL;",
            {3, 4, 6},
        ),
        # One is made out to be unsealed, to be sealed anew with another content.
        ("UPDATE {table} SET position = NULL, sha256 = NULL WHERE position = 3 AND network_id = {network}", {4}),
        ("DELETE FROM inclusion_chainhead WHERE \"table\" = '{table}' AND network_id = {network}", {6}),
    ],
)
def test_whatever_the_owner_does_to_a_sealed_row_is_found(sealed, network, table, tampering, where):
    write(network, 1)  # not sealed yet
    assert found(network) == set()
    without_triggers(tampering.format(table=table, network=network.pk, user=make_user().pk))
    assert found(network) == {(table, place) for place in where}
    assert "history_chained" in {one.name for one in prove(network) if one.violations}


@pytest.mark.parametrize("table", TABLES)
def test_the_application_seals_nothing_by_itself(sealed, network, table):
    write(network, 1)
    for statement in (
        f"UPDATE {table} SET position = 7 WHERE position IS NULL",
        "UPDATE inclusion_chainhead SET position = 0",
        "DELETE FROM inclusion_chainhead",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model = JournalEntry if table == TABLES[0] else StateChange
        model.objects.create(network=network, target_model="x", target_id=1, at=AT, position=7, sha256=b"x")


@pytest.mark.parametrize("table", TABLES)
def test_the_triggers_let_the_owner_seal_and_do_nothing_else(sealed, network, table):
    write(network, 1)
    for change in (
        f"UPDATE {table} SET position = NULL, sha256 = NULL",
        f"UPDATE {table} SET sha256 = 'x' WHERE position = 1",
        f"UPDATE {table} SET position = 7, target_id = 99 WHERE position IS NULL",
    ):
        with pytest.raises(IntegrityError, match="append-only"), as_owner() as cursor:
            cursor.execute(change)


@pytest.mark.django_db(transaction=True)
def test_a_writer_neither_waits_for_the_sealing_nor_holds_it_up(network):
    """One row is written and not committed while another is sealed, and finds its place the next time."""
    written, go_on = Barrier(2), Barrier(2)

    def one(n: int) -> None:
        if n == 0:
            with transaction.atomic():
                write(network, 1)
                written.wait(60)
                go_on.wait(60)
            return
        written.wait(60)
        write(network, 1)
        assert seal_history() == 2
        # The sealing of another transaction goes on: writers do not wait for it.
        with transaction.atomic():
            write(network, 1)
            assert seal_history() == 2
            go_on.wait(60)

    assert at_once(network, one, 2) == [None, None]
    assert seal_history() == 2
    with scoped_to(network):
        for model in (JournalEntry, StateChange):
            assert list(model.objects.order_by("position").values_list("pk", "position")) != []
            by_place = list(model.objects.order_by("position").values_list("pk", flat=True))
            assert sorted(by_place)[0] == by_place[-1], "the first that was written is the last that was committed"
        assert found(network) == set()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_seal_at_once_each_row_is_sealed_by_one(network):
    with scoped_to(network):
        write(network, 20)
        counts = at_once(network, lambda n: seal_history(), 6)
        assert sum(counts) + seal_history() == 40
        assert found(network) == set()
