"""Letters by e-mail: composed from a template whose first line is the subject, sent with a clear word on what failed."""

import smtplib
import socket
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse


class MailDelayed(Exception):
    """The mail server could not be reached or asked to come back later: worth another try."""


class MailRefused(Exception):
    """The mail server refused the message for good; the message is the French sentence to show."""


def absolute(url_name: str, *args: Any) -> str:
    """Return the full address of a page, for a letter."""
    return settings.PUBLIC_URL + reverse(url_name, args=args)


def compose(template: str, context: dict[str, Any], *, to: str, reply_to: str = "") -> EmailMessage:
    """Return the message: `templates/email/<template>.txt`, of which the first line is the subject."""
    subject, _, body = render_to_string(f"email/{template}.txt", context).strip().partition("\n")
    return EmailMessage(
        subject.strip(), body.strip() + "\n", to=[to], reply_to=[reply_to] if reply_to else None
    )


def send(message: EmailMessage) -> None:
    """Hand the message to the mail server. Raises MailDelayed or MailRefused."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(400 <= code < 500 for code in codes):
            raise MailDelayed(f"recipient put off: {codes}") from None
        raise MailRefused("Le serveur de messagerie refuse cette adresse.") from None
    except smtplib.SMTPResponseException as error:
        if 400 <= error.smtp_code < 500:
            raise MailDelayed(f"put off: {error.smtp_code}") from None
        raise MailRefused("Le serveur de messagerie refuse ce message.") from None
    except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError, socket.gaierror) as error:
        raise MailDelayed(f"unreachable: {type(error).__name__}") from None
