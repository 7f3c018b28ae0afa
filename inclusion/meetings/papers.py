"""The minutes of a meeting, the sheet to sign, the code of presence."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.columns import name_order
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.registry.links import linked_targets
from inclusion.meetings.enums import Attendance
from inclusion.meetings.mails import when_said
from inclusion.meetings.models import Decision, Invitee, Meeting, MeetingTask
from inclusion.meetings.queries import items_dealt_with
from inclusion.meetings.rules import Presence, counted

#: Lines left on the sheet for who comes without having been asked.
SPARE = 6


@dataclass(frozen=True)
class MinutesRow:
    """One point of the agenda: what was said of it, what was decided, the tasks that were given without a decision."""

    number: int | None
    title: str
    said: str
    decisions: list[Decision]
    tasks: list[MeetingTask]
    #: Whether anything came of it.
    is_dealt_with: bool = True


def presence_of(people: list[Invitee]) -> Presence:
    """The people of one meeting, counted."""
    return counted((one.attendance, one.came_unasked) for one in people)


def where_said(meeting: Meeting) -> str:
    """« Salle du conseil, 1 place de la Mairie, et en visioconférence »."""
    room = ", ".join(filter(None, (meeting.venue, meeting.address)))
    if meeting.video_url:
        return f"{room}, et en visioconférence" if room else "En visioconférence"
    return room


def minutes_rows(meeting: Meeting) -> list[MinutesRow]:
    """The agenda in its order with what came of each point; decisions of no point come last."""
    by_item: dict[int | None, list[Decision]] = {}
    for decision in meeting.decisions.order_by("rank"):
        by_item.setdefault(decision.item_id, []).append(decision)
    tasks: dict[int | None, list[MeetingTask]] = {}
    own = meeting.tasks.filter(dropped_at=None, decision=None).exclude(item=None)
    for task in own.select_related("partner", "user").order_by("pk"):
        tasks.setdefault(task.item_id, []).append(task)
    dealt_with = items_dealt_with(meeting)
    found = [
        MinutesRow(
            number, item.title, item.said, by_item.get(item.pk, []), tasks.get(item.pk, []), item.pk in dealt_with
        )
        for number, item in enumerate(meeting.agenda.order_by("rank", "pk"), 1)
    ]
    rest = by_item.get(None, [])
    title = "Autres décisions" if found else "Les décisions"
    return [*found, MinutesRow(None, title, "", rest, [])] if rest else found


def tasks_of(meeting: Meeting, day: date) -> list[tuple[MeetingTask, str]]:
    """The tasks that remain, each with the name of what it serves."""
    rows = meeting.tasks.filter(dropped_at=None).select_related("partner", "user", "decision")
    named = {pk: one.label for pk, one in linked_targets(rows, day).items()}
    return [(row, named.get(row.pk, "")) for row in rows.order_by("due_on", "pk")]


def minutes_pdf(meeting: Meeting, edition: int = 0, *, draft: bool = False) -> bytes:
    """Return the minutes: who was there, what was said and decided, who does what by when, when the next one is.

    `edition`: how many were sent before; from the first correction on, the title says so. `draft`: a look before.
    """
    network = meeting.network
    day = timezone.localdate(meeting.starts_at)
    people = list(meeting.invitees.select_related("partner").order_by(name_order(), "pk"))
    following = Meeting.objects.to_come(at=meeting.ends_at).filter(body=meeting.body_id).exclude(pk=meeting.pk).first()
    mark = "" if not edition else ", corrigé"
    title = f"Relevé de décisions{mark}, {meeting.title}, {plain_date(day)}"
    context = {
        "letterhead": letterhead(network),
        "title": title,
        "foot": f"{network.name}, {meeting.body}, relevé du {plain_date(day)}{mark}",
        "meeting": meeting,
        "when": when_said(meeting),
        "where": where_said(meeting),
        "corrected": bool(edition),
        "draft": draft,
        "present": [one for one in people if one.attendance == Attendance.PRESENT],
        "remote": [one for one in people if one.attendance == Attendance.REMOTE],
        "excused": [one for one in people if one.attendance == Attendance.EXCUSED],
        "presence": presence_said(meeting, people),
        "items": minutes_rows(meeting),
        "tasks": tasks_of(meeting, timezone.localdate()),
        "following": when_said(following) if following else "",
        "following_where": where_said(following) if following else "",
    }
    identifier = hashlib.sha256(f"{network.slug} releve {meeting.pk} {edition}".encode()).digest()[:16]
    return render_pdf("pdf/meeting_minutes.html", context, identifier=identifier)


def presence_said(meeting: Meeting, people: list[Invitee]) -> str:
    """« 8 personnes présentes sur 12 conviées, 2 excuses, 1 venue sans être conviée ».

    Where nobody was convened, or no presence was noted, it says so: of a meeting whose invitations never left, the
    others are those of its list.
    """
    found = presence_of(people)
    if not found.convened:
        came = so_many(found.unasked, "personne présente", "personnes présentes")
        return came if found.unasked else "présences non relevées, personne n’ayant été convié par son nom"
    if found.unknown == found.convened and not found.unasked:
        people_said = so_many(found.convened, "personne", "personnes")
        where = "sur la liste" if not meeting.convened_at else "conviée" + "s" * (found.convened > 1)
        return f"présences non relevées, {people_said} {where}"
    there = so_many(found.present, "personne présente", "personnes présentes")
    asked = so_many(found.convened, "conviée", "conviées")
    parts = [f"{there} sur {asked}" if meeting.convened_at else f"{there} sur une liste de {found.convened}"]
    if found.excused:
        parts.append(so_many(found.excused, "excuse", "excuses"))
    if found.unasked:
        parts.append(so_many(found.unasked, "venue", "venues") + " sans être conviée" + "s" * (found.unasked > 1))
    return ", ".join(parts)


def sheet_pdf(meeting: Meeting) -> bytes:
    """Return the sheet that people sign: their names and organisations, no address."""
    network = meeting.network
    day = timezone.localdate(meeting.starts_at)
    context = {
        "letterhead": letterhead(network),
        "title": f"Feuille de présence, {meeting.title}, {plain_date(day)}",
        "foot": f"{network.name}, feuille de présence",
        "meeting": meeting,
        "when": when_said(meeting),
        "where": where_said(meeting),
        "people": meeting.invitees.select_related("partner").order_by(name_order(), "pk"),
        "spare": range(SPARE),
    }
    identifier = hashlib.sha256(f"{network.slug} feuille {meeting.pk}".encode()).digest()[:16]
    return render_pdf("pdf/meeting_sheet.html", context, identifier=identifier)
