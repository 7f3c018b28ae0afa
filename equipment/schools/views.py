"""Pages of schools and of the pupils of one school."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.bank.queries import the_bank
from equipment.enums import STANDING_LOANS
from equipment.schools import actions
from equipment.schools.actions import SCHOOLS, LooksLikeAName
from equipment.schools.forms import PupilForm, SchoolClosingForm, SchoolForm, SchoolsFileForm
from equipment.schools.lists import SchoolFilter, SchoolTable
from equipment.schools.models import Pupil, School
from equipment.schools.rules import COLUMNS, propose
from equipment.tabs import tabs
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import of
from inclusion.core.web.acting import confirmed, formed, stamp
from inclusion.core.web.listing import listing
from inclusion.core.web.trials import TrialPages

SHOWN = 10


@requires(Permission.EQUIPMENT_MANAGE)
def school_list(request: MemberRequest) -> HttpResponse:
    """Every school of the network, with how many loans are open."""
    return listing(
        request,
        queryset=School.objects.select_related("partner", "network").with_standing(),
        table=SchoolTable,
        filterset=SchoolFilter,
        template="equipment/schools/school_list.html",
        name="etablissements",
        tabs=tabs(request.member, "schools"),
        begun=School.objects.count(),
        linked=School.objects.exclude(partner=None).count(),
    )


@requires(Permission.EQUIPMENT_FOLLOW)
def school_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One school: who asks in its name, what it asked for, what it has."""
    found = School.objects.visible_to(request.member).select_related("partner", "network", "commune")
    school = get_object_or_404(found, pk=pk)
    loans = school.loans.visible_to(request.member)
    asked = school.requests.visible_to(request.member).on_their_own()
    context = {
        "school": school,
        "tabs": tabs(request.member, "schools"),
        "manages": request.member.may(Permission.EQUIPMENT_MANAGE),
        "is_own": school.partner_id == request.member.partner.pk,
        "standing": loans.standing().select_related("model", "kit", "network").order_by("end", "pk")[:SHOWN],
        "loans_count": loans.count(),
        "requests": asked.select_related("model", "kit", "network")[:SHOWN],
        "pupils_count": school.pupils.filter(forgotten_at=None).count(),
    }
    return render(request, "equipment/schools/school_detail.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def school_add(request: MemberRequest) -> HttpResponse:
    """Add a school by hand."""
    return formed(
        request,
        SchoolForm(request.POST or None),
        lambda data: actions.add_school(the_bank(), **data, **stamp(request)),
        done=lambda school: f"{school} est dans l’annuaire.",
        back=reverse("school_list", args=[request.network.slug]),
        cancel_label="Revenir aux établissements",
        action_label="Ajouter cet établissement",
        heading="Ajouter un établissement",
        trail=(("Établissements", "school_list"), "Ajouter"),
        tabs=tabs(request.member, "schools"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def school_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a school, or the partner whose members ask in its name."""
    school = get_object_or_404(School, pk=pk)
    return formed(
        request,
        SchoolForm(request.POST or None, instance=get_object_or_404(School, pk=pk)),
        lambda data: actions.change_school(school, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        back=school,
        cancel_label="Ne rien changer",
        action_label="Enregistrer cet établissement",
        heading=f"Modifier {school}",
        trail=(("Établissements", "school_list"), school.name, school.get_absolute_url(), "Modifier"),
        tabs=tabs(request.member, "schools"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def school_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a school: it asks for nothing more, what it borrowed stays shown."""
    school = get_object_or_404(School, pk=pk)
    return formed(
        request,
        SchoolClosingForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda data: actions.close_school(school, **data, **stamp(request)),
        done=f"{school} est noté fermé.",
        back=school,
        cancel_label="Ne rien changer",
        action_label="Noter la fermeture",
        title=f"Fermer {school}",
        heading=f"Noter la fermeture {of(school)}",
        trail=(("Établissements", "school_list"), school.name, school.get_absolute_url(), "Fermer"),
        lead="Il ne pourra plus demander de matériel. Ce qu’il a emprunté reste compté, et vous pourrez le rouvrir.",
        tabs=tabs(request.member, "schools"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def school_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a closing back."""
    school = actions.reopen_school(get_object_or_404(School, pk=pk), **stamp(request))
    messages.success(request, f"{school} est rouvert.")
    return redirect(school)


# -- The annuaire as a file --------------------------------------------------------------------------------------------


class SchoolImportPages(TrialPages):
    """A file of schools."""

    importer = SCHOOLS
    permissions = (Permission.EQUIPMENT_MANAGE,)
    form = SchoolsFileForm
    names = ("school_import", "school_import_detail", "school_import_apply", "school_import_drop")
    new_template = "equipment/schools/school_import.html"
    heading = "Importer l’annuaire des établissements"
    crumb = "Importer l’annuaire"
    back_label = "Revenir aux établissements"

    def back(self, slug: str, subject: Any) -> str:
        return reverse("school_list", args=[slug])

    def trail(self, slug: str, subject: Any) -> list[tuple[Any, str]]:
        return [("Établissements", self.back(slug, subject))]

    def apply_label(self, report: Any) -> str:
        one = report.count == 1
        return "Enregistrer cet établissement" if one else f"Enregistrer ces {report.count} établissements"

    def frame(self, member: Member, subject: Any) -> dict[str, Any]:
        return {"tabs": tabs(member, "schools")}

    def guide(self, request: MemberRequest, subject: Any) -> dict[str, Any]:
        return {"headers": COLUMNS.headers, "department": request.network.department}

    def model(self, subject: Any) -> tuple[str, list[list[Any]]]:
        return "modele-etablissements", [COLUMNS.headers]


SCHOOL_IMPORT = SchoolImportPages()


# -- Pages of a school's pupils, by pseudonyms


def own_pupil(member: Member, pk: int) -> Pupil:
    """A pupil of the member's school who is not forgotten; nothing is found otherwise."""
    found = Pupil.objects.filter(school__partner=member.partner, forgotten_at=None)
    return get_object_or_404(found.select_related("school"), pk=pk)


def pupils_of(school: School) -> Any:
    """The pupils of a school who are not forgotten."""
    return Pupil.objects.filter(school=school, forgotten_at=None)


@requires(Permission.EQUIPMENT_BORROW)
def school_pupils(request: MemberRequest) -> HttpResponse:
    """The pseudonyms of the own schools, with what each has and until when it is kept."""
    standing = Count("loans", filter=Q(loans__state__in=STANDING_LOANS))
    rows = Pupil.objects.filter(school__in=School.objects.own(request.member), forgotten_at=None)
    schools = list(School.objects.own(request.member))
    context = {
        "tabs": tabs(request.member, "requests"),
        "schools": schools,
        "pupils": rows.select_related("school", "network").annotate(standing=standing),
    }
    return render(request, "equipment/schools/school_pupils.html", context)


@requires(Permission.EQUIPMENT_BORROW)
def school_pupils_print(request: MemberRequest) -> HttpResponse:
    """The correspondence table for the school to fill in by hand: names are written on the paper alone."""
    schools = [(school, list(pupils_of(school))) for school in School.objects.own(request.member)]
    return render(request, "equipment/schools/school_pupils_print.html", {"schools": schools, "blanks": range(6)})


@requires(Permission.EQUIPMENT_BORROW)
def pupil_add(request: MemberRequest) -> HttpResponse:
    """Add a pupil under a pseudonym, which the portal proposes."""
    school = School.objects.own(request.member).first()
    if school is None:
        return redirect("school_pupils", request.network.slug)
    taken = frozenset(pupils_of(school).values_list("pseudonym", flat=True))
    form = PupilForm(request.POST or None, initial={"pseudonym": propose(taken)})
    return formed(
        request,
        form,
        lambda data: _asking(form, lambda: actions.add_pupil(school, **data, **stamp(request))),
        done=lambda pupil: f"{pupil} est ajouté. Notez sur votre liste papier de qui il s’agit.",
        then=_list_url(request),
        back=_list_url(request),
        cancel_label="Revenir aux élèves",
        action_label="Ajouter cet élève",
        heading="Ajouter un élève",
        trail=(("Vos élèves", "school_pupils"), "Ajouter"),
        lead="Le portail propose un pseudonyme\u00a0; vous pouvez en choisir un autre. "
        "Notez sur votre liste papier de qui il s’agit.",
        tabs=tabs(request.member, "requests"),
    )


def _asking(form: PupilForm, act: Callable[[], Pupil]) -> Pupil:
    """Act; where the pseudonym reads like a name, the form then asks about it."""
    try:
        return act()
    except LooksLikeAName:
        form.ask_whether_it_is_a_name()
        raise


@requires(Permission.EQUIPMENT_BORROW)
def pupil_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a pupil another pseudonym or class."""
    pupil = own_pupil(request.member, pk)
    form = PupilForm(request.POST or None, initial=model_to_dict(pupil, PupilForm.base_fields))
    return formed(
        request,
        form,
        lambda data: _asking(form, lambda: actions.change_pupil(pupil, **data, **stamp(request))),
        done="Le pseudonyme est enregistré. Corrigez aussi votre liste papier.",
        then=_list_url(request),
        back=_list_url(request),
        cancel_label="Ne rien changer",
        action_label="Enregistrer ce pseudonyme",
        heading=f"Modifier {pupil}",
        trail=(("Vos élèves", "school_pupils"), pupil),
        lead="Un autre pseudonyme remplace celui-ci partout, aussi dans les prêts passés.",
        tabs=tabs(request.member, "requests"),
    )


@requires(Permission.EQUIPMENT_BORROW)
def pupil_forget(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then empty a pseudonym for good."""
    pupil = own_pupil(request.member, pk)
    return confirmed(
        request,
        lambda: actions.forget_pupil(pupil, **stamp(request)),
        done=f"{pupil} est oublié. Ses prêts restent comptés, sans lui.",
        back=_list_url(request),
        question=f"Oublier {pupil}\u00a0?",
        consequence=(
            "Le pseudonyme, la classe et ce que vos demandes disent de lui sont effacés pour de bon. "
            "Les prêts restent comptés, sans personne derrière."
        ),
        action_label="Oublier cet élève",
        danger=True,
    )


def _list_url(request: MemberRequest) -> str:
    return reverse("school_pupils", args=[request.network.slug])
