"""Help desks and regular workshops of a place: added, changed, ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inclusion.access import Member, Permission, requires
from inclusion.actions import sessions as actions
from inclusion.enums.places import SessionKind
from inclusion.forms.sessions import EndForm, SessionForm, known_of
from inclusion.forms.submit import submitted
from inclusion.models import Session
from inclusion.views.places import own_place, to_place


def own_session(member: Member, pk: int) -> Session:
    """What is held at a place that the member keeps."""
    session = get_object_or_404(Session.objects.select_related("place"), pk=pk)
    own_place(member, session.place_id)
    return session


@requires(Permission.GUIDE_OWN)
def session_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a help desk or a workshop to a place."""
    place = own_place(request.member, pk)
    form = SessionForm(request.POST or None, initial={"kind": SessionKind.HELP_DESK})
    session = submitted(
        request,
        form,
        lambda data: actions.add_session(place, **data, by=request.user, at=timezone.now()),
    )
    if session:
        messages.success(request, f"«\u00a0{session}\u00a0» est dans le guide.")
        return to_place(request.network, pk)
    return render(request, "inclusion/session_form.html", {"form": form, "place": place, "session": None})


@requires(Permission.GUIDE_OWN)
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is held, or when."""
    session = own_session(request.member, pk)
    form = SessionForm(request.POST or None, initial=known_of(session), session=session)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_session(session, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "C’est enregistré. Le guide le montre déjà.")
        return to_place(request.network, session.place_id)
    context = {"form": form, "place": session.place, "session": session}
    return render(request, "inclusion/session_form.html", context)


@requires(Permission.GUIDE_OWN)
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the last day on which it is held."""
    session = own_session(request.member, pk)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    ended = submitted(
        request,
        form,
        lambda data: actions.end_session(session, **data, by=request.user, at=timezone.now()),
    )
    if ended:
        messages.success(request, f"C’est noté\u00a0: «\u00a0{session}\u00a0» s’arrête.")
        return to_place(request.network, session.place_id)
    context = {"form": form, "place": session.place, "session": session}
    return render(request, "inclusion/session_end.html", context)
