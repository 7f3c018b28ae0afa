"""The network's newsletter: its issues, its subscribers, and each e-mail of each issue."""

from datetime import date

from django.db import models
from django.db.models.functions import Lower

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.mails import MailRow
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, every_network, scoped_manager
from inclusion.newsletter.enums import IssueState, SubscriberOrigin


class IssueQuerySet(NetworkOwnedQuerySet):
    def sent(self) -> "IssueQuerySet":
        """Those that everybody may read, the last first."""
        return self.exclude(state=IssueState.DRAFT).order_by("-number")


class NewsletterIssue(NetworkOwned):
    """One issue; once it was sent it stays as it was, and can be read on the web."""

    TRANSITIONS = {
        IssueState.DRAFT: {IssueState.SENDING},
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
    sent_at = models.DateTimeField("envoi lancé le", null=True, blank=True)
    ended_at = models.DateTimeField("envoi terminé le", null=True, blank=True)

    objects = scoped_manager(IssueQuerySet)

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
                condition=models.Q(state=IssueState.DRAFT, number=None, sent_at=None)
                | (~models.Q(state=IssueState.DRAFT) & models.Q(number__isnull=False, sent_at__isnull=False)),
                name="newsletter_sent_with",
            ),
            models.CheckConstraint(
                condition=models.Q(state=IssueState.SENT) ^ models.Q(ended_at=None),
                name="newsletter_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NewsletterItem(NetworkOwned):
    """One piece of news of an issue; `source_key` names the row that it is about, so that it is not used twice."""

    issue = ScopedForeignKey(NewsletterIssue, on_delete=models.CASCADE, related_name="items")
    rank = models.PositiveSmallIntegerField("rang")
    heading = models.CharField("rubrique", max_length=60, blank=True)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", blank=True)
    url = models.CharField("lien", max_length=500, blank=True)
    source_key = models.CharField(max_length=80, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "nouvelle"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("issue"),
            models.UniqueConstraint(
                fields=["issue", "source_key"],
                condition=~models.Q(source_key=""),
                name="newsletter_item_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


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
    asked_at = models.DateTimeField("demandé le")
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    ended_at = models.DateTimeField("désabonné le", null=True, blank=True)
    bounced_at = models.DateTimeField("adresse refusée le", null=True, blank=True)
    bounce = models.CharField("refus", max_length=200, blank=True)

    objects = scoped_manager(SubscriberQuerySet)

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
    """An issue to one subscriber: once."""

    issue = ScopedForeignKey(NewsletterIssue, on_delete=models.PROTECT, related_name="mails")
    subscriber = ScopedForeignKey(Subscriber, on_delete=models.CASCADE, related_name="mails")

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
        return set(NewsletterIssue.objects.sent().order_by().values_list("network_id", flat=True).distinct())
