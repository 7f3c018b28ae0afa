"""The simulation of a post as a PDF for a council: answer, chart, table, conditions, calculation."""

import hashlib
from datetime import date

from funding.ledger.rules import WIDE, text_alternative
from funding.posts.rules.plans import plan_chart
from funding.posts.rules.simulation import PostSimulation
from funding.staff.rules import fte_figure
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date, shown_period
from inclusion.core.models.networks import Network
from inclusion.core.papers.codes import in_letters
from inclusion.core.papers.drawings import chart_picture
from inclusion.core.papers.pdf import letterhead, render_pdf


def simulation_pdf(simulation: PostSimulation, *, network: Network, on: date, address: str) -> bytes:
    """Return the PDF of a simulation made on a day; `address` is the page that shows it again.

    The same simulation of the same day gives the same bytes.
    """
    context = {
        "letterhead": letterhead(network),
        "title": f"Simulation d’un poste cofinancé, {plain_date(on)}",
        "foot": f"{network.name}, simulation du {plain_date(on)}. Estimation, ne vaut pas engagement.",
        "simulation": simulation,
        "on": plain_date(on),
        "facts": facts(simulation),
        "picture": chart_picture(plan_chart(simulation.plan, width=WIDE), network.brand),
        "picture_words": text_alternative(plan_chart(simulation.plan)),
        "address": in_letters(address),
    }
    identifier = hashlib.sha256(f"{network.slug} {on} {simulation.asked}".encode()).digest()[:16]
    return render_pdf("pdf/post_simulation.html", context, identifier=identifier)


def facts(simulation: PostSimulation) -> list[tuple[str, str]]:
    """The post that was asked about, as a list of what is known."""
    asked = simulation.asked
    lines = [
        ("Coût d’un temps plein", f"{euros(asked.yearly_cost)} sur douze mois"),
        ("Temps de travail", f"{fte_figure(asked.fte)} équivalent temps plein (ETP)"),
        ("Financement", f"{shown_period(asked.start, asked.end)} ({asked.months} mois)"),
        ("Employeur", "Privé (association, entreprise)" if asked.private else "Public"),
    ]
    if simulation.roadmap:
        lines.append(("Intercommunalité", simulation.roadmap.territory))
    if asked.contract and asked.contract != asked.start:
        lines.append(("Contrat de l’État", f"commencé le {plain_date(asked.contract)}"))
    if asked.uplifted:
        lines.append(("Bonification de l’État", "Oui"))
    if asked.other_aid_yearly:
        lines.append(("Autres aides", f"{euros(asked.other_aid_yearly)} sur douze mois"))
    if any(offer is not None for offer in asked.offers):
        said = " puis ".join("non dit" if one is None else euros(one) for one in asked.offers)
        lines.append(("Ce que la commune pourrait payer", said))
    return lines
