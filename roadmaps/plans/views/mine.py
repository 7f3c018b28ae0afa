"""« Mes actions »: what a member leads and follows across roadmaps; comments on an action and following it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from roadmaps.plans.actions import comments
from roadmaps.plans.forms.actions import CommentForm
from roadmaps.plans.models.comments import ActionComment
from roadmaps.plans.queries import network_tabs, own_actions, readers_of, visible_action
from roadmaps.plans.views.actions import form_page


@requires(Permission.ROADMAPS_VIEW)
def roadmap_actions_mine(request: MemberRequest) -> HttpResponse:
    """What the member leads in person, what the organisation leads, what the member follows and what moved there."""
    found = own_actions(request.member, timezone.localdate())
    late = sum(one.is_late for one in found.led)
    if not found.led:
        title = "Vous ne pilotez pas d’action vous-même"
    elif late:
        title = f"{so_many(late, 'action est', 'actions sont')} en retard, sur {len(found.led)} que vous pilotez"
    else:
        title = f"{so_many(len(found.led), 'action', 'actions')} à mener, aucune en retard"
    context = {
        "tabs": network_tabs(request.member, "mine"),
        "title": title,
        "found": found,
        "may_edit_all": request.member.may(Permission.ROADMAPS_MANAGE),
    }
    return render(request, "roadmaps/plans/mine.html", context)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_action_comment(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a comment, and choose who is to know."""
    action = visible_action(request.member, pk)
    if request.member.only_reads:
        raise PermissionDenied("roadmaps.comment")
    readers = [one for one in readers_of(action.roadmap) if one.user_id != request.user.pk]
    form = CommentForm(request.POST or None, readers=readers)
    if submitted(request, form, lambda data: comments.comment(action, **data, **stamp(request))):
        named = len(form.cleaned_data["mentions"])
        sentence = f" {so_many(named, 'personne reçoit', 'personnes reçoivent')} un courriel." if named else ""
        messages.success(request, f"Votre commentaire est sur la page de l’action.{sentence}")
        return redirect(f"{action.get_absolute_url()}#commentaires")
    what = f"Écrire à propos de «\u00a0{action}\u00a0»"
    return form_page(action, request, form, what=what, action_label="Publier ce commentaire", long_list=True)


@requires(Permission.ROADMAPS_VIEW)
@require_POST
def roadmap_comment_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a comment, as its author or as the coordination."""
    written = get_object_or_404(ActionComment, pk=pk)
    action = visible_action(request.member, written.action_id)
    if written.by_id != request.user.pk and not request.member.may(Permission.ROADMAPS_MANAGE):
        raise PermissionDenied("roadmaps.comment")
    return perform(
        request,
        lambda: comments.remove_comment(written, **stamp(request)),
        done="Le commentaire est retiré.",
        back=action,
    )


@requires(Permission.ROADMAPS_VIEW)
@require_POST
def roadmap_action_follow(request: MemberRequest, pk: int) -> HttpResponse:
    """Follow an action, or follow it no more."""
    action = visible_action(request.member, pk)
    stops = "stop" in request.POST
    act: Any = comments.unfollow if stops else comments.follow
    done = (
        "Vous ne suivez plus cette action."
        if stops
        else "Vous suivez cette action\u00a0: ce qui bouge est sur votre accueil et dans «\u00a0Mes actions\u00a0»."
    )
    return perform(
        request, lambda: act(action, member=request.member.membership, **stamp(request)), done=done, back=action
    )
