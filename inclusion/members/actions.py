"""Members are invited, change their roles and leave; organisations ask to join, a coordinator decides."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction

from inclusion.core import journal, states
from inclusion.core.access import ROLES
from inclusion.core.enums import JoinState, Reminder, Verb
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_siret
from inclusion.core.mail import outbox
from inclusion.core.mail.bounces import confirm_address
from inclusion.core.models.networks import Invitation, JoinRequest, Membership, Network, User
from inclusion.core.roles import Coordinator
from inclusion.core.scope import scoped_to
from inclusion.partners.actions import add_partner
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune


def _known_roles(names: Iterable[str]) -> list[str]:
    """The role names in the order of `ROLES`; refuses none at all and what is no role."""
    wanted = set(names)
    if unknown := wanted - set(ROLES):
        raise DomainError(f"Ce rôle n’existe pas\u00a0: {', '.join(sorted(unknown))}.")
    if not wanted:
        raise DomainError("Choisissez au moins un rôle.")
    return [name for name in ROLES if name in wanted]


def _active(partner: Partner) -> Partner:
    if partner.merged_into_id is not None:
        raise DomainError("Ce partenaire a été fusionné avec un autre\u00a0: choisissez celui qui reste.")
    return partner


def _members_with(email: str) -> bool:
    return Membership.objects.in_force().filter(user__email__iexact=email).exists()


def _keep_a_coordinator(leaving: Membership) -> None:
    """Lock the network's coordinators and refuse that the last of them stops being one.

    All are locked, the one who leaves included, always in the same order: two coordinators who take each other's
    access away at once neither wait for each other for ever nor both succeed.
    """
    coordinators = Membership.objects.in_force().with_role(Coordinator.name)
    locked = {one.pk for one in coordinators.order_by("pk").select_for_update(of=("self",))}
    if locked <= {leaving.pk}:
        raise DomainError(
            "C’est la dernière personne à la coordination du réseau\u00a0: donnez d’abord ce rôle à quelqu’un d’autre."
        )


def _locked(membership: Membership) -> Membership:
    """The membership, locked and up to date; refuses one that has ended."""
    row = Membership.objects.select_for_update(of=("self",)).select_related("user", "partner").get(pk=membership.pk)
    if row.ended_at is not None:
        raise DomainError("L’accès de cette personne a déjà été retiré.")
    return row


def _open_account(*, email: str, password: str, first_name: str, last_name: str) -> User:
    """Create the account of an address that is proven: the link that was sent there was followed."""
    if User.objects.filter(email__iexact=email).exists():
        raise DomainError("Un compte existe déjà avec cette adresse\u00a0: connectez-vous pour continuer.")
    user = User(email=email.lower(), first_name=first_name.strip(), last_name=last_name.strip())
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def rename_user(*, first_name: str, last_name: str, by: User, at: datetime) -> User:
    """Change one's own name, which each network of the account notes."""
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    user.first_name, user.last_name = first_name.strip(), last_name.strip()
    user.save(update_fields=["first_name", "last_name"])
    for one in _memberships(user):
        journal.record(Verb.MEMBER_RENAMED, on=one, by=by, at=at, label=str(one.partner))
    return user


def _memberships(user: User) -> Iterator[Membership]:
    """Those of an account, each in the scope of its network: what changes of the account is noted in all of them."""
    for network in Network.objects.of_user(user):
        with scoped_to(network):
            yield Membership.objects.in_force().select_related("partner").get(user=user)


@transaction.atomic
def stop_reminders(*, stopped: Iterable[str], by: User, at: datetime) -> User:
    """Say which reminders no longer come by e-mail, in each network of the account; the others come."""
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    wanted = [one.value for one in Reminder if one in set(stopped)]
    if wanted != user.stopped_reminders:
        user.stopped_reminders = wanted
        user.save(update_fields=["stopped_reminders"])
        for one in _memberships(user):
            journal.record(Verb.REMINDERS_CHOSEN, on=one, by=by, at=at, label=str(one.partner), stopped=wanted)
    return user


@transaction.atomic
def stop_reminder(reminder: Reminder, *, by: User, at: datetime) -> User:
    """Stop one reminder, by the link of an e-mail."""
    user = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    return stop_reminders(stopped=[*user.stopped_reminders, reminder], by=user, at=at)


@transaction.atomic
def add_member(
    user: User, partner: Partner, roles: Iterable[str], *, by: User | None, at: datetime, job_title: str = ""
) -> Membership:
    """Make the user a member of the partner's network. Raises DomainError when they already are one."""
    if Membership.objects.in_force().filter(user=user).exists():
        raise DomainError("Cette personne est déjà membre du réseau.")
    membership = Membership.objects.create(
        network_id=partner.network_id,
        user=user,
        partner=_active(partner),
        roles=_known_roles(roles),
        job_title=job_title,
        joined_at=at,
    )
    journal.record(Verb.MEMBER_JOINED, on=membership, by=by, at=at, label=str(partner), roles=membership.roles)
    return membership


@transaction.atomic
def invite_member(*, email: str, partner: Partner, roles: Iterable[str], by: User | None, at: datetime) -> Invitation:
    """Invite an address into a partner of the active network; the letter leaves once this is committed.

    `by` is None for the portal's administration. Raises DomainError for a member or one already invited.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)).at("email") from None
    if _members_with(email):
        raise DomainError("Cette personne est déjà membre du réseau.").at("email")
    if Invitation.objects.pending(at=at).filter(email__iexact=email).exists():
        raise DomainError(
            "Une invitation attend déjà une réponse à cette adresse\u00a0: renvoyez-la ou annulez-la."
        ).at("email")
    invitation = Invitation.objects.create(
        network_id=partner.network_id,
        email=email,
        partner=_active(partner),
        roles=_known_roles(roles),
        invited_by=by,
        sent_at=at,
    )
    journal.record(Verb.MEMBER_INVITED, on=invitation, by=by, at=at, label=str(partner), roles=invitation.roles)
    _enqueue_mail(invitation, at=at)
    return invitation


def _enqueue_mail(invitation: Invitation, *, at: datetime) -> None:
    invitation.mail = outbox.enqueue("invitation", network=invitation.network, target=invitation, at=at)
    invitation.save(update_fields=["mail"])


def _locked_invitation(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("network", "partner").get(pk=invitation.pk)


def _refuse_answered(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.withdrawn_at:
        raise DomainError(invitation.closed_because(at=invitation.sent_at))


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Send the letter again, with the same link and a new fortnight; who asks says that the address is right."""
    row = _locked_invitation(invitation)
    _refuse_answered(row)
    confirm_address(row.email, by=by, at=at)
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    journal.record(Verb.MEMBER_INVITED, on=row, by=by, at=at, label=str(row.partner), roles=row.roles, again=True)
    _enqueue_mail(row, at=at)
    return row


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, at: datetime) -> Invitation:
    """Take an invitation back: its link is refused from now on."""
    row = _locked_invitation(invitation)
    _refuse_answered(row)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    journal.record(Verb.INVITATION_WITHDRAWN, on=row, by=by, at=at, label=str(row.partner))
    return row


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User, at: datetime) -> Membership:
    """Make the user whom the invitation names, and who says yes, a member.

    Raises DomainError for a user with another address or a link that is closed.
    """
    row = _locked_invitation(invitation)
    if closed := row.closed_because(at=at):
        raise DomainError(closed)
    if by.email.lower() != row.email.lower():
        raise DomainError(f"Cette invitation a été envoyée à {row.email}\u00a0: connectez-vous avec cette adresse.")
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    return add_member(by, row.partner, row.roles, by=by, at=at)


@transaction.atomic
def accept_as_newcomer(
    invitation: Invitation, *, first_name: str, last_name: str, password: str, at: datetime
) -> Membership:
    """Open the account of the address invited, proven by the link that reached it, and make it a member."""
    row = _locked_invitation(invitation)
    if closed := row.closed_because(at=at):
        raise DomainError(closed)
    user = _open_account(email=row.email, password=password, first_name=first_name, last_name=last_name)
    return accept_invitation(row, by=user, at=at)


@transaction.atomic
def change_roles(membership: Membership, *, roles: Iterable[str], job_title: str, by: User, at: datetime) -> Membership:
    """Give the member these roles. Raises DomainError when the network would lose its last coordinator."""
    wanted = _known_roles(roles)
    if Coordinator.name not in wanted:
        _keep_a_coordinator_if_one(membership)
    row = _locked(membership)
    before, row.roles, row.job_title = row.roles, wanted, job_title.strip()
    row.save(update_fields=["roles", "job_title"])
    journal.record(Verb.MEMBER_CHANGED, on=row, by=by, at=at, label=str(row.partner), before=before, roles=wanted)
    return row


def _keep_a_coordinator_if_one(membership: Membership) -> None:
    if Membership.objects.in_force().with_role(Coordinator.name).filter(pk=membership.pk).exists():
        _keep_a_coordinator(membership)


#: What names a member (`membership`) with the organisation (`partner`).
_followers: list[type[models.Model]] = []


def follow_reattachments(model: type[models.Model]) -> None:
    """Let an upper app say which of its rows name a member with the organisation: they follow to the other one."""
    _followers.append(model)


@transaction.atomic
def reattach_member(membership: Membership, *, partner: Partner, by: User, at: datetime) -> Membership:
    """Move the member to another partner of the network; what they did stays where it was done, what they lead
    follows.
    """
    row = _locked(membership)
    if row.partner_id == partner.pk:
        raise DomainError("Cette personne est déjà rattachée à ce partenaire.")
    before, row.partner = row.partner, _active(partner)
    row.save(update_fields=["partner"])
    for model in _followers:
        model._default_manager.filter(membership=row).update(partner=partner)
    journal.record(
        Verb.PARTNER_REATTACHED, on=row, by=by, at=at, label=f"{before} → {partner}", before=before.pk, after=partner.pk
    )
    return row


@transaction.atomic
def end_membership(membership: Membership, *, by: User, at: datetime) -> Membership:
    """Take the member's access away; their account and what they did stay.

    Raises DomainError for the last coordinator.
    """
    _keep_a_coordinator_if_one(membership)
    row = _locked(membership)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    journal.record(Verb.MEMBER_LEFT, on=row, by=by, at=at, label=str(row.partner), roles=row.roles)
    return row


# -- Requests to join the network


@transaction.atomic
def ask_to_join(
    *,
    organisation: str,
    kind: str,
    commune: Commune,
    first_name: str,
    last_name: str,
    email: str,
    at: datetime,
    siret: str = "",
    phone: str = "",
    message: str = "",
    by: User | None = None,
) -> JoinRequest:
    """Keep a request to join the active network and inform its coordinators; `by` is None for a visitor.

    Asked again from the same address while the first waits, the first is returned: nothing is stored or sent.
    """
    waiting = JoinRequest.objects.filter(email__iexact=email.strip(), state=JoinState.WAITING).first()
    if waiting is not None:
        return waiting
    asked = JoinRequest.objects.create(
        organisation=organisation.strip(),
        kind=kind,
        siret=clean_siret(siret) if siret else "",
        commune=commune,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        email=email.strip().lower(),
        phone=phone,
        message=message.strip(),
        asked_at=at,
    )
    journal.record(Verb.JOIN_ASKED, on=asked, by=by, at=at)
    for coordinator in Membership.objects.in_force().with_role(Coordinator.name):
        outbox.enqueue("join_received", network=asked.network, target=asked, recipient=coordinator, at=at)
    return asked


@transaction.atomic
def accept_join(
    asked: JoinRequest, *, partner: Partner | None, roles: Iterable[str], by: User, at: datetime
) -> JoinRequest:
    """Take the organisation in, as this partner or as a new one, and invite the person who asked.

    Raises DomainError when the request was decided meanwhile, when the person is a member already, or when
    another partner carries its SIRET.
    """
    partner = partner or _new_partner(asked, by=by, at=at)
    row = states.move(asked, JoinState.ACCEPTED, by=by, at=at, partner=partner, decided_at=at, decided_by=by)
    invite_member(email=row.email, partner=partner, roles=roles, by=by, at=at)
    journal.record(Verb.JOIN_ACCEPTED, on=row, by=by, at=at, partner=partner.pk)
    return row


def _new_partner(asked: JoinRequest, *, by: User, at: datetime) -> Partner:
    if asked.siret and (twin := Partner.objects.active().filter(siret=asked.siret).first()):
        raise DomainError(f"{twin} porte déjà ce SIRET\u00a0: choisissez ce partenaire.").at("partner")
    return add_partner(
        name=asked.organisation,
        kind=asked.kind,
        siret=asked.siret,
        commune=asked.commune,
        phone=asked.phone,
        email=asked.email,
        by=by,
        at=at,
    )


@transaction.atomic
def decline_join(asked: JoinRequest, *, reason: str, by: User, at: datetime) -> JoinRequest:
    """Say no, with the reason that the person who asked receives by e-mail."""
    row = states.move(asked, JoinState.DECLINED, by=by, at=at, reason=reason.strip(), decided_at=at, decided_by=by)
    journal.record(Verb.JOIN_DECLINED, on=row, by=by, at=at)
    outbox.enqueue("join_declined", network=row.network, target=row, at=at)
    return row
