"""Where a kiosk stands."""

from typing import Any

from django import forms

from evaluation.models import Campaign
from inclusion.core.access import Member, Permission


class KioskForm(forms.Form):
    """The structure in which the kiosk is opened: one's own, or any for whoever runs the evaluation."""

    structure = forms.ModelChoiceField(
        label="Où se trouve la borne", queryset=None, required=False, empty_label="Ailleurs, ou sans le dire"
    )

    def __init__(self, data: Any = None, *, campaign: Campaign, member: Member) -> None:
        super().__init__(data)
        rows = campaign.structures.select_related("partner")
        field = self.fields["structure"]
        field.label_from_instance = lambda row: str(row.partner)
        if not member.may(Permission.EVALUATION_MANAGE):
            rows = rows.filter(partner=member.partner)
            field.required, field.empty_label = True, None
            field.initial = rows.first()
        field.queryset = rows
