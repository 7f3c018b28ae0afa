"""The training of helpers: an envelope with its allotments and trainings, and what is done with it."""

from collections.abc import Iterator
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import of
from inclusion.core.models.history import JournalEntry
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from roadmaps.coverage.models import TrainingAllotment, TrainingEnvelope, TrainingUse
from roadmaps.coverage.queries import AllotmentReading, allotments_of, envelope_of
from roadmaps.plans.queries import network_tabs
from roadmaps.training import actions as training_actions
from roadmaps.training.forms import AllotmentForm, EnvelopeForm, UseForm
from roadmaps.training.lists import AllotmentTable, UseTable


@requires(Permission.ROADMAPS_VIEW)
def training(request: MemberRequest) -> HttpResponse:
    """How far an envelope has gone: the one in the address, else the one that runs, else the last one."""
    envelopes = list(TrainingEnvelope.objects.all())
    asked, today = request.GET.get("enveloppe", ""), timezone.localdate()
    running = [one for one in envelopes if one.start <= today < one.end]
    envelope = next((one for one in envelopes if str(one.pk) == asked), next(iter([*running, *envelopes]), None))
    context = {
        "tabs": network_tabs(request.member, "training"),
        "envelopes": envelopes,
        "envelope": envelope,
        "may_allot": request.member.may(Permission.ROADMAPS_MANAGE),
    }
    if envelope is None:
        return render(request, "roadmaps/training/training.html", context)
    siren = request.GET.get("epci", "")
    if siren.isdigit() and context["may_allot"]:
        return redirect(f"{reverse('training_allot', args=[request.network.slug, envelope.pk])}?epci={siren}")
    rows = allotments_of(envelope)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(_as_file(rows), fmt=fmt, name="formation des aidants")
    uses = sorted((use for row in rows for use in _with_allotment(row)), key=lambda use: (use.held_on, use.pk))
    shown = {"allotments": AllotmentTable(rows), "uses": UseTable(uses, prefix="tenues-")}
    for table in shown.values():
        tables.RequestConfig(request, paginate=False).configure(table)
    context |= {"figures": envelope_of(envelope), "happened": _happened(request), **shown, "begun": bool(rows)}
    return render(request, "roadmaps/training/training.html", context)


def _happened(request: MemberRequest) -> list[dict[str, Any]]:
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
    """Each allotment, and below it the trainings paid by it."""
    yield ["Intercommunalité", "Ligne", "Jour", "Formation", "Places", "Montant"]
    for row in rows:
        one = row.allotment
        yield [str(one.epci), "Attribution", one.committed_on, "", one.places, one.amount]
        for use in row.uses:
            yield [str(one.epci), "Formation tenue", use.held_on, use.label, use.places, use.amount]


# -- Envelope for the training of helpers: opening, changes, allotments, trainings, withdrawals


def _page_of(envelope: TrainingEnvelope) -> str:
    return f"{reverse('training', args=[envelope.network.slug])}?enveloppe={envelope.pk}"


def _done(request: MemberRequest, envelope: TrainingEnvelope, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(_page_of(envelope))


@requires(Permission.ROADMAPS_MANAGE)
def training_open(request: MemberRequest) -> HttpResponse:
    form = EnvelopeForm(request.POST or None, initial={"minimum_places": 60})
    envelope = submitted(request, form, lambda data: training_actions.open_envelope(**data, **stamp(request)))
    if envelope:
        return _done(request, envelope, f"L’enveloppe «\u00a0{envelope}\u00a0» est ouverte.")
    context = {"form": form, "envelope": None, "back": reverse("training", args=[request.network.slug])}
    return render(request, "roadmaps/training/training_envelope.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_change(request: MemberRequest, pk: int) -> HttpResponse:
    envelope = get_object_or_404(TrainingEnvelope.objects.select_related("network"), pk=pk)
    initial = model_to_dict(envelope, EnvelopeForm.base_fields)
    form = EnvelopeForm(request.POST or None, initial=initial)
    changed = submitted(
        request, form, lambda data: training_actions.change_envelope(envelope, **data, **stamp(request))
    )
    if changed:
        return _done(request, changed, "Les changements sont enregistrés.")
    context = {"form": form, "envelope": envelope, "back": _page_of(envelope)}
    return render(request, "roadmaps/training/training_envelope.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_allot(request: MemberRequest, pk: int) -> HttpResponse:
    """Give places to an intercommunalité."""
    envelope = get_object_or_404(TrainingEnvelope.objects.select_related("network"), pk=pk)
    initial = {"epci": request.GET.get("epci"), "committed_on": timezone.localdate()}
    form = AllotmentForm(request.POST or None, envelope=envelope, initial=initial)
    allotment = submitted(request, form, lambda data: training_actions.allot(envelope, **data, **stamp(request)))
    if allotment:
        return _done(request, envelope, f"C’est noté\u00a0: {allotment} a {_words(allotment.places)}.")
    return _allotment_page(request, envelope, form, None)


@requires(Permission.ROADMAPS_MANAGE)
def training_allotment_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what an intercommunalité has."""
    allotment = _allotment(pk)
    initial = model_to_dict(allotment, AllotmentForm.base_fields)
    form = AllotmentForm(request.POST or None, envelope=allotment.envelope, allotment=allotment, initial=initial)
    changed = submitted(
        request, form, lambda data: training_actions.change_allotment(allotment, **data, **stamp(request))
    )
    if changed:
        return _done(request, allotment.envelope, f"{allotment} a maintenant {_words(changed.places)}.")
    return _allotment_page(request, allotment.envelope, form, allotment)


def _allotment_page(
    request: MemberRequest, envelope: TrainingEnvelope, form: Any, allotment: TrainingAllotment | None
) -> HttpResponse:
    context = {
        "form": form,
        "envelope": envelope,
        "allotment": allotment,
        "figures": envelope_of(envelope),
        "back": _page_of(envelope),
    }
    return render(request, "roadmaps/training/training_allotment.html", context)


def _allotment(pk: int) -> TrainingAllotment:
    return get_object_or_404(TrainingAllotment.objects.select_related("envelope__network", "epci"), pk=pk)


def _words(places: int) -> str:
    return f"{places}\u00a0place{'s' if places > 1 else ''}"


@requires(Permission.ROADMAPS_MANAGE)
def training_allotment_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take places back."""
    allotment = _allotment(pk)
    return confirmed(
        request,
        lambda: training_actions.withdraw_allotment(allotment, **stamp(request)),
        done=f"Les places {of(allotment)} sont de nouveau à attribuer.",
        back=_page_of(allotment.envelope),
        question=f"Retirer les {_words(allotment.places)} {of(allotment)}\u00a0?",
        consequence="Ses euros reviennent à l’enveloppe. Ce qui a été fait reste au journal.",
        action_label="Retirer ces places",
        danger=True,
    )


@requires(Permission.ROADMAPS_MANAGE)
def training_use(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a training that took place."""
    allotment = _allotment(pk)
    form = UseForm(request.POST or None, initial={"held_on": timezone.localdate()})
    use = submitted(request, form, lambda data: training_actions.record_use(allotment, **data, **stamp(request)))
    if use:
        return _done(request, allotment.envelope, f"La formation «\u00a0{use}\u00a0» est notée.")
    reading = next(one for one in allotments_of(allotment.envelope) if one.allotment.pk == allotment.pk)
    context = {"form": form, "allotment": allotment, "reading": reading, "back": _page_of(allotment.envelope)}
    return render(request, "roadmaps/training/training_use.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_use_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take back a training that was noted by mistake."""
    found = TrainingUse.objects.select_related("allotment__envelope__network")
    use = get_object_or_404(found, pk=pk)
    return confirmed(
        request,
        lambda: training_actions.withdraw_use(use, **stamp(request)),
        done="La formation est retirée\u00a0: ses places sont de nouveau libres.",
        back=_page_of(use.allotment.envelope),
        question=f"Retirer la formation «\u00a0{use}\u00a0»\u00a0?",
        consequence="Ses places et son coût ne comptent plus. Ce qui a été fait reste au journal.",
        action_label="Retirer cette formation",
        danger=True,
    )
