"""Forms written by the portal's own templates: one for a field, one for the fields of a form."""

from django.forms.renderers import TemplatesSetting


class LiantRenderer(TemplatesSetting):
    """Every `{{ form }}` and `{{ field.as_field_group }}` goes through `templates/components`."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"
