"""Lists of bodies, meetings and tasks, and of who came to meetings."""

from datetime import date
from functools import cached_property
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from inclusion.core.access import MemberRequest, Permission
from inclusion.core.charts.shares import percent
from inclusion.core.enums import BodyKind
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.french.recurrence import hour_words
from inclusion.core.registry.links import LinkTarget, linked_targets
from inclusion.core.scope import active_network
from inclusion.core.web import parameters
from inclusion.core.web.columns import NUM, DayColumn, FormattedColumn, LinkColumn, StateColumn, chip_html
from inclusion.meetings.enums import TOOK_PLACE, MeetingState
from inclusion.meetings.models import Body, BodySeat, Meeting, MeetingTask
from inclusion.meetings.models.meetings import BodyQuerySet
from inclusion.meetings.queries import dues, years_of_meetings
from inclusion.meetings.rules import NextMeeting, Pace, Stage, rhythm_words
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import chip, chip_of, short_date
from inclusion.territories.models import Epci


class BodyFilter(django_filters.FilterSet):
    """Bodies by words, kind, territory and standing."""

    WHOLE = "departement"

    q = django_filters.CharFilter(label="Nom", method="by_words")
    kind = django_filters.ChoiceFilter(label="Type", choices=BodyKind, empty_label="Tous")
    epci = django_filters.ChoiceFilter(label="Territoire", choices=(), method="by_territory", empty_label="Tous")
    standing = django_filters.ChoiceFilter(
        label="État",
        choices=[
            ("dealing", "L’inclusion numérique est à l’ordre du jour"),
            ("active", "Se réunissent"),
            ("closed", "Ne se réunissent plus"),
        ],
        method="by_standing",
        empty_label="Toutes",
    )
    partner = django_filters.ModelChoiceFilter(
        label="Organisme qui y siège", queryset=Partner.objects.none(), method="by_partner", empty_label="Tous"
    )

    class Meta:
        model = Body
        fields = ["q", "kind", "epci", "standing", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territories = Epci.objects.touching(self.request.network.department_id)
        self.filters["epci"].extra["choices"] = [
            (self.WHOLE, "Tout le département"),
            *((one.siren, str(one)) for one in territories),
        ]
        self.filters["partner"].queryset = Partner.objects.active()

    def by_words(self, queryset: BodyQuerySet, name: str, value: Any) -> QuerySet:
        return queryset.matching(value)

    def by_territory(self, queryset: BodyQuerySet, name: str, value: Any) -> QuerySet:
        return queryset.filter(epci=None if value == self.WHOLE else value)

    def by_partner(self, queryset: BodyQuerySet, name: str, value: Any) -> QuerySet:
        seats = BodySeat.objects.sitting(on=timezone.localdate()).filter(partner=value)
        return queryset.filter(pk__in=seats.order_by().values("body"))

    def by_standing(self, queryset: BodyQuerySet, name: str, value: Any) -> QuerySet:
        if value == "dealing":
            return queryset.dealing(on=timezone.localdate())
        return queryset.active() if value == "active" else queryset.exclude(closed_on=None)


# -- Table of bodies


def _body_page(record: Body) -> str:
    return reverse("body_detail", args=[active_network().slug, record.pk])


def _end(body: Body) -> str | None:
    """Since when it meets no more."""
    return f"Ne se réunit plus depuis le {plain_date(body.closed_on)}" if body.closed_on else None


class BodyTable(tables.Table):
    """The bodies of a network's governance, of the département and of its intercommunalités."""

    name = LinkColumn("Nom", linkify=_body_page, below=_end, order_by="sort_name")
    kind = tables.Column("Type", accessor=A("get_kind_display"), order_by="kind")
    epci = tables.Column("Territoire", order_by=("epci__name", "pk"), default="Tout le département")
    partner = tables.Column("Réunie par", order_by="partner__sort_name", default="")
    rhythm = tables.Column("Rythme", accessor="pk", orderable=False)
    due = tables.Column("Prochaine réunion", accessor="pk", orderable=False)
    deals_since = tables.Column("Inclusion numérique à l’ordre du jour", accessor="dealt_since", empty_values=())
    closed_on = tables.Column("Ne se réunit plus depuis le", visible=False, default="")
    act = tables.Column("Modifier", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Body
        fields = ("name", "kind", "epci", "partner", "rhythm", "due", "deals_since", "closed_on", "act")
        order_by = "name"
        caption = "Instances"
        empty_text = "Aucune instance ne correspond à votre recherche."

    def before_render(self, request: MemberRequest) -> None:
        """Who does not keep the list is offered no way to change it."""
        if not request.member.may(Permission.BODIES_MANAGE):
            self.columns.hide("act")

    def render_rhythm(self, record: Body) -> str:
        """How often it is expected to meet."""
        return rhythm_words(record.meets_least, record.meets_most)

    def _due(self, record: Body) -> NextMeeting:
        """When it should meet; asked once for the whole list."""
        if not hasattr(self, "_dues"):
            self._dues = dues([row.record for row in self.rows], today=timezone.localdate())
        return self._dues[record.pk]

    def render_due(self, record: Body) -> Any:
        """The day that is planned, or by when it should meet."""
        if record.is_closed:
            return ""
        due = self._due(record)
        if due.pace in (Pace.LATE, Pace.TO_PLAN):
            look = chip("En retard", tone="bad") if due.pace == Pace.LATE else chip("À prévoir", tone="warn")
            day = f"avant le {short_date(due.due_on)}"
            return format_html("{} {}", chip_html(look), day)
        if due.planned_on:
            return f"le {short_date(due.planned_on)}"
        return f"avant le {short_date(due.due_on)}" if due.due_on else ""

    def value_due(self, record: Body) -> Any:
        """The day that is planned, else the day by which it should meet."""
        due = self._due(record)
        return "" if record.is_closed else due.planned_on or due.due_on or ""

    def render_deals_since(self, record: Body) -> str:
        """Since when, or that it does not yet."""
        if record.dealt_since is None:
            return chip_html(chip("Pas encore", tone="calm"))
        return f"depuis le {short_date(record.dealt_since)}"

    def value_deals_since(self, record: Body) -> Any:
        return record.dealt_since or ""

    def render_act(self, record: Body) -> SafeString:
        """The way to change it."""
        url = reverse("body_edit", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">Modifier<span class="said"> {}</span></a>', url, record.name)


# -- Filters of meetings


class MeetingFilter(django_filters.FilterSet):
    """Meetings by words, body, state and days."""

    q = django_filters.CharFilter(label="Intitulé ou instance", method="by_words")
    body = django_filters.ModelChoiceFilter(label="Instance", queryset=Body.objects.none(), empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=MeetingState, empty_label="Tous")
    when = django_filters.ChoiceFilter(
        label="Période", choices=[("ahead", "À venir"), ("over", "Passées")], method="by_time", empty_label="Toutes"
    )
    since = django_filters.DateFilter(
        label="Depuis le",
        field_name="starts_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label="Jusqu’au",
        field_name="starts_at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = Meeting
        fields = ["q", "body", "state", "when", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["body"].queryset = Body.objects.all()

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Those of which every word is in the title or in the name of the body."""
        return queryset.matching(value)

    def by_time(self, queryset: Any, name: str, value: str) -> Any:
        """What is still to come, or what is over."""
        now = timezone.now()
        return queryset.filter(ends_at__gt=now) if value == "ahead" else queryset.filter(ends_at__lte=now)


# -- Tables of meetings


def _answered(record: Any) -> str:
    """How many answered, of how many who were asked."""
    return f"{record.answered} sur {record.asked}" if record.asked else "–"


def _came(record: Any) -> Any:
    """How many came, once it took place."""
    return record.came if record.state in TOOK_PLACE else "–"


def look_of_meeting(record: Meeting) -> dict[str, str]:
    """The chip of a meeting: its state, unless the clock says more."""
    now = timezone.now()
    stage = record.stage(at=now)
    if stage == Stage.GOING_ON:
        said = "En cours" if record.starts_at <= now else "Va commencer"
        return chip(said, tone="good", sign="circle-play")
    if stage == Stage.OVER and not record.took_place:
        return chip("Relevé à envoyer", tone="warn")
    return chip_of(record)


def _start(record: Meeting) -> str:
    shown = timezone.localtime(record.starts_at)
    return f"{short_date(shown)}, {hour_words(shown)}"


class MeetingTable(tables.Table):
    """Meetings: which, when, their state, who answered and who came."""

    title = tables.Column("Réunion", linkify=True, order_by=("title", "pk"))
    starts_at = FormattedColumn("Quand", show=_start)
    state = StateColumn("État", look=look_of_meeting)
    body = tables.Column("Instance", order_by=("body__sort_name", "pk"))
    venue = tables.Column("Lieu", empty_values=(), visible=False)
    answered = FormattedColumn("Réponses", show=_answered, attrs=NUM)
    came = FormattedColumn("Présences", show=_came, attrs=NUM)
    asked = tables.Column("Conviés", visible=False)

    class Meta:
        model = Meeting
        fields = ("title", "starts_at", "state", "body", "venue", "answered", "came", "asked")
        caption = "Réunions"
        empty_text = "Aucune réunion ne correspond à votre recherche."

    def render_venue(self, record: Meeting) -> str:
        """The place, or that it takes place from afar."""
        return record.venue or ("À distance" if record.video_url else "")


# -- Filters of tasks and of attendance


class TaskFilter(django_filters.FilterSet):
    """Tasks by state, body and organisation."""

    OPEN, LATE, DONE, DROPPED = "ouvertes", "retard", "terminees", "abandonnees"

    etat = django_filters.ChoiceFilter(
        label="État",
        choices=[(OPEN, "À faire"), (LATE, "En retard"), (DONE, "Terminées"), (DROPPED, "Abandonnées")],
        method="by_standing",
        empty_label="Toutes",
    )
    body = django_filters.ModelChoiceFilter(
        label="Instance", field_name="meeting__body", queryset=Body.objects.none(), empty_label="Toutes"
    )
    partner = django_filters.ModelChoiceFilter(label="Organisme", queryset=Partner.objects.none(), empty_label="Tous")
    qui = django_filters.ChoiceFilter(
        label="Pour qui", choices=[("moi", "Les miennes")], method="by_owner", empty_label="Tout le monde"
    )

    class Meta:
        model = MeetingTask
        fields = ["etat", "body", "partner", "qui"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["body"].queryset = Body.objects.all()
        self.filters["partner"].queryset = Partner.objects.active()

    def by_standing(self, queryset: Any, name: str, value: str) -> QuerySet[MeetingTask]:
        """Open, late, done or given up."""
        if value == self.OPEN:
            return queryset.open()
        if value == self.LATE:
            return queryset.late(on=timezone.localdate())
        return queryset.exclude(done_at=None) if value == self.DONE else queryset.exclude(dropped_at=None)

    def by_owner(self, queryset: Any, name: str, value: str) -> QuerySet[MeetingTask]:
        """The member's own."""
        return queryset.of(self.request.member)


class YearFilter(django_filters.FilterSet):
    """A year, which the list behind it counts by itself; of organisations, also one of them."""

    annee = django_filters.ChoiceFilter(label="Année", choices=(), method="unchanged", empty_label=None)
    partner = django_filters.ModelChoiceFilter(
        label="Organisme", queryset=Partner.objects.none(), method="by_partner", empty_label="Tous"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = years_of_meetings(timezone.localdate())
        self.filters["annee"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.filters["partner"].queryset = Partner.objects.active()
        if self.queryset.model is not Partner:
            del self.filters["partner"]

    def unchanged(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The rows as they are."""
        return queryset

    def by_partner(self, queryset: QuerySet[Any], name: str, value: Partner) -> QuerySet[Any]:
        """The row of this organisation."""
        return queryset.filter(pk=value.pk)


def year_asked(text: str, *, among: list[int], today: date) -> int:
    """The year of an address, or this one, or the last that has meetings."""
    asked = parameters.year(text) or today.year
    return asked if asked in among else among[0]


# -- Tables of tasks and of attendance


def standing_of(task: MeetingTask) -> dict[str, str]:
    """The chip of a task: done, given up, late or to be done."""
    if task.done_at is not None:
        return chip("Terminée", tone="good")
    if task.dropped_at is not None:
        return chip("Abandonnée", tone="calm", sign="ban")
    if task.due_on < timezone.localdate():
        return chip("En retard", tone="bad")
    return chip("À faire", tone="info", sign="circle-dashed")


def _due_on(record: MeetingTask) -> Any:
    """The day; below, how far it is while the task is open."""
    day = short_date(record.due_on)
    if record.done_at or record.dropped_at:
        return day
    far = distance(record.due_on, timezone.localdate()).split(", le ")[0]
    return format_html('{}<br><span class="muted">{}</span>', day, far)


class TaskTable(tables.Table):
    """What somebody has to do because of a meeting."""

    title = tables.Column("Tâche", linkify=True)
    owner = tables.Column("Confiée à", accessor="partner", order_by=("partner__sort_name", "pk"))
    due_on = FormattedColumn("Pour le", show=_due_on)
    standing = StateColumn("État", look=standing_of, orderable=False)
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
    def served(self) -> dict[int, LinkTarget]:
        """What tasks serve, by their keys: asked once for the whole list."""
        return linked_targets(self.data.data, timezone.localdate())

    def render_owner(self, record: MeetingTask) -> Any:
        """The organisation; below, the person."""
        if record.user is None:
            return str(record.partner)
        return format_html('{}<br><span class="muted">{}</span>', record.partner, record.user)

    def value_owner(self, record: MeetingTask) -> str:
        """Both in one cell."""
        return f"{record.partner}, {record.user}" if record.user else str(record.partner)

    def render_meeting(self, record: MeetingTask) -> str:
        """Its day: the list says the body beside it."""
        return f"{record.meeting} ({short_date(record.meeting.starts_at)})"

    def render_linked(self, record: MeetingTask) -> SafeString | str:
        """The action, with the way to it."""
        found = self.served.get(record.pk)
        return format_html('<a href="{}">{}</a>', found.url, found.label) if found else ""

    def value_linked(self, record: MeetingTask) -> str:
        found = self.served.get(record.pk)
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

    starts_at = DayColumn("Date")
    title = tables.Column("Réunion", linkify=True)
    body = tables.Column("Instance", order_by="body__sort_name")

    class Meta:
        model = Meeting
        fields = ("starts_at", "title", "body", "convened", "present", "excused", "unasked", "rate")
        order_by = "-starts_at"
        caption = "Présences par réunion"
        empty_text = "Aucune réunion tenue cette année."

    def value_starts_at(self, value: Any) -> Any:
        """The day itself."""
        return timezone.localdate(value)


class BodyPresenceTable(_PresenceTable):
    """Who came, body by body."""

    name = tables.Column("Instance", order_by="sort_name")
    meeting_count = tables.Column("Réunions tenues", attrs=NUM)

    class Meta:
        model = Body
        fields = ("name", "meeting_count", "convened", "present", "excused", "unasked", "rate")
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
