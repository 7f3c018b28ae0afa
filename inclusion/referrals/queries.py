"""Where a person can be sent, who receives a referral, what a receiver may read of her, lines of her path, counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import civil_year
from inclusion.core.models.networks import Membership
from inclusion.core.registry.links import key_of
from inclusion.core.registry.people import PathLine, path_lines
from inclusion.directory.models import address_of
from inclusion.guide.models import Place, PlaceQuerySet, Session
from inclusion.guide.queries import nearest_first, points_around, with_service
from inclusion.help_desks.models import BookingSettings
from inclusion.help_desks.queries import free_slots_of, is_displaced, slots_on
from inclusion.partners.models import Partner, PartnerQuerySet
from inclusion.people.models import Beneficiary
from inclusion.referrals.enums import ReferralState
from inclusion.referrals.models import FeltLevel, PathEnding, Referral, ReferralQuerySet
from inclusion.referrals.rules import (
    FIRST_SLOT_HOURS,
    LEVEL_QUESTIONS,
    MAX_FOUND,
    MAX_SLOTS,
    NEAREST,
    NEED_CHOICES,
    OUTCOMES,
    CountTable,
    LineKind,
    Relation,
    may_see_line,
    next_openings,
    outcome_of,
    shown_table,
)
from inclusion.territories.models import Commune

# -- Where a person can be sent


@dataclass(frozen=True)
class Destination:
    """A place or an organisation to choose: its key in a form, its name, a line that says more."""

    key: str
    name: str
    detail: str


def receiving_members(partner: Partner) -> QuerySet[Membership]:
    """The members of an organisation who answer what is sent to it."""
    found = Membership.objects.in_force().who_may(Permission.REFERRALS_RECEIVE)
    return found.filter(partner=partner).select_related("user")


def address_for(place: Place | None, receiver: Partner | None) -> str:
    """Where the secret link goes if nobody there has an account; empty where no address is known."""
    if place is not None and place.emails:
        return str(place.emails[0])
    partner = receiver or (place.partner if place else None)
    return address_of(partner) if partner else ""


def nearest_places(person: Beneficiary, *, sender: Partner, need: str, today: date) -> list[Place]:
    """The open places of others that meet this need, those of the person's commune first, then the nearest: three."""
    places = _public_places().exclude(partner=sender).filter(with_service(need, on=today))
    codes = [person.commune_id] if person.commune_id else []
    of_code = Commune.objects.none() if person.country else Commune.objects.matching(person.postal_code)
    around = points_around(codes or [one.pk for one in of_code])
    return list(nearest_first(places, origin=None, communes=codes, around=around)[:NEAREST])


def _public_places() -> PlaceQuerySet:
    """The places of the guide that receive people."""
    return Place.objects.open().exclude(access_modes__contains=["Ce lieu n'accueille pas de public"])


def receiving_partners(sender: Partner, person: Beneficiary | None = None) -> PartnerQuerySet:
    """The other organisations in which somebody answers referrals, those of the person's intercommunalité first."""
    members = Membership.objects.in_force().who_may(Permission.REFERRALS_RECEIVE)
    found = Partner.objects.active().exclude(pk=sender.pk).filter(pk__in=members.values("partner"))
    epci = person.commune.epci_id if person is not None and person.commune else None
    if epci is None:
        return found
    near = found.filter(Q(epci=epci) | Q(commune__epci=epci)).order_by("sort_name", "pk")
    return near if near.exists() else found


def destinations(
    person: Beneficiary, *, sender: Partner, need: str, words: str = "", first: Place | None = None, today: date
) -> list[Destination]:
    """What is proposed: the place asked for, the nearest that fit, what the words find; organisations after places."""
    places = [] if first is None else [first]
    places += nearest_places(person, sender=sender, need=need, today=today)
    partners: list[Partner] = []
    if words:
        places += list(_public_places().matching(words)[:MAX_FOUND])
        partners += list(receiving_partners(sender).matching(words)[:MAX_FOUND])
    elif len(places) < NEAREST:
        partners += list(receiving_partners(sender, person)[: NEAREST - len(places)])
    shown = {
        f"place:{one.pk}": Destination(f"place:{one.pk}", str(one), f"{one.address}, {one.postal_code} {one.town}")
        for one in places
    }
    shown |= {
        f"partner:{one.pk}": Destination(f"partner:{one.pk}", str(one), one.get_kind_display()) for one in partners
    }
    return list(shown.values())


def destination_of(key: str) -> tuple[Place | None, Partner | None]:
    """The place or the organisation that a choice names; nothing for one that is not in the network."""
    kind, _, number = key.partition(":")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 16 else 0
    if kind == "place":
        return Place.objects.filter(pk=pk).first(), None
    return None, Partner.objects.active().filter(pk=pk).first() if kind == "partner" else None


def is_to_place_anew(referral: Referral) -> bool:
    """Whether the help desk of an appointment is closed on that day."""
    return referral.state == ReferralState.ACCEPTED and is_displaced(key_of(referral))


def proposed_times(referral: Referral, *, at: datetime) -> list[datetime]:
    """The next moments at which the place opens, its help desks among them: one press accepts for one of them."""
    if referral.place is None:
        return []
    day = timezone.localdate(at)
    sessions = Session.objects.running(on=day).filter(place=referral.place)
    booked = list(BookingSettings.objects.filter(session__in=sessions.order_by()).select_related("session"))
    open_to_all = sessions.exclude(pk__in=[one.session_id for one in booked])
    hours = [*(one.hours for one in open_to_all.with_closings(on=day)), referral.place.opening_hours]
    wall = timezone.localtime(at).replace(tzinfo=None)
    found = [timezone.make_aware(one) for one in next_openings([one for one in hours if one], after=wall)]
    return _with_free_slots(found, booked, at=at)


def _with_free_slots(moments: list[datetime], desks: list[BookingSettings], *, at: datetime) -> list[datetime]:
    """These moments and the free slots of desks that are booked, the first of each day; none that is taken."""
    first, taken, free = at + timedelta(hours=FIRST_SLOT_HOURS), set[datetime](), set[datetime]()
    for desk in desks:
        slots = {one.slot.start for one in free_slots_of(desk, at=at) if one.slot.start >= first}
        days = {timezone.localdate(one) for one in moments}
        taken |= {one.start for day in days for one in slots_on(desk, day)} - slots
        free |= slots
    by_day: dict[date, datetime] = {}
    for moment in sorted(free | {one for one in moments if one not in taken}):
        by_day.setdefault(timezone.localdate(moment), moment)
    return list(by_day.values())[:MAX_SLOTS]


# -- What is read of a person


def address_line(person: Beneficiary) -> str:
    """A person's address on one line, as the sender ticks it and the receiver reads it; empty where none is known."""
    parts = [*person.address.splitlines(), f"{person.postal_code} {person.town}".strip()]
    return ", ".join(part for part in parts if part)


def shared_of(referral: Referral, *, follows: bool = False) -> dict[str, str]:
    """What the person agreed to show to the receiver, by its label: her name, and what she ticked besides.

    Once the referral has ended, the name alone is left to whoever does not follow her (`follows`).
    """
    person = referral.person
    if referral.consent_withdrawn_at is not None:
        return {}
    shown = {"Nom": str(person)}
    if not referral.is_open and not follows:
        return shown
    if referral.shares_phone and person.phone:
        shown["Téléphone"] = person.phone
    if referral.shares_email and person.email:
        shown["Courriel"] = person.email
    if referral.shares_address and (address := address_line(person)):
        shown["Adresse"] = address
    return shown


def answerable_by(member: Member) -> ReferralQuerySet:
    """The referrals that a member answers: those that the own organisation received."""
    if not member.may(Permission.REFERRALS_RECEIVE):
        return Referral.objects.none()
    return Referral.objects.received_by(member.partner)


def sendable_by(member: Member) -> ReferralQuerySet:
    """The referrals that a member withdraws or reads the end of: the own organisation's, all for the coordination."""
    if not member.may(Permission.REFERRALS_SEND):
        return Referral.objects.none()
    if member.may(Permission.PEOPLE_VIEW_ALL):
        return Referral.objects.all()
    return Referral.objects.sent_by_partner(member.partner)


# -- A person's path


@dataclass(frozen=True)
class Path:
    """What a member may read of a person's path."""

    relation: Relation
    lines: list[PathLine]
    levels: list[FeltLevel]
    ending: PathEnding | None
    next_appointment: Referral | None


def relation_to(person: Beneficiary, member: Member) -> Relation:
    """What the member's organisation is to a person."""
    if Beneficiary.objects.visible_to(member).filter(pk=person.pk).exists() and member.may(Permission.PEOPLE_VIEW):
        return Relation.FOLLOWS
    received = answerable_by(member).filter(person=person)
    return Relation.RECEIVES if received.exists() else Relation.NONE


def path_of(person: Beneficiary, member: Member, *, at: datetime) -> Path:
    """A person's path as far as this member may read it, the latest line first."""
    relation = relation_to(person, member)
    received = [one.pk for one in answerable_by(member).filter(person=person)]
    shares = answerable_by(member).under_way().filter(person=person, shares_path=True).exists()

    def sees(kind: LineKind) -> bool:
        return may_see_line(kind, relation=relation, consents=bool(received), shares_path=shares)

    referrals = [
        one
        for one in Referral.objects.filter(person=person).for_pages()
        if sees(LineKind.OWN_REFERRAL if one.pk in received else LineKind.REFERRAL)
    ]
    lines = [_line(one) for one in referrals]
    if sees(LineKind.REGISTERED):
        lines += path_lines(person, member)
    upcoming = [one for one in referrals if one.appointment_at and one.state == ReferralState.ACCEPTED]
    ahead = [one for one in upcoming if one.appointment_at >= at and not is_to_place_anew(one)]
    endings = PathEnding.objects.filter(person=person, reopened_at=None)
    return Path(
        relation=relation,
        lines=sorted(lines, key=lambda one: one.on, reverse=True),
        levels=list(FeltLevel.objects.filter(person=person)) if sees(LineKind.LEVEL) else [],
        ending=endings.first() if sees(LineKind.END) else None,
        next_appointment=min(ahead, key=lambda one: one.appointment_at, default=None),
    )


def _line(referral: Referral) -> PathLine:
    return PathLine(
        on=referral.sent_on,
        title=f"{referral.get_need_display()}\u00a0: {referral.destination}",
        detail=referral.get_state_display(),
        url=referral.get_absolute_url(),
        is_done=referral.state in (ReferralState.MET, ReferralState.DONE),
    )


def level_words(level: FeltLevel) -> list[tuple[str, str]]:
    """The questions that were answered, each with its answer."""
    return [
        (question, getattr(level, f"get_{name}_display")())
        for name, question in LEVEL_QUESTIONS
        if getattr(level, name)
    ]


# -- Counts of a year


def years_of() -> list[int]:
    """The years in which something was sent, the latest first."""
    return [one.year for one in Referral.objects.order_by().dates("sent_on", "year", order="DESC")]


def counts_of(year: int) -> dict[str, CountTable]:
    """What was sent in a year by outcome, need and intercommunalité: three tables of one total.

    Only whole years are counted: of two periods that overlap the difference would show few people.
    """
    period = civil_year(year)
    rows = Referral.objects.filter(sent_on__gte=period.start, sent_on__lt=period.end).order_by()
    needs = dict(NEED_CHOICES)
    return {
        "Ce qui s’est passé": _table(rows, "state", outcome_of, first=[label for _, label in OUTCOMES]),
        "Par besoin": _table(rows, "need", needs.__getitem__),
        "Par intercommunalité": _table(rows, "epci__name", lambda name: name or "Commune inconnue"),
    }


def _table(
    rows: ReferralQuerySet, field: str, label_of: Callable[[Any], str], *, first: Iterable[str] = ()
) -> CountTable:
    """The referrals of each group, the greatest first unless `first` says otherwise, and whose they are."""
    counts: dict[str, int] = dict.fromkeys(first, 0)
    people: dict[str, set[int]] = {label: set() for label in counts}
    for row in rows.values(field).annotate(count=Count("pk")).order_by("-count", field):
        label = label_of(row[field])
        counts[label] = counts.get(label, 0) + row["count"]
    for key, person in rows.values_list(field, "person_id").distinct():
        people.setdefault(label_of(key), set()).add(person)
    return shown_table(counts, people)
