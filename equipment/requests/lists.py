"""Table and filters of requests."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.enums import Need, RequestState
from equipment.inventory.models import EquipmentModel, Kit
from equipment.loans.models.requests import LoanRequest
from equipment.schools.models import School
from inclusion.core.access import MemberRequest, Permission
from inclusion.core.web.columns import CARDS, DayColumn, ListColumn, chip_html
from inclusion.templatetags.liant import chip, chip_of, short_date


class LoanRequestTable(tables.Table):
    """Requests: their state with the day until which the bank answers, their dates."""

    wanted = tables.Column("Demande", empty_values=(), order_by=("model__sort_name", "kit__sort_name", "pk"))
    state = tables.Column("État")
    school = tables.Column("Établissement", order_by=("school__sort_name", "pk"))
    pupil = tables.Column("Élève", order_by=("pupil__pseudonym", "pk"), default="–")
    start = tables.Column("Du", default="–")
    end = tables.Column("Au", accessor="last_day", order_by=("end", "pk"), default="–")
    needs = ListColumn("Besoins", accessor="needs_shown", order_by="needs", visible=False)
    answer_by = DayColumn("À répondre jusqu’au", visible=False, default="")

    #: Whether whoever reads answers them; set when the table is shown.
    answers = False

    class Meta:
        model = LoanRequest
        fields = ("wanted", "state", "school", "pupil", "start", "end", "needs", "answer_by")
        attrs = CARDS
        caption = "Demandes de prêt"
        empty_text = "Aucune demande ici."

    def before_render(self, request: MemberRequest) -> None:
        """A school knows its own name, and answers nothing."""
        self.answers = request.member.may(Permission.EQUIPMENT_MANAGE)
        if not self.answers:
            self.columns.hide("school")
            self.columns.hide("answer_by")

    def render_state(self, record: LoanRequest) -> SafeString:
        """Its chip; what was sent is to answer for the bank alone."""
        if record.state != RequestState.SENT:
            return chip_html(chip_of(record))
        if not self.answers:
            return chip_html(chip("Envoyée", tone="good", sign="send"))
        late = record.is_late(on=timezone.localdate())
        look = chip("En retard", tone="bad") if late else chip("À traiter", tone="warn", sign="inbox")
        return format_html(
            '<span>{}<br><span class="muted">jusqu’au {}</span></span>', chip_html(look), short_date(record.answer_by)
        )

    def value_state(self, record: LoanRequest) -> str:
        return record.get_state_display()

    def render_wanted(self, record: LoanRequest) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.wanted_together)

    def value_wanted(self, record: LoanRequest) -> str:
        """What is asked for."""
        return str(record.wanted or "")

    def render_start(self, value: date) -> str:
        return short_date(value)

    render_end = render_start


# -- Filters of requests


class LoanRequestFilter(django_filters.FilterSet):
    """Requests by words, state, need, and whether an answer is late."""

    q = django_filters.CharFilter(label="Établissement ou matériel", method="by_words")
    state = django_filters.ChoiceFilter(label="État", choices=RequestState, empty_label="Tous")
    need = django_filters.ChoiceFilter(label="Besoin", choices=Need, method="by_need", empty_label="Tous")
    late = django_filters.ChoiceFilter(
        label="Réponse", choices=(("oui", "En retard"),), method="by_late", empty_label="Toutes"
    )

    class Meta:
        model = LoanRequest
        fields = ("q", "state", "need", "late")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word is in the school, or in what is asked for."""
        return queryset.filter(
            Q(school__in=School.objects.matching(value).order_by().values("pk"))
            | Q(model__in=EquipmentModel.objects.matching(value).order_by().values("pk"))
            | Q(kit__in=Kit.objects.matching(value).order_by().values("pk"))
        )

    def by_need(self, queryset: Any, name: str, value: str) -> Any:
        """Those that name this need."""
        return queryset.filter(needs__contains=[value])

    def by_late(self, queryset: Any, name: str, value: str) -> Any:
        """Those that should have been answered."""
        return queryset.filter(state=RequestState.SENT, answer_by__lt=timezone.localdate())
