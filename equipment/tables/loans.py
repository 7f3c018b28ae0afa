"""Tables of loans."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.enums import Need
from equipment.models import Loan
from equipment.templatetags.loans import loan_chip
from inclusion.core.french.periods import shown_end
from inclusion.core.web.columns import NUM, StateColumn
from inclusion.templatetags.liant import short_date


class LoanStateColumn(StateColumn):
    """The state of a loan; one that should be back says for how long."""

    def render(self, record: Loan) -> SafeString:
        """Its chip."""
        return SafeString(render_to_string("components/chip.html", loan_chip(record)))


class LoanTable(tables.Table):
    """Loans: what, where they stand (in sight on a phone too), to whom, until when."""

    number = tables.Column("Prêt", accessor="pk", order_by=("pk",))
    lent = tables.Column("Matériel", accessor="lent", orderable=False)
    state = LoanStateColumn(verbose_name="État", order_by=("state", "pk"))
    school = tables.Column("Établissement", order_by=("school__sort_name", "pk"))
    pupil = tables.Column("Élève", orderable=False, default="–")
    start = tables.Column("Départ", order_by=("start", "pk"), attrs=NUM)
    end = tables.Column("Retour", order_by=("end", "pk"), attrs=NUM)
    needs = tables.Column("Aide à", visible=False, orderable=False)
    mdph_step = tables.Column("Démarche MDPH", visible=False, orderable=False)
    returned_at = tables.Column("Rendu le", visible=False, orderable=False)
    outcome = tables.Column("Suite de l’essai", visible=False, orderable=False)

    class Meta:
        order_by = ("-start",)
        caption = "Prêts"
        empty_text = "Aucun prêt ne répond à ces filtres."

    def render_number(self, record: Loan) -> SafeString:
        """The way to it."""
        return format_html('<a class="num" href="{}">{}</a>', record.get_absolute_url(), record.number)

    def value_number(self, record: Loan) -> str:
        """Its number alone."""
        return record.number

    def render_start(self, value: date) -> str:
        """The day."""
        return short_date(value)

    def value_start(self, value: date) -> date:
        """The day as a day."""
        return value

    def render_end(self, value: date) -> str:
        """The day of return."""
        return short_date(shown_end(value))

    def value_end(self, value: date) -> date:
        """The day of return as a day."""
        return shown_end(value)

    def value_needs(self, value: list[str]) -> str:
        """The needs in words."""
        return ", ".join(Need(one).label for one in value)

    def value_mdph_step(self, record: Loan) -> str:
        """The step in words."""
        return record.get_mdph_step_display()

    def value_outcome(self, record: Loan) -> str:
        """What came of it, in words."""
        return record.get_outcome_display()

    def value_returned_at(self, value: Any) -> Any:
        """The day on which it came back."""
        return timezone.localdate(value) if value else ""
