"""Members of a network, invitations, requests to join, and one's own account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from inclusion.core import limits, states
from inclusion.core.access import (
    ROLES,
    MemberRequest,
    NetworkRequest,
    Permission,
    PortalRequest,
    SignedInRequest,
    public,
    public_in_network,
    requires,
    signed_in,
    unlisted,
)
from inclusion.core.enums import JoinState, Reminder
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of
from inclusion.core.mail import emails
from inclusion.core.mail.bounces import confirm_address
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import Invitation, JoinRequest, Membership, Network, User, invitation_by_token
from inclusion.core.registry.panels import panels_for
from inclusion.core.scope import scoped_to
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.members import actions as member_actions
from inclusion.members.forms import (
    AcceptForm,
    DeclineForm,
    InviteForm,
    JoinForm,
    NameForm,
    NewcomerForm,
    ReattachForm,
    RemindersForm,
    RolesForm,
)
from inclusion.members.lists import AddressTable, MemberFilter, MemberTable
from inclusion.partners.models import Partner


@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """What protects this account, each with the page where it is changed."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "new_email": EmailAddress.objects.get_new(request.user),
        "newsletters": Network.objects.of_user(request.user).filter(activities__contains=["newsletter"]),
    }
    return render(request, "account/overview.html", context)


@signed_in
def account_name(request: SignedInRequest) -> HttpResponse:
    """Change how others read one's name."""
    start = {"first_name": request.user.first_name, "last_name": request.user.last_name}
    form = NameForm(request.POST or None, initial=start)
    if submitted(request, form, lambda data: member_actions.rename_user(**data, **stamp(request))):
        messages.success(request, "Votre nom est modifié.")
        return redirect("account")
    return render(request, "account/name_change.html", {"form": form})


@signed_in
def account_reminders(request: SignedInRequest) -> HttpResponse:
    """Choose which reminders come by e-mail."""
    start = [one for one in Reminder if one not in request.user.stopped_reminders]
    form = RemindersForm(request.POST or None, initial={"wanted": start})
    if request.method == "POST" and form.is_valid():
        member_actions.stop_reminders(stopped=form.stopped(), **stamp(request))
        messages.success(request, "Vos rappels par courriel sont réglés.")
        return redirect("account")
    return render(request, "account/reminders_change.html", {"form": form})


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signed link is the proof
@never_cache
@unlisted
@public
def reminder_stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask, then stop one reminder; posted by a mail program, stop at once."""
    user, reminder = emails.stop_behind(signed) or (None, None)
    if user is not None and reminder is not None and request.method == "POST":
        user = member_actions.stop_reminder(reminder, by=user, at=timezone.now())
    context = {"reminder": reminder, "stopped": user is not None and reminder in user.stopped_reminders}
    return render(request, "account/reminder_stop.html", context, status=200 if user else 404)


# -- Members and invitations of a network


def _member_or_404(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.in_force().select_related("user", "partner"), pk=pk)


@requires(Permission.MEMBERS_MANAGE)
def member_list(request: MemberRequest) -> HttpResponse:
    """Who takes part in the network; above, who was invited and who asks to come."""
    return listing(
        request,
        queryset=Membership.objects.in_force().select_related("user", "partner"),
        table=MemberTable,
        template="inclusion/members/member_list.html",
        name="membres",
        filterset=MemberFilter,
        invitations=Invitation.objects.unanswered().select_related("partner", "mail"),
        asked=JoinRequest.objects.filter(state=JoinState.WAITING),
        now=timezone.now(),
    )


@requires(Permission.MEMBERS_MANAGE)
def member_invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    members_url = reverse("member_list", args=[request.network.slug])
    return formed(
        request,
        InviteForm(request.POST or None, initial={"partner": request.GET.get("partenaire")}),
        lambda data: member_actions.invite_member(**data, **stamp(request)),
        done=lambda sent: f"L’invitation part à l’adresse {sent.email}.",
        then=members_url,
        back=members_url,
        cancel_label="Revenir aux membres",
        action_label="Envoyer l’invitation",
        heading="Inviter quelqu’un",
        trail=(("Membres", "member_list"), "Inviter"),
    )


@requires(Permission.MEMBERS_MANAGE)
def member_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """What a member does in the network, and the links to move them or end their access."""
    membership = _member_or_404(pk)
    start = {"roles": membership.roles, "job_title": membership.job_title}
    form = RolesForm(request.POST or None, initial=start)
    changed = submitted(request, form, lambda data: member_actions.change_roles(membership, **data, **stamp(request)))
    if changed:
        messages.success(request, f"Les rôles {of(changed.user)} sont enregistrés.")
        return redirect("member_list", request.network.slug)
    return render(request, "inclusion/members/member_edit.html", {"form": form, "membership": membership})


@requires(Permission.MEMBERS_MANAGE)
def member_reattach(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a member to another partner."""
    membership = _member_or_404(pk)
    form = ReattachForm(request.POST or None, membership=membership)
    moved = submitted(request, form, lambda data: member_actions.reattach_member(membership, **data, **stamp(request)))
    if moved:
        messages.success(request, f"{moved.user} fait désormais partie {of(moved.partner)}.")
        return redirect("member_edit", request.network.slug, pk)
    return render(request, "inclusion/members/member_reattach.html", {"form": form, "membership": membership})


@requires(Permission.MEMBERS_MANAGE)
def member_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then end a member's access."""
    membership, problem = _member_or_404(pk), ""
    if request.method == "POST":
        try:
            member_actions.end_membership(membership, **stamp(request))
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, f"{membership.user} n’a plus accès au réseau.")
            gone = membership.user_id == request.user.pk
            return redirect("my_networks") if gone else redirect("member_list", request.network.slug)
    return render(request, "inclusion/members/member_end.html", {"membership": membership, "problem": problem})


def _answer(request: MemberRequest, pk: int, verb: Any, said: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    return perform(
        request,
        lambda: verb(invitation, **stamp(request)),
        done=said.format(email=invitation.email),
        back=reverse("member_list", args=[request.network.slug]),
    )


@requires(Permission.MEMBERS_MANAGE)
@require_POST
def invitation_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    return _answer(request, pk, member_actions.withdraw_invitation, "L’invitation de {email} est annulée.")


@requires(Permission.MEMBERS_MANAGE)
@require_POST
def invitation_resend(request: MemberRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    return _answer(request, pk, member_actions.resend_invitation, "L’invitation repart à l’adresse {email}.")


# -- Addresses from which e-mails came back


@requires(Permission.MEMBERS_MANAGE)
def member_addresses(request: MemberRequest) -> HttpResponse:
    """The addresses to which nothing is sent any more, and why."""
    return listing(
        request,
        queryset=MailBounce.objects.suspending(),
        table=AddressTable,
        template="inclusion/members/member_addresses.html",
        name="adresses-qui-ne-marchent-pas",
    )


@requires(Permission.MEMBERS_MANAGE)
def member_address_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then write again to an address from which e-mails came back."""
    bounce = get_object_or_404(MailBounce, pk=pk)
    return confirmed(
        request,
        lambda: confirm_address(bounce.email, **stamp(request)),
        back=reverse("member_addresses", args=[request.network.slug]),
        done=f"Nos courriels partent de nouveau à {bounce}.",
        question=f"Écrire de nouveau à {bounce}\u00a0?",
        consequence=f"La dernière fois\u00a0: {bounce.get_reason_display()} "
        "Ce qui est déjà revenu ne repart pas tout seul.",
        action_label="L’adresse est bonne",
    )


# -- Accepting an invitation, and the public request to join


@unlisted
@public
def invitation(request: PortalRequest, token: str) -> HttpResponse:
    """Say who invites to what; who has an account accepts, a newcomer opens one."""
    found = invitation_by_token(token)
    if found is None:
        return render(request, "inclusion/members/invitation_unknown.html", status=404)
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
        return render(request, "inclusion/members/invitation.html", context)


def _accepted(request: HttpRequest, found: Invitation, form: NewcomerForm | None) -> bool:
    """Accept for who is signed in, or for a newcomer whose account opens; False while answers are missing."""
    now = timezone.now()
    if request.user.is_authenticated:
        member_actions.accept_invitation(found, by=request.user, at=now)
        return True
    if form is None or not form.is_valid():
        return False
    member = member_actions.accept_as_newcomer(found, at=now, **form.cleaned_data)
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
def join(request: NetworkRequest) -> HttpResponse:
    """The public form to take part in the network."""
    form = JoinForm(request.POST or None)
    if request.method == "POST":
        if form.is_robot:
            return redirect("join_thanks", request.network.slug)
        if form.is_valid():
            if limits.consume("join", get_adapter().get_client_ip(request), most=5, seconds=3600):
                member_actions.ask_to_join(at=timezone.now(), **form.answers())
                return redirect("join_thanks", request.network.slug)
            form.add_error(None, "Plusieurs demandes viennent d’être envoyées d’ici. Réessayez dans une heure.")
    context = {"form": form, "panels": panels_for("join", request, None)}
    return render(request, "inclusion/members/join.html", context)


@public_in_network
def join_thanks(request: NetworkRequest) -> HttpResponse:
    """The request has arrived; what happens now."""
    return render(request, "inclusion/members/join_thanks.html")


@requires(Permission.JOIN_DECIDE)
def join_request(request: MemberRequest, pk: int) -> HttpResponse:
    """One request, the partners it resembles, and the two answers."""
    asked = get_object_or_404(JoinRequest, pk=pk)
    return _show(request, asked, AcceptForm(asked=asked), DeclineForm())


@requires(Permission.JOIN_DECIDE)
@require_POST
def join_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the organisation in and invite who asked."""
    asked = get_object_or_404(JoinRequest, pk=pk)
    form = AcceptForm(request.POST, asked=asked)
    accepted = submitted(request, form, lambda data: member_actions.accept_join(asked, **data, **stamp(request)))
    if accepted:
        messages.success(request, f"{asked} rejoint le réseau. L’invitation part à {asked.email}.")
        return redirect("member_list", request.network.slug)
    return _show(request, asked, form, DeclineForm())


@requires(Permission.JOIN_DECIDE)
@require_POST
def join_decline(request: MemberRequest, pk: int) -> HttpResponse:
    """Say no, with the reason."""
    asked = get_object_or_404(JoinRequest, pk=pk)
    form = DeclineForm(request.POST)
    declined = submitted(request, form, lambda data: member_actions.decline_join(asked, **data, **stamp(request)))
    if declined:
        messages.success(request, f"La demande {of(asked)} est refusée. Le motif part à {asked.email}.")
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
    return render(request, "inclusion/members/join_request.html", context)
