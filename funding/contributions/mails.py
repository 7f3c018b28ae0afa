"""The text of e-mails to contributors: requests, reminders and calls for funds."""

from typing import Any

from django.core.mail import EmailMessage

from funding.contributions.enums import CallState, ContributionMailKind
from funding.contributions.models import CallForFunds, Contribution, ContributionMail, ContributionRequest, LeverageRule
from inclusion.core.french.periods import civil_year
from inclusion.core.mail import emails, outbox

TEMPLATES = {
    ContributionMailKind.REQUEST: "contribution_request",
    ContributionMailKind.REQUEST_REMINDER: "contribution_request_reminder",
    ContributionMailKind.CALL: "call_for_funds",
    ContributionMailKind.PAYMENT_REMINDER: "payment_reminder",
}


def skip_reason(row: ContributionMail) -> str:
    """Why an e-mail that still waits has nothing to ask any more, as a French sentence; empty when it has."""
    if row.request_id is not None:
        waits = ContributionRequest.objects.unanswered().filter(pk=row.request_id).exists()
        return "" if waits else "La réponse est arrivée entre-temps\u00a0: ce courriel n’est pas parti."
    if row.call is not None and row.call.state == CallState.CANCELLED:
        return "L’appel a été annulé entre-temps\u00a0: ce courriel n’est pas parti."
    waits = Contribution.objects.awaited().filter(pk=row.contribution_id).exists()
    return "" if waits else "Le versement est arrivé entre-temps\u00a0: ce courriel n’est pas parti."


def compose_mail(row: ContributionMail) -> EmailMessage:
    """Return the message of a row, to its one address; the call for funds it speaks of is attached."""
    context = _about_request(row) if row.request else _about_contribution(row)
    kind = ContributionMailKind(row.kind)
    message = emails.compose(TEMPLATES[kind], {"network": row.network, **context}, to=row.to)
    if row.call is not None:
        document = row.call.document
        message.attach(document.filename, document.data, document.media_type)
    return message


def _about_request(row: ContributionMail) -> dict[str, Any]:
    request = row.request
    year = civil_year(request.year)
    rules = LeverageRule.objects.filter(fund=request.fund, start__lt=year.end, end__gt=year.start)
    return {
        "fund": request.fund,
        "partner": request.partner,
        "year": request.year,
        "answer_by": request.answer_by,
        "asked_on": request.asked_on,
        "rule": rules.select_related("matcher").first(),
        "url": emails.absolute("own_answer", row.network.slug, request.pk),
    }


def _about_contribution(row: ContributionMail) -> dict[str, Any]:
    contribution = Contribution.objects.with_received().get(pk=row.contribution_id)
    call = CallForFunds.objects.with_outstanding().filter(pk=row.call_id).first()
    return {
        "fund": row.contribution.fund,
        "partner": row.contribution.partner,
        "contribution": contribution,
        "year": contribution.year,
        "call": call,
        "left": call.outstanding if call and call.outstanding else contribution.outstanding,
        "url": emails.absolute("own_contributions", row.network.slug),
    }


outbox.register(ContributionMail, compose=compose_mail, skip_reason=skip_reason)
