"""Reads of bodies and meetings that take several tables together."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from inclusion.enums.meetings import MeetingState
from inclusion.models.bodies import Body
from inclusion.models.meetings import Invitee, Meeting
from inclusion.models.memberships import Membership
from inclusion.models.users import User
from inclusion.rules.rhythm import NextMeeting, next_due

if TYPE_CHECKING:
    from inclusion.access import Member


def dues(bodies: Iterable[Body], *, today: date) -> dict[int, NextMeeting]:
    """When each of these bodies should meet next, by its key; one question for all of them.

    A meeting that is over counts as one that took place until somebody says that it was called off: whoever forgot to
    note it is not told that the body did not meet.
    """
    bodies = list(bodies)
    took_place: dict[int, list[date]] = {}
    planned: dict[int, list[date]] = {}
    rows = Meeting.objects.filter(body__in=bodies).exclude(state=MeetingState.CANCELLED)
    for body, state, starts_at in rows.values_list("body_id", "state", "starts_at"):
        day = timezone.localdate(starts_at)
        over = day < today or state in (MeetingState.HELD, MeetingState.MINUTED)
        (took_place if over else planned).setdefault(body, []).append(day)
    return {
        body.pk: next_due(
            took_place.get(body.pk, []),
            planned.get(body.pk, []),
            least=body.meets_least,
            since=body.deals_since,
            today=today,
        )
        for body in bodies
    }


def due_of(body: Body, *, today: date) -> NextMeeting:
    """When this body should meet next."""
    return dues([body], today=today)[body.pk]


def invitee_of(member: "Member", invitees: Iterable[Invitee]) -> Invitee | None:
    """The one among these people who is this member: by account, or by their address."""
    email = member.user.email.lower()
    mine = [one for one in invitees if one.user_id == member.user.pk]
    return next(
        iter(mine or [one for one in invitees if one.user_id is None and one.email.lower() == email]), None
    )


def account_of(email: str) -> User | None:
    """The account of a member of the network that has this address."""
    membership = (
        Membership.objects.in_force().select_related("user").filter(user__email__iexact=email).first()
        if email
        else None
    )
    return membership.user if membership else None
