"""Workshops (world café): tables with their topics, ideas, votes; an idea may become an action."""

import secrets
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap


def new_token() -> str:
    """An address that cannot be guessed."""
    return secrets.token_urlsafe(18)


class Workshop(NetworkOwned):
    """One gathering; whoever holds its address may write ideas and vote until `open_until`."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField("titre", max_length=160)
    introduction = models.TextField("présentation", blank=True)
    held_on = models.DateField("date")
    open_until = models.DateField("ouvert jusqu’au (inclus)")
    votes_each = models.PositiveSmallIntegerField("voix par personne", default=3)
    token = models.CharField("adresse", max_length=40, unique=True, default=new_token, editable=False)

    class Meta(NetworkOwned.Meta):
        verbose_name = "atelier de propositions"
        ordering = ["-held_on", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("roadmap")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workshop_detail", args=[self.network.slug, self.pk])

    def is_open_on(self, day: date) -> bool:
        """Whether ideas and votes are taken on this day."""
        return day <= self.open_until


class WorkshopTable(NetworkOwned):
    """One table of a workshop: its topic, and the axis that it works on where there is one."""

    workshop = ScopedForeignKey(Workshop, on_delete=models.CASCADE, related_name="tables")
    rank = models.PositiveSmallIntegerField("table")
    topic = models.CharField("sujet", max_length=160)
    axis = ScopedForeignKey(
        Axis, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="axe"
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "table"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("workshop", "axis"),
            models.UniqueConstraint(
                fields=["workshop", "rank"], name="workshop_table_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class ProposalQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "ProposalQuerySet":
        """Proposals that were neither merged into another one nor taken out."""
        return self.filter(merged_into=None, withdrawn=False)

    def with_votes(self) -> "ProposalQuerySet":
        """Each with `votes`: the people who voted for it or for one that was merged into it, each once."""
        own = models.Q(proposal=models.OuterRef("pk")) | models.Q(proposal__merged_into=models.OuterRef("pk"))
        counted = (
            ProposalVote.objects.filter(own)
            .order_by()
            .values(group=models.Value(1))
            .annotate(all=models.Count("voter", distinct=True))
            .values("all")
        )
        votes = models.Subquery(counted, output_field=models.IntegerField())
        return self.annotate(votes=models.functions.Coalesce(votes, 0))


class Proposal(NetworkOwned):
    """An idea of a table. Who had it is not kept."""

    #: What queries add to a row that they read.
    doubles: Any
    votes: Any

    workshop = ScopedForeignKey(Workshop, on_delete=models.CASCADE, related_name="proposals")
    table = ScopedForeignKey(WorkshopTable, on_delete=models.PROTECT, related_name="proposals")
    text = models.CharField("idée", max_length=200)
    detail = models.TextField("précisions", blank=True)
    merged_into = ScopedForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    withdrawn = models.BooleanField("retirée", default=False)
    #: What became of it: the action keeps where it came from.
    action = ScopedOneToOneField(Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposal")
    added_at = models.DateTimeField("écrite le")

    objects: ClassVar = NetworkManager.from_queryset(ProposalQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "proposition"
        ordering = ["table__rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("workshop", "table", "merged_into", "action"),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")), name="proposal_is_not_its_own_double"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ProposalVote(NetworkOwned):
    """One vote of one browser: a random key, nothing of the person."""

    proposal = ScopedForeignKey(Proposal, on_delete=models.CASCADE, related_name="votes_received")
    voter = models.CharField(max_length=40)

    class Meta(NetworkOwned.Meta):
        verbose_name = "voix"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("proposal"),
            models.UniqueConstraint(fields=["proposal", "voter"], name="proposal_vote_once"),
        ]

    def __str__(self) -> str:
        return f"voix pour {self.proposal_id}"
