"""E-mails that announce statements to operators, and whether they opened them."""

from datetime import datetime

from django.db import transaction

from funding.contributions.actions.outbox import addresses_of
from funding.enums import Verb
from funding.statements.models import FundingStatement, StatementMail, StatementOpening
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.mail.outbox import enqueue_once
from inclusion.core.models.networks import User


@transaction.atomic
def mail_statement(
    statement: FundingStatement, *, once_more: bool = False, by: User, at: datetime
) -> list[StatementMail]:
    """Send the link of a statement to each address of its operator, once; with `once_more` also to who had it.

    Raises DomainError with `once_more` where no address is known, or a newer statement replaces this one.
    """
    if once_more and statement.replaced_by.exists():
        raise DomainError("Un relevé plus récent remplace celui-ci\u00a0: envoyez-le plutôt.")
    addresses = addresses_of([statement.partner])[statement.partner_id]
    if once_more and not addresses:
        raise DomainError(f"Aucune adresse n’est connue pour {statement.partner}\u00a0: ajoutez un contact à sa fiche.")
    rows = [
        enqueue_once(
            StatementMail,
            at=at,
            requeue=once_more,
            defaults={"network_id": statement.network_id},
            statement=statement,
            to=address,
        )
        for address in addresses
    ]
    sent = [row for row in rows if row is not None]
    if sent:
        journal.record(Verb.STATEMENT_MAILED, on=statement, by=by, at=at, addresses=len(sent))
    return sent


@transaction.atomic
def record_opening(statement: FundingStatement, *, by: User, at: datetime) -> StatementOpening:
    """Note that somebody of its operator opened a statement; only the first time is kept."""
    opening, is_first = StatementOpening.objects.get_or_create(
        statement=statement, defaults={"network_id": statement.network_id, "opened_by": by, "opened_at": at}
    )
    if is_first:
        journal.record(Verb.STATEMENT_OPENED, on=statement, by=by, at=at)
    return opening
