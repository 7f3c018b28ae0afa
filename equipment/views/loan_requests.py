"""Pages of requests: the list, one of them, the request in three short steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.actions import pupils
from equipment.actions import requests as actions
from equipment.actions.pupils import LooksLikeAName
from equipment.enums import RequestState
from equipment.filters.loan_requests import LoanRequestFilter
from equipment.forms.borrowing import DatesForm, PupilStepForm, SituationForm
from equipment.models import LoanRequest
from equipment.models.terms import NoBank, the_bank
from equipment.tables.loan_requests import LoanRequestTable
from equipment.views.request_page import (
    near_links,
    page_of,
    standing,
    step_url,
    steps,
)
from equipment.views.tabs import own_schools, tabs, visible_request
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_request_list(request: HttpRequest) -> HttpResponse:
    """Requests: those to answer first for the bank, the own ones for a school."""
    seen = LoanRequest.objects.visible_to(request.member)
    waiting = LoanRequest.objects.visible_to(request.member).to_answer()
    return listing(
        request,
        queryset=seen.pressing_first().select_related("school", "model", "kit", "pupil", "network"),
        table=LoanRequestTable,
        filterset=LoanRequestFilter,
        template="equipment/loan_request_list.html",
        name="demandes-de-pret",
        tabs=tabs(request.member, "requests"),
        begun=seen.exists(),
        to_answer=waiting.count(),
        late=waiting.filter(answer_by__lt=timezone.localdate()).count(),
        manages=request.member.may(Permission.EQUIPMENT_MANAGE),
        schools=own_schools(request.member),
    )


@requires(Permission.EQUIPMENT_FOLLOW)
def loan_request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what it asks for, whether it can be had, what was answered, what comes next."""
    asked = visible_request(request.member, pk)
    return render(request, "equipment/loan_request_detail.html", page_of(asked, request.member))


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_add(request: HttpRequest) -> HttpResponse:
    """First step: it makes the draft; `?model=&kit=&start=&end=` (the day of return) fill it in."""
    schools = own_schools(request.member)
    context: dict[str, Any] = {"tabs": tabs(request.member, "requests"), "steps": steps("1"), "asked": None}
    try:
        the_bank()
    except NoBank:
        return render(request, "equipment/home_without_bank.html", {**context, "bank": None})
    if not schools:
        return render(request, "equipment/loan_request_no_school.html", context)
    form = DatesForm(request.POST or None, initial=_from_address(request), schools=schools)
    asked = submitted(request, form, lambda data: _begun(request, data, schools))
    if asked:
        return redirect(step_url(asked, "2"))
    return render(request, "equipment/loan_request_edit.html", {**context, **_step("1"), "form": form})


def _from_address(request: HttpRequest) -> dict[str, str]:
    said = request.GET
    initial = {name: said[name] for name in ("start", "end") if said.get(name)}
    for kind in ("model", "kit"):
        if key := parameters.key(said.get(kind)):
            initial["wanted"] = f"{kind}-{key}"
    return initial


def _begun(request: HttpRequest, data: dict[str, Any], schools: Any) -> LoanRequest:
    school = data.pop("school", None) or schools[0]
    return actions.begin_request(school, by=request.user, at=timezone.now(), **data)


def _step(step: str, asked: LoanRequest | None = None) -> dict[str, Any]:
    found = standing(asked) if asked else None
    return {
        "step": step,
        "before": step_url(asked, str(int(step) - 1)) if asked and step > "1" else "",
        "standing": found,
        "near": near_links(asked, found, url_name="loan_request_edit") if asked else [],
        "last": step == "3",
    }


def own_draft(member: Member, pk: int) -> LoanRequest:
    """A request of the member's own school, whatever its state; nothing is found otherwise."""
    found = LoanRequest.objects.filter(school__in=own_schools(member))
    related = ("school", "pupil", "model", "kit", "network")
    return get_object_or_404(found.select_related(*related), pk=pk)


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of a draft; what is written is kept when the others wait."""
    asked = own_draft(request.member, pk)
    if asked.state != RequestState.DRAFT:
        messages.error(request, "Cette demande est envoyée\u00a0: elle ne se modifie plus.")
        return redirect(asked)
    step = request.GET.get("etape", "1")
    step = step if step in ("1", "2", "3") else "1"
    form = _form_of(request, asked, step)
    changed = submitted(request, form, lambda data: _changed(request, asked, form, data))
    if changed:
        return redirect(step_url(changed, str(int(step) + 1)) if step < "3" else changed)
    context = {"asked": asked, "form": form, "steps": steps(step), "tabs": tabs(request.member, "requests")}
    return render(request, "equipment/loan_request_edit.html", {**context, **_step(step, asked)})


def _form_of(request: HttpRequest, asked: LoanRequest, step: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if step == "2":
        return PupilStepForm(data, request=asked)
    if step == "3":
        return SituationForm(data, request=asked)
    known: dict[str, Any] = {"start": asked.start, "end": asked.end}
    if asked.wanted is not None:
        known["wanted"] = f"{'kit' if asked.kit_id else 'model'}-{asked.wanted.pk}"
    return DatesForm(data, initial={**known, **_from_address(request)}, request=asked)


def _changed(request: HttpRequest, asked: LoanRequest, form: Any, data: dict[str, Any]) -> LoanRequest:
    stamp = {"by": request.user, "at": timezone.now()}
    if isinstance(form, PupilStepForm):
        new = {name: data.pop(name) for name in ("pseudonym", "level", "is_no_name") if name in data}
        if not data.get("pupil"):
            try:
                data["pupil"] = pupils.add_pupil(asked.school, **new, **stamp)
            except LooksLikeAName:
                form.ask_whether_it_is_a_name()
                raise
    return actions.change_request(asked, **data, **stamp)


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a step says so far, as far as it can be kept; 204 when something was, 422 otherwise."""
    asked = own_draft(request.member, pk)
    step = request.GET.get("etape", "1")
    form = _form_of(request, asked, step if step in ("1", "2", "3") else "1")
    form.is_valid()
    kept = {name: value for name, value in form.cleaned_data.items() if name not in form.errors}
    # A new pseudonym is added when the step is left, never while it is being typed.
    for name in ("pseudonym", "level", "is_no_name"):
        kept.pop(name, None)
    if asked.state != RequestState.DRAFT or not any(kept.values()):
        return HttpResponse(status=422)
    try:
        actions.change_request(asked, **kept, by=request.user, at=timezone.now())
    except DomainError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft to the bank."""
    asked = own_draft(request.member, pk)
    try:
        asked = actions.send_request(asked, by=request.user, at=timezone.now())
        messages.success(request, "La demande est envoyée. La réponse vous arrive par courriel.")
    except DomainError as refused:
        messages.error(request, f"Rien n’est envoyé, votre brouillon est gardé. {refused}")
    return redirect(asked)


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a request back."""
    asked = own_draft(request.member, pk)
    if request.method == "POST":
        try:
            actions.withdraw_request(asked, by=request.user, at=timezone.now())
            messages.success(request, "La demande est retirée.")
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect(asked)
    context = {
        "question": f"Retirer la demande «\u00a0{asked.wanted}\u00a0»\u00a0?",
        "consequence": "La banque ne la traitera pas, et ce qui vous était proposé est libre pour d’autres.",
        "action_label": "Retirer cette demande",
        "danger": True,
        "cancel_url": asked.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.EQUIPMENT_BORROW)
def loan_request_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away."""
    asked = own_draft(request.member, pk)
    if request.method == "POST":
        try:
            actions.delete_draft(asked, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(asked)
        messages.success(request, "Le brouillon est supprimé.")
        return redirect("loan_request_list", request.network.slug)
    context = {
        "question": "Supprimer ce brouillon\u00a0?",
        "consequence": "Ce qui y est écrit est perdu. Le pseudonyme de l’élève reste dans votre liste.",
        "action_label": "Supprimer ce brouillon",
        "danger": True,
        "cancel_url": asked.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.EQUIPMENT_BORROW)
@require_POST
def loan_request_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the same request anew: everything but its dates, which are to be chosen."""
    asked = own_draft(request.member, pk)
    new = actions.begin_request(
        asked.school,
        model=asked.model,
        kit=asked.kit,
        pupil=asked.pupil if asked.pupil and asked.pupil.forgotten_at is None else None,
        needs=asked.needs,
        situation=asked.situation,
        mdph_step=asked.mdph_step,
        later_is_fine=asked.later_is_fine,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "Une nouvelle demande est commencée, déjà remplie. Choisissez ses dates.")
    return redirect(step_url(new, "1"))
