"""Three times as many rows of everything, for what a page asks of the database when there is more to show."""

from collections.abc import Iterator
from contextlib import suppress

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func
from django.db.utils import DataError
from psycopg import sql

from funding.contributions.models import Receipt
from funding.ledger.models.entries import Account, LedgerTransaction, Posting
from funding.ledger.models.totals import AccountBalance, MonthTotal
from funding.passes.attestations.models import AttestedUse
from funding.passes.reimbursements.models import ReimbursementLine
from funding.passes.uses.models import Redemption
from funding.spending.models import PaymentRequest
from inclusion.core.models.networks import Membership, Network
from tests.template import as_owner

#: Who is at work stays one person, of one organisation; what the ledger has written stays one story.
ALONE = {
    Network,
    Membership,
    Account,
    AccountBalance,
    LedgerTransaction,
    MonthTotal,
    Posting,
    Receipt,
    PaymentRequest,
    Redemption,
    AttestedUse,
    ReimbursementLine,
}


#: What is added to the key of a row for each copy of it.
STEP = 1_000_000
#: Fields of which a copy can have another value.
WORDS = (models.CharField, models.TextField, models.UUIDField, models.DateField, models.IntegerField)


def multiply_rows(copies: int = 2) -> None:
    """Copy each row of a network beside itself, under the same parents, but where it is the only one of its kind."""
    with as_owner() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in _models():
            for number in range(1, copies + 1):
                # The database refuses those that are alone.
                with suppress(IntegrityError, DataError), transaction.atomic():
                    cursor.execute(_copy(model, number))
        cursor.execute("SET LOCAL session_replication_role = origin")


def _models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.managed
        and model not in ALONE
        and any(field.name == "network" for field in model._meta.concrete_fields)
    ]


def _copy(model: type[models.Model], number: int) -> sql.Composable:
    """What copies the rows once more, with what must be unique changed."""
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    unique = {name for names in _unique(model) for name in _changed(model, names)}
    return sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {key} < {step}").format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(one.column) for one in fields),
        values=sql.SQL(", ").join(
            _other(one, number) if one.primary_key or one.name in unique else sql.Identifier(one.column)
            for one in fields
        ),
        key=sql.Identifier(model._meta.pk.column),
        step=sql.Literal(STEP),
    )


def _unique(model: type[models.Model]) -> Iterator[list[str]]:
    """The names of the fields that no two rows have in common."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield [field.name]
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            wholes = list(one.expressions)
            parts = [part for whole in wholes if isinstance(whole, Func) for part in whole.get_source_expressions()]
            yield [*one.fields, *(part.name for part in (*wholes, *parts) if isinstance(part, F))]
        elif isinstance(one, ExclusionConstraint):
            yield [part for part, _ in one.expressions if isinstance(part, str)]


def _changed(model: type[models.Model], names: list[str]) -> list[str]:
    """Of these fields those that are others in a copy: words and numbers, or else what the row points to last."""
    fields = [model._meta.get_field(name) for name in names]
    words = [one.name for one in fields if isinstance(one, WORDS) and not one.choices]
    rows = [one.name for one in fields if one.is_relation and one.related_model in _models()]
    return words or rows[-1:]


def _other(field: models.Field, number: int) -> sql.Composable:
    column = sql.Identifier(field.column)
    if field.primary_key or field.is_relation:
        change = "{column} + {number} * {step}"
    elif isinstance(field, models.UUIDField):
        change = "gen_random_uuid()"
    elif isinstance(field, models.CharField | models.TextField):
        third = "overlay({column} PLACING {number}::text FROM 3 FOR 1)"
        change = f"CASE WHEN length({{column}}) < 3 THEN {{column}} ELSE {third} END"
    elif isinstance(field, models.DateField):
        change = "{column} + interval '1 day' * {number}"
    else:
        change = "{column} + 20 * {number}"
    return sql.SQL(change).format(column=column, number=sql.Literal(number), step=sql.Literal(STEP))
