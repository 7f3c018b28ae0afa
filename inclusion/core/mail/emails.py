"""E-mails: composed from a template whose first line is the subject, and sent; each failure has a name."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import Policy
from email.policy import default as default_policy
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailAlternative
from django.template.loader import render_to_string
from django.urls import reverse

from inclusion.core.enums import Reminder
from inclusion.core.french.text import on_one_line, printable
from inclusion.core.models.networks import Network, User
from inclusion.core.scope import active_network

REFUSED_ADDRESS = "Le serveur de messagerie refuse cette adresse."
MALFORMED_ADDRESS = "Cette adresse électronique n’est pas bien formée."
#: What says that no message will ever arrive at an address, whatever it says.
BAD_ADDRESS = (REFUSED_ADDRESS, MALFORMED_ADDRESS)


class MailDelayed(Exception):
    """The mail server could not be reached or asked to come back later: worth another try."""


class MailRefused(Exception):
    """The mail server refused the message for good; the message is the French sentence to show."""


class MailUncertain(Exception):
    """The message was handed over and the mail server's answer never came: it may have been taken."""


def absolute(url_name: str, *args: Any) -> str:
    """Return the full address of a page, for a letter."""
    return settings.PUBLIC_URL + reverse(url_name, args=args)


class _WholeHeader(UnstructuredHeader):
    """A header that mail programs read as it is: never folded, so never encoded."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("List-Unsubscribe", "List-Unsubscribe-Post"):
    _HEADERS.map_to_type(_name, _WholeHeader)


@dataclass(frozen=True)
class Inline:
    """A picture that a message brings along: its HTML names it « cid:… », nothing is fetched."""

    name: str
    data: bytes
    media_type: str


class _WithWayOut(EmailMessage):
    """A message with the way out in its headers (RFC 2369, RFC 8058), where one is given (`lead_out`).

    An address is one word without a space: the policy would fold a long one by encoding it, which no mail program
    reads in this header.
    """

    def lead_out(self, url: str) -> None:
        """Say in the headers where whoever reads it asks for no more, also in one click of the mail program."""
        self.extra_headers["List-Unsubscribe"] = f"<{url}>"
        self.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"

    def message(self, *, policy: Policy = default_policy) -> Any:
        """The message as it leaves."""
        return super().message(policy=policy.clone(header_factory=_HEADERS))


class ListMessage(_WithWayOut, EmailMultiAlternatives):
    """A message to subscribers, with pictures."""

    inline: tuple[Inline, ...] = ()

    def message(self, *, policy: Policy = default_policy) -> Any:
        """The message as it leaves, its pictures beside its HTML (RFC 2387)."""
        message = super().message(policy=policy)
        html = message.get_body(("html",))
        for one in self.inline if html is not None else ():
            kind, _, subtype = one.media_type.partition("/")
            html.add_related(one.data, kind, subtype, cid=f"<{one.name}>", disposition="inline")
        return message


def sender(network: Network) -> str:
    """Who an e-mail of a network comes from: the network, at the portal's address."""
    return named_address(network.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def text_of(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject and the words of an e-mail of the active network, which signs them.

    `templates/email/<template>.txt` begins with the subject.
    """
    network = active_network()
    subject, _, body = render_to_string(f"email/{template}.txt", context).strip().partition("\n")
    signature = "\n".join(filter(None, (network.name, network.phone)))
    return subject.strip(), f"{body.strip()}\n\n{signature}\n"


def compose(template: str, context: dict[str, Any], *, to: str, reply_to: str = "") -> _WithWayOut:
    """Return an e-mail of the active network: in its name, signed by it.

    Answers go to `reply_to`, who acted by hand, else to the network's own address; without one, to nobody: no e-mail
    shows a person's address to strangers.
    """
    network = active_network()
    subject, body = text_of(template, context)
    answers = reply_to or network.email
    return _WithWayOut(subject, body, from_email=sender(network), to=[to], reply_to=[answers] if answers else None)


# -- Reminders that whoever has an account may stop

STOPPED = "Cette personne ne veut plus de ce rappel."
_STOP = "reminder"


def stop_address(user: User, reminder: str) -> str:
    """The page and one-click address that stops a reminder, in every network."""
    return absolute("reminder_stop", signing.dumps([user.pk, reminder], salt=_STOP))


def stop_behind(signed: str) -> tuple[User, Reminder] | None:
    """Whose reminder a link stops, and which; None for a link that is none."""
    try:
        pk, reminder = signing.loads(signed, salt=_STOP)
        return User.objects.get(pk=pk), Reminder(reminder)
    except (signing.BadSignature, User.DoesNotExist, ValueError):
        return None


def account_at(address: str) -> User | None:
    """Whoever logs in with this address."""
    return User.objects.filter(email__iexact=address, is_active=True).first()


def with_stop(message: Any, reminder: str) -> Any:
    """A reminder with the way to stop it, where it goes to somebody who has an account."""
    user = account_at(message.to[0]) if reminder and isinstance(message, _WithWayOut) else None
    if user is not None:
        url = stop_address(user, reminder)
        message.body += f"\nNe plus recevoir ce rappel\u00a0: {url}\n"
        message.lead_out(url)
    return message


def named_address(name: str, address: str) -> str:
    """The address with a name, for a header of an e-mail; a line end in the name would end the header."""
    return formataddr((on_one_line(name), address))


def cleaned(message: EmailMessage) -> EmailMessage:
    """The message without what no mail can carry: each of its headers on one line, whatever was typed into them."""
    message.subject, message.from_email = on_one_line(str(message.subject)), on_one_line(message.from_email)
    message.reply_to = [on_one_line(address) for address in message.reply_to]
    message.extra_headers = {name: on_one_line(str(value)) for name, value in message.extra_headers.items()}
    message.body = printable(str(message.body))
    if isinstance(message, EmailMultiAlternatives):
        message.alternatives = [
            EmailAlternative(printable(str(content)), kind) for content, kind in message.alternatives
        ]
    return message


def _outcome(error: OSError) -> MailDelayed | MailRefused:
    """What an error of the dialogue with the mail server means for the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        if all(400 <= code < 500 for code in codes):
            return MailDelayed(f"recipient put off: {codes}")
        return MailRefused(REFUSED_ADDRESS)
    if isinstance(error, smtplib.SMTPResponseException):
        if 400 <= error.smtp_code < 500:
            return MailDelayed(f"put off: {error.smtp_code}")
        return MailRefused("Le serveur de messagerie refuse ce message.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailRefused("Le serveur de messagerie ne sait pas transmettre ce message.")
    return MailDelayed(f"unreachable: {type(error).__name__}")


class _AnnouncingBackend(EmailBackend):
    """Calls `before_handover` just before the bytes of a message are handed over, and knows how far it came."""

    def __init__(self, before_handover: Callable[[], None]) -> None:
        super().__init__(alias="announcing", **settings.SMTP)
        self.before_handover = before_handover
        self.handed_over = self.accepted = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The connection whose `data` says what is about to happen."""
        backend = self

        class Announcing(smtplib.SMTP):
            def data(self, msg: Any) -> tuple[int, bytes]:
                backend.before_handover()
                backend.handed_over = True
                code, answer = super().data(msg)
                backend.accepted = code == 250
                return code, answer

        return Announcing


def send_once(message: EmailMessage, *, before_handover: Callable[[], None]) -> None:
    """Hand the message to the mail server, saying just before its bytes leave: after that nothing may send it twice.

    Raises MailDelayed or MailRefused when the server certainly has not taken it, MailUncertain when nobody
    knows. What `before_handover` raises passes through, and nothing was handed over.
    """
    backend = _AnnouncingBackend(before_handover)
    try:
        backend.send_messages([cleaned(message)])
    except (ValueError, MessageError):  # the second: no header can be written with it
        raise MailRefused(MALFORMED_ADDRESS) from None
    except OSError as error:
        if backend.accepted:  # only the end of the connection failed
            return
        answered = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
        if backend.handed_over and not answered:
            raise MailUncertain(type(error).__name__) from None
        raise _outcome(error) from None
