"""What is done with the envelope that trains helpers: opened, changed, allotted, used, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted
from roadmaps.actions import training as actions
from roadmaps.forms.training import AllotmentForm, EnvelopeForm, UseForm
from roadmaps.models import TrainingAllotment, TrainingEnvelope, TrainingUse
from roadmaps.models.coverage_queries import allotments_of, envelope_of


def _page_of(envelope: TrainingEnvelope) -> str:
    return f"{reverse('training', args=[envelope.network.slug])}?enveloppe={envelope.pk}"


def _done(request: HttpRequest, envelope: TrainingEnvelope, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(_page_of(envelope))


@requires(Permission.ROADMAPS_MANAGE)
def training_open(request: HttpRequest) -> HttpResponse:
    """Open an envelope."""
    form = EnvelopeForm(request.POST or None, initial={"minimum_places": 60})
    envelope = submitted(
        request, form, lambda data: actions.open_envelope(**data, by=request.user, at=timezone.now())
    )
    if envelope:
        return _done(request, envelope, f"L’enveloppe «\u00a0{envelope}\u00a0» est ouverte.")
    context = {"form": form, "envelope": None, "back": reverse("training", args=[request.network.slug])}
    return render(request, "roadmaps/training_envelope.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an envelope."""
    envelope = get_object_or_404(TrainingEnvelope.objects.select_related("network"), pk=pk)
    initial = {name: getattr(envelope, name) for name in EnvelopeForm.base_fields}
    form = EnvelopeForm(request.POST or None, initial=initial)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_envelope(envelope, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        return _done(request, changed, "Les changements sont enregistrés.")
    context = {"form": form, "envelope": envelope, "back": _page_of(envelope)}
    return render(request, "roadmaps/training_envelope.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_allot(request: HttpRequest, pk: int) -> HttpResponse:
    """Give places to an intercommunalité."""
    envelope = get_object_or_404(TrainingEnvelope.objects.select_related("network"), pk=pk)
    initial = {"epci": request.GET.get("epci"), "committed_on": timezone.localdate()}
    form = AllotmentForm(request.POST or None, envelope=envelope, initial=initial)
    allotment = submitted(
        request, form, lambda data: actions.allot(envelope, **data, by=request.user, at=timezone.now())
    )
    if allotment:
        return _done(request, envelope, f"C’est noté\u00a0: {allotment} a {_words(allotment.places)}.")
    return _allotment_page(request, envelope, form, None)


@requires(Permission.ROADMAPS_MANAGE)
def training_allotment_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an intercommunalité has."""
    allotment = _allotment(pk)
    initial = {name: getattr(allotment, name) for name in ("places", "amount", "committed_on")}
    form = AllotmentForm(
        request.POST or None, envelope=allotment.envelope, allotment=allotment, initial=initial
    )
    changed = submitted(
        request,
        form,
        lambda data: actions.change_allotment(allotment, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        return _done(request, allotment.envelope, f"{allotment} a maintenant {_words(changed.places)}.")
    return _allotment_page(request, allotment.envelope, form, allotment)


def _allotment_page(
    request: HttpRequest, envelope: TrainingEnvelope, form: Any, allotment: TrainingAllotment | None
) -> HttpResponse:
    context = {
        "form": form,
        "envelope": envelope,
        "allotment": allotment,
        "figures": envelope_of(envelope),
        "back": _page_of(envelope),
    }
    return render(request, "roadmaps/training_allotment.html", context)


def _allotment(pk: int) -> TrainingAllotment:
    return get_object_or_404(TrainingAllotment.objects.select_related("envelope__network", "epci"), pk=pk)


def _words(places: int) -> str:
    return f"{places}\u00a0place{'s' if places > 1 else ''}"


@requires(Permission.ROADMAPS_MANAGE)
def training_allotment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take places back."""
    allotment = _allotment(pk)
    back = _page_of(allotment.envelope)
    if request.method == "POST":
        try:
            actions.withdraw_allotment(allotment, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(back)
        return _done(request, allotment.envelope, f"Les places de {allotment} sont de nouveau à attribuer.")
    context = {
        "question": f"Retirer les {_words(allotment.places)} de {allotment}\u00a0?",
        "consequence": "Ses euros reviennent à l’enveloppe. Ce qui a été fait reste au journal.",
        "action_label": "Retirer ces places",
        "danger": True,
        "cancel_url": back,
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a training that was held."""
    allotment = _allotment(pk)
    form = UseForm(request.POST or None, initial={"held_on": timezone.localdate()})
    use = submitted(
        request, form, lambda data: actions.record_use(allotment, **data, by=request.user, at=timezone.now())
    )
    if use:
        return _done(request, allotment.envelope, f"La formation «\u00a0{use}\u00a0» est notée.")
    reading = next(one for one in allotments_of(allotment.envelope) if one.allotment.pk == allotment.pk)
    context = {"form": form, "allotment": allotment, "reading": reading, "back": _page_of(allotment.envelope)}
    return render(request, "roadmaps/training_use.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def training_use_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take back a training that was noted by mistake."""
    found = TrainingUse.objects.select_related("allotment__envelope__network")
    use = get_object_or_404(found, pk=pk)
    envelope = use.allotment.envelope
    if request.method == "POST":
        actions.withdraw_use(use, by=request.user, at=timezone.now())
        return _done(request, envelope, "La formation est retirée\u00a0: ses places sont de nouveau libres.")
    context = {
        "question": f"Retirer la formation «\u00a0{use}\u00a0»\u00a0?",
        "consequence": "Ses places et son coût ne comptent plus. Ce qui a été fait reste au journal.",
        "action_label": "Retirer cette formation",
        "danger": True,
        "cancel_url": _page_of(envelope),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
