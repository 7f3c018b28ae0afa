"""The printed summary of a year of lending, without personal data."""

from datetime import date
from typing import Any

from equipment.follow_up.queries import Follow
from equipment.follow_up.rules import WHY_HIDDEN, days_words
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf


def year_summary_pdf(follow: Follow, *, network: Any, bank_name: str, on: date) -> bytes:
    """The figures of `follow` as a PDF; the same figures on the same day give the same bytes."""
    context = {
        "letterhead": letterhead(network),
        "title": f"{bank_name}\u00a0: l’année {follow.year_words}",
        "foot": f"{bank_name}, année scolaire {follow.year_words}, chiffres au {plain_date(on)}",
        "bank_name": bank_name,
        "follow": follow,
        "on": on,
        "answer": days_words(follow.waits.answer) if follow.waits else "",
        "hand_over": days_words(follow.waits.hand_over) if follow.waits else "",
        "why": WHY_HIDDEN,
    }
    return render_pdf("pdf/lending_year.html", context, identifier=f"{network.slug}-{follow.year}".encode())
