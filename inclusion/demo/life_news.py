"""The newsletter of a demonstration network."""

from datetime import date, time, timedelta
from functools import partial
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from inclusion.demo.life_loading import Desk, at_time
from inclusion.demo.life_shapes import IssueData
from inclusion.demo.loading import moment
from inclusion.newsletter.actions.issues import (
    add_item,
    begin_issue,
    change_item,
    change_section,
    finish_issue,
    plan_issue,
    send_issue,
)
from inclusion.newsletter.actions.subscribers import ask_for_newsletter, confirm, subscribe_member
from inclusion.newsletter.enums import Readership
from inclusion.newsletter.models import NewsletterIssue, NewsletterMail

PICTURES = Path(__file__).parent / "data" / "pictures"


def load(desk: Desk) -> None:
    """Let people subscribe, then write and send each issue."""
    first = desk.loaded.data.founded + timedelta(days=30)
    desk.story.then(first, lambda: _subscribe(desk, first))
    for data in desk.life.issues:
        written = (data.sent or data.end) - timedelta(days=1)
        desk.story.then(written, partial(_write, desk, data, written))
        if data.sent:
            desk.story.then(data.sent, partial(_send, desk, data, data.sent))


def _subscribe(desk: Desk, on: date) -> None:
    for rank in range(1, desk.life.subscribers + 1):
        professional = rank <= desk.life.professionals
        asked = ask_for_newsletter(
            email=f"lectrice{rank}@{desk.loaded.data.slug}.example",
            readership=Readership.PROFESSIONALS if professional else Readership.PUBLIC,
            at=moment(on),
        )
        confirm(asked, at=moment(on))
    for user in desk.loaded.users.values():
        subscribe_member(by=user, at=moment(on))


def _write(desk: Desk, data: IssueData, on: date) -> None:
    does = desk.by(on)
    issue = begin_issue(title=data.title, introduction=data.introduction, start=data.start, end=data.end, **does)
    for heading, title, text in data.items:
        add_item(issue, heading=heading, title=title, text=text, **does)
    for title, file, words in data.pictures:
        item = issue.items.select_related("section").get(title=title)
        change_item(
            item,
            title=item.title,
            heading=item.section.heading,
            text=item.text,
            url=item.url,
            picture=(file, (PICTURES / file).read_bytes()),
            picture_text=words,
            **does,
        )
    for heading, audience in data.audiences:
        section = issue.sections.get(heading=heading)
        change_section(section, heading=heading, audience=audience, epcis=[], **does)
    if data.planned_in:
        day = timezone.localdate() + timedelta(days=data.planned_in)
        plan_issue(issue, on=at_time(day, time(9, 0)), **does)


def _send(desk: Desk, data: IssueData, day: date) -> None:
    issue = NewsletterIssue.objects.get(title=data.title)
    issue = send_issue(issue, **desk.by(day))
    NewsletterMail.objects.filter(issue=issue).update(mailed_at=F("written_at"))
    finish_issue(issue, at=moment(day))
