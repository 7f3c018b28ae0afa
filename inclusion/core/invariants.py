"""What must always be true of every row: its documents, what the journal repeats of it, its states."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import BooleanField, Exists, F, Func, JSONField, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, Lag, Length

from inclusion.core.models.documents import Document, DocumentContent, DocumentErasure
from inclusion.core.models.history import KEY, JournalEntry, Sha256, StateChange, recorded
from inclusion.core.models.networks import Network
from inclusion.core.registry.invariants import Finder, register_invariant
from inclusion.core.scope import NetworkOwned, scoped_to


class _Differ(Func):
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "
    output_field = BooleanField()


class _Lacks(Func):
    """Whether a JSON object lacks something that a second one has."""

    template = "(NOT %(expressions)s)"
    arg_joiner = " @> "
    output_field = BooleanField()


#: Stands for the network in statements that are made once.
_ANY = -1000000


def _fetched(rows: Callable[[], QuerySet], network: Network) -> list[tuple[Any, ...]]:
    """These rows of the network, in the order of their keys."""
    sql, params = _compiled(rows)
    with connection.cursor() as cursor:
        cursor.execute(sql, [network.pk if value is _ANY else value for value in params])
        return sorted(cursor.fetchall(), key=lambda row: row[:2])


@cache
def _compiled(rows: Callable[[], QuerySet]) -> tuple[str, tuple[Any, ...]]:
    """Their statement: to put together that of all models takes longer than to run it."""
    with scoped_to(Network(pk=_ANY)):
        return rows().query.sql_with_params()


def sql_finder(sql: str) -> Finder:
    """What finds the rows of this statement: its columns by name, `%(network)s` the key of the network."""

    def find(network: Network) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"network": network.pk})
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return find


def _together(rows: Iterable[QuerySet]) -> QuerySet:
    first, *others = rows
    return first.union(*others, all=True).order_by()


def _label(model: type[models.Model]) -> Value:
    return Value(model._meta.label, models.CharField())


def _owned() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if issubclass(model, NetworkOwned))


def unlike_their_print(network: Network) -> list[dict[str, Any]]:
    """Documents whose bytes are not those of their SHA-256 and size, or are gone without their erasure."""
    content = DocumentContent.objects.filter(document=OuterRef("pk"))
    whole = content.annotate(print=Sha256("data"), length=Length("data"))
    same = whole.filter(print=OuterRef("sha256"), length=OuterRef("size"))
    erased = DocumentErasure.objects.filter(document=OuterRef("pk"))
    wrong = Document.objects.filter(Q(~Exists(same), ~Exists(erased)) | Q(Exists(content), Exists(erased)))
    return [{"document": key, "kind": kind} for key, kind in wrong.order_by("pk").values_list("pk", "kind")]


def unlike_the_journal(network: Network) -> list[dict[str, Any]]:
    """Rows of which a value is not the one of their last journal line, or of any where it never changes."""
    return [
        {"row": f"{label} {key}", "changed": ", ".join(_changed(json.loads(now), json.loads(last)))}
        for label, key, now, last in _fetched(_all_contradicted, network)
    ]


def _all_contradicted() -> QuerySet:
    return _together(contradicted(model) for model in recorded_models())


def recorded_models() -> Iterator[type[models.Model]]:
    """The models whose journal lines repeat something."""
    return (model for model in _owned() if recorded(model) is not None)


def contradicted(model: type[models.Model]) -> QuerySet:
    """Such rows of a model: its label, their keys, what there is to repeat of them, what their last line repeats."""
    lines = JournalEntry.objects.filter(
        target_model=model._meta.label, target_id=OuterRef("pk"), details__has_key=KEY
    ).annotate(repeated=KeyTransform(KEY, "details"))
    last = Subquery(lines.order_by("-pk").values("repeated")[:1])
    rows = model._default_manager.annotate(
        now=recorded(model), last=Coalesce(last, Value({"fixed": {}, "values": {}}, JSONField()))
    )
    fixed = lines.filter(
        _Lacks(KeyTransform("fixed", OuterRef("now"), output_field=JSONField()), KeyTransform("fixed", "repeated"))
    )
    wrong = rows.filter(Q(_Differ("now", "last")) | Q(Exists(fixed)))
    return wrong.order_by().values_list(_label(model), "pk", "now", "last")


def _changed(now: dict[str, Any], last: dict[str, Any]) -> list[str]:
    return sorted(
        name for part in now for name in {*now[part], *last[part]} if now[part].get(name) != last[part].get(name)
    ) or ["against an earlier line"]


def unlike_their_history(network: Network) -> list[dict[str, Any]]:
    """Rows in another state than the one that their last change led to, or that they begin in; gaps between changes."""
    found = [*_fetched(_all_elsewhere, network), *_fetched(_interrupted, network)]
    return [{"row": f"{label} {key}", "state": state, "history": history} for label, key, state, history in found]


def _all_elsewhere() -> QuerySet:
    return _together(elsewhere(model) for model in models_with_states())


def models_with_states() -> Iterator[type[models.Model]]:
    """The models whose states have a history."""
    return (model for model in _owned() if hasattr(model, "TRANSITIONS"))


def elsewhere(model: type[models.Model]) -> QuerySet:
    """Rows of a model in another state than their history leads to: its label, their keys, their state, that one."""
    changes = StateChange.objects.filter(target_model=model._meta.label, target_id=OuterRef("pk"))
    rows = model._default_manager.annotate(history=Subquery(changes.order_by("-pk").values("to_state")[:1]))
    wrong = rows.filter(Q(history=None) & ~Q(state__in=_first_states(model)) | ~Q(state=F("history")))
    return wrong.order_by().values_list(_label(model), "pk", "state", "history")


def _interrupted() -> QuerySet:
    """Changes that do not begin in the state to which the one before led: label, key, that state, where it led."""
    before = Window(Lag("to_state"), partition_by=["target_model", "target_id"], order_by="pk")
    begun = Q()
    for model in models_with_states():
        begun |= Q(target_model=model._meta.label, from_state__in=_first_states(model))
    wrong = StateChange.objects.annotate(before=before).filter(Q(before=None) & ~begun | ~Q(from_state=F("before")))
    return wrong.order_by().values_list("target_model", "target_id", "from_state", "before")


def _first_states(model: Any) -> set[str]:
    """Those in which a row may begin: its default, those that no other state leads to, and its `FIRST_STATES`."""
    reached = {str(to) for targets in model.TRANSITIONS.values() for to in targets}
    declared = map(str, getattr(model, "FIRST_STATES", ()))
    unreached = set(map(str, model.TRANSITIONS)) - reached
    return {str(model._meta.get_field("state").default), *unreached, *declared}


def register() -> None:
    """Have all rows proven beside the ledger."""
    register_invariant("documents_whole", "chaque document a les octets de son empreinte SHA-256", unlike_their_print)
    register_invariant("values_in_journal", "chaque valeur suivie est celle que le journal en dit", unlike_the_journal)
    register_invariant("states_in_history", "chaque état est celui où mène son historique", unlike_their_history)
