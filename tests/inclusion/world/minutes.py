"""Rows that the pages of past meetings need, for the access table and the walk through all pages."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from inclusion.core.models.networks import Membership
from inclusion.meetings.actions.attendance import mark_meeting_held, note_attendance, open_code
from inclusion.meetings.actions.decisions import decide, give_task, write_note
from inclusion.meetings.actions.minutes import send_minutes
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting


def rows(cast: dict[str, Membership], known: dict[str, Any]) -> dict[str, Any]:
    """A meeting that just took place, with a decision and the prescriber's task; one whose minutes were sent.

    Its code is good while the pages are walked through, whatever the day: it began half an hour ago.
    """
    by, now = cast["coordinator"].user, timezone.now()
    going_on = make_meeting(
        known["body"], title="COPIL d’automne", starts_at=now - timedelta(minutes=30), convened_at=now
    )
    own = cast["prescriber"]
    guest = make_invitee(going_on, "Camille Exemple", partner=own.partner, user=own.user, email=own.user.email)
    item = make_item(going_on, "Bilan de l’année")
    going_on = open_code(going_on, by=by, at=now)
    note_attendance(going_on, {guest.pk: "present"}, by=by, at=now)
    write_note(going_on, text="Bonne année.", by=by, at=now)
    write_note(going_on, text="Tout va bien.", item=item, by=by, at=now)
    decision = decide(going_on, text="Trois ateliers de plus au printemps.", item=item, by=by, at=now)
    task = give_task(
        going_on,
        title="Trouver trois salles",
        partner=own.partner,
        due_on=timezone.localdate(now) + timedelta(days=30),
        decision=decision,
        by=by,
        at=now,
    )
    return {
        "unminuted_meeting": mark_meeting_held(going_on, by=by, at=now),
        "decision": decision,
        "task": task,
        "minuted_meeting": _minuted(known["body"], by=by, now=now),
    }


def _minuted(body: Any, *, by: Any, now: Any) -> Any:
    past = make_meeting(body, title="COPIL de printemps", starts_at=now - timedelta(days=90), convened_at=now)
    guest = make_invitee(past, "Dominique Exemple")
    note_attendance(past, {guest.pk: "remote"}, by=by, at=now)
    past = mark_meeting_held(past, by=by, at=now)
    return send_minutes(past, render=lambda meeting, edition: b"%PDF-1.7 releve", by=by, at=now)
