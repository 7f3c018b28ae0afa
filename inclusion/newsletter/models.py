"""The network's newsletter: its issues, its subscribers, and each e-mail of each issue."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce, Lower

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.models.mails import MailRow
from inclusion.core.models.networks import Membership
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet, every_network
from inclusion.newsletter.enums import (
    BEFORE_SENDING,
    READ_BY_MEMBERS,
    Audience,
    IssueState,
    Readership,
    SubscriberOrigin,
)

#: Organisations whose seat says where their members work; the others may be of the whole département.
LOCAL_KINDS = (
    PartnerKind.INTERCOMMUNALITY,
    PartnerKind.COMMUNE,
    PartnerKind.CCAS,
    PartnerKind.FRANCE_SERVICES,
    PartnerKind.SCHOOL,
    PartnerKind.TRAINING_PLACE,
)
#: An issue that leaves so long after its planned moment is late, and its page says so.
LATE = timedelta(minutes=15)


class AudienceColumns(models.Model):
    """What is for everybody or for some; no territory is every territory."""

    audience = models.CharField("pour qui", max_length=13, choices=Audience, default=Audience.ALL)
    #: SIREN of intercommunalités.
    epcis = ArrayField(models.CharField(max_length=9), verbose_name="territoires", default=list, blank=True)

    class Meta:
        abstract = True


class IssueQuerySet(NetworkOwnedQuerySet):
    def sent(self) -> "IssueQuerySet":
        """Those that were sent, the last first."""
        return self.exclude(state__in=BEFORE_SENDING).order_by("-number")

    def readable(self, *, by_member: bool) -> "IssueQuerySet":
        """Those that were sent and have something for whoever reads; members read what is for professionals too."""
        if by_member:
            return self.sent()
        open_sections = NewsletterSection.objects.filter(issue=models.OuterRef("pk"), items__isnull=False)
        return (
            self.sent()
            .exclude(audience__in=READ_BY_MEMBERS)
            .filter(models.Exists(open_sections.exclude(audience__in=READ_BY_MEMBERS)))
        )


class NewsletterIssue(AudienceColumns, NetworkOwned):
    """One issue; once it was sent it stays as it was, and can be read on the web."""

    TRANSITIONS = {
        IssueState.DRAFT: {IssueState.PLANNED, IssueState.SENDING},
        IssueState.PLANNED: {IssueState.DRAFT, IssueState.SENDING},
        IssueState.SENDING: {IssueState.SENT},
        IssueState.SENT: set(),
    }

    #: Given when it is sent: numbers have no gaps.
    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    title = models.CharField("titre", max_length=160)
    introduction = models.TextField("mot d’introduction", blank=True)
    #: What it covers: the days from `start`, before `end`.
    start = models.DateField("du")
    end = models.DateField("au")
    state = models.CharField("état", max_length=10, choices=IssueState, default=IssueState.DRAFT)
    begun_at = models.DateTimeField("commencé le")
    planned_at = models.DateTimeField("envoi prévu le", null=True, blank=True)
    planned_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Why what was planned did not leave.
    plan_problem = models.CharField(max_length=200, blank=True)
    #: Subscribers for whom nothing of it is.
    not_concerned = models.PositiveIntegerField("abonnés sans rien pour eux", default=0)
    sent_at = models.DateTimeField("envoi lancé le", null=True, blank=True)
    ended_at = models.DateTimeField("envoi terminé le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(IssueQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "numéro du journal"
        verbose_name_plural = "numéros du journal"
        ordering = ["-begun_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "number"], name="newsletter_number_unique"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="newsletter_period",
                violation_error_message="La période d’un numéro finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=BEFORE_SENDING, number=None, sent_at=None)
                | (~models.Q(state__in=BEFORE_SENDING) & models.Q(number__isnull=False, sent_at__isnull=False)),
                name="newsletter_sent_with",
            ),
            models.CheckConstraint(
                condition=models.Q(planned_at=None, planned_by=None) & ~models.Q(state=IssueState.PLANNED)
                | models.Q(planned_at__isnull=False, planned_by__isnull=False) & ~models.Q(state=IssueState.DRAFT),
                name="newsletter_planned_with",
            ),
            models.CheckConstraint(
                condition=models.Q(state=IssueState.SENT) ^ models.Q(ended_at=None), name="newsletter_ended_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def items(self) -> models.QuerySet["NewsletterItem"]:
        """Its news, section by section."""
        return NewsletterItem.objects.filter(section__issue=self).order_by("section__rank", "rank", "pk")

    @property
    def is_late(self) -> bool:
        """Whether it left long after it should have."""
        return bool(self.planned_at and self.sent_at and self.sent_at - self.planned_at > LATE)


class NewsletterSection(AudienceColumns, NetworkOwned):
    """News of an issue under one heading, for everybody or for some."""

    #: What queries add to a row that they read.
    received: Any
    said: Any
    stale: Any

    issue = ScopedForeignKey(NewsletterIssue, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField("rang")
    heading = models.CharField("rubrique", max_length=60, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "rubrique"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("issue"),
            models.UniqueConstraint(
                fields=["issue", "heading"],
                name="newsletter_section_once",
                violation_error_message="Ce numéro a déjà une rubrique de ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or "Sans rubrique"


class NewsletterItem(NetworkOwned):
    """One piece of news of an issue; `source_key` names the row that it is about, so that it is not used twice."""

    #: What queries add to a row that they read.
    full_url: Any
    html: Any
    picture_url: Any
    words: Any

    section = ScopedForeignKey(NewsletterSection, on_delete=models.CASCADE, related_name="items")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", blank=True)
    url = models.CharField("lien", max_length=500, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    picture = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    picture_text = models.CharField("ce que montre l’image", max_length=200, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "nouvelle"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("section", "picture"),
            models.CheckConstraint(
                condition=models.Q(picture=None, picture_text="")
                | (models.Q(picture__isnull=False) & ~models.Q(picture_text="")),
                name="newsletter_picture_described",
                violation_error_message="Décrivez l’image pour qui ne la voit pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def digest(self) -> str:
        """Names what it says, so that who changes it can show what was read."""
        said = (self.section.heading, self.title, self.text, self.url, self.picture_id, self.picture_text)
        return sha256(repr(said).encode()).hexdigest()[:32]


#: The state of a subscription, in words and tone; the first of these that is so.
STANDINGS = {
    "ended": ("Désabonné", "calm"),
    "bounced": ("Adresse refusée", "bad"),
    "asked": ("À confirmer", "warn"),
    "receiving": ("Abonné", "good"),
}


class SubscriberQuerySet(NetworkOwnedQuerySet):
    def receiving(self) -> "SubscriberQuerySet":
        """Those to whom the next issue goes: confirmed, not gone, whose address takes mail."""
        return self.filter(confirmed_at__isnull=False, ended_at=None, bounced_at=None)

    def with_readership(self) -> "SubscriberQuerySet":
        """Each with `is_member`, `reads_as` (professional for members, else what it said) and its EPCI.

        The EPCI is that of the commune that was given, else of a member's organisation that serves one place.
        """
        members = Membership.objects.in_force().filter(user__email__iexact=models.OuterRef("email"))
        return self.annotate(
            is_member=models.Exists(members),
            reads_as=models.Case(
                models.When(is_member=True, then=models.Value(Readership.PROFESSIONALS)), default="readership"
            ),
            epci_siren=Coalesce(
                "commune__epci",
                models.Subquery(
                    members.filter(partner__kind__in=LOCAL_KINDS).values(
                        siren=Coalesce("partner__epci", "partner__commune__epci")
                    )[:1]
                ),
            ),
        )

    def standing(self, name: str) -> "SubscriberQuerySet":
        """Those of this state (see `STANDINGS`)."""
        if name == "ended":
            return self.exclude(ended_at=None)
        if name == "bounced":
            return self.filter(ended_at=None).exclude(bounced_at=None)
        return self.filter(ended_at=None, bounced_at=None, confirmed_at__isnull=name == "asked")


class Subscriber(NetworkOwned):
    """An address that asked for the newsletter; unconfirmed ones receive nothing but the question."""

    email = models.EmailField("adresse électronique")
    token = models.CharField(max_length=43, unique=True, editable=False)
    origin = models.CharField("origine", max_length=8, choices=SubscriberOrigin)
    readership = models.CharField("public", max_length=13, choices=Readership, default=Readership.PUBLIC)
    #: None: news of every territory.
    commune = models.ForeignKey(
        "inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    asked_at = models.DateTimeField("demandé le")
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    ended_at = models.DateTimeField("désabonné le", null=True, blank=True)
    bounced_at = models.DateTimeField("adresse refusée le", null=True, blank=True)
    bounce = models.CharField("refus", max_length=200, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(SubscriberQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "abonné"
        ordering = ["email", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                "network",
                Lower("email"),
                name="subscriber_email_unique",
                violation_error_message="Cette adresse est déjà abonnée.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def reading_words(self) -> str:
        """« grand public, Marmande »: as whom and of where it reads."""
        where = str(self.commune) if self.commune else "tout le département"
        return f"{self.get_readership_display().lower()}, {where}"

    @property
    def asks_again(self) -> bool:
        """Whether somebody has asked for it at this address since it left or refused an issue."""
        gone = [one for one in (self.ended_at, self.bounced_at) if one]
        return bool(gone) and self.asked_at > max(gone)

    @property
    def standing(self) -> str:
        """The first name in `STANDINGS` that is so."""
        if self.ended_at is not None:
            return "ended"
        if self.bounced_at is not None:
            return "bounced"
        return "asked" if self.confirmed_at is None else "receiving"


class NewsletterMail(MailRow):
    """An issue, as far as it is for this subscriber, to their address: once."""

    readership = models.CharField(max_length=13, choices=Readership, default=Readership.PUBLIC, editable=False)
    #: Keys of the sections that it has.
    sections = ArrayField(models.BigIntegerField(), editable=False)
    #: When the subscription was ended by the link of this e-mail.
    left_at = models.DateTimeField("désabonné par ce numéro le", null=True, editable=False)
    issue = ScopedForeignKey(NewsletterIssue, on_delete=models.PROTECT, related_name="mails")
    #: None once it is forgotten to whom it went: the counts of the issue stay.
    subscriber = ScopedForeignKey(Subscriber, on_delete=models.SET_NULL, null=True, related_name="mails")

    class Meta(MailRow.Meta):
        verbose_name = "envoi du journal"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("issue", "subscriber"),
            models.UniqueConstraint(fields=["issue", "subscriber"], name="newsletter_mail_once"),
        ]


# -- Networks that publish a newsletter


def networks_with_issues(day: date) -> set[int]:
    """The networks, by key, that have sent an issue."""
    with every_network():  # the public home shows all networks, and asks once for all
        issues = NewsletterIssue.objects.readable(by_member=False)
        return set(issues.order_by().values_list("network_id", flat=True).distinct())
