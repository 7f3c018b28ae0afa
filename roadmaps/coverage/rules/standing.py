"""Whether an intercommunalité is reached: a roadmap, a body or an agreement carries digital inclusion, or none does."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many


class Standing(StrEnum):
    """How an intercommunalité is reached."""

    COVERED = "covered"
    PARTLY = "partly"
    GAP = "gap"

    @property
    def label(self) -> str:
        return {"covered": "Couverte", "partly": "En partie", "gap": "Sans relais"}[self.value]

    @property
    def tone(self) -> str:
        """Its colour on a chip."""
        return {"covered": "good", "partly": "warn", "gap": "bad"}[self.value]

    @property
    def sign(self) -> str:
        """Its sign, the same in the table and on the map."""
        return {"covered": "check", "partly": "equal-approximately", "gap": "x"}[self.value]


class Relay(StrEnum):
    """What an intercommunalité has or misses, one mark each, in the order of the columns."""

    ROADMAP = "roadmap"
    BODY = "body"
    AGREEMENT = "agreement"
    TRAINING = "training"

    @property
    def label(self) -> str:
        """« Feuille de route », for a legend."""
        return {
            "roadmap": "Feuille de route",
            "body": "Instance",
            "agreement": "Convention (CTG)",
            "training": "Places de formation",
        }[self.value]

    @property
    def named(self) -> str:
        """« une feuille de route adoptée », for a box to tick and for a rule in words."""
        return {
            "roadmap": "une feuille de route adoptée",
            "body": "une instance qui traite de l’inclusion numérique",
            "agreement": "une convention territoriale globale (CTG) qui en parle",
            "training": "une place de formation",
        }[self.value]

    @property
    def letter(self) -> str:
        """What its mark shows."""
        return self.label[0]

    @property
    def without(self) -> str:
        """« sans CTG qui parle d’inclusion numérique », for a choice and a title."""
        return {
            "roadmap": "sans feuille de route adoptée",
            "body": "sans instance qui traite de l’inclusion numérique",
            "agreement": "sans CTG qui parle d’inclusion numérique",
            "training": "sans place de formation",
        }[self.value]


#: What may make an intercommunalité covered: places of training help, and carry nothing by themselves.
WAYS = (Relay.ROADMAP, Relay.BODY, Relay.AGREEMENT)


class MarkState(StrEnum):
    """What a mark says: it is there, it is begun, it is missing."""

    THERE = "there"
    BEGUN = "begun"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {"there": "là", "begun": "commencée", "missing": "manque"}[self.value]


def marks_key() -> str:
    """What the letters and boxes of the map say, where no legend is drawn beside it."""
    letters = ", ".join(f"{one.letter}\u00a0: {one.label[0].lower()}{one.label[1:]}" for one in Relay)
    return f"{letters}. En noir, c’est là\u00a0; en blanc, commencé\u00a0; en pointillé, cela manque."


@dataclass(frozen=True)
class CoverageRule:
    """What a network asks of an intercommunalité that it calls covered: one of these ways, or all of them."""

    ways: frozenset[Relay] = frozenset(WAYS)
    every: bool = False

    @property
    def is_chosen(self) -> bool:
        """Whether it asks for something else than any of the three."""
        return self.every or self.ways != frozenset(WAYS)

    @property
    def partly(self) -> str:
        """What is there where an intercommunalité is covered in part."""
        begun = "une feuille de route en préparation, ou d’une commune seulement"
        return f"autre chose, ou {begun}" if self.is_chosen else begun

    def is_met_by(self, there: Collection[Relay]) -> bool:
        """Whether these ways make it covered."""
        return self.ways <= set(there) if self.every else not self.ways.isdisjoint(there)

    @property
    def sentence(self) -> str:
        """« une instance qui traite de l’inclusion numérique », for the rule in words."""
        labels = [way.named for way in WAYS if way in self.ways]
        if len(labels) == 1:
            return labels[0]
        return f"{', '.join(labels[:-1])} {'et' if self.every else 'ou'} {labels[-1]}"


#: Where a network has chosen nothing: any of the three.
ANY_WAY = CoverageRule()


@dataclass(frozen=True)
class Facts:
    """What an intercommunalité has: how many of each."""

    adopted: int = 0
    preparing: int = 0
    #: Roadmaps of communes of it, adopted or in preparation.
    communes: int = 0
    bodies: int = 0
    agreements: int = 0
    #: CTG agreements in force that say nothing of digital inclusion.
    without_theme: int = 0
    #: Places agreed to train helpers.
    places: int = 0

    @property
    def ways(self) -> set[Relay]:
        """Which of the three it has."""
        counts = {Relay.ROADMAP: self.adopted, Relay.BODY: self.bodies, Relay.AGREEMENT: self.agreements}
        return {way for way, count in counts.items() if count}

    @property
    def marks(self) -> list[tuple[Relay, MarkState]]:
        """The four relays, each there, begun or missing."""
        counts = (
            (Relay.ROADMAP, self.adopted, self.preparing + self.communes),
            (Relay.BODY, self.bodies, 0),
            (Relay.AGREEMENT, self.agreements, self.without_theme),
            (Relay.TRAINING, self.places, 0),
        )
        return [
            (relay, MarkState.THERE if there else MarkState.BEGUN if begun else MarkState.MISSING)
            for relay, there, begun in counts
        ]

    def lacks(self, relay: Relay) -> bool:
        """Whether this relay is not there, though it may be begun."""
        return dict(self.marks)[relay] != MarkState.THERE

    def standing(self, rule: CoverageRule = ANY_WAY) -> Standing:
        """Covered by what the rule asks; in part by the other ways, by what is begun or is of a commune alone."""
        if rule.is_met_by(self.ways):
            return Standing.COVERED
        return Standing.PARTLY if self.ways or self.preparing or self.communes else Standing.GAP

    @property
    def sentence(self) -> str:
        """« Une feuille de route adoptée et une instance. », « Rien encore. »."""
        parts = [
            words if count == 1 else f"{count}\u00a0{many}"
            for count, words, many in (
                (self.adopted, "une feuille de route adoptée", "feuilles de route adoptées"),
                (self.preparing, "une feuille de route en préparation", "feuilles de route en préparation"),
                (self.communes, "la feuille de route d’une commune", "feuilles de route de communes"),
                (self.bodies, "une instance", "instances"),
                (self.agreements, "une convention", "conventions"),
                (self.places, "une place de formation", "places de formation"),
            )
            if count
        ]
        if not parts:
            return "Rien encore."
        said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"
        return f"{said[0].upper()}{said[1:]}."


def headline(standings: Iterable[Standing], rule: CoverageRule = ANY_WAY) -> str:
    """The answer of the page: « 5 intercommunalités sur 14 sont sans aucun relais ».

    Where the network asks for one thing of its own, the answer is how many have it: « 11 intercommunalités sur 18 ont
    une instance qui traite de l’inclusion numérique ».
    """
    standings = list(standings)
    all_of_them, gaps = len(standings), standings.count(Standing.GAP)
    partly = standings.count(Standing.PARTLY)
    if not all_of_them:
        return "Aucune intercommunalité n’est connue dans ce département"
    if rule.is_chosen:
        covered = standings.count(Standing.COVERED)
        of_all = f"sur {all_of_them}"
        what = f"à la fois {rule.sentence}" if rule.every and len(rule.ways) > 1 else rule.sentence
        if not covered:
            return f"Aucune intercommunalité {of_all} n’a {what}"
        have = so_many(covered, f"intercommunalité {of_all} a", f"intercommunalités {of_all} ont")
        return f"{have} {what}"
    if gaps == 1:
        return f"Une intercommunalité sur {all_of_them} est sans aucun relais"
    if gaps == all_of_them:
        return f"Aucune des {gaps} intercommunalités n’a de relais"
    if gaps:
        return f"{gaps} intercommunalités sur {all_of_them} sont sans aucun relais"
    if partly:
        are = "l’est en partie" if partly == 1 else "le sont en partie"
        return f"Aucune intercommunalité n’est sans relais, {partly} {are}"
    if all_of_them == 1:
        return "La seule intercommunalité a un relais"
    return f"Les {all_of_them} intercommunalités ont toutes un relais"


def lacking_title(relay: Relay, lacking: int, all_of_them: int) -> str:
    """« Sur 18 intercommunalités, 15 sont sans CTG qui parle d’inclusion numérique »."""
    of_all = f"Sur {all_of_them} intercommunalité{'s' if all_of_them > 1 else ''}"
    if not lacking:
        return f"{of_all}, aucune n’est {relay.without}"
    return f"{of_all}, {lacking} {'est' if lacking == 1 else 'sont'} {relay.without}"


#: Where a seat can lie: south, north, west, east of each part of France, by the start of its département's code.
_MAINLAND = (41.0, 51.6, -5.6, 9.9)
_OVERSEAS: Mapping[str, tuple[float, float, float, float]] = {
    "971": (15.7, 16.8, -62.0, -60.8),
    "972": (14.2, 15.1, -61.5, -60.6),
    "973": (2.0, 6.0, -54.8, -51.4),
    "974": (-21.6, -20.7, 55.0, 56.0),
    "975": (46.6, 47.3, -56.6, -56.0),
    "976": (-13.2, -12.4, 44.8, 45.5),
    "987": (-28.0, -7.0, -155.0, -134.0),
    "988": (-23.0, -17.0, 158.0, 173.0),
}


@dataclass(frozen=True)
class Seat:
    """Where the seat of an intercommunalité lies, in degrees with five places."""

    latitude: Decimal
    longitude: Decimal

    @property
    def written(self) -> str:
        """« 44.05, 4.8 », as maps on the web give it."""
        return ", ".join(f"{value:f}".rstrip("0").rstrip(".") for value in (self.latitude, self.longitude))


def read_seat(text: str, *, department: str) -> Seat | None:
    """Return the seat that somebody typed or pasted: « 44.05, 4.80 », « 44,05 ; 4,80 »; None for nothing.

    Raises DomainError with the sentence to show for what is no place, and for one outside the part of France where the
    département of this code lies.
    """
    if not text.strip():
        return None
    try:
        latitude, longitude = (Decimal(part) for part in _parts(text))
    except (ValueError, InvalidOperation):
        raise DomainError(
            f"«\u00a0{text.strip()}\u00a0» n’est pas un lieu. Écrivez la latitude puis la longitude\u00a0: 44.05, 4.80."
        ) from None
    south, north, west, east = _OVERSEAS.get(department, _MAINLAND)
    if not (south <= latitude <= north and west <= longitude <= east):
        if south <= longitude <= north and west <= latitude <= east:
            turned = Seat(longitude, latitude).written
            raise DomainError(f"La latitude vient d’abord\u00a0: écrivez {turned}.")
        raise DomainError(
            f"{text.strip()} est hors de France\u00a0: la latitude va ici de {_plain(south)} à {_plain(north)}, "
            f"la longitude de {_plain(west)} à {_plain(east)}."
        )
    five = Decimal("0.00001")
    return Seat(latitude.quantize(five), longitude.quantize(five))


def _parts(text: str) -> list[str]:
    """The two numbers of a place, whatever is between them; decimal commas become points."""
    plain = text.strip().strip("()").translate(str.maketrans("\u2212\u00a0\u202f\t", "-   ")).replace("°", "")
    if ";" in plain:
        parts = plain.split(";")
    elif plain.count(",") == 1 and "." in plain:
        parts = plain.split(",")
    elif plain.count(",") == 3:  # 44,05, 4,80
        first, second, third, fourth = plain.split(",")
        parts = [f"{first}.{second}", f"{third}.{fourth}"]
    elif len(plain.split()) == 2:
        parts = [part.rstrip(",") for part in plain.split()]
    else:
        parts = plain.split(",")
    cleaned = [part.strip().replace(",", ".") for part in parts]
    if len(cleaned) != 2 or any(set(part) - set("+-.0123456789") for part in cleaned):
        raise ValueError(text)
    return cleaned


def _plain(degrees: float) -> str:
    return f"{degrees:g}".replace("-", "\u2212").replace(".", ",")


def gaps_title(gaps: int) -> str:
    """« 4 intercommunalités sont sans relais »."""
    return so_many(gaps, "intercommunalité est sans relais", "intercommunalités sont sans relais")


_KIND = re.compile(r"^(?:CC|CA|CU|METRO|Métropole)\s+(?:du |de la |de l[’']|des |de |d[’'])?", re.IGNORECASE)


def place_name(name: str) -> str:
    """The name of an intercommunalité without its kind: « CC du Pays de Duras » is « Pays de Duras »."""
    short = _KIND.sub("", name.strip(), count=1)
    return f"{short[:1].upper()}{short[1:]}" or name
