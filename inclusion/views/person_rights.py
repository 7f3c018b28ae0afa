"""The rights of a person helped: what is kept and until when, handing it over, erasing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import erasure
from inclusion.actions.person_export import file_of, hand_over
from inclusion.actions.traces import traces_of
from inclusion.errors import DomainError
from inclusion.exports import attachment
from inclusion.models import Beneficiary
from inclusion.rules.retention import KEEPING_YEARS, REASON


def _visible(request: HttpRequest, pk: int) -> Beneficiary:
    people = Beneficiary.objects.visible_to(request.member)
    return get_object_or_404(people.select_related("followed_by", "operator", "commune"), pk=pk)


def _page_of(person: Beneficiary) -> str:
    return reverse("person_rights", args=[person.network.slug, person.pk])


@requires(Permission.PEOPLE_VIEW)
def person_rights(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept about a person, why and until when; or that nothing is any more."""
    person = _visible(request, pk)
    may_erase = request.member.may(Permission.PEOPLE_RIGHTS)
    searched = may_erase and "ailleurs" in request.GET
    found = traces_of(person) if searched else []
    context = {
        "searched": searched,
        "certain": [one for one in found if one.is_certain],
        "hints": [one for one in found if not one.is_certain],
        "person": person,
        "kept": [(name, value) for name, value in file_of(person).items() if value not in (None, "")],
        "reason": REASON,
        "years": KEEPING_YEARS,
        "may_hand_over": request.member.may(Permission.PEOPLE_EDIT),
        "may_erase": may_erase,
    }
    return render(request, "inclusion/person_rights.html", context)


@requires(Permission.PEOPLE_EDIT)
@require_POST
def person_export(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is held about a person, to hand over to them; the journal keeps that it was."""
    person = _visible(request, pk)
    try:
        # What stands elsewhere is for whoever may see it: an address that was typed into a file must open nothing.
        elsewhere = request.POST.getlist("trace") if request.member.may(Permission.PEOPLE_RIGHTS) else None
        data = hand_over(person, by=request.user, at=timezone.now(), elsewhere=elsewhere)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(_page_of(person))
    return attachment(data, filename=f"donnees-personne-{person.pk}.zip", media_type="application/zip")


@requires(Permission.PEOPLE_RIGHTS)
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask and say what would happen, then empty a person's file at their request."""
    person = _visible(request, pk)
    if request.method == "POST":
        return _erased(request, person)
    found = traces_of(person)
    context = {
        "certain": [one for one in found if one.is_certain],
        "hints": [one for one in found if not one.is_certain and not one.kept],
        "kept": [one for one in found if one.kept],
        "person": person,
        "blockers": erasure.blockers(person, on=timezone.localdate(), asked=True),
        "consequences": erasure.consequences(person),
        "page": _page_of(person),
    }
    return render(request, "inclusion/person_erase.html", context)


def _erased(request: HttpRequest, person: Beneficiary) -> HttpResponse:
    try:
        erasure.erase(person, by=request.user, at=timezone.now(), also=request.POST.getlist("trace"))
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "La fiche est effacée. Plus rien n’y dit qui est la personne.")
    return redirect(_page_of(person))
