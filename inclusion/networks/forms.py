"""The settings of a network."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict

from inclusion.core.activities import declared_activities
from inclusion.core.enums import Group
from inclusion.core.models.networks import Network
from inclusion.core.registry.settings import feature_settings
from inclusion.core.web.colours import brand_problems
from inclusion.core.web.forms import LogoField, field_of
from inclusion.networks.actions import SETTINGS


class ActivitiesForm(forms.Form):
    """What the network does: one line for each activity, in the groups of the menu (`groups`)."""

    on = forms.MultipleChoiceField(label="Activités", required=False)

    def __init__(self, *args: Any, network: Network, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network, self.day = network, day
        field_of(self, "on").choices = [(one.key, one.label) for one in declared_activities()]

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The activities by group: whether each is on, what it needs, and what is running with its page's name."""
        on = cast("QueryDict", self.data).getlist("on") if self.is_bound else self.network.activities
        labels = dict(field_of(self, "on").choices)
        lines: dict[str, list[dict[str, Any]]] = {group.label: [] for group in Group}
        for one in declared_activities():
            running = one.running(self.day) if one.key in self.network.activities else ()
            lines[one.group.label].append(
                {
                    "activity": one,
                    "on": one.key in on,
                    "needs": [labels[key] for key in one.needs],
                    "running": [(said, row.url_name) for row in running if (said := row.sentence())],
                }
            )
        return [(label, rows) for label, rows in lines.items() if rows]


class NetworkForm(forms.ModelForm):
    """Name, colours, letterhead, log-in, how to reach the network, then what features ask: in groups."""

    new_logo = LogoField(help_text="PNG ou JPEG, 300 ko au plus. Il figure en tête des pages et des lettres.")
    remove_logo = forms.BooleanField(label="Retirer le logo actuel", required=False)

    class Meta:
        model = Network
        fields = SETTINGS
        widgets = {
            "brand": forms.TextInput({"type": "color"}),
            "description": forms.Textarea({"rows": 4}),
            "host_address": forms.Textarea({"rows": 3}),
            "phone": forms.TextInput({"type": "tel"}),
            "contribution_sight": forms.RadioSelect,
        }

    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Le réseau", ("name", "tagline", "description")),
        ("Sa couleur et son logo", ("brand", "new_logo", "remove_logo")),
        ("L’en-tête de ses lettres", ("host_name", "host_service", "host_address", "signatory")),
        ("Comment le joindre", ("phone", "email")),
        ("La connexion de ses membres", ("second_factor_for_readers",)),
        ("Qui voit quoi des fonds", ("contribution_sight",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["remove_logo"]
        for one in feature_settings():
            names = one.asked(self.instance)
            self.fields |= forms.fields_for_model(one.model, fields=names, widgets=dict(one.widgets))
            self.initial.update(forms.model_to_dict(one.current(), fields=names))
            self.groups = (*self.groups, *one.groups)
        if not settings.REQUIRE_SECOND_FACTOR:
            self.fields[
                "second_factor_for_readers"
            ].help_text += " Sans effet ici\u00a0: ce portail n’en demande à personne."

    def clean_brand(self) -> str:
        brand = self.cleaned_data["brand"].lower()
        if problems := brand_problems(brand):
            raise forms.ValidationError(problems)
        return brand

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The groups with their fields, for the page."""
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.groups]
        return [(title, fields) for title, fields in found if fields]

    def changes(self) -> dict[str, Any]:
        """What `inclusion.networks.actions.change_settings` takes."""
        data = self.cleaned_data
        names = [*SETTINGS, *(name for one in feature_settings() for name in one.names)]
        return {name: data[name] for name in names if name in data} | {
            "logo": data["new_logo"],
            "remove_logo": data.get("remove_logo", False),
        }
