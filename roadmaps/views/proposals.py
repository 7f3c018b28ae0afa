"""What the coordinator does with the ideas of a workshop: add, correct, merge, take out, turn into actions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted
from roadmaps.actions.proposals import (
    add_idea,
    change_idea,
    merge_ideas,
    restore_idea,
    separate_idea,
    take_idea,
    withdraw_idea,
)
from roadmaps.forms.workshops import IdeaForm, MergeForm, TakeForm
from roadmaps.models import Proposal
from roadmaps.views.workshop_page import board_page, crumbs, editable_idea, editable_workshop


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an idea from a sheet of paper, also once the workshop is closed."""
    workshop = editable_workshop(request.member, pk)
    form = IdeaForm(request.POST, workshop=workshop)
    idea = submitted(
        request, form, lambda data: add_idea(workshop, **data, by=request.user, at=timezone.now())
    )
    if idea is None:
        return board_page(workshop, request=request, form=form)
    messages.success(request, f"«\u00a0{idea}\u00a0» est sur la table «\u00a0{idea.table}\u00a0».")
    return redirect(workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an idea, or move it to another table."""
    idea = editable_idea(request.member, pk)
    initial = {"table": idea.table_id, "text": idea.text, "detail": idea.detail}
    form = IdeaForm(request.POST or None, workshop=idea.workshop, initial=initial)
    changed = submitted(
        request, form, lambda data: change_idea(idea, **data, by=request.user, at=timezone.now())
    )
    if changed:
        messages.success(request, "L’idée est corrigée\u00a0; ses voix lui restent.")
        return redirect(idea.workshop)
    return render(
        request, "roadmaps/proposal_edit.html", {**crumbs(idea.workshop), "idea": idea, "form": form}
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose which of the ideas that were ticked stays; the others stand in it."""
    workshop = editable_workshop(request.member, pk)
    keys = [key for key in request.GET.getlist("idee") if key.isdecimal()]
    board = Proposal.objects.filter(workshop=workshop).standing()
    ideas = list(board.filter(pk__in=keys).with_votes().select_related("table").order_by("-votes", "pk"))
    if len(ideas) < 2:
        choice = board.with_votes().select_related("table").order_by("table__rank", "pk")
        context = {**crumbs(workshop), "choice": choice, "ticked": {idea.pk for idea in ideas}}
        return render(request, "roadmaps/workshop_merge_choose.html", context)
    form = MergeForm(request.POST or None, ideas=ideas)
    kept = submitted(
        request,
        form,
        lambda data: merge_ideas(data["kept"], doubles=ideas, by=request.user, at=timezone.now()),
    )
    if kept:
        messages.success(request, f"{len(ideas)} idées n’en font qu’une\u00a0: «\u00a0{kept}\u00a0».")
        return redirect(workshop)
    return render(request, "roadmaps/workshop_merge.html", {**crumbs(workshop), "ideas": ideas, "form": form})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_separate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a merged idea stand by itself again."""
    idea = editable_idea(request.member, pk)
    separate_idea(idea, by=request.user, at=timezone.now())
    messages.success(request, f"«\u00a0{idea}\u00a0» est de nouveau une idée à part, avec ses propres voix.")
    return redirect(idea.workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an idea out of the board; it can be put back."""
    idea = editable_idea(request.member, pk)
    try:
        withdraw_idea(idea, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"«\u00a0{idea}\u00a0» est retirée\u00a0: vous la retrouvez au bas de sa table."
        )
    return redirect(idea.workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an idea that was taken out back on its table."""
    idea = editable_idea(request.member, pk)
    restore_idea(idea, by=request.user, at=timezone.now())
    messages.success(request, f"«\u00a0{idea}\u00a0» est de nouveau au tableau.")
    return redirect(idea.workshop)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def proposal_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn an idea into an action of the roadmap."""
    idea = editable_idea(request.member, pk)
    form = TakeForm(request.POST or None, proposal=idea)
    action = submitted(
        request, form, lambda data: take_idea(idea, **data, by=request.user, at=timezone.now())
    )
    if action:
        messages.success(request, f"L’idée est devenue l’action «\u00a0{action}\u00a0», au bas de son axe.")
        return redirect(action)
    return render(
        request, "roadmaps/proposal_take.html", {**crumbs(idea.workshop), "idea": idea, "form": form}
    )
