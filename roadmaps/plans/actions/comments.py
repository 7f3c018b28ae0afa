"""Comments on an action with the members named in them, and who follows an action."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Membership, User
from roadmaps.enums import Verb
from roadmaps.plans.actions.editing import refetch_locked
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.comments import ActionComment, ActionFollower, CommentMention

#: A click that comes twice comes within this time.
TWICE = timedelta(minutes=1)


@transaction.atomic
def comment(action: Action, *, text: str, mentions: Iterable[Membership] = (), by: User, at: datetime) -> ActionComment:
    """Write a comment; each member who is named gets one e-mail. The caller says who may be named.

    The same words of the same author within a minute are one comment: the first.
    """
    if not text.strip():
        raise DomainError("Écrivez votre commentaire.").at("text")
    Action.objects.select_for_update(of=("self",), no_key=True).filter(pk=action.pk).first()
    action = refetch_locked(action)
    same = ActionComment.objects.filter(action=action, text=text.strip(), by=by, at__gte=at - TWICE)
    if once := same.first():
        return once
    written = ActionComment.objects.create(network_id=action.network_id, action=action, text=text.strip(), by=by, at=at)
    for member in dict.fromkeys(mentions):
        mention = CommentMention.objects.create(network_id=action.network_id, comment=written, membership=member)
        outbox.enqueue("roadmap_mention", at=at, network=action.network, target=mention, recipient=member.user)
    journal.record(Verb.ACTION_COMMENTED, on=action, by=by, at=at)
    return written


@transaction.atomic
def remove_comment(written: ActionComment, *, by: User, at: datetime) -> None:
    """Remove a comment; an e-mail about it that has not left does not leave any more."""
    journal.record(Verb.COMMENT_REMOVED, on=written.action, by=by, at=at)
    written.delete()


@transaction.atomic
def follow(action: Action, *, member: Membership, by: User, at: datetime) -> None:
    """Let a member follow an action; once more changes nothing."""
    row, is_new = ActionFollower.objects.get_or_create(
        action=action, membership=member, defaults={"network_id": action.network_id, "since": at}
    )
    if is_new:
        journal.record(Verb.ACTION_FOLLOWED, on=row.action, by=by, at=at)


@transaction.atomic
def unfollow(action: Action, *, member: Membership, by: User, at: datetime) -> None:
    """Let a member follow an action no more."""
    if ActionFollower.objects.filter(action=action, membership=member).delete()[0]:
        journal.record(Verb.ACTION_UNFOLLOWED, on=action, by=by, at=at)
