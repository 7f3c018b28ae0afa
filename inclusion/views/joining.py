"""The two doors into a network: an invitation that was received, and the public request to join."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion import limits, states
from inclusion.access import ROLES, Permission, public, public_in_network, requires, unlisted
from inclusion.actions import joining, memberships
from inclusion.enums import JoinState
from inclusion.errors import DomainError
from inclusion.forms.joining import AcceptForm, DeclineForm, JoinForm
from inclusion.forms.memberships import NewcomerForm
from inclusion.forms.submit import submitted
from inclusion.models import JoinRequest, Partner, User
from inclusion.models.memberships import Invitation, invitation_by_token
from inclusion.scope import scoped_to


@unlisted
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites to what; who has an account accepts, a newcomer opens one."""
    found = invitation_by_token(token)
    if found is None:
        return render(request, "inclusion/invitation_unknown.html", status=404)
    request.network = found.network
    with scoped_to(found.network):
        known = User.objects.filter(email__iexact=found.email).exists()
        newcomer = not known and not request.user.is_authenticated
        form = NewcomerForm(request.POST or None, email=found.email) if newcomer else None
        problem = ""
        if request.method == "POST":
            try:
                if _accepted(request, found, form):
                    messages.success(request, f"Bienvenue dans le réseau {found.network}.")
                    welcome = redirect("network_home", found.network.slug)
                    return get_adapter().remember_device(request, welcome, request.user)
            except DomainError as refused:
                problem = str(refused)
        context = _invitation_context(request, found) | {"known": known, "form": form, "problem": problem}
        return render(request, "inclusion/invitation.html", context)


def _accepted(request: HttpRequest, found: Invitation, form: NewcomerForm | None) -> bool:
    """Accept for who is signed in, or for a newcomer whose account opens; False while answers are missing."""
    now = timezone.now()
    if request.user.is_authenticated:
        memberships.accept(found, by=request.user, at=now)
        return True
    if form is None or not form.is_valid():
        return False
    member = memberships.accept_as_newcomer(found, at=now, **form.cleaned_data)
    # The link proved the address, the password was chosen a moment ago: neither is asked for again.
    get_adapter().login(request, member.user)
    reauthenticate_by_password(request)
    return True


def _invitation_context(request: HttpRequest, found: Invitation) -> dict[str, Any]:
    return {
        "invitation": found,
        "roles": [ROLES[name] for name in found.roles if name in ROLES],
        "closed": found.closed_because(at=timezone.now()),
        "mine": request.user.is_authenticated and request.user.email.lower() == found.email.lower(),
        "login_url": f"{reverse('account_login')}?next={request.path}",
    }


@public_in_network
def join(request: HttpRequest) -> HttpResponse:
    """The public form to take part in the network."""
    form = JoinForm(request.POST or None)
    if request.method == "POST":
        if form.is_robot:
            return redirect("join_thanks", request.network.slug)
        if form.is_valid():
            if limits.consume("join", get_adapter().get_client_ip(request), most=5, seconds=3600):
                joining.ask(at=timezone.now(), **form.answers())
                return redirect("join_thanks", request.network.slug)
            form.add_error(
                None, "Plusieurs demandes viennent d’être envoyées d’ici. Réessayez dans une heure."
            )
    return render(request, "inclusion/join.html", {"form": form})


@public_in_network
def join_thanks(request: HttpRequest) -> HttpResponse:
    """The request has arrived; what happens now."""
    return render(request, "inclusion/join_thanks.html")


@requires(Permission.JOIN_DECIDE)
def join_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, the partners it resembles, and the two answers."""
    asked = get_object_or_404(JoinRequest, pk=pk)
    return _show(request, asked, AcceptForm(asked=asked), DeclineForm())


@requires(Permission.JOIN_DECIDE)
@require_POST
def join_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the organisation in and invite who asked."""
    asked = get_object_or_404(JoinRequest, pk=pk)
    form = AcceptForm(request.POST, asked=asked)
    accepted = submitted(
        request, form, lambda data: joining.accept(asked, **data, by=request.user, at=timezone.now())
    )
    if accepted:
        messages.success(request, f"{asked} rejoint le réseau. L’invitation part à {asked.email}.")
        return redirect("member_list", request.network.slug)
    return _show(request, asked, form, DeclineForm())


@requires(Permission.JOIN_DECIDE)
@require_POST
def join_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with the reason."""
    asked = get_object_or_404(JoinRequest, pk=pk)
    form = DeclineForm(request.POST)
    declined = submitted(
        request, form, lambda data: joining.decline(asked, **data, by=request.user, at=timezone.now())
    )
    if declined:
        messages.success(request, f"La demande de {asked} est refusée. Le motif part à {asked.email}.")
        return redirect("member_list", request.network.slug)
    return _show(request, asked, AcceptForm(asked=asked), form)


def _show(request: HttpRequest, asked: JoinRequest, accept: AcceptForm, decline: DeclineForm) -> HttpResponse:
    waiting = asked.state == JoinState.WAITING
    context = {
        "asked": asked,
        "waiting": waiting,
        "twins": Partner.objects.resembling(name=asked.organisation, siret=asked.siret) if waiting else [],
        "accept": accept,
        "decline": decline,
        "history": states.history(asked).select_related("by"),
    }
    return render(request, "inclusion/join_request.html", context)
