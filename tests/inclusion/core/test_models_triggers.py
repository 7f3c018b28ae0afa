"""Triggers stand beside their models: the database has those that are declared, and no other."""

from django.apps import apps
from django.db import connection, models

from inclusion.core.constraints import Protection, Trigger
from inclusion.core.scope import AppendOnly
from tests.template import as_owner

INSTALLED = """
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""


def declared() -> list[tuple[type[models.Model], Trigger]]:
    return [(model, one) for model in apps.get_models() for one in model._meta.constraints if isinstance(one, Trigger)]


def installed() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED)
        return cursor.fetchall()


def test_the_database_has_the_triggers_that_models_declare_and_no_other(db):
    names = {
        (one.on or model._meta.db_table, one.parts(model)["trigger"] + end)
        for model, one in declared()
        for end in (["", "_whole"] if isinstance(one, Protection) else [""])
    }
    assert names
    assert names == {(table, name) for table, name, _ in installed()}


def test_each_trigger_is_created_as_it_is_declared(db):
    before = installed()
    with as_owner():
        for change in ("remove_constraint", "add_constraint"):
            with connection.schema_editor() as editor:
                for model, one in declared():
                    getattr(editor, change)(model, one)
            assert len(installed()) == (len(before) if change == "add_constraint" else 0)
    assert installed() == before


def test_what_is_append_only_is_protected():
    protected = {model for model, one in declared() if isinstance(one, Protection)}
    assert {model for model in apps.get_models() if issubclass(model, AppendOnly)} <= protected


def test_a_trigger_knows_itself():
    trigger = Trigger("AFTER INSERT", "ledger_balanced", deferred=True, name="x")
    path, args, kwargs = trigger.deconstruct()
    assert path.endswith("constraints.Trigger")
    assert Trigger(*args, **kwargs) == trigger
    assert len({trigger, Trigger(*args, **kwargs)}) == 1
    assert trigger != Trigger("AFTER INSERT", "ledger_balanced", name="x")
    assert trigger != Protection(*args, **kwargs)
