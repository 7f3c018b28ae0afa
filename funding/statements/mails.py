"""The text of the e-mail that tells an operator of its statement, and when it is obsolete."""

from django.core.mail import EmailMessage

from funding.statements.models import StatementMail
from funding.statements.papers import words_of
from inclusion.core.mail import emails, outbox

OBSOLETE = "Un relevé plus récent remplace celui-ci\u00a0: ce courriel n’est pas parti."


def skip_reason(row: StatementMail) -> str:
    """Why an e-mail that still waits has no object any more, as a French sentence; empty when it has."""
    return OBSOLETE if row.statement.replaced_by.exists() else ""


def compose_mail(row: StatementMail) -> EmailMessage:
    """Return the message of a row, to its one address: the answer of the statement and the link to it."""
    statement = row.statement
    words = words_of(statement)
    context = {
        "network": row.network,
        "statement": statement,
        "partner": statement.partner,
        "fund": statement.fund,
        "what": f"{statement.start.year}" if words["is_civil_year"] else words["period"],
        "headline": words["headline"],
        "url": emails.absolute("statement_own_detail", row.network.slug, statement.pk),
    }
    return emails.compose("statement", context, to=row.to, reply_to=row.network.email)


outbox.register(StatementMail, compose=compose_mail, skip_reason=skip_reason)
