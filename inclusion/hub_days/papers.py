"""The sheet of a year of a hub on paper: what it gave, what it was spent on, day by day."""

import hashlib
from datetime import date

from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.hub_days.enums import HubUse
from inclusion.hub_days.models import HubAllocation, balance_of, spent_by_use
from inclusion.hub_days.rules import days_words, plain_days


def sheet_pdf(allocation: HubAllocation, *, on: date) -> bytes:
    """Return the sheet of a year as it is on a day; the same rows on the same day give the same bytes."""
    network, partner = allocation.network, allocation.partner
    balance = balance_of(allocation)
    days = allocation.days.counted().select_related("body", "meeting").order_by("on", "pk")
    uses = spent_by_use(allocation.days.all())
    context = {
        "letterhead": letterhead(network),
        "title": f"Jours du hub {allocation.year}, {partner}",
        "foot": f"{network.name}, jours {of(partner)} en {allocation.year}, au {plain_date(on)}",
        "allocation": allocation,
        "on": on,
        "headline": f"{days_words(balance.done)} sur {plain_days(balance.allotted)} ont été faits"
        if balance.done >= 4
        else f"{days_words(balance.done)} sur {plain_days(balance.allotted)} a été fait",
        "allotted": plain_days(balance.allotted),
        "done": plain_days(balance.done),
        "planned": plain_days(balance.planned),
        "free": plain_days(balance.free),
        "uses": [(HubUse(use).label, plain_days(done), plain_days(planned)) for use, (done, planned) in uses.items()],
        "days": [(one, plain_days(one.half_days)) for one in days],
    }
    identifier = hashlib.sha256(f"{network.slug} hub {allocation.pk} {on}".encode()).digest()[:16]
    return render_pdf("pdf/hub_year.html", context, identifier=identifier)
