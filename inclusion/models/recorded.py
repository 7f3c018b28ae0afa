"""Values of a row that its journal lines repeat, so that a change past the actions is found.

A model names them in `RECORDED`, and in `RECORDED_ONCE` those that never change once they are there; its documents
are always among them. `journal.record` writes them as the database has them, `inclusion.actions.invariants` compares.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, TextField, When
from django.db.models.functions import Cast, JSONObject

#: The key of a journal line's details under which they are, in two objects: `fixed` and `values`.
KEY = "row"


class Sha256(Func):
    """The SHA-256 of bytes as 64 hexadecimal digits, made by PostgreSQL."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = TextField()


class _Bytes(Func):
    template = "convert_to(%(expressions)s, 'UTF8')"
    output_field = models.BinaryField()


class _WithoutNulls(Func):
    function = "jsonb_strip_nulls"
    output_field = models.JSONField()


class _SomeOrNull(ArraySubquery):
    template = "NULLIF(ARRAY(%(subquery)s), '{}')"


@dataclass(frozen=True)
class Rows:
    """The rows that refer to this one by `relation`, in the order in which they were made, each with these values."""

    relation: str
    entries: tuple[Any, ...]

    def resolve(self, model: type[models.Model]) -> dict[str, Any]:
        """Return the name and the expression."""
        relation = model._meta.get_field(self.relation)
        rows = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        values = JSONObject(**_resolved(relation.related_model, self.entries))
        return {self.relation: _SomeOrNull(rows.order_by("pk").values(values=values))}


@dataclass(frozen=True)
class Digest:
    """The SHA-256 of what is too long for the journal, or what its readers may not see; none where not `when`."""

    entry: Any
    when: Q | None = None

    def resolve(self, model: type[models.Model]) -> dict[str, Any]:
        """Return the name and the expression."""
        values = _resolved(model, self.entry if isinstance(self.entry, tuple) else (self.entry,))
        value = JSONObject(**values) if len(values) > 1 else next(iter(values.values()))
        digest = Sha256(_Bytes(Cast(value, TextField())))
        return {
            "_".join([*values, "sha256"]): digest if self.when is None else Case(When(self.when, then=digest))
        }


@cache
def recorded(model: type[models.Model]) -> _WithoutNulls | None:
    """What is repeated of a row as one JSON expression without nulls; None for a model of which nothing is."""
    fixed = _resolved(model, getattr(model, "RECORDED_ONCE", ()))
    documents = {field.attname: F(field.attname) for field in _document_fields(model)}
    values = documents | _resolved(model, getattr(model, "RECORDED", ()))
    values = {name: value for name, value in values.items() if name not in fixed}
    return (
        _WithoutNulls(JSONObject(fixed=JSONObject(**fixed), values=JSONObject(**values)))
        if fixed | values
        else None
    )


def _document_fields(model: type[models.Model]) -> list[models.ForeignKey]:
    """The fields by which rows of a model keep a document; what tells of the document itself aside."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.many_to_one
        and field.related_model._meta.label == "inclusion.Document"
        and getattr(model, "KEEPS_DOCUMENTS", True)
    ]


def _resolved(model: type[models.Model], entries: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, str):
            name = model._meta.get_field(entry).attname
            found[name] = F(name)
        else:
            found |= entry.resolve(model)
    return found
