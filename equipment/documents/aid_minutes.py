"""The minutes of a commission: with names for who decides, with initials and numbers for everybody else."""

import hashlib

from equipment.enums import AidState
from equipment.models import AidCommission, FamilyAid
from equipment.rules.family_aid import decided_said, initials
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf

_SAID = ("Accordée", "Refusée", "Pas encore décidée")


def said_of(aid: FamilyAid, *, named: bool) -> str:
    """« Jeanne Exemple », or « J. E. » for who must not know."""
    if aid.person.anonymised_at is not None:
        return "Fiche effacée"
    return str(aid.person) if named else initials(aid.person.first_name, aid.person.last_name)


def minutes_pdf(commission: AidCommission, *, named: bool) -> bytes:
    """Return what a commission decided: each family by its number; its reason of a refusal only beside its name."""
    network = commission.network
    aids = commission.aids.select_related("person", "proposed_for").order_by("pk")
    rows = [
        {
            "number": aid.pk,
            "who": said_of(aid, named=named),
            "by": str(aid.proposed_for),
            "kind": aid.get_kind_display(),
            "answer": _answer(aid),
            "reason": aid.reason if named and aid.state == AidState.REFUSED else "",
        }
        for aid in aids
    ]
    answers = [row["answer"] for row in rows]
    title = f"Relevé de décisions, commission du {plain_date(commission.held_on)}"
    context = {
        "letterhead": letterhead(network),
        "title": title,
        "foot": f"{network.name}, {title[:1].lower()}{title[1:]}{'' if named else ' (sans les noms)'}",
        "commission": commission,
        "on": plain_date(commission.held_on),
        "members": [line.strip() for line in commission.members.splitlines() if line.strip()],
        "rows": rows,
        "named": named,
        "decided": decided_said(*(answers.count(one) for one in _SAID)),
    }
    identifier = hashlib.sha256(f"{network.slug} commission {commission.pk} {named}".encode()).digest()[:16]
    return render_pdf("pdf/aid_minutes.html", context, identifier=identifier)


def _answer(aid: FamilyAid) -> str:
    """What the commission said, whatever came of it since."""
    if aid.state == AidState.PROPOSED:
        return "Pas encore décidée"
    if aid.state == AidState.REFUSED:
        return "Refusée"
    return "Accordée" if aid.decided_at else "Retirée"
