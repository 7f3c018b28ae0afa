"""The settings of a network's public site."""

from typing import Any

from django import forms

from inclusion.core.web.forms import DecimalField
from inclusion.networks.models import NetworkSite


class SiteForm(forms.ModelForm):
    """What the public site says, in groups that follow its pages."""

    groups = (
        ("L’accueil", ("welcome",)),
        ("Les mentions légales", ("publisher", "publication_director", "hosting")),
        ("Les données personnelles", ("data_controller", "dpo_contact")),
        ("L’accessibilité", ("accessibility_rate", "accessibility_audit", "accessibility_on", "accessibility_contact")),
        ("Le guide du numérique", ("asks_places", "guide_expressions", "tiles_url", "tiles_credit", "embed_hosts")),
        ("Le hub", ("hub_days",)),
    )

    class Meta:
        model = NetworkSite
        fields = [
            "welcome",
            "publisher",
            "publication_director",
            "hosting",
            "data_controller",
            "dpo_contact",
            "accessibility_rate",
            "accessibility_audit",
            "accessibility_on",
            "accessibility_contact",
            "asks_places",
            "guide_expressions",
            "tiles_url",
            "tiles_credit",
            "embed_hosts",
            "hub_days",
        ]
        field_classes = {"hub_days": DecimalField}
        widgets = {
            "welcome": forms.Textarea({"rows": 4}),
            "hosting": forms.Textarea({"rows": 3}),
            "embed_hosts": forms.Textarea({"rows": 3}),
            "guide_expressions": forms.Textarea({"rows": 5}),
            "accessibility_on": forms.DateInput({"type": "date"}),
            # A field of numbers shows nothing of « 20,0 »: browsers read points alone.
            "hub_days": forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        }
        help_texts = {
            "dpo_contact": "Une adresse électronique ou postale.",
            "accessibility_contact": "Une adresse électronique ou un téléphone.",
            "tiles_credit": "Par exemple\u00a0: © contributeurs d’OpenStreetMap.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hub_days"].localize = True
        self.fields["hub_days"].widget.is_localized = True
