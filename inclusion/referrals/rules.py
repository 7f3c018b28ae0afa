"""Referrals: needs, delays, what may be written, times to propose, who sees which line of a path, counts."""

from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from inclusion.core.french.hours import Openness, said_hour, state_at
from inclusion.core.french.periods import DAYS, day_and_month, long_date
from inclusion.core.suppression import THRESHOLD, suppressed, total_may_be_shown
from inclusion.guide.rules.search import NEEDS
from inclusion.referrals.enums import OPEN_STATES, ReferralState

#: What a person may need: the service of the national standard, in plain words.
NEED_CHOICES = list(NEEDS.items())
#: The same in a few words, for a column.
SHORT_NEEDS = {
    "Aide aux démarches administratives": "Démarche en ligne",
    "Maîtrise des outils numériques du quotidien": "Ordinateur, téléphone",
    "Insertion professionnelle via le numérique": "Emploi",
    "Utilisation sécurisée du numérique": "Arnaques, comptes",
    "Parentalité et éducation avec le numérique": "Enfants, école",
    "Loisirs et créations numériques": "Création, loisirs",
    "Compréhension du monde numérique": "Comprendre",
    "Accès internet et matériel informatique": "Accès, impression",
    "Acquisition de matériel informatique à prix solidaire": "Acheter du matériel",
}
#: Days without an answer: the receiver is reminded, then the referral goes back to its sender.
REMINDER_DAYS, LAPSE_DAYS = 3, 7
#: Days for which a secret link may open its referral at all.
LINK_DAYS = 90
#: Days ahead within which an appointment lies, and the hours between which it begins.
APPOINTMENT_DAYS, FIRST_HOUR, LAST_HOUR = 183, 7, 21
#: Times that are proposed, and how many hours ahead the first one is.
MAX_SLOTS, FIRST_SLOT_HOURS = 3, 18
#: Places that are proposed first, and what a search adds to them.
NEAREST, MAX_FOUND = 3, 8

#: The three questions about how at ease somebody feels; each is optional.
LEVEL_QUESTIONS = (
    ("device", "Je sais me servir d’un ordinateur ou d’un téléphone"),
    ("online", "Je fais mes démarches en ligne"),
    ("safety", "Je reconnais une arnaque et je protège mes comptes"),
)

# -- Days and times


def lapses_on(sent_on: date) -> date:
    """The day on which a referral without an answer goes back to its sender."""
    return sent_on + timedelta(days=LAPSE_DAYS)


def next_openings(hours: Iterable[str], *, after: datetime, most: int = MAX_SLOTS) -> list[datetime]:
    """The next moments at which one of these notations opens, on different days, the earliest first.

    `after` is on the clock of Paris, without a zone; nothing is proposed for the hours that come at once.
    """
    found: dict[date, datetime] = {}
    for notation in hours:
        moment = after + timedelta(hours=FIRST_SLOT_HOURS)
        for _ in range(4 * most):
            state = state_at(notation, moment)
            if state.until is None or state.openness == Openness.UNKNOWN:
                break
            if state.openness == Openness.CLOSED and time(8) <= state.until.time() <= time(19):
                day = state.until.date()
                found[day] = min(found.get(day, state.until), state.until)
            moment = state.until
    return sorted(found.values())[:most]


def appointment_fault(moment: datetime, *, now: datetime) -> str:
    """Why nobody can be received at this moment, both on the clock of Paris; empty where somebody can."""
    if moment <= now:
        return "Donnez un jour et une heure à venir."
    if moment > now + timedelta(days=APPOINTMENT_DAYS):
        return "Donnez un jour dans les six mois."
    if not FIRST_HOUR <= moment.hour <= LAST_HOUR:
        return f"Donnez une heure entre {FIRST_HOUR}\u00a0h et {LAST_HOUR + 1}\u00a0h."
    return ""


def appointment_words(moment: datetime) -> str:
    """« mardi 1er décembre 2026 à 14 h », from a moment of the clock of Paris."""
    return f"{long_date(moment.date())} à {said_hour(moment)}"


def time_words(moment: datetime) -> str:
    """« mardi 1er décembre à 14 h », for a button."""
    day = moment.date()
    return f"{DAYS[day.weekday()]} {day_and_month(day)} à {said_hour(moment)}"


def waiting_words(state: str, *, when: str = "") -> str:
    """What the page of a referral says first: where it is."""
    return {
        ReferralState.SENT: "Elle attend une réponse",
        ReferralState.ACCEPTED: f"Rendez-vous {when}",
        ReferralState.MISSED: "La personne n’est pas venue",
        ReferralState.MET: "La personne a été reçue",
        ReferralState.DONE: "L’orientation est terminée",
        ReferralState.PASSED_ON: "Transmise à un autre lieu",
        ReferralState.DECLINED: "Le lieu ne peut pas la recevoir",
        ReferralState.LAPSED: "Le lieu n’a pas répondu en sept jours",
        ReferralState.WITHDRAWN: "L’orientation est retirée",
    }[ReferralState(state)]


# -- Who sees which line of a path


class Relation(StrEnum):
    """What an organisation is to a person."""

    FOLLOWS = "follows"
    RECEIVES = "receives"
    NONE = "none"


class LineKind(StrEnum):
    """What a line of a path is about."""

    REFERRAL = "referral"
    OWN_REFERRAL = "own_referral"
    LEVEL = "level"
    REGISTERED = "registered"
    END = "end"


def may_see_line(kind: LineKind, *, relation: Relation, consents: bool, shares_path: bool) -> bool:
    """Whether somebody reads a line of a person's path; what a role may read besides is for its permission to say.

    Whoever follows the person reads all. A receiver reads its own referral while the person agrees, and how at ease
    she feels where she agreed to that too; of passes, aid and other organisations it reads nothing.
    """
    if relation == Relation.FOLLOWS:
        return True
    if relation == Relation.NONE or not consents:
        return False
    return kind == LineKind.OWN_REFERRAL or (kind in (LineKind.LEVEL, LineKind.END) and shares_path)


# -- Counts

#: How the ends of referrals are counted, in the order of the page.
OUTCOMES = (
    ("open", "En cours"),
    (ReferralState.DONE.value, "Terminées"),
    (ReferralState.DECLINED.value, "Refusées"),
    (ReferralState.LAPSED.value, "Sans réponse"),
    (ReferralState.WITHDRAWN.value, "Retirées"),
    (ReferralState.PASSED_ON.value, "Transmises"),
)


@dataclass(frozen=True)
class CountTable:
    """One table of counts and its total: None stands for a number that would reveal few people."""

    rows: list[tuple[str, int | None]]
    total: int | None


def outcome_of(state: str) -> str:
    """The label of the outcome that a state counts as."""
    key = "open" if state in OPEN_STATES else state
    return dict(OUTCOMES)[key]


def shown_table(
    counts: Mapping[str, int], people: Mapping[str, AbstractSet[Hashable]], *, threshold: int = THRESHOLD
) -> CountTable:
    """The counts of groups that add up to a total: groups of few people are hidden, and others that reveal them.

    `people` are those of each group: one person may be sent several times. The total itself is hidden where it is few
    people, or what one hidden group alone comes to. Each table has one dimension: a second one, or periods that
    overlap, would let hidden numbers be computed.
    """
    hidden = suppressed(people, threshold=threshold)
    rows = [(label, None if label in hidden else count) for label, count in counts.items()]
    known = total_may_be_shown(people, hidden, threshold=threshold)
    return CountTable(rows, sum(counts.values()) if known else None)
