"""The newsletter of a demonstration network."""

from datetime import date, time, timedelta
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from inclusion.demo.life_shapes import IssueTold
from inclusion.demo.life_telling import Telling, at_time
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


def tell(telling: Telling) -> None:
    """Let people subscribe, then write and send each issue."""
    first = telling.loaded.data.founded + timedelta(days=30)
    telling.story.then(first, lambda: _subscribe(telling, first))
    for told in telling.life.issues:
        written = (told.sent or told.end) - timedelta(days=1)
        telling.story.then(written, lambda t=told, w=written: _write(telling, t, w))
        if told.sent:
            telling.story.then(told.sent, lambda t=told: _send(telling, t))


def _subscribe(telling: Telling, on: date) -> None:
    for rank in range(1, telling.life.subscribers + 1):
        professional = rank <= telling.life.professionals
        asked = ask_for_newsletter(
            email=f"lectrice{rank}@{telling.loaded.data.slug}.example",
            readership=Readership.PROFESSIONALS if professional else Readership.PUBLIC,
            at=moment(on),
        )
        confirm(asked, at=moment(on))
    for user in telling.loaded.users.values():
        subscribe_member(by=user, at=moment(on))


def _write(telling: Telling, told: IssueTold, on: date) -> None:
    does = telling.by(on)
    issue = begin_issue(
        title=told.title, introduction=told.introduction, start=told.start, end=told.end, **does
    )
    for heading, title, text in told.items:
        add_item(issue, heading=heading, title=title, text=text, **does)
    for title, file, words in told.pictures:
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
    for heading, audience in told.audiences:
        section = issue.sections.get(heading=heading)
        change_section(section, heading=heading, audience=audience, epcis=[], **does)
    if told.planned_in:
        day = timezone.localdate() + timedelta(days=told.planned_in)
        plan_issue(issue, on=at_time(day, time(9, 0)), **does)


def _send(telling: Telling, told: IssueTold) -> None:
    issue = NewsletterIssue.objects.get(title=told.title)
    issue = send_issue(issue, **telling.by(told.sent))
    NewsletterMail.objects.filter(issue=issue).update(mailed_at=F("written_at"))
    finish_issue(issue, at=moment(told.sent))
