"""The people helped: search, open a file, see what was sent."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from inclusion.access import Permission, requires
from inclusion.actions import people as actions
from inclusion.actions.duplicates import KnownAlready, alike_to, refuse_known
from inclusion.filters import PersonFilter
from inclusion.forms.people import AlikeForm, PersonForm
from inclusion.forms.submit import submitted
from inclusion.hooks import panels_for
from inclusion.listing import listing
from inclusion.models import Beneficiary
from inclusion.tables import PersonTable


def _visible(request: HttpRequest):
    return Beneficiary.objects.visible_to(request.member).known()


@requires(Permission.PEOPLE_VIEW)
def person_list(request: HttpRequest) -> HttpResponse:
    """Search among the people of one's own organisation."""
    return listing(
        request,
        queryset=_visible(request),
        table=PersonTable,
        filterset=PersonFilter,
        template="inclusion/person_list.html",
        name="personnes",
        panels=panels_for("person_list", request, None),
    )


@requires(Permission.PEOPLE_VIEW)
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what is known, and what can be done for them; of an emptied file, that it was emptied."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    if person.anonymised_at is not None:
        return redirect("person_rights", request.network.slug, pk)
    context = {"person": person, "panels": panels_for("person_detail", request, person)}
    return render(request, "inclusion/person_detail.html", context)


@requires(Permission.PEOPLE_EDIT)
def person_add(request: HttpRequest) -> HttpResponse:
    """Open a person's file; the same person already known is shown before a second file is opened."""
    form = PersonForm(request.POST or None)
    try:
        person = submitted(request, form, lambda data: _open(request, data))
        twins = []
    except KnownAlready as known:
        person, twins = None, known.people
    if person:
        messages.success(request, f"La fiche de {person} est ouverte.")
        return redirect(person)
    context = {"form": form, "person": None, "twins": twins, "told_apart": False}
    return render(request, "inclusion/person_form.html", context)


@transaction.atomic
def _open(request: HttpRequest, data: dict) -> Beneficiary:
    del data["consent"]
    partner = request.member.partner
    asked = AlikeForm(request.POST)
    refuse_known(asked.identity(), followed_by=partner, among=_visible(request), told_apart=asked.apart())
    return actions.add_person(
        followed_by=partner, consent_on=timezone.localdate(), by=request.user, at=timezone.now(), **data
    )


@requires(Permission.PEOPLE_EDIT)
def person_alike(request: HttpRequest) -> HttpResponse:
    """The files that may be of the person whose name is being typed, among those that this member may see."""
    asked = AlikeForm(request.GET)
    twins = alike_to(asked.identity(), among=_visible(request))
    context = {"twins": twins, "told_apart": asked.tells_apart(twins)}
    return render(request, "inclusion/person_alike.html", context)


@requires(Permission.PEOPLE_EDIT)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's file."""
    person = get_object_or_404(_visible(request), pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_person(person, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "La fiche est à jour.")
        return redirect(changed)
    return render(request, "inclusion/person_form.html", {"form": form, "person": person, "twins": []})
