"""People subscribe, confirm and leave; lists are brought in; addresses stop working."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.enums import NewsVerb
from inclusion.core.errors import DomainError
from inclusion.core.mail import bounces, outbox
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network
from inclusion.newsletter.enums import Readership, SubscriberOrigin
from inclusion.newsletter.models import NewsletterMail, Subscriber
from inclusion.newsletter.rules import MAX_LINES, READINGS_DAYS, UNCONFIRMED_DAYS, PastedLine, pasted
from inclusion.territories.models import Commune

LABEL = "Abonnement au journal"


def _named(email: str) -> str:
    return email.strip().lower()


def _lock_network() -> None:
    """Of two who write an address first at once, the second waits and finds what the first wrote."""
    Network.objects.select_for_update(no_key=True).only("pk").get(pk=active_network().pk)


def _lock_row_of(email: str) -> Subscriber | None:
    rows = Subscriber.objects.select_for_update(of=("self",)).filter(email__iexact=email)
    row = rows.first()
    if row is None:
        _lock_network()
        row = rows.first()
    return row


def _new(email: str, origin: SubscriberOrigin, *, at: datetime, **fields: Any) -> Subscriber:
    return Subscriber(
        network_id=active_network().pk,
        email=email,
        origin=origin,
        token=secrets.token_urlsafe(32),
        asked_at=at,
        **fields,
    )


@transaction.atomic
def ask_for_newsletter(
    *, email: str, readership: str = Readership.PUBLIC, commune: Commune | None = None, by: Any = None, at: datetime
) -> Subscriber:
    """Keep that an address asks for the newsletter and write to it: nothing else comes before it confirms.

    What was chosen last is what the mailbox confirms. An address that receives it already learns so by the same e-mail,
    with what it receives and where to change that. Nobody but the mailbox learns which it is. Who left stays so until
    the mailbox confirms: anybody can type an address.
    """
    email = _named(email)
    row = _lock_row_of(email)
    if row is None:
        row = _new(email, SubscriberOrigin.FORM, at=at, readership=readership, commune=commune)
        row.full_clean()
        row.save()
        journal.record(NewsVerb.SUBSCRIBED, on=row, label=LABEL, by=by, at=at)
    elif row.standing != "receiving":
        row.asked_at, row.readership, row.commune = at, readership, commune
        row.save(update_fields=["asked_at", "readership", "commune"])
        if row.standing != "asked":
            journal.record(NewsVerb.SUBSCRIBED, on=row, label=LABEL, by=by, at=at)
    outbox.enqueue("subscription", network=row.network, target=row, at=at)
    return row


@transaction.atomic
def confirm(subscriber: Subscriber, *, by: Any = None, at: datetime) -> Subscriber:
    """The mailbox says yes; said twice is said once. Raises DomainError for an address that left meanwhile."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.ended_at is not None and not row.asks_again:
        raise DomainError("Cette adresse a été désabonnée\u00a0: demandez de nouveau le journal.")
    if row.confirmed_at is None or row.asks_again:
        row.confirmed_at, row.ended_at, row.bounced_at, row.bounce = at, None, None, ""
        row.save(update_fields=["confirmed_at", "ended_at", "bounced_at", "bounce"])
        journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at)
    bounces.confirm_address(row.email, by=by, at=at)
    return row


@transaction.atomic
def choose_reading(
    subscriber: Subscriber, *, readership: str, commune: Commune | None = None, by: Any = None, at: datetime
) -> Subscriber:
    """The mailbox says otherwise as whom and of where it reads."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    row.readership, row.commune = readership, commune
    row.full_clean()
    row.save(update_fields=["readership", "commune"])
    journal.record(NewsVerb.READING_CHOSEN, on=row, label=LABEL, by=by, at=at)
    return row


@transaction.atomic
def subscribe_member(*, by: Any, at: datetime) -> Subscriber:
    """A member, whose address is proven, receives the newsletter from now on."""
    email = _named(by.email)
    row = _lock_row_of(email)
    if row is None:
        row = _new(email, SubscriberOrigin.MEMBER, at=at, readership=Readership.PROFESSIONALS)
    elif row.confirmed_at and row.ended_at is None and row.bounced_at is None:
        return row
    row.confirmed_at, row.ended_at, row.bounced_at, row.bounce = at, None, None, ""
    row.full_clean()
    row.save()
    journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at, origin=row.origin)
    return row


@transaction.atomic
def leave(subscriber: Subscriber, *, issue_number: int | None = None, by: Any = None, at: datetime) -> Subscriber:
    """End a subscription; said twice is said once. The address stays, so that no list brings it back.

    `issue_number` is that of the issue by which it is ended, for the figures of the issue.
    """
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.ended_at is None or row.asks_again:
        verb = NewsVerb.UNSUBSCRIBED if row.standing == "receiving" else NewsVerb.REFUSED
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        NewsletterMail.objects.filter(subscriber=row, issue__number=issue_number or 0).update(left_at=at)
        journal.record(verb, on=row, label=LABEL, by=by, at=at)
    return row


@transaction.atomic
def erase_subscriber(subscriber: Subscriber, *, by: Any, at: datetime) -> None:
    """Delete an address at the request of whose it is; the counts of what was sent to it stay, without it."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.standing == "receiving":
        journal.record(NewsVerb.UNSUBSCRIBED, on=row, label=LABEL, by=by, at=at, erased=True)
    row.delete()


@transaction.atomic
def forget_readings(*, by: Any = None, at: datetime) -> int:
    """Forget to whom issues that ended long ago went, and what of them; returns of how many e-mails.

    Their counts by readership stay.
    """
    before = at - timedelta(days=READINGS_DAYS)
    old = NewsletterMail.objects.filter(issue__ended_at__lt=before).exclude(subscriber=None)
    count = old.update(subscriber=None, sections=[])
    if count:
        journal.record(NewsVerb.READINGS_FORGOTTEN, on=active_network(), by=by, at=at, mails=count)
    return count


@transaction.atomic
def leave_as_member(*, by: Any, at: datetime) -> None:
    """A member stops the newsletter at the address of the account; where it does not come, nothing is."""
    row = Subscriber.objects.filter(email__iexact=_named(by.email)).first()
    if row is not None:
        leave(row, by=by, at=at)


@transaction.atomic
def try_again(subscriber: Subscriber, *, by: Any, at: datetime) -> Subscriber:
    """Write again to an address that refused an issue: its mailbox works again. Raises DomainError when it did not."""
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=subscriber.pk)
    if row.bounced_at is None:
        raise DomainError("Cette adresse n’a rien refusé.")
    row.bounced_at, row.bounce = None, ""
    row.save(update_fields=["bounced_at", "bounce"])
    journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at, bounce_lifted=True)
    bounces.confirm_address(row.email, by=by, at=at)
    return row


@transaction.atomic
def lift_bounce(email: str, *, by: Any = None, at: datetime) -> None:
    """An address was confirmed elsewhere: the newsletter comes to it again."""
    rows = Subscriber.objects.select_for_update(of=("self",)).filter(email__iexact=email)
    for row in rows.exclude(bounced_at=None):
        row.bounced_at, row.bounce = None, ""
        row.save(update_fields=["bounced_at", "bounce"])
        if row.standing == "receiving":
            journal.record(NewsVerb.CONFIRMED, on=row, label=LABEL, by=by, at=at, bounce_lifted=True)


@transaction.atomic
def note_bounce(mail: NewsletterMail, *, by: Any = None, at: datetime) -> None:
    """The mailbox refused an issue for good: no other is sent to it."""
    if mail.subscriber_id is None:
        return
    row = Subscriber.objects.select_for_update(of=("self",)).get(pk=mail.subscriber_id)
    row.bounced_at, row.bounce = at, mail.problem
    row.save(update_fields=["bounced_at", "bounce"])
    journal.record(NewsVerb.BOUNCED, on=row, label=LABEL, by=by, at=at)


@dataclass
class SubscriberImport:
    """What became of a pasted list: how many are new, and the lines that brought nobody, each with its reason."""

    added: int = 0
    known: int = 0
    left_out: list[tuple[PastedLine, str]] = field(default_factory=list)


@transaction.atomic
def bring_list(
    *, text: str, consent: str, readership: str = Readership.PUBLIC, by: Any, at: datetime
) -> SubscriberImport:
    """Subscribe the addresses of a pasted list, whose people said yes elsewhere; `consent` says when and how.

    Who unsubscribed stays so, and an address that refuses mail too; each line that brought nobody is reported. Raises
    DomainError for a list that is too long or holds no address.
    """
    lines = pasted(text)
    if len(lines) > MAX_LINES:
        raise DomainError(f"Cette liste est trop longue\u00a0: {MAX_LINES} adresses au plus à la fois.").at("text")
    if not any(line.address for line in lines):
        raise DomainError("Aucune adresse électronique dans ce que vous avez collé.").at("text")
    _lock_network()
    known = {row.email.lower(): row for row in Subscriber.objects.select_for_update(of=("self",))}
    brought, new, confirmed = SubscriberImport(), [], []
    for line in lines:
        row = known.get(line.address)
        if why := _why_left_out(line, row):
            brought.left_out.append((line, why))
        elif row is None:
            new.append(_new(line.address, SubscriberOrigin.IMPORT, at=at, confirmed_at=at, readership=readership))
            known[line.address] = new[-1]
        elif row.confirmed_at is None:
            row.confirmed_at, row.readership = at, readership
            confirmed.append(row)
        else:
            brought.known += 1
    Subscriber.objects.bulk_create(new, batch_size=1000)
    Subscriber.objects.bulk_update(confirmed, ["confirmed_at", "readership"])
    brought.added = len(new) + len(confirmed)
    journal.record(
        NewsVerb.SUBSCRIBERS_IMPORTED,
        on=active_network(),
        by=by,
        at=at,
        added=brought.added,
        known=brought.known,
        left_out=len(brought.left_out),
        consent=consent.strip(),
    )
    return brought


def _why_left_out(line: PastedLine, row: Subscriber | None) -> str:
    if not line.address:
        return "Ce n’est pas une adresse électronique."
    if row is not None and row.ended_at is not None:
        return "Cette personne s’est désabonnée\u00a0: elle seule peut revenir."
    if row is not None and row.bounced_at is not None:
        return "Cette adresse refuse le courrier."
    return ""


@transaction.atomic
def forget_unconfirmed(*, by: Any = None, at: datetime) -> int:
    """Delete addresses that never confirmed within a month; returns how many."""
    before = at - timedelta(days=UNCONFIRMED_DAYS)
    rows = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=before)
    count = rows.count()
    rows.delete()
    if count:
        journal.record(NewsVerb.UNSUBSCRIBED, on=active_network(), by=by, at=at, never_confirmed=count)
    return count
