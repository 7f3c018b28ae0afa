"""The network, which everything else belongs to; who logs in; who takes part, is invited or asks to join."""

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from inclusion.core.activities import activity_keys
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import ContributionSight, JoinState, PartnerKind
from inclusion.core.roles import ROLES, Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet, every_network


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password nobody can log in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator of the whole portal (`manage.py createsuperuser`)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who logs in by e-mail; what they may do is said by their memberships."""

    username: None = None
    email = models.EmailField("adresse électronique", max_length=254)

    #: Reminders (`Reminder`) that this person does not want by e-mail, in any network.
    stopped_reminders = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)

    objects: ClassVar = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


# -- Memberships, invitations, requests to join

INVITATION_VALIDITY = timedelta(days=14)


def _token() -> str:
    return secrets.token_urlsafe(24)


class MembershipQuerySet(NetworkOwnedQuerySet):
    def in_force(self) -> "MembershipQuerySet":
        """Memberships that have not been ended."""
        return self.filter(ended_at=None)

    def with_role(self, name: str) -> "MembershipQuerySet":
        """Memberships that hold this role, of people whose account is not closed."""
        return self.filter(roles__contains=[name], user__is_active=True)

    def who_may(self, permission: Permission) -> "MembershipQuerySet":
        """Memberships of which a role carries this permission, of people whose account is not closed."""
        roles = [name for name, role in ROLES.items() if permission in role.permissions]
        return self.filter(roles__overlap=roles, user__is_active=True)


class Membership(NetworkOwned):
    """A user in a partner of a network, with role names (see inclusion.core.access)."""

    user = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+", verbose_name="compte")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="memberships", verbose_name="partenaire"
    )
    roles = ArrayField(models.CharField(max_length=30), verbose_name="rôles")
    job_title = models.CharField("fonction", max_length=120, blank=True)
    joined_at = models.DateTimeField("arrivé le")
    ended_at = models.DateTimeField("parti le", null=True, blank=True)
    #: When the member no longer wanted to be shown what to do first.
    steps_set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)

    RECORDED_ONCE = ("user",)
    RECORDED = ("partner", "roles", "ended_at")

    objects: ClassVar = NetworkManager.from_queryset(MembershipQuerySet)()

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


class InvitationQuerySet(NetworkOwnedQuerySet):
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
    invited_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("envoyée le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)
    #: The e-mail that was asked for last: when it left, or why it did not.
    mail = models.ForeignKey(
        "inclusion.OutgoingMail", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects: ClassVar = NetworkManager.from_queryset(InvitationQuerySet)()

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
        if self.network.closed_at:
            return "Ce réseau est fermé\u00a0: personne n’y entre plus."
        if self.withdrawn_at:
            return "Cette invitation a été annulée."
        if at >= self.expires_at:
            return "Cette invitation a expiré : demandez qu’on vous la renvoie."
        return ""


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation of this link, whatever its network: its holder is in none yet."""
    with every_network():
        return Invitation.objects.select_related("network", "partner", "invited_by").filter(token=token).first()


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
    decided_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
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
                | models.Q(~models.Q(state=JoinState.WAITING), decided_at__isnull=False, decided_by__isnull=False),
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
            return ["Indiquez pourquoi la demande est refusée."]
        return []


# -- Network: the tenant of everything else


class NetworkQuerySet(models.QuerySet["Network"]):
    """Reads of networks; a network is global, its data is not."""

    def of_user(self, user: models.Model) -> "NetworkQuerySet":
        """Networks in which this user has a membership in force."""
        with every_network():
            ids = list(Membership.objects.in_force().filter(user=user).values_list("network_id", flat=True))
        return self.filter(pk__in=ids)

    def open(self) -> "NetworkQuerySet":
        """Those that are not closed: what the public is shown."""
        return self.filter(closed_at=None)

    def are_real(self) -> bool:
        """Whether there are any, and none of the demonstration: one that it began may hold some that visitors made."""
        return self.exists() and not self.filter(is_demo=True).exists()


class Network(models.Model):
    """A departmental network of digital inclusion."""

    slug = models.SlugField("adresse dans le portail", unique=True)
    name = models.CharField("nom du réseau", max_length=80, help_text="Par exemple : Déclic 47.")
    department = models.ForeignKey(
        "inclusion.Department", on_delete=models.PROTECT, related_name="+", verbose_name="département"
    )
    tagline = models.CharField("en une phrase", max_length=200, blank=True)
    description = models.TextField(
        "en quelques phrases", blank=True, help_text="Qui en fait partie, ce que vous faites ensemble."
    )
    brand = models.CharField(
        "couleur du réseau",
        max_length=7,
        default="#1f5fa8",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Donnez une couleur sous la forme #1f5fa8.")],
    )
    logo = models.BinaryField("logo", null=True, blank=True, editable=False)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    host_name = models.CharField("organisme qui écrit aux personnes", max_length=120, help_text="En tête des lettres.")
    host_address = models.TextField("adresse de cet organisme", blank=True, help_text="Une ligne par ligne.")
    host_service = models.CharField("service", max_length=120, blank=True)
    signatory = models.CharField(
        "signataire des lettres", max_length=120, blank=True, help_text="Une fonction plutôt qu’un nom."
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    second_factor_for_readers = models.BooleanField(
        "demander une seconde vérification à celles et ceux qui lisent des dossiers de personnes",
        default=True,
        help_text="Prescription, écoles, banque de prêt, évaluation\u00a0: une clé d’accès ou un code en plus du mot "
        "de passe. Cette vérification reste obligatoire pour la coordination et les fonctions qui décident de "
        "l’argent.",
    )
    contribution_sight = models.CharField(
        "ce que chacun voit des contributions aux fonds",
        max_length=10,
        choices=ContributionSight,
        default=ContributionSight.EVERYTHING,
        help_text="Vaut pour les opérateurs, les intercommunalités et la lecture\u00a0; la coordination voit tout. "
        "Un total qui ne réunit pas au moins trois autres contributeurs n’est pas montré.",
    )
    #: Keys of what the network does (`inclusion.core.activities`).
    activities = ArrayField(models.CharField(max_length=30), default=activity_keys, blank=True, editable=False)
    #: Since when it only reads what it was; None while it works.
    closed_at = models.DateTimeField("fermé le", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField("réseau de démonstration", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="network_closed_by_someone",
                violation_error_message="Une fermeture porte sa date et son auteur.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initial(self) -> str:
        """The letter that stands for the network where it has no logo."""
        return self.name[:1].upper()
