"""Tables and filters of aids for families, commissions and sessions."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import AidCommission, AidProgramme, FamilyAid, TrainingSession
from equipment.family_aid.queries import name_for, path_read
from inclusion.core.french.periods import plain_date
from inclusion.core.web.columns import CARDS, NUM, DayColumn, FormattedColumn, MomentColumn, StateColumn
from inclusion.people.models import Beneficiary
from inclusion.templatetags.liant import chip


class FamilyAidTable(tables.Table):
    """Families, each by the name that the reader may know."""

    person = tables.Column("Famille", order_by="person__sort_name")
    pk = tables.Column("Aide n°", visible=False)
    programme = tables.Column("Aide", visible=False)
    state = StateColumn("État")
    path = tables.Column("Parcours", empty_values=(), orderable=False)
    kind = tables.Column("Appareil", order_by="kind")
    proposed_for = tables.Column("Proposée par", order_by="proposed_for__sort_name")
    proposed_at = DayColumn(verbose_name="Proposée le")

    class Meta:
        model = FamilyAid
        fields = ("person", "pk", "programme", "state", "path", "kind", "proposed_for", "proposed_at")
        order_by = ("-proposed_at", "-pk")
        attrs = CARDS
        caption = "Familles"
        empty_text = "Aucune famille ne correspond à votre recherche."

    @cached_property
    def _one_programme(self) -> bool:
        """Whether the programme need not be shown."""
        return AidProgramme.objects.count() < 2

    def render_person(self, record: FamilyAid) -> SafeString:
        """A link to it by the name, or a first name and an initial; below, the number and the programme."""
        number = f"n°\u00a0{record.pk}"
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            record.get_absolute_url(),
            name_for(self.request.member, record),
            number if self._one_programme else f"{number}, {record.programme}",
        )

    def value_person(self, record: FamilyAid) -> str:
        return name_for(self.request.member, record)

    def render_path(self, record: FamilyAid) -> str:
        """« 1 / 3 »: the sessions followed, of those promised."""
        if record.decided_at is None or record.state in ("refused", "withdrawn"):
            return "–"
        path = path_read(record)
        return f"{path.attended}\u00a0/\u00a0{path.promised}"

    def value_path(self, record: FamilyAid) -> str:
        return path_read(record).sentence


def session_chip(session: TrainingSession) -> dict[str, str]:
    """The state of a session; read with its seats and `unnoted`, how many presences are not noted."""
    if session.cancelled_at is not None:
        return chip("Annulée", tone="calm", sign="ban")
    if session.starts_at > timezone.now():
        full = session.taken >= session.seats
        return chip("Complète", tone="warn") if full else chip("À venir", tone="info", sign="calendar")
    if session.unnoted:
        return chip("Présences à noter", tone="warn")
    return chip("Tenue", tone="good")


class TrainingSessionTable(tables.Table):
    """Sessions, in the order of the rows unless another is asked for."""

    starts_at = MomentColumn(verbose_name="Début")
    title = tables.Column("Séance", linkify=True)
    standing = StateColumn("État", look=session_chip, orderable=False)
    taken = FormattedColumn("Places prises", show=lambda one: f"{one.taken}\u00a0/\u00a0{one.seats}", attrs=NUM)
    place = tables.Column("Lieu")
    trainer = tables.Column("Animée par", order_by="trainer__sort_name", default="–")
    programme = tables.Column("Aide", order_by="programme__name")

    class Meta:
        model = TrainingSession
        fields = ("starts_at", "title", "standing", "taken", "place", "trainer", "programme")
        attrs = CARDS
        caption = "Séances"
        empty_text = "Aucune séance ne correspond à votre recherche."


def commission_chip(commission: AidCommission) -> dict[str, str]:
    """The state of a sitting."""
    if commission.closed_at is not None:
        return chip("Close", tone="calm", sign="lock")
    if commission.held_on > timezone.localdate():
        return chip("À venir", tone="info", sign="calendar")
    return chip("À décider", tone="warn")


class AidCommissionTable(tables.Table):
    held_on = FormattedColumn("Date", show=lambda one: plain_date(one.held_on), linkify=True)
    programme = tables.Column("Aide", order_by="programme__name")
    place = tables.Column("Lieu", default="–")
    listed = tables.Column("Familles", attrs=NUM)
    accepted = tables.Column("Accordées", attrs=NUM)
    closed_at = StateColumn("État", look=commission_chip)

    class Meta:
        model = AidCommission
        fields = ("held_on", "programme", "place", "listed", "accepted", "closed_at")
        order_by = ("-held_on", "-pk")
        attrs = CARDS
        caption = "Commissions"
        empty_text = "Aucune commission n’est convoquée."


def _standing(programme: AidProgramme) -> dict[str, str]:
    return chip("Fermée", tone="calm", sign="lock") if programme.closed_on else chip("Ouverte", tone="good")


class AidProgrammeTable(tables.Table):
    """Aids, open or not."""

    name = tables.Column("Aide", linkify=True)
    sessions_promised = tables.Column("Séances à suivre", attrs=NUM)
    payer_label = tables.Column("Financée par", default="–")
    families = tables.Column("Familles", attrs=NUM)
    opened_on = tables.DateColumn(verbose_name="Ouverte le", format="d/m/Y")
    closed_on = StateColumn("État", look=_standing)

    class Meta:
        model = AidProgramme
        fields = ("name", "sessions_promised", "payer_label", "families", "opened_on", "closed_on")
        order_by = ("-opened_on", "-pk")
        attrs = CARDS
        caption = "Aides"
        empty_text = "Aucune aide n’est ouverte."

    def value_closed_on(self, record: AidProgramme) -> str:
        return "fermée" if record.closed_on else "ouverte"


# -- Filters of aids for families and of their sessions


class FamilyAidFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou numéro d’aide", method="search")
    state = django_filters.ChoiceFilter(label="État", choices=AidState, empty_label="Tous")
    programme = django_filters.ModelChoiceFilter(
        label="Aide", queryset=lambda request: AidProgramme.objects.all(), empty_label="Toutes"
    )

    class Meta:
        model = FamilyAid
        fields: tuple[str, ...] = ("q", "state", "programme")

    def search(self, queryset: QuerySet[FamilyAid], name: str, value: str) -> QuerySet[FamilyAid]:
        """Families of which every word is in the name; a number alone is the number of an aid."""
        if value.strip().isdecimal() and len(value.strip()) < 10:
            return queryset.filter(pk=int(value))
        return queryset.filter(person__in=Beneficiary.objects.matching(value).values("pk"))


class AnonymousAidFilter(FamilyAidFilter):
    """The same for who reads no names: nothing is found by one."""

    q = None

    class Meta(FamilyAidFilter.Meta):
        fields = ("state", "programme")


class TrainingSessionFilter(django_filters.FilterSet):
    when = django_filters.ChoiceFilter(
        label="Quand",
        choices=[("next", "À venir"), ("open", "Présences à noter"), ("past", "Passées")],
        method="by_time",
        empty_label="Toutes",
    )
    programme = django_filters.ModelChoiceFilter(
        label="Aide", queryset=lambda request: AidProgramme.objects.all(), empty_label="Toutes"
    )

    class Meta:
        model = TrainingSession
        fields = ("when", "programme")

    def by_time(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Sessions that begin after now, or before."""
        now = timezone.now()
        if value == "next":
            return queryset.filter(starts_at__gt=now, cancelled_at=None)
        past = queryset.filter(starts_at__lte=now)
        if value == "past":
            return past
        waits = TrainingSession.objects.filter(attendances__state=Attendance.EXPECTED).values("pk")
        return past.filter(cancelled_at=None, pk__in=waits)
