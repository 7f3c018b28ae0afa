"""Families: proposed in one short form, listed, followed on a page of their own."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.actions import family_aids as actions
from equipment.enums import AidState
from equipment.filters.family_aid import AnonymousAidFilter, FamilyAidFilter
from equipment.forms.family_aid import NewFamilyForm, ProposalForm, ReasonForm
from equipment.models import AidProgramme, FamilyAid
from equipment.models.aid_queries import with_path
from equipment.models.aid_visibility import sees_everybody
from equipment.tables.family_aid import FamilyAidTable
from equipment.views.aid_page import about
from equipment.views.aid_tabs import framed, own_aid, page_of, visible_aid
from inclusion.core.access import Permission, requires
from inclusion.core.french.names import of
from inclusion.core.web import parameters
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.people.actions.files import KnownAlready, alike_to
from inclusion.people.forms import AlikeForm
from inclusion.people.models import Beneficiary


@requires(Permission.AID_VIEW)
def family_aid_list(request: HttpRequest) -> HttpResponse:
    """The families that this member may see: all, the own proposals, or those of the own sessions."""
    member = request.member
    seen = FamilyAid.objects.visible_to(member)
    reads_names = sees_everybody(member) or member.may(Permission.AID_PROPOSE)
    return listing(
        request,
        queryset=with_path(FamilyAid.objects.filter(pk__in=seen.values("pk"))).select_related("network"),
        table=FamilyAidTable,
        filterset=FamilyAidFilter if reads_names else AnonymousAidFilter,
        template="equipment/family_aid_list.html",
        name="aides aux familles",
        **framed(
            request.member,
            "aids",
            waiting=seen.filter(state=AidState.PROPOSED).count(),
            may_propose=member.may(Permission.AID_PROPOSE) and _programmes().exists(),
            any_programme=AidProgramme.objects.exists(),
            may_open=member.may(Permission.AID_DECIDE),
        ),
    )


def _programmes() -> Any:
    return AidProgramme.objects.open_on(timezone.localdate()).order_by("-opened_on", "-pk")


def _people(request: HttpRequest) -> Any:
    return Beneficiary.objects.visible_to(request.member).known()


def _chosen(request: HttpRequest) -> Beneficiary | None:
    """The person whose family is proposed, where they are known: in the address or by a button of the form."""
    key = request.POST.get("person") or request.GET.get("personne")
    if not key:
        return None
    return get_object_or_404(_people(request), pk=parameters.key(key))


@requires(Permission.AID_PROPOSE)
def family_aid_propose(request: HttpRequest) -> HttpResponse:
    """Propose a family: of somebody known, or of somebody whose file opens in the same step."""
    person = _chosen(request)
    kind = NewFamilyForm if person is None else ProposalForm
    form = kind(request.POST or None, programmes=_programmes())
    twins: Sequence[Beneficiary] = []
    aid = None
    try:
        aid = submitted(request, form, lambda data: _propose(request, form, person, data))
    except KnownAlready as known:
        twins = known.people
    if aid:
        messages.success(
            request, f"La famille {of(str(aid.person))} est proposée\u00a0: la commission la verra."
        )
        return redirect(aid)
    context = framed(
        request.member,
        "aids",
        form=form,
        person=person,
        twins=twins,
        told_apart=AlikeForm(request.POST).tells_apart(twins),
        any_programme=_programmes().exists(),
    )
    return render(request, "equipment/family_aid_propose.html", context)


def _propose(request: HttpRequest, form: Any, person: Beneficiary | None, data: dict[str, Any]) -> FamilyAid:
    does = {"proposed_for": request.member.partner, "by": request.user, "at": timezone.now()}
    if person is not None:
        return actions.propose(person, **data, **does)
    asked = {name: data[name] for name in form.asked}
    apart = AlikeForm(request.POST).apart()
    return actions.propose_new(form.person(data), among=_people(request), told_apart=apart, **asked, **does)


@requires(Permission.AID_PROPOSE)
def family_aid_alike(request: HttpRequest) -> HttpResponse:
    """Who may be the person being typed, with a button to propose them instead."""
    asked = AlikeForm(request.GET)
    twins = alike_to(asked.identity(), among=_people(request))
    context = {"twins": twins, "told_apart": asked.tells_apart(twins)}
    return render(request, "equipment/family_aid_alike.html", context)


@requires(Permission.AID_VIEW)
def family_aid_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One family: where it stands, what is to be done, what happened."""
    aid = visible_aid(request.member, pk)
    return render(
        request,
        "equipment/family_aid_detail.html",
        page_of(request.member, aid, **about(request.member, aid)),
    )


@requires(Permission.AID_PROPOSE)
def family_aid_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal that was not decided."""
    aid = own_aid(request.member, pk)
    now = {name: getattr(aid, name) for name in ("kind", "children", "situation")}
    form = ProposalForm(request.POST or None, initial=now, programmes=None)
    does = {"by": request.user, "at": timezone.now()}
    changed = submitted(request, form, lambda data: actions.change_proposal(aid, **data, **does))
    if changed:
        messages.success(request, "La proposition est à jour.")
        return redirect(changed)
    context = page_of(
        request.member,
        aid,
        form=form,
        question="Modifier la proposition",
        action_label="Enregistrer la proposition",
        lead="",
        danger=False,
    )
    return render(request, "equipment/family_aid_step.html", context)


@requires(Permission.AID_PROPOSE)
def family_aid_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back, with the reason."""
    aid = own_aid(request.member, pk)
    form = ReasonForm(request.POST or None)
    does = {"by": request.user, "at": timezone.now()}
    gone = submitted(request, form, lambda data: actions.withdraw(aid, **data, **does))
    if gone:
        messages.success(request, "La proposition est retirée.")
        return redirect(reverse("family_aid_list", args=[request.network.slug]))
    context = page_of(
        request.member,
        aid,
        form=form,
        question="Retirer la proposition",
        action_label="Retirer la proposition",
        lead="La commission ne la verra plus, et ses places dans les séances sont libérées. "
        "La même famille pourra être proposée à nouveau.",
        danger=True,
    )
    return render(request, "equipment/family_aid_step.html", context)
