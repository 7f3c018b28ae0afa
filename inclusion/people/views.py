"""The people helped: search, files, and their rights."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, public, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of
from inclusion.core.jobs import in_each_network
from inclusion.core.mail.bounces import confirm_address
from inclusion.core.mail.tracking import suspended_by
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.people.actions import files as actions
from inclusion.people.actions import rights
from inclusion.people.actions.files import KnownAlready, alike_to, refuse_known
from inclusion.people.actions.rights import file_of, hand_over
from inclusion.people.actions.traces import traces_of
from inclusion.people.forms import AlikeForm, PersonForm, TownForm, TownInput
from inclusion.people.lists import PersonFilter, PersonTable
from inclusion.people.models import Beneficiary
from inclusion.people.rules import KEEPING_YEARS, REASON


def _visible(request: MemberRequest) -> Any:
    return Beneficiary.objects.visible_to(request.member).known()


@requires(Permission.PEOPLE_VIEW)
def person_list(request: MemberRequest) -> HttpResponse:
    """Search among the people of one's own organisation."""
    return listing(
        request,
        queryset=_visible(request),
        table=PersonTable,
        filterset=PersonFilter,
        template="inclusion/people/person_list.html",
        name="personnes",
        panels=panels_for("person_list", request, None),
    )


@requires(Permission.PEOPLE_VIEW)
def person_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One person: what is known, and what can be done for them; of an emptied file, that it was emptied."""
    person = get_object_or_404(Beneficiary.objects.visible_to(request.member), pk=pk)
    if person.anonymised_at is not None:
        return redirect("person_rights", request.network.slug, pk)
    panels = panels_for("person_detail", request, person)
    context = {"person": person, "panels": panels, "bounce": suspended_by(person.email)}
    return render(request, "inclusion/people/person_detail.html", context)


@requires(Permission.PEOPLE_EDIT)
def person_email_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then write again to a person's address from which e-mails came back."""
    person = get_object_or_404(_visible(request), pk=pk)
    return confirmed(
        request,
        lambda: confirm_address(person.email, **stamp(request)),
        back=person,
        done=f"Nos courriels partent de nouveau à {person.email}.",
        question=f"L’adresse {person.email} est-elle bonne\u00a0?",
        consequence=f"Des courriels en sont revenus. Vérifiez-la avec {person.first_name}\u00a0: "
        "une lettre déjà revenue ne repart pas toute seule.",
        action_label="L’adresse est bonne",
    )


@requires(Permission.PEOPLE_EDIT)
def person_add(request: MemberRequest) -> HttpResponse:
    """Open a person's file; the same person already known is shown before a second file is opened."""
    form = PersonForm(request.POST or None)
    try:
        person = submitted(request, form, lambda data: _open(request, data))
        twins: Sequence[Beneficiary] = ()
    except KnownAlready as known:
        person, twins = None, known.people
    if person:
        messages.success(request, f"La fiche {of(person)} est ouverte.")
        return redirect(person)
    context = {"form": form, "person": None, "twins": twins, "different_from": False}
    return render(request, "inclusion/people/person_form.html", context)


@transaction.atomic
def _open(request: MemberRequest, data: dict) -> Beneficiary:
    del data["consent"]
    partner = request.member.partner
    asked = AlikeForm(request.POST)
    refuse_known(asked.identity(), followed_by=partner, among=_visible(request), different_from=asked.apart())
    return actions.add_person(followed_by=partner, consent_on=timezone.localdate(), **stamp(request), **data)


@requires(Permission.PEOPLE_EDIT)
def person_alike(request: MemberRequest) -> HttpResponse:
    """The files that may be of the person whose name is being typed, among those that this member may see."""
    asked = AlikeForm(request.GET)
    twins = alike_to(asked.identity(), among=_visible(request))
    context = {"twins": twins, "different_from": asked.is_different_from(twins)}
    return render(request, "inclusion/people/person_alike.html", context)


@requires(Permission.PEOPLE_EDIT, Permission.AID_PROPOSE)
def person_towns(request: MemberRequest) -> HttpResponse:
    """The towns of the postal code that is being typed, as keys; before its last digit nothing changes."""
    written = {"postal_code": request.GET.get("postal_code")}
    town = TownInput().value_from_datadict(request.GET, None, "town")
    form = TownForm(initial={**written, "town": town})
    if request.htmx and not form.code:
        return HttpResponse(status=204)
    if form.is_of_other_code:
        form = TownForm(initial=written)
    return render(request, "inclusion/people/town_field.html", {"field": form["town"]})


@requires(Permission.PEOPLE_EDIT)
def person_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a person's file."""
    person = get_object_or_404(_visible(request), pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    changed = submitted(request, form, lambda data: actions.change_person(person, **data, **stamp(request)))
    if changed:
        messages.success(request, "La fiche est à jour.")
        return redirect(changed)
    return render(request, "inclusion/people/person_form.html", {"form": form, "person": person, "twins": []})


@csrf_exempt  # the gateway posts here by itself; the secret of the address is the proof
@public
@require_POST
def sms_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The gateway says that somebody answered STOP: `from` or `phone` is their number."""
    secret = settings.SMS_STOP_SECRET
    if not secret or not constant_time_compare(token, secret):
        raise Http404
    phone = request.POST.get("from") or request.POST.get("phone") or ""
    now = timezone.now()
    in_each_network(lambda network: actions.stop_sms(phone=phone, at=now))
    return HttpResponse(status=204)


# -- Rights of a person helped: information, access, erasure


def _visible_person(request: MemberRequest, pk: int) -> Beneficiary:
    people = Beneficiary.objects.visible_to(request.member)
    return get_object_or_404(people.select_related("followed_by", "operator", "commune"), pk=pk)


def _page_of(person: Beneficiary) -> str:
    return reverse("person_rights", args=[person.network.slug, person.pk])


@requires(Permission.PEOPLE_VIEW)
def person_rights(request: MemberRequest, pk: int) -> HttpResponse:
    """What is kept about a person, why and until when; or that nothing is any more."""
    person = _visible_person(request, pk)
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
    return render(request, "inclusion/people/person_rights.html", context)


@requires(Permission.PEOPLE_EDIT)
@require_POST
def person_export(request: MemberRequest, pk: int) -> HttpResponse:
    """All that is stored about a person, to give to them; the journal keeps that it was."""
    person = _visible_person(request, pk)
    try:
        # What is elsewhere is for whoever may see it: an address that was typed into a file must open nothing.
        elsewhere = request.POST.getlist("trace") if request.member.may(Permission.PEOPLE_RIGHTS) else None
        data = hand_over(person, **stamp(request), elsewhere=elsewhere)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(_page_of(person))
    return attachment(data, filename=f"donnees-personne-{person.pk}.zip", media_type="application/zip")


@requires(Permission.PEOPLE_RIGHTS)
def person_erase(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask and say what would happen, then empty a person's file at their request."""
    person = _visible_person(request, pk)
    if request.method == "POST":
        return perform(
            request,
            lambda: rights.erase(person, also=request.POST.getlist("trace"), **stamp(request)),
            done="La fiche est effacée. Plus rien n’y dit qui est la personne.",
            back=_page_of(person),
        )
    found = traces_of(person)
    context = {
        "certain": [one for one in found if one.is_certain],
        "hints": [one for one in found if not one.is_certain and not one.kept],
        "kept": [one for one in found if one.kept],
        "person": person,
        "blockers": rights.blockers(person, on=timezone.localdate(), asked=True),
        "consequences": rights.consequences(person),
        "page": _page_of(person),
    }
    return render(request, "inclusion/people/person_erase.html", context)
