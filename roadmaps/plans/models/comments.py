"""What members write to one another about an action, whom they name in it, and who follows an action."""

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.networks import Membership
from inclusion.core.scope import NetworkOwned
from roadmaps.plans.models.actions import Action


class ActionComment(NetworkOwned):
    """Something that a member wrote about an action; its author or the coordination may remove it."""

    action = ScopedForeignKey(Action, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField("commentaire")
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("écrit le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "commentaire d’une action"
        ordering = ["at", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("action")]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("roadmap_action", args=[self.network.slug, self.action_id])


class CommentMention(NetworkOwned):
    """A member who is named in a comment, and gets one e-mail about it."""

    comment = ScopedForeignKey(ActionComment, on_delete=models.CASCADE, related_name="mentions")
    membership = ScopedForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta(NetworkOwned.Meta):
        verbose_name = "membre prévenu d’un commentaire"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("comment", "membership"),
            models.UniqueConstraint(fields=["comment", "membership"], name="comment_mention_once"),
        ]

    def __str__(self) -> str:
        return f"@{self.membership.user}"


class ActionFollower(NetworkOwned):
    """A member who follows an action: the home page and « Mes actions » say what moved."""

    action = ScopedForeignKey(Action, on_delete=models.CASCADE, related_name="followers")
    membership = ScopedForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField("depuis le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "membre qui suit une action"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("action", "membership"),
            models.UniqueConstraint(fields=["action", "membership"], name="action_follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user} ({self.action})"
