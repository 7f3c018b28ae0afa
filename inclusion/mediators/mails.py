"""The words of the e-mails to people who help: their personal link, the question of the year, its reminders."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.mail import emails, outbox
from inclusion.mediators.enums import HelperMailKind
from inclusion.mediators.models import HelperMail
from inclusion.mediators.queries import link_of, place_rows


def skip_reason(row: HelperMail) -> str:
    """Why an e-mail that still waits says nothing any more, as a French sentence; empty when it does."""
    if not row.helper.has_not_left(on=timezone.localdate()):
        return "Cette personne est partie entre-temps\u00a0: ce courriel n’est pas parti."
    if not row.helper.email:
        return "La fiche n’a plus d’adresse\u00a0: ce courriel n’est pas parti."
    if row.kind != HelperMailKind.LINK and row.helper.confirmed_on != row.since:
        return "La fiche a été confirmée entre-temps\u00a0: ce courriel n’est pas parti."
    return ""


def compose_mail(row: HelperMail) -> EmailMessage:
    """The message of a row; answers go to the coordination."""
    helper = row.helper
    context = {
        "network": row.network,
        "helper": helper,
        "kind": row.kind,
        "kinds": HelperMailKind,
        "places": [str(one) for one in place_rows().filter(helper=helper)],
        "services": [one.replace("'", "’") for one in helper.services],
        "url": emails.absolute("helper_own", row.network.slug, link_of(helper)),
    }
    name = "helper_link" if row.kind == HelperMailKind.LINK else "helper_question"
    return emails.compose(name, context, to=helper.email)


outbox.register(HelperMail, compose=compose_mail, skip_reason=skip_reason)
