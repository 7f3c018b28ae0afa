"""The letter of the Conseil départemental that carries a booklet: its PDF and the e-mail around it."""

import io
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from funding.models import Booklet, Letter, Pass, TrainingPlace
from funding.rules.nearness import Home, Spot, nearest
from funding.rules.opening_hours import FrenchWeek, french_week
from inclusion import mail
from inclusion.models import Beneficiary, Commune, Network
from inclusion.pdf import letterhead, render_pdf
from inclusion.rules.money import NO_BREAK_SPACE, figure
from inclusion.rules.periods import plain_date

PLACES = 3


@dataclass(frozen=True)
class Voucher:
    """One pass as it is cut out: its rank, its code, and the picture of its address."""

    rank: int
    code: str
    shown: str
    qr: str


@dataclass(frozen=True)
class NearPlace:
    """One place near the person, with its regular week."""

    place: TrainingPlace
    week: FrenchWeek


def render_letter(letter: Letter) -> bytes:
    """Return the PDF of a letter; the same letter gives the same bytes as long as the places do not change."""
    return render_pdf(
        "pdf/pass_letter.html", letter_context(letter), identifier=f"lettre-{letter.pk}".encode()
    )


def letter_context(letter: Letter) -> dict[str, Any]:
    """Return everything that the letter's template shows."""
    booklet = Booklet.objects.select_related(
        "beneficiary__commune", "programme", "network__department", "prescriber"
    ).get(pk=letter.booklet_id)
    network, programme, person = booklet.network, booklet.programme, booklet.beneficiary
    return {
        "title": "Votre pass numérique",
        "foot": "",
        "letterhead": letterhead(network),
        "network": network,
        "letter": letter,
        "person": person,
        "prescriber": booklet.prescriber,
        "prescriber_address": ", ".join(booklet.prescriber.address.split("\n")),
        "written_on": plain_date(timezone.localdate(letter.created_at)),
        "valid_until": plain_date(booklet.valid_until),
        "keep_until": plain_date(person.keep_until),
        "face_value": f"{figure(programme.face_value)}{NO_BREAK_SPACE}€",
        "vouchers": [_voucher(one, network) for one in booklet.passes.order_by("rank")],
        "places": places_near(person, network, letter=letter),
    }


def pass_address(code: str, network: Network) -> str:
    """Return the public address of a pass, which its QR code holds."""
    return mail.absolute("pass_public", network.slug, code)


def _voucher(one: Pass, network: Network) -> Voucher:
    out = io.BytesIO()
    code = segno.make(pass_address(one.code, network), error="m", micro=False)
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return Voucher(one.rank, one.code, one.code, _data_uri(out.getvalue()))


def _data_uri(svg: bytes) -> str:
    """Return an SVG as a `data:` address: as a picture it keeps its alternative text in the PDF."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"


def places_near(person: Beneficiary, network: Network, *, letter: Letter) -> list[NearPlace]:
    """Return the places that accept passes nearest to the person, the nearest first."""
    open_places = TrainingPlace.objects.filter(accepts_passes=True).select_related("commune")
    places = {place.pk: place for place in open_places}
    spots = [
        Spot(
            key=place.pk,
            name=place.name,
            commune=place.commune_id,
            epci=place.commune.epci_id,
            department=place.commune.department_id,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in places.values()
    ]
    after = timezone.localdate(letter.created_at)
    return [
        NearPlace(places[spot.key], french_week(places[spot.key].opening_hours, after=after))
        for spot in nearest(spots, home=home_of(person, network), count=PLACES)
    ]


def home_of(person: Beneficiary, network: Network) -> Home:
    """Return where the person lives: their commune, or the one that their postal code and town name together."""
    commune = person.commune
    if commune is None and not person.country and person.postal_code and person.town:
        commune = Commune.objects.matching(f"{person.postal_code} {person.town}").first()
    if commune is None:
        return Home(commune=None, epci=None, department=network.department_id)
    return Home(commune=commune.pk, epci=commune.epci_id, department=commune.department_id)


def compose_message(letter: Letter) -> EmailMessage:
    """Return the e-mail that carries the stored letter; its Message-ID is the letter's for good."""
    network = Network.objects.select_related("department").get(pk=letter.network_id)
    booklet = Booklet.objects.select_related("beneficiary", "programme").get(pk=letter.booklet_id)
    context = {
        "network": network,
        "person": booklet.beneficiary,
        "programme": booklet.programme,
        "valid_until": plain_date(booklet.valid_until),
    }
    message = mail.compose("pass_letter", context, to=letter.email, reply_to=network.email)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    message.extra_headers["Message-ID"] = f"<lettre-{letter.pk}.{network.slug}@{host}>"
    message.attach("lettre-pass-numerique.pdf", bytes(letter.document.content.data), "application/pdf")
    return message
