"""The letters about a booklet: their words, their PDF, and a preview."""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.text import capfirst

from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import LetterKind, PassState
from funding.passes.letters.models import Letter
from funding.passes.letters.rules import Home, Spot, nearest
from funding.passes.programmes.labels import day_in, short_length_of, spoken_minutes, words_in
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.spending.actions.commitments import attributed
from funding.spending.queries.commitments import Payers, named_payers, payers_of
from funding.spending.rules import PotTooSmall
from inclusion.core.enums import Language
from inclusion.core.french.hours import FrenchWeek, french_week
from inclusion.core.french.money import NO_BREAK_SPACE, brief_euros
from inclusion.core.french.names import so_many, towards, with_article
from inclusion.core.french.periods import plain_date
from inclusion.core.french.text import each_text
from inclusion.core.mail import emails
from inclusion.core.mail.tracking import stamped
from inclusion.core.models.documents import ContentErased, Document
from inclusion.core.models.networks import Network
from inclusion.core.papers.typesetting import foldable, legible, typeset
from inclusion.core.web.colours import deepen, ink_for
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.people.rules import keep_until
from inclusion.territories.models import Commune

# -- Letters about a booklet
#
# What a letter says (`content_of`) is read from the database once and kept with the letter; the PDF is made from that
# alone, one letter in its file or many in one for the printer.

TEMPLATE = "pass_letter.typ"
#: Places that a letter may name; it shows as many of them as fit.
PLACES = 6
#: How contents are written; one of another version is not set again.
VERSION = 2

#: What runs over several lines and may hold a word longer than one.
FOLDED = ("name", "prescriber", "signatory", "opening", "closing", "nature", "mentions", "places")

#: Millimetres that the logo of the network may take, and that of who pays; how finely they are printed.
LOGO_BOX, PAYER_BOX = (55, 16), (26, 10)
LOGO_DPI = 400
#: Logos of who pays beside each other, and signs of the names of those without one.
MAX_LOGOS, MAX_NAMES = 3, 180
EMBLEM = "european_emblem.svg"

OPENING = (
    "Un pass numérique sert à payer une formation. "
    "Vous apprenez à utiliser un ordinateur, un téléphone ou internet. "
    "Chaque pass vaut {value}. Ces pass sont gratuits pour vous."
)
CLOSING = "Nous vous souhaitons une bonne formation."


#: What all letters of a programme that are asked for on a day say.
type Frame = Callable[[PassProgramme, date], dict[str, Any]]


class LogoGone(LookupError):
    """A logo is not what it was when the letter was written: only the stored PDF still has the first."""


# -- Contents --------------------------------------------------------------------------------------------------------


def content_of(letter: Letter) -> dict[str, Any]:
    """Return all that this letter says, as JSON can store it."""
    return contents_of([letter])[0]


def contents_of(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """Return all that each of these letters of one network says, read in a handful of queries."""
    wanted = list(letters)
    booklets = (
        Booklet.objects.select_related("beneficiary__commune", "programme__funded_action", "prescriber__commune")
        .prefetch_related("passes")
        .in_bulk([letter.booklet_id for letter in wanted])
    )
    if not wanted:
        return []
    network = Network.objects.select_related("department").get(pk=wanted[0].network_id)
    near, frame = Neighbourhood(network), cache(partial(_frame, network))
    payers = payers_of(booklet.commitment_id for booklet in booklets.values())
    return [
        _content(letter, booklets[letter.booklet_id], network=network, frame=frame, near=near)
        | {"payers": _payers(payers[booklets[letter.booklet_id].commitment_id])}
        for letter in wanted
    ]


def _content(
    letter: Letter, booklet: Booklet, *, network: Network, frame: Frame, near: "Neighbourhood"
) -> dict[str, Any]:
    programme, person, on = booklet.programme, booklet.beneficiary, timezone.localdate(letter.created_at)
    passes = sorted(booklet.passes.all(), key=lambda one: one.rank)
    phone = booklet.prescriber.phone.replace(" ", NO_BREAK_SPACE)
    prescriber = ", ".join(filter(None, [*booklet.prescriber.postal_lines, phone]))
    content = frame(programme, on) | {
        "kind": letter.kind,
        "number": letter.pk,
        "title": "Votre pass numérique",
        "written_on": plain_date(on),
        "address": list(letter.address),
        "name": str(person),
        "prescriber": towards(prescriber),
        "valid_until": plain_date(booklet.valid_until),
        "keep_until": plain_date(person.keep_until),
        "places": near.places(person, prescriber=booklet.prescriber, programme=programme, on=on),
    }
    if letter.kind == LetterKind.REMINDER:
        content |= _reminder(booklet, passes)
    else:
        content |= {
            "vouchers": [
                {
                    "rank": one.rank,
                    "code": one.code,
                    "serial": one.serial,
                    "value": brief_euros(one.value),
                    "scan": pass_address(one.code, network),
                }
                for one in passes
            ]
        }
    translation = _translation(booklet, network, place=prescriber, left=content.get("left", 0))
    if translation and letter.kind == LetterKind.REMINDER:
        title, opening = translation["reminder_title"], _lines(translation["reminder_opening"])
        translation |= {"title": title, "opening": opening}
    return content | {"translation": translation}


def _frame(network: Network, programme: PassProgramme, on: date) -> dict[str, Any]:
    """What all letters of a programme that are asked for on a day have in common."""
    opening = programme.letter_opening or OPENING.format(value=brief_euros(programme.face_value))
    return {
        "version": VERSION,
        "network": {
            "name": network.name,
            "initial": network.initial,
            "issuer": [network.name, network.host_name],
            "host_name": network.host_name,
            "sender": capfirst(with_article(network.host_name)),
            "host_service": network.host_service,
            "host_address": _lines(network.host_address),
            "phone": network.phone,
            "contact": ", ".join(filter(None, (network.email, network.phone))),
            "brand": network.brand,
            "ink": ink_for(network.brand),
            "deep": deepen(network.brand),
            "logo": hashlib.sha256(bytes(network.logo)).hexdigest() if network.logo else "",
        },
        "signatory": [
            programme.signatory_title or network.signatory or network.host_name,
            *filter(None, [programme.signatory_name]),
        ],
        "session": _session(programme),
        "opening": _lines(opening),
        "closing": _lines(programme.letter_closing or CLOSING),
        "nature": programme.nature,
        "mentions": " ".join(_lines(programme.mentions)),
        "vouchers": [],
    }


def _session(programme: PassProgramme) -> str:
    """What one session costs, as a sentence; empty where places have their own prices."""
    if programme.session_passes is None:
        return ""
    length = spoken_minutes(programme.session_minutes)
    return f"Une séance de {length} coûte {programme.session_passes}{NO_BREAK_SPACE}pass."


def _payers(payers: Payers) -> dict[str, Any]:
    """Who pays: logos of those who have one, the others by their names as far as they fit."""
    logos = [one for one in payers.partners if one.logo_id and not one.is_host][:MAX_LOGOS]
    names = [*payers.funders, *(str(one) for one in payers.partners if one not in logos)]
    shown = [name for count, name in enumerate(names) if len(", ".join(names[: count + 1])) <= MAX_NAMES]
    left = len(names) - len(shown)
    others = f" et {so_many(left, 'autre', 'autres')}" if left else ""
    return {
        "european": payers.is_european,
        "logos": [{"name": str(one), "document": one.logo_id, "sha256": one.logo.sha256} for one in logos],
        "names": ", ".join(shown) + others,
    }


def _foreseen_payers(programme: PassProgramme, *, on: date) -> Payers:
    """Who would pay a booklet of this day; nobody where the fund cannot."""
    action = programme.funded_action
    value = programme.booklet_size * programme.face_value
    try:
        taken = attributed(action.fund, action, amount=value, on=on).taken
    except PotTooSmall:
        return Payers()
    parts = [(action.fund_id, one.grant_id, one.partner_id) for one, _ in sorted(taken, key=lambda t: -t[1])]
    return named_payers({programme: parts})[programme]


def _translation(booklet: Booklet, network: Network, *, place: str, left: int) -> dict[str, Any] | None:
    """What the letter also says in the person's language; None where the programme does not write in it."""
    programme, language = booklet.programme, booklet.beneficiary.language
    if language not in programme.translations:
        return None
    return _translated(
        programme,
        network,
        language,
        name=str(booklet.beneficiary),
        place=place,
        left=left,
        until=booklet.valid_until,
        sent=booklet.issued_on,
    )


def _translated(
    programme: PassProgramme, network: Network, language: str, *, until: date, sent: date, **values: Any
) -> dict[str, Any]:
    minutes = programme.session_minutes
    words = words_in(
        language,
        programme.translations[language],
        value=brief_euros(programme.face_value),
        until=day_in(language, until),
        date=day_in(language, sent),
        phone=network.phone.replace(" ", NO_BREAK_SPACE),
        count=programme.session_passes,
        minutes=minutes,
        length=short_length_of(minutes or 0),
        **values,
    )
    chosen = Language(language)
    return words | {
        "language": language,
        "direction": chosen.direction,
        "french_name": chosen.label.lower(),
        "opening": _lines(words["opening"]),
        "closing": _lines(words["closing"]),
        "far": words["far"] if network.phone else [words["go"], *words["far"][1:]],
        "session": words["session"] if minutes else "",
        "phone": words["phone"] if network.phone else "",
    }


def _reminder(booklet: Booklet, passes: Sequence[Pass]) -> dict[str, Any]:
    """What the second letter says instead: when the passes were sent, and that they still wait."""
    left = sum(one.state == PassState.ISSUED for one in passes)
    sent = f"Nous vous avons envoyé {_passes(len(passes))} le {plain_date(booklet.issued_on)}."
    if left == len(passes):
        title = "Vos pass n’ont pas encore servi" if left > 1 else "Votre pass n’a pas encore servi"
        waiting = "Vous n’en avez utilisé aucun." if left > 1 else "Vous ne l’avez pas encore utilisé."
    else:
        title, waiting = f"Il vous reste {_passes(left)}", f"Vous pouvez encore en utiliser {left}."
    opening = f"{sent} {waiting} Un pass sert à payer une formation. C’est gratuit pour vous."
    closing = _lines(booklet.programme.letter_closing)
    return {"title": title, "opening": [opening], "closing": closing, "left": left}


def _passes(count: int) -> str:
    return f"{count}{NO_BREAK_SPACE}pass{NO_BREAK_SPACE}numérique{'s' if count > 1 else ''}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def pass_address(code: str, network: Network) -> str:
    """Return the public address of a pass, which its QR code contains."""
    return emails.absolute("pass_public", network.slug, code)


def sample_content(programme: PassProgramme, *, on: date, language: str = "") -> dict[str, Any]:
    """Return what a letter of this programme would say to an invented person; its passes are worth nothing.

    `language`: of those in which the programme also writes, the one of the invented person.
    """
    network = Network.objects.select_related("department").get(pk=programme.network_id)
    home = Home(commune=None, epci=None, department=network.department_id)
    count, service = programme.booklet_size, "le service qui vous suit"
    in_a_year = on.replace(year=on.year + 1, day=min(on.day, 28))
    values = {"name": "Camille Exemple", "place": service, "left": count, "until": in_a_year, "sent": on}
    return _frame(network, programme, on) | {
        "kind": LetterKind.PASSES,
        "number": 0,
        "title": "Votre pass numérique",
        "written_on": plain_date(on),
        "address": ["Camille Exemple", "Résidence des Oliviers", "12 rue des Exemples", "00000 EXEMPLE"],
        "name": "Camille Exemple",
        "prescriber": f"voir {service}",
        "translation": _translated(programme, network, language, **values) if language else None,
        "valid_until": plain_date(in_a_year),
        "keep_until": plain_date(keep_until(on)),
        "places": Neighbourhood(network).nearest_to(home, programme=programme, on=on),
        "payers": _payers(_foreseen_payers(programme, on=on)),
        "vouchers": [
            {
                "rank": rank,
                "code": "EXEM-PLE0-0000",
                "serial": f"000000-{rank:02d}",
                "value": brief_euros(programme.face_value),
                "scan": pass_address("EXEM-PLE0-0000", network),
            }
            for rank in range(1, count + 1)
        ],
    }


# -- Nearest places --------------------------------------------------------------------------------------------------


class Neighbourhood:
    """The places of a network near its people; each programme's places, each week, each town are read once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._spots: dict[int, list[Spot]] = {}
        self._found: dict[int, TrainingPlace] = {}
        self._weeks: dict[tuple[int, date], FrenchWeek] = {}
        self._communes: dict[str, Commune | None] = {}

    def places(
        self, person: Beneficiary, *, prescriber: Partner, programme: PassProgramme, on: date
    ) -> list[dict[str, Any]]:
        """The places that accept the programme's passes nearest to the person, the nearest first."""
        return self.nearest_to(self.home(person, prescriber=prescriber), programme=programme, on=on)

    def nearest_to(self, home: Home, *, programme: PassProgramme, on: date) -> list[dict[str, Any]]:
        """The same from a home."""
        spots = self._spots_of(programme)
        return [
            _place(self._found[spot.key], self._week(spot.key, after=on))
            for spot in nearest(spots, home=home, count=PLACES)
        ]

    def home(self, person: Beneficiary, *, prescriber: Partner) -> Home:
        """Where the person lives: their commune, or the one that their postal code and town name together.

        Else the largest commune of the postal code, else that of the prescriber.
        """
        commune = person.commune
        if commune is None and not person.country and person.postal_code:
            code = person.postal_code
            commune = (person.town and self._matching(f"{code} {person.town}")) or self._matching(code)
        commune = commune or prescriber.commune
        if commune is None:
            return Home(commune=None, epci=None, department=self.network.department_id)
        return Home(commune.pk, commune.epci_id, commune.department_id, commune.point)

    def _matching(self, named: str) -> Commune | None:
        if named not in self._communes:
            self._communes[named] = Commune.objects.matching(named).first()
        return self._communes[named]

    def _spots_of(self, programme: PassProgramme) -> list[Spot]:
        if programme.pk not in self._spots:
            found = {place.pk: place for place in TrainingPlace.objects.accepting(programme).select_related("commune")}
            self._found |= found
            self._spots[programme.pk] = [_spot(place) for place in found.values()]
        return self._spots[programme.pk]

    def _week(self, place: int, *, after: date) -> FrenchWeek:
        if (place, after) not in self._weeks:
            self._weeks[place, after] = french_week(self._found[place].opening_hours, after=after)
        return self._weeks[place, after]


def _spot(place: TrainingPlace) -> Spot:
    return Spot(
        key=place.pk,
        name=place.name,
        commune=place.commune_id,
        epci=place.commune.epci_id,
        department=place.commune.department_id,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _place(place: TrainingPlace, week: FrenchWeek) -> dict[str, Any]:
    hours = list(week.lines)
    if not hours:
        unsure = "changent selon les semaines" if week.varies else "ne sont pas connus"
        hours = [f"Les horaires {unsure}.", "Téléphonez avant de venir."]
    return {
        "name": place.name,
        "address": place.address,
        "town": f"{place.postal_code} {place.commune}",
        "phone": place.phone,
        "hours": hours,
    }


# -- PDF -------------------------------------------------------------------------------------------------------------


def render_letter(letter: Letter) -> bytes:
    """Return the PDF of a letter and put what it says on `letter.content`, which whoever stores the PDF keeps."""
    letter.content = content_of(letter)
    return render_content(letter.content)


def render_content(content: dict[str, Any]) -> bytes:
    """Return the PDF of one letter, tagged; the same content gives the same bytes."""
    return render_letters([content])


def render_letters(contents: Sequence[dict[str, Any]], *, tagged: bool = True) -> bytes:
    """Return one PDF of these letters, in this order, each from a new page; a few hundred at most."""
    documents, files = prepared(contents)
    return typeset(TEMPLATE, documents, files=files, tagged=tagged)


def prepared(contents: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """What the template reads of these letters: their documents, and the files beside them. Reads logos.

    A content may be that of a layer of a letter: see `layers`.
    """
    documents, files, codes, translations = [], {EMBLEM: _emblem()}, bytearray(), []
    for content in contents:
        network, payers = content["network"], content["payers"]
        own, *theirs = shown = _logos(content)
        files |= {logo.name: logo.data for logo in shown if logo}
        logos = [
            one | {"logo": logo.name, "logo_size": logo.size}
            for one, logo in zip(payers["logos"], filter(None, theirs), strict=True)
        ]
        network = network | ({"logo": own.name, "logo_size": own.size} if own else {"logo": None})
        vouchers = []
        for one in content["vouchers"]:
            side, modules = _modules(one) if one["code"] else (0, b"")
            vouchers.append({**one, "at": len(codes), "side": side})
            codes += modules
        folded = {key: each_text(foldable, content[key]) for key in FOLDED}
        made = {"network": network, "payers": payers | {"logos": logos}, "vouchers": vouchers, "translation": None}
        documents.append({"layer": "whole", **content, **folded, **made})
        other = content["translation"]
        translations.append(other and each_text(partial(_in_letters_of, other["language"]), other))
    files |= {"codes.bin": bytes(codes), "translations.json": json.dumps(translations).encode()}
    return documents, files


def _in_letters_of(language: str, text: str) -> str:
    return foldable(legible(text, language))


@cache
def _emblem() -> bytes:
    """The emblem of the European Union."""
    return (Path(settings.BASE_DIR) / "templates" / "typst" / EMBLEM).read_bytes()


def may_be_set_again(content: dict[str, Any]) -> bool:
    """Whether a kept content still gives the letter that was stored: of this version, with a logo that is available."""
    if content.get("version") != VERSION:
        return False
    try:
        _logos(content)
    except LogoGone:
        return False
    return True


@dataclass(frozen=True)
class _Logo:
    """A logo no finer than it is printed: its name among the files, its bytes, its proportion."""

    name: str
    data: bytes
    size: tuple[int, int]


def _logos(content: dict[str, Any]) -> list[_Logo | None]:
    """The logo of the network, None where it has none, then those of who pays; LogoGone where one is not there now."""
    wanted = content["network"]["logo"]
    theirs = [_logo_of_payer(one["document"], one["sha256"]) for one in content["payers"]["logos"]]
    return [_logo_by_print(wanted) if wanted else None, *theirs]


@lru_cache(maxsize=64)
def _logo_of_payer(document: int, wanted: str) -> _Logo:
    found = Document.objects.filter(pk=document, sha256=wanted).first()
    try:
        if found is None:
            raise LogoGone(wanted)
        return _fitted(found.data, name=wanted, box=PAYER_BOX)
    except ContentErased:
        raise LogoGone(wanted) from None


@lru_cache(maxsize=16)
def _logo_by_print(wanted: str) -> _Logo:
    for network in Network.objects.exclude(logo=None).only("logo"):
        data = bytes(network.logo)
        if hashlib.sha256(data).hexdigest() == wanted:
            return _fitted(data, name=wanted)
    raise LogoGone(wanted)


def _fitted(data: bytes, *, name: str, box: tuple[int, int] = LOGO_BOX) -> _Logo:
    """The picture upright, in RGB or grey, at most as fine as it is printed."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as given:
        jpeg = given.format == "JPEG"
        picture = ImageOps.exif_transpose(given)
        if jpeg:
            picture = picture.convert("L" if picture.mode == "L" else "RGB")
        elif picture.mode not in ("L", "LA", "RGB", "RGBA"):
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        picture.thumbnail(tuple(round(side / 25.4 * LOGO_DPI) for side in box))
        out = io.BytesIO()
        if jpeg:
            picture.save(out, "JPEG", quality=92)
        else:
            picture.save(out, "PNG", optimize=True)
    return _Logo(f"{name}.{'jpg' if jpeg else 'png'}", out.getvalue(), picture.size)


def _modules(voucher: dict[str, Any]) -> tuple[int, bytes]:
    """The QR code of a pass: modules a side, and one byte a module, row after row."""
    before, code, after = voucher["scan"].rpartition(voucher["code"])
    return _encoded(before + code + after, data_mask=_data_mask(before, after))


def _encoded(text: str, **how: int) -> tuple[int, bytes]:
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", **how)
    rows = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    return rows.shape[0], rows.tobytes()


@lru_cache(maxsize=64)
def _data_mask(before: str, after: str) -> int:
    """The mask (ISO/IEC 18004, 7.8) that suits most codes at this address: trying all eight for each code takes the
    encoder nine tenths of its time.
    """
    chosen: Counter[int] = Counter()
    for number in range(15):
        sign = hashlib.sha256(str(number).encode()).hexdigest().upper()
        text = f"{before}{sign[:4]}-{sign[4:8]}-{sign[8:12]}{after}"
        best = _encoded(text)
        chosen[next(mask for mask in range(8) if _encoded(text, data_mask=mask) == best)] += 1
    return chosen.most_common(1)[0][0]


# -- E-mail ----------------------------------------------------------------------------------------------------------


def compose_message(letter: Letter) -> EmailMessage:
    """Return the e-mail that carries the stored letter; its Message-ID is that of what was written."""
    network = Network.objects.select_related("department").get(pk=letter.network_id)
    booklet = Booklet.objects.select_related("beneficiary", "programme").get(pk=letter.booklet_id)
    context = {
        "network": network,
        "person": booklet.beneficiary,
        "programme": booklet.programme,
        "valid_until": plain_date(booklet.valid_until),
    }
    words = "pass_reminder" if letter.kind == LetterKind.REMINDER else "pass_letter"
    message = emails.compose(words, context, to=letter.email)
    message.attach("lettre-pass-numerique.pdf", letter.document.data, "application/pdf")
    return stamped(message, letter)


# -- Preview for an invented person


def preview(programme: PassProgramme, *, on: date, language: str = "") -> bytes:
    """Return the PDF of a letter whose passes are worth nothing; its last day is the one that the terms give today."""
    until = plain_date(programme.days_from(on).valid_until)
    return render_content(sample_content(programme, on=on, language=language) | {"valid_until": until})
