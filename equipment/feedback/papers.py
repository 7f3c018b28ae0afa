"""The sheet with the address for feedback, and the report of a trial."""

import hashlib
import json
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.utils import timezone

from equipment.enums import LoanState, Need
from equipment.feedback.models import FeedbackLink, TrialFeedback
from equipment.feedback.queries import in_words
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.models.loans import Loan
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.codes import code_picture
from inclusion.core.papers.pdf import letterhead, render_pdf


def slip_pdf(link: FeedbackLink, *, address: str) -> bytes:
    """The sheet that is given with the equipment: what is asked, by which address, until when. It names no pupil."""
    context: dict[str, Any] = {
        "letterhead": letterhead(link.network),
        "title": "Votre avis sur le matériel prêté",
        "foot": f"Prêt {link.loan}",
        "link": link,
        "loan": link.loan,
        "for_family": link.author == FeedbackAuthor.FAMILY,
        "address": address,
        "code": code_picture(address),
    }
    return render_pdf("pdf/feedback_slip.html", context, identifier=link.token.encode())


def mail_address(link: FeedbackLink, *, address: str) -> str:
    """A `mailto:` address that opens the member's own e-mail, ready but for whom it goes to.

    The portal sends nothing: it would have to know the address of the family.
    """
    body = (
        "Bonjour,\n\n"
        f"Du matériel a été prêté pour un essai\u00a0: {link.loan.lent}.\n"
        "Dites-nous ce que cet essai a donné. Il y a six questions. Cela prend trois minutes.\n\n"
        f"{address}\n\n"
        f"Vous pouvez répondre jusqu’au {plain_date(link.open_until)}. N’écrivez pas le nom de l’élève.\n\n"
        "Merci."
    )
    words = urlencode({"subject": "Votre avis sur le matériel prêté", "body": body}, quote_via=quote)
    return f"mailto:?{words}"


# -- Report of one trial, for the pupil's file at the MDPH and for the DSDEN


def trial_facts(loan: Loan, *, on: date) -> dict[str, Any]:
    """What the report says of a loan on a day, in words; the pupil by the pseudonym alone."""
    start = timezone.localdate(loan.handed_over_at) if loan.handed_over_at else loan.start
    back = timezone.localdate(loan.returned_at) if loan.returned_at else None
    rows = loan.loan_items.select_related("item__model")
    return {
        "number": loan.number,
        "school": str(loan.school),
        "uai": loan.school.uai,
        "pupil": f"{loan.pupil}{', ' + loan.pupil.level if loan.pupil.level else ''}" if loan.pupil else "",
        "needs": [Need(need).label for need in loan.needs],
        "lent": str(loan.lent),
        "items": [f"{row.item.model}, n° {row.item}" for row in rows],
        "start": plain_date(start),
        "back": plain_date(back) if back else "",
        "due": plain_date(loan.due),
        "is_over": loan.state == LoanState.RETURNED,
        "days": so_many(((back or on) - start).days + 1, "jour", "jours"),
        "extensions": loan.extensions,
        "answers": [_answer(one) for one in TrialFeedback.objects.filter(loan=loan).order_by("author", "pk")],
        "outcome": loan.get_outcome_display() if loan.outcome else "",
        "outcome_on": plain_date(loan.outcome_on) if loan.outcome_on else "",
        "outcome_note": loan.outcome_note,
        "mdph_step": loan.get_mdph_step_display(),
        "printed_on": plain_date(on),
    }


def _answer(one: TrialFeedback) -> dict[str, str]:
    said = in_words(one)
    return {
        "author": said.author,
        "on": plain_date(timezone.localdate(one.given_at)),
        "use": said.use,
        "helped": said.helped,
        "needs": said.needs,
        "what_helped": said.what_helped,
        "what_hindered": said.what_hindered,
        "wish": said.wish,
    }


def seal_of(facts: dict[str, Any]) -> str:
    """The SHA-256 of what a report says: two reports with the same seal say the same."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def trial_report_pdf(loan: Loan, *, bank_name: str, on: date) -> bytes:
    """The report of a trial as it is known on a day; the same facts give the same bytes."""
    facts = trial_facts(loan, on=on)
    seal = seal_of(facts)
    context = {
        "letterhead": letterhead(loan.network),
        "title": f"Bilan de l’essai {loan}",
        "foot": f"Bilan de l’essai {loan}, état au {plain_date(on)}",
        "seal": seal,
        "bank_name": bank_name,
        "facts": facts,
    }
    return render_pdf("pdf/trial_report.html", context, identifier=seal.encode())
