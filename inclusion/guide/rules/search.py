"""The guide in plain words: the national lists as people say them, what a search asks for, how a town is searched."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from inclusion.core.french.hours import HoursState, Openness, said_hour
from inclusion.core.french.money import NO_BREAK_SPACE
from inclusion.core.french.periods import DAYS, day_and_month

#: What a person comes for, by the service of the national standard.
NEEDS = {
    "Aide aux démarches administratives": "Faire une démarche en ligne",
    "Maîtrise des outils numériques du quotidien": "Apprendre à se servir d’un ordinateur ou d’un téléphone",
    "Insertion professionnelle via le numérique": "Chercher un emploi avec internet",
    "Utilisation sécurisée du numérique": "Éviter les arnaques et protéger ses comptes",
    "Parentalité et éducation avec le numérique": "Accompagner ses enfants avec les écrans et l’école",
    "Loisirs et créations numériques": "Créer, jouer, faire des photos ou de la musique",
    "Compréhension du monde numérique": "Comprendre le numérique et ce qu’il change",
    "Accès internet et matériel informatique": "Utiliser un ordinateur, internet ou une imprimante",
    "Acquisition de matériel informatique à prix solidaire": "Acheter un ordinateur ou un téléphone pas cher",
}
PUBLICS = {
    "Jeunes": "Les jeunes",
    "Étudiants": "Les étudiantes et étudiants",
    "Familles et/ou enfants": "Les familles et les enfants",
    "Seniors": "Les personnes âgées",
    "Femmes": "Les femmes",
}
CARE = {
    "Surdité": "Les personnes sourdes ou malentendantes",
    "Handicaps moteurs": "Les personnes avec un handicap moteur",
    "Handicaps mentaux": "Les personnes avec un handicap mental",
    "Illettrisme": "Les personnes qui ont du mal à lire ou à écrire",
    "Langues étrangères (anglais)": "Les personnes qui parlent anglais",
    "Langues étrangères (autres)": "Les personnes qui parlent une autre langue",
    "Déficience visuelle": "Les personnes aveugles ou malvoyantes",
}
WAYS_IN = {
    "Se présenter": "Venir sans rendez-vous",
    "Téléphoner": "Téléphoner avant de venir",
    "Contacter par mail": "Écrire un courriel",
    "Prendre un RDV en ligne": "Prendre rendez-vous en ligne",
    "Ce lieu n'accueille pas de public": "Ce lieu ne reçoit pas le public",
    "Envoyer un mail avec une fiche de prescription": "Être envoyé par un professionnel (fiche de prescription)",
}
HELP = {
    "En autonomie": "Seul, sur place",
    "Accompagnement individuel": "En tête-à-tête avec une personne qui vous aide",
    "Dans un atelier collectif": "En groupe, dans un atelier",
    "À distance": "À distance, par téléphone ou en visio",
}
FEES = {"Gratuit": "C’est gratuit", "Gratuit sous condition": "C’est gratuit sous condition", "Payant": "C’est payant"}
#: Days on which a place may have to be open, and parts of a day, by their hours.
DAYS_ASKED = {
    "aujourd'hui": "Aujourd’hui",
    "demain": "Demain",
    **{one: f"Le {one}" for one in DAYS},
    "week-end": "Le week-end",
}
MOMENTS = {"matin": "Le matin", "midi": "Entre 12 h et 14 h", "après-midi": "L’après-midi", "soir": "Après 18 h"}
_HOURS = {
    "matin": (time(6), time(12)),
    "midi": (time(12), time(14)),
    "après-midi": (time(14), time(18)),
    "soir": (time(18), time(23, 59)),
}
#: Where nobody knows when it is open.
HOURS_TO_ASK = "Horaires à demander"
_CURLY = str.maketrans({"’": "'"})
_FRENCH_PHONE = re.compile(r"\+33\s?(\d)(\d{2})(\d{2})(\d{2})(\d{2})")
_WEEK = timedelta(days=6)
_SATURDAY = 5


def plain(words: Mapping[str, str], values: Iterable[str]) -> list[str]:
    """Return the values of a list of the standard in plain words; what no list knows stays as it was given."""
    return [words.get(one.translate(_CURLY), one) for one in values]


def shown_phone(phone: str) -> str:
    """« 05 53 00 00 00 » for a number of the standard (+33553000000); any other as it is."""
    found = _FRENCH_PHONE.fullmatch(phone)
    return NO_BREAK_SPACE.join((f"0{found[1]}", *found.groups()[1:])) if found else phone


def whom_to_ask(phone: str, network_phone: str) -> str:
    """« téléphonez au 05 53 00 00 00 », of the place where it has a number, else of the network."""
    if phone:
        return f"téléphonez au {phone}"
    if network_phone:
        return f"appelez le réseau au {network_phone}"
    return "renseignez-vous avant de venir"


def ways_in(values: Iterable[str], phone: str, network_phone: str) -> list[str]:
    """How to come, in plain words; nobody is sent to a telephone that has no number, nor asked to call first where one
    may come without.
    """
    said = plain(WAYS_IN, values)
    calls = WAYS_IN["Téléphoner"]
    if calls not in said:
        return said
    asks = whom_to_ask(phone, network_phone)
    if WAYS_IN["Se présenter"] in said:
        instead = ["Ou téléphoner"] if phone else [f"Ou {asks}".replace("appelez", "appeler")] if network_phone else []
    else:
        instead = [calls] if phone else [f"{asks[0].upper()}{asks[1:]}"]
    at = said.index(calls)
    return [*said[:at], *instead, *said[at + 1 :]]


def said_state(state: HoursState, moment: datetime) -> str:
    """« Ouvert jusqu’à 17 h », « Fermé, ouvre mardi à 9 h »; `moment` is on the clock of Paris, without a zone.

    Nothing is said of hours that are not known.
    """
    if state.openness == Openness.UNKNOWN:
        return HOURS_TO_ASK if state.comment else ""
    if state.openness == Openness.OPEN:
        how = f" ({state.comment})" if state.comment else ""
        if state.until is None or state.until > moment + timedelta(days=1):
            return f"Ouvert{how}"
        return f"Ouvert jusqu’à {said_hour(state.until)}{how}"
    closed = "Fermé, jour férié" if state.is_holiday else "Fermé"
    return f"{closed}, ouvre {_when(state.until, moment)}" if state.until else closed


def _when(opening: datetime, moment: datetime) -> str:
    """« à 14 h », « demain à 9 h », « mardi à 9 h », « le 2 décembre à 9 h »."""
    hour = f"à {said_hour(opening)}"
    away = opening.date() - moment.date()
    if away == timedelta():
        return hour
    if away == timedelta(days=1):
        return f"demain {hour}"
    if away <= _WEEK:
        return f"{DAYS[opening.weekday()]} {hour}"
    return f"le {day_and_month(opening.date())} {hour}"


def asked_stretches(day: str, moment: str, *, today: date) -> list[tuple[datetime, datetime]]:
    """The hours within which a place has to open, for a choice of DAYS_ASKED and one of MOMENTS, either empty.

    A day of the week is the next one, today among them; without a day any of the next seven will do.
    """
    days = [today + timedelta(days=number) for number in range(7)]
    if day in DAYS:
        days = [one for one in days if DAYS[one.weekday()] == day]
    elif day == "week-end":
        days = [one for one in days if one.weekday() >= _SATURDAY]
    elif day:
        days = [days[day == "demain"]]
    start, end = _HOURS.get(moment, (time.min, time.max))
    return [(datetime.combine(one, start), datetime.combine(one, end)) for one in days]


@dataclass(frozen=True)
class Town:
    """A commune that may be typed: its code, the searched form of its name, its postal codes, its name."""

    code: str
    search_name: str
    postal_codes: Sequence[str]
    name: str = ""
    population: int = 0
    #: Of the network's département.
    is_here: bool = True
    #: The searched forms of the communes that it took in.
    former: Sequence[str] = ()
    #: The name of its département after « de »: « de la Haute-Savoie ».
    area: str = ""


@dataclass(frozen=True)
class Part:
    """Something that was understood: what it is, the words that said it, and the text without them."""

    kind: str  # service, town, filter, place, address, everywhere
    typed: str
    without: str
    services: tuple[str, ...] = ()
    #: What a word was read as, where the keyboard had slipped.
    read: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Understanding:
    """Everything that a sentence says."""

    text: str
    services: tuple[str, ...] = ()
    towns: tuple[Town, ...] = ()
    #: Several towns of one name: one must be chosen.
    options: tuple[Town, ...] = ()
    #: What was typed for a town that was read otherwise.
    corrected: tuple[str, str] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    #: What was typed for a need that no place of the guide meets: « aide à domicile ».
    beyond: str = ""
    #: Words that places carry in their names.
    names: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def town(self) -> Town | None:
        """The one town that is meant: of several of one postal code the one that is much bigger than the others."""
        if len(self.towns) < 2:
            return self.towns[0] if self.towns else None
        first, second = self.towns[:2]
        is_bigger = first.population >= 3 * second.population > 0
        return first if is_bigger or sum(one.kind == "town" for one in self.parts) > 1 else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood."""
        return not (self.parts or self.options)


#: A place that stands on its commune may be some kilometres off: nearer than this nothing is said of how far it is.
ROUGH_FROM_KM = 7


def shown_distance(kilometres: float | None, *, is_rough: bool = False) -> str:
    """« à 300 m », « à 4,2 km », « à 27 km », « à environ 27 km »; nothing where it is not known."""
    if kilometres is None or (is_rough and kilometres < ROUGH_FROM_KM):
        return ""
    if is_rough:
        return f"à environ {kilometres:.0f}{NO_BREAK_SPACE}km"
    if kilometres < 0.95:
        return f"à {max(100, round(kilometres * 10) * 100)}{NO_BREAK_SPACE}m"
    written = f"{kilometres:.1f}".replace(".", ",") if kilometres < 9.95 else f"{kilometres:.0f}"
    return f"à {written.removesuffix(',0')}{NO_BREAK_SPACE}km"
