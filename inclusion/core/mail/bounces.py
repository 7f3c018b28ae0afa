"""E-mails that came back: recorded once each, from a pipe or a mailbox; addresses that somebody confirms."""

import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from inclusion.core import jobs, journal
from inclusion.core.enums import BounceKind, Verb
from inclusion.core.mail import tracking
from inclusion.core.mail.reading import MAX_BYTES, Reading, read
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network, scoped_to

logger = logging.getLogger(__name__)

#: So many failures that pass, within so long, are one that does not.
SOFT_LIMIT, SOFT_SPAN = 3, timedelta(days=14)
#: A failure that suspends nothing any more is forgotten; so is an address that nobody corrected.
FORGET_AFTER, FORGET_ADDRESS_AFTER = timedelta(days=30), timedelta(days=730)
#: Messages of the mailbox that are read at a time.
MAX_READ = 200
#: Seconds that the mailbox's server may take for each answer.
PATIENCE = 30


def receive(data: bytes, *, at: datetime) -> bool:
    """Read one message and record what came back; whether a mail server wrote it of an e-mail of the portal.

    It is not kept. Somebody's answer is none of them, whatever it quotes.
    """
    reading, is_ours = read(data), False
    if not reading.failures:
        return False
    for mark in reading.tokens:
        is_ours |= _follow(mark, reading, at=at)
    return is_ours


def _follow(mark: str, reading: Reading, *, at: datetime) -> bool:
    """Record what is said of the e-mail of this mark; False where it is none of the portal's."""
    named = tracking.named_by(mark)
    network = Network.objects.filter(pk=named[0]).first() if named else None
    if named is None or network is None:
        return False
    with scoped_to(network):
        return record_bounce(named[1], named[2], mark=mark, reading=reading, by=None, at=at)


@transaction.atomic
def record_bounce(table: tracking.Tracked, pk: int, *, mark: str, reading: Reading, by: None, at: datetime) -> bool:
    """Note on a row of the active network that its e-mail came back, once; False where the mark is not the row's.

    A row that was not sent, or was sent anew or to another address since, has another mark: nothing is said of it.
    """
    _locked_network()
    rows = table.model._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=pk, network_id=active_network().pk).first()
    recipient = _recipient(table, row) if row else ""
    if not recipient or not tracking.is_mark_of(row, mark, recipient=recipient):
        return False
    failure = reading.at(recipient)
    if failure.reason is None or not row.was_sent or MailBounce.objects.filter(mark=mark).exists():
        return True
    email = recipient.strip().lower()
    lately = MailBounce.objects.filter(email=email, lifted_at=None, received_at__gt=at - SOFT_SPAN).count()
    is_over = failure.kind == BounceKind.HARD or lately >= SOFT_LIMIT - 1
    is_known = tracking.suspended_by(email) is not None
    bounce = MailBounce.objects.create(
        email=email, reason=failure.reason, is_hard=is_over and not is_known, mark=mark, received_at=at
    )
    table.bounced(row, bounce=bounce, at=at)
    journal.record(Verb.MAIL_BOUNCED, on=row, label=row._meta.verbose_name, by=by, at=at, reason=bounce.reason)
    return True


def _locked_network() -> None:
    """One report of a network after the other: the third failure of an address suspends it."""
    Network.objects.select_for_update(no_key=True).only("pk").get(pk=active_network().pk)


def _recipient(table: tracking.Tracked, row: Any) -> str:
    """The address of a row; none where what it was about is gone, or its text is."""
    try:
        return table.recipient(row)
    except (ObjectDoesNotExist, AttributeError, ValueError):
        return ""


_confirmed: list[Callable[[str], object]] = []


def after_confirmation(follow: Callable[[str], object]) -> None:
    """Have `follow(email)` called where an address of the active network is confirmed."""
    _confirmed.append(follow)


@transaction.atomic
def confirm_address(email: str, *, by: Any, at: datetime) -> bool:
    """Somebody says that an address is right: it is written to. Whether it was suspended."""
    bounces = MailBounce.objects.filter(email=email.strip().lower(), lifted_at=None)
    bounce = bounces.suspending().first()
    bounces.update(lifted_at=at)
    for follow in _confirmed:
        follow(email.strip().lower())
    if bounce is not None:
        journal.record(Verb.ADDRESS_CONFIRMED, on=bounce, label="Adresse électronique", by=by, at=at)
    return bounce is not None


# -- The mailbox of what comes back


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    """The folder in which reports arrive, over TLS unless the installation says otherwise."""
    host, port = settings.BOUNCE_IMAP["host"], settings.BOUNCE_IMAP["port"]
    if settings.BOUNCE_IMAP["ssl"]:
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=PATIENCE)
    else:
        box = imaplib.IMAP4(host, port, timeout=PATIENCE)
    with box:
        box.login(settings.BOUNCE_IMAP["user"], settings.BOUNCE_IMAP["password"])
        box.select(settings.BOUNCE_IMAP["folder"])
        yield box


def read_mailbox(*, clock: Callable[[], datetime]) -> int:
    """Read the new messages of the mailbox; how many were about e-mails of the portal. Those are deleted there.

    Others stay, read. A message whose worker died is read again, and counts once.
    """
    ours = 0
    with _mailbox() as box:
        _, found = box.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").decode().split()[:MAX_READ]:
            _, answer = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
            data = next((one[1] for one in answer if isinstance(one, tuple)), b"")
            known = receive(data, at=clock())
            ours += known
            box.uid("STORE", uid, "+FLAGS", r"(\Seen \Deleted)" if known else r"(\Seen)")
        box.expunge()
    return ours


@shared_task(name="inclusion.tasks.read_bounces")
def read_bounces() -> None:
    """Read the mailbox of what comes back, where the installation has one."""
    if not settings.BOUNCE_IMAP["host"]:
        return
    try:
        read_mailbox(clock=timezone.now)
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("the mailbox of what comes back cannot be read: %s", type(error).__name__)


@shared_task(name="inclusion.tasks.forget_bounces")
def forget_bounces() -> None:
    """Delete what came back long ago, in every network."""
    jobs.in_each_network(_forget)


def _forget(network: Network) -> None:
    now = timezone.now()
    suspending = MailBounce.objects.suspending().values("pk")
    MailBounce.objects.exclude(pk__in=suspending).filter(received_at__lt=now - FORGET_AFTER).delete()
    MailBounce.objects.filter(received_at__lt=now - FORGET_ADDRESS_AFTER).delete()
