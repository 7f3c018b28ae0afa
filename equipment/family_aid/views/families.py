"""Pages of families: proposed in one short form, listed, followed on a page of their own."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.family_aid.actions import proposals as actions
from equipment.family_aid.actions.paths import path_of_aid
from equipment.family_aid.actions.sessions import FOLLOWS
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.forms import NewFamilyForm, ProposalForm, ReasonForm
from equipment.family_aid.lists import AnonymousAidFilter, FamilyAidFilter, FamilyAidTable
from equipment.family_aid.models import WITH_DEVICE, AidProgramme, FamilyAid, SessionAttendance
from equipment.family_aid.queries import (
    attendances_shown,
    devices_for_families,
    sees_everybody,
    sees_family,
    sessions_to_come,
    slots_of,
    with_path,
)
from equipment.family_aid.rules import Path, next_slot
from equipment.family_aid.views.tabs import framed, own_aid, page_of, step_page, visible_aid
from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.web import parameters
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.people.actions.files import KnownAlready, alike_to
from inclusion.people.forms import AlikeForm
from inclusion.people.models import Beneficiary

_WAY = ("Proposée", "Accordée", "Appareil remis", "Parcours suivi")
_REACHED = {AidState.PROPOSED: 1, AidState.ACCEPTED: 2, AidState.GIVEN: 3, AidState.STOPPED: 3, AidState.COMPLETED: 4}


def about(member: Member, aid: FamilyAid) -> dict[str, Any]:
    """Everything that the page of this aid shows to this member."""
    known, now = sees_family(member, aid), timezone.now()
    path = path_of_aid(aid)
    rows = attendances_shown(member, aid.attendances.all()).select_related("session__trainer", "session__network")
    attendances = list(rows.order_by("session__starts_at", "pk"))
    own = member.may(Permission.AID_PROPOSE) and known
    may_register = own and aid.state in FOLLOWS and aid.person.anonymised_at is None
    coming = sessions_to_come(aid.programme, at=now).select_related("trainer", "network") if may_register else None
    choices = _choices(aid, coming, attendances, now) if coming is not None else []
    ready = devices_for_families() if aid.state == AidState.ACCEPTED and known else None
    return {
        "known": known,
        "path": path,
        "headline": _headline(aid, path),
        "steps": _steps(aid),
        "checklist": _missing(aid, path, ready) if ready is not None else [],
        "ready": ready.count() if ready is not None else 0,
        "attendances": [_line(one, now) for one in attendances],
        "instead": _instead(aid, attendances, choices, now) if may_register else None,
        "choices": choices,
        "may_register": may_register,
        "may_change": own and aid.state == AidState.PROPOSED,
        "may_withdraw": own and aid.state in (AidState.PROPOSED, AidState.ACCEPTED),
        "may_give": sees_everybody(member) and aid.state == AidState.ACCEPTED,
        "may_stop": member.may(Permission.AID_DECIDE) and aid.state == AidState.GIVEN,
        "may_resume": member.may(Permission.AID_DECIDE) and aid.state == AidState.STOPPED,
        "may_give_feedback": own and aid.state in WITH_DEVICE,
        "may_decide": member.may(Permission.AID_DECIDE),
        "sees_person": member.may(Permission.PEOPLE_VIEW),
        "happened": _happened(aid) if known else [],
    }


def _headline(aid: FamilyAid, path: Path) -> str:
    """The answer of the page: the state of this family's aid."""
    if aid.state == AidState.PROPOSED:
        if aid.commission is None:
            return "attend qu’une commission soit convoquée"
        return f"attend la commission du {plain_date(aid.commission.held_on)}"
    words = {
        AidState.ACCEPTED: "a son aide, il reste à lui remettre un appareil",
        AidState.COMPLETED: "a suivi tout son parcours",
        AidState.STOPPED: "a arrêté son parcours",
        AidState.REFUSED: "n’a pas eu cette aide",
        AidState.WITHDRAWN: "n’est plus proposée",
    }
    if aid.state == AidState.GIVEN:
        left = so_many(path.left, "séance", "séances")
        return f"a son appareil, il lui reste {left} à suivre"
    return words[AidState(aid.state)]


def _steps(aid: FamilyAid) -> list[tuple[str, str]]:
    reached = _REACHED.get(AidState(aid.state))
    if reached is None:
        return []
    marks = ["done" if rank < reached else "current" if rank == reached else "next" for rank in range(len(_WAY))]
    if aid.state == AidState.STOPPED:
        marks[-1] = "next"
    return list(zip(_WAY, marks, strict=True))


def _missing(aid: FamilyAid, path: Path, ready: Any) -> list[tuple[str, bool]]:
    """What is needed before the device is given."""
    same = ready.filter(kind=aid.kind).count()
    kind = aid.get_kind_display().lower()
    is_there = f"Un appareil de la nature souhaitée est prêt ({kind})" if same else f"Un appareil est prêt ({kind})"
    return [
        ("L’aide est accordée", True),
        (is_there, bool(same)),
        (
            f"Les {path.promised} séances sont choisies, pour être écrites sur le reçu"
            if path.promised > 1
            else "La séance est choisie, pour être écrite sur le reçu",
            path.to_choose == 0,
        ),
    ]


def _choices(aid: FamilyAid, coming: Any, attendances: list[SessionAttendance], now: Any) -> list[Any]:
    """Sessions to come with a seat, whose subject the family has neither followed nor a day for."""
    taken = {one.session_id for one in attendances if one.state != Attendance.EXCUSED}
    subjects: set[str] = set()
    if aid.programme.subjects:
        counting = aid.attendances.followed_or_to_come(at=now)
        subjects.update(counting.values_list("session__title", flat=True))
    return [
        one
        for one in coming.order_by("starts_at", "pk")
        if one.pk not in taken and one.title not in subjects and one.taken < one.seats
    ]


def _line(one: SessionAttendance, now: Any) -> dict[str, Any]:
    to_come = one.session.starts_at > now
    return {
        "row": one,
        "session": one.session,
        "may_leave": to_come and one.noted_at is None and one.session.cancelled_at is None,
        "unnoted": not to_come and one.state == Attendance.EXPECTED and one.session.cancelled_at is None,
    }


def _instead(aid: FamilyAid, attendances: list[SessionAttendance], choices: list[Any], now: Any) -> Any:
    """What to propose in place of the last session that was missed, where nothing else makes up for it."""
    missed = [one for one in attendances if one.state in (Attendance.ABSENT, Attendance.EXCUSED)]
    path = path_of_aid(aid)
    if not missed or path.to_choose == 0:
        return None
    choices = [one for one in choices if one.title in path.missing or not path.missing]
    slot = next_slot(missed[-1].session.title, slots_of(choices), now=now)
    session = next((one for one in choices if slot is not None and one.pk == slot.key), None)
    return {"missed": missed[-1].session, "session": session}


def _happened(aid: FamilyAid) -> list[dict[str, Any]]:
    """The way so far, the newest first."""
    labels = dict(AidState.choices)
    lines = [
        {"at": one.at, "label": labels[one.to_state], "by": one.by, "detail": ""}
        for one in states.history(aid).select_related("by").order_by("-at", "-pk")
    ]
    given = [line for line in lines if line["label"] == AidState.GIVEN.label]
    if given and aid.given_at is not None and given[-1]["at"] != aid.given_at:
        # It was noted some day after.
        given[-1]["detail"] = f"le {plain_date(timezone.localdate(aid.given_at))}"
    first = {"at": aid.proposed_at, "label": "Proposée", "by": aid.proposed_by, "detail": str(aid.proposed_for)}
    return [*lines, first]


# -- Pages of families: proposal, list, detail


@requires(Permission.AID_VIEW)
def family_aid_list(request: MemberRequest) -> HttpResponse:
    """The families that this member may see: all, the own proposals, or those of the own sessions."""
    member = request.member
    seen = FamilyAid.objects.visible_to(member)
    reads_names = sees_everybody(member) or member.may(Permission.AID_PROPOSE)
    return listing(
        request,
        queryset=with_path(FamilyAid.objects.filter(pk__in=seen.values("pk"))).select_related("network"),
        table=FamilyAidTable,
        filterset=FamilyAidFilter if reads_names else AnonymousAidFilter,
        template="equipment/family_aid/family_aid_list.html",
        name="aides aux familles",
        **framed(
            request.member,
            "aids",
            families=seen.count(),
            waiting=seen.filter(state=AidState.PROPOSED).count(),
            may_propose=member.may(Permission.AID_PROPOSE) and _programmes().exists(),
            any_programme=AidProgramme.objects.exists(),
            may_open=member.may(Permission.AID_DECIDE),
        ),
    )


def _programmes() -> Any:
    return AidProgramme.objects.open_on(timezone.localdate()).order_by("-opened_on", "-pk")


def _people(request: MemberRequest) -> Any:
    return Beneficiary.objects.visible_to(request.member).known()


def _chosen(request: MemberRequest) -> Beneficiary | None:
    """The person whose family is proposed, where they are known: in the address or by a button of the form."""
    key = request.POST.get("person") or request.GET.get("personne")
    if not key:
        return None
    return get_object_or_404(_people(request), pk=parameters.key(key))


@requires(Permission.AID_PROPOSE)
def family_aid_propose(request: MemberRequest) -> HttpResponse:
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
        messages.success(request, f"La famille {of(aid.person)} est proposée\u00a0: la commission la verra.")
        return redirect(aid)
    context = framed(
        request.member,
        "aids",
        form=form,
        person=person,
        twins=twins,
        different_from=AlikeForm(request.POST).is_different_from(twins),
        any_programme=_programmes().exists(),
    )
    return render(request, "equipment/family_aid/family_aid_propose.html", context)


def _propose(request: MemberRequest, form: Any, person: Beneficiary | None, data: dict[str, Any]) -> FamilyAid:
    does = {"proposed_for": request.member.partner, **stamp(request)}
    if person is not None:
        return actions.propose(person, **data, **does)
    asked = {name: data[name] for name in form.asked}
    apart = AlikeForm(request.POST).apart()
    return actions.propose_new(form.person(data), among=_people(request), different_from=apart, **asked, **does)


@requires(Permission.AID_PROPOSE)
def family_aid_alike(request: MemberRequest) -> HttpResponse:
    """Who may be the person being typed, with a button to propose them instead."""
    asked = AlikeForm(request.GET)
    twins = alike_to(asked.identity(), among=_people(request))
    context = {"twins": twins, "different_from": asked.is_different_from(twins)}
    return render(request, "equipment/family_aid/family_aid_alike.html", context)


@requires(Permission.AID_VIEW)
def family_aid_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One family: the state of its aid, what is to be done, what happened."""
    aid = visible_aid(request.member, pk)
    return render(
        request,
        "equipment/family_aid/family_aid_detail.html",
        page_of(request.member, aid, **about(request.member, aid)),
    )


@requires(Permission.AID_PROPOSE)
def family_aid_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a proposal that was not decided."""
    aid = own_aid(request.member, pk)
    now = {name: getattr(aid, name) for name in ("kind", "children", "situation")}
    return formed(
        request,
        ProposalForm(request.POST or None, initial=now, programmes=None),
        lambda data: actions.change_proposal(aid, **data, **stamp(request)),
        done="La proposition est à jour.",
        action_label="Enregistrer la proposition",
        **step_page(request.member, aid, "Modifier la proposition"),
    )


@requires(Permission.AID_PROPOSE)
def family_aid_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a proposal back, with the reason."""
    aid = own_aid(request.member, pk)
    lead = (
        "La commission ne la verra plus, et ses places dans les séances sont libérées. "
        "La même famille pourra être proposée à nouveau."
    )
    return formed(
        request,
        ReasonForm(request.POST or None),
        lambda data: actions.withdraw(aid, **data, **stamp(request)),
        done="La proposition est retirée.",
        then=reverse("family_aid_list", args=[request.network.slug]),
        action_label="Retirer la proposition",
        **step_page(request.member, aid, "Retirer la proposition", lead=lead),
    )
