"""Forms written by the portal's own templates, and the text that every field takes."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from inclusion.rules.text import each_text, on_one_line, printable


class CleanBoundField(forms.BoundField):
    """What was typed in a field, without what no file can carry; a field of one line has no line ends, as browsers
    see to.
    """

    @property
    def data(self) -> Any:
        """The text as every rule of the field reads it, and as it is shown again."""
        one_line = isinstance(self.field.widget, forms.TextInput)
        return each_text(on_one_line if one_line else printable, super().data)


class LiantRenderer(TemplatesSetting):
    """Every `{{ form }}` and `{{ field.as_field_group }}` goes through `templates/components`."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"
    bound_field_class = CleanBoundField
