"""Pages of training sessions: planned, printed, attendance recorded."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.family_aid.actions import sessions as actions
from equipment.family_aid.actions.sessions import note_called, to_call
from equipment.family_aid.enums import Attendance
from equipment.family_aid.forms import AttendanceForm, SessionForm
from equipment.family_aid.lists import TrainingSessionFilter, TrainingSessionTable, session_chip
from equipment.family_aid.models import SessionAttendance, TrainingSession
from equipment.family_aid.papers import sheet_pdf
from equipment.family_aid.queries import attendances_shown, by_urgency, name_for, sees_family
from equipment.family_aid.views.tabs import framed, session_or_404
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing


@requires(Permission.AID_VIEW)
def training_session_list(request: MemberRequest) -> HttpResponse:
    """The sessions: all, or the own ones of who only trains."""
    member = request.member
    trains_only = not member.may(Permission.AID_PROPOSE) and not member.may(Permission.EQUIPMENT_MANAGE)
    seen = TrainingSession.objects.visible_to(member)
    found = seen.select_related("programme", "trainer", "network").with_seats()
    return listing(
        request,
        queryset=by_urgency(found, at=timezone.now()),
        table=TrainingSessionTable,
        filterset=TrainingSessionFilter,
        template="equipment/family_aid/training_session_list.html",
        name="séances de formation",
        **framed(
            request.member,
            "sessions",
            may_plan=member.may(Permission.AID_DECIDE),
            trains_only=trains_only,
            coming=seen.standing().filter(starts_at__gt=timezone.now()).count(),
        ),
    )


@requires(Permission.AID_VIEW)
def training_session_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One session: when, where, who is expected, whom to call."""
    session, member, now = session_or_404(request.member, pk), request.member, timezone.now()
    session.unnoted = session.attendances.filter(state=Attendance.EXPECTED).count()
    rows = attendances_shown(member, SessionAttendance.objects.filter(session=session))
    listed = rows.select_related("aid__person", "aid__proposed_for", "aid__network")
    calls = [row for row in to_call(at=now).filter(session=session) if sees_family(member, row.aid)]
    context = framed(
        request.member,
        "sessions",
        session=session,
        chip=session_chip(session),
        families=[(name_for(member, row.aid), row) for row in listed.order_by("aid__person__sort_name", "pk")],
        calls=calls,
        has_begun=session.starts_at <= now,
        may_change=member.may(Permission.AID_DECIDE),
        may_note=member.may(Permission.AID_TRAIN)
        and (member.may(Permission.AID_DECIDE) or session.trainer_id == member.partner.pk),
    )
    return render(request, "equipment/family_aid/training_session_detail.html", context)


def _noted(request: MemberRequest, pk: int) -> TrainingSession:
    """A session of which this member notes who came; nothing is found otherwise."""
    return get_object_or_404(
        TrainingSession.objects.noted_by(request.member).select_related("programme", "trainer"), pk=pk
    )


@requires(Permission.AID_DECIDE)
def training_session_add(request: MemberRequest) -> HttpResponse:
    """Plan a session."""
    return formed(
        request,
        SessionForm(request.POST or None),
        lambda data: actions.plan_session(**data, **stamp(request)),
        done=lambda planned: f"La séance «\u00a0{planned}\u00a0» est prévue\u00a0: les familles s’y inscrivent.",
        back=reverse("training_session_list", args=[request.network.slug]),
        template="equipment/family_aid/training_session_form.html",
        **framed(request.member, "sessions", session=None),
    )


@requires(Permission.AID_DECIDE)
def training_session_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a session."""
    session = session_or_404(request.member, pk)
    return formed(
        request,
        SessionForm(request.POST or None, initial=SessionForm.now(session), session=session),
        lambda data: actions.change_session(session, **data, **stamp(request)),
        done="La séance est à jour.",
        back=session,
        template="equipment/family_aid/training_session_form.html",
        **framed(request.member, "sessions", session=session),
    )


@requires(Permission.AID_DECIDE)
def training_session_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then cancel a session."""
    session = session_or_404(request.member, pk)
    expected = so_many(session.taken, "famille y est attendue", "familles y sont attendues")
    return confirmed(
        request,
        lambda: actions.cancel_session(session, **stamp(request)),
        done="La séance est annulée. Prévenez les familles qui y étaient attendues.",
        back=session,
        question=f"Annuler la séance «\u00a0{session}\u00a0»\u00a0?",
        consequence=f"{expected}\u00a0: prévenez-les, et proposez-leur une autre date. Une séance annulée le reste.",
        action_label="Annuler la séance",
        danger=True,
    )


@requires(Permission.AID_TRAIN)
def training_session_attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """Note who came, one line per family."""
    session = _noted(request, pk)
    rows = session.attendances.select_related("aid__person", "aid__proposed_for")
    names = [(row, name_for(request.member, row.aid)) for row in rows.order_by("aid__person__sort_name", "pk")]
    form = AttendanceForm(request.POST if request.method == "POST" else None, rows=names)
    return formed(
        request,
        form,
        lambda data: actions.note_attendance(session, form.noted(data), **stamp(request)),
        done=lambda complete: _noted_sentence(form.noted(form.cleaned_data), complete),
        then=session,
        template="equipment/family_aid/training_session_attendance.html",
        **framed(request.member, "sessions", session=session, has_begun=session.starts_at <= timezone.now()),
    )


def _noted_sentence(noted: dict[int, str], complete: int) -> str:
    left = sum(state == Attendance.EXPECTED for state in noted.values())
    if left == len(noted):
        return "Aucune présence n’est notée pour l’instant."
    said = "Les présences sont notées."
    if left:
        said = f"C’est noté. {so_many(left, 'famille reste', 'familles restent')} à noter."
    return f"{said} {so_many(complete, 'parcours est terminé', 'parcours sont terminés')}." if complete else said


@requires(Permission.AID_TRAIN)
def training_session_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet to sign, as a PDF."""
    session = _noted(request, pk)
    name = f"presences-{timezone.localdate(session.starts_at):%Y-%m-%d}.pdf"
    return attachment(sheet_pdf(session), filename=name, media_type="application/pdf", inline=True)


@requires(Permission.AID_PROPOSE)
def training_session_called(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a family was called: nothing reminds it a second time."""
    row = get_object_or_404(SessionAttendance.objects.select_related("aid", "session"), pk=pk)
    if not sees_family(request.member, row.aid):
        raise Http404
    if request.method == "POST":
        return perform(
            request,
            lambda: note_called(row, **stamp(request)),
            done="C’est noté\u00a0: cette famille est prévenue.",
            back=row.session,
        )
    return redirect(row.session)
