"""What the coordination does with a post: its plan and the decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from funding.ledger.queries import available_of
from funding.posts.actions import requests as actions
from funding.posts.forms.requests import ACCEPT, DecideForm, PlanYearForm, ReopenForm
from funding.posts.models import Post
from funding.posts.queries import explained, post_for
from funding.posts.views.pages import page_of
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted


@requires(Permission.POSTS_DECIDE)
def post_plan(request: MemberRequest, pk: int) -> HttpResponse:
    """Who pays how much of one year of a post, within what the rule allows."""
    post = post_for(request.member, pk)
    years = explained(post)
    wanted = request.GET.get("annee", "1")
    shown = next((year for year in years if str(year.row.number) == wanted), None)
    if shown is None:
        raise Http404(wanted)
    form = PlanYearForm(request.POST or None, year=shown.row)
    changed = submitted(request, form, lambda data: actions.plan_years(post, years=[form.terms], **stamp(request)))
    if changed:
        messages.success(request, f"Le plan de financement de la {shown.row.name} est enregistré.")
        return redirect(post)
    return render(request, "funding/posts/post_plan.html", {"post": post, "form": form, "year": shown, "years": years})


@requires(Permission.POSTS_DECIDE)
def post_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Accept a request or not, with its reason and its day; or take an acceptance back."""
    post = post_for(request.member, pk)
    form = DecideForm(request.POST or None, post=post, initial={"on": timezone.localdate()})
    decided = submitted(request, form, lambda data: _decided(request, post, **data))
    if decided:
        word = "est retenu" if form.cleaned_data["decision"] == ACCEPT else "n’est pas retenu"
        messages.success(request, f"C’est noté\u00a0: «\u00a0{post}\u00a0» {word}.")
        return redirect(post)
    context = {"form": form, "available": available_of(post.fund), **page_of(post, request.member)}
    return render(request, "funding/posts/post_decide.html", context)


def _decided(request: MemberRequest, post: Post, *, decision: str, **data: Any) -> Post:
    act = actions.accept_post if decision == ACCEPT else actions.refuse_post
    return act(post, **data, **stamp(request))


@requires(Permission.POSTS_DECIDE)
def post_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Send a request back to be completed, or reopen one that was not accepted."""
    post = post_for(request.member, pk)
    form = ReopenForm(request.POST or None)
    reopened = submitted(request, form, lambda data: actions.reopen_post(post, **data, **stamp(request)))
    if reopened:
        messages.success(request, f"«\u00a0{post}\u00a0» est de nouveau à compléter.")
        return redirect(post)
    context = {"post": post, "form": form, "title": "Ce qui est à compléter", "action_label": "Renvoyer à compléter"}
    return render(request, "funding/posts/post_form.html", context)
