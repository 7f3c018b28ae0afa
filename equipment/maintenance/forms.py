"""Forms of maintenance: begun, changed, ended, with a picture."""

from datetime import date

from django import forms

from inclusion.core.web.forms import AboutPeopleMixin, DayField, EurosField, LastDayField

_END_HELP = "Le dernier jour où il manquera. Laissez vide si personne ne peut le dire\u00a0: il reste retiré du prêt."


class MaintenanceForm(AboutPeopleMixin, forms.Form):
    """Why and until when an item is out of reach."""

    reason = forms.CharField(
        label="Ce qui ne va pas", max_length=200, help_text="Par exemple\u00a0: écran fendu, pile à changer."
    )
    expected_end = LastDayField(label="Dernier jour prévu", required=False, help_text=_END_HELP)


class MaintenanceBeginForm(MaintenanceForm):
    """The same, with its first day."""

    start = DayField(label="Premier jour")
    field_order = ("reason", "start", "expected_end")


def typed_day(form: forms.Form, name: str) -> date | None:
    """The day that was typed into a field, though the days were refused together; None for no day."""
    try:
        return form.fields[name].clean(form[name].data)
    except forms.ValidationError:
        return None


class MaintenanceEndForm(AboutPeopleMixin, forms.Form):
    """What was done, at which cost."""

    report = forms.CharField(label="Ce qui a été fait", required=False, widget=forms.Textarea({"rows": 4}))
    cost = EurosField(
        label="Coût en euros", required=False, min_value=0, help_text="Pièces et main-d’œuvre. Vide si inconnu."
    )


class PhotoForm(AboutPeopleMixin, forms.Form):
    """A picture of what is repaired."""

    file = forms.FileField(
        label="Photo",
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
        error_messages={"empty": "Ce fichier est vide."},
    )
    caption = forms.CharField(label="Légende", max_length=160, required=False)
