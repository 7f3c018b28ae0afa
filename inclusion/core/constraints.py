"""Database constraints that Django does not have."""

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models.functions import Coalesce


class SqlConstraint(models.BaseConstraint):
    """A constraint by its SQL, which runs when the migration ends: what it names may be created after its table."""

    create: str
    remove: str
    #: Of the constructor, besides the name.
    arguments: tuple[str, ...]

    def parts(self, model: type[models.Model]) -> dict[str, Any]:
        """Return what the SQL names, besides the table."""
        return self.deconstruct()[2]

    def constraint_sql(self, model: type[models.Model], schema_editor: Any) -> None:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[models.Model], schema_editor: Any, sql: str = "") -> Statement:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return Statement(sql or self.create, table=table, **self.parts(model))

    def remove_sql(self, model: type[models.Model], schema_editor: Any) -> Statement:
        return self.create_sql(model, schema_editor, self.remove)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {argument: getattr(self, argument) for argument in self.arguments}


class SameNetwork(SqlConstraint):
    """Composite foreign key: the row and the row it points at share a network.

    `(field_id, network_id)` references `(id, network_id)` of the target, not deferrable: the database refuses the
    row at once.
    """

    create = (
        'ALTER TABLE %(table)s ADD CONSTRAINT "%(name)s" FOREIGN KEY ("%(column)s", network_id)'
        ' REFERENCES "%(to)s" ("%(key)s", network_id)'
    )
    remove = 'ALTER TABLE %(table)s DROP CONSTRAINT "%(name)s"'
    arguments = ("field",)

    def __init__(self, *, field: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def parts(self, model: type[models.Model]) -> dict[str, Any]:
        field = cast("models.ForeignKey[Any, Any]", model._meta.get_field(self.field))
        to = cast(type[models.Model], field.related_model)._meta
        return super().parts(model) | {"column": field.column, "to": to.db_table, "key": to.pk.column}

    def validate(self, model: type[models.Model], instance: Any, exclude: Any = None, using: str = "default") -> None:
        if exclude and self.field in exclude:
            return
        other = getattr(instance, self.field)
        # A row that a form makes has no network yet: it gets the one in scope when it is saved.
        if other is not None and instance.network_id not in (None, other.network_id):
            raise ValidationError({self.field: "Cet élément appartient à un autre réseau."})


class Trigger(SqlConstraint):
    """A trigger, by the name of the function that it calls, which a migration creates.

    `event` and `each` are what its SQL says before and behind the table. Deferred, it is called when the transaction
    ends. `on`: the table that it watches, where that is not the model's, but one of an app that knows nothing of it.
    """

    create = "CREATE %(kind)s %(trigger)s %(event)s ON %(table)s %(each)s EXECUTE FUNCTION %(function)s()"
    remove = "DROP TRIGGER %(trigger)s ON %(table)s"
    arguments = ("event", "function", "each", "deferred", "on")

    def __init__(
        self,
        event: str,
        function: str,
        *,
        each: str = "FOR EACH ROW",
        deferred: bool = False,
        on: str = "",
        name: str = "",
    ) -> None:
        super().__init__(name=name or f"%(app_label)s_%(class)s_{function}")
        self.event, self.function, self.each, self.deferred, self.on = event, function, each, deferred, on

    def create_sql(self, model: type[models.Model], schema_editor: Any, sql: str = "") -> Statement:
        statement = super().create_sql(model, schema_editor, sql)
        if self.on:
            statement.parts["table"] = Table(self.on, schema_editor.quote_name)
        return statement

    def parts(self, model: type[models.Model]) -> dict[str, Any]:
        parts = super().parts(model)
        if self.deferred:
            parts["each"] = f"DEFERRABLE INITIALLY DEFERRED {self.each}"
        # Its name is unique in its table alone, and need not repeat the table's.
        trigger = self.name.removeprefix(f"{model._meta.db_table}_")
        return parts | {"kind": "CONSTRAINT TRIGGER" if self.deferred else "TRIGGER", "trigger": trigger}


class Protection(Trigger):
    """A trigger that refuses to change rows, and a second one that refuses to empty the table."""

    create = (
        f"{Trigger.create}; CREATE TRIGGER %(trigger)s_whole BEFORE TRUNCATE ON %(table)s"
        " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    remove = f"{Trigger.remove}; DROP TRIGGER %(trigger)s_whole ON %(table)s"


class ScopedForeignKey(models.ForeignKey):
    """Foreign key between two rows of one network; `same_network` must name it.

    It has no constraint of Django's own: the composite key that `same_network` adds checks all that it would.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"db_constraint": False})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave out what the class says itself."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["db_constraint"]
        return name, path, args, kwargs


class ScopedOneToOneField(ScopedForeignKey, models.OneToOneField):
    """One-to-one field between two rows of one network; `same_network` must name it."""


def same_network(*fields: str) -> list[SameNetwork]:
    """Return the composite key of each of these foreign keys, for `Meta.constraints`; names derive from the model's."""
    return [SameNetwork(field=field, name=f"%(app_label)s_%(class)s_{field}_same_network") for field in fields]


def row_security(tables: Iterable[str]) -> str:
    """Return the SQL that shows of these tables the rows of the network alone that `liant.network_id` names.

    Every row where it is 0, none where it is empty. The owner of the tables sees every row. For what is read, the
    setting is read once for a statement, in a query of its own, which a row that is written would only make slower; a
    CASE lets the planner expect half of the rows, not with hardly any.
    """
    allowed = "CASE {} WHEN network_id THEN true WHEN 0 THEN true ELSE false END"
    setting = "nullif(current_setting('liant.network_id', true), '')::bigint"
    return "".join(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY one_network ON {table} USING ({allowed.format(f'(SELECT {setting})')})"
        f" WITH CHECK ({allowed.format(setting)});"
        for table in tables
    )


class AllChecks(models.BaseConstraint):
    """Validates the check constraints of a row together, in one statement: Django takes three for each.

    The database has the constraints themselves.
    """

    def __init__(self, checks: list[models.CheckConstraint]) -> None:
        super().__init__(name="all_checks")
        self.checks = checks

    def validate(self, model: type[models.Model], instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Raise ValidationError with the message of each constraint that the row breaks."""
        values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)
        together = models.Q()
        for check in self.checks:
            if not (exclude and self._expression_refs_exclude(model, check.condition, exclude)):
                # NULL breaks no check constraint
                together &= models.Q(Coalesce(check.condition, True, output_field=models.BooleanField()))
        if not together or together.check(values, using=using):
            return
        errors = []
        for check in self.checks:
            try:
                check.validate(model, instance, exclude=exclude, using=using)
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)


@cache
def to_validate(model: type[models.Model]) -> list[models.BaseConstraint]:
    """Return the constraints of a network-owned model that a row is looked at for.

    Its (network, id) is unique because its id is, which is looked at before.
    """
    checks = [one for one in model._meta.constraints if type(one) is models.CheckConstraint]
    others = [
        one
        for one in model._meta.constraints
        if one not in checks and not isinstance(one, Trigger) and getattr(one, "fields", None) != ("network", "id")
    ]
    return [*others, AllChecks(checks)] if checks else others
