"""The words of the monthly question to a place, and of the answer to a proposal."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.french.hours import french_week
from inclusion.core.french.phones import shown_phone
from inclusion.core.mail import emails, outbox
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.mails import OutgoingMail
from inclusion.guide.enums import CheckAnswer, ProposalState
from inclusion.guide.models import PlaceCheck, PlaceProposal
from inclusion.guide.rules.hours import session_words


def skip_reason(row: PlaceCheck) -> str:
    """Why a question that still waits asks nothing any more, as a French sentence; empty when it does."""
    if row.place.is_closed or row.place.merged_into_id is not None:
        return "Le lieu a quitté le guide entre-temps\u00a0: ce courriel n’est pas parti."
    if row.answer != CheckAnswer.NONE:
        return "Le lieu a répondu entre-temps\u00a0: ce courriel n’est pas parti."
    return ""


def compose_check(row: PlaceCheck) -> EmailMessage:
    """The message of a row, to its one address; answers go to the coordination."""
    today = timezone.localdate()
    place = row.place
    week = french_week(place.opening_hours, after=today)
    context = {
        "network": row.network,
        "place": place,
        "week": week,
        "phone": shown_phone(place.phone),
        "services": [one.replace("'", "’") for one in place.services],
        "sessions": [
            f"{one.title}\u00a0: {' ; '.join(session_words(one.opening_hours, after=today)) or 'dates variables'}"
            for one in place.sessions.running(on=today)
        ],
        "url": emails.absolute("place_check", row.network.slug, row.token),
    }
    return emails.compose("place_check", context, to=row.email)


outbox.register(PlaceCheck, compose=compose_check, skip_reason=skip_reason)


# -- The answer to who proposed something


def _proposal_skip_reason(row: OutgoingMail) -> str:
    kept = PlaceProposal.objects.filter(pk=row.target_id).exclude(email="").exists()
    return "" if kept else OBSOLETE


def _proposal_decided(row: OutgoingMail) -> EmailMessage:
    proposal = PlaceProposal.objects.select_related("network", "place").get(pk=row.target_id)
    network = proposal.network
    url = emails.absolute("guide_place", network.slug, proposal.place_id) if proposal.place_id else ""
    context = {
        "network": network,
        "proposal": proposal,
        "is_accepted": proposal.state == ProposalState.ACCEPTED,
        "url": url,
    }
    return emails.compose("place_proposal_decided", context, to=proposal.email)


outbox.register("place_proposal_decided", compose=_proposal_decided, skip_reason=_proposal_skip_reason)
