"""Which message an e-mail that came back was: a signed mark in its return address and its Message-ID.

The mark names the network, the table and the row, and signs them with the sending and the address: nobody has one who
was not sent it, and one of an earlier sending, or to an address that was corrected since, is none any more. Addresses
from which e-mails came back for good are not written to.
"""

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

from inclusion.core.errors import DomainError
from inclusion.core.mail.reading import TOKEN
from inclusion.core.models.mails import MailBounce

SALT = "inclusion.core.mail.tracking"
#: What is noted of an e-mail to an address from which others came back.
SUSPENDED = "Nos courriels reviennent de cette adresse\u00a0: corrigez-la, ou dites qu’elle est bonne."
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Tracked:
    """A table of which e-mails come back: the address that a row is sent to, and what follows."""

    model: Any
    recipient: Callable[[Any], str]
    bounced: Callable[..., None]


_tables: dict[str, Tracked] = {}


def track(model: Any, *, recipient: Callable[[Any], str], bounced: Callable[..., None]) -> None:
    """Say whom a row of a table is sent to, and what `bounced(row, bounce=…, at=…)` does where it came back.

    Raises ValueError for two tables of one code.
    """
    code = _code(model)
    if _tables.get(code, Tracked(model, recipient, bounced)).model is not model:
        raise ValueError(f"{model} has the code of {_tables[code].model}")
    _tables[code] = Tracked(model, recipient, bounced)


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


def _code(model: type[Model]) -> str:
    return _base36(zlib.crc32(model._meta.label.encode()))


def _signature(named: str, *, sending: str, recipient: str, key: str) -> str:
    # Of the two halves of an address mail servers keep the case of neither.
    text = "\n".join((named, sending, recipient.lower()))
    digest = salted_hmac(SALT, text, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()


def mark_of(row: Any, *, recipient: str) -> str:
    """The mark of a row's e-mail to this address: 80 bits that only the portal's key gives."""
    named = f"{_base36(row.network_id)}-{_code(type(row))}-{_base36(row.pk)}"
    return f"liant-{named}-{_signature(named, sending=row.sending, recipient=recipient, key=settings.SECRET_KEY)}"


def is_mark_of(row: Any, mark: str, *, recipient: str) -> bool:
    """Whether this mark was made for the row as it is now; a former key of the portal is as good."""
    named, _, signature = mark.removeprefix("liant-").rpartition("-")
    return any(
        constant_time_compare(signature, _signature(named, sending=row.sending, recipient=recipient, key=key))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def named_by(mark: str) -> tuple[int, Tracked, int] | None:
    """The network, the table and the row that a mark names, whether or not it is right."""
    found = TOKEN.fullmatch(mark)
    table = _tables.get(found[2]) if found else None
    return (int(found[1], 36), table, int(found[3], 36)) if found and table else None


def stamped(message: EmailMessage, row: Any) -> EmailMessage:
    """The message with its mark, in its Message-ID and, where the installation has one, in its return address.

    A row of no network is not followed.
    """
    if row.network_id is None or not message.to:
        return message
    mark = mark_of(row, recipient=message.to[0])
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    message.extra_headers["Message-ID"] = f"<{mark}@{host}>"
    local, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    if domain:
        message.extra_headers.setdefault("From", message.from_email)
        message.from_email = f"{local}+{mark}@{domain}"
    return message


# -- Addresses from which e-mails came back


def suspended_by(email: str) -> MailBounce | None:
    """What suspends an address in the active network, if anything does."""
    return MailBounce.objects.suspending().filter(email=email.strip().lower()).first() if email else None


def refuse_suspended(row: Any, message: EmailMessage) -> None:
    """Raise DomainError where e-mails to this address came back; of no network, nothing is known."""
    if row.network_id is not None and message.to and suspended_by(message.to[0]):
        raise DomainError(SUSPENDED)
