"""Pages of a school's pupils: pseudonyms, which the school alone can resolve."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from equipment.actions import pupils as actions
from equipment.actions.pupils import LooksLikeAName
from equipment.forms.pupils import PupilForm, known_of
from equipment.models import Pupil, School
from equipment.models.loans import STANDING
from equipment.rules.pseudonyms import propose
from equipment.views.tabs import own_schools, tabs
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted


def own_pupil(member: Member, pk: int) -> Pupil:
    """A pupil of the member's school who is not forgotten; nothing is found otherwise."""
    found = Pupil.objects.filter(school__partner=member.partner, forgotten_at=None)
    return get_object_or_404(found.select_related("school"), pk=pk)


def pupils_of(school: School) -> Any:
    """The pupils of a school who are not forgotten."""
    return Pupil.objects.filter(school=school, forgotten_at=None)


@requires(Permission.EQUIPMENT_BORROW)
def school_pupils(request: HttpRequest) -> HttpResponse:
    """The pseudonyms of the own schools, with what each has and until when it is kept."""
    standing = Count("loans", filter=Q(loans__state__in=STANDING))
    rows = Pupil.objects.filter(school__in=own_schools(request.member), forgotten_at=None)
    schools = list(own_schools(request.member))
    context = {
        "tabs": tabs(request.member, "requests"),
        "schools": schools,
        "pupils": rows.select_related("school", "network").annotate(standing=standing),
    }
    return render(request, "equipment/school_pupils.html", context)


@requires(Permission.EQUIPMENT_BORROW)
def school_pupils_print(request: HttpRequest) -> HttpResponse:
    """The correspondence table for the school to fill in by hand: names are written on the paper alone."""
    schools = [(school, list(pupils_of(school))) for school in own_schools(request.member)]
    return render(request, "equipment/school_pupils_print.html", {"schools": schools, "blanks": range(6)})


@requires(Permission.EQUIPMENT_BORROW)
def pupil_add(request: HttpRequest) -> HttpResponse:
    """Add a pupil under a pseudonym, which the portal proposes."""
    school = own_schools(request.member).first()
    if school is None:
        return redirect("school_pupils", request.network.slug)
    taken = frozenset(pupils_of(school).values_list("pseudonym", flat=True))
    form = PupilForm(request.POST or None, initial={"pseudonym": propose(taken)})
    pupil = submitted(request, form, lambda data: _kept(form, data, request, school=school))
    if pupil:
        messages.success(request, f"{pupil} est ajouté. Notez sur votre liste papier de qui il s’agit.")
        return redirect("school_pupils", request.network.slug)
    context = {"form": form, "pupil": None, "tabs": tabs(request.member, "requests"), "school": school}
    return render(request, "equipment/pupil_form.html", context)


def _kept(
    form: PupilForm,
    data: dict[str, Any],
    request: HttpRequest,
    *,
    school: School | None = None,
    pupil: Pupil | None = None,
) -> Pupil:
    stamp = {"by": request.user, "at": timezone.now()}
    try:
        if pupil is not None:
            return actions.change_pupil(pupil, **data, **stamp)
        assert school is not None
        return actions.add_pupil(school, **data, **stamp)
    except LooksLikeAName:
        form.ask_whether_it_is_a_name()
        raise


@requires(Permission.EQUIPMENT_BORROW)
def pupil_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a pupil another pseudonym or class."""
    pupil = own_pupil(request.member, pk)
    form = PupilForm(request.POST or None, initial=known_of(pupil))
    changed = submitted(request, form, lambda data: _kept(form, data, request, pupil=pupil))
    if changed:
        messages.success(request, "Le pseudonyme est enregistré. Corrigez aussi votre liste papier.")
        return redirect("school_pupils", request.network.slug)
    context = {"form": form, "pupil": pupil, "tabs": tabs(request.member, "requests"), "school": pupil.school}
    return render(request, "equipment/pupil_form.html", context)


@requires(Permission.EQUIPMENT_BORROW)
def pupil_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then empty a pseudonym for good."""
    pupil = own_pupil(request.member, pk)
    if request.method == "POST":
        try:
            actions.forget_pupil(pupil, by=request.user, at=timezone.now())
            messages.success(request, f"{pupil} est oublié. Ses prêts restent comptés, sans lui.")
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect("school_pupils", request.network.slug)
    context = {
        "question": f"Oublier {pupil}\u00a0?",
        "consequence": (
            "Le pseudonyme, la classe et ce que vos demandes disent de lui sont effacés pour de bon. "
            "Les prêts restent comptés, sans personne derrière."
        ),
        "action_label": "Oublier cet élève",
        "danger": True,
        "cancel_url": _list_url(request),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


def _list_url(request: HttpRequest) -> str:
    from django.urls import reverse

    return reverse("school_pupils", args=[request.network.slug])
