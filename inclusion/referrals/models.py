"""Referrals of people to places and organisations, how at ease people feel, the ends of their paths."""

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.columns import WithoutAccents
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.guide.models import Place
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.referrals.enums import (
    OPEN_STATES,
    RETURNED_STATES,
    DeclineReason,
    LevelAnswer,
    PathEndReason,
    ReachBy,
    ReferralState,
)
from inclusion.referrals.rules import LINK_DAYS, NEED_CHOICES, REMINDER_DAYS

if TYPE_CHECKING:
    from inclusion.core.access import Member

_STATES = ReferralState
#: States of which a meeting was agreed.
_WITH_APPOINTMENT = (_STATES.ACCEPTED, _STATES.MISSED, _STATES.MET, _STATES.DONE)


class ReferralQuerySet(NetworkOwnedQuerySet):
    def sent_by_partner(self, partner: Partner) -> "ReferralQuerySet":
        """Those that this organisation sent."""
        return self.filter(sender=partner)

    def received_by(self, partner: Partner) -> "ReferralQuerySet":
        """Those that this organisation received, while the person agrees."""
        return self.filter(receiver=partner, consent_withdrawn_at=None)

    def visible_to(self, member: "Member") -> "ReferralQuerySet":
        """Those of the member's organisation, which sent or received them; all, with the right to see everybody."""
        if member.may(Permission.PEOPLE_VIEW_ALL):
            return self
        received = Q(receiver=member.partner, consent_withdrawn_at=None)
        return self.filter(Q(sender=member.partner) | received)

    def under_way(self) -> "ReferralQuerySet":
        """Those that have not ended."""
        return self.filter(state__in=OPEN_STATES)

    def unanswered(self) -> "ReferralQuerySet":
        """Those that wait for the receiver's answer."""
        return self.filter(state=_STATES.SENT)

    def to_remind(self, *, today: date) -> "ReferralQuerySet":
        """Those whose receiver has said nothing for three days and was not reminded."""
        return self.unanswered().filter(sent_on__lte=today - timedelta(days=REMINDER_DAYS), reminded_at=None)

    def lapsing(self, *, today: date) -> "ReferralQuerySet":
        """Those that nobody answered in time."""
        return self.unanswered().filter(lapses_on__lte=today)

    def returned(self) -> "ReferralQuerySet":
        """Those that ended elsewhere and that the sender has not read."""
        return self.filter(
            state__in=RETURNED_STATES, read_at=None, consent_withdrawn_at=None, person__anonymised_at=None
        )

    def to_meet(self) -> "ReferralQuerySet":
        """Those with an appointment of which nobody said what came of it."""
        return self.filter(state=_STATES.ACCEPTED)

    def to_finish(self) -> "ReferralQuerySet":
        """Those of people who came, without a word back, or who did not come."""
        return self.filter(state__in=(_STATES.MET, _STATES.MISSED))

    def matching(self, text: str) -> "ReferralQuerySet":
        """Those of people in whose name is every word; not in the town, which not everybody may know."""
        name = models.functions.Concat("person__last_name", models.Value(" "), "person__first_name")
        found = self.alias(person_name=models.functions.Lower(WithoutAccents(name)))
        for word in text.split():
            plain = models.functions.Lower(WithoutAccents(models.Value(word)))
            found = found.filter(person__sort_name__contains=plain, person_name__contains=plain)
        return found

    def for_pages(self) -> "ReferralQuerySet":
        """With all that a line or a page shows of one."""
        return self.select_related("person", "sender", "receiver", "place", "sent_by", "epci")


class Referral(NetworkOwned):
    """A person is sent to a place or to an organisation for one need, with what she agreed to share."""

    TRANSITIONS = {
        _STATES.SENT: {_STATES.ACCEPTED, _STATES.PASSED_ON, _STATES.DECLINED, _STATES.LAPSED, _STATES.WITHDRAWN},
        _STATES.ACCEPTED: {_STATES.MET, _STATES.MISSED, _STATES.DECLINED, _STATES.WITHDRAWN},
        _STATES.MISSED: {_STATES.ACCEPTED, _STATES.DECLINED, _STATES.WITHDRAWN},
        _STATES.MET: {_STATES.DONE, _STATES.WITHDRAWN},
        _STATES.DONE: set(),
        _STATES.PASSED_ON: set(),
        _STATES.DECLINED: set(),
        _STATES.LAPSED: set(),
        _STATES.WITHDRAWN: set(),
    }

    person = ScopedForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="referrals", verbose_name="personne")
    sender = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, related_name="referrals_sent", verbose_name="envoyée par"
    )
    sent_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    place = ScopedForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="vers le lieu"
    )
    receiver = ScopedForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals_received",
        verbose_name="vers l’organisme",
    )
    #: Where the person lived when it was sent: what is counted once her file is emptied.
    epci = models.ForeignKey("inclusion.Epci", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    need = models.CharField("besoin", max_length=80, choices=NEED_CHOICES)

    consented_on = models.DateField("accord recueilli le")
    consent_withdrawn_at = models.DateTimeField("accord retiré le", null=True, blank=True)
    shares_phone = models.BooleanField("son téléphone", default=False)
    shares_email = models.BooleanField("son adresse électronique", default=False)
    shares_address = models.BooleanField("son adresse", default=False)
    shares_path = models.BooleanField("où elle en est avec le numérique", default=False)
    mails_person = models.BooleanField("veut recevoir son rendez-vous par courriel", default=False)

    near_home = models.BooleanField("près de chez elle", default=False)
    home_visit = models.BooleanField("à domicile", default=False)
    hours = models.CharField("quand elle est libre", max_length=120, blank=True)
    reach_by = models.CharField("comment la joindre", max_length=8, choices=ReachBy, default=ReachBy.SENDER)
    note = models.TextField("ce dont elle a besoin, en une phrase", max_length=500, blank=True)

    state = models.CharField("état", max_length=10, choices=ReferralState, default=ReferralState.SENT)
    sent_at = models.DateTimeField("envoyée le")
    sent_on = models.DateField("envoyée le", editable=False)
    lapses_on = models.DateField("à répondre avant le", editable=False)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    appointment_at = models.DateTimeField("rendez-vous le", null=True, blank=True)
    appointment_where = models.CharField("où", max_length=200, blank=True)
    decline_reason = models.CharField("raison", max_length=12, choices=DeclineReason, blank=True)
    word_back = models.TextField("mot en retour", max_length=500, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    read_at = models.DateTimeField("lue par l’expéditeur le", null=True, blank=True, editable=False)
    passed_from = ScopedForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="passed_to", editable=False
    )
    #: What the secret link is computed from, together with the key of the installation; and the link's SHA-256.
    link_nonce = models.CharField(max_length=43, editable=False)
    link_sha256 = models.CharField(max_length=64, unique=True, editable=False)

    objects: ClassVar = NetworkManager.from_queryset(ReferralQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "orientation"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("person", "sender", "place", "receiver", "passed_from"),
            models.UniqueConstraint(
                fields=["person", "need", "sent_on"],
                condition=Q(state__in=OPEN_STATES),
                name="referral_once_a_day",
                violation_error_message="Cette personne est déjà orientée aujourd’hui pour ce besoin.",
            ),
            models.UniqueConstraint(fields=["passed_from"], name="referral_passed_on_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | Q(receiver__isnull=False),
                name="referral_to_somebody",
                violation_error_message="Choisissez un lieu ou un organisme.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES) ^ Q(ended_at__isnull=False),
                name="referral_ended_when",
                violation_error_message="Une orientation terminée porte la date de sa fin.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_WITH_APPOINTMENT) | Q(appointment_at__isnull=False),
                name="referral_appointment",
                violation_error_message="Donnez le jour et l’heure du rendez-vous.",
            ),
            models.CheckConstraint(
                condition=Q(state=_STATES.DECLINED) ^ Q(decline_reason=""),
                name="referral_declined_why",
                violation_error_message="Dites pourquoi la personne ne peut pas être reçue.",
            ),
            models.CheckConstraint(
                condition=Q(consent_withdrawn_at=None) | ~Q(state__in=OPEN_STATES),
                name="referral_ends_with_consent",
                violation_error_message="Sans l’accord de la personne, une orientation s’arrête.",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "-sent_at", "-id"], name="referral_latest"),
            models.Index(fields=["sender", "-sent_at", "-id"], name="referral_by_sender"),
            models.Index(fields=["receiver", "-sent_at", "-id"], name="referral_by_receiver"),
            models.Index(fields=["network", "lapses_on"], condition=Q(state=_STATES.SENT), name="referral_waiting"),
            models.Index(
                fields=["sender", "state"],
                condition=Q(state__in=RETURNED_STATES, read_at=None),
                name="referral_returned",
            ),
            models.Index(fields=["receiver", "state"], condition=Q(state__in=OPEN_STATES), name="referral_open"),
        ]

    def __str__(self) -> str:
        return f"Orientation n° {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("referral_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: str) -> list[str]:
        """What is missing for a state."""
        if to == _STATES.DONE and not self.word_back.strip():
            return ["Écrivez un mot en retour\u00a0: ce qui a été fait, et s’il y a une suite."]
        return []

    @property
    def destination(self) -> str:
        """Where the person is sent."""
        return str(self.place or self.receiver)

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.state in OPEN_STATES

    @property
    def link_token(self) -> str:
        """The secret part of its link: computed anew, so that the database alone opens nothing."""
        return salted_hmac("inclusion.referrals.link", self.link_nonce, algorithm="sha256").hexdigest()

    def link_works(self, *, at: datetime) -> bool:
        """Whether its secret link still opens it: while it is under way and the person agrees."""
        last = self.sent_on + timedelta(days=LINK_DAYS)
        if self.appointment_at is not None:
            last = max(last, timezone.localdate(self.appointment_at) + timedelta(days=LINK_DAYS))
        young = timezone.localdate(at) <= last
        return self.is_open and self.consent_withdrawn_at is None and young


def digest_of(token: str) -> str:
    """What is stored of the secret part of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


# -- A person's path


class FeltLevel(NetworkOwned):
    """How at ease a person said she feels on a day; each answer is optional."""

    person = ScopedForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="felt_levels")
    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name="notée par")
    noted_at = models.DateTimeField("notée le")
    noted_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    device = models.PositiveSmallIntegerField("appareils", choices=LevelAnswer, null=True, blank=True)
    online = models.PositiveSmallIntegerField("démarches en ligne", choices=LevelAnswer, null=True, blank=True)
    safety = models.PositiveSmallIntegerField("sécurité", choices=LevelAnswer, null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "niveau ressenti"
        verbose_name_plural = "niveaux ressentis"
        ordering = ["-noted_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("person", "partner"),
            models.CheckConstraint(
                condition=Q(device__isnull=False) | Q(online__isnull=False) | Q(safety__isnull=False),
                name="felt_level_says_something",
                violation_error_message="Répondez à une question au moins.",
            ),
            models.CheckConstraint(
                condition=(Q(device=None) | Q(device__range=(1, 4)))
                & (Q(online=None) | Q(online__range=(1, 4)))
                & (Q(safety=None) | Q(safety__range=(1, 4))),
                name="felt_level_of_four",
            ),
        ]


class PathEnding(NetworkOwned):
    """The end of a person's path, until it is reopened."""

    person = ScopedForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="path_endings")
    reason = models.CharField("raison", max_length=12, choices=PathEndReason)
    ended_on = models.DateField("terminé le")
    ended_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField("rouvert le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "fin de parcours"
        verbose_name_plural = "fins de parcours"
        ordering = ["-ended_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("person"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(reopened_at=None),
                name="path_ending_one",
                violation_error_message="Ce parcours est déjà terminé.",
            ),
        ]
