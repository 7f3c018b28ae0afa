"""What participants do in a workshop, with its secret address and without an account: write ideas and vote."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import public_in_network, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted
from roadmaps.actions.proposals import add_idea
from roadmaps.actions.votes import take_back, vote
from roadmaps.forms.workshops import QuickIdeaForm
from roadmaps.models import Proposal, Workshop
from roadmaps.views import workshop_public_page as pages


@unlisted
@public_in_network
def workshop_public(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a table, read its ideas, write one."""
    workshop = pages.found_workshop(token)
    if workshop is None:
        return pages.unknown(request=request)
    if request.method != "POST":
        return pages.participants_page(workshop, request=request, table=request.GET.get("table", ""))
    return _write(request, workshop)


def _write(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    form = QuickIdeaForm(request.POST, workshop=workshop)
    rank = request.POST.get("rang", "")
    if form.is_valid() and not pages.may_write(form.cleaned_data["table"], request=request):
        form.add_error(None, pages.SLOW_DOWN)
        return pages.participants_page(workshop, request=request, table=rank, form=form)
    idea = submitted(request, form, lambda data: add_idea(workshop, **data, by=None, at=timezone.now()))
    if idea is None:
        return pages.participants_page(workshop, request=request, table=rank, form=form)
    messages.success(request, "Votre idée est sur la table. Merci\u00a0!")
    return redirect(_address(request, workshop, str(idea.table.rank)))


def _address(request: HttpRequest, workshop: Workshop, rank: str) -> str:
    address = reverse("workshop_public", args=[request.network.slug, workshop.token])
    return f"{address}?table={rank}#idees" if rank.isdecimal() else address


@unlisted
@public_in_network
def workshop_vote(request: HttpRequest, token: str) -> HttpResponse:
    """Give a voice to an idea, or take it back."""
    workshop = pages.found_workshop(token)
    if workshop is None:
        return pages.unknown(request=request)
    if request.method != "POST":  # somebody reloads what answered a vote
        return pages.participants_page(workshop, request=request, table=request.GET.get("table", ""))
    rank = request.POST.get("rang", "")
    fault = _vote(request, workshop)
    if fault and not request.htmx:
        messages.error(request, fault)
    if request.htmx:
        return pages.participants_page(workshop, request=request, table=rank, fault=fault)
    return redirect(_address(request, workshop, rank))


def _vote(request: HttpRequest, workshop: Workshop) -> str:
    """Do what was asked; the sentence to show where it cannot be done."""
    voter = pages.voter_of(workshop, request=request)
    if not voter:
        return pages.NO_KEY
    if not pages.may_vote(request=request):
        return pages.TOO_MANY_VOICES
    key = request.POST.get("idee", "")
    idea = Proposal.objects.filter(workshop=workshop, pk=key).first() if key.isdecimal() else None
    if idea is None:
        return "Cette idée n’est plus au tableau\u00a0: la page montre celles qui y sont."
    try:
        (take_back if "reprendre" in request.POST else vote)(idea, voter=voter, at=timezone.now())
    except DomainError as refused:
        return str(refused)
    return ""
