"""The text of the e-mail that announces a statement to its operator, and when it is obsolete."""

from django.core.mail import EmailMessage

from funding.statements.models import StatementFile, StatementMail
from funding.statements.papers import words_of
from inclusion.core.mail import emails, outbox
from inclusion.core.models.networks import Membership
from inclusion.core.roles import Operator

OBSOLETE = "Un relevé plus récent remplace celui-ci\u00a0: ce courriel n’est pas parti."


def skip_reason(row: StatementMail) -> str:
    """Why an e-mail that still waits has no object any more, as a French sentence; empty when it has."""
    return OBSOLETE if row.statement.replaced_by.exists() else ""


def compose_mail(row: StatementMail) -> EmailMessage:
    """Return the message of a row, to its one address: the answer of the statement and the link to it.

    Who has no account to follow the link has the PDF with it.
    """
    statement = row.statement
    words = words_of(statement)
    accounts = Membership.objects.in_force().with_role(Operator.name).filter(partner=statement.partner)
    has_account = accounts.filter(user__email__iexact=row.to).exists()
    context = {
        "network": row.network,
        "statement": statement,
        "what": f"{statement.start.year}" if words["is_civil_year"] else words["period"],
        "headline": words["headline"],
        "has_account": has_account,
        "url": emails.absolute("statement_own_detail", row.network.slug, statement.pk),
    }
    message = emails.compose("statement", context, to=row.to)
    made = StatementFile.objects.filter(statement=statement).select_related("document__content").first()
    if made is not None and not has_account:
        message.attach(made.document.filename, made.document.data, made.document.media_type)
    return message


outbox.register(StatementMail, compose=compose_mail, skip_reason=skip_reason)
