"""A new person and their pass in one short form; who may be the same person is shown as the name is typed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.actions.new_people import known_as, send_to_new
from funding.forms.passes import NewPassForm
from funding.models import Letter, PassProgramme
from inclusion.core.access import Permission, requires
from inclusion.core.web.forms import submitted
from inclusion.people.actions.files import KnownAlready, alike_to
from inclusion.people.forms import AlikeForm
from inclusion.people.models import Beneficiary


def _visible(request: HttpRequest):
    return Beneficiary.objects.visible_to(request.member).known()


def _programmes(request: HttpRequest):
    """What this organisation may send today."""
    found = PassProgramme.objects.open_on(timezone.localdate()).prescribed_by(request.member.partner)
    return found.select_related("funded_action__fund")


@requires(Permission.PASSES_SEND)
def pass_new(request: HttpRequest) -> HttpResponse:
    """Open a person's file and send the pass, in one click."""
    form = NewPassForm(request.POST or None, programmes=_programmes(request))
    alike: Sequence[Beneficiary] = []
    letter = None
    try:
        letter = submitted(request, form, lambda data: _send(request, data))
    except KnownAlready as known:
        alike = known.people
    if letter:
        messages.success(request, f"Le pass de {letter.booklet.beneficiary} est demandé.")
        return redirect(letter)
    context = {
        "form": form,
        "any_programme": _programmes(request).exists(),
        **_panel(form, alike, AlikeForm(request.POST)),
    }
    return render(request, "funding/pass_new.html", context)


@requires(Permission.PASSES_SEND)
def pass_alike(request: HttpRequest) -> HttpResponse:
    """Who may be the person being typed, with a button to send to them instead."""
    form = NewPassForm(request.GET, programmes=_programmes(request))
    asked = AlikeForm(request.GET)
    alike = alike_to(asked.identity(), among=_visible(request))
    return render(request, "funding/pass_alike.html", _panel(form, alike, asked))


def _panel(form: NewPassForm, alike: Sequence[Beneficiary], asked: AlikeForm) -> dict[str, Any]:
    year = timezone.localdate().year
    return {
        "known": known_as(alike, programme=form.chosen_programme(), year=year) if alike else [],
        "keys": ",".join(str(person.pk) for person in alike),
        "told_apart": asked.tells_apart(alike),
    }


def _send(request: HttpRequest, data: dict[str, Any]) -> Letter:
    del data["consent"]
    return send_to_new(
        {name: value for name, value in data.items() if name != "programme"},
        programme=data["programme"],
        prescriber=request.member.partner,
        among=_visible(request),
        told_apart=AlikeForm(request.POST).apart(),
        by=request.user,
        at=timezone.now(),
    )
