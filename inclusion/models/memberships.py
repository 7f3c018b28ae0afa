"""Who takes part in a network: memberships, invitations, requests to join."""

import secrets
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from inclusion.constraints import ScopedForeignKey, same_network
from inclusion.enums import JoinState, PartnerKind
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager

INVITATION_VALIDITY = timedelta(days=14)


def _token() -> str:
    return secrets.token_urlsafe(24)


class MembershipQuerySet(NetworkQuerySet):
    """Reads of memberships."""

    def in_force(self) -> "MembershipQuerySet":
        """Memberships that have not been ended."""
        return self.filter(ended_at=None)

    def with_role(self, name: str) -> "MembershipQuerySet":
        """Memberships that hold this role, of people whose account is not closed."""
        return self.filter(roles__contains=[name], user__is_active=True)


class Membership(NetworkOwned):
    """A user in a partner of a network, with role names (see inclusion.access)."""

    user = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, related_name="+", verbose_name="compte"
    )
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="memberships", verbose_name="partenaire"
    )
    roles = ArrayField(models.CharField(max_length=30), verbose_name="rôles")
    job_title = models.CharField("fonction", max_length=120, blank=True)
    joined_at = models.DateTimeField("arrivé le")
    ended_at = models.DateTimeField("parti le", null=True, blank=True)

    RECORDED_ONCE = ("user",)
    RECORDED = ("partner", "roles", "ended_at")

    objects = scoped_manager(MembershipQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "membre"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.UniqueConstraint(
                fields=["network", "user"],
                condition=models.Q(ended_at=None),
                name="membership_one_per_user",
                violation_error_message="Cette personne est déjà membre du réseau.",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__len__gt=0),
                name="membership_has_a_role",
                violation_error_message="Un membre a au moins un rôle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.partner})"


class InvitationQuerySet(NetworkQuerySet):
    """Reads of invitations."""

    def pending(self, *, at: datetime) -> "InvitationQuerySet":
        """Invitations that can still be accepted at this moment."""
        return self.unanswered().filter(sent_at__gt=at - INVITATION_VALIDITY)

    def unanswered(self) -> "InvitationQuerySet":
        """Invitations neither accepted nor withdrawn; some may have expired and can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(NetworkOwned):
    """A letter to an address: come into this partner of the network with these roles."""

    email = models.EmailField("adresse électronique")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="invitations", verbose_name="partenaire"
    )
    roles = ArrayField(models.CharField(max_length=30), verbose_name="rôles")
    token = models.CharField(max_length=40, unique=True, default=_token, editable=False)
    #: None: invited by the portal's administration (the first coordinator of a new network).
    invited_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("envoyée le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)
    #: The e-mail that was asked for last: when it left, or why it did not.
    mail = models.ForeignKey(
        "inclusion.OutgoingMail", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = scoped_manager(InvitationQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "invitation"
        ordering = ["-sent_at", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("partner")]

    def __str__(self) -> str:
        return self.email

    @property
    def expires_at(self) -> datetime:
        """The moment after which the link is refused."""
        return self.sent_at + INVITATION_VALIDITY

    @property
    def is_open(self) -> bool:
        """Whether the link can still be used now."""
        return not self.closed_because(at=timezone.now())

    def closed_because(self, *, at: datetime) -> str:
        """Why the link cannot be used at this moment, as a French sentence; empty when it can."""
        if self.accepted_at:
            return "Cette invitation a déjà été acceptée."
        if self.withdrawn_at:
            return "Cette invitation a été annulée."
        if at >= self.expires_at:
            return "Cette invitation a expiré : demandez qu’on vous la renvoie."
        return ""


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation of this link, whatever its network: its holder is in none yet."""
    from inclusion.scope import every_network

    with every_network():
        return (
            Invitation.objects.select_related("network", "partner", "invited_by").filter(token=token).first()
        )


class JoinRequest(NetworkOwned):
    """An organisation asks, from the public page, to take part in the network."""

    organisation = models.CharField("nom de votre organisme", max_length=160)
    kind = models.CharField("type d’organisme", max_length=20, choices=PartnerKind)
    siret = models.CharField("numéro SIRET", max_length=14, blank=True)
    commune = models.ForeignKey(
        "inclusion.Commune", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="commune"
    )
    first_name = models.CharField("votre prénom", max_length=80)
    last_name = models.CharField("votre nom", max_length=80)
    email = models.EmailField("votre adresse électronique")
    phone = models.CharField("votre téléphone", max_length=20, blank=True)
    message = models.TextField("ce que vous faites pour l’inclusion numérique", blank=True, max_length=2000)
    asked_at = models.DateTimeField("reçue le")
    state = models.CharField("état", max_length=12, choices=JoinState, default=JoinState.WAITING)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    decided_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField("motif du refus", blank=True)
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, null=True, blank=True, related_name="join_requests"
    )

    TRANSITIONS = {
        JoinState.WAITING: {JoinState.ACCEPTED, JoinState.DECLINED},
        JoinState.ACCEPTED: set(),
        JoinState.DECLINED: set(),
    }

    class Meta(NetworkOwned.Meta):
        verbose_name = "demande d’adhésion"
        verbose_name_plural = "demandes d’adhésion"
        ordering = ["asked_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.CheckConstraint(
                condition=models.Q(state=JoinState.WAITING, decided_at=None, decided_by=None)
                | models.Q(
                    ~models.Q(state=JoinState.WAITING), decided_at__isnull=False, decided_by__isnull=False
                ),
                name="join_request_decided_by_someone",
                violation_error_message="Une décision porte sa date et son auteur.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=JoinState.ACCEPTED) | models.Q(partner__isnull=False),
                name="join_request_accepted_as_partner",
                violation_error_message="Une demande acceptée devient un partenaire.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=JoinState.DECLINED) | ~models.Q(reason=""),
                name="join_request_declined_with_reason",
                violation_error_message="Un refus porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation

    def blockers(self, to: JoinState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == JoinState.ACCEPTED and self.partner_id is None:
            return ["Choisissez le partenaire, ou créez-le."]
        if to == JoinState.DECLINED and not self.reason:
            return ["Dites pourquoi la demande est refusée."]
        return []
