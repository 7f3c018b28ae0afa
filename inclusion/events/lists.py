"""Lists of events and of registrations."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django_tables2.utils import A

from inclusion.core.french.names import of
from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, NUM, MomentColumn, StateColumn
from inclusion.events.enums import Audience, EventKind, EventState, RegistrationState
from inclusion.events.models import Event, EventSeries, Registration
from inclusion.events.queries import towns_of, visitors_of
from inclusion.events.rules import brief_when, duration_words, hour
from inclusion.guide.rules.standard import SERVICES
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import number

DAY = forms.DateInput({"type": "date"})
_THEMES = [(one, one) for one in SERVICES]


class AgendaFilter(django_filters.FilterSet):
    """Shown events by kind, theme and town: the same words narrow the page, the calendar and the feed."""

    kind = django_filters.ChoiceFilter(label="Nature", choices=EventKind, empty_label="Toutes")
    theme = django_filters.ChoiceFilter(label="Thème", choices=_THEMES, method="by_theme", empty_label="Tous")
    commune = django_filters.ChoiceFilter(label="Commune", choices=(), empty_label="Toutes")

    class Meta:
        model = Event
        fields = ["kind", "theme", "commune"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["commune"].extra["choices"] = towns_of(Event.objects.shown())

    def by_theme(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(themes__contains=[value])


class EventFilter(django_filters.FilterSet):
    """Events by words, kind, theme, town, audience, organiser, series and period."""

    q = django_filters.CharFilter(label="Intitulé ou lieu", method="by_words")
    kind = django_filters.ChoiceFilter(label="Nature", choices=EventKind, empty_label="Toutes")
    theme = django_filters.ChoiceFilter(label="Thème", choices=_THEMES, method="by_theme", empty_label="Tous")
    commune = django_filters.ChoiceFilter(label="Commune", choices=(), empty_label="Toutes")
    audience = django_filters.ChoiceFilter(label="Pour qui", choices=Audience, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Organisé par", queryset=Partner.objects.none(), empty_label="Tous"
    )
    series = django_filters.ModelChoiceFilter(
        label="Rendez-vous", queryset=EventSeries.objects.none(), empty_label="Tous"
    )
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[("kept", "Sans les annulés"), ("cancelled", "Annulés")],
        method="by_state",
        empty_label="Tous",
    )
    since = django_filters.DateFilter(label="À partir du", method="by_start", widget=forms.DateInput({"type": "date"}))
    until = django_filters.DateFilter(label="Jusqu’au", method="by_end", widget=forms.DateInput({"type": "date"}))

    class Meta:
        model = Event
        fields = ["q", "kind", "theme", "commune", "audience", "partner", "series", "state", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["partner"].queryset = Partner.objects.filter(pk__in=Event.objects.order_by().values("partner"))
        self.filters["series"].queryset = EventSeries.objects.all()
        self.filters["commune"].extra["choices"] = towns_of(Event.objects.all())

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def by_theme(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(themes__contains=[value])

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        cancelled = Q(state=EventState.CANCELLED)
        return queryset.filter(cancelled if value == "cancelled" else ~cancelled)

    def by_start(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(ends_at__gt=timezone.make_aware(datetime.combine(value, time())))

    def by_end(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(starts_at__date__lte=value)


# -- Table of events; the same columns are exported as CSV and XLSX


class EventTable(tables.Table):
    """The events of a network."""

    title = tables.Column("Événement", linkify=True, order_by="sort_name")
    kind = tables.Column("Nature", accessor=A("get_kind_display"), order_by="kind")
    starts_at = MomentColumn(verbose_name="Quand")
    ends_at = MomentColumn(verbose_name="Fin", visible=False)
    where = tables.Column("Où", order_by="commune__search_name", accessor=A("where"), default="")
    partner = tables.Column("Organisé par", order_by="partner__sort_name")
    themes = tables.Column("Thèmes", visible=False, orderable=False)
    visitors = tables.Column("Visiteurs", accessor="pk", orderable=False, attrs=NUM)
    state = StateColumn("État")

    class Meta:
        model = Event
        fields = ("title", "kind", "starts_at", "ends_at", "where", "partner", "themes", "visitors", "state")
        caption = "Événements"
        empty_text = "Aucun événement ne correspond à votre recherche."

    def render_starts_at(self, record: Event) -> str:
        """The days, and the hour at which it begins."""
        start, end = timezone.localtime(record.starts_at), timezone.localtime(record.ends_at)
        return f"{brief_when(start, end)}, {hour(start)}"

    def value_themes(self, record: Event) -> str:
        """The themes, as files of the standard part them."""
        return "|".join(record.themes)

    def render_visitors(self, record: Event) -> str:
        """How many came, where somebody counted."""
        return number(visitors_of(record))

    def value_visitors(self, record: Event) -> Any:
        found = visitors_of(record)
        return "" if found is None else found


# -- Filters of registrations


class RegistrationFilter(django_filters.FilterSet):
    """Registrations by words and by state."""

    q = django_filters.CharFilter(label="Nom, organisme ou adresse", method="by_words")
    state = django_filters.ChoiceFilter(label="État", choices=RegistrationState, empty_label="Tous")
    needs = django_filters.ChoiceFilter(
        label="Besoin pour venir", choices=(("oui", "Un besoin est dit"),), method="by_needs", empty_label="Tous"
    )

    class Meta:
        model = Registration
        fields = ("q", "state", "needs")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word is in the name, the organisation or the address."""
        return queryset.matching(value)

    def by_needs(self, queryset: Any, name: str, value: str) -> Any:
        """Those who said what they need to come."""
        return queryset.exclude(needs="")


# -- Table of an event's registrations


class AnswerColumn(tables.Column):
    """The answer to one question of the event."""

    def __init__(self, question: str) -> None:
        wide = {"th": {"class": "answer"}, "td": {"class": "answer"}}
        super().__init__(question, accessor=A("answers"), orderable=False, default="", attrs=wide)
        self.question = question

    def render(self, value: dict[str, str]) -> str:
        """What was answered, or nothing."""
        return value.get(self.question, "")


class RegistrationTable(tables.Table):
    """Who has a place, who waits, who cancelled."""

    is_over = False

    name = tables.Column("Nom", empty_values=())
    state = StateColumn(verbose_name="État")
    people = tables.Column("Personnes", attrs=NUM)
    organisation = tables.Column("Organisme", accessor=A("organisation"), default="")
    needs = tables.Column("Besoin pour venir", default="")
    email = tables.Column("Adresse électronique", default="", linkify=lambda value: f"mailto:{value}")
    phone = tables.Column("Téléphone", default="")
    registered_at = MomentColumn(verbose_name="Reçue le")
    act = tables.Column("Changer", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Registration
        fields = ("name", "state", "people", "organisation", "needs", "email", "phone", "registered_at", "act")
        caption = "Inscriptions"
        empty_text = "Aucune inscription ne correspond à votre recherche."
        sequence = ("...", "registered_at", "act")

    def render_name(self, record: Registration) -> str:
        """The name, or that nobody knows it any more."""
        return str(record)

    def render_act(self, record: Registration) -> Any:
        """What can be done with it: the place, or the end; once it is over, the certificate."""
        if record.state == RegistrationState.ATTENDED and self.is_over and not record.forgotten_at:
            return format_html(
                '<a href="{}">Attestation<span class="said"> de présence {}</span> (PDF)</a>',
                reverse("registration_certificate", args=[active_network().slug, record.pk]),
                of(record),
            )
        if record.state not in (RegistrationState.REGISTERED, RegistrationState.WAITING):
            return ""
        slug = active_network().slug
        links = []
        if record.state == RegistrationState.WAITING:
            links.append(
                format_html(
                    '<a href="{}">Donner une place<span class="said"> à {}</span></a>',
                    reverse("registration_promote", args=[slug, record.pk]),
                    record,
                )
            )
        links.append(
            format_html(
                '<a href="{}">Annuler<span class="said"> l’inscription\u00a0: {}</span></a>',
                reverse("registration_cancel", args=[slug, record.pk]),
                record,
            )
        )
        return format_html("{}<br>{}", *links) if len(links) == 2 else links[0]


def registration_table(event: Event, *, at: datetime) -> type[RegistrationTable]:
    """The table of an event: with a column for each of its questions, and certificates once it is over."""
    columns = {f"answer_{number}": AnswerColumn(one.label) for number, one in enumerate(event.asked)}
    own = {"Meta": RegistrationTable.Meta, "is_over": event.ends_at <= at}
    return type("EventRegistrationTable", (RegistrationTable,), columns | own)


# -- Who followed a training


class TrainedFilter(django_filters.FilterSet):
    """Presences at trainings by words, organiser and period: this year unless another one is chosen."""

    q = django_filters.CharFilter(label="Nom ou organisme", method="by_words")
    partner = django_filters.ModelChoiceFilter(
        label="Formation organisée par",
        field_name="event__partner",
        queryset=Partner.objects.none(),
        empty_label="Tous",
    )
    since = django_filters.DateFilter(label="Du", field_name="event__starts_at__date", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(
        label="Au (compris)", field_name="event__starts_at__date", lookup_expr="lte", widget=DAY
    )

    class Meta:
        model = Registration
        fields = ("q", "partner", "since", "until")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        chosen = QueryDict(mutable=True)
        year = timezone.localdate().year
        chosen.update({"since": f"{year}-01-01", "until": f"{year}-12-31"})
        for name in data or ():
            chosen.setlist(name, data.getlist(name))
        super().__init__(chosen, *args, **kwargs)
        self.filters["partner"].queryset = Partner.objects.filter(
            pk__in=Event.objects.filter(kind=EventKind.TRAINING).order_by().values("partner")
        )

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)


class TrainedTable(tables.Table):
    """One line for each presence that was registered by name; files say as well who taught, and what."""

    name = tables.Column("Nom", empty_values=())
    organisation = tables.Column("Organisme", empty_values=(), orderable=False)
    siret = tables.Column("SIRET de l’organisme", accessor=A("partner__siret"), default="", visible=False)
    event = tables.Column("Formation", linkify=lambda record: record.event.get_absolute_url())
    on = MomentColumn(verbose_name="Jour", accessor=A("event__starts_at"))
    hours = tables.Column("Durée", accessor=A("event__duration"), orderable=False, default="", attrs=NUM)
    trainer = tables.Column("Formation donnée par", accessor=A("event__partner"), visible=False)
    speakers = tables.Column("Formateurs", accessor=A("event"), orderable=False, visible=False)
    modules = tables.Column("Modules", accessor=A("event"), orderable=False, visible=False)
    companions = tables.Column("Accompagnants", accessor=A("people"), attrs=NUM)

    class Meta:
        model = Registration
        fields = (
            "name",
            "organisation",
            "siret",
            "event",
            "on",
            "hours",
            "trainer",
            "speakers",
            "modules",
            "companions",
        )
        caption = "Présences aux formations"
        attrs = CARDS
        empty_text = "Aucune présence à une formation sur cette période."

    def render_name(self, record: Registration) -> str:
        """The name, or that nobody knows it any more."""
        return record.name or "Nom effacé"

    def render_organisation(self, record: Registration) -> str:
        """What was typed; else the partner of the network, which stays when names are erased."""
        return record.organisation or str(record.partner or "")

    def render_on(self, record: Registration) -> str:
        """The day or days alone."""
        return record.event.days

    def value_on(self, value: datetime) -> date:
        """The first day, that a spreadsheet can sort."""
        return timezone.localdate(value)

    def render_hours(self, value: timedelta) -> str:
        """« 6 h 30 »."""
        return duration_words(value)

    def value_hours(self, value: timedelta) -> float:
        """Hours as a number, to add up."""
        return round(value.total_seconds() / 3600, 2)

    def render_companions(self, value: int) -> Any:
        return value - 1 or ""

    def value_speakers(self, record: Registration) -> str:
        """Who taught, as the programme says."""
        return ", ".join(dict.fromkeys(one.speakers for one in record.event.talks.all() if one.speakers))

    def value_modules(self, record: Registration) -> str:
        """The moments of the programme."""
        return ", ".join(one.title for one in record.event.talks.all())
