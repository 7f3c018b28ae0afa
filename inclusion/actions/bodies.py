"""What happens to the bodies of the governance."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.enums import Verb
from inclusion.errors import DomainError
from inclusion.models import Body
from inclusion.rules.periods import plain_date
from inclusion.scope import active_network


@transaction.atomic
def add_body(*, by: Any, at: datetime, **fields: Any) -> Body:
    """Add a body to the active network.

    Raises django's ValidationError when a field is wrong or the territory has one of this name.
    """
    body = Body(network=active_network(), **fields)
    body.full_clean()
    body.save()
    journal.record(Verb.BODY_ADDED, on=body, by=by, at=at, kind=body.kind)
    return body


@transaction.atomic
def change_body(body: Body, *, by: Any, at: datetime, **fields: Any) -> Body:
    """Change these fields of a body; the journal keeps which ones, not their values."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    changed = sorted(name for name, value in fields.items() if getattr(body, name) != value)
    for name in changed:
        setattr(body, name, fields[name])
    body.full_clean()
    if changed:
        body.save(update_fields=changed)
        journal.record(Verb.BODY_CHANGED, on=body, by=by, at=at, fields=changed)
    return body


@transaction.atomic
def close_body(body: Body, *, closed_on: date, by: Any, at: datetime) -> Body:
    """Note that a body meets no more since this day; it stays in the list, and what it did stays.

    Raises DomainError when it is closed already, or for a day to come or before it began to deal with the subject.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.closed_on is not None:
        raise DomainError(f"Cette instance ne se réunit déjà plus depuis le {plain_date(body.closed_on)}.")
    if closed_on > timezone.localdate(at):
        raise DomainError("Ce jour n’est pas encore venu\u00a0: notez la fin quand elle a eu lieu.").at(
            "closed_on"
        )
    if body.deals_since is not None and closed_on < body.deals_since:
        began = plain_date(body.deals_since)
        raise DomainError(
            f"Elle s’occupe d’inclusion numérique depuis le {began}\u00a0: ce jour est avant."
        ).at("closed_on")
    body.closed_on = closed_on
    body.save(update_fields=["closed_on"])
    journal.record(Verb.BODY_CHANGED, on=body, by=by, at=at, fields=["closed_on"])
    return body


@transaction.atomic
def reopen_body(body: Body, *, by: Any, at: datetime) -> Body:
    """Take a closure back; nothing happens to a body that meets."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    if body.closed_on is not None:
        body.closed_on = None
        body.save(update_fields=["closed_on"])
        journal.record(Verb.BODY_CHANGED, on=body, by=by, at=at, fields=["closed_on"])
    return body
