"""Meetings that come back at a rhythm: each is a row of its own, that may be moved alone or with those after it."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.actions.meetings import (
    OPEN,
    change_meeting,
    check_hours,
    lock_body,
    lock_planned_meeting,
    plan_meeting,
)
from inclusion.enums.meetings import MeetingVerb
from inclusion.errors import DomainError
from inclusion.models import Body, Meeting, MeetingSeries
from inclusion.rules.local_time import NoSuchTime, moment
from inclusion.rules.recurrence import RhythmUnreadable, occurrences

#: A body that met more often in one go would not be planned, but mistyped.
MAX_MEETINGS = 60


@transaction.atomic
def plan_series(
    body: Body,
    *,
    title: str,
    rule: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Any,
    at: datetime,
    **fields: Any,
) -> MeetingSeries:
    """Plan the meetings of a rhythm (an RRULE with an end) from the first, which is `starts_at`.

    Each begins when the same clock shows the same time, whatever the season. Raises DomainError for a rhythm that
    cannot be read or gives more than 60 meetings, for hours the wrong way round, and for a first meeting in the past.
    """
    body = lock_body(body)
    check_hours(starts_at, ends_at)
    moments = _moments(rule, starts_at)
    if len(moments) > MAX_MEETINGS:
        raise DomainError(
            f"Ce rythme donne {len(moments)} réunions\u00a0: prévoyez-en {MAX_MEETINGS} au plus à la fois."
        ).at("count")
    series = MeetingSeries(network_id=body.network_id, body=body, title=title, rule=rule, begun_at=at)
    series.full_clean()
    series.save()
    lasting = ends_at - starts_at
    for start in moments:
        plan_meeting(
            body,
            title=title,
            starts_at=start,
            ends_at=start + lasting,
            series=series,
            by=by,
            at=at,
            **fields,
        )
    journal.record(MeetingVerb.SERIES_PLANNED, on=series, by=by, at=at, meetings=len(moments))
    return series


def _moments(rule: str, starts_at: datetime) -> list[datetime]:
    try:
        shown = occurrences(rule, timezone.localtime(starts_at).replace(tzinfo=None))
        return [moment(one, _zone()) for one in shown]
    except (RhythmUnreadable, NoSuchTime) as wrong:
        raise DomainError(str(wrong)) from None


def _zone() -> tzinfo:
    return timezone.get_default_timezone()


@transaction.atomic
def change_following(meeting: Meeting, *, by: Any, at: datetime, **fields: Any) -> list[Meeting]:
    """Change a meeting and those after it in its series that were neither held nor called off.

    They move by the same number of days on the calendar and to the same hours of the clock; `starts_at` and `ends_at`
    are those of the first. Raises DomainError for a meeting of no series, and as `change_meeting` does.
    """
    meeting = lock_planned_meeting(meeting)
    if meeting.series_id is None:
        raise DomainError("Cette réunion ne fait pas partie d’une série.")
    following = list(
        Meeting.objects.filter(
            series=meeting.series_id, state__in=OPEN, starts_at__gt=meeting.starts_at
        ).order_by("starts_at", "pk")
    )
    old = timezone.localtime(meeting.starts_at)
    new_start = timezone.localtime(fields.pop("starts_at", meeting.starts_at))
    new_end = timezone.localtime(fields.pop("ends_at", meeting.ends_at))
    by_days = new_start.date() - old.date()
    changed = [change_meeting(meeting, starts_at=new_start, ends_at=new_end, by=by, at=at, **fields)]
    for one in following:
        start = _moved(one.starts_at, by_days, new_start)
        changed.append(
            change_meeting(
                one, starts_at=start, ends_at=start + (new_end - new_start), by=by, at=at, **fields
            )
        )
    return changed


def _moved(was: datetime, by_days: timedelta, like: datetime) -> datetime:
    shown = timezone.localtime(was).replace(tzinfo=None) + by_days
    try:
        return moment(shown.replace(hour=like.hour, minute=like.minute), _zone())
    except NoSuchTime as wrong:
        raise DomainError(str(wrong)).at("begins") from None
