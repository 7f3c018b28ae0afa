"""The agenda of a meeting: put together from what waits, put in order, printed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.web import parameters
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.meetings.actions import agendas as actions
from inclusion.meetings.forms.planning import ItemForm
from inclusion.meetings.models import AgendaItem, Meeting, MeetingTask, PendingPoint
from inclusion.meetings.views.tabs import agenda_of, seen_meeting, when_words, where_words


def _waiting(meeting: Meeting) -> Any:
    """The points of the body that wait and are not on this agenda yet."""
    here = meeting.agenda.exclude(point=None).values("point_id")
    return PendingPoint.objects.waiting().filter(body=meeting.body).exclude(pk__in=here).select_related("partner")


def _tasks(meeting: Meeting) -> Any:
    """The tasks that came out of earlier meetings of the body and are still open."""
    open_ones = MeetingTask.objects.open().filter(meeting__body=meeting.body).exclude(meeting=meeting)
    return open_ones.select_related("partner").order_by("due_on", "pk")


def _page(meeting: Meeting, form: Any) -> dict[str, Any]:
    titles = {item.title for item in meeting.agenda.all()}
    return {
        "meeting": meeting,
        "form": form,
        "points": list(_waiting(meeting)),
        "tasks": [task for task in _tasks(meeting) if task.title not in titles],
        **agenda_of(meeting),
    }


@requires(Permission.BODIES_MANAGE)
def meeting_agenda(request: MemberRequest, pk: int) -> HttpResponse:
    """Put an agenda together; a point that is typed is added at the end."""
    meeting = seen_meeting(request.member, pk)
    form = ItemForm(request.POST or None)
    if submitted(request, form, lambda data: actions.add_item(meeting, **data, **stamp(request))):
        return redirect("meeting_agenda", request.network.slug, pk)
    return render(request, "inclusion/meetings/meeting_agenda.html", _page(meeting, form))


def _ticked(request: MemberRequest, name: str) -> list[int]:
    return parameters.keys(request.POST.getlist(name))


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_agenda_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the points and the tasks that were ticked on the agenda."""
    meeting = seen_meeting(request.member, pk)
    points = _waiting(meeting).filter(pk__in=_ticked(request, "point"))
    tasks = _tasks(meeting).filter(pk__in=_ticked(request, "task"))
    try:
        made = actions.add_pending_points(meeting, points=points, tasks=tasks, **stamp(request))
        if made:
            messages.success(request, so_many(len(made), "point ajouté.", "points ajoutés."))
        else:
            messages.warning(request, "Cochez au moins un point.")
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect("meeting_agenda", request.network.slug, pk)


def _item(meeting: Meeting, item_pk: int) -> AgendaItem:
    return get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=item_pk, meeting=meeting)


@requires(Permission.BODIES_MANAGE)
def meeting_item_edit(request: MemberRequest, pk: int, item_pk: int) -> HttpResponse:
    """Change a point of an agenda."""
    meeting = seen_meeting(request.member, pk)
    item = _item(meeting, item_pk)
    initial = {name: getattr(item, name) for name in ("title", "detail", "minutes", "presenter")}
    agenda_url = reverse("meeting_agenda", args=[request.network.slug, pk])
    return formed(
        request,
        ItemForm(request.POST or None, initial=initial),
        lambda data: actions.change_item(item, **data, **stamp(request)),
        done="Le point est modifié.",
        then=agenda_url,
        back=agenda_url,
        cancel_label="Ne rien changer",
        action_label="Enregistrer ce point",
        title="Modifier un point",
        heading=f"Modifier «\u00a0{item}\u00a0»",
        trail=(meeting, ("Ordre du jour", "meeting_agenda", pk), "Modifier un point"),
    )


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_item_move(request: MemberRequest, pk: int, item_pk: int) -> HttpResponse:
    """Move a point up or down, or take it off: what the button says."""
    meeting = seen_meeting(request.member, pk)
    item = _item(meeting, item_pk)
    act, back = request.POST.get("act"), reverse("meeting_agenda", args=[request.network.slug, pk])
    if act == "remove":
        done = f"«\u00a0{item}\u00a0» n’est plus à l’ordre du jour."
        return perform(request, lambda: actions.remove_item(item, **stamp(request)), done=done, back=back)
    return perform(request, lambda: actions.move_item(item, up=act == "up", **stamp(request)), back=back)


@requires(Permission.BODIES_VIEW)
def meeting_agenda_print(request: MemberRequest, pk: int) -> HttpResponse:
    """The agenda on paper."""
    meeting = seen_meeting(request.member, pk)
    context = {
        "letterhead": letterhead(request.network),
        "title": f"Ordre du jour, {meeting.title}",
        "foot": f"{request.network.name}, {meeting.body}",
        "meeting": meeting,
        "body": meeting.body,
        "when": when_words(meeting),
        "where": where_words(meeting),
        **agenda_of(meeting),
    }
    answer = HttpResponse(render_pdf("pdf/meeting_agenda.html", context), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="ordre-du-jour-{pk}.pdf"'
    return answer
