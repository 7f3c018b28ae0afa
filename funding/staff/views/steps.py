"""What is noted of a post: who holds it, who leaves, what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.staff import actions
from funding.staff.forms import HolderForm, HolderLeavesForm, OutcomeForm
from funding.staff.models import PostHolder, StaffPost
from funding.staff.queries import kept_post
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted


def own_holder(member: Member, pk: int) -> PostHolder:
    """A holder of a post that the member keeps."""
    mine = PostHolder.objects.filter(post__in=StaffPost.objects.editable_by(member))
    return get_object_or_404(mine.select_related("post__network", "helper"), pk=pk)


def form_page(post: StaffPost, request: MemberRequest, form: Any, title: str, action_label: str) -> HttpResponse:
    """A short form about a post."""
    context = {"post": post, "form": form, "title": title, "action_label": action_label}
    return render(request, "funding/staff/staff_step.html", context)


@requires(Permission.POSTS_REQUEST)
def staff_outcome(request: MemberRequest, pk: int) -> HttpResponse:
    """Note what became of a post after its financing."""
    post = kept_post(request.member, pk)
    known = {"outcome": post.outcome, "on": post.outcome_on or timezone.localdate(), "outcome_note": post.outcome_note}
    form = OutcomeForm(request.POST or None, initial=known)
    if submitted(request, form, lambda data: actions.note_outcome(post, **data, **stamp(request))):
        messages.success(request, "C’est noté. Merci\u00a0: le réseau sait maintenant ce qu’est devenu ce poste.")
        return redirect(post)
    return form_page(post, request, form, "Qu’est devenu ce poste\u00a0?", "Noter cette réponse")


@requires(Permission.POSTS_REQUEST)
def holder_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note who holds a post."""
    post = kept_post(request.member, pk)
    form = HolderForm(request.POST or None, post=post, member=request.member)
    holder = submitted(request, form, lambda data: actions.add_holder(post, **data, **stamp(request)))
    if holder:
        messages.success(request, f"C’est noté\u00a0: poste pourvu à partir du {plain_date(holder.since)}.")
        return redirect(post)
    return form_page(post, request, form, "Noter qui occupe ce poste", "Noter cette personne")


@requires(Permission.POSTS_REQUEST)
def holder_leave(request: MemberRequest, pk: int) -> HttpResponse:
    """Note the last day of somebody on a post."""
    holder = own_holder(request.member, pk)
    form = HolderLeavesForm(request.POST or None)
    left = submitted(request, form, lambda data: actions.end_holder(holder, **data, **stamp(request)))
    if left:
        last = plain_date(shown_end(left.until))
        messages.success(request, f"C’est noté\u00a0: dernier jour le {last}. Une offre peut être publiée.")
        return redirect(holder.post)
    return form_page(holder.post, request, form, f"Noter le départ {of(holder)}", "Noter ce départ")


@requires(Permission.POSTS_REQUEST)
def holder_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take out a holder who was noted by mistake."""
    holder = own_holder(request.member, pk)
    return confirmed(
        request,
        lambda: actions.remove_holder(holder, **stamp(request)),
        done="Ce titulaire est retiré.",
        back=holder.post,
        question=f"Retirer {holder} de ce poste\u00a0?",
        consequence="Seulement si c’est une erreur. Pour une personne qui part, notez son départ.",
        action_label="Retirer ce titulaire",
        danger=True,
    )
