"""Tables of tasks, and of who came to meetings."""

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.columns import NUM
from inclusion.hooks import LinkTarget, link_targets
from inclusion.models import Body, Meeting, MeetingTask, Partner
from inclusion.rules.periods import distance
from inclusion.rules.shares import percent
from inclusion.templatetags.liant import chip, short_date


def standing_of(task: MeetingTask) -> dict[str, str]:
    """The chip of a task: done, given up, late or to be done."""
    if task.done_at is not None:
        return chip("Terminée", tone="good")
    if task.dropped_at is not None:
        return chip("Abandonnée", tone="calm", sign="ban")
    if task.due_on < timezone.localdate():
        return chip("En retard", tone="bad")
    return chip("À faire", tone="info", sign="circle-dashed")


class TaskTable(tables.Table):
    """What somebody has to do because of a meeting."""

    title = tables.Column("Tâche", linkify=True)
    owner = tables.Column("Confiée à", accessor="partner", order_by=("partner__sort_name", "pk"))
    due_on = tables.Column("Pour le")
    standing = tables.Column("Où elle en est", empty_values=(), orderable=False)
    meeting = tables.Column("Réunion", order_by=("meeting__starts_at", "pk"))
    body = tables.Column("Instance", accessor="meeting__body", order_by="meeting__body__sort_name")
    linked = tables.Column("Action de feuille de route", empty_values=(), orderable=False)
    outcome = tables.Column("Ce qui a été fait", visible=False, default="")

    class Meta:
        model = MeetingTask
        fields = ("title", "owner", "due_on", "standing", "meeting", "body", "linked", "outcome")
        order_by = "due_on"
        caption = "Tâches"
        empty_text = "Aucune tâche ne correspond à votre recherche."

    @cached_property
    def served(self) -> dict[str, LinkTarget]:
        """What tasks may serve, by key: asked once for the whole list."""
        return {one.key: one for one in link_targets(timezone.localdate())}

    def render_owner(self, record: MeetingTask) -> Any:
        """The organisation; below, the person."""
        if record.user is None:
            return str(record.partner)
        return format_html('{}<br><span class="muted">{}</span>', record.partner, record.user)

    def value_owner(self, record: MeetingTask) -> str:
        """Both in one cell."""
        return f"{record.partner}, {record.user}" if record.user else str(record.partner)

    def render_due_on(self, record: MeetingTask) -> Any:
        """The day; below, how far it is while the task is open."""
        day = short_date(record.due_on)
        if record.done_at or record.dropped_at:
            return day
        far = distance(record.due_on, timezone.localdate()).split(", le ")[0]
        return format_html('{}<br><span class="muted">{}</span>', day, far)

    def value_due_on(self, record: MeetingTask) -> Any:
        """The day itself."""
        return record.due_on

    def render_standing(self, record: MeetingTask) -> str:
        """The chip."""
        return render_to_string("components/chip.html", standing_of(record))

    def value_standing(self, record: MeetingTask) -> str:
        """Its words."""
        return str(standing_of(record)["label"])

    def render_meeting(self, record: MeetingTask) -> str:
        """Its day: the list says the body beside it."""
        return f"{record.meeting} ({short_date(record.meeting.starts_at)})"

    value_meeting = render_meeting

    def render_linked(self, record: MeetingTask) -> SafeString | str:
        """The action, with the way to it."""
        found = self.served.get(record.linked_key)
        return format_html('<a href="{}">{}</a>', found.url, found.label) if found else ""

    def value_linked(self, record: MeetingTask) -> str:
        """Its name."""
        found = self.served.get(record.linked_key)
        return found.label if found else ""


class _PresenceTable(tables.Table):
    """What every table of presences says of people."""

    convened = tables.Column("Conviés", attrs=NUM)
    present = tables.Column("Présents", attrs=NUM)
    excused = tables.Column("Excuses", attrs=NUM)
    unasked = tables.Column("Venus sans être conviés", attrs=NUM)
    rate = tables.Column("Taux de présence", empty_values=(), orderable=False, attrs=NUM)

    def render_rate(self, record: Any) -> str:
        """Present out of convened."""
        return percent(record.present, record.convened)


class MeetingPresenceTable(_PresenceTable):
    """Who came, meeting by meeting."""

    starts_at = tables.Column("Date")
    title = tables.Column("Réunion", linkify=True)
    body = tables.Column("Instance", order_by="body__sort_name")

    class Meta:
        model = Meeting
        fields = ("starts_at", "title", "body", "convened", "present", "excused", "unasked", "rate")
        order_by = "-starts_at"
        caption = "Présences par réunion"
        empty_text = "Aucune réunion tenue cette année."

    def render_starts_at(self, value: Any) -> str:
        """The day."""
        return short_date(value)

    def value_starts_at(self, value: Any) -> Any:
        """The day itself."""
        return timezone.localdate(value)


class BodyPresenceTable(_PresenceTable):
    """Who came, body by body."""

    name = tables.Column("Instance", order_by="sort_name")
    held = tables.Column("Réunions tenues", attrs=NUM)

    class Meta:
        model = Body
        fields = ("name", "held", "convened", "present", "excused", "unasked", "rate")
        order_by = "name"
        caption = "Présences par instance"
        empty_text = "Aucune réunion tenue cette année."


class PartnerPresenceTable(_PresenceTable):
    """Who came, organisation by organisation."""

    name = tables.Column("Organisme", linkify=True, order_by="sort_name")

    class Meta:
        model = Partner
        fields = ("name", "convened", "present", "excused", "unasked", "rate")
        order_by = "name"
        caption = "Présences par organisme"
        empty_text = "Aucun organisme convié cette année."
