"""Small papers of the demonstration: diagnostics and minutes, on the letterhead of their network."""

from datetime import date

from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.core.papers.pdf import letterhead, render_pdf


def printed(network: Network, *, title: str, day: date | str, paragraphs: tuple[str, ...]) -> bytes:
    """Return a PDF of one page with this title, this day and these paragraphs."""
    context = {
        "letterhead": letterhead(network),
        "title": title,
        "foot": network.name,
        "day": plain_date(day) if isinstance(day, date) else day,
        "paragraphs": paragraphs,
    }
    return render_pdf("pdf/roadmap_paper.html", context)
