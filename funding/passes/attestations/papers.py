"""The attestation of what a person learnt, on the network's letterhead."""

import base64
import hashlib
from typing import Any

from django.utils import timezone

from funding.passes.attestations.models import PassAttestation
from funding.passes.attestations.queries import attested_uses, sessions_of
from funding.spending.queries.commitments import payers_of
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf

#: Lines that one page has for subjects and sessions: where these are more, it says from when to when. Logos of who
#: pays that it has place for.
MAX_LINES, MAX_LOGOS = 12, 8


def attestation_pdf(attestation: PassAttestation) -> bytes:
    """Return the attestation: the same rows give the same bytes."""
    network = attestation.network
    uses = list(attested_uses(attestation).select_related("one_pass__booklet").order_by("used_on", "pk"))
    sessions, on = sessions_of(uses), timezone.localdate(attestation.given_at)
    payers = list(payers_of({use.one_pass.booklet.commitment_id for use in uses}).values())
    partners = list(dict.fromkeys(partner for one in payers for partner in one.partners))
    context = {
        "letterhead": letterhead(network),
        "title": "Attestation de formation",
        "foot": f"{network.name}, attestation n° {attestation.pk} établie le {plain_date(on)}",
        "attestation": attestation,
        "place": attestation.place,
        "sessions": sessions,
        "few": len(sessions) + len(attestation.subjects) <= MAX_LINES,
        "last": sessions[-1],
        "count": so_many(len(sessions), "séance", "séances"),
        "length": attestation.length,
        "payers": ", ".join(dict.fromkeys(name for one in payers for name in one.names)),
        "logos": [{"name": one.name, "logo": logo} for one in partners if (logo := _logo(one))][:MAX_LOGOS],
        "is_european": any(one.is_european for one in payers),
        "on": on,
    }
    identifier = hashlib.sha256(f"{network.slug} pass attestation {attestation.pk}".encode()).digest()[:16]
    return render_pdf("pdf/pass_attestation.html", context, identifier=identifier)


def _logo(partner: Any) -> str:
    """The logo of a partner as a `data:` address; empty where it has none."""
    if partner.logo is None or partner.is_host:  # the host's is in the head
        return ""
    return f"data:{partner.logo.media_type};base64,{base64.b64encode(partner.logo.data).decode()}"
