"""Messages between members, which are sent without showing an address."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.mail import emails, outbox
from inclusion.directory.actions import KEPT, forget_texts
from inclusion.directory.models import DirectoryMessage, is_hidden


def skip_reason(message: DirectoryMessage) -> str:
    """Why a message that still waits is not to leave any more, as a French sentence; empty when it is."""
    if message.sender.ended_at is not None:
        return "Son auteur a quitté le réseau avant l’envoi\u00a0: rien n’est parti."
    if not message.text:
        return "Son texte n’est plus gardé\u00a0: rien n’est parti."
    return ""


def compose_message(message: DirectoryMessage) -> EmailMessage:
    """The e-mail of a message; an answer goes to the member who wrote."""
    user = message.sender.user
    context = {
        "message": message,
        "network": message.network,
        "user": user,
        "partner": message.sender.partner,
        "is_hidden": is_hidden(message.email, message.partner),
    }
    return emails.compose("directory_message", context, to=message.email, reply_to=user.email)


def _forget_text(message: DirectoryMessage) -> None:
    forget_texts(DirectoryMessage.objects.filter(pk=message.pk), by=None, at=timezone.now())


outbox.register(DirectoryMessage, compose=compose_message, skip_reason=skip_reason, lost_after=KEPT, after=_forget_text)
