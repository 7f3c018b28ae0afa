"""Reads of what became of booklets: one row each, and which of them are not used yet."""

from collections.abc import Hashable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from funding.passes.booklets.models import SERVED, Booklet, Pass
from funding.passes.enums import LetterKind, PassState
from funding.passes.follow_up.rules import Line, Use
from funding.passes.letters.models import LEFT, Letter
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.uses.models import Redemption
from inclusion.core.roles import Permission
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.territories.models import Epci

if TYPE_CHECKING:
    from inclusion.core.access import Member


def followed_by(member: "Member") -> QuerySet[Booklet]:
    """Booklets whose figures a member follows: all of the network, or those that the own organisation sent.

    Without those that were cancelled before a pass served.
    """
    served = Pass.objects.filter(booklet=OuterRef("pk"), state__in=SERVED)
    booklets = Booklet.objects.filter(Q(cancelled_at=None) | Exists(served))
    only_own = member.may(Permission.PEOPLE_VIEW) and not member.may(Permission.PEOPLE_VIEW_ALL)
    return booklets.filter(prescriber=member.partner) if only_own else booklets


def lines_of(booklets: QuerySet[Booklet], *, idle_since: date) -> list[Line]:
    """One line for each booklet; it waits when none of its passes served and it was sent on this day or before."""
    counted = booklets.order_by().annotate(
        sent=Count("passes", filter=~Q(passes__state=PassState.CANCELLED)),
        served=Count("passes", filter=Q(passes__state__in=SERVED)),
    )
    groups = ("beneficiary_id", "prescriber_id", "beneficiary__commune__epci_id", "operator_id")
    return [
        Line(*group, sent, served, idle=not served and issued_on <= idle_since)
        for *group, sent, served, issued_on in counted.values_list(*groups, "sent", "served", "issued_on")
    ]


def uses_of(booklets: QuerySet[Booklet]) -> list[Use]:
    """How many passes of these booklets each person used in each place."""
    standing = Redemption.objects.standing().filter(one_pass__booklet__in=booklets.order_by().values("pk"))
    groups = ("one_pass__booklet__beneficiary_id", "place_id")
    counted = standing.order_by().values(*groups).annotate(used=Count("pk"))
    return [Use(*row) for row in counted.values_list(*groups, "used")]


def names_of(lines: list[Line], uses: list[Use]) -> dict[str, dict[Hashable, str]]:
    """What the groups of the tables are called."""
    partners = {line.prescriber for line in lines} | {line.operator for line in lines}
    called: dict[Hashable, str] = {one.pk: str(one) for one in Partner.objects.filter(pk__in=partners - {None})}
    epcis = Epci.objects.filter(pk__in={line.territory for line in lines} - {None})
    places = TrainingPlace.objects.filter(pk__in={use.place for use in uses})
    return {
        "prescribers": called,
        "territories": {None: "Commune inconnue", **{one.pk: str(one) for one in epcis}},
        "operators": {**called, None: "Aucun opérateur connu"},
        "places": {one.pk: str(one) for one in places},
    }


def waiting_booklets(people: QuerySet[Any], *, idle_since: date, on: date) -> QuerySet[Booklet]:
    """Booklets of these people that were sent on this day or before, are still valid, and of which no pass served."""
    served = Pass.objects.filter(booklet=OuterRef("pk")).exclude(state=PassState.ISSUED)
    left = Letter.objects.filter(booklet=OuterRef("pk"), kind=LetterKind.PASSES, state__in=LEFT)
    booklets = Booklet.objects.filter(
        ~Exists(served),
        Exists(left),
        beneficiary__in=people.filter(anonymised_at=None).order_by().values("pk"),
        cancelled_at=None,
        issued_on__lte=idle_since,
        valid_until__gte=on,
    )
    reminders = Letter.objects.filter(kind=LetterKind.REMINDER)
    return booklets.select_related("beneficiary__followed_by", "programme").prefetch_related(
        Prefetch("letters", queryset=reminders, to_attr="reminders")
    )


def ending_booklets(programme: PassProgramme, *, on: date) -> QuerySet[Booklet]:
    """Booklets that arrived, end within the days of the programme's reminder with passes left, and had no reminder."""
    if programme.reminder_days is None:
        return Booklet.objects.none()
    unused = Pass.objects.filter(booklet=OuterRef("pk"), state=PassState.ISSUED)
    letters = Letter.objects.filter(booklet=OuterRef("pk"))
    return Booklet.objects.filter(
        Exists(unused),
        Exists(letters.filter(kind=LetterKind.PASSES, state__in=LEFT)),
        ~Exists(letters.filter(kind=LetterKind.REMINDER)),
        programme=programme,
        sms_reminder=None,
        beneficiary__anonymised_at=None,
        cancelled_at=None,
        valid_until__range=(on, on + timedelta(days=programme.reminder_days)),
    ).order_by("valid_until", "pk")


def seen_people(member: "Member") -> QuerySet[Beneficiary]:
    """People whom a member may see and whose file was not emptied."""
    return Beneficiary.objects.visible_to(member).known()
