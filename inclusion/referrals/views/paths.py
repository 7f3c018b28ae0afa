"""A person's path on one page and on paper; how at ease she feels; its end; consent withdrawn; counts of a year."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.people.models import Beneficiary
from inclusion.referrals.actions import paths, sending
from inclusion.referrals.forms import LevelForm, PathEndForm
from inclusion.referrals.models import Referral
from inclusion.referrals.papers import path_pdf
from inclusion.referrals.queries import counts_of, level_words, path_of, years_of
from inclusion.referrals.rules import Relation, appointment_words


@requires(Permission.REFERRALS_VIEW)
def person_path(request: MemberRequest, pk: int) -> HttpResponse:
    """Where a person stands: her next appointment, how at ease she feels, what was done, as far as one may read it."""
    person = get_object_or_404(Beneficiary.objects.known().select_related("commune"), pk=pk)
    path = path_of(person, request.member, at=timezone.now())
    if path.relation == Relation.NONE:
        raise Http404
    follows = path.relation == Relation.FOLLOWS
    coming = path.next_appointment
    context = {
        "person": person,
        "path": path,
        "follows": follows,
        "may_edit": follows and request.member.may(Permission.REFERRALS_SEND),
        "levels": [(level, level_words(level)) for level in path.levels],
        "when": appointment_words(timezone.localtime(coming.appointment_at)) if coming else "",
        "agreed": Referral.objects.filter(person=person, consent_withdrawn_at=None).exists(),
    }
    return render(request, "inclusion/referrals/person_path.html", context)


def _followed(request: MemberRequest, pk: int) -> Beneficiary:
    """A person whom the member's organisation follows; nothing is found otherwise."""
    return get_object_or_404(Beneficiary.objects.visible_to(request.member).known(), pk=pk)


def _page_of(person: Beneficiary) -> str:
    return reverse("person_path", args=[person.network.slug, person.pk])


@requires(Permission.REFERRALS_SEND)
def person_path_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet « Mon parcours », to give to the person."""
    person = _followed(request, pk)
    path = path_of(person, request.member, at=timezone.now())
    pdf = path_pdf(person, path, on=timezone.localdate())
    return attachment(pdf, filename=f"mon-parcours-{pk}.pdf", media_type="application/pdf", inline=True)


@requires(Permission.REFERRALS_SEND)
def person_path_level(request: MemberRequest, pk: int) -> HttpResponse:
    """Note what a person says of how at ease she feels."""
    person = _followed(request, pk)
    partner, title = request.member.partner, "Comment se sent-elle avec le numérique\u00a0?"
    return formed(
        request,
        LevelForm(request.POST or None),
        lambda data: paths.note_level(person, partner=partner, **data, **stamp(request)),
        done="Ses réponses sont notées.",
        then=_page_of(person),
        back=_page_of(person),
        action_label="Noter ses réponses",
        heading=title,
        trail=(person, ("Parcours", "person_path", pk), title),
    )


@requires(Permission.REFERRALS_SEND)
def person_path_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a path ends, and why."""
    person = _followed(request, pk)
    title = "Son parcours se termine\u00a0?"
    return formed(
        request,
        PathEndForm(request.POST or None, initial={"ended_on": timezone.localdate()}),
        lambda data: paths.end_path(person, **data, **stamp(request)),
        done="Le parcours est terminé. Vous pourrez le rouvrir.",
        then=_page_of(person),
        back=_page_of(person),
        action_label="Terminer le parcours",
        heading=title,
        trail=(person, ("Parcours", "person_path", pk), title),
    )


@requires(Permission.REFERRALS_SEND)
@require_POST
def person_path_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with a path that had ended."""
    person = _followed(request, pk)
    return perform(
        request,
        lambda: paths.reopen_path(person, **stamp(request)),
        done="Le parcours est rouvert.",
        back=_page_of(person),
    )


@requires(Permission.REFERRALS_SEND)
def person_path_consent(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then note that the person no longer agrees to be shown to the places."""
    person = _followed(request, pk)
    return confirmed(
        request,
        lambda: sending.withdraw_consent(person, **stamp(request)),
        done="C’est noté\u00a0: les lieux ne voient plus rien d’elle.",
        back=_page_of(person),
        question=f"{person} retire son accord\u00a0?",
        consequence="Ses orientations en cours s’arrêtent, et les lieux ne voient plus rien d’elle, dès maintenant. "
        "Ce qui a été compté reste compté, sans son nom.",
        action_label="Noter qu’elle retire son accord",
        danger=True,
    )


# -- Counts


@requires(Permission.REFERRALS_COUNT)
def referral_counts(request: MemberRequest) -> HttpResponse:
    """What was sent in a year, and what came of it; small groups are hidden, in the file as on the page."""
    years = years_of() or [timezone.localdate().year]
    asked = parameters.year(request.GET.get("annee"))
    year = asked if asked in years else years[0]
    found = counts_of(year)
    fmt = request.GET.get("export")
    if fmt in exports.FORMATS:
        rows: list[tuple[Any, ...]] = [("Tableau", "Groupe", "Orientations")]
        for title, table in found.items():
            shown = [*table.rows, ("Ensemble", table.total)]
            rows += [(title, label, "masqué" if count is None else count) for label, count in shown]
        return exports.export(rows, fmt=fmt, name=f"orientations-{year}")
    context = {"year": year, "years": years, "tables": found, "total": next(iter(found.values())).total}
    return render(request, "inclusion/referrals/referral_counts.html", context)
