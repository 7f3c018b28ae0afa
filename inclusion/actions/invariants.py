"""What must always be true of every row: its documents, what the journal repeats of it, its states."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Exists, F, Func, JSONField, OuterRef, Q, Subquery, Value, Window
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, Lag, Length

from inclusion.hooks import register_invariant
from inclusion.models import Document, DocumentContent, DocumentErasure, JournalEntry, Network, StateChange
from inclusion.models.recorded import KEY, Sha256, recorded
from inclusion.scope import NetworkOwned


class _Differ(Func):
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "
    output_field = BooleanField()


class _Lacks(Func):
    """Whether a JSON object lacks something that a second one has."""

    template = "(NOT %(expressions)s)"
    arg_joiner = " @> "
    output_field = BooleanField()


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
        {"row": f"{model._meta.label} {key}", "changed": ", ".join(_changed(now, last))}
        for model in _owned()
        for key, now, last in _contradicted(model)
    ]


def _contradicted(model: type[models.Model]) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Their keys, what there is to repeat of them, and what their last line repeats."""
    values = recorded(model)
    if values is None:
        return []
    lines = JournalEntry.objects.filter(
        target_model=model._meta.label, target_id=OuterRef("pk"), details__has_key=KEY
    ).annotate(told=KeyTransform(KEY, "details"))
    last = Subquery(lines.order_by("-pk").values("told")[:1])
    rows = model._default_manager.annotate(
        now=values, last=Coalesce(last, Value({"fixed": {}, "values": {}}, JSONField()))
    )
    fixed = lines.filter(
        _Lacks(
            KeyTransform("fixed", OuterRef("now"), output_field=JSONField()), KeyTransform("fixed", "told")
        )
    )
    wrong = rows.filter(Q(_Differ("now", "last")) | Q(Exists(fixed)))
    return list(wrong.order_by("pk").values_list("pk", "now", "last"))


def _changed(now: dict[str, Any], last: dict[str, Any]) -> list[str]:
    return sorted(
        name
        for part in now
        for name in {*now[part], *last[part]}
        if now[part].get(name) != last[part].get(name)
    ) or ["against an earlier line"]


def unlike_their_history(network: Network) -> list[dict[str, Any]]:
    """Rows in another state than the one that their last change led to, or that they begin in; gaps between changes."""
    return [
        found
        for model in _owned()
        if hasattr(model, "TRANSITIONS")
        for found in (*_elsewhere(model), *_interrupted(model))
    ]


def _elsewhere(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    label = model._meta.label
    changes = StateChange.objects.filter(target_model=label, target_id=OuterRef("pk")).order_by("-pk")
    rows = model._default_manager.annotate(said=Subquery(changes.values("to_state")[:1]))
    wrong = rows.filter(Q(said=None) & ~Q(state__in=_first_states(model)) | ~Q(state=F("said")))
    found = wrong.order_by("pk").values_list("pk", "state", "said")
    return ({"row": f"{label} {key}", "state": state, "said": said} for key, state, said in found)


def _interrupted(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    label = model._meta.label
    before = Window(Lag("to_state"), partition_by="target_id", order_by="pk")
    changes = StateChange.objects.filter(target_model=label).annotate(before=before)
    wrong = changes.filter(
        Q(before=None) & ~Q(from_state__in=_first_states(model)) | ~Q(from_state=F("before"))
    )
    found = wrong.order_by("pk").values_list("target_id", "from_state", "before")
    return ({"row": f"{label} {key}", "from_state": state, "before": before} for key, state, before in found)


def _first_states(model: type[models.Model]) -> set[str]:
    """Those in which a row may begin: its default, and those that no other state leads to."""
    reached = {str(to) for targets in model.TRANSITIONS.values() for to in targets}
    return {str(model._meta.get_field("state").default), *(set(map(str, model.TRANSITIONS)) - reached)}


def register() -> None:
    """Have all rows proven beside the ledger."""
    register_invariant(
        "documents_whole", "chaque document a les octets de son empreinte SHA-256", unlike_their_print
    )
    register_invariant(
        "values_in_journal", "chaque valeur suivie est celle que le journal en dit", unlike_the_journal
    )
    register_invariant(
        "states_in_history", "chaque état est celui où mène son historique", unlike_their_history
    )
