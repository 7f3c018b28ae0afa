"""Cells of a file of places, one by one: numbers, codes, positions, days, addresses of mailboxes and sites."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from inclusion.core.french.coordinates import in_france, wgs84_from_metres
from inclusion.core.french.identifiers import clean_siret, siret_problem
from inclusion.core.french.phones import region_of
from inclusion.guide.rules import keywords
from inclusion.guide.rules.standard import BY_NAME

#: The country that a national number is of, by the first three digits of a postal code.
REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
#: The number of an association.
RNA = re.compile(r"W\d[A-Z0-9]\d{7}")
_EMAIL = re.compile(r"[^@\s,;|<>()\[\]\"]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(BY_NAME["telephone"].pattern or "")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T,].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-]?(\d{2})[/.\-]?(\d{2})(?:[ T].*)?")
#: A month alone is its first day.
_MONTH = re.compile(r"(?P<month>\d{1,2})[/.\-](?P<year>\d{4})|(?P<first>\d{4})[/.\-](?P<last>\d{1,2})")
_IN_WORDS = re.compile(r"(?:[a-z]+ )?(?:(\d{1,2})(?:er)? )?([a-z]{3,9}) (\d{4})(?: .*)?")
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
#: The days that a workbook counts from, and the numbers of the years 2000 to 2100.
_FIRST_DAY, _SERIALS = date(1899, 12, 30), range(36526, 73051)


@dataclass
class Reading[Value]:
    """What a cell says (None where nothing can be taken) and, in French, what was changed or left out."""

    value: Value | None
    remarks: list[str] = field(default_factory=list)


def pivot(text: str) -> Reading[str]:
    """A SIRET, a SIREN or the number of an association; what names nobody is left out, a wrong key is reported."""
    number = clean_siret(text)
    if not number:
        return Reading("")
    changed = [] if number == text else ["Espaces et points enlevés."]
    if re.fullmatch(r"[0-9]+", number) and int(number) == 0:
        return Reading(None, ["Ce numéro est fait de zéros\u00a0: il ne désigne personne, le lieu reste sans SIRET."])
    if RNA.fullmatch(number):
        return Reading(number, changed)
    if not re.fullmatch(r"[a-zA-Z0-9]{9,14}", number, re.ASCII):
        return Reading(None, ["Ce n’est ni un SIRET ni un numéro d’association\u00a0: le lieu reste sans SIRET."])
    if len(number) == 14 and number.isascii() and number.isdigit() and siret_problem(number):
        changed.append("La clé de contrôle de ce SIRET ne correspond pas\u00a0: gardé tel quel, à vérifier.")
    elif not number.isdigit() or len(number) not in (9, 14):
        changed.append("Ce numéro n’a pas la forme d’un SIRET\u00a0: gardé tel quel, à vérifier.")
    return Reading(number, changed)


def postal_code(text: str) -> Reading[str]:
    """Five digits; a zero that a spreadsheet ate is given back."""
    code = re.sub(r"[\s\u00a0\u202f]|\.0+$", "", text)
    if re.fullmatch(r"[0-9]{4}", code):
        return Reading(f"0{code}", ["Le zéro du début manquait."])
    if not re.fullmatch(r"[0-9]{5}", code):
        return Reading(None, ["Un code postal compte cinq chiffres."])
    return Reading(code, [] if code == text else ["Espaces enlevés."])


def insee_code(text: str) -> Reading[str]:
    """The code of a commune; a zero that a spreadsheet ate is given back."""
    code = re.sub(r"\s|\.0+$", "", text).upper()
    changed = [] if code == text else ["Écrit comme le standard le veut."]
    if re.fullmatch(r"[0-9]{4}", code):
        code, changed = f"0{code}", ["Le zéro du début manquait."]
    if not re.fullmatch(BY_NAME["code_insee"].pattern or "", code, re.ASCII):
        return Reading(None, ["Ce n’est pas un code de commune\u00a0: laissé vide."])
    return Reading(code, changed)


def phone(text: str, *, postal: str = "") -> Reading[str]:
    """One number in the international form; of several, the first one that can be dialled from abroad."""
    if _PHONE.fullmatch(text) or not text:
        return Reading(text)
    region = REGIONS.get(postal[:3], "FR")
    numbers = _numbers(text, region)
    if not numbers:
        return Reading(
            None, ["Ce téléphone ne s’écrit pas comme le standard le veut (trop court, trop long ou étranger)."]
        )
    remarks = ["Écrit à l’internationale."]
    if len(numbers) > 1:
        remarks.append(f"Plusieurs numéros\u00a0: le premier est gardé, sans {', '.join(numbers[1:])}.")
    return Reading(numbers[0], remarks)


def _numbers(text: str, region: str) -> list[str]:
    """The numbers of a cell that the standard takes."""
    import phonenumbers

    found = []
    for part in re.split(r"[/;|,\n(](?!0\))|\bou\b|\bet\b|\s-\s|\S+@\S+", text):
        try:
            number = phonenumbers.parse(part.replace("(0)", ""), region_of(part, here=region))
        except phonenumbers.NumberParseException:
            continue
        said = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        # A zero that is still in front is that of a number with too few digits.
        cut = phonenumbers.national_significant_number(number).startswith("0")
        possible = phonenumbers.is_possible_number(number) and not cut
        if possible and _PHONE.fullmatch(said) and said not in found:
            found.append(said)
    return found


#: « 44°13'21,4"N », the marks of minutes and seconds written in any way.
_DEGREES = re.compile(
    r"(\d{1,3})\s*°\s*(\d{1,2})\s*['’′]\s*([\d.,]+)?\s*(?:[\"”″]|['’′]{2})?\s*([NSEWO])?", re.IGNORECASE
)


def number(text: str) -> float | None:
    """A number with a point or a comma, or degrees, minutes and seconds; None for anything else."""
    if match := _DEGREES.fullmatch(text.strip()):
        degrees, minutes, seconds, side = match.groups()
        value = int(degrees) + int(minutes) / 60 + float((seconds or "0").strip(".,").replace(",", ".")) / 3600
        return round(-value if (side or "N").upper() in "SWO" else value, 6)
    try:
        value = float(re.sub(r"[\s\u00a0\u202f°]", "", text).replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def position(latitude: str, longitude: str) -> Reading[tuple[float, float]]:
    """Both coordinates, changed about where only that way they lie in France; neither where one is missing."""
    if not latitude and not longitude:
        return Reading(None)
    first, second = number(latitude), number(longitude)
    if first is None or second is None:
        return Reading(None, ["Il manque une coordonnée, ou l’une n’est pas un nombre\u00a0: laissées vides."])
    remarks = ["Virgule décimale lue comme un point."] if "," in latitude + longitude else []
    if in_france(first, second):
        return Reading((first, second), remarks)
    if in_france(second, first):
        return Reading((second, first), [*remarks, "Latitude et longitude étaient inversées."])
    if first == second == 0:
        return Reading(None, ["Des zéros ne disent pas où est ce lieu\u00a0: laissées vides."])
    for x, y in ((first, second), (second, first)):
        if y > 1_000_000 and (found := wgs84_from_metres(x, y)) and in_france(*found):
            degrees = (round(found[0], 6), round(found[1], 6))
            return Reading(degrees, ["Mètres (Lambert-93 ou CC) convertis en degrés."])
    return Reading(None, ["Ces coordonnées ne sont pas en France\u00a0: laissées vides."])


def day(text: str, *, today: date, form: str = "") -> Reading[date]:
    """A day, written `AAAA-MM-JJ`, `JJ/MM/AAAA`, with an hour or not, or in `form`; none that is still to come."""
    try:
        found = _day(text, form)
    except ValueError:
        found = None
    if found is None:
        return Reading(None, [f"«\u00a0{text}\u00a0» n’est pas une date\u00a0: écrivez-la AAAA-MM-JJ."])
    if found > today:
        return Reading(None, [f"«\u00a0{text}\u00a0» est une date à venir."])
    return Reading(found, [] if found.isoformat() == text else ["Écrite AAAA-MM-JJ."])


def _day(text: str, form: str) -> date | None:
    if form:
        return datetime.strptime(text, form).date()
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        year = int(match[3])
        return date(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))
    if match := _MONTH.fullmatch(text):
        return date(int(match["year"] or match["first"]), int(match["month"] or match["last"]), 1)
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(text[:5]) in _SERIALS:
        return _FIRST_DAY + timedelta(days=int(text[:5]))
    if re.fullmatch(r"1\d{12}", text):  # milliseconds, as maps on the web write a day
        return datetime.fromtimestamp(int(text) / 1000, UTC).date()
    return _day_in_words(text)


def _day_in_words(text: str) -> date | None:
    """« 12 mars 2024 », « mars 2024 », « lundi 1er sept. 2025 »."""
    match = _IN_WORDS.fullmatch(keywords.plain(text))
    months = [n for n, name in enumerate(_MONTHS, 1) if match and name.startswith(match[2])]
    return date(int(match[3]), months[0], int(match[1] or 1)) if match and len(months) == 1 else None


def readable_day(text: str) -> bool:
    """Whether a cell holds a day in one of the shapes that are known."""
    try:
        found = _day(text.strip(), "")
    except ValueError:
        return False
    return found is not None and 2000 <= found.year <= 2100


def emails(text: str) -> Reading[list[str]]:
    """The addresses of a cell, parted by bars, semicolons, commas or spaces; what is none is reported."""
    found: list[str] = []
    remarks = []
    for one in re.split(r"[|;,\s]+", text):
        address = one.removeprefix("mailto:").strip("<>")
        if _EMAIL.fullmatch(address):
            found += [address] if address not in found else []
        elif one:
            remarks.append(f"«\u00a0{one}\u00a0» n’est pas une adresse électronique\u00a0: laissée de côté.")
    if not remarks and "|".join(found) != text:
        remarks.append("Séparées comme le standard le veut.")
    return Reading(found, remarks)


def websites(text: str) -> Reading[list[str]]:
    """The addresses of sites of a cell; one without its « https:// » is given it."""
    found: list[str] = []
    remarks = []
    for one in re.split(r"[|\s]+|;(?=\s*(?:https?:|www\.))", text):
        part = one.strip(" ;,")
        if not part:
            continue
        address = url(part)
        remarks += address.remarks
        if address.value and address.value not in found:
            found.append(address.value)
    if not remarks and "|".join(found) != text:
        remarks.append("Séparés comme le standard le veut.")
    return Reading(found, remarks)


def url(text: str) -> Reading[str]:
    """One address of a page."""
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    # The last part of a host's name has a letter: a lone number is no site.
    if " " in address or len(address) > 500 or not re.search(r"\.[^.]*[^\W\d_][^.]*$", host) or "@" in text:
        return Reading(None, [f"«\u00a0{text}\u00a0» n’est pas l’adresse d’un site\u00a0: laissée de côté."])
    if address != text:
        return Reading(address, ["«\u00a0https://\u00a0» ajouté au début."])
    return Reading(address)


def shown(value: Any) -> str:
    """A value as a report writes it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return "|".join(map(str, value)) if isinstance(value, Sequence) else str(value)
