"""Funds, the actions that they pay for, and what a member sees of the money of others."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from funding.enums import PostKind
from funding.ledger.enums import AccountKind, PostEmployers
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import ContributionSight
from inclusion.core.french.periods import shown_end, shown_period
from inclusion.core.models.columns import sort_key
from inclusion.core.models.history import Digest, Rows
from inclusion.core.roles import Permission
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- What a member sees of the money of others

#: A total of fewer others reveals what one of them gave, to another of them at least.
MIN_OTHERS = 3


def sees_all(member: "Member") -> bool:
    """Whether a member sees what each contributor gives: the coordination does, others where the network says so."""
    return member.may(Permission.FUNDS_MANAGE) or member.network.contribution_sight == ContributionSight.EVERYTHING


def may_be_added_up(amounts: Iterable[Decimal]) -> bool:
    """Whether the total of these amounts of others may be shown: it is of nobody, or of three at least."""
    count = sum(amount != 0 for amount in amounts)
    return count == 0 or count >= MIN_OTHERS


# -- Funds and their actions


def euros_field(label: str, **options: Any) -> models.DecimalField:
    """An amount in euros with two places."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class FundQuerySet(NetworkOwnedQuerySet):
    def with_pot(self) -> "FundQuerySet":
        """Each fund with `brought`, all that came in, `granted`, the part of it that grants are, `reserved`, what is
        left of these, and `pot`, what is left of the contributors' shares.
        """
        balance = models.F("accounts__balance__amount")
        source = models.Q(accounts__kind=AccountKind.SOURCE)
        share = models.Q(accounts__kind=AccountKind.SHARE)
        zero = Decimal("0.00")
        return self.annotate(
            brought=-models.Sum(balance, filter=source, default=zero),
            granted=-models.Sum(balance, filter=source & models.Q(accounts__grant__isnull=False), default=zero),
            reserved=models.Sum(balance, filter=models.Q(accounts__kind=AccountKind.GRANT), default=zero),
            pot=models.Sum(balance, filter=share, default=zero),
        ).order_by("start", "name", "pk")

    def counted(self) -> "FundQuerySet":
        """Funds that a total of the network counts: no example."""
        return self.filter(is_example=False)

    def open_on(self, day: date) -> "FundQuerySet":
        """Funds of which this is a day."""
        return self.filter(start__lte=day, end__gt=day)


class Fund(NetworkOwned):
    """A pot common to several contributors."""

    #: What queries add to a row that they read.
    brought: Any
    granted: Any
    matched: Any
    reserved: Any

    name = models.CharField("nom", max_length=120)
    host = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="hosted_funds", verbose_name="porté par"
    )
    purpose = models.TextField("objet", blank=True)
    #: Whether it only shows how a fund works: it has its own pages, and no total of the network counts it.
    is_example = models.BooleanField("fonds d’exemple", default=False)
    envelope = euros_field("enveloppe visée")
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")
    finances_posts = models.BooleanField("cofinance des postes", default=False)
    post_employers = models.CharField(
        "pour quels employeurs", max_length=8, choices=PostEmployers, default=PostEmployers.ANY
    )
    #: The kinds of posts that it pays for; none: every kind.
    post_kinds = ArrayField(
        models.CharField(max_length=20, choices=PostKind),
        verbose_name="pour quelles natures de postes",
        default=list,
        blank=True,
    )
    iban = models.CharField("IBAN du compte qui reçoit les versements", max_length=34, blank=True)
    #: A payment of more than this needs two persons; of none where nothing is said.
    second_person_above = euros_field("deux personnes au-dessus de", null=True, blank=True)
    #: Days before this one are closed: nothing more is booked on them.
    closed_until = models.DateField("clos jusqu’au (exclu)", null=True, blank=True)

    RECORDED = (
        "envelope",
        "start",
        "end",
        "closed_until",
        "second_person_above",
        "is_example",
        Digest("iban"),
        Rows(
            "leverage_rules",
            ("matcher", "ratio_added", "ratio_received", "start", "end", "contributor_cap", "year_cap"),
        ),
    )

    objects: ClassVar = NetworkManager.from_queryset(FundQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "fonds"
        verbose_name_plural = "fonds"
        ordering = ["start", "name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("host"),
            models.UniqueConstraint(fields=["network", "name"], name="fund_name_unique"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="fund_period"),
            models.CheckConstraint(condition=models.Q(envelope__gte=0), name="fund_envelope_positive"),
            models.CheckConstraint(
                condition=models.Q(second_person_above=None) | models.Q(second_person_above__gte=0),
                name="fund_threshold_not_negative",
                violation_error_message="Un seuil n’est pas négatif. Laissez vide s’il n’y en a pas.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_until=None)
                | models.Q(closed_until__gt=models.F("start"), closed_until__lte=models.F("end")),
                name="fund_closed_within_its_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def gathered(self) -> Decimal:
        """What contributors and the match brought: what the envelope aims at. For rows of `with_pot`."""
        return self.brought - self.granted

    @property
    def raised(self) -> Decimal:
        """What was raised by what contributors gave, as N counts it: without the grants that no action has taken yet.

        For rows of `with_pot`.
        """
        return self.brought - self.reserved

    def get_absolute_url(self) -> str:
        return reverse("fund_detail", args=[self.network.slug, self.pk])

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    def has_ended(self, day: date) -> bool:
        """Whether its last day is over: what it has left can be committed no more, but for what was decided before."""
        return day >= self.end

    def is_closed(self, end: date) -> bool:
        """Whether the accounts of all its days before `end` are closed."""
        return self.closed_until is not None and min(end, self.end) <= self.closed_until

    @property
    def is_settled(self) -> bool:
        """Whether the accounts of all its days are closed: nothing is written any more."""
        return self.is_closed(self.end)

    def has_leverage(self, start: date | None = None, end: date | None = None) -> bool:
        """Whether a leverage rule applies on some day of `[start, end)`, or on any day."""
        rules = self.leverage_rules.all()
        if start is not None and end is not None:
            rules = rules.filter(start__lt=end, end__gt=start)
        return rules.exists()

    def years(self, *, until: date) -> list[int]:
        """The civil years of the fund that have begun by a day, the latest first; its first year at least."""
        last = min(shown_end(self.end).year, max(until.year, self.start.year))
        return list(range(last, self.start.year - 1, -1))


class FundedAction(NetworkOwned):
    """What a fund pays for; it may be meant for the users of some operators first."""

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="funded_actions")
    name = models.CharField("nom", max_length=120)
    description = models.TextField("description", blank=True)
    targets = models.ManyToManyField(
        "inclusion.Partner",
        through="FundedActionTarget",
        related_name="targeted_by",
        verbose_name="pour les usagers de",
    )
    opened_on = models.DateField("ouverte le")
    sort_name = sort_key("name")

    class Meta(NetworkOwned.Meta):
        verbose_name = "action financée"
        verbose_name_plural = "actions financées"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund"),
            models.UniqueConstraint(fields=["fund", "name"], name="funded_action_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("fund_action", args=[self.network.slug, self.pk])

    def meant_for(self) -> list[int]:
        """Keys of the contributors whose euros pay it before the others': its targets, then those who earmarked
        euros of a received contribution for it.
        """
        targets = self.target_rows.values_list("partner_id", flat=True)
        earmarked = self.contribution_earmarks.standing().values_list("contribution__partner_id", flat=True)
        return list(dict.fromkeys([*targets, *earmarked]))


class FundedActionTarget(NetworkOwned):
    """An operator whose users an action is meant for."""

    funded_action = ScopedForeignKey(FundedAction, on_delete=models.CASCADE, related_name="target_rows")
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="target_rows")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("funded_action", "partner"),
            models.UniqueConstraint(fields=["funded_action", "partner"], name="funded_action_target_once"),
        ]


class ActionReachQuerySet(NetworkOwnedQuerySet):
    def last_words(self) -> "ActionReachQuerySet":
        """Of what was said several times about one action, operator and year, what was said last."""
        said = ("funded_action_id", "partner_id", "year")
        return self.order_by(*said, "-recorded_at", "-pk").distinct(*said)


class ActionReach(AppendOnly):
    """How many users of one operator an action helped in a year (passes are counted from their booklets instead).

    A row is never changed: a new number is a new row, so that a statement as at a past date still shows the old one.
    """

    funded_action = ScopedForeignKey(FundedAction, on_delete=models.PROTECT, related_name="reach")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="action_reach", verbose_name="opérateur"
    )
    year = models.PositiveSmallIntegerField("année")
    people = models.PositiveIntegerField("usagers aidés")
    recorded_at = models.DateTimeField("enregistré le")

    objects: ClassVar = NetworkManager.from_queryset(ActionReachQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "usagers aidés"
        ordering = ["year", "pk"]
        constraints = [*AppendOnly.Meta.constraints, *same_network("funded_action", "partner")]
        indexes = [
            models.Index(fields=["funded_action", "partner", "year", "-recorded_at"], name="action_reach_last_word")
        ]
