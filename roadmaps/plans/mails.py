"""The e-mail to a member who is named in a comment on an action."""

from django.core.mail import EmailMessage

from inclusion.core.mail import emails, outbox
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import OutgoingMail
from roadmaps.plans.models.comments import CommentMention
from roadmaps.plans.queries import readers_of


def _mention(row: OutgoingMail) -> CommentMention | None:
    found = CommentMention.objects.select_related(
        "network", "membership__user", "comment__by", "comment__action__axis__roadmap"
    )
    return found.filter(pk=row.target_id).first()


def _skip(row: OutgoingMail) -> str:
    """Obsolete once the comment is gone, or its reader may not see the action any more."""
    mention = _mention(row)
    if mention is None or mention.membership not in readers_of(mention.comment.action.roadmap):
        return OBSOLETE
    return ""


def _compose(row: OutgoingMail) -> EmailMessage:
    mention = _mention(row)
    if mention is None:
        raise LookupError("the comment was removed")
    action = mention.comment.action
    context = {
        "comment": mention.comment,
        "action": action,
        "roadmap": action.roadmap,
        "network": mention.network,
        "url": emails.absolute("roadmap_action", mention.network.slug, action.pk),
    }
    to = mention.membership.user.email
    return emails.compose("roadmap_mention", context, to=to, reply_to=mention.comment.by.email)


outbox.register("roadmap_mention", compose=_compose, skip_reason=_skip)
