"""The envelope that trains helpers: what it holds, what each intercommunalité has, the trainings held."""

from collections.abc import Iterator
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.models.history import JournalEntry
from inclusion.core.web import exports
from roadmaps.models import TrainingEnvelope
from roadmaps.models.coverage_queries import AllotmentReading, allotments_of, envelope_of
from roadmaps.tables.training import AllotmentTable, UseTable
from roadmaps.views.tabs import network_tabs


@requires(Permission.ROADMAPS_VIEW)
def training(request: HttpRequest) -> HttpResponse:
    """How far an envelope has gone: the one in the address, else the one that runs, else the last one."""
    envelopes = list(TrainingEnvelope.objects.all())
    envelope = _chosen(request, envelopes)
    context = {
        "tabs": network_tabs(request.member, "training"),
        "envelopes": envelopes,
        "envelope": envelope,
        "may_allot": request.member.may(Permission.ROADMAPS_MANAGE),
    }
    if envelope is None:
        return render(request, "roadmaps/training.html", context)
    siren = request.GET.get("epci", "")
    if siren.isdigit() and context["may_allot"]:
        return redirect(f"{reverse('training_allot', args=[request.network.slug, envelope.pk])}?epci={siren}")
    rows = allotments_of(envelope)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(_as_file(rows), fmt=fmt, name="formation des aidants")
    context |= {"figures": envelope_of(envelope), "happened": _happened(request), **_tables(request, rows)}
    return render(request, "roadmaps/training.html", context)


def _chosen(request: HttpRequest, envelopes: list[TrainingEnvelope]) -> TrainingEnvelope | None:
    asked, today = request.GET.get("enveloppe", ""), timezone.localdate()
    running = [one for one in envelopes if one.start <= today < one.end]
    return next((one for one in envelopes if str(one.pk) == asked), next(iter([*running, *envelopes]), None))


def _tables(request: HttpRequest, rows: list[AllotmentReading]) -> dict[str, Any]:
    uses = sorted(
        (use for row in rows for use in _with_allotment(row)), key=lambda use: (use.held_on, use.pk)
    )
    shown = {"allotments": AllotmentTable(rows), "uses": UseTable(uses, prefix="tenues-")}
    for table in shown.values():
        tables.RequestConfig(request, paginate=False).configure(table)
    return {**shown, "begun": bool(rows), "held": bool(uses)}


def _happened(request: HttpRequest) -> list[dict[str, Any]]:
    """The last lines of the journal about training, for who may read it."""
    if not request.member.may(Permission.JOURNAL_VIEW):
        return []
    lines = JournalEntry.objects.filter(verb__startswith="training.").select_related("by")
    return [
        {"at": one.at, "label": one.label, "detail": one.target_label, "by": one.by}
        for one in lines.order_by("-at", "-pk")[:8]
    ]


def _with_allotment(row: AllotmentReading) -> Iterator[Any]:
    """The trainings of an allotment, which know it without another query."""
    for use in row.uses:
        use.allotment = row.allotment
        yield use


def _as_file(rows: list[AllotmentReading]) -> Iterator[list[Any]]:
    """Each allotment, and below it the trainings held on it."""
    yield ["Intercommunalité", "Ligne", "Jour", "Formation", "Places", "Montant"]
    for row in rows:
        one = row.allotment
        yield [str(one.epci), "Attribution", one.committed_on, "", one.places, one.amount]
        for use in row.uses:
            yield [str(one.epci), "Formation tenue", use.held_on, use.label, use.places, use.amount]
