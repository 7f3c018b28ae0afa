"""Documents of the refurbishing chain: the agreement of a donation, certificates of wiping."""

import hashlib
from collections.abc import Sequence
from datetime import date

from equipment.refurbishing.models import Device, Donation, Wipe
from inclusion.core.papers.pdf import letterhead, render_pdf


def agreement_pdf(donation: Donation, devices: Sequence[Device], *, draft: bool) -> bytes:
    """The agreement by which a lot changes hands, with its devices; a draft says so across each page."""
    network = donation.network
    title = f"Convention de don {donation.number}"
    context = {
        "letterhead": letterhead(network),
        "title": f"{title}, {donation.donor_name}",
        "foot": f"{network.name}, {title[0].lower()}{title[1:]}",
        "donation": donation,
        "devices": devices,
        "draft": draft,
    }
    seed = f"{network.slug} {donation.number} {draft}"
    return render_pdf("pdf/donation_agreement.html", context, identifier=_key(seed))


def wipe_certificate_pdf(wipes: Sequence[Wipe], *, donation: Donation, on: date) -> bytes:
    """What was wiped of a donation, how, when and by whom, as the portal knows it on a day: one device or all."""
    network = donation.network
    one = wipes[0].device.number if len(wipes) == 1 else ""
    title = f"Attestation d’effacement, {f'appareil {one}' if one else f'don {donation.number}'}"
    context = {
        "letterhead": letterhead(network),
        "title": title,
        "foot": f"{network.name}, {title[0].lower()}{title[1:]}",
        "donation": donation,
        "wipes": wipes,
        "read_again": any(not one.leaves_nothing_to_read for one in wipes),
        "unread": any(one.leaves_nothing_to_read for one in wipes),
        "on": on,
    }
    seed = f"{network.slug} {[wipe.pk for wipe in wipes]} {on}"
    return render_pdf("pdf/wipe_certificate.html", context, identifier=_key(seed))


def _key(seed: str) -> bytes:
    return hashlib.sha256(seed.encode()).digest()[:16]
