"""Who sees what of somebody who helps, when an entry is confirmed, and how long it is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from inclusion.core.french.names import so_many
from inclusion.mediators.enums import COUNTED, Audience, HelperMailKind, HelperStatus

#: How far ahead somebody's arrival is noted.
ARRIVES_WITHIN = timedelta(days=366)
#: Places of one entry: more is a list of the guide.
MAX_PLACES = 12

#: Days after the last confirmation on which the question of the year is asked, then the two reminders, and after which
#: the entry is to confirm and no longer shown to the public.
ASKED_AFTER, FIRST_AFTER, SECOND_AFTER, STALE_AFTER = 365, 379, 393, 407
#: Days that lie between two e-mails at least, though the nightly work did not run.
BETWEEN = 14
#: Months after somebody's departure in which the entry is kept with their name.
KEPT_MONTHS = 12
REASON = "Pour savoir qui aide, où et avec quelles compétences, orienter les personnes et organiser les formations."
#: Hours of one training: a diploma of two years is far below.
MAX_HOURS = Decimal(2000)
#: What stands in the place of a name that is not shown.
NAMELESS = "Nom non communiqué"


class Viewer(StrEnum):
    """Who looks at an entry."""

    PUBLIC = "public"
    PARTNER = "partner"
    EMPLOYER = "employer"
    COORDINATION = "coordination"


@dataclass(frozen=True)
class Sight:
    """What somebody sees of an entry; what is not found shows nothing at all."""

    is_found: bool
    name: bool = False
    contact: bool = False
    everything: bool = False


HIDDEN = Sight(is_found=False)


@dataclass(frozen=True)
class Consent:
    """What somebody agrees to: who may find them, who may read their name, whether partners may write to them."""

    found_by: str = Audience.NOBODY
    named_for: str = Audience.NOBODY
    shares_contact: bool = False

    @property
    def fault(self) -> str:
        """Why these do not go together, as a French sentence; empty where they do."""
        order = list(Audience)
        if order.index(Audience(self.named_for)) > order.index(Audience(self.found_by)):
            return "Le nom ne peut pas être montré à plus de monde que la fiche."
        if self.shares_contact and self.named_for == Audience.NOBODY:
            return "Pour être joint directement par les partenaires, laissez-les aussi voir le nom."
        return ""

    def is_within(self, other: "Consent") -> bool:
        """Whether it shows nothing more than the other one."""
        order = list(Audience)
        return (
            order.index(Audience(self.found_by)) <= order.index(Audience(other.found_by))
            and order.index(Audience(self.named_for)) <= order.index(Audience(other.named_for))
            and self.shares_contact <= other.shares_contact
        )


def sight(viewer: Viewer, consent: Consent, *, in_post: bool, is_stale: bool) -> Sight:
    """What a viewer sees: the coordination and the employer all, others what was agreed to, and of nobody who left.

    An entry that nobody has confirmed for more than a year is hidden from the public. Telephone and address are never
    public.
    """
    if viewer in (Viewer.COORDINATION, Viewer.EMPLOYER):
        return Sight(is_found=True, name=True, contact=True, everything=True)
    if not in_post or consent.found_by == Audience.NOBODY:
        return HIDDEN
    if viewer == Viewer.PARTNER:
        named = consent.named_for != Audience.NOBODY
        return Sight(is_found=True, name=named, contact=named and consent.shares_contact)
    if consent.found_by != Audience.PUBLIC or is_stale:
        return HIDDEN
    return Sight(is_found=True, name=consent.named_for == Audience.PUBLIC)


def stale_before(today: date) -> date:
    """The day before which a last confirmation is too old."""
    return today - timedelta(days=STALE_AFTER)


def asked_before(today: date) -> date:
    """The last day of a confirmation that is a year old."""
    return today - timedelta(days=ASKED_AFTER)


def due_mail(confirmed_on: date, written: Mapping[str, date], *, today: date) -> HelperMailKind | None:
    """The e-mail that is due on a day to somebody who confirmed last on `confirmed_on`; None where none is.

    `written`: the days of the e-mails written since that confirmation, by their kind. None follows another one within
    two weeks, so that work that did not run for a month does not send three at once.
    """
    age = (today - confirmed_on).days
    if written and (today - max(written.values())).days < BETWEEN:
        return None
    steps = (
        (HelperMailKind.QUESTION, ASKED_AFTER),
        (HelperMailKind.FIRST_REMINDER, FIRST_AFTER),
        (HelperMailKind.SECOND_REMINDER, SECOND_AFTER),
    )
    for kind, after in steps:
        if kind not in written:
            return kind if age >= after else None
    return None


def kept_until(left_on: date) -> date:
    """The day on which the entry of somebody who left is anonymised: the same day a year later."""
    year, month = divmod(left_on.year * 12 + left_on.month - 1 + KEPT_MONTHS, 12)
    try:
        return date(year, month + 1, left_on.day)
    except ValueError:  # 29 February
        return date(year, month + 1, 28) + timedelta(days=1)


def left_before(today: date) -> date:
    """The last day of departure of those whose entries are anonymised on this day."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return date(today.year - 1, 2, 28)


def counted(statuses: Mapping[str, int]) -> str:
    """« 2 médiateurs numériques, 1 bénévole », in the order of the list; empty where there is nobody."""
    return ", ".join(so_many(statuses[status], *COUNTED[status]) for status in HelperStatus if statuses.get(status))


def hours_words(hours: Decimal) -> str:
    """« 3,5 h », « 14 h »."""
    return f"{hours.normalize():f}".replace(".", ",") + "\u00a0h"


def sum_hours(hours: Iterable[Decimal]) -> Decimal:
    """The hours of several trainings."""
    return sum(hours, Decimal(0))
