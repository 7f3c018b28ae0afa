"""Which network a query may see."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.sql import Query

from inclusion.core.constraints import Protection, to_validate
from inclusion.core.french.text import CONTROL, LINE_END, ONE_LINE, UNPRINTABLE

_scope: ContextVar[Any] = ContextVar("network_scope", default=None)
EVERY_NETWORK = object()


class ScopeMissing(RuntimeError):
    """A query on a network's data was about to run while no network was active."""


class CrossNetworkWrite(RuntimeError):
    """A row of one network was about to be written in the scope of another."""


@contextmanager
def scoped_to(network: models.Model) -> Iterator[None]:
    """Let queries inside the block see the rows of `network` and of no other."""
    if network is None:
        raise ScopeMissing("scoped_to(None)")
    token = _scope.set(network)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def every_network() -> Iterator[None]:
    """Let queries cross networks: for the few allow-listed files that must (see tests/test_architecture.py)."""
    token = _scope.set(EVERY_NETWORK)
    try:
        yield
    finally:
        _scope.reset(token)


def active_scope() -> Any:
    """Return the active network, or EVERY_NETWORK; raise ScopeMissing when there is none."""
    scope = _scope.get()
    if scope is None:
        raise ScopeMissing("no network scope is active")
    return scope


def active_network() -> Any:
    """Return the one active network; raise ScopeMissing when there is none or when all are in scope."""
    scope = active_scope()
    if scope is EVERY_NETWORK:
        raise ScopeMissing("one network is needed here, every network is in scope")
    return scope


def session_scope() -> str:
    """The active scope as a database session knows it: a key, 0 for every network, nothing for none."""
    scope = _scope.get()
    if scope is None:
        return ""
    return "0" if scope is EVERY_NETWORK else f"{int(scope.pk)}"


class InScope(models.Func):
    """True for rows of the active network; raises when none is active."""

    output_field = models.BooleanField()
    allowed_default = True

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        scope = active_scope()
        column, params = compiler.compile(self.source_expressions[0])
        if scope is EVERY_NETWORK:
            return f"{column} IS NOT NULL", list(params)
        return f"{column} = %s", [*params, scope.pk]


def _refuse_other_networks(objs: Iterable[Any]) -> None:
    scope = active_scope()
    if scope is EVERY_NETWORK:
        return
    for obj in objs:
        if obj.network_id != scope.pk:
            raise CrossNetworkWrite(f"{obj._meta.label} {obj.pk} belongs to another network")


class NetworkOwnedQuerySet(models.QuerySet):
    """Reads of a network-owned model."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        _refuse_other_networks(objs)
        return super().bulk_create(objs, *args, **kwargs)


class NetworkManager(models.Manager):
    """The only manager of network-owned rows: filtered by scope, and peers' relations fetched together."""

    _queryset_class = NetworkOwnedQuerySet

    def get_queryset(self) -> NetworkOwnedQuerySet:
        rows = cast(NetworkOwnedQuerySet, super().get_queryset())
        rows.query = _in_scope(self.model).chain()
        return rows.fetch_mode(models.FETCH_PEERS)


@cache
def _in_scope(model: type[models.Model]) -> Query:
    """The rows of the active network as a query: put together once, since everything that is read begins with it."""
    return models.QuerySet(model).filter(InScope("network_id")).query


class NetworkOwned(models.Model):
    """A row that belongs to one network for good."""

    #: Its index is that of the unique constraint below.
    network = models.ForeignKey(
        "inclusion.Network",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="réseau",
        editable=False,
        db_index=False,
    )

    objects = NetworkManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            # The target of the composite foreign keys between rows of one network. The network is first: its
            # index finds the rows of one network as well.
            models.UniqueConstraint(fields=["network", "id"], name="%(app_label)s_%(class)s_network")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.network_id is None:
            self.network_id = active_network().pk
        _refuse_other_networks([self])
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        """Look at every field but the network, which is the one in scope: the database need not be asked for it."""
        excluded = {*(exclude or ()), "network"}
        faults: dict[str, Any] = {}
        try:
            super().clean_fields(exclude=excluded)
        except ValidationError as refused:
            faults = refused.error_dict
        faults |= {name: fault for name, fault in self._faults_of_text(excluded) if name not in faults}
        if faults:
            raise ValidationError(faults)

    def _faults_of_text(self, excluded: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What no file can carry, and the lines of what is one line, by field."""
        for field in self._meta.concrete_fields:
            text = self.__dict__.get(field.attname)
            if field.name in excluded or not isinstance(text, str):
                continue
            if CONTROL.search(text):
                yield field.name, UNPRINTABLE
            elif isinstance(field, models.CharField) and LINE_END.search(text):
                yield field.name, ONE_LINE

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """What `validate_constraints` looks at: all check constraints together, in one statement."""
        return [(model, to_validate(model)) for model, _ in super().get_constraints()]


class AppendOnly(NetworkOwned):
    """A row that stays as it was written: the database refuses any change."""

    class Meta(NetworkOwned.Meta):
        abstract = True
        constraints = [*NetworkOwned.Meta.constraints, Protection("BEFORE UPDATE OR DELETE", "append_only")]
