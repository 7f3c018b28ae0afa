"""Members of a network: who is there, who was invited, who leaves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import memberships
from inclusion.enums import JoinState
from inclusion.errors import DomainError
from inclusion.filters import MemberFilter
from inclusion.forms.memberships import InviteForm, ReattachForm, RolesForm
from inclusion.forms.submit import submitted
from inclusion.listing import listing
from inclusion.models import Invitation, JoinRequest, Membership
from inclusion.tables import MemberTable


def _member_or_404(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.in_force().select_related("user", "partner"), pk=pk)


@requires(Permission.MEMBERS_MANAGE)
def member_list(request: HttpRequest) -> HttpResponse:
    """Who takes part in the network; above, who was invited and who asks to come."""
    return listing(
        request,
        queryset=Membership.objects.in_force().select_related("user", "partner"),
        table=MemberTable,
        template="inclusion/member_list.html",
        name="membres",
        filterset=MemberFilter,
        invitations=Invitation.objects.unanswered().select_related("partner", "mail"),
        asked=JoinRequest.objects.filter(state=JoinState.WAITING),
        now=timezone.now(),
    )


@requires(Permission.MEMBERS_MANAGE)
def member_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    form = InviteForm(request.POST or None, initial={"partner": request.GET.get("partenaire")})
    sent = submitted(
        request, form, lambda data: memberships.invite(**data, by=request.user, at=timezone.now())
    )
    if sent:
        messages.success(request, f"L’invitation part à l’adresse {sent.email}.")
        return redirect("member_list", request.network.slug)
    return render(request, "inclusion/member_invite.html", {"form": form})


@requires(Permission.MEMBERS_MANAGE)
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a member does in the network, and the doors to move them or end their access."""
    membership = _member_or_404(pk)
    start = {"roles": membership.roles, "job_title": membership.job_title}
    form = RolesForm(request.POST or None, initial=start)
    changed = submitted(
        request,
        form,
        lambda data: memberships.change_roles(membership, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, f"Les rôles de {changed.user} sont enregistrés.")
        return redirect("member_list", request.network.slug)
    return render(request, "inclusion/member_edit.html", {"form": form, "membership": membership})


@requires(Permission.MEMBERS_MANAGE)
def member_reattach(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a member to another partner."""
    membership = _member_or_404(pk)
    form = ReattachForm(request.POST or None, membership=membership)
    moved = submitted(
        request,
        form,
        lambda data: memberships.reattach(membership, **data, by=request.user, at=timezone.now()),
    )
    if moved:
        messages.success(request, f"{moved.user} fait désormais partie de {moved.partner}.")
        return redirect("member_edit", request.network.slug, pk)
    return render(request, "inclusion/member_reattach.html", {"form": form, "membership": membership})


@requires(Permission.MEMBERS_MANAGE)
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a member's access."""
    membership, problem = _member_or_404(pk), ""
    if request.method == "POST":
        try:
            memberships.end(membership, by=request.user, at=timezone.now())
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, f"{membership.user} n’a plus accès au réseau.")
            gone = membership.user_id == request.user.pk
            return redirect("my_networks") if gone else redirect("member_list", request.network.slug)
    return render(request, "inclusion/member_end.html", {"membership": membership, "problem": problem})


def _answer(request: HttpRequest, pk: int, verb: Any, said: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        verb(invitation, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said.format(email=invitation.email))
    return redirect("member_list", request.network.slug)


@requires(Permission.MEMBERS_MANAGE)
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    return _answer(request, pk, memberships.withdraw, "L’invitation de {email} est annulée.")


@requires(Permission.MEMBERS_MANAGE)
@require_POST
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    return _answer(request, pk, memberships.resend, "L’invitation repart à l’adresse {email}.")
