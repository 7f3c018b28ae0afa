"""The journal of writes and the history of states, both append-only and sealed; values that a journal line repeats."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, TextField, When
from django.db.models.functions import Cast, JSONObject

from inclusion.core.constraints import Protection
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

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
        relation = cast(models.ManyToOneRel, model._meta.get_field(self.relation))
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
        return {"_".join([*values, "sha256"]): digest if self.when is None else Case(When(self.when, then=digest))}


@cache
def recorded(model: type[models.Model]) -> _WithoutNulls | None:
    """What is repeated of a row as one JSON expression without nulls; None for a model of which nothing is."""
    fixed = _resolved(model, getattr(model, "RECORDED_ONCE", ()))
    documents = {field.attname: F(field.attname) for field in _document_fields(model)}
    values = documents | _resolved(model, getattr(model, "RECORDED", ()))
    values = {name: value for name, value in values.items() if name not in fixed}
    return _WithoutNulls(JSONObject(fixed=JSONObject(**fixed), values=JSONObject(**values))) if fixed | values else None


def _document_fields(model: type[models.Model]) -> "list[models.ForeignKey[Any, Any]]":
    """The fields by which rows of a model keep a document; a one-to-one field is of a row about the document itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.many_to_one
        and field.related_model._meta.label == "inclusion.Document"
        and getattr(model, "KEEPS_DOCUMENTS", True)
    ]


def _resolved(model: type[models.Model], entries: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, str):
            name = cast("models.Field[Any, Any]", model._meta.get_field(entry)).attname
            found[name] = F(name)
        else:
            found |= entry.resolve(model)
    return found


# -- Journal of writes and history of states: append-only, sealed in the database


class JournalQuerySet(NetworkOwnedQuerySet):
    #: Steps that only accompany another line.
    ACCOMPANYING = (
        "document.stored",
        "document.erased",
        "letter.written",
        "letter.emptied",
        "statement.printed",
        "person.kept",
        "commitment.made",
        "places.prepared",
    )

    def main_lines(self) -> "JournalQuerySet":
        """The lines without those that only accompany another one."""
        return self.exclude(verb__in=self.ACCOMPANYING)


class _Trace(NetworkOwned):
    """Who did something to which row, and when; no foreign key, so that a trace outlives its row."""

    target_model = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    #: The row's place in its network's chain, and the SHA-256 of the row and of the one before it; see `seal_history`.
    position = models.BigIntegerField(null=True, editable=False)
    sha256 = models.BinaryField(null=True)

    class Meta(NetworkOwned.Meta):
        abstract = True
        ordering = ["-at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "position"], name="%(class)s_position"),
            Protection("BEFORE INSERT OR UPDATE OR DELETE", "refuse_change_unless_sealed"),
        ]
        indexes = [
            models.Index(fields=["network", "id"], condition=models.Q(position=None), name="%(class)s_unsealed"),
            models.Index(fields=["network", "target_model", "target_id"], name="%(class)s_target"),
            models.Index(fields=["network", "-at"], name="%(class)s_at"),
        ]


class JournalEntry(_Trace):
    """One write: its verb, what it was done to, and details without personal data."""

    verb = models.CharField(max_length=40)
    label = models.CharField("action", max_length=120)
    target_label = models.CharField("objet", max_length=200)
    details = models.JSONField(default=dict)

    objects: ClassVar = NetworkManager.from_queryset(JournalQuerySet)()

    class Meta(_Trace.Meta):
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"

    def __str__(self) -> str:
        return self.label

    @property
    def detail(self) -> str:
        """What it was done to, for a timeline."""
        return self.target_label


class StateChange(_Trace):
    """One change of state, written by `states.move` and by nothing else."""

    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)

    class Meta(_Trace.Meta):
        verbose_name = "changement d’état"

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class ChainHead(NetworkOwned):
    """The last sealed row of one of these tables; written by `seal_history` alone."""

    table = models.CharField(max_length=63)
    position = models.BigIntegerField()
    sha256 = models.BinaryField()

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "table"], name="chainhead_one"),
        ]
