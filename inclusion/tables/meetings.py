"""Tables of meetings."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.columns import NUM, StateColumn
from inclusion.enums.meetings import MeetingState
from inclusion.models import Meeting
from inclusion.rules.local_time import hour_words
from inclusion.templatetags.liant import short_date


class MeetingTable(tables.Table):
    """Meetings: which, when, where they stand, who answered and who came."""

    title = tables.Column("Réunion", order_by=("title", "pk"))
    starts_at = tables.Column("Quand")
    state = StateColumn("État")
    body = tables.Column("Instance", order_by=("body__sort_name", "pk"))
    venue = tables.Column("Lieu", empty_values=(), visible=False)
    answered = tables.Column("Réponses", attrs=NUM)
    came = tables.Column("Présences", attrs=NUM)
    asked = tables.Column("Conviés", visible=False)

    class Meta:
        model = Meeting
        fields = ("title", "starts_at", "state", "body", "venue", "answered", "came", "asked")
        caption = "Réunions"
        empty_text = "Aucune réunion ne correspond à votre recherche."

    def render_title(self, record: Meeting) -> SafeString:
        """The way to it."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.title)

    def value_title(self, record: Meeting) -> str:
        """Its words."""
        return record.title

    def render_starts_at(self, value: datetime) -> str:
        """The day and the hour."""
        shown = timezone.localtime(value)
        return f"{short_date(shown)}, {hour_words(shown)}"

    def value_starts_at(self, value: datetime) -> datetime:
        """The moment itself."""
        return value

    def render_venue(self, record: Meeting) -> str:
        """The place, or that it is held from afar."""
        return record.venue or ("À distance" if record.video_url else "")

    def render_answered(self, record: Any) -> str:
        """How many answered, of how many who were asked."""
        return f"{record.answered} sur {record.asked}" if record.asked else "–"

    def value_answered(self, record: Any) -> int:
        """How many answered."""
        return int(record.answered)

    def render_came(self, record: Any) -> Any:
        """How many came, once it was held."""
        return record.came if record.state in (MeetingState.HELD, MeetingState.MINUTED) else "–"

    def value_came(self, record: Any) -> int:
        """How many came."""
        return int(record.came)
